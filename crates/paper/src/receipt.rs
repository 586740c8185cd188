//! A signatory's receipt on one page: what was recorded, when, under which number, with the proof of it attached.

use crate::copy::{CopyError, PrintableEvidence, printable_evidence};
use crate::short_code::ShortCode;
use crate::typeset::{self, Job, printable};
use giaouoc_core::error::{Code, CoreError, Language};
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::{Act, Record, Signature};
use giaouoc_core::report::{Report, SignerFacts};
use giaouoc_core::time::{Time, VIETNAM};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../templates/receipt.typ");
const SHORT_CODE: &str = "short-code.svg";

/// The receipt of the signature at this index.
///
/// * `proof`: that record alone as a C2SP tlog-proof, its `extra` being nonce and note; attached as it is.
///
/// # Errors
/// [`CopyError::Refused`] as for a copy; [`CopyError::Evidence`] where the evidence holds no signature at this index.
pub fn receipt(file: &[u8], policy: &Policy, index: u64, proof: &str, public_url: &str) -> Result<Vec<u8>, CopyError> {
    let PrintableEvidence { report, evidence, .. } = printable_evidence(file, policy)?;
    let absent = || CopyError::Evidence(CoreError::new(Code::RecordKind).because(format!("no signature at {index}")));
    let note = evidence.items.iter().find_map(|item| match item {
        Item::Present { index: at, note, .. } if *at == index => Some(note),
        _ => None,
    });
    let note = note.ok_or_else(absent)?;
    let record = Record::parse(note.as_bytes()).map_err(CopyError::Evidence)?;
    let Act::Signature(signature) = &record.statement().act else { return Err(absent()) };
    let signer = report.signers.iter().find(|s| s.party == signature.party.as_str()).ok_or_else(absent)?;
    let code = ShortCode::new(public_url, &evidence.pact.id)?;
    let attachment = format!("{}-{index}.tlog-proof", evidence.pact.id);
    let data = data(&report, &evidence, (&record, signature), signer, note, (index, &attachment, &code));
    let mut files = BTreeMap::new();
    files.insert("data.json".to_owned(), data.to_string().into_bytes());
    files.insert(SHORT_CODE.to_owned(), code.svg().into_bytes());
    files.insert(attachment, proof.as_bytes().to_vec());
    let identifier = format!("giaouoc receipt {data}");
    let job = Job { template: TEMPLATE.to_owned(), files, identifier, date: record.statement().time.utc() };
    Ok(typeset::print(job)?)
}

fn data(
    report: &Report,
    evidence: &Evidence,
    (record, signature): (&Record, &Signature),
    signer: &SignerFacts,
    note: &str,
    (index, attachment, code): (u64, &str, &ShortCode),
) -> Value {
    let pact = &evidence.pact;
    let sample = report.warnings.iter().any(|w| w.code == giaouoc_core::verify::SAMPLE_KEYS);
    printable(json!({
        "sample": sample,
        "title": pact.title,
        "group": pact.group.name,
        "unit": signer.unit,
        "person": signer.holder,
        "intent": signature.intent.words(Language::Vi),
        "time": Time::vi(record.statement().time, VIETNAM),
        "index": index.to_string(),
        "number": record.digest().0.short(),
        "record_digest": record.digest().to_string(),
        "digest": pact.digest().to_string(),
        "short_number": pact.digest().0.short(),
        "origin": report.checkpoint.as_ref().map(|point| point.origin.as_str()),
        "note": note.lines().collect::<Vec<_>>(),
        "attachment": attachment,
        "short_code": { "file": SHORT_CODE, "text": code.text() },
        "legal": crate::copy::LEGAL,
    }))
}
