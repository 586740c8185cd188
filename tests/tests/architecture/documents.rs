//! Facts in README, ARCHITECTURE and CONTRIBUTING that the repository can check: versions and tables.

use super::imports::packages;
use giaouoc_tests::root;
use std::collections::BTreeSet;
use std::fs;

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// `rust-version = "…"` of the workspace.
fn rust_version() -> String {
    let manifest = read("Cargo.toml");
    manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn the_documents_name_the_oldest_rust() {
    let version = rust_version();
    let phrase = format!("Rust ({version} or newer)");
    for document in ["README.md", "CONTRIBUTING.md"] {
        assert!(read(document).contains(&phrase), "{document}: {phrase}");
    }
    assert!(read("tests/fuzz/Cargo.toml").contains(&format!("rust-version = \"{version}\"")));
}

/// The manifest promises what the dependencies keep.
#[test]
fn no_dependency_wants_a_newer_rust() {
    let parse = |text: &str| text.split('.').map(|part| part.parse().unwrap()).collect::<Vec<u32>>();
    let due = parse(&rust_version());
    let metadata = super::rules::metadata();
    for package in metadata["packages"].as_array().unwrap() {
        let Some(wanted) = package["rust_version"].as_str() else { continue };
        assert!(parse(wanted)[..2] <= due[..2], "{} wants Rust {wanted}", package["name"]);
    }
}

/// The first cell of each row of the table under a heading, without its back quotes.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let text = read(document);
    let section = text.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("{document}: no {heading}"));
    let rows = section.lines().skip_while(|line| !line.starts_with("| ---")).skip(1);
    rows.take_while(|line| line.starts_with('|'))
        .map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

#[test]
fn the_readme_lists_the_crates_that_there_are() {
    let listed: Vec<String> = table("README.md", "## Crates").into_iter().map(|row| row[0].replace('`', "")).collect();
    let root = root();
    let there = packages(&root).into_iter().filter(|folder| folder.parent().unwrap().ends_with("crates"));
    let there: BTreeSet<String> =
        there.map(|f| format!("crates/{}", f.file_name().unwrap().to_string_lossy())).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), there);
    assert_eq!(listed.len(), there.len());
}

/// ARCHITECTURE.md's table of who may use whom is the one that the tests prove.
#[test]
fn the_table_of_who_may_use_whom_is_the_proved_one() {
    let told: Vec<(String, Vec<String>)> = table("docs/ARCHITECTURE.md", "## Who may use whom")
        .into_iter()
        .map(|row| (row[0].replace('`', ""), uses(&row[1])))
        .collect();
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let proved: Vec<(String, Vec<String>)> =
        super::rules::MAY_USE.iter().map(|(name, allowed)| ((*name).to_owned(), owned(allowed))).collect();
    assert_eq!(told, proved);
}

/// The names between back quotes.
fn uses(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
