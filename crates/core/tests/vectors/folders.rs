//! Paths of the test vectors.

use std::path::{Path, PathBuf};

/// A file of our own vectors, which are part of every checkout.
pub(super) fn ours(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors").join(file)
}

/// A file or folder of others' published vectors, which lie beside the checkout or where `GIAOUOC_VECTORS` points.
/// Where they are missing the test says so and ends; in CI that is a failure.
pub(super) fn others(file: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let path = std::env::var_os("GIAOUOC_VECTORS").map_or_else(beside, PathBuf::from).join(file);
    if path.exists() {
        return Some(path);
    }
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "in CI the vectors must be there: {file}");
    println!("skipped: no {file} beside the checkout, nor in GIAOUOC_VECTORS");
    None
}

/// The files of a folder, by name.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
