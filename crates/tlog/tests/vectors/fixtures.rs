//! Paths of the test vectors.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The text of a vector that the repository carries.
pub(crate) fn own(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The path of other people's vectors, which are not ours to commit: below `GIAOUOC_VECTORS` (relative to the
/// checkout), which is `../shared/vectors` unless set. Missing, they are skipped aloud; under `CI=true` that is a
/// failure.
pub(crate) fn others(path: &str) -> Option<PathBuf> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = env::var_os("GIAOUOC_VECTORS").unwrap_or_else(|| "../shared/vectors".into());
    let path = checkout.join(root).join(path);
    if path.exists() {
        return Some(path);
    }
    assert_ne!(env::var("CI").as_deref(), Ok("true"), "{} is missing", path.display());
    // Not `eprintln!`: the test runner would hide it.
    let notice = format!("SKIPPED: {} is missing; set GIAOUOC_VECTORS\n", path.display());
    io::stderr().write_all(notice.as_bytes()).unwrap();
    None
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// All files below a folder, in no order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no string {member} in {value}"))
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
