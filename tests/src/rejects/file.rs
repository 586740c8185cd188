//! The evidence file as JSON, and its members.

use super::case::{Case, OnFile, OnText, Row, case, on_file};
use crate::reject_base::{BaseCeremony, changed, put};
use crate::workspace::Outcome;
use serde_json::{Value, json};

const MEMBERS: [Row<OnFile>; 21] = [
    ("evidence-of-version-2", 1, "member-value", "this is not version 1", |f| {
        put(f, "/format", json!("giaouoc/evidence/v2"))
    }),
    ("evidence-without-format", 1, "member-missing", "format is required", |f| drop_at(f, "", "format")),
    ("evidence-without-a-pact", 1, "member-missing", "pact is required", |f| drop_at(f, "", "pact")),
    ("evidence-without-records", 1, "member-missing", "records is required", |f| drop_at(f, "", "records")),
    ("evidence-without-a-checkpoint", 1, "member-missing", "checkpoint is required", |f| drop_at(f, "", "checkpoint")),
    ("evidence-with-an-unknown-member", 1, "member-unknown", "no unknown member", |f| {
        put(f, "/policy", json!("log …"))
    }),
    ("evidence-of-a-digest-for-a-pact", 1, "member-type", "the pact itself is due", |f| {
        put(f, "/pact", json!("ab".repeat(32)))
    }),
    ("records-as-an-object", 1, "member-type", "records is an array", |f| put(f, "/records", json!({}))),
    ("records-empty", 5, "opening-missing", "exactly one opening is due", |f| put(f, "/records", json!([]))),
    ("record-without-a-nonce", 1, "member-missing", "nonce is required", |f| drop_at(f, "/records/1", "nonce")),
    ("record-without-a-proof", 1, "member-missing", "proof is required", |f| drop_at(f, "/records/1", "proof")),
    ("record-without-an-index", 1, "member-missing", "index is required", |f| drop_at(f, "/records/1", "index")),
    ("record-with-an-unknown-member", 1, "member-unknown", "no unknown member", |f| {
        put(f, "/records/1/kind", json!("signature"))
    }),
    ("record-erased-and-there", 1, "member-unknown", "an erased record has two members", |f| {
        put(f, "/records/1/erased", json!("ab".repeat(32)))
    }),
    ("record-that-is-null", 1, "json-null", "no value is null", |f| put(f, "/records/1", Value::Null)),
    ("proof-that-is-null", 1, "json-null", "no value is null", |f| put(f, "/records/1/proof", Value::Null)),
    ("proof-as-text", 1, "member-type", "a proof is an array", |f| put(f, "/records/1/proof", json!("AAAA"))),
    ("index-negative", 1, "member-value", "indices count from 0", |f| put(f, "/records/0/index", json!(-1))),
    ("index-as-text", 1, "member-type", "an index is an integer", |f| put(f, "/records/0/index", json!("1"))),
    ("marks-as-an-array", 1, "member-type", "marks is an object", |f| put(f, "/marks", json!([]))),
    ("mark-that-is-no-text", 1, "member-type", "a mark is a string", |f| put(f, "/marks", json!({ "ab": 1 }))),
];

/// Of the file's text.
const TEXTS: [Row<OnText>; 19] = [
    ("json-with-a-byte-order-mark", 1, "json-syntax", "UTF-8 without byte order mark", |t| format!("\u{feff}{t}")),
    ("json-with-a-trailing-comma", 1, "json-syntax", "RFC 8259 knows none", |t| t.replacen("\n  ]", ",\n  ]", 1)),
    ("json-with-a-comment", 1, "json-syntax", "RFC 8259 knows none", |t| format!("{t}// mẫu\n")),
    ("json-with-single-quotes", 1, "json-syntax", "strings stand in double quotes", |t| {
        t.replacen("\"format\"", "'format'", 1)
    }),
    ("json-with-two-values", 1, "json-syntax", "one value and nothing behind", |t| format!("{t}{{}}\n")),
    ("json-cut-off", 1, "json-syntax", "the end is missing", |t| t.chars().take(t.chars().count() / 2).collect()),
    ("json-empty", 1, "json-syntax", "nothing is there", |_| String::new()),
    ("json-of-an-array", 1, "member-type", "the file is an object", |t| format!("[{t}]")),
    ("json-with-a-lone-surrogate", 1, "json-syntax", "a surrogate comes in pairs", |t| t.replacen("MẪU", "\\ud834", 1)),
    ("json-with-surrogates-reversed", 1, "json-syntax", "the high one comes first", |t| {
        t.replacen("MẪU", "\\udd1e\\ud834", 1)
    }),
    ("json-with-a-bare-control-character", 1, "json-syntax", "control characters are escaped", |t| {
        t.replacen("MẪU", "M\u{1}", 1)
    }),
    ("json-with-a-number-with-a-fraction", 1, "json-number", "numbers are integers", |t| {
        t.replacen("\"index\": 1,", "\"index\": 1.0,", 1)
    }),
    ("json-with-an-exponent", 1, "json-number", "numbers are plain decimals", |t| {
        t.replacen("\"index\": 1,", "\"index\": 1e0,", 1)
    }),
    ("json-with-a-negative-zero", 1, "json-number", "0 has no sign", |t| {
        t.replacen("\"index\": 1,", "\"index\": -0,", 1)
    }),
    ("json-with-a-number-beyond-2-to-the-53", 1, "json-number", "integers lie within 2^53 - 1", |t| {
        t.replacen("\"index\": 1,", "\"index\": 9007199254740992,", 1)
    }),
    ("json-with-not-a-number", 1, "json-syntax", "RFC 8259 knows no NaN", |t| {
        t.replacen("\"index\": 1,", "\"index\": NaN,", 1)
    }),
    ("json-with-a-leading-zero", 1, "json-syntax", "numbers have no leading zero", |t| {
        t.replacen("\"index\": 1,", "\"index\": 01,", 1)
    }),
    ("json-with-a-member-twice-by-escape", 1, "json-duplicate-member", "names are compared after unescaping", |t| {
        t.replacen("\"index\": 1,", "\"index\": 1, \"\\u0069ndex\": 1,", 1)
    }),
    ("json-17-deep", 1, "json-depth", "at most 16 levels in the whole file", |t| {
        t.replacen("\"proof\": [", &format!("\"proof\": [{}1{},", "[".repeat(13), "]".repeat(13)), 1)
    }),
];

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let mut cases = on_file(&MEMBERS)?;
    let text = BaseCeremony::alone()?.file()?;
    for (name, step, code, why, change) in TEXTS {
        let file = changed(&text, change).map_err(|e| format!("{name}: {e}"))?;
        cases.push(case((name, step, code, why), file));
    }
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0xc3)).collect();
    cases.push(case(("json-not-utf-8", 1, "json-syntax", "the file is UTF-8"), latin));
    Ok(cases)
}

fn drop_at(file: &mut Value, pointer: &str, member: &str) -> Outcome<()> {
    let object = file.pointer_mut(pointer).and_then(Value::as_object_mut).ok_or("no object")?;
    object.remove(member).map(drop).ok_or_else(|| "no such member".into())
}
