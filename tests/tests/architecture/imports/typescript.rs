//! Arrows between the files of the TypeScript, from its sources alone.
//!
//! Every `import … from "./file"`, `export … from "./file"`, `import "./file"` and `import("./file")` is an arrow.
//! Type-only imports count: they vanish when the code is built, but a reader has to follow them all the same.
//! Re-exports count, too: unlike a `pub use`, they decide the order in which modules run.

use super::graph::Arrows;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The arrows of all TypeScript files below a folder; the names of files begin below `base`.
pub(crate) fn arrows(folder: &Path, base: &Path) -> Arrows {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let name = |file: &Path| file.strip_prefix(base).unwrap_or(file).to_string_lossy().into_owned();
    let of = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let mut arrows = BTreeMap::new();
        for path in imported(&text) {
            if let Some(target) = resolve(file, &path, &files) {
                arrows.insert(name(&target), path);
            }
        }
        (name(file), arrows)
    };
    files.iter().map(of).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "ts" || e == "tsx" || e == "mts") {
            files.push(path);
        }
    }
}

/// The relative paths that a file imports.
fn imported(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("import").into_iter().chain(rest.find("export")).min() {
        let is_word = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '$');
        rest = &rest[at + "import".len()..];
        if let Some(path) = is_word.then(|| path_behind(rest)).flatten() {
            paths.push(path.to_owned());
        }
    }
    paths
}

/// The relative path of the statement that goes on here: the first string, if nothing but names stands before it.
fn path_behind(rest: &str) -> Option<&str> {
    let quote = rest.find(['"', '\''])?;
    let (before, text) = (rest[..quote].trim(), &rest[quote + 1..]);
    let is_import = before.is_empty() || before == "(" || before.ends_with("from");
    let are_names = before.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "{}*,_$(".contains(c));
    let path = text.split(['"', '\'']).next()?;
    (is_import && are_names && path.starts_with('.')).then_some(path)
}

fn resolve(from: &Path, path: &str, files: &[PathBuf]) -> Option<PathBuf> {
    let mut target = from.parent()?.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => drop(target.pop()),
            Component::Normal(name) => target.push(name),
            _ => {}
        }
    }
    let text = target.to_string_lossy().into_owned();
    let plain = text.strip_suffix(".js").or(text.strip_suffix(".ts")).unwrap_or(&text).to_owned();
    let tries = [format!("{plain}.ts"), format!("{plain}.tsx"), format!("{plain}.mts"), format!("{text}/index.ts")];
    tries.into_iter().map(PathBuf::from).find(|file| files.contains(file))
}
