//! The built program starts, and says what it is. What it does is tested from outside, in `tests/`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

#[test]
fn the_program_says_its_version() {
    // That this test names the program is also why `cargo test` builds it, for the suites that run it.
    let said = Command::new(env!("CARGO_BIN_EXE_giaouoc")).arg("--version").output().unwrap();
    assert!(said.status.success());
    assert_eq!(String::from_utf8(said.stdout).unwrap(), concat!("giaouoc ", env!("CARGO_PKG_VERSION"), "\n"));
}
