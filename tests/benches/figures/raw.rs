//! The least that verifying can cost: its Ed25519 and its SHA-256, with nothing around them.

use crate::measure::keep;
use ed25519_dalek::{Signature, VerifyingKey};
use giaouoc_core::record::{Act, Record};
use giaouoc_tests::keys;
use giaouoc_tests::mem_ledger::MemLedger;
use giaouoc_tlog::note::{self, Note};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Every `verify_strict` and every hash that verifying needs; each distinct public key is decoded once, which RFC 8032
/// §5.1.7 counts as part of verifying.
pub(crate) struct Raw {
    keys: Vec<[u8; 32]>,
    pub(crate) signatures: Vec<(VerifyingKey, Vec<u8>, Signature)>,
    hashed: Vec<Vec<u8>>,
}

impl Raw {
    /// The least work for an evidence file: the lines of all notes, and each record's way into the tree.
    pub(crate) fn of_evidence(ledger: &MemLedger, pact: &[u8], file: &[u8]) -> Self {
        let evidence: Value = serde_json::from_slice(file).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let records = evidence["records"].as_array().unwrap();
        let mut raw = Self::signed(ledger, records.iter().map(|record| text(&record["note"])));
        raw.line(ledger, &text(&evidence["checkpoint"]));
        raw.hashed.push(pact.to_vec());
        for record in records {
            raw.leaf(&text(&record["note"]), record["proof"].as_array().unwrap().len());
        }
        raw.sorted()
    }

    /// The least work for proof codes: the lines of all signatures, of completion and checkpoint, and the completion's
    /// way.
    pub(crate) fn of_codes(ledger: &MemLedger, pact: &[u8], file: &[u8]) -> Self {
        let evidence: Value = serde_json::from_slice(file).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let records: Vec<(String, usize)> = (evidence["records"].as_array().unwrap().iter())
            .map(|record| (text(&record["note"]), record["proof"].as_array().unwrap().len()))
            .collect();
        let of = |kind: &str| {
            let kind = format!("giaouoc/{kind}/");
            records.iter().filter(move |(note, _)| note.starts_with(&kind))
        };
        let mut raw = Self::signed(ledger, of("signature").chain(of("completion")).map(|(note, _)| note.clone()));
        raw.line(ledger, &text(&evidence["checkpoint"]));
        raw.hashed.push(pact.to_vec());
        // No line is printed for an enrolment, but signatures name its digest.
        raw.hashed.extend(of("enrolment").map(|(note, _)| note.as_bytes().to_vec()));
        of("completion").for_each(|(note, proof)| raw.leaf(note, *proof));
        raw.sorted()
    }

    fn signed(ledger: &MemLedger, notes: impl Iterator<Item = String>) -> Self {
        let mut raw = Self { keys: Vec::new(), signatures: Vec::new(), hashed: Vec::new() };
        notes.for_each(|note| raw.line(ledger, &note));
        raw
    }

    /// The lines of one note, and the hash of its text.
    fn line(&mut self, ledger: &MemLedger, note: &str) {
        let note = Note::parse(note.as_bytes()).unwrap();
        for line in note.signatures() {
            let key = VerifyingKey::from_bytes(public_key(ledger, line).public_key()).unwrap();
            let signature = Signature::from_bytes(line.bytes().try_into().unwrap());
            self.signatures.push((key, note.text().as_bytes().to_vec(), signature));
        }
        self.hashed.push(note.text().as_bytes().to_vec());
    }

    /// HMAC: the message once more, behind a block of key, and an outer hash of two blocks; then the leaf, and its way.
    fn leaf(&mut self, note: &str, proof: usize) {
        self.hashed.push([&[0; 64 + 16], note.as_bytes()].concat());
        self.hashed.push(vec![0; 64 + 32]);
        self.hashed.push(vec![0; 35]);
        self.hashed.extend(std::iter::repeat_n(vec![0; 65], proof));
    }

    fn sorted(mut self) -> Self {
        self.keys = self.signatures.iter().map(|(key, _, _)| key.to_bytes()).collect();
        self.keys.sort_unstable();
        self.keys.dedup();
        self
    }

    pub(crate) fn run(&self) {
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

/// Of those that are enrolled, and those of the policy.
fn public_key(ledger: &MemLedger, line: &note::SignatureLine) -> note::VerifyingKey {
    let enrolled = ledger.log().iter().filter_map(|logged| Record::parse(logged.note.as_bytes()).ok());
    let party = enrolled.filter_map(|record| match &record.statement().act {
        Act::Enrolment(enrolment) => Some(enrolment.key.clone()),
        _ => None,
    });
    let policy = keys::policy().unwrap();
    let mut all = party.chain(policy.public_keys().cloned());
    all.find(|key| key.name() == line.name() && key.id() == line.id()).unwrap()
}
