//! Rows on the pact's roster: parties, their representatives, and the keys that a pact pins.

use super::case::OnPact;
use crate::keys;
use crate::reject_base;
use crate::workspace::Outcome;
use giaouoc_core::Digest;
use serde_json::{Value, json};

pub(super) fn rows() -> Outcome<Vec<OnPact>> {
    Ok([roster(), representatives(), pinned_keys()?].concat())
}

fn roster() -> Vec<OnPact> {
    let signer =
        |i: usize| json!({ "id": format!("ben-{i}"), "unit": "Mẫu", "role": "member", "stage": 1, "signs": true });
    let witness = json!({ "id": "mot", "unit": "Mẫu", "role": "witness", "stage": 1, "signs": true });
    vec![
        ("roster-empty", "roster-size", "one party at least", "/roster", json!([])),
        ("roster-of-65", "roster-size", "64 parties at most", "/roster", (0..65).map(signer).collect()),
        ("roster-of-witnesses", "roster-nobody-signs", "one signs who is no witness", "/roster", json!([witness])),
        ("roster-with-an-id-twice", "roster-duplicate", "ids are unique", "/roster/4/id", json!(reject_base::A)),
        ("roster-with-an-id-in-capitals", "member-value", "ids are lowercase", "/roster/1/id", json!("Don-vi-a")),
        ("roster-with-an-id-of-33", "member-value", "at most 32 characters", "/roster/1/id", json!("a".repeat(33))),
        (
            "roster-with-an-id-that-begins-with-a-hyphen",
            "member-value",
            "letter or digit first",
            "/roster/1/id",
            json!("-a"),
        ),
        (
            "roster-with-an-id-with-an-underscore",
            "member-value",
            "letters, digits, hyphens",
            "/roster/1/id",
            json!("don_vi_a"),
        ),
        (
            "roster-with-a-role-unknown",
            "member-value",
            "head, deputy, member or witness",
            "/roster/1/role",
            json!("guest"),
        ),
        ("roster-with-stage-0", "member-value", "stages start at 1", "/roster/1/stage", json!(0)),
        ("roster-with-a-negative-stage", "member-value", "stages start at 1", "/roster/1/stage", json!(-1)),
        ("roster-with-a-stage-as-text", "member-type", "stages are integers", "/roster/1/stage", json!("1")),
        (
            "roster-without-a-stage",
            "member-missing",
            "stage is required, of guests too",
            "/roster/4/stage",
            Value::Null,
        ),
        ("roster-without-signs", "member-missing", "signs is required", "/roster/1/signs", Value::Null),
        ("roster-with-signs-as-text", "member-type", "signs is true or false", "/roster/1/signs", json!("true")),
        (
            "roster-with-a-member-that-does-not-sign",
            "roster-named-only",
            "only a witness is merely named",
            "/roster/1/signs",
            json!(false),
        ),
    ]
}

fn representatives() -> Vec<OnPact> {
    vec![
        (
            "roster-representative-without-a-name",
            "member-missing",
            "name is required",
            "/roster/1/representative/name",
            Value::Null,
        ),
        (
            "roster-representative-with-a-space-behind",
            "value-form",
            "names obey the rule for record values",
            "/roster/1/representative/name",
            json!("Trần Thị Mẫu 02 "),
        ),
        (
            "roster-representative-of-201-characters",
            "value-form",
            "at most 200 code points",
            "/roster/1/representative/name",
            json!("ậ".repeat(201)),
        ),
        (
            "roster-representative-without-titles",
            "member-missing",
            "titles may be empty, not absent",
            "/roster/1/representative/titles",
            Value::Null,
        ),
    ]
}

fn pinned_keys() -> Outcome<Vec<OnPact>> {
    let held = keys::party(3, reject_base::HELD)?.verifying_key().to_string();
    let twin = keys::party(3, "giu-khoa.example/khac")?.verifying_key().to_string();
    let witness_type = keys::witness()?.verifying_key().to_string();
    Ok(vec![
        (
            "roster-with-a-key-of-one-who-does-not-sign",
            "roster-named-only",
            "a pinned key is for one who signs",
            "/roster/4/key",
            json!(keys::party(5, "mau.example/5")?.verifying_key().to_string()),
        ),
        ("roster-with-a-key-twice", "key-shared", "one public key serves one party", "/roster/1/key", json!(held)),
        (
            "roster-with-a-key-twice-under-two-names",
            "key-shared",
            "the public key counts, not its name",
            "/roster/1/key",
            json!(twin),
        ),
        (
            "roster-with-a-key-of-a-witness-server",
            "key-malformed",
            "type 4 is for cosignatures",
            "/roster/1/key",
            json!(witness_type),
        ),
        (
            "roster-with-a-key-without-its-name",
            "key-malformed",
            "a vkey has three parts",
            "/roster/1/key",
            json!(held.split_once('+').map(|(_, rest)| rest)),
        ),
        ("roster-with-a-weak-key", "key-weak", "the public key has small order", "/roster/1/key", json!(weak_vkey())),
    ])
}

/// The neutral point, under a right key ID.
fn weak_vkey() -> String {
    use base64::Engine as _;
    let mut key = [0; 33];
    key.iter_mut().take(2).for_each(|byte| *byte = 1);
    let id = Digest::of([&b"mau.example/yeu\n"[..], &key].concat()).to_string();
    let id: String = id.chars().take(8).collect();
    format!("mau.example/yeu+{id}+{}", base64::prelude::BASE64_STANDARD.encode(key))
}
