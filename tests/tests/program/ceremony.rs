//! An `in-person` pact from an empty folder to a verdict, by the command line alone: organiser, desk and signers each
//! with their own files, as people would do it.

use giaouoc_tests::installation::Installation;
use std::fs;
use std::path::Path;

#[test]
fn an_in_person_pact_by_the_command_line_alone() {
    let installation = Installation::start();
    let pact = installation.write_pact();
    installation.must(&["pact", "check", "pact.json"]);
    installation.open_pact();
    let at = ["--server", installation.url.as_str(), "--pact", &pact];
    let mut complete = vec!["pact", "complete"];
    complete.extend(at);
    complete.extend(Installation::registrar());
    installation.refused(&complete, "not-all-signed");
    installation.sign(&pact, "member");
    installation.sign(&pact, "head");
    installation.must(&complete);
    installation.must(&["evidence", &pact, "--server", &installation.url, "--out", "e.giaouoc.json"]);
    let verdict = installation.must(&["verify", "-q", "e.giaouoc.json"]);
    assert_eq!(verdict, "✔ VALID (valid 2/2): 2 of 2 signatures, the text is unchanged, identified in person\n");
    assert!(installation.must(&["ledger", "audit", "--data", "data"]).contains("✔"));
    assert!(is_private(&installation.path("registrar.pem")) && is_private(&installation.path("data/ledger.key")));
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}
