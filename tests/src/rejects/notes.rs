//! Signature lines and the note around them.

use super::case::{Case, OnCeremony, Row, on_ceremony};
use crate::keys;
use crate::reject_base::{A, B, BaseCeremony, Next, Point, signed};
use crate::workspace::Outcome;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giaouoc_core::Digest;
use giaouoc_tlog::SigningKey;

/// The order L of the base point (RFC 8032 §5.1), little-endian.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
/// The base point B, encoded.
const BASE: [u8; 32] = {
    let mut bytes = [0x66; 32];
    bytes[0] = 0x58;
    bytes
};

const OPENING: [Row<OnCeremony>; 2] = [
    ("opening-signed-twice", 5, "signature-lines", "an opening bears one line", |s| {
        s.forge_by(Next::Opening, &[keys::registrar()?, keys::registrar()?])
    }),
    ("opening-line-that-fails", 5, "signature-wrong", "the registrar's line is over another text", |s| {
        s.forge_note(Next::Opening, |note| note.replacen("02:00:00Z", "02:00:01Z", 1))
    }),
];

const ENROLMENT: [Row<OnCeremony>; 8] = [
    ("enrolment-lines-swapped", 6, "registrar-unknown", "the registrar's line comes first", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Enrolment(A), &[key, keys::registrar()?])
    }),
    ("enrolment-by-the-party-alone", 6, "signature-lines", "the registrar's line is missing", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Enrolment(A), &[key])
    }),
    ("enrolment-with-three-lines", 6, "signature-lines", "an enrolment bears two lines", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Enrolment(A), &[keys::registrar()?, key, keys::spare()?])
    }),
    ("enrolment-possession-by-another-key", 6, "signature-lines", "the enrolled key must sign", |s| {
        let other = s.other_key(7, A)?;
        s.forge_by(Next::Enrolment(A), &[keys::registrar()?, other])
    }),
    ("enrolment-possession-over-another-text", 6, "signature-wrong", "the second line does not verify", |s| {
        let (text, signers) = s.draft(Next::Enrolment(A))?;
        let (_, wrong) = lines(&text.replacen("don-vi-a", "don-vi-b", 1), &signers)?;
        let (right, _) = lines(&text, &signers)?;
        s.log_note(format!("{text}\n{right}{wrong}"))
    }),
    ("enrolment-of-a-weak-key", 6, "key-weak", "the public key has small order, anybody signs for it", |s| {
        enrol_forgeable(s, [1, 0])
    }),
    (
        "enrolment-of-a-weak-key-with-a-sign",
        6,
        "key-weak",
        "the neutral point with a sign bit is weak and not canonical",
        |s| enrol_forgeable(s, [1, 0x80]),
    ),
    ("enrolment-of-a-non-canonical-key", 6, "key-weak", "y is p + 1, a second spelling of a weak key", |s| {
        enrol_forgeable(s, [0xee, 0x7f])
    }),
];

const OTHERS: [Row<OnCeremony>; 19] = [
    ("signature-line-over-another-text", 7, "signature-wrong", "the party signed another time", |s| {
        s.forge_note(Next::Signature(A), |note| note.replacen("channel phone", "channel kiosk", 1))
    }),
    ("signature-line-under-another-name", 7, "signature-lines", "the right key under another name", |s| {
        let other = keys::party(2, "mau.example/other")?;
        s.forge_by(Next::Signature(A), &[other])
    }),
    ("signature-line-of-63-bytes", 7, "signature-wrong", "an Ed25519 signature has 64 bytes", |s| {
        relined(s, |bytes| bytes.truncate(67))
    }),
    ("signature-line-of-65-bytes", 7, "signature-wrong", "an Ed25519 signature has 64 bytes", |s| {
        relined(s, |bytes| bytes.push(0))
    }),
    ("signature-with-s-beyond-the-order", 7, "signature-wrong", "S + L verifies where S is not checked", |s| {
        relined(s, |bytes| {
            let mut carry = 0_u16;
            for (byte, add) in bytes.iter_mut().skip(36).zip(L) {
                carry += u16::from(*byte) + u16::from(add);
                *byte = carry.to_le_bytes()[0];
                carry >>= 8;
            }
        })
    }),
    ("signature-line-with-another-key-id", 7, "signature-lines", "the key ID is not that of the key", |s| {
        relined(s, |bytes| bytes.iter_mut().take(1).for_each(|b| *b ^= 1))
    }),
    ("signature-line-twice", 7, "signature-lines", "a signature bears one line", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Signature(A), &[key.clone(), key])
    }),
    ("signature-by-the-registrar", 7, "signature-lines", "nobody signs for a party", |s| {
        s.forge_by(Next::Signature(A), &[keys::registrar()?])
    }),
    ("signature-by-the-key-of-another-party", 7, "signature-lines", "b's key does not sign for a", |s| {
        let key = s.key(B)?;
        s.forge_by(Next::Signature(A), &[key])
    }),
    ("decline-by-the-registrar", 8, "signature-lines", "nobody declines for a party", |s| {
        s.forge_by(Next::Decline(A), &[keys::registrar()?])
    }),
    ("decline-by-another-party", 8, "signature-lines", "b's key does not decline for a", |s| {
        let key = s.key(B)?;
        s.forge_by(Next::Decline(A), &[key])
    }),
    ("revocation-by-the-party", 8, "registrar-unknown", "only the registrar revokes", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Revocation(A), &[key])
    }),
    ("revocation-by-an-unpinned-spare", 8, "registrar-unknown", "the name alone makes no spare", |s| {
        s.forge_by(Next::Revocation(A), &[unpinned()?])
    }),
    ("withdrawal-by-a-party", 8, "registrar-unknown", "only the registrar withdraws", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Withdrawal, &[key])
    }),
    ("withdrawal-by-the-ledger", 8, "registrar-unknown", "the ledger's key signs checkpoints, nothing else", |s| {
        s.forge_by(Next::Withdrawal, &[keys::ledger()?])
    }),
    ("withdrawal-by-the-registrar-and-its-spare", 8, "signature-lines", "a withdrawal bears one line", |s| {
        s.forge_by(Next::Withdrawal, &[keys::registrar()?, keys::spare()?])
    }),
    ("note-without-a-final-newline", 4, "note-malformed", "each signature line ends in a line feed", |s| {
        s.forge_note(Next::Signature(A), |note| note.trim_end().to_owned())
    }),
    ("note-with-a-hyphen-for-the-dash", 4, "note-malformed", "a signature line begins with U+2014", |s| {
        s.forge_note(Next::Signature(A), |note| note.replacen('—', "-", 1))
    }),
    ("note-with-a-control-character", 4, "note-malformed", "U+0001 stands in the text", |s| {
        s.forge(Next::Decline(A), |text| text.replacen("mẫu", "mẫ\u{1}u", 1))
    }),
];

const MALFORMED: [Row<OnCeremony>; 6] = [
    ("note-without-an-empty-line", 4, "note-malformed", "nothing parts text and signatures", |s| {
        s.forge_note(Next::Signature(A), |note| note.replacen("\n\n", "\n", 1))
    }),
    ("note-without-a-signature", 4, "note-malformed", "a note bears one line at least", |s| {
        s.forge_by(Next::Signature(A), &[])
    }),
    ("note-signature-not-canonical-base64", 4, "note-malformed", "unused bits are not zero", |s| {
        // 68 bytes leave two unused bits in the letter before the `=`: the next letter sets the lowest.
        s.forge_note(Next::Signature(A), |note| {
            match note.strip_suffix("=\n").and_then(|n| n.split_at_checked(n.len() - 1)) {
                Some((head, last)) => format!("{head}{}=\n", next_letter(last)),
                None => note.to_owned(),
            }
        })
    }),
    ("note-signature-without-padding", 4, "note-malformed", "the `=` is missing", |s| {
        s.forge_note(Next::Signature(A), |note| note.replacen("=\n", "\n", 1))
    }),
    ("note-with-two-spaces-in-a-line", 4, "note-malformed", "one space parts dash, name and base64", |s| {
        s.forge_note(Next::Signature(A), |note| note.replacen("— ", "—  ", 1))
    }),
    ("note-with-text-behind-the-lines", 4, "note-malformed", "after the empty line only signatures stand", |s| {
        s.forge_note(Next::Signature(A), |note| format!("{note}mẫu\n"))
    }),
];

const COMPLETION: [Row<OnCeremony>; 3] = [
    ("completion-by-an-unpinned-spare", 10, "registrar-unknown", "the name alone makes no spare", |s| {
        s.forge_by(Next::Completion, &[unpinned()?])
    }),
    (
        "completion-by-the-online-registrar",
        10,
        "registrar-unknown",
        "another registrar than the one that opened",
        |s| s.forge_by(Next::Completion, &[keys::online()?]),
    ),
    ("completion-with-a-line-by-a-party", 10, "signature-lines", "a completion bears one line", |s| {
        let key = s.key(A)?;
        s.forge_by(Next::Completion, &[keys::registrar()?, key])
    }),
];

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let mut cases = on_ceremony(Point::Nothing, &OPENING)?;
    cases.extend(on_ceremony(Point::Opened, &ENROLMENT)?);
    cases.extend(on_ceremony(Point::EnrolledA, &OTHERS)?);
    cases.extend(on_ceremony(Point::EnrolledA, &MALFORMED)?);
    cases.extend(on_ceremony(Point::Signed, &COMPLETION)?);
    Ok(cases)
}

/// The registrar's name with a key that no policy pins.
fn unpinned() -> Outcome<SigningKey> {
    keys::key("party-16", keys::REGISTRAR)
}

/// First and last signature line of a note.
fn lines(text: &str, signers: &[SigningKey]) -> Outcome<(String, String)> {
    let note = signed(text, signers);
    let mut lines = note.split_inclusive('\n').filter(|line| line.starts_with('—'));
    let first = lines.next().ok_or("no line")?.to_owned();
    Ok((first, lines.next_back().ok_or("one line")?.to_owned()))
}

/// A's signature with other bytes in its line: key ID, R, S.
fn relined(s: &mut BaseCeremony, change: fn(&mut Vec<u8>)) -> Outcome<()> {
    let (text, signers) = s.draft(Next::Signature(A))?;
    let note = signed(&text, &signers);
    let (head, encoded) = note.trim_end().rsplit_once(' ').ok_or("no line")?;
    let mut bytes = BASE64_STANDARD.decode(encoded)?;
    change(&mut bytes);
    s.log_note(format!("{head} {}\n", BASE64_STANDARD.encode(bytes)))
}

/// The letter after one of base64's whose two lowest bits are zero: of A E I … Y c … 8 none ends its row.
fn next_letter(letter: &str) -> String {
    letter.bytes().map(|byte| char::from(byte + 1)).collect()
}

/// Enrols a spelling of the neutral point as a's key. For it R = B, S = 1 verifies any text where weak keys pass.
fn enrol_forgeable(s: &mut BaseCeremony, [first, last]: [u8; 2]) -> Outcome<()> {
    let middle = if first == 1 { 0 } else { 0xff };
    let mut public = [middle; 32];
    let [head, .., tail] = &mut public;
    (*head, *tail) = (first, last);
    let name = s.key(A)?.name().to_string();
    let id = Digest::of([name.as_bytes(), b"\n\x01", &public].concat());
    let (id, _) = id.as_bytes().split_at(4);
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let vkey = format!("{name}+{hex}+{}", BASE64_STANDARD.encode([&[1][..], &public].concat()));
    let (honest, _) = s.draft(Next::Enrolment(A))?;
    let text = crate::reject_base::set("key", vkey)(&honest);
    let mut one = [0; 32];
    one.iter_mut().take(1).for_each(|byte| *byte = 1);
    let line = BASE64_STANDARD.encode([id, &BASE, &one].concat());
    s.log_note(format!("{}— {name} {line}\n", signed(&text, &[keys::registrar()?])))
}
