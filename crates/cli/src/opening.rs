//! `pact open`: the registrar fixes the text, and signing begins.

use crate::args::OpenArgs;
use crate::client::Client;
use crate::clock::now;
use crate::failure::Failure;
use crate::files;
use crate::key::pem::read_key;
use crate::receipt::verify_inclusion;
use giaouoc_core::pact::Pact;
use giaouoc_core::progress::Progress;
use giaouoc_core::record::Record;
use giaouoc_core::{Language, desk, key};
use giaouoc_tlog::note::KeyName;
use serde_json::{Value, json};
use std::sync::Arc;

/// `pact open`: the registrar's note, made here; or the service's own registrar for `identity: invite`.
pub(crate) fn open(args: &OpenArgs, language: Language) -> Result<(), Failure> {
    let document = files::read(&args.file)?;
    let pact = Pact::parse(&document)?;
    let note = match (&args.key, &args.name, &args.note) {
        (Some(file), Some(name), _) => {
            let registrar = read_key(file, name)?;
            Some(desk::opening(&pact, &ledger_name(args)?, now()).sign(&registrar)?)
        }
        (_, _, Some(note)) => Some(Record::parse(&files::read(note)?)?),
        _ => None,
    };
    match (&args.server, &note) {
        (Some(server), _) => {
            let client = Client::new(server, args.token_file.as_deref())?;
            let answer = open_on_server(&client, &pact, &document, note.as_ref())?;
            let index = opened_index(&answer, &pact, args)?;
            let opened = language.pick("Đã chốt văn bản và mở ký", "Opened");
            println!("{opened}: {} ({index})\n{}\n{}", pact.id, pact.digest(), pact.digest().0.short());
            Ok(())
        }
        (None, Some(record)) => files::write(args.out.as_deref(), record.note().to_string().as_bytes()),
        (None, None) => Err(Failure::usage("--key")),
    }
}

/// Verifies the receipt of an opening, and returns its index: the registrar is trusted, and the record is in the
/// ledger.
fn opened_index(answer: &Value, pact: &Pact, args: &OpenArgs) -> Result<u64, Failure> {
    let path = args.policy.as_deref().ok_or_else(|| Failure::usage("--policy"))?;
    let policy = files::read_policy(path)?;
    let logged = Record::parse(answer.get("note").and_then(Value::as_str).unwrap_or_default().as_bytes())?;
    let index = verify_inclusion(answer, &logged, &policy)?;
    let ledger = logged.statement().ledger.clone();
    Progress::open(Arc::new(pact.clone()), &ledger, &logged, index, &policy)?;
    Ok(index)
}

/// Saves the document as a draft, adopts it, opens it; returns the receipt.
pub(crate) fn open_on_server(
    client: &Client,
    pact: &Pact,
    document: &[u8],
    opening: Option<&Record>,
) -> Result<Value, Failure> {
    let document: Value = serde_json::from_slice(document).map_err(Failure::io("JSON"))?;
    client.post("/api/v1/pacts", &document, None)?;
    let path = format!("/api/v1/pacts/{}", pact.id);
    client.post(&format!("{path}/adopt"), &json!({}), None)?;
    let body = opening.map_or_else(|| json!({}), |record| json!({ "note": record.note().to_string() }));
    client.post(&format!("{path}/open"), &body, None)
}

/// The ledger that an opening names: by flag, or the policy's only log. If both are given they must agree.
fn ledger_name(args: &OpenArgs) -> Result<KeyName, Failure> {
    let given = args.ledger.as_deref().map(key::parse_name).transpose()?;
    let policy = args.policy.as_deref().map(files::read_policy).transpose()?;
    let logs: Vec<KeyName> =
        policy.iter().flat_map(|policy| policy.ledger.logs()).map(|log| log.key.name().clone()).collect();
    match (given, logs.as_slice()) {
        (Some(given), []) => Ok(given),
        (Some(given), logs) if logs.contains(&given) => Ok(given),
        (None, [log]) => Ok(log.clone()),
        (Some(given), _) => Err(Failure::told(
            format!("Chính sách tin cậy không có sổ ghi nhận {given}. Sửa --ledger hoặc --policy."),
            format!("The policy does not pin the ledger {given}. Correct --ledger or --policy."),
        )),
        (None, _) => Err(Failure::usage("--ledger")),
    }
}
