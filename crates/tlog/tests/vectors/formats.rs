//! The project's own vectors, made by an independent implementation with fixed keys: the parts that this crate knows.

use giaouoc_tlog::{
    Frontier, Hash, KeyName, Note, SigningKey, TlogPolicy, TlogProof, VerifyingKey,
    merkle::{check_inclusion, leaf_hash},
};
use serde_json::Value;

use crate::fixtures::{hex, own, text};

fn json(file: &str) -> Value {
    serde_json::from_str(&own(file)).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap()
}

/// The policy without our own `registrar` lines is a plain tlog-policy.
fn policy() -> TlogPolicy {
    let policy = own("formats/policy.txt");
    let lines: Vec<_> = policy.lines().filter(|line| !line.starts_with("registrar ")).collect();
    TlogPolicy::parse(&lines.join("\n")).unwrap()
}

#[test]
fn keys() {
    let keys = json("formats/keys.json");
    let mut count = 0;
    for key in keys.as_object().unwrap().values().filter(|key| key["seed_hex"].is_string()) {
        let vkey = VerifyingKey::parse(text(key, "vkey")).unwrap();
        let seed: [u8; 32] = hex(text(key, "seed_hex")).try_into().unwrap();
        assert_eq!(SigningKey::new(vkey.name().clone(), &seed).verifying_key(), vkey);
        count += 1;
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn entries_make_the_checkpoint() {
    let note = Note::parse(own("formats/5-checkpoint.txt").as_bytes()).unwrap();
    let trusted = policy().check(&note).unwrap();
    let mut tree = Frontier::empty();
    for entry in json("formats/4-entries.json").as_array().unwrap() {
        tree.push(leaf_hash(&base64(entry.as_str().unwrap()))).unwrap();
    }
    assert_eq!((tree.size(), tree.root()), (trusted.checkpoint.size, trusted.checkpoint.root));
    assert_eq!(tree.size(), 26);

    let seed: [u8; 32] = hex(text(&json("formats/keys.json")["ledger"], "seed_hex")).try_into().unwrap();
    let key = SigningKey::new(KeyName::parse("giaouoc.example/so/2026").unwrap(), &seed);
    assert_eq!(trusted.checkpoint.sign(&key), note);
}

#[test]
fn proofs_of_the_evidence_hold() {
    let (evidence, entries) = (json("formats/6-evidence.giaouoc.json"), json("formats/4-entries.json"));
    let checkpoint = Note::parse(text(&evidence, "checkpoint").as_bytes()).unwrap();
    let records = evidence["records"].as_array().unwrap();
    for record in records {
        let index = record["index"].as_u64().unwrap();
        let hashes: Vec<_> = record["proof"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hash| Hash::from_base64(hash.as_str().unwrap()).unwrap())
            .collect();
        let entry = base64(entries[index as usize].as_str().unwrap());
        let proof = TlogProof { extra: None, index, hashes, checkpoint: checkpoint.clone() };
        let trusted = proof.check(&policy(), &entry).unwrap();
        let tree = &trusted.checkpoint;
        assert!(check_inclusion(index + 1, tree.size, &leaf_hash(&entry), &proof.hashes, &tree.root).is_err());
    }
    assert_eq!(records.len(), 10);
}
