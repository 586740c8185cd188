//! Notes, checkpoints, cosignature lines, vkeys, proofs: whatever parses is written back byte for byte.
#![no_main]

use giaouoc_core::policy::Policy;
use giaouoc_fuzz::{WITNESSED, policy};
use giaouoc_tlog::{Checkpoint, Hash, KeyName, Note, SignatureLine, TlogProof, VerifyingKey, cosignature};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| policy(WITNESSED));

fuzz_target!(|data: &[u8]| {
    if let Ok(note) = Note::parse(data) {
        assert_eq!(note.to_string().as_bytes(), data);
        let again = Note::new(note.text().to_owned(), note.signatures().to_vec());
        assert_eq!(again.as_ref(), Ok(&note));
        let known: Vec<_> = POLICY.public_keys().collect();
        let _ = note.verify(&known);
        note.signatures().iter().for_each(|line| cosigned(line, note.text()));
    }
    if let Ok(proof) = TlogProof::parse(data) {
        assert_eq!(proof.to_string().as_bytes(), data);
        let _ = proof.check(&POLICY.ledger, b"entry");
    }
    if let Ok(text) = str::from_utf8(data) {
        lines(text);
    }
});

fn lines(text: &str) {
    if let Ok(checkpoint) = Checkpoint::parse_text(text) {
        assert_eq!(checkpoint.text(), text);
    }
    if let Ok(line) = SignatureLine::parse(text) {
        assert_eq!(line.to_string(), text);
        cosigned(&line, "so.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    }
    if let Ok(key) = VerifyingKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(name) = KeyName::parse(text) {
        assert_eq!(name.as_str(), text);
    }
    if let Ok(hash) = Hash::from_base64(text) {
        assert_eq!(hash.to_base64(), text);
    }
}

fn cosigned(line: &SignatureLine, text: &str) {
    for witness in POLICY.ledger.witnesses() {
        let _ = cosignature::verify(&witness.key, line, text);
    }
}
