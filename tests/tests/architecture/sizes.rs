//! Files and functions stay small enough to be read.
//!
//! Lines of a file are counted without what is compiled for tests. A function's lines go from its `fn`, name or
//! parameters to its closing brace, closures and functions within it included; in TypeScript, functions, methods and
//! arrow functions with a block count. `make check` prints the table.

use super::imports::{crates, measure, typescript};
use giaouoc_tests::root;
use std::collections::BTreeMap;
use std::fs;

/// Lines of a file.
const FILE: usize = 400;
/// Lines of a function, and of the median one of a crate.
const FUNCTION: usize = 80;
const MEDIAN: usize = 15;

/// Catalogues and generated tables are looked things up in, not read.
const TABLES: [&str; 3] =
    ["crates/core/src/error.rs", "crates/core/src/text/unicode15.rs", "crates/web/shared/api/openapi.ts"];

/// One crate's sizes.
#[derive(Default)]
struct Sizes {
    files: usize,
    lines: usize,
    long: Vec<(String, usize)>,
    functions: Vec<measure::Function>,
}

impl Sizes {
    fn add(&mut self, measured: &measure::Measured) {
        self.files += 1;
        self.lines += measured.lines;
        if measured.lines > FILE && !TABLES.contains(&measured.file.as_str()) {
            self.long.push((measured.file.clone(), measured.lines));
        }
        self.functions.extend(measured.functions.iter().cloned());
    }
}

/// Sizes by crate; the TypeScript is a row of its own.
fn sizes() -> BTreeMap<String, Sizes> {
    let mut sizes: BTreeMap<String, Sizes> = BTreeMap::new();
    for (name, found) in crates().iter().filter(|(name, _)| name.contains("/src/")) {
        let row = sizes.entry(name.split("/src/").next().unwrap().to_owned()).or_default();
        found.measured.iter().for_each(|measured| row.add(measured));
    }
    let root = root().canonicalize().unwrap();
    let typescript = sizes.entry("TypeScript".to_owned()).or_default();
    for file in typescript::arrows(&root.join("crates/web"), &root).keys().filter(|file| !file.contains("/test/")) {
        let text = fs::read_to_string(root.join(file)).unwrap();
        typescript.add(&measure::typescript(file, &text));
    }
    sizes
}

fn median(functions: &[measure::Function]) -> usize {
    let mut lengths: Vec<usize> = functions.iter().map(|function| function.lines).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

#[test]
fn files_and_functions_are_small_enough_to_be_read() {
    let sizes = sizes();
    println!(
        "{:20} {:>6} {:>7} {:>5} {:>9} {:>7} {:>4} {:>4}",
        "", "files", "lines", ">400", "functions", "median", "max", ">80"
    );
    let mut found: Vec<String> = Vec::new();
    for (name, row) in &sizes {
        let long: Vec<_> = row.functions.iter().filter(|function| function.lines > FUNCTION).collect();
        let (median, max) = (median(&row.functions), row.functions.iter().map(|f| f.lines).max().unwrap_or(0));
        let (files, lines, count) = (row.files, row.lines, row.functions.len());
        println!("{name:20} {files:6} {lines:7} {:5} {count:9} {median:7} {max:4} {:4}", row.long.len(), long.len());
        assert!(median <= MEDIAN, "{name}: the median function has {median} lines");
        assert!(count > 1, "{name}: only {count} functions were found");
        found.extend(row.long.iter().map(|(file, lines)| format!("{file}: {lines} lines")));
        found.extend(long.iter().map(|f| format!("{} {}: {} lines", f.file, f.name, f.lines)));
    }
    assert!(found.is_empty(), "too long to be read: {found:#?}");
}

/// ADR 0007 argues with a number of lines; it is today's, within a twentieth.
#[test]
fn the_pure_crates_have_the_lines_that_their_decision_names() {
    let page = fs::read_to_string(root().join("docs/adr/0007-sizes.md")).unwrap();
    let said = page.split("They are about ").nth(1).unwrap().split_whitespace().next().unwrap();
    let said: usize = said.replace(',', "").parse().unwrap();
    let sizes = sizes();
    let lines = sizes["crates/tlog"].lines + sizes["crates/core"].lines;
    assert!(lines.abs_diff(said) * 20 <= lines, "ADR 0007 says about {said} lines, there are {lines}");
}
