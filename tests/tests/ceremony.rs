//! An `in-person` pact from an empty folder to a verdict, by the command line alone: organiser, desk and signers each
//! with their own files, as people would do it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use giaouoc_tests::office::Office;
use std::fs;
use std::path::Path;

#[test]
fn an_in_person_pact_by_the_command_line_alone() {
    let office = Office::open();
    let pact = office.pact();
    office.must(&["pact", "check", "pact.json"]);
    office.opens();
    let at = ["--server", office.url.as_str(), "--pact", &pact];
    let mut complete = vec!["pact", "complete"];
    complete.extend(at);
    complete.extend(Office::registrar());
    office.refused(&complete, "not-all-signed");
    office.signs(&pact, "member");
    office.signs(&pact, "head");
    office.must(&complete);
    office.must(&["evidence", &pact, "--server", &office.url, "--out", "e.giaouoc.json"]);
    let verdict = office.must(&["verify", "-q", "e.giaouoc.json"]);
    assert_eq!(verdict, "✔ VALID (valid 2/2): 2 of 2 signatures, the text is unchanged, identified in person\n");
    assert!(office.must(&["ledger", "audit", "--data", "data"]).contains("✔"));
    assert!(is_private(&office.path("registrar.pem")) && is_private(&office.path("data/ledger.key")));
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}
