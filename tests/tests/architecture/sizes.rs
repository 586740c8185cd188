//! Files and functions stay small enough to be read.
//!
//! Lines of a file are counted without what is compiled for tests. A function's lines go from its `fn`, name or
//! parameters to its closing brace, closures and functions within it included; in TypeScript, functions, methods and
//! arrow functions with a block count. `make check` prints the table.

use super::imports::{everywhere, measure};
use giaouoc_tests::root;
use std::collections::BTreeMap;
use std::fs;

/// Lines of a file.
const FILE: usize = 400;
/// Lines of a function, and of the median one of a crate.
const FUNCTION: usize = 80;
const MEDIAN: usize = 15;

/// Catalogues and generated tables are looked things up in, not read.
const TABLES: [&str; 2] = ["crates/core/src/error.rs", "crates/core/src/text/unicode15.rs"];

/// Files and functions that are still too long. Exact: whoever shortens one takes its line away.
const KNOWN: &[&str] = &[
    "crates/store/src/sequencer.rs",
    "crates/web/pages/console/main.ts",
    "crates/web/pages/desk/page.ts",
    "crates/web/pages/editor/main.ts",
    "crates/web/pages/phone/page.ts",
    "crates/web/shared/discussion/panel.ts",
    "crates/web/shared/signing/screens.ts",
];

/// One crate's sizes.
#[derive(Default)]
struct Sizes {
    files: usize,
    lines: usize,
    long: Vec<(String, usize)>,
    functions: Vec<measure::Function>,
}

/// Sizes by crate; the TypeScript is a row of its own.
fn sizes() -> BTreeMap<String, Sizes> {
    let root = root().canonicalize().unwrap();
    let mut sizes: BTreeMap<String, Sizes> = BTreeMap::new();
    for (name, arrows) in everywhere() {
        let is_typescript = !name.ends_with(".rs");
        if !is_typescript && !name.contains("/src/") {
            continue;
        }
        let row = if is_typescript { "TypeScript".to_owned() } else { name.split("/src/").next().unwrap().to_owned() };
        let row = sizes.entry(row).or_default();
        for file in arrows.keys().filter(|file| !file.contains("/test/")) {
            let text = fs::read_to_string(root.join(file)).unwrap();
            let measured = if is_typescript { measure::typescript(file, &text) } else { measure::rust(file, &text) };
            row.files += 1;
            row.lines += measured.lines;
            if measured.lines > FILE && !TABLES.contains(&file.as_str()) {
                row.long.push((file.clone(), measured.lines));
            }
            row.functions.extend(measured.functions);
        }
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
    let mut found = Vec::new();
    for (name, row) in &sizes {
        let long: Vec<_> = row.functions.iter().filter(|function| function.lines > FUNCTION).collect();
        let (median, max) = (median(&row.functions), row.functions.iter().map(|f| f.lines).max().unwrap_or(0));
        let (files, lines, count) = (row.files, row.lines, row.functions.len());
        println!("{name:20} {files:6} {lines:7} {:5} {count:9} {median:7} {max:4} {:4}", row.long.len(), long.len());
        assert!(median <= MEDIAN, "{name}: the median function has {median} lines");
        assert!(count > 1, "{name}: only {count} functions were found");
        found.extend(row.long.iter().map(|(file, lines)| (file.clone(), format!("{file}: {lines} lines"))));
        found.extend(
            long.iter()
                .map(|f| (format!("{} {}", f.file, f.name), format!("{} {}: {} lines", f.file, f.name, f.lines))),
        );
    }
    let new: Vec<_> = found.iter().filter(|(what, _)| !KNOWN.contains(&what.as_str())).map(|(_, text)| text).collect();
    assert!(new.is_empty(), "too long to be read: {new:#?}");
    let gone: Vec<_> = KNOWN.iter().filter(|known| !found.iter().any(|(what, _)| what == *known)).collect();
    assert!(gone.is_empty(), "short by now, to be taken from the list: {gone:?}");
}
