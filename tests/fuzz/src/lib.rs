//! What the fuzz targets share: the seeds, and the policies of the fixtures.
//!
//! Each target claims more than "no panic"; its first lines say what. A claim that a fuzzer finds false is a crash like
//! any other. `make fuzz` runs them all.

use giaouoc_core::policy::Policy;
use std::fs;
use std::path::Path;

/// Trust of the vectors, whose ledger has keys of its own.
pub const VECTORS: &str = include_str!("../../../fixtures/vectors/formats/policy.txt");
/// Trust of all other fixtures.
pub const FIXTURES: &str = include_str!("../../../fixtures/policy.txt");
/// The same, and the witness must have cosigned.
pub const WITNESSED: &str = include_str!("../../../fixtures/policy-witness.txt");

/// The seeds of a target, as they are committed.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let files = fs::read_dir(&folder).expect("the folder of seeds");
    let seeds: Vec<_> = files.map(|file| fs::read(file.expect("an entry").path()).expect("a seed")).collect();
    assert!(!seeds.is_empty(), "no seed for {target}");
    seeds
}

/// One of the policies above.
pub fn policy(text: &str) -> Policy {
    Policy::parse(text).expect("a policy of the fixtures")
}
