//! Imports among the files of each crate and of the TypeScript, read from the sources.

pub(crate) mod graph;
pub(crate) mod measure;
mod mentions;
pub(crate) mod rust;
pub(crate) mod typescript;

use giaouoc_tests::root;
use graph::Arrows;
use rust::Crate;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Every crate (libraries, programs, tests, benches), by its root file.
pub(crate) fn crates() -> &'static [(String, Crate)] {
    static CRATES: OnceLock<Vec<(String, Crate)>> = OnceLock::new();
    CRATES.get_or_init(|| {
        let root = root().canonicalize().unwrap();
        let files = packages(&root).into_iter().flat_map(|package| crate_roots(&package));
        files.map(|file| (below(&root, &file), Crate::read(&file, &root))).collect()
    })
}

/// The arrows within every crate and within the TypeScript, by the root file or folder.
pub(crate) fn everywhere() -> Vec<(String, Arrows)> {
    let root = root().canonicalize().unwrap();
    let typescript = ("crates/web".to_owned(), typescript::arrows(&root.join("crates/web"), &root));
    crates().iter().map(|(name, found)| (name.clone(), found.arrows())).chain([typescript]).collect()
}

fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}

/// The folders of the workspace's packages.
pub(crate) fn packages(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = entries(&root.join("crates")).into_iter().chain([root.join("tests")]).collect();
    folders.retain(|folder| folder.join("Cargo.toml").exists());
    folders
}

/// The root files of a package's crates.
fn crate_roots(package: &Path) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = ["lib.rs", "main.rs"].map(|name| package.join("src").join(name)).into();
    for folder in ["src/bin", "tests", "benches", "examples"] {
        for entry in entries(&package.join(folder)) {
            let is_file = entry.extension().is_some_and(|e| e == "rs");
            roots.push(if is_file { entry } else { entry.join("main.rs") });
        }
    }
    roots.retain(|file| file.is_file());
    roots
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().path()).collect();
    entries.sort();
    entries
}
