//! Pact documents, and what their registrar does with them.

use crate::act::{self, Site, now};
use crate::args::{Open, Registrar, WithReason};
use crate::client::{Client, included};
use crate::failure::{self, Failure};
use crate::files;
use giaouoc_core::desk;
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{MAX_DEPTH, MAX_INPUT, Pact, PactId, PartyId};
use giaouoc_core::progress::Progress;
use giaouoc_core::record::{Record, Statement};
use giaouoc_core::{Code, Error, Language, key, text};
use giaouoc_tlog::note::KeyName;
use serde_json::{Value, json};
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;

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

/// `pact check`: exit 0 where it could be opened as it is, 1 where not.
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

/// Look-alikes and mixed scripts are warned of, with their place.
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

/// `pact open`: the registrar's note, made here; or the service's own registrar for `identity: invite`.
pub(crate) fn open(args: &Open, language: Language) -> Result<(), Failure> {
    let document = files::read(&args.file)?;
    let pact = Pact::parse(&document)?;
    let note = match (&args.key, &args.name, &args.note) {
        (Some(file), Some(name), _) => {
            let registrar = files::read_key(file, name)?;
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

/// The opening's index, from a receipt that was verified: the registrar is trusted, and the record is in the ledger.
fn opened_index(answer: &Value, pact: &Pact, args: &Open) -> Result<u64, Failure> {
    let path = args.policy.as_deref().ok_or_else(|| Failure::usage("--policy"))?;
    let policy = files::read_policy(path)?;
    let logged = Record::parse(answer.get("note").and_then(Value::as_str).unwrap_or_default().as_bytes())?;
    let index = included(answer, &logged, &policy)?;
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

/// The ledger that an opening names: by flag, or the policy's only log; where both are there they must agree.
fn ledger_name(args: &Open) -> Result<KeyName, Failure> {
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

/// `pact complete`: only after the whole evidence has been verified here.
pub(crate) fn complete(args: &Registrar, language: Language) -> Result<(), Failure> {
    registrar(args, "complete", &json!({}), language, |site| Ok(site.progress.draft_completion(now())?))
}

/// `pact withdraw`.
pub(crate) fn withdraw(args: &WithReason, language: Language) -> Result<(), Failure> {
    let body = json!({ "reason": args.reason });
    registrar(&args.registrar, "withdraw", &without_null(body), language, |site| {
        Ok(site.progress.draft_withdrawal(args.reason.clone(), now()))
    })
}

/// `pact revoke`: the newest key of a party.
pub(crate) fn revoke(args: &WithReason, party: &str, language: Language) -> Result<(), Failure> {
    let id = PartyId::parse(party)?;
    let newest = |site: &Site| {
        let enrolled = site.progress.party(&id).and_then(|state| state.enrolments.last());
        enrolled.map(|e| e.enrolment.key.clone()).ok_or_else(|| Error::new(Code::KeyNeverEnrolled))
    };
    let key = match args.registrar.key {
        Some(_) => None,
        None => Some(newest(&Site::open(&args.registrar.place)?)?),
    };
    let body = json!({ "party": party, "key": key.map(|key| key.to_string()), "reason": args.reason });
    registrar(&args.registrar, "revoke", &without_null(body), language, |site| {
        Ok(site.progress.draft_revocation(&id, newest(site)?, args.reason.clone(), now()))
    })
}

/// An act of the registrar: signed here by its key, or by the service's own registrar where no key is given.
fn registrar(
    args: &Registrar,
    call: &str,
    body: &Value,
    language: Language,
    draft: impl FnOnce(&Site) -> Result<Statement, Failure>,
) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    match (&args.key, &args.name, &site.client) {
        (Some(file), Some(name), _) => {
            let record = draft(&site)?.sign(&[&files::read_key(file, name)?])?;
            site.rehearse(&record)?;
            sure(&site, call, language)?;
            site.deliver(&record, None, args.place.out.as_deref(), language)
        }
        (_, _, Some(client)) => {
            let due = draft(&site)?;
            sure(&site, call, language)?;
            let answer = client.post(&format!("/api/v1/pacts/{}/{call}", site.progress.pact().id), body, None)?;
            let note = answer.get("note").and_then(Value::as_str).unwrap_or_default();
            let record = Record::parse(note.as_bytes())?;
            // All but the time is ours to say.
            if (&record.statement().act, record.statement().pact) != (&due.act, due.pact) {
                return Err(Error::new(Code::ProofWrong).because("the receipt is for another act").into());
            }
            site.receipt(&answer, &record, language)
        }
        _ => Err(Failure::usage("--key")),
    }
}

/// What cannot be taken back is asked for once more, where somebody sits at a terminal.
fn sure(site: &Site, call: &str, language: Language) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(());
    }
    let pact = site.progress.pact();
    eprintln!("{} – {} ({})", pact.title, pact.group.name, pact.digest().0.short());
    let act = match call {
        "complete" => language.pick("HOÀN TẤT", "COMPLETE"),
        "withdraw" => language.pick("RÚT", "WITHDRAW"),
        _ => language.pick("THU HỒI KHÓA", "REVOKE A KEY"),
    };
    let question = language.pick("Không thể làm lại. Chắc chắn?", "This cannot be undone. Sure?");
    act::confirm(false, &format!("{act}. {question}"), language)
}

fn without_null(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    body
}
