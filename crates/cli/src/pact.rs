//! Pact documents: made, checked, digested.

use crate::clock::now;
use crate::failure::{self, Failure};
use crate::files;
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{MAX_DEPTH, MAX_INPUT, Pact, PactId};
use giaouoc_core::{Language, text};
use serde_json::{Value, json};
use std::path::Path;

/// `pact new`: a document with every required member, to be filled in.
pub(crate) fn new(title: &str) -> Result<(), Failure> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(Failure::io("random numbers"))?;
    let now = now();
    let year = now.date(giaouoc_core::time::VIETNAM).year();
    let document = json!({
        "format": giaouoc_core::pact::FORMAT,
        "id": PactId::from_random(random).as_str(),
        "language": "vi",
        "title": title,
        "period": { "from": format!("{year}-01-01"), "to": format!("{year}-12-31") },
        "group": { "kind": "khoi", "name": "Khối thi đua …" },
        "event": {},
        "header": { "organisation": [] },
        "grounds": [],
        "articles": [{ "heading": "Điều 1", "text": "…" }],
        "phases": [],
        "annexes": [],
        "declaration": "Tôi đã đọc và đồng ý ký bản giao ước thi đua này.",
        "roster": [
            { "id": "ben-1", "unit": "Đơn vị …", "role": "head", "stage": 2, "signs": true },
            { "id": "ben-2", "unit": "Đơn vị …", "role": "member", "stage": 1, "signs": true },
        ],
        "identity": "in-person",
        "created": now.to_string(),
    });
    let text = serde_json::to_string_pretty(&document).map_err(Failure::io("JSON"))?;
    files::print((text + "\n").as_bytes())
}

/// `pact check`: exit 0 if the document could be opened as it is, 1 if not.
pub(crate) fn check(file: &Path, language: Language) -> Result<u8, Failure> {
    let bytes = files::read(file)?;
    let pact = match Pact::parse(&bytes) {
        Ok(pact) => pact,
        Err(error) => {
            println!("✘ {}", failure::core(&error, language));
            return Ok(1);
        }
    };
    let n = pact.roster.signer_count();
    let (fine, signers) =
        language.pick(("Bản giao ước đúng quy định", "bên ký"), ("The pact keeps all rules", "signers"));
    println!("✔ {fine}: {n} {signers}, {} B\n{}\n{}", pact.canonical().len(), pact.digest(), pact.digest().0.short());
    let value = json::parse(&bytes, Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?;
    warn(&value, "", language);
    Ok(0)
}

/// Warns of look-alikes, mixed scripts and places left open (…), each with its JSON pointer.
fn warn(value: &Value, place: &str, language: Language) {
    match value {
        Value::String(string) => {
            if string.contains('…') {
                println!("! {place}: {}", language.pick("chỗ còn để trống (…)", "not filled in yet (…)"));
            }
            for warning in text::warnings(string) {
                let words = language.pick("chữ dễ nhầm", "look-alike letters");
                println!("! {place}: {words}: {}", warning.word);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| warn(v, &format!("{place}/{i}"), language)),
        Value::Object(members) => members.iter().for_each(|(k, v)| warn(v, &format!("{place}/{k}"), language)),
        _ => {}
    }
}

/// `pact canon`.
pub(crate) fn canon(file: &Path) -> Result<(), Failure> {
    files::print(Pact::parse(&files::read(file)?)?.canonical())
}

/// `pact digest`: digest, short and long number.
pub(crate) fn digest(file: &Path) -> Result<(), Failure> {
    let digest = Pact::parse(&files::read(file)?)?.digest().0;
    files::print(format!("{digest}\n{}\n{}\n", digest.short(), digest.long()).as_bytes())
}
