//! The form of records: each line once, in its order, of its form.

use super::case::{Case, case};
use crate::reject_base::{A, BaseCeremony, Next, Point, down, map, set, swap, twice, without};
use crate::workspace::Outcome;

type Change = Box<dyn FnOnce(&str) -> String>;

/// Name, code, why, change of the honest text.
type Row = (&'static str, &'static str, &'static str, Change);

/// For each kind: the point at which it comes next, the step that judges it, and rows.
pub(super) fn cases() -> Outcome<Vec<Case>> {
    let tables: [(Point, Next, u8, Vec<Row>); 8] = [
        (Point::Nothing, Next::Opening, 5, opening()),
        (Point::Opened, Next::Enrolment(A), 6, enrolment()),
        (Point::Opened, Next::Enrolment(A), 6, enrolment_key()),
        (Point::EnrolledA, Next::Signature(A), 7, signature()),
        (Point::EnrolledA, Next::Decline(A), 8, decline()),
        (Point::EnrolledA, Next::Revocation(A), 8, revocation()),
        (Point::EnrolledA, Next::Withdrawal, 8, withdrawal()),
        (Point::Signed, Next::Completion, 10, completion()),
    ];
    let mut cases = Vec::new();
    for (point, next, step, rows) in tables {
        for (name, code, why, change) in rows {
            let mut base = BaseCeremony::at(point)?;
            base.forge(next, change).map_err(|e| format!("{name}: {e}"))?;
            // A control character spoils the note, an unknown first line the leaf: both before the record's own step.
            let step = if matches!(code, "note-malformed" | "record-kind" | "too-large") { 4 } else { step };
            cases.push(case((name, step, code, why), base.file()?));
        }
    }
    Ok(cases)
}

fn row(
    name: &'static str,
    code: &'static str,
    why: &'static str,
    change: impl FnOnce(&str) -> String + 'static,
) -> Row {
    (name, code, why, Box::new(change))
}

fn upper(value: &str) -> String {
    value.to_uppercase()
}

fn opening() -> Vec<Row> {
    vec![
        row("opening-without-time", "record-lines", "the line time is missing", without("time")),
        row("opening-ledger-twice", "record-lines", "the line ledger stands twice", twice("ledger")),
        row("opening-pact-before-ledger", "record-lines", "ledger comes before pact", down("ledger")),
        row("opening-with-one-more-line", "record-lines", "an opening has no line reason", |t: &str| {
            format!("{t}reason -\n")
        }),
        row("opening-pact-in-capitals", "value-form", "digests are lowercase hex", map("pact", upper)),
        row("opening-pact-absent", "value-form", "only authority, mark and reason may be `-`", set("pact", "-")),
        row("opening-ledger-with-a-plus", "key-malformed", "an origin is a key name", set("ledger", "mau.example/a+b")),
    ]
}

fn enrolment() -> Vec<Row> {
    vec![
        row("enrolment-without-authority", "record-lines", "the line authority is missing", without("authority")),
        row("enrolment-holder-twice", "record-lines", "the line holder stands twice", twice("holder")),
        row("enrolment-key-before-party", "record-lines", "party comes before key", down("party")),
        row(
            "enrolment-capacity-unknown",
            "value-form",
            "capacity is representative or delegate",
            set("capacity", "deputy"),
        ),
        row(
            "enrolment-method-unknown",
            "value-form",
            "method is in-person, invite or pinned",
            set("method", "by-phone"),
        ),
        row(
            "enrolment-authority-in-capitals",
            "value-form",
            "digests are lowercase hex",
            set("authority", "AB".repeat(32)),
        ),
        row("enrolment-authority-short", "value-form", "a digest has 64 digits", set("authority", "ab".repeat(31))),
        row("enrolment-holder-absent", "value-form", "a holder is never absent", set("holder", "-")),
        row("enrolment-holder-empty", "text-empty", "a value is not empty", set("holder", "")),
        row(
            "enrolment-holder-of-201-characters",
            "value-form",
            "a value has at most 200 code points",
            set("holder", "ậ".repeat(201)),
        ),
        row(
            "enrolment-holder-not-nfc",
            "text-not-nfc",
            "values are NFC",
            set("holder", "Tra\u{302}\u{300}n Thị Mẫu 02"),
        ),
        row(
            "enrolment-holder-with-a-no-break-space",
            "text-forbidden-character",
            "U+0020 is the only space",
            set("holder", "Trần Thị\u{a0}Mẫu 02"),
        ),
        row("enrolment-party-in-capitals", "value-form", "party ids are lowercase", set("party", "DON-VI-A")),
        row(
            "enrolment-of-4-kib-and-more",
            "too-large",
            "a record has at most 4096 bytes",
            set("holder", "a".repeat(4000)),
        ),
    ]
}

fn enrolment_key() -> Vec<Row> {
    vec![
        row(
            "enrolment-key-id-in-capitals",
            "key-malformed",
            "key IDs are lowercase hex",
            map("key", |key| {
                key.splitn(3, '+')
                    .enumerate()
                    .map(|(i, part)| if i == 1 { part.to_uppercase() } else { part.to_owned() })
                    .collect::<Vec<_>>()
                    .join("+")
            }),
        ),
        row(
            "enrolment-key-with-padding",
            "key-malformed",
            "33 bytes of base64 need no padding",
            map("key", |key| format!("{key}=")),
        ),
        row(
            "enrolment-key-url-safe-base64",
            "key-malformed",
            "vkeys are standard base64",
            map("key", |key| {
                let (name, rest) = key.split_at(key.len() - 44);
                format!("{name}{}", rest.replace('+', "-").replace('/', "_"))
            }),
        ),
        row(
            "enrolment-key-without-an-id",
            "key-malformed",
            "a vkey has three parts",
            map("key", |key| {
                key.split('+').enumerate().filter(|(i, _)| *i != 1).map(|(_, part)| part).collect::<Vec<_>>().join("+")
            }),
        ),
    ]
}

fn signature() -> Vec<Row> {
    vec![
        row("signature-without-mark", "record-lines", "the line mark is missing, `-` stands for none", without("mark")),
        row("signature-position-twice", "record-lines", "the line position stands twice", twice("position")),
        row("signature-after-before-enrolment", "record-lines", "enrolment comes before after", down("enrolment")),
        row("signature-line-in-capitals", "record-lines", "the line is called channel", swap("channel ", "Channel ")),
        row(
            "signature-position-with-a-leading-zero",
            "value-form",
            "numbers have no leading zero",
            set("position", "02/4"),
        ),
        row("signature-position-reversed", "value-form", "k is at most n", set("position", "4/2")),
        row("signature-position-0", "value-form", "positions count from 1", set("position", "0/4")),
        row("signature-position-with-a-sign", "value-form", "k/n are plain decimals", set("position", "+2/4")),
        row("signature-position-of-5", "position-wrong", "four sign", set("position", "2/5")),
        row(
            "signature-position-by-stage",
            "position-wrong",
            "positions go by the roster, not by stages",
            set("position", "1/4"),
        ),
        row("signature-intent-unknown", "value-form", "intent is sign or witness", set("intent", "agree")),
        row("signature-channel-unknown", "value-form", "channel is phone, kiosk, cli or api", set("channel", "sms")),
        row("signature-mark-in-capitals", "value-form", "digests are lowercase hex", set("mark", "AB".repeat(32))),
        row("signature-after-absent", "value-form", "after is never absent", set("after", "-")),
        row("signature-time-with-an-offset", "value-form", "times end in Z", set("time", "2026-01-02T09:00:00+07:00")),
        row(
            "signature-time-with-a-fraction",
            "value-form",
            "times are to the second",
            set("time", "2026-01-02T02:10:00.5Z"),
        ),
        row("signature-time-of-second-60", "value-form", "seconds are 00 to 59", set("time", "2026-12-31T23:59:60Z")),
        row(
            "signature-time-on-30-february",
            "value-form",
            "the day does not exist",
            set("time", "2026-02-30T02:10:00Z"),
        ),
        row("signature-time-in-lower-case", "value-form", "T and Z are capitals", set("time", "2026-01-02t02:10:00z")),
        row("signature-with-a-trailing-space", "value-form", "a value ends in no space", swap("phone\n", "phone \n")),
        row("signature-with-two-spaces", "value-form", "one space parts name and value", swap("channel ", "channel  ")),
        row("signature-with-a-tab", "note-malformed", "a note holds no tab", swap("channel ", "channel\t")),
        row("signature-with-carriage-returns", "note-malformed", "lines end in a line feed alone", |t: &str| {
            t.replace('\n', "\r\n")
        }),
        row("signature-with-an-empty-line", "record-lines", "a record holds no empty line", swap("\nmark", "\n\nmark")),
        row(
            "signature-with-two-empty-lines-at-its-end",
            "record-lines",
            "one empty line parts text and signatures",
            |t: &str| format!("{t}\n"),
        ),
        row("signature-with-a-line-after-time", "record-lines", "time is the last line", |t: &str| {
            format!("{t}note mẫu\n")
        }),
        row(
            "record-of-an-unknown-kind",
            "record-kind",
            "there are seven kinds",
            swap("giaouoc/signature/v1", "giaouoc/blessing/v1"),
        ),
        row("record-of-version-2", "record-kind", "this is not version 1", swap("/v1\n", "/v2\n")),
        row("record-kind-in-capitals", "record-kind", "kinds are lowercase", swap("signature", "Signature")),
        row(
            "record-kind-with-a-space-behind",
            "record-kind",
            "the first line is the kind and nothing else",
            swap("/v1\n", "/v1 \n"),
        ),
        row("record-that-begins-with-an-empty-line", "record-kind", "the first line names the kind", |t: &str| {
            format!("\n{t}")
        }),
    ]
}

fn decline() -> Vec<Row> {
    vec![
        row(
            "decline-without-reason",
            "record-lines",
            "the line reason is missing, `-` stands for none",
            without("reason"),
        ),
        row("decline-reason-twice", "record-lines", "the line reason stands twice", twice("reason")),
        row("decline-enrolment-before-party", "record-lines", "party comes before enrolment", down("party")),
        row(
            "decline-reason-with-a-line-separator",
            "text-forbidden-character",
            "U+2028 is forbidden",
            set("reason", "Một\u{2028}hai"),
        ),
        row("decline-reason-begins-with-a-space", "value-form", "a value begins with no space", set("reason", " mẫu")),
        row("decline-reason-empty", "text-empty", "no reason is `-`", set("reason", "")),
    ]
}

fn revocation() -> Vec<Row> {
    vec![
        row("revocation-without-key", "record-lines", "the line key is missing", without("key")),
        row("revocation-time-twice", "record-lines", "the line time stands twice", twice("time")),
        row("revocation-reason-before-key", "record-lines", "key comes before reason", down("key")),
        row("revocation-key-absent", "value-form", "the key is never absent", set("key", "-")),
    ]
}

fn withdrawal() -> Vec<Row> {
    vec![
        row(
            "withdrawal-without-reason",
            "record-lines",
            "the line reason is missing, `-` stands for none",
            without("reason"),
        ),
        row("withdrawal-pact-twice", "record-lines", "the line pact stands twice", twice("pact")),
        row("withdrawal-time-before-reason", "record-lines", "reason comes before time", down("reason")),
        row(
            "withdrawal-reason-with-a-zero-width-joiner",
            "text-forbidden-character",
            "U+200D is forbidden",
            set("reason", "mẫ\u{200d}u"),
        ),
    ]
}

fn completion() -> Vec<Row> {
    vec![
        row("completion-without-count", "record-lines", "the line count is missing", without("count")),
        row("completion-count-twice", "record-lines", "the line count stands twice", twice("count")),
        row("completion-count-before-signatures", "record-lines", "signatures comes before count", down("signatures")),
        row("completion-signatures-in-capitals", "value-form", "digests are lowercase hex", map("signatures", upper)),
        row("completion-count-with-spaces", "value-form", "k/n holds no space", set("count", "4 / 4")),
        row("completion-count-of-5", "count-wrong", "who is merely named is not counted", set("count", "5/5")),
        row("completion-count-of-3", "count-wrong", "four sign", set("count", "3/3")),
        row("completion-count-of-3-in-4", "count-wrong", "a completion counts all", set("count", "3/4")),
    ]
}
