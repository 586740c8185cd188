//! When: openings, turns, `after`, doubles, and what comes behind an end.

use super::case::{Case, OnCeremony, Row, on_ceremony};
use crate::reject_base::{A, B, BaseCeremony, Draft, HEAD, Next, Point, WITNESS, set};
use crate::workspace::Outcome;
use giaouoc_core::Digest;
use giaouoc_core::pact::Position;
use giaouoc_core::record::{Act, Completion, RecordDigest, Statement};

const NOTHING: [Row<OnCeremony>; 2] = [
    ("opening-in-the-second-place", 5, "opening-missing", "an enrolment stands before the opening", |s| {
        let mut later = s.clone();
        let opening = later.draft(Next::Opening)?;
        later.ledger.open(&s.pact.clone(), &crate::keys::registrar()?)?;
        let enrolment = later.draft(Next::Enrolment(A))?;
        s.log_draft(&enrolment)?;
        s.log_draft(&opening)
    }),
    ("no-opening", 5, "opening-missing", "no record opens the pact", |s| {
        let mut later = s.clone();
        later.ledger.open(&s.pact.clone(), &crate::keys::registrar()?)?;
        s.log_draft(&later.draft(Next::Withdrawal)?)
    }),
];

const ENROLLED: [Row<OnCeremony>; 19] = [
    ("signature-before-its-enrolment", 7, "enrolment-unknown", "the enrolment stands behind the signature", |s| {
        let mut later = s.clone();
        let enrolment = later.draft(Next::Enrolment(A))?;
        later.log_draft(&enrolment)?;
        let digest = later.last()?.digest().to_string();
        s.forge(Next::Signature(A), set("enrolment", digest))?;
        s.log_draft(&enrolment)
    }),
    ("enrolment-twice-the-same", 6, "record-twice", "one text stands at two places", |s| {
        let draft = s.draft(Next::Enrolment(A))?;
        s.log_draft(&draft)?;
        s.log_draft(&draft)
    }),
    ("enrolment-after-a-decline", 6, "already-declined", "who declined is not enrolled again", |s| {
        s.ledger.decline(s.pact.digest(), A, None)?;
        s.append(Next::Enrolment(A))
    }),
    ("signature-twice", 7, "record-twice", "a second text by the same key", |s| twice(s, Next::Signature(A))),
    ("signature-twice-the-same", 7, "record-twice", "one text stands at two places", |s| same(s, Next::Signature(A))),
    ("signature-after-a-decline", 7, "already-declined", "who declined does not sign", |s| {
        let draft = s.draft(Next::Signature(A))?;
        s.ledger.decline(s.pact.digest(), A, None)?;
        s.log_draft(&draft)
    }),
    ("decline-after-a-signature", 8, "already-signed", "who signed does not decline", |s| {
        s.sign(A)?;
        s.append(Next::Decline(A))
    }),
    ("decline-twice", 8, "already-declined", "a second text for another time", |s| twice(s, Next::Decline(A))),
    ("decline-twice-the-same", 8, "record-twice", "one text stands at two places", |s| same(s, Next::Decline(A))),
    ("decline-after-a-revocation", 8, "key-revoked", "the key was taken back", |s| {
        let draft = s.draft(Next::Decline(A))?;
        s.ledger.revoke(s.pact.digest(), A, None)?;
        s.log_draft(&draft)
    }),
    ("revocation-twice-the-same", 8, "record-twice", "one text stands at two places", |s| same(s, Next::Revocation(A))),
    ("withdrawal-twice", 8, "pact-withdrawn", "after a withdrawal nothing is taken", |s| twice(s, Next::Withdrawal)),
    ("withdrawal-twice-the-same", 8, "record-twice", "one text stands at two places", |s| same(s, Next::Withdrawal)),
    ("enrolment-after-withdrawal", 6, "pact-withdrawn", "after a withdrawal nothing is taken", |s| {
        withdrawn(s, Next::Enrolment(A))
    }),
    ("decline-after-withdrawal", 8, "pact-withdrawn", "after a withdrawal nothing is taken", |s| {
        withdrawn(s, Next::Decline(A))
    }),
    ("revocation-after-withdrawal", 8, "pact-withdrawn", "after a withdrawal not even a key is revoked", |s| {
        withdrawn(s, Next::Revocation(A))
    }),
    ("completion-with-a-decline", 10, "pact-declined", "a pact with a decline is never completed", |s| {
        [B, A, HEAD].into_iter().try_for_each(|id| s.sign(id))?;
        s.ledger.decline(s.pact.digest(), WITNESS, None)?;
        let draft = completion(s, &[HEAD, A, B], 4)?;
        s.log_draft(&draft)
    }),
    ("completion-of-those-who-signed", 10, "count-wrong", "three of four signed, and it says 3/3", |s| {
        [B, A, HEAD].into_iter().try_for_each(|id| s.sign(id))?;
        let draft = completion(s, &[HEAD, A, B], 3)?;
        s.log_draft(&draft)
    }),
    ("completion-before-the-last-signature", 10, "not-all-signed", "the witness signs behind the completion", |s| {
        [B, A, HEAD].into_iter().try_for_each(|id| s.sign(id))?;
        let mut later = s.clone();
        later.ledger.tick()?;
        later.sign(WITNESS)?;
        let draft = later.draft(Next::Completion)?;
        s.log_draft(&draft)?;
        s.ledger.tick()?;
        s.sign(WITNESS)
    }),
];

const OPENED: [Row<OnCeremony>; 1] =
    [("revocation-before-the-enrolment", 8, "key-never-enrolled", "the key is enrolled only later", |s| {
        s.append(Next::Revocation(A))?;
        s.enrol(A)
    })];

/// The head has signed; the witness in stage 3 is next.
const STAGE2: [Row<OnCeremony>; 7] = [
    ("after-of-the-last-stage-only", 7, "after-wrong", "all smaller stages count", |s| after(s, &[HEAD])),
    ("after-of-the-first-stage-only", 7, "after-wrong", "all smaller stages count", |s| after(s, &[A, B])),
    ("after-in-the-order-of-stages", 7, "after-wrong", "the order is the roster's", |s| after(s, &[A, B, HEAD])),
    ("after-in-reverse", 7, "after-wrong", "the order is the roster's", |s| after(s, &[B, A, HEAD])),
    ("after-over-hex-digits", 7, "after-wrong", "the digests are joined as bytes", |s| {
        let hex: String = s.signatures(&[HEAD, A, B])?.iter().map(ToString::to_string).collect();
        s.forge(Next::Signature(WITNESS), set("after", Digest::of(hex).to_string()))
    }),
    ("after-is-the-last-signature", 7, "after-wrong", "after is a digest over digests, not one of them", |s| {
        let last = s.last()?.digest().to_string();
        s.forge(Next::Signature(WITNESS), set("after", last))
    }),
    ("after-with-its-own-opening", 7, "after-wrong", "the opening counts in the smallest stage only", |s| {
        let opening = s.ledger.progress(s.pact.digest())?.opening();
        let digests = [vec![opening], s.signatures(&[HEAD, A, B])?].concat();
        s.forge(Next::Signature(WITNESS), set("after", RecordDigest::chain(digests).to_string()))
    }),
];

const SIGNED: [Row<OnCeremony>; 3] = [
    ("completion-after-withdrawal", 10, "pact-withdrawn", "after a withdrawal nothing is taken", |s| {
        withdrawn(s, Next::Completion)
    }),
    ("completion-in-ledger-order", 10, "signatures-wrong", "the order is the roster's", |s| {
        let draft = completion(s, &[B, A, HEAD, WITNESS], 4)?;
        s.log_draft(&draft)
    }),
    ("completion-of-one-signature", 10, "signatures-wrong", "all signatures count", |s| {
        let draft = completion(s, &[WITNESS], 4)?;
        s.log_draft(&draft)
    }),
];

const COMPLETED: [Row<OnCeremony>; 6] = [
    ("completion-twice", 10, "pact-completed", "after a completion only keys are revoked", |s| {
        s.append(Next::Completion)
    }),
    ("withdrawal-after-completion", 8, "pact-completed", "after a completion only keys are revoked", |s| {
        s.append(Next::Withdrawal)
    }),
    ("enrolment-after-completion", 6, "pact-completed", "after a completion only keys are revoked", |s| {
        s.append(Next::Enrolment(A))
    }),
    ("decline-after-completion", 8, "pact-completed", "after a completion only keys are revoked", |s| {
        s.append(Next::Decline(A))
    }),
    ("signature-again-after-completion", 7, "record-twice", "a second text by the same key", |s| {
        s.append(Next::Signature(A))
    }),
    (
        "revocation-after-completion-of-a-strangers-key",
        8,
        "key-never-enrolled",
        "the key was enrolled for nobody",
        |s| {
            let key = s.other_key(9, A)?.verifying_key().to_string();
            s.forge(Next::Revocation(A), set("key", key))
        },
    ),
];

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let tables: [(Point, &[Row<OnCeremony>]); 6] = [
        (Point::Nothing, &NOTHING),
        (Point::Opened, &OPENED),
        (Point::Enrolled, &ENROLLED),
        (Point::Stage2, &STAGE2),
        (Point::Signed, &SIGNED),
        (Point::Completed, &COMPLETED),
    ];
    let cases: Outcome<Vec<_>> = tables.into_iter().map(|(point, rows)| on_ceremony(point, rows)).collect();
    Ok(cases?.into_iter().flatten().collect())
}

/// The honest next record, and the same act again at another time.
fn twice(s: &mut BaseCeremony, next: Next) -> Outcome<()> {
    let (first, second) = (s.draft(next)?, s.draft(next)?);
    s.log_draft(&first)?;
    s.log_draft(&second)
}

/// The honest next record, and the very same text again.
fn same(s: &mut BaseCeremony, next: Next) -> Outcome<()> {
    let draft = s.draft(next)?;
    s.log_draft(&draft)?;
    s.log_draft(&draft)
}

fn withdrawn(s: &mut BaseCeremony, next: Next) -> Outcome<()> {
    s.ledger.withdraw(s.pact.digest(), None)?;
    s.append(next)
}

/// The witness signs behind these signatures in this order.
fn after(s: &mut BaseCeremony, ids: &[&str]) -> Outcome<()> {
    let after = RecordDigest::chain(s.signatures(ids)?);
    s.forge(Next::Signature(WITNESS), set("after", after.to_string()))
}

/// A completion over these signatures in this order, which says n/n.
fn completion(s: &mut BaseCeremony, ids: &[&str], n: usize) -> Outcome<Draft> {
    let signatures = RecordDigest::chain(s.signatures(ids)?);
    let act = Act::Completion(Completion { signatures, count: Position { k: n, n } });
    let (ledger, pact, time) = (s.ledger.tree().origin, s.pact.digest(), s.ledger.tick()?);
    Ok((Statement { ledger, pact, act, time }.text(), vec![crate::keys::registrar()?]))
}
