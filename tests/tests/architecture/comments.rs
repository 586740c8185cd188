//! Doc comments are sentences or noun phrases that stand alone; lines of comments have 120 characters at most.

use super::imports::packages;
use giaouoc_tests::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A doc comment that begins so is half a sentence: its other half is the name below it.
const BEGINNINGS: [&str; 10] =
    ["What", "Whatever", "Whether", "Who", "Whoever", "Whom", "Whose", "Where", "Wherever", "How"];

/// Doc comments of a hundred that may begin so all the same.
const PERCENT: usize = 2;

/// Doc comments that begin so, and lines of comments that are too long, by crate: more than these are not taken.
/// Whoever mends some lowers the numbers; a crate that keeps both rules has no line here.
const KNOWN: &[(&str, usize, usize)] = &[("crates/store", 61, 0)];

#[derive(Default)]
struct Comments {
    docs: usize,
    half: Vec<String>,
    long: Vec<String>,
}

#[test]
fn comments_are_whole_sentences_of_lines_that_fit() {
    let root = root().canonicalize().unwrap();
    let mut rows: BTreeMap<String, Comments> = BTreeMap::new();
    for package in packages(&root) {
        for file in sources(&package) {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let package = package.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let row = if name.ends_with(".rs") { package } else { "TypeScript".to_owned() };
            read(&name, &fs::read_to_string(&file).unwrap(), rows.entry(row).or_default());
        }
    }
    let mut wrong = Vec::new();
    for (name, Comments { docs, half, long }) in &rows {
        println!("{name:16} {docs:5} doc comments, {:4} half sentences, {:4} long lines", half.len(), long.len());
        let known = KNOWN.iter().find(|(known, ..)| known == name);
        let (halves, longs) = known.map_or((docs * PERCENT / 100, 0), |(_, halves, longs)| (*halves, *longs));
        if half.len() > halves {
            wrong.push(format!("{name}: {} doc comments are half sentences, {halves} may: {half:#?}", half.len()));
        }
        if long.len() > longs {
            wrong.push(format!("{name}: {} lines of comments are longer than 120, {longs} may: {long:#?}", long.len()));
        }
    }
    assert!(rows.len() > 7, "only {} crates were read", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["node_modules", "target", "fuzz"].contains(&name.as_str()) {
            found.extend(sources(&path));
        } else if [".rs", ".ts", ".mjs"].iter().any(|end| name.ends_with(end)) {
            found.push(path);
        }
    }
    found
}

fn read(file: &str, text: &str, comments: &mut Comments) {
    let is_rust = file.ends_with(".rs");
    let mut before = "";
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let at = || format!("{file}:{}: {trimmed}", number + 1);
        let mark = marker(trimmed, is_rust);
        if line.chars().count() > 120 && !mark.is_empty() {
            comments.long.push(at());
        }
        if ["///", "//!", "/**"].contains(&mark) && mark != before {
            comments.docs += 1;
            let first = trimmed[mark.len()..].split_whitespace().next().unwrap_or("");
            if BEGINNINGS.contains(&first) {
                comments.half.push(at());
            }
        }
        before = mark;
    }
}

/// The sign with which a line of comment begins, or nothing.
fn marker(line: &str, is_rust: bool) -> &str {
    let signs: &[&str] = if is_rust { &["////", "///", "//!", "//"] } else { &["/**", "//", "/*", "* "] };
    signs.iter().find(|sign| line.starts_with(**sign)).map_or("", |sign| &line[..sign.len()])
}
