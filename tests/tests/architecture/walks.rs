//! The picture, the walks and the file names of ARCHITECTURE.md and CONTRIBUTING.md are those of the code.

use super::imports::graph::Arrows;
use super::imports::{crates, rust::Crate};
use super::rules;
use giaouoc_tests::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Below the root: `crates/store/src/ledger.rs`, which the documents may call `store/ledger.rs`.
fn file(name: &str) -> Option<String> {
    let mut paths = vec![name.to_owned(), format!("docs/{name}")];
    if let Some((first, rest)) = name.split_once('/') {
        paths.extend([format!("crates/{first}/src/{rest}"), format!("crates/{first}/{rest}")]);
    }
    paths.into_iter().find(|path| root().join(path).exists())
}

/// A path with a folder, and an ending that this repository has or a slash at its end.
fn is_path(word: &str) -> bool {
    let endings = [".rs", ".ts", ".md", ".toml", ".mjs", ".css", ".html", ".sql", ".sh", "/"];
    let has_ending = endings.iter().any(|end| word.ends_with(end));
    has_ending && word.contains('/') && !word.contains([' ', '<', '*', '…', '{', ':']) && !word.starts_with('/')
}

#[test]
fn the_files_that_the_documents_name_are_there() {
    for (document, least) in [("docs/ARCHITECTURE.md", 40), ("CONTRIBUTING.md", 15)] {
        let text = read(document);
        let prose: String = text.split("```").step_by(2).collect();
        let named: Vec<&str> = prose.split('`').skip(1).step_by(2).filter(|word| is_path(word)).collect();
        let missing: Vec<_> = named.iter().filter(|name| file(name).is_none()).collect();
        assert!(missing.is_empty(), "{document}: {missing:?}");
        assert!(named.len() >= least, "{document}: only {} were found", named.len());
    }
}

/// The picture has an arrow for each use that no other way leads to, and no other arrow.
#[test]
fn the_picture_of_the_crates_is_true() {
    let text = read("docs/ARCHITECTURE.md");
    let picture = text.split("```mermaid\n").nth(1).unwrap().split("```").next().unwrap();
    let drawn: BTreeSet<(String, String)> = picture
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect();
    let uses = rules::uses_of_ours();
    let reaches = |from: &str, to: &str| {
        let mut open = vec![from.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            open.extend(uses[&name].iter().filter(|next| seen.insert((*next).clone())).cloned());
        }
        seen.contains(to)
    };
    let due: BTreeSet<(String, String)> = uses
        .iter()
        .flat_map(|(from, all)| all.iter().map(move |to| (from, to, all)))
        .filter(|(_, to, all)| !all.iter().any(|other| other != *to && reaches(other, to)))
        .map(|(from, to, _)| (from.clone(), to.clone()))
        .collect();
    assert_eq!(drawn, due);
}

/// Arrows between all files of the libraries and of the program.
fn all_arrows() -> Arrows {
    let sources =
        || crates().iter().filter(|(name, _)| ["src/lib.rs", "src/main.rs"].iter().any(|e| name.ends_with(e)));
    let known = |name: &str| format!("giaouoc_{}", name.split('/').nth(1).unwrap());
    let others: BTreeMap<String, &Crate> = sources().map(|(name, found)| (known(name), found)).collect();
    let mut all = Arrows::new();
    for (_, found) in sources() {
        for (file, to) in found.arrows().into_iter().chain(found.arrows_out(&others)) {
            all.entry(file).or_default().extend(to);
        }
    }
    all
}

/// The first file of each numbered step of each walk, by the walk's heading.
fn walks() -> Vec<(String, Vec<String>)> {
    let text = read("docs/ARCHITECTURE.md");
    let sections = text.split("\n## Walk ").skip(1);
    sections
        .map(|section| {
            let section = section.split("\n## ").next().unwrap();
            let is_step = |line: &&str| line.split_once(". `").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
            let steps = section.lines().filter(is_step).map(|line| line.split('`').nth(1).unwrap().to_owned());
            (section.lines().next().unwrap().to_owned(), steps.collect())
        })
        .collect()
}

/// The code of each step is used by an earlier one. As files use each other in no circle, none leads back up.
#[test]
fn no_step_of_a_walk_goes_back_up() {
    let arrows = all_arrows();
    let walks = walks();
    assert!(walks.len() >= 3, "{walks:?}");
    let mut steps = 0;
    for (walk, files) in walks {
        let files: Vec<String> =
            files.iter().map(|name| file(name).unwrap_or_else(|| panic!("{walk}: {name}"))).collect();
        for (at, to) in files.iter().enumerate().skip(1) {
            let is_used = files[..at].iter().any(|from| arrows.get(from).is_some_and(|uses| uses.contains_key(to)));
            assert!(is_used, "{walk}: no step before {to} uses it");
            steps += 1;
        }
    }
    assert!(steps > 20, "only {steps} steps were followed");
}
