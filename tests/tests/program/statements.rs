//! Statements of SQL that a signature costs, as the running service tells them.
//!
//! Before the writer answered with the proof and settled what waited within its own commit, 26 statements ran for one
//! signature, 10 of them after the commit (docs/adr/0019-the-writer-answers.md).

use giaouoc_core::key::read_pem;
use giaouoc_core::pact::PartyId;
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Progress, Signing};
use giaouoc_core::record::Channel;
use giaouoc_core::time::Time;
use giaouoc_core::verify::verified_progress;
use giaouoc_tests::installation::Installation;
use giaouoc_tlog::note::KeyName;
use serde_json::{Value, json};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

#[test]
fn a_signature_is_one_transaction_and_nothing_is_read_back() {
    let installation = Installation::start_logging("giaouoc_store::sql=trace");
    let pact = installation.write_pact();
    installation.open_pact();
    installation.enrol(&pact, "member");
    let record = {
        let progress = progress(&installation, &pact);
        let party = PartyId::parse("member").unwrap();
        let name = KeyName::parse(&progress.pact().key_name(&party)).unwrap();
        let key = read_pem(name, &fs::read_to_string(installation.path("member.pem")).unwrap()).unwrap();
        let time = Time::from_unix(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64).unwrap();
        let signing = Signing { mark: None, channel: Channel::Cli, time };
        progress.draft_signature(&party, signing).unwrap().sign(&[&key]).unwrap()
    };
    let url = format!("{}/api/v1/pacts/{pact}/records", installation.url);
    let body = json!({ "note": record.note().to_string() });

    let before = told(&installation).len();
    let mut answer = ureq::post(&url).content_type("application/json").send(body.to_string()).unwrap();
    let receipt: Value = serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap();
    let statements = told(&installation).split_off(before);
    assert_eq!((&receipt["kind"], &receipt["known"]), (&json!("signature"), &json!(false)));
    assert!(receipt["proof"].as_array().unwrap().len() == 1 && receipt["checkpoint"].is_string());
    let expected = [
        "BEGIN IMMEDIATE",
        "SELECT coalesce((SELECT max(idx)",
        "INSERT INTO entries",
        "INSERT INTO records",
        "DELETE FROM declines",
        "DELETE FROM releases",
        "INSERT INTO nodes",
        "INSERT INTO checkpoints",
        "COMMIT",
    ];
    assert_eq!(statements.len(), expected.len(), "{statements:#?}");
    for (statement, expected) in statements.iter().zip(expected) {
        assert!(statement.starts_with(expected), "{statement} in place of {expected}");
    }

    // The control: what does read the database is told. Evidence is read, not remembered.
    let before = told(&installation).len();
    progress(&installation, &pact);
    assert!(told(&installation).len() > before, "no statement is told at all");
}

fn progress(installation: &Installation, pact: &str) -> Progress {
    let url = format!("{}/api/v1/pacts/{pact}/evidence", installation.url);
    let evidence = ureq::get(&url).call().unwrap().body_mut().read_to_vec().unwrap();
    let policy = Policy::parse(&fs::read_to_string(installation.path("data/policy.txt")).unwrap()).unwrap();
    verified_progress(&evidence, &policy).map_err(|_| "no evidence").unwrap().1
}

/// All statements so far, in their order.
fn told(installation: &Installation) -> Vec<String> {
    let log = fs::read_to_string(installation.path("service.log")).unwrap();
    let statements = log.lines().filter_map(|line| line.split_once("sql=")).map(|(_, sql)| sql);
    statements.map(|sql| serde_json::from_str(sql).unwrap()).collect()
}
