//! Rights to act: parties, keys, methods, capacities, registrars.

use super::case::{Case, OnCeremony, Row, case, on_ceremony, under, untrusted};
use crate::keys;
use crate::reject_base::{A, B, BaseCeremony, GUESTS, HEAD, HELD, Next, Point, WITNESS, set, signed};
use crate::workspace::Outcome;
use giaouoc_core::Digest;
use giaouoc_tlog::SigningKey;

const OPENING: [Row<OnCeremony>; 2] = [
    ("opening-for-another-ledger", 5, "other-ledger", "the opening names another ledger than the checkpoint", |s| {
        s.forge(Next::Opening, set("ledger", "mau.giaouoc.example/so/2027"))
    }),
    ("opening-for-another-pact", 5, "other-pact", "the opening names another digest", |s| {
        s.forge(Next::Opening, set("pact", Digest::of("another pact").to_string()))
    }),
];

const UNTRUSTED: [Row<OnCeremony>; 3] = [
    ("opened-by-a-party", 5, "registrar-untrusted", "a party is no registrar", |s| {
        let key = s.key(HEAD)?;
        s.forge_by(Next::Opening, &[key])
    }),
    ("opened-by-the-ledger", 5, "registrar-untrusted", "the ledger is no registrar", |s| {
        s.forge_by(Next::Opening, &[keys::ledger()?])
    }),
    ("opened-by-a-stranger-of-the-registrars-name", 5, "registrar-untrusted", "the key counts, not its name", |s| {
        s.forge_by(Next::Opening, &[keys::key("party-16", keys::REGISTRAR)?])
    }),
];

const ENROLMENT: [Row<OnCeremony>; 15] = [
    ("enrolment-for-another-ledger", 6, "other-ledger", "the record belongs to another ledger", |s| {
        s.forge(Next::Enrolment(A), set("ledger", "mau.giaouoc.example/so/2027"))
    }),
    ("enrolment-for-another-pact", 6, "other-pact", "the record belongs to another pact", |s| {
        s.forge(Next::Enrolment(A), set("pact", Digest::of("another pact").to_string()))
    }),
    ("enrolment-of-a-named-only-witness", 6, "party-named-only", "guests do not sign", |s| {
        enrol_key(s, keys::party(5, &format!("{}/{GUESTS}", s.pact.id))?, Some(GUESTS))
    }),
    ("enrolment-of-an-unknown-party", 6, "party-unknown", "the roster holds no such party", |s| {
        enrol_key(s, keys::party(5, &format!("{}/don-vi-c", s.pact.id))?, Some("don-vi-c"))
    }),
    ("enrolment-of-a-pinned-key-in-person", 6, "method-not-allowed", "the method of a pinned key is pinned", |s| {
        s.forge(Next::Enrolment(B), set("method", "in-person"))
    }),
    ("enrolment-by-pinning-where-nothing-is-pinned", 6, "method-not-allowed", "no key is pinned for a", |s| {
        s.forge(Next::Enrolment(A), set("method", "pinned"))
    }),
    ("enrolment-of-a-pinned-key-under-another-name", 6, "key-not-pinned", "name and key are pinned together", |s| {
        let key = keys::party(3, "giu-khoa.example/khac")?;
        let (text, _) = s.draft(Next::Enrolment(B))?;
        log(s, set("key", key.verifying_key().to_string())(&text), key)
    }),
    ("enrolment-of-the-registrars-key", 6, "key-shared", "the public key is the registrar's", |s| {
        enrol_twin(s, "registrar")
    }),
    ("enrolment-of-the-spares-key", 6, "key-shared", "the public key is the spare registrar's", |s| {
        enrol_twin(s, "spare")
    }),
    ("enrolment-of-the-online-registrars-key", 6, "key-shared", "the public key is a pinned registrar's", |s| {
        enrol_twin(s, "online")
    }),
    ("enrolment-of-the-ledgers-key", 6, "key-shared", "the public key is the ledger's", |s| enrol_twin(s, "ledger")),
    ("enrolment-of-the-key-pinned-for-another", 6, "key-shared", "the public key is pinned for b", |s| {
        enrol_twin(s, "party-03")
    }),
    ("enrolment-under-the-name-of-another-party", 6, "key-name", "the key is called by b's place", |s| {
        enrol_key(s, keys::party(2, &format!("{}/{B}", s.pact.id))?, None)
    }),
    ("enrolment-under-a-name-of-its-own", 6, "key-name", "only pinned keys have names of their own", |s| {
        enrol_key(s, keys::party(2, HELD)?, None)
    }),
    (
        "enrolment-by-the-online-registrar-in-person",
        6,
        "registrar-unknown",
        "the server's key does not count in person",
        |s| {
            let key = s.key(A)?;
            s.forge_by(Next::Enrolment(A), &[keys::online()?, key])
        },
    ),
];

const ENROLLED: [Row<OnCeremony>; 17] = [
    ("signature-with-intent-sign-by-a-witness", 7, "intent-wrong", "a witness witnesses", |s| {
        [A, B, HEAD].into_iter().try_for_each(|id| s.sign(id))?;
        s.forge(Next::Signature(WITNESS), set("intent", "sign"))
    }),
    ("signature-under-the-enrolment-of-another", 7, "enrolment-unknown", "the enrolment is b's", |s| {
        let other = s.enrolment(B)?.to_string();
        s.forge(Next::Signature(A), set("enrolment", other))
    }),
    ("signature-under-an-enrolment-that-is-none", 7, "enrolment-unknown", "the digest is the opening's", |s| {
        let opening = s.ledger.progress(s.pact.digest())?.opening().to_string();
        s.forge(Next::Signature(A), set("enrolment", opening))
    }),
    ("signature-for-another-party", 7, "signature-lines", "a's key signs as b", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Signature(B), &[key])
    }),
    ("signature-of-a-named-only-witness", 7, "party-named-only", "guests do not sign", |s| {
        s.forge(Next::Signature(A), set("party", GUESTS))
    }),
    ("signature-of-an-unknown-party", 7, "party-unknown", "the roster holds no such party", |s| {
        s.forge(Next::Signature(A), set("party", "don-vi-c"))
    }),
    ("decline-under-an-older-enrolment", 8, "enrolment-outdated", "a newer enrolment came between", |s| {
        let draft = s.draft(Next::Decline(A))?;
        s.enrol(A)?;
        s.log_draft(&draft)
    }),
    ("decline-under-the-enrolment-of-another", 8, "enrolment-unknown", "the enrolment is b's", |s| {
        let other = s.enrolment(B)?.to_string();
        s.forge(Next::Decline(A), set("enrolment", other))
    }),
    ("decline-of-a-named-only-witness", 8, "party-named-only", "guests neither sign nor decline", |s| {
        s.forge(Next::Decline(A), set("party", GUESTS))
    }),
    ("decline-for-another-ledger", 8, "other-ledger", "the record belongs to another ledger", |s| {
        s.forge(Next::Decline(A), set("ledger", "mau.giaouoc.example/so/2027"))
    }),
    ("decline-for-another-pact", 8, "other-pact", "the record belongs to another pact", |s| {
        s.forge(Next::Decline(A), set("pact", Digest::of("another pact").to_string()))
    }),
    ("revocation-of-the-key-of-another", 8, "key-never-enrolled", "the key is b's", |s| {
        let key = s.key(B)?.verifying_key().to_string();
        s.forge(Next::Revocation(A), set("key", key))
    }),
    ("revocation-for-a-named-only-witness", 8, "party-named-only", "guests hold no key", |s| {
        s.forge(Next::Revocation(A), set("party", GUESTS))
    }),
    ("revocation-for-another-ledger", 8, "other-ledger", "the record belongs to another ledger", |s| {
        s.forge(Next::Revocation(A), set("ledger", "mau.giaouoc.example/so/2027"))
    }),
    ("withdrawal-of-another-pact", 8, "other-pact", "the record belongs to another pact", |s| {
        s.forge(Next::Withdrawal, set("pact", Digest::of("another pact").to_string()))
    }),
    ("signature-by-a-revoked-key-enrolled-again", 7, "key-revoked", "a revoked key never signs again", |s| {
        reenrolled(s, Next::Signature(A))
    }),
    ("decline-by-a-revoked-key-enrolled-again", 8, "key-revoked", "a revoked key never declines again", |s| {
        reenrolled(s, Next::Decline(A))
    }),
];

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let mut cases = on_ceremony(Point::Nothing, &OPENING)?;
    cases.extend(on_ceremony(Point::Nothing, &UNTRUSTED)?.into_iter().map(untrusted));
    cases.extend(on_ceremony(Point::Opened, &ENROLMENT)?);
    cases.extend(on_ceremony(Point::Enrolled, &ENROLLED)?);
    cases.push(under("policy-witness", witness_server()?));
    cases.push(under("policy-invite-spare", invite_spare()?));
    Ok(cases)
}

/// Logs an enrolment text with the desk's line and the key's.
fn log(s: &mut BaseCeremony, text: String, key: SigningKey) -> Outcome<()> {
    s.log_note(signed(&text, &[keys::registrar()?, key]))
}

/// Enrols a key for a, or for whom it says.
fn enrol_key(s: &mut BaseCeremony, key: SigningKey, party: Option<&'static str>) -> Outcome<()> {
    let (text, _) = s.draft(Next::Enrolment(A))?;
    let text = set("key", key.verifying_key().to_string())(&text);
    log(s, set("party", party.unwrap_or(A))(&text), key)
}

/// Enrols for a, under the name that is due, the key of some file.
fn enrol_twin(s: &mut BaseCeremony, stem: &str) -> Outcome<()> {
    let key = keys::key(stem, s.key(A)?.name().as_str())?;
    enrol_key(s, key, None)
}

/// A's key is revoked, then enrolled again, then used.
fn reenrolled(s: &mut BaseCeremony, next: Next) -> Outcome<()> {
    let (text, signers) = s.draft(next)?;
    s.ledger.revoke(s.pact.digest(), A, None)?;
    s.enrol(A)?;
    let newest = s.enrolment(A)?.to_string();
    s.log_draft(&(set("enrolment", newest)(&text), signers))
}

fn witness_server() -> Outcome<Case> {
    let mut s = BaseCeremony::at(Point::Opened)?;
    enrol_twin(&mut s, "witness")?;
    let mut evidence = s.ledger.evidence_of(&s.pact)?;
    evidence.checkpoint = s.ledger.cosigned(&keys::witness()?)?.to_string();
    let row = ("enrolment-of-the-witness-servers-key", 6, "key-shared", "the public key is a witness server's");
    Ok(case(row, evidence.to_json()?))
}

fn invite_spare() -> Outcome<Case> {
    let mut s = BaseCeremony::at(Point::Opened)?;
    let key = s.key(A)?;
    s.forge_by(Next::Enrolment(A), &[keys::invite_spare()?, key])?;
    let why = "a key marked invite is no spare in an in-person pact, whatever its name";
    Ok(case(("enrolment-by-an-invite-spare", 6, "registrar-unknown", why), s.file()?))
}
