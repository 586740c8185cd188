//! Canonicalizing, signing, and verifying 20 signatures beside the raw sum of their crypto.

use crate::measure::{keep, pair};
use crate::paper;
use crate::raw::Raw;
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Channel;
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_tests::keys;
use giaouoc_tests::mem_ledger::{MemLedger, representative};
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

    let (ledger, file, policy) = ceremony(&pact);
    let checks = Raw::of_evidence(&ledger, &canonical, &file);
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
    paper::figures(&canonical, &ledger, &file, &policy);
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

fn ceremony(pact: &Arc<Pact>) -> (MemLedger, Vec<u8>, Policy) {
    let mut ledger = MemLedger::example("2023-02-17T01:30:00Z").unwrap();
    let digest = pact.digest();
    ledger.open(pact, &keys::registrar().unwrap()).unwrap();
    for (k, party) in (1..).zip(pact.roster.signers()) {
        let key = SigningKey::new(KeyName::parse(&pact.key_name(&party.id)).unwrap(), &[100 + k; 32]);
        let holder = representative(party);
        ledger.enrol(digest, party.id.as_str(), &key, holder, giaouoc_core::record::Method::InPerson).unwrap();
        ledger.sign(digest, party.id.as_str(), Channel::Kiosk, None).unwrap();
    }
    ledger.complete(digest).unwrap();
    let file = ledger.evidence(digest).unwrap().to_json().unwrap().into_bytes();
    let policy = keys::policy().unwrap();
    (ledger, file, policy)
}
