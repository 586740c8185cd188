//! Canonicalizing, signing, and verifying 20 signatures beside the raw sum of their crypto.

use crate::{keep, pair};
use ed25519_dalek::{Signature, VerifyingKey};
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_core::record::{Channel, Record};
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_tests::hall::{Hall, representative};
use giaouoc_tests::keys;
use giaouoc_tlog::note::{KeyName, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Signers of the pact.
const SIGNERS: u8 = 20;
const ROUNDS: usize = 200;

pub(crate) fn figures() {
    let document = document();
    let pact = Arc::new(Pact::parse(&document).unwrap());
    let canonical = pact.canonical().to_vec();
    pair(
        &format!("pact of {} B: parse, all rules, canonicalize / SHA-256", canonical.len()),
        ROUNDS,
        || keep(Pact::parse(&document).unwrap()),
        || keep(Sha256::digest(&canonical)),
    );

    let (file, policy, checks) = ceremony(&pact);
    let text = String::from_utf8(canonical.clone()).unwrap();
    let signer = SigningKey::new(KeyName::parse("x").unwrap(), &[1; 32]);
    let raw = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    pair(
        "sign a text as a note line / raw Ed25519",
        ROUNDS,
        || keep(signer.sign(&text)),
        || keep(ed25519_dalek::Signer::sign(&raw, text.as_bytes())),
    );

    let report = verify(&file, Some(&policy), &AnnexesAtHand::new());
    assert_eq!(report.verdict, Verdict::Valid, "{:?}", report.deciding());
    let signatures = checks.signatures.len();
    pair(
        &format!("verify {SIGNERS} signers ({signatures} lines, {} kB) / its raw crypto", file.len() / 1000),
        ROUNDS,
        || keep(verify(&file, Some(&policy), &AnnexesAtHand::new())),
        || checks.run(),
    );
}

fn document() -> Vec<u8> {
    let text = std::fs::read(giaouoc_tests::root().join("fixtures/s3-khoi-thi-dua-2/1-pact.json")).unwrap();
    let mut pact: Value = serde_json::from_slice(&text).unwrap();
    let party = |k: u8| {
        json!({
            "id": format!("don-vi-{k:02}"), "unit": format!("Công đoàn đơn vị mẫu {k:02}"), "role": "member",
            "stage": k, "signs": true,
            "representative": { "name": format!("Nguyễn Văn Mẫu {k:02}"), "titles": ["Chủ tịch"] },
        })
    };
    pact["roster"] = (1..=SIGNERS).map(party).collect();
    serde_json::to_vec_pretty(&pact).unwrap()
}

fn ceremony(pact: &Arc<Pact>) -> (Vec<u8>, Policy, Raw) {
    let mut hall = Hall::example("2023-02-17T01:30:00Z").unwrap();
    let digest = pact.digest();
    hall.open(pact, &keys::registrar().unwrap()).unwrap();
    for (k, party) in (1..).zip(pact.roster.signers()) {
        let key = SigningKey::new(KeyName::parse(&pact.key_name(&party.id)).unwrap(), &[100 + k; 32]);
        let holder = representative(party);
        hall.enrol(digest, party.id.as_str(), &key, holder, giaouoc_core::record::Method::InPerson).unwrap();
        hall.sign(digest, party.id.as_str(), Channel::Kiosk, None).unwrap();
    }
    hall.complete(digest).unwrap();
    let file = hall.evidence(digest).unwrap().to_json().unwrap().into_bytes();
    let policy = keys::policy().unwrap();
    let raw = Raw::of(&hall, pact, &file);
    (file, policy, raw)
}

/// Every `verify_strict` and every hash that the evidence needs, with nothing around them; each distinct public key is
/// decoded once, which RFC 8032 §5.1.7 counts as part of verifying.
struct Raw {
    keys: Vec<[u8; 32]>,
    signatures: Vec<(VerifyingKey, Vec<u8>, Signature)>,
    hashed: Vec<Vec<u8>>,
}

impl Raw {
    fn of(hall: &Hall, pact: &Pact, file: &[u8]) -> Self {
        let evidence: Value = serde_json::from_slice(file).unwrap();
        let mut signatures = Vec::new();
        let mut hashed = vec![pact.canonical().to_vec()];
        let key = |name: &str, id: String| {
            let enrolled = hall.log().iter().filter_map(|logged| Record::parse(logged.note.as_bytes()).ok());
            let party = enrolled.filter_map(|record| match &record.statement().act {
                giaouoc_core::record::Act::Enrolment(e) => Some(e.key.clone()),
                _ => None,
            });
            let policy = keys::policy().unwrap();
            let all: Vec<_> = party.chain(policy.public_keys().cloned()).collect();
            *all.iter().find(|k| k.name().as_str() == name && k.id().to_string() == id).unwrap().public_key()
        };
        let mut note = |text: &str| {
            let note = giaouoc_tlog::note::Note::parse(text.as_bytes()).unwrap();
            for line in note.signatures() {
                let public = key(line.name().as_str(), line.id().to_string());
                let signature = Signature::from_bytes(line.bytes().try_into().unwrap());
                signatures.push((
                    VerifyingKey::from_bytes(&public).unwrap(),
                    note.text().as_bytes().to_vec(),
                    signature,
                ));
            }
            hashed.push(note.text().as_bytes().to_vec());
        };
        note(evidence["checkpoint"].as_str().unwrap());
        let mut proofs = 0;
        for record in evidence["records"].as_array().unwrap() {
            note(record["note"].as_str().unwrap());
            proofs += record["proof"].as_array().unwrap().len();
        }
        for record in evidence["records"].as_array().unwrap() {
            // HMAC: the message once more, behind a block of key, and an outer hash of two blocks; then the leaf.
            hashed.push([&[0; 64 + 16], record["note"].as_str().unwrap().as_bytes()].concat());
            hashed.push(vec![0; 64 + 32]);
            hashed.push(vec![0; 35]);
        }
        hashed.extend(std::iter::repeat_n(vec![0; 65], proofs));
        let mut keys: Vec<[u8; 32]> = signatures.iter().map(|(key, _, _)| key.to_bytes()).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { keys, signatures, hashed }
    }

    fn run(&self) {
        for key in &self.keys {
            keep(VerifyingKey::from_bytes(key).unwrap());
        }
        for (key, text, signature) in &self.signatures {
            key.verify_strict(text, signature).unwrap();
        }
        for bytes in &self.hashed {
            keep(Sha256::digest(bytes));
        }
    }
}
