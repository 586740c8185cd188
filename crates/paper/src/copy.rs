//! The ceremony copy (bản in tại lễ): evidence and options in, PDF out.
//!
//! ```text
//! evidence → report → data.json ─┐
//! marks, short code, proof codes ┼→ template (Typst) → PDF/A-3a with the evidence attached → seal, where one is wanted
//! ```
//!
//! The same evidence with the same options gives the same bytes: no clock is asked. Where a date is due, it is that of
//! the newest record.

mod data;
mod legal;

pub(crate) use legal::LEGAL;

use crate::codes;
use crate::short_code::{self, QrCode, ShortCode};
use crate::typeset::{self, Job};
use data::Facts;
use giaouoc_core::evidence::Evidence;
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_core::progress::Progress;
use giaouoc_core::report::{Report, Verdict};
use giaouoc_core::time::Time;
use giaouoc_core::verify::verified_progress;
use std::collections::BTreeMap;

/// The template that is used where no other is named; an organisation may start its own from it.
pub const TEMPLATE: &str = include_str!("../templates/copy.typ");
/// Name of the attached evidence file inside the PDF.
pub const ATTACHMENT: &str = "bang-chung.giaouoc.json";

/// Options for printing a ceremony copy or a draft.
#[derive(Clone, Debug)]
pub struct Options {
    /// The service's address, `https://kiem-tra.example`: short code and proof codes open it.
    pub public_url: String,
    /// True to print proof codes; they are printed only where the pact is completed.
    pub proof_codes: bool,
    /// A template in place of [`TEMPLATE`].
    pub template: Option<String>,
}

/// The reasons for which nothing was printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The evidence is not what may be printed.
    #[error("{0}")]
    Evidence(giaouoc_core::CoreError),
    /// The evidence is `invalid` or `untrusted`: its report.
    #[error("only evidence that holds under the policy is printed")]
    Refused(Box<Report>),
    /// A QR code could not be made.
    #[error(transparent)]
    Code(#[from] short_code::QrCodeError),
    /// Typesetting failed.
    #[error(transparent)]
    Typeset(#[from] typeset::TypesetError),
}

/// Prints an opened pact in whatever state its evidence has: being signed, complete, declined, withdrawn.
///
/// * `policy`: whom to trust; the copy says the verdict under it.
///
/// # Errors
/// [`CopyError::Refused`] where the evidence is `invalid` or `untrusted`; [`CopyError::Typeset`] where a template of
/// the caller's fails.
pub fn ceremony_copy(evidence: &[u8], policy: &Policy, options: &Options) -> Result<Vec<u8>, CopyError> {
    Ok(typeset::print(job(evidence, policy, options)?)?)
}

/// Prints a text that is not opened yet: DỰ THẢO on every page.
///
/// # Errors
/// As [`ceremony_copy`].
pub fn draft_copy(pact: &Pact, options: &Options) -> Result<Vec<u8>, CopyError> {
    let facts = Facts { pact, report: None, codes: None, short_code: None, policy: None };
    let pages = Pages { facts, marks: BTreeMap::new(), attachment: None, date: pact.created };
    Ok(typeset::print(pages.job(options)?)?)
}

fn job(file: &[u8], policy: &Policy, options: &Options) -> Result<Job, CopyError> {
    let PrintableEvidence { report, progress, evidence } = printable_evidence(file, policy)?;
    let short_code = ShortCode::new(&options.public_url, &evidence.pact.id)?;
    let codes = (report.verdict == Verdict::Valid && options.proof_codes)
        .then(|| PrintedProof::of_verified(&evidence, &progress, policy).map_err(CopyError::Evidence))
        .transpose()?
        .map(|sheet| proof_codes(&sheet, &options.public_url))
        .transpose()?;
    let date = newest(&report).unwrap_or(evidence.pact.created);
    let facts = Facts {
        pact: &evidence.pact,
        report: Some(&report),
        codes: codes.as_deref(),
        short_code: Some(&short_code),
        policy: Some(policy),
    };
    Pages { facts, marks: evidence.marks.clone(), attachment: Some(file), date }.job(options)
}

/// Evidence that may be printed: nothing of it failed, and somebody trusted stands behind it.
pub(crate) struct PrintableEvidence {
    pub(crate) report: Report,
    pub(crate) progress: Progress,
    pub(crate) evidence: Evidence,
}

/// # Errors
/// [`CopyError::Refused`] where it is `invalid` or `untrusted`.
pub(crate) fn printable_evidence(file: &[u8], policy: &Policy) -> Result<PrintableEvidence, CopyError> {
    let (report, progress) = verified_progress(file, policy).map_err(CopyError::Refused)?;
    let evidence = Evidence::parse(file).map_err(CopyError::Evidence)?;
    Ok(PrintableEvidence { report, progress, evidence })
}

/// The proof codes, seal first, parity last. None where the pact is too long for paper: the copy says so instead.
fn proof_codes(sheet: &PrintedProof, public_url: &str) -> Result<Vec<QrCode>, CopyError> {
    let texts = match codes::write(sheet, public_url) {
        Ok(texts) => texts,
        Err(error) if error.code == giaouoc_core::Code::CodesTooLarge => return Ok(Vec::new()),
        Err(error) => return Err(CopyError::Evidence(error)),
    };
    texts.iter().map(|text| QrCode::proof(text).map_err(CopyError::from)).collect()
}

fn newest(report: &Report) -> Option<Time> {
    let signed = report.signers.iter().filter_map(|signer| signer.signature.as_ref()).map(|s| s.time.as_str());
    let others = report.others.iter().map(|other| other.time.as_str());
    signed.chain(others).filter_map(|time| Time::parse(time).ok()).max()
}

struct Pages<'a> {
    facts: Facts<'a>,
    marks: BTreeMap<String, String>,
    attachment: Option<&'a [u8]>,
    date: Time,
}

impl Pages<'_> {
    fn job(self, options: &Options) -> Result<Job, CopyError> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let data = self.facts.json(self.attachment.is_some().then_some(ATTACHMENT), &self.marks);
        files.insert("data.json".to_owned(), data.to_string().into_bytes());
        for (digest, svg) in &self.marks {
            files.insert(data::mark_file(digest), svg.clone().into_bytes());
        }
        if let Some(code) = self.facts.short_code {
            files.insert(data::SHORT_CODE.to_owned(), code.svg().into_bytes());
        }
        for (at, code) in self.facts.codes.unwrap_or_default().iter().enumerate() {
            files.insert(data::code_file(at), code.svg().into_bytes());
        }
        if let Some(evidence) = self.attachment {
            files.insert(ATTACHMENT.to_owned(), evidence.to_vec());
        }
        // Whatever the paper shows of this document follows from these bytes.
        let identifier = format!("giaouoc {} {data}", self.facts.pact.digest());
        let template = options.template.clone().unwrap_or_else(|| TEMPLATE.to_owned());
        Ok(Job { template, files, identifier, date: self.date.utc() })
    }
}
