//! Paper: the ceremony copy and the proof codes of 20 signers, and verifying what the codes say.

use crate::measure::{keep, pair, within};
use crate::raw::Raw;
use giaouoc_core::policy::Policy;
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_core::report::{AnnexesAtHand, Report, Verdict};
use giaouoc_core::verify::{verify, verify_printed_proof};
use giaouoc_paper::codes;
use giaouoc_paper::copy::{Options, ceremony_copy};
use giaouoc_paper::short_code::QrCode;

const URL: &str = "https://kiem-tra.example";
const ROUNDS: usize = 100;

pub(crate) fn figures(pact: &[u8], ledger: &giaouoc_tests::mem_ledger::MemLedger, file: &[u8], policy: &Policy) {
    let sheet = PrintedProof::of(file, policy).unwrap();
    let texts = codes::write(&sheet, URL).unwrap();
    assert_eq!(judged(&texts, policy).verdict, Verdict::Valid);
    let raw = Raw::of_codes(ledger, pact, file);
    pair(
        &format!("read and verify {} codes ({} lines) / its raw crypto", texts.len(), raw.signatures.len()),
        2 * ROUNDS,
        || keep(judged(&texts, policy)),
        || raw.run(),
    );
    within("proof codes: verify the evidence, write, draw all", 30, ROUNDS, || {
        let texts = codes::write(&PrintedProof::of(file, policy).unwrap(), URL).unwrap();
        keep(texts.iter().map(|text| QrCode::proof(text).unwrap().svg()).collect::<Vec<_>>());
    });
    let options = Options { public_url: URL.to_owned(), proof_codes: true, template: None };
    within("ceremony copy with proof codes, warm", 300, ROUNDS / 4, || {
        keep(ceremony_copy(file, policy, &options).unwrap());
    });
    pair(
        "ceremony copy / verify its evidence",
        ROUNDS / 4,
        || keep(ceremony_copy(file, policy, &options).unwrap()),
        || keep(verify(file, Some(policy), &AnnexesAtHand::new())),
    );
}

fn judged(texts: &[String], policy: &Policy) -> Report {
    let sheet = codes::read(texts.iter().map(String::as_str));
    verify_printed_proof(sheet.as_ref().map_err(Clone::clone), Some(policy), &AnnexesAtHand::new())
}
