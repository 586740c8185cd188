//! The pact document. Each file opens, truly logged, the digest of a pact that breaks one rule of its form: a
//! verifier that lets the form pass finds nothing else.

use super::case::{Case, OnPact, case};
use crate::reject_base::{self, put, signed};
use crate::workspace::Outcome;
use crate::{keys, mem_ledger::MemLedger};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::{Digest, json};
use serde_json::{Value, json};

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let tables = [members(), values(), annexes(), texts(), super::pact_roster::rows()?].concat();
    let mut cases = Vec::new();
    for (name, code, why, pointer, new) in tables {
        let mut pact = reject_base::pact()?;
        match (new, pointer.rsplit_once('/')) {
            // Null stands for "taken away"; the rows that put a null there are below.
            (Value::Null, Some((parent, member))) => {
                let object = pact.pointer_mut(parent).and_then(Value::as_object_mut);
                object.and_then(|object| object.remove(member)).ok_or_else(|| format!("{name}: nothing there"))?;
            }
            (new, _) => put(&mut pact, pointer, new).map_err(|e| format!("{name}: {e}"))?,
        }
        cases.push(case((name, 1, code, why), file(&pact)?));
    }
    let mut pact = reject_base::pact()?;
    put(&mut pact, "/closes", Value::Null)?;
    cases.push(case(("pact-with-a-null", 1, "json-null", "what is not known is left out"), file(&pact)?));
    Ok(cases)
}

/// Evidence of the opening of any JSON whatsoever.
pub(super) fn file(pact: &Value) -> Outcome<String> {
    let digest = PactDigest(Digest::of(json::canonical(pact)?));
    let mut ledger = MemLedger::example("2026-01-02T02:00:00Z")?;
    let time = ledger.tick()?;
    let text = format!("giaouoc/opening/v1\nledger {}\npact {digest}\ntime {time}\n", keys::ORIGIN);
    let index = ledger.append(digest, Kind::Opening, signed(&text, &[keys::registrar()?]))?;
    let logged = ledger.log().last().ok_or("nothing is logged")?;
    let value = json!({
        "format": "giaouoc/evidence/v1",
        "pact": pact,
        "records": [{ "index": index, "nonce": logged.nonce.to_string(), "note": logged.note, "proof": [] }],
        "checkpoint": ledger.checkpoint().to_string(),
    });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn members() -> Vec<OnPact> {
    vec![
        ("pact-of-version-2", "member-value", "this is not version 1", "/format", json!("giaouoc/pact/v2")),
        ("pact-in-english", "member-value", "language is vi", "/language", json!("en")),
        ("pact-without-a-title", "member-missing", "title is required", "/title", Value::Null),
        ("pact-without-a-declaration", "member-missing", "declaration is required", "/declaration", Value::Null),
        ("pact-without-created", "member-missing", "created is required", "/created", Value::Null),
        ("pact-without-phases", "member-missing", "phases may be empty, not absent", "/phases", Value::Null),
        ("pact-without-an-identity", "member-missing", "identity is required", "/identity", Value::Null),
        ("pact-title-a-number", "member-type", "title is a string", "/title", json!(2026)),
        ("pact-grounds-a-string", "member-type", "grounds is an array", "/grounds", json!("Căn cứ mẫu")),
        (
            "pact-with-an-unknown-member-deep-inside",
            "member-unknown",
            "no unknown member at any depth",
            "/roster/1/email",
            json!("mau@mau.example"),
        ),
        (
            "pact-with-an-unknown-member-of-a-target",
            "member-unknown",
            "no unknown member at any depth",
            "/articles/0/targets/0/weight",
            json!(1),
        ),
        (
            "pact-target-a-number",
            "member-type",
            "the values of targets are strings",
            "/articles/0/targets/0/value",
            json!(1),
        ),
        (
            "pact-target-without-a-value",
            "member-missing",
            "value is required",
            "/articles/0/targets/0/value",
            Value::Null,
        ),
        ("pact-with-an-empty-title", "text-empty", "strings are not empty", "/title", json!("")),
        (
            "pact-with-an-empty-line-of-the-header",
            "text-empty",
            "strings are not empty",
            "/header/organisation/0",
            json!(""),
        ),
    ]
}

fn values() -> Vec<OnPact> {
    vec![
        (
            "pact-id-with-unused-bits",
            "member-value",
            "the last character leaves two bits, which are zero",
            "/id",
            json!("mauaaaaaaaaaaaaaaaaaaaaaab"),
        ),
        ("pact-id-in-capitals", "member-value", "base32 in lower case", "/id", json!("MAUAAAAAAAAAAAAAAAAAAAAAAA")),
        ("pact-id-of-25", "member-value", "an id has 26 characters", "/id", json!("mauaaaaaaaaaaaaaaaaaaaaaa")),
        ("pact-id-with-a-1", "member-value", "base32 has no 0, 1, 8, 9", "/id", json!("mau1aaaaaaaaaaaaaaaaaaaaaa")),
        (
            "pact-supersedes-in-capitals",
            "member-value",
            "digests are lowercase hex",
            "/supersedes",
            json!("AB".repeat(32)),
        ),
        ("pact-period-reversed", "dates-reversed", "from is not after to", "/period/to", json!("2025-12-31")),
        ("pact-phase-reversed", "dates-reversed", "from is not after to", "/phases/0/to", json!("2025-12-31")),
        ("pact-date-that-does-not-exist", "member-value", "2026 is no leap year", "/period/from", json!("2026-02-29")),
        ("pact-date-as-people-write-it", "member-value", "dates are YYYY-MM-DD", "/period/from", json!("01/01/2026")),
        ("pact-event-of-another-half-day", "member-value", "part is sang, chieu or toi", "/event/part", json!("trua")),
        (
            "pact-event-date-with-a-time",
            "member-value",
            "an event's date is a day",
            "/event/date",
            json!("2026-01-02T02:00:00Z"),
        ),
        (
            "pact-group-of-another-kind",
            "member-value",
            "kind is khoi, cum, co-quan or khac",
            "/group/kind",
            json!("doan"),
        ),
        ("pact-identity-unknown", "member-value", "identity is in-person or invite", "/identity", json!("by-phone")),
        ("pact-closes-without-z", "member-value", "times end in Z", "/closes", json!("2026-01-02T10:00:00")),
        ("pact-closes-with-an-offset", "member-value", "times end in Z", "/closes", json!("2026-01-02T17:00:00+07:00")),
        (
            "pact-created-with-a-fraction",
            "member-value",
            "times are to the second",
            "/created",
            json!("2026-01-01T00:00:00.000Z"),
        ),
        (
            "pact-created-in-second-60",
            "member-value",
            "seconds are 00 to 59",
            "/created",
            json!("2026-12-31T23:59:60Z"),
        ),
    ]
}

fn annexes() -> Vec<OnPact> {
    vec![
        (
            "pact-annex-file-with-a-slash",
            "member-value",
            "a file name is no path",
            "/annexes/0/file",
            json!("a/mau.txt"),
        ),
        ("pact-annex-file-hidden", "member-value", "a file name begins with no dot", "/annexes/0/file", json!(".mau")),
        (
            "pact-annex-file-with-a-space",
            "member-value",
            "letters, digits, _ . -",
            "/annexes/0/file",
            json!("mau 1.txt"),
        ),
        ("pact-annex-file-in-vietnamese", "member-value", "letters of ASCII", "/annexes/0/file", json!("mẫu.txt")),
        ("pact-annex-file-of-101", "member-value", "at most 100 characters", "/annexes/0/file", json!("m".repeat(101))),
        (
            "pact-annex-twice",
            "annex-duplicate",
            "file names are unique",
            "/annexes/-",
            json!({ "title": "Tài liệu khác", "file": "mau.txt", "media_type": "text/plain", "size": 1,
                    "sha256": "ab".repeat(32) }),
        ),
        ("pact-annex-of-negative-size", "member-value", "a size is 0 or more", "/annexes/0/size", json!(-1)),
        ("pact-annex-size-as-text", "member-type", "a size is an integer", "/annexes/0/size", json!("4")),
        (
            "pact-annex-digest-short",
            "member-value",
            "a digest has 64 digits",
            "/annexes/0/sha256",
            json!("ab".repeat(31)),
        ),
    ]
}

fn texts() -> Vec<OnPact> {
    let title = |name, why, title: &str| (name, "text-forbidden-character", why, "/title", json!(title));
    vec![
        title("pact-text-with-a-no-break-space", "U+0020 is the only space", "Giao ước\u{a0}mẫu"),
        title("pact-text-with-an-ideographic-space", "U+0020 is the only space", "Giao ước\u{3000}mẫu"),
        title("pact-text-with-a-zero-width-joiner", "U+200D is of category Cf", "Giao ước mẫ\u{200d}u"),
        title("pact-text-with-a-zero-width-space", "U+200B is of category Cf", "Giao ước\u{200b} mẫu"),
        title("pact-text-with-a-right-to-left-override", "U+202E is of category Cf", "Giao ước \u{202e}mẫu"),
        title("pact-text-with-a-soft-hyphen", "U+00AD is of category Cf", "Giao ước m\u{ad}ẫu"),
        title("pact-text-with-a-tab", "U+0009 is of category Cc", "Giao ước\tmẫu"),
        title("pact-text-with-a-carriage-return", "U+000D is of category Cc", "Giao ước\rmẫu"),
        title("pact-text-with-a-next-line", "U+0085 is of category Cc", "Giao ước\u{85}mẫu"),
        title("pact-text-with-a-line-separator", "U+2028 is of category Zl", "Giao ước\u{2028}mẫu"),
        title("pact-text-with-a-paragraph-separator", "U+2029 is of category Zp", "Giao ước\u{2029}mẫu"),
        title(
            "pact-text-with-a-line-feed-in-the-title",
            "only text, preamble, declaration hold line feeds",
            "Giao ước\nmẫu",
        ),
        title("pact-text-with-an-unassigned-code-point", "U+0378 is of category Cn", "Giao ước mẫu\u{378}"),
        title("pact-text-with-a-code-point-of-unicode-15-1", "U+2FFC came after 15.0", "Giao ước mẫu\u{2ffc}"),
        title("pact-text-with-a-code-point-of-unicode-16", "U+A7CB came after 15.0", "Giao ước mẫu\u{a7cb}"),
        title("pact-text-with-a-non-character", "U+FFFF is of category Cn", "Giao ước mẫu\u{ffff}"),
        title("pact-text-for-private-use", "U+E000 is of category Co", "Giao ước mẫu\u{e000}"),
        title("pact-text-with-a-variation-selector", "U+FE0F is default-ignorable", "Giao ước mẫu ☺\u{fe0f}"),
        title("pact-text-with-a-hangul-filler", "U+3164 is default-ignorable", "Giao ước\u{3164}mẫu"),
        title("pact-text-with-a-grapheme-joiner", "U+034F is default-ignorable", "Giao ước mẫ\u{34f}u"),
        title("pact-text-with-a-tag", "U+E0041 is of category Cf", "Giao ước mẫu\u{e0041}"),
        title("pact-text-with-a-byte-order-mark", "U+FEFF is of category Cf", "Giao ước\u{feff} mẫu"),
        (
            "pact-text-not-nfc-in-the-roster",
            "text-not-nfc",
            "text is NFC at any depth",
            "/roster/1/unit",
            json!("Đơn vị ma\u{302}\u{303}u"),
        ),
        (
            "pact-text-with-a-singleton",
            "text-not-nfc",
            "U+212B is U+00C5 in NFC",
            "/title",
            json!("Giao ước mẫu \u{212b}"),
        ),
        (
            "pact-text-with-marks-out-of-order",
            "text-not-nfc",
            "U+0323 comes before U+0302",
            "/title",
            json!("Giao ước mẫu q\u{302}\u{323}"),
        ),
        (
            "pact-text-with-a-line-feed-in-a-heading",
            "text-forbidden-character",
            "only text, preamble, declaration hold line feeds",
            "/articles/0/heading",
            json!("Điều\n1"),
        ),
        (
            "pact-declaration-with-a-tab",
            "text-forbidden-character",
            "line feeds are the only control characters",
            "/declaration",
            json!("Tôi\tđồng ý."),
        ),
    ]
}
