//! Fixes of text that the text rule refuses, and of letters that deceive the eye: each is told with its place, and made
//! in a copy.

use crate::finding::{MAX_FINDINGS, TextFix};
use giaouoc_core::json::pointer_step;
use giaouoc_core::text::{self, Lines, RepairKind};
use serde_json::Value;

/// The document as the rule takes it, and what was changed.
pub(crate) fn fix(document: &Value) -> (Value, Vec<TextFix>) {
    let mut mends = Vec::new();
    let mended = walk(document, &mut String::new(), Lines::Single, &mut mends);
    (mended, mends)
}

fn walk(value: &Value, place: &mut String, lines: Lines, mends: &mut Vec<TextFix>) -> Value {
    let mut below = |name: &str, lines: Lines, inner: &Value, mends: &mut Vec<TextFix>| {
        let before = place.len();
        place.push('/');
        place.push_str(&pointer_step(name));
        let mended = walk(inner, place, lines, mends);
        place.truncate(before);
        mended
    };
    match value {
        Value::String(text) => Value::String(words(text, place, lines, mends)),
        Value::Array(items) => {
            Value::Array(items.iter().enumerate().map(|(i, item)| below(&i.to_string(), lines, item, mends)).collect())
        }
        Value::Object(members) => {
            let member = |(name, inner): (&String, &Value)| {
                let multi = matches!(name.as_str(), "text" | "preamble" | "declaration");
                (name.clone(), below(name, if multi { Lines::Multi } else { Lines::Single }, inner, mends))
            };
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}

fn words(given: &str, place: &str, lines: Lines, mends: &mut Vec<TextFix>) -> String {
    let (text, repairs) = text::repair(given, lines);
    let mut push = |fix: TextFix| {
        if mends.len() < MAX_FINDINGS {
            mends.push(fix);
        }
    };
    for repair in repairs {
        let why = match repair.why {
            RepairKind::Composed => "composed",
            RepairKind::Space => "space",
            RepairKind::LineBreak => "line-break",
            RepairKind::Removed => "removed",
        };
        push(TextFix { place: place.to_owned(), at: repair.at, found: told(&repair.found), put: repair.put, why });
    }
    // Only where the word is a Latin one: Icelandic has these letters, a pact in Vietnamese does not.
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for c in text.chars() {
        let put = match c {
            'Ð' | 'Ɖ' => 'Đ',
            'ð' => 'đ',
            c => c,
        };
        if put != c {
            push(TextFix {
                place: place.to_owned(),
                at,
                found: told(&c.to_string()),
                put: put.to_string(),
                why: "look-alike",
            });
        }
        out.push(put);
        at += 1;
    }
    out
}

/// `“ ” U+00A0`.
fn told(found: &str) -> String {
    let codes: Vec<String> = found.chars().take(8).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    format!("“{found}” {}", codes.join(" "))
}
