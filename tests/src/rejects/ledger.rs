//! Indices, nonces, proofs, erasure, checkpoints.

use super::case::{Case, OnFile, OnText, Row, case, on_file, under, untrusted};
use crate::keys;
use crate::reject_base::{A, BaseCeremony, Next, Point, changed, put, signed};
use crate::workspace::Outcome;
use giaouoc_core::leaf::Kind;
use giaouoc_tlog::merkle::empty_root;
use giaouoc_tlog::{CosigningKey, KeyName, SigningKey};
use serde_json::{Value, json};

/// On [`BaseCeremony::alone`]: six leaves, opening at 1, enrolment at 2, signature at 4, completion at 5.
const LEAVES: [Row<OnFile>; 22] = [
    ("index-of-another-leaf", 4, "proof-wrong", "the enrolment stands at 2", |f| put(f, "/records/1/index", json!(3))),
    ("index-beyond-the-size", 4, "proof-wrong", "the tree has 6 leaves", |f| put(f, "/records/3/index", json!(6))),
    ("index-of-the-largest-integer", 4, "proof-wrong", "the tree has 6 leaves", |f| {
        put(f, "/records/3/index", json!(9_007_199_254_740_991_u64))
    }),
    ("indices-equal", 4, "record-order", "indices strictly increase", |f| {
        let record = get(f, "/records/3")?;
        put(f, "/records/-", record)
    }),
    ("record-doubled-behind", 4, "record-order", "indices strictly increase", |f| {
        let record = get(f, "/records/1")?;
        put(f, "/records/-", record)
    }),
    ("nonce-not-canonical", 4, "nonce-malformed", "unused bits are not zero", |f| {
        on_text(f, "/records/1/nonce", |t| match t.strip_suffix('=').and_then(|t| t.split_at_checked(t.len() - 1)) {
            Some((head, last)) => format!("{head}{}=", next_letter(last)),
            None => t.to_owned(),
        })
    }),
    ("nonce-without-padding", 4, "nonce-malformed", "the `=` is missing", |f| {
        on_text(f, "/records/1/nonce", |t| t.replace('=', ""))
    }),
    ("nonce-with-a-line-feed", 4, "nonce-malformed", "base64 holds no line feed", |f| {
        on_text(f, "/records/1/nonce", |t| format!("{t}\n"))
    }),
    ("nonce-in-hex", 4, "nonce-malformed", "a nonce is base64", |f| put(f, "/records/1/nonce", json!("ab".repeat(32)))),
    ("nonce-empty", 4, "nonce-malformed", "a nonce has 32 bytes", |f| put(f, "/records/1/nonce", json!(""))),
    ("nonce-of-another-record", 4, "proof-wrong", "the leaf is made with another nonce", |f| {
        let nonce = get(f, "/records/2/nonce")?;
        put(f, "/records/1/nonce", nonce)
    }),
    ("proof-empty", 4, "proof-wrong", "a tree of 6 leaves needs hashes", |f| put(f, "/records/1/proof", json!([]))),
    ("proof-too-short", 4, "proof-wrong", "the last hash is missing", |f| on_proof(f, |proof| drop(proof.pop()))),
    ("proof-too-long", 4, "proof-wrong", "a hash too many", |f| {
        on_proof(f, |proof| proof.extend(proof.first().cloned()))
    }),
    ("proof-reversed", 4, "proof-wrong", "the leaf's sibling comes first", |f| on_proof(f, |proof| proof.reverse())),
    ("proof-of-64-hashes", 4, "proof-wrong", "a proof has at most 63 hashes", |f| {
        on_proof(f, |proof| {
            let hash = proof.first().cloned();
            proof.resize(64, hash.unwrap_or_default());
        })
    }),
    ("proof-of-another-record", 4, "proof-wrong", "the proof is that of leaf 4", |f| {
        let proof = get(f, "/records/2/proof")?;
        put(f, "/records/1/proof", proof)
    }),
    ("proof-hash-of-31-bytes", 4, "proof-wrong", "a hash has 32 bytes", |f| {
        put(f, "/records/1/proof/0", json!(format!("{}==", "A".repeat(42))))
    }),
    ("proof-hash-not-canonical", 4, "proof-wrong", "unused bits are not zero", |f| {
        put(f, "/records/1/proof/0", json!(format!("{}B=", "A".repeat(42))))
    }),
    ("erased-digest-in-capitals", 4, "digest-form", "digests are lowercase hex", |f| {
        put(f, "/records/3", json!({ "index": 5, "erased": "AB".repeat(32) }))
    }),
    ("erased-beyond-the-size", 4, "proof-wrong", "the tree has 6 leaves", |f| {
        put(f, "/records/3", json!({ "index": 6, "erased": "ab".repeat(32) }))
    }),
    ("erased-out-of-order", 4, "record-order", "indices strictly increase", |f| {
        put(f, "/records/-", json!({ "index": 3, "erased": "ab".repeat(32) }))
    }),
];

/// The checkpoint's text, signed again by the ledger: name, step, code, why.
const CHECKPOINTS: [(Row<OnText>, &str); 13] = [
    (
        ("checkpoint-of-another-root", 4, "proof-wrong", "the root is that of another tree", |t| {
            line(t, 2, &empty_root().to_base64())
        }),
        "invalid",
    ),
    (
        ("checkpoint-of-a-smaller-tree", 4, "proof-wrong", "the completion stands beyond the size", |t| {
            line(t, 1, "5")
        }),
        "invalid",
    ),
    (
        ("checkpoint-of-a-larger-tree", 4, "proof-wrong", "the proofs are for 6 leaves", |t| line(t, 1, "100")),
        "invalid",
    ),
    (
        ("checkpoint-of-size-0", 4, "proof-wrong", "an empty tree holds no record", |t| {
            line(&line(t, 1, "0"), 2, &empty_root().to_base64())
        }),
        "invalid",
    ),
    (
        ("checkpoint-of-another-origin", 3, "checkpoint-untrusted", "the pinned key's name is not this origin", |t| {
            line(t, 0, "mau.giaouoc.example/so/2027")
        }),
        "untrusted",
    ),
    (
        ("checkpoint-with-two-lines", 3, "checkpoint-malformed", "the root is missing", |t| {
            t.split_inclusive('\n').take(2).collect()
        }),
        "invalid",
    ),
    (
        ("checkpoint-size-with-a-leading-zero", 3, "checkpoint-malformed", "sizes have no leading zero", |t| {
            line(t, 1, "06")
        }),
        "invalid",
    ),
    (
        ("checkpoint-size-with-a-sign", 3, "checkpoint-malformed", "sizes are plain decimals", |t| line(t, 1, "+6")),
        "invalid",
    ),
    (("checkpoint-size-in-hex", 3, "checkpoint-malformed", "sizes are decimals", |t| line(t, 1, "0x6")), "invalid"),
    (
        ("checkpoint-root-of-31-bytes", 3, "checkpoint-malformed", "a root has 32 bytes", |t| {
            line(t, 2, &format!("{}==", "A".repeat(42)))
        }),
        "invalid",
    ),
    (
        ("checkpoint-root-not-canonical", 3, "checkpoint-malformed", "unused bits are not zero", |t| {
            line(t, 2, &format!("{}B=", "A".repeat(42)))
        }),
        "invalid",
    ),
    (
        ("checkpoint-with-an-empty-line", 3, "checkpoint-malformed", "exactly three lines", |t| format!("{t}\n")),
        "invalid",
    ),
    (
        ("checkpoint-with-an-origin-of-two-words", 3, "checkpoint-malformed", "an origin holds no space", |t| {
            line(t, 0, "mau.giaouoc.example so/2026")
        }),
        "invalid",
    ),
];

/// The signed checkpoint, changed as a whole.
const NOTES: [(Row<OnText>, &str); 7] = [
    (
        ("checkpoint-without-a-signature", 3, "checkpoint-malformed", "a note bears one line at least", |t| {
            t.split_inclusive('\n').take(4).collect()
        }),
        "invalid",
    ),
    (
        ("checkpoint-with-carriage-returns", 3, "checkpoint-malformed", "lines end in a line feed alone", |t| {
            t.replace('\n', "\r\n")
        }),
        "invalid",
    ),
    (
        ("checkpoint-with-text-behind", 3, "checkpoint-malformed", "after the empty line only signatures stand", |t| {
            format!("{t}mẫu\n")
        }),
        "invalid",
    ),
    (
        (
            "checkpoint-without-a-final-newline",
            3,
            "checkpoint-malformed",
            "each signature line ends in a line feed",
            |t| t.trim_end().to_owned(),
        ),
        "invalid",
    ),
    (("checkpoint-empty", 3, "checkpoint-malformed", "nothing is there", |_| String::new()), "invalid"),
    (
        ("checkpoint-size-changed", 3, "signature-wrong", "the ledger signed another size", |t| {
            t.replacen("\n6\n", "\n7\n", 1)
        }),
        "invalid",
    ),
    (
        (
            "checkpoint-with-a-hyphen-for-the-dash",
            3,
            "checkpoint-malformed",
            "a signature line begins with U+2014",
            |t| t.replacen('—', "-", 1),
        ),
        "invalid",
    ),
];

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let mut cases = on_file(&LEAVES)?;
    let base = BaseCeremony::alone()?;
    let text = base.ledger.tree().text();
    for ((name, step, code, why, change), verdict) in CHECKPOINTS {
        let note = signed(&changed(&text, change)?, &[keys::ledger()?]);
        cases.push(Case { verdict, ..case((name, step, code, why), with_checkpoint(&base, note)?) });
    }
    let note = base.ledger.checkpoint().to_string();
    for ((name, step, code, why, change), verdict) in NOTES {
        cases.push(Case { verdict, ..case((name, step, code, why), with_checkpoint(&base, changed(&note, change)?)?) });
    }
    cases.extend(signers(&base)?);
    cases.extend(cosigners(&base)?);
    cases.push(another_kind()?);
    Ok(cases)
}

fn with_checkpoint(base: &BaseCeremony, note: String) -> Outcome<String> {
    let mut evidence = base.ledger.evidence_of(&base.pact)?;
    evidence.checkpoint = note;
    Ok(evidence.to_json()?)
}

/// Checkpoints that are right but for who signed.
fn signers(base: &BaseCeremony) -> Outcome<Vec<Case>> {
    let text = base.ledger.tree().text();
    let by = |keys: &[SigningKey]| with_checkpoint(base, signed(&text, keys));
    let registrar = ("checkpoint-by-the-registrar", 3, "checkpoint-untrusted", "a registrar signs no checkpoints");
    let stranger =
        ("checkpoint-by-a-stranger-of-the-ledgers-name", 3, "checkpoint-untrusted", "the key counts, not its name");
    let second =
        ("checkpoint-with-a-second-line-that-fails", 3, "signature-wrong", "every line by a pinned key must verify");
    let good = signed(&text, &[keys::ledger()?]);
    let bad = keys::ledger()?.sign("another text\n");
    Ok(vec![
        untrusted(case(registrar, by(&[keys::registrar()?])?)),
        untrusted(case(stranger, by(&[keys::key("party-16", keys::ORIGIN)?])?)),
        case(second, with_checkpoint(base, format!("{good}{bad}"))?),
    ])
}

/// Under a policy that asks for the witness server.
fn cosigners(base: &BaseCeremony) -> Outcome<Vec<Case>> {
    let witness = |stem: &str, name: &str| {
        Ok::<_, giaouoc_tlog::TlogError>(CosigningKey::new(KeyName::parse(name)?, &keys::seed(stem)))
    };
    let good = base.ledger.cosigned(&keys::witness()?)?.to_string();
    let other = base.ledger.cosigned(&witness("party-16", keys::WITNESS)?)?.to_string();
    let smaller = BaseCeremony::at(Point::Nothing)?.ledger.cosigned(&keys::witness()?)?;
    let foreign = smaller.signatures().last().ok_or("no cosignature")?.to_string();
    let plain = keys::key("witness", keys::WITNESS)?;
    let ledger = base.ledger.checkpoint().to_string();
    let alone = good.replacen(&ledger.split_inclusive('\n').skip(4).collect::<String>(), "", 1);
    let row = |name, code, why| (name, 3, code, why);
    let quorum = |name, why, note| {
        Ok::<_, crate::workspace::Error>(untrusted(case(
            row(name, "quorum-missing", why),
            with_checkpoint(base, note)?,
        )))
    };
    let cases = vec![
        quorum("cosignature-missing", "the quorum asks for the witness server", ledger.clone())?,
        quorum("cosignature-by-a-stranger-of-the-witnesss-name", "the key counts, not its name", other)?,
        quorum(
            "cosignature-of-the-plain-kind",
            "a line of type 1 is no cosignature",
            signed(&base.ledger.tree().text(), &[keys::ledger()?, plain]),
        )?,
        case(
            row("cosignature-of-another-checkpoint", "signature-wrong", "the cosignature is over a smaller tree"),
            with_checkpoint(base, format!("{ledger}{foreign}"))?,
        ),
        untrusted(case(
            row("cosignature-alone", "checkpoint-untrusted", "the ledger itself has not signed"),
            with_checkpoint(base, alone)?,
        )),
    ];
    Ok(cases.into_iter().map(|case| under("policy-witness", case)).collect())
}

/// The entry says enrolment, the note signature.
fn another_kind() -> Outcome<Case> {
    let mut s = BaseCeremony::at(Point::EnrolledA)?;
    let (text, signers) = s.draft(Next::Signature(A))?;
    s.ledger.append(s.pact.digest(), Kind::Enrolment, signed(&text, &signers))?;
    Ok(case(("logged-as-another-kind", 4, "proof-wrong", "the entry's kind is not that of the note"), s.file()?))
}

fn get(file: &Value, pointer: &str) -> Outcome<Value> {
    Ok(file.pointer(pointer).ok_or_else(|| format!("nothing at {pointer}"))?.clone())
}

fn on_text(file: &mut Value, pointer: &str, change: fn(&str) -> String) -> Outcome<()> {
    let text = change(get(file, pointer)?.as_str().ok_or("no text")?);
    put(file, pointer, text.into())
}

/// Of the enrolment.
fn on_proof(file: &mut Value, change: fn(&mut Vec<Value>)) -> Outcome<()> {
    let proof = file.pointer_mut("/records/1/proof").and_then(Value::as_array_mut).ok_or("no proof")?;
    change(proof);
    Ok(())
}

/// Replaces one line, from 0.
fn line(text: &str, number: usize, new: &str) -> String {
    text.lines().enumerate().map(|(i, old)| format!("{}\n", if i == number { new } else { old })).collect()
}

/// The letter after one of base64's whose two lowest bits are zero: of A E I … Y c … 8 none ends its row.
fn next_letter(letter: &str) -> String {
    letter.bytes().map(|byte| char::from(byte + 1)).collect()
}
