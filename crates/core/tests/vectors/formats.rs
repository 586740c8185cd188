//! `fixtures/vectors/formats`: made by an independent implementation of the same contract.

use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use giaouoc_core::report::{AnnexesAtHand, Report, Step};
use giaouoc_core::verify::verify;
use giaouoc_tlog::merkle::Frontier;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors/formats")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap()
}

fn policy() -> Policy {
    Policy::parse(&read("policy.txt")).unwrap()
}

fn verify_file(name: &str, policy: Option<&Policy>) -> Report {
    verify(read(name).as_bytes(), policy, &AnnexesAtHand::new())
}

#[test]
fn records_digests_and_leaves() {
    let records = json("3-records.json");
    let entries = json("4-entries.json");
    let mut found = 0;
    for record in records.as_array().unwrap() {
        let note = record["note"].as_str().unwrap();
        let parsed = Record::parse(note.as_bytes()).unwrap();
        assert_eq!(parsed.note().to_string(), note);
        assert_eq!(parsed.statement().text(), parsed.note().text());
        assert_eq!(parsed.kind().as_str(), record["kind"]);
        assert_eq!(parsed.digest().to_string(), record["record_digest"]);
        let nonce = Nonce::parse(record["nonce"].as_str().unwrap()).unwrap();
        let entry = Entry::new(parsed.kind(), &nonce, note);
        let index = usize::try_from(record["index"].as_u64().unwrap()).unwrap();
        assert_eq!(base64(entry.as_ref()), record["entry"]);
        assert_eq!(record["entry"], entries[index]);
        assert_eq!(entry.leaf_hash().to_base64(), record["leaf_hash"]);
        found += 1;
    }
    assert_eq!(found, 10);
}

#[test]
fn entries_make_the_checkpoints_root() {
    let mut tree = Frontier::empty();
    for entry in json("4-entries.json").as_array().unwrap() {
        let bytes = unbase64(entry.as_str().unwrap());
        let entry = Entry::parse(&bytes).unwrap();
        assert!(entry.kind().is_some_and(|kind| Kind::RECORDS.contains(&kind)));
        tree.push(entry.leaf_hash()).unwrap();
    }
    let text = read("5-checkpoint.txt");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[1], lines[2]), (tree.size().to_string().as_str(), tree.root().to_base64().as_str()));
}

#[test]
fn every_file_gets_its_verdict() {
    let policy = policy();
    let expected: BTreeMap<String, Value> = serde_json::from_value(json("expected.json")).unwrap();
    let mut wrong = Vec::new();
    for (name, due) in &expected {
        let report = verify_file(name, Some(&policy));
        let step = report.deciding().map(|s| u64::from(s.step.number()));
        let right = report.verdict.as_str() == due["verdict"]
            && report.reason.map(|r| r.as_str()) == due.get("reason").and_then(Value::as_str)
            && (due.get("step").is_none() || due["step"].as_u64() == step);
        if !right {
            wrong.push(format!(
                "{name}: {:?} {:?} at {step:?}, due {due}\n{:?}",
                report.verdict,
                report.reason,
                report.deciding()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(expected.len(), 58);
}

/// The cause must be the one in the file's name, not some other defect that happens to stand in the same step.
#[test]
fn rejects_are_refused_for_the_cause_in_their_name() {
    let policy = policy();
    let codes: BTreeMap<String, String> = fs::read_dir(folder().join("reject"))
        .unwrap()
        .map(|file| {
            let name = file.unwrap().file_name().into_string().unwrap();
            let report = verify_file(&format!("reject/{name}"), Some(&policy));
            let step = report.deciding().unwrap_or_else(|| panic!("{name} was not refused"));
            let code = step.status.error().unwrap().code.as_str().to_owned();
            (name.trim_end_matches(".giaouoc.json").to_owned(), format!("{} {code}", step.step.number()))
        })
        .collect();
    assert_eq!(codes.len(), 47);
    insta::assert_json_snapshot!("rejects", codes);
}

#[test]
fn nothing_is_trusted_without_a_policy() {
    let report = verify_file("6-evidence.giaouoc.json", None);
    assert_eq!(report.verdict.as_str(), "untrusted");
    assert_eq!(report.deciding().unwrap().step, Step::Checkpoint);
    // What needs no pinned key is reported all the same.
    assert_eq!(report.steps[3].status.as_str(), "passed");
    assert_eq!(report.steps[6].status.as_str(), "not-checked");
}

#[test]
fn erased_texts_leave_the_rest_checked() {
    let report = verify_file("accept/two-records-erased.giaouoc.json", Some(&policy()));
    let unchecked: Vec<_> =
        report.steps.iter().flat_map(|s| &s.unchecked).map(|(what, i)| (what.as_str(), *i)).collect();
    assert_eq!(unchecked, [("after", 12), ("after", 17), ("signatures", 20)]);
    assert_eq!((report.signed, report.due), (3, 4));
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}
