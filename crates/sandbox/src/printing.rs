//! Printing with limits. Our own template is printed in this process, an organisation's own in a child.
//!
//! The typesetter gives a template no file but its data. The child ends templates that never end, or never stop
//! growing.

use crate::child::{self, Ended, Limits};
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_paper::copy::{self, Options, ceremony_copy, draft_copy};
use giaouoc_paper::service_seal::{self, SealKey};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The hidden subcommand of our binary that prints one job from standard input.
pub const CHILD: &str = "print-job";
/// Limits of an organisation's own template.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), memory: 2 * 1024 * 1024 * 1024 };
/// Longest template, in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;

/// The child's input, as JSON.
#[derive(Serialize, Deserialize)]
struct Job {
    content: Content,
    public_url: String,
    proof_codes: bool,
    template: String,
}

/// Documents cross the pipe in the form that they have in files.
#[derive(Serialize, Deserialize)]
enum Content {
    Copy { evidence: String, policy: String },
    Draft { pact: String },
}

/// Reasons for which nothing was printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// The evidence may not be printed.
    #[error(transparent)]
    Copy(#[from] copy::CopyError),
    /// An organisation's own template was refused, or reached a limit.
    #[error("{en}")]
    Template {
        /// The message in Vietnamese.
        vi: String,
        /// The message in English.
        en: String,
    },
    /// The PDF could not be sealed.
    #[error("the copy cannot be sealed: {0}")]
    Seal(#[from] service_seal::SealError),
    /// The child could not be run.
    #[error("no child could be run to print: {0}")]
    Io(#[from] std::io::Error),
}

impl PrintError {
    fn template(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Template { vi: vi.into(), en: en.into() }
    }
}

/// The service's own seal: it shows that the PDF was made by the holder of this key, at this time.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// Key and certificates.
    pub key: &'a SealKey,
    /// Time of sealing by the sealer's clock, in Unix seconds.
    pub time: i64,
}

/// The reason for a seal, as readers of PDF show it.
const REASON: &str = "Bản in của giao ước; bằng chứng kiểm tra là tệp đính kèm";

/// Prints the ceremony copy, and seals it where the service has a seal. Blocks for up to some seconds of computing.
///
/// # Errors
/// [`PrintError`].
pub fn print(
    evidence: &[u8],
    policy: &Policy,
    options: &Options,
    seal: Option<Seal<'_>>,
) -> Result<Vec<u8>, PrintError> {
    let pdf = unsealed(evidence, policy, options)?;
    match seal {
        None => Ok(pdf),
        Some(Seal { key, time }) => Ok(service_seal::seal(&pdf, key, time, REASON)?),
    }
}

fn unsealed(evidence: &[u8], policy: &Policy, options: &Options) -> Result<Vec<u8>, PrintError> {
    let Some(template) = &options.template else { return Ok(ceremony_copy(evidence, policy, options)?) };
    let evidence = String::from_utf8_lossy(evidence).into_owned();
    by_template(Content::Copy { evidence, policy: policy.to_string() }, template, options)
}

/// Prints a text that is not opened yet. It is never sealed: nobody answers for a draft.
///
/// # Errors
/// [`PrintError`].
pub fn print_draft(pact: &Pact, options: &Options) -> Result<Vec<u8>, PrintError> {
    let Some(template) = &options.template else { return Ok(draft_copy(pact, options)?) };
    let pact = String::from_utf8_lossy(pact.canonical()).into_owned();
    by_template(Content::Draft { pact }, template, options)
}

fn by_template(content: Content, template: &str, options: &Options) -> Result<Vec<u8>, PrintError> {
    if template.len() > MAX_TEMPLATE {
        let (vi, en) = ("Mẫu in lớn hơn 256 KiB.", "The template is larger than 256 KiB.");
        return Err(PrintError::template(vi, en));
    }
    let (public_url, template) = (options.public_url.clone(), template.to_owned());
    let job = Job { content, public_url, proof_codes: options.proof_codes, template };
    let job = serde_json::to_vec(&job).map_err(std::io::Error::other)?;
    let seconds = LIMITS.time.as_secs();
    match child::run(CHILD, job, LIMITS)? {
        Ended::Ok(pdf) => Ok(pdf),
        Ended::TimedOut => Err(PrintError::template(
            format!("Mẫu in chạy quá {seconds} giây và đã bị dừng."),
            format!("The template ran for more than {seconds} seconds and was ended."),
        )),
        Ended::OutOfMemory => Err(PrintError::template(
            "Mẫu in cần quá nhiều bộ nhớ và đã bị dừng.",
            "The template took too much memory and was ended.",
        )),
        Ended::Failed(message) => Err(PrintError::template(
            format!("Mẫu in không dùng được: {message}"),
            format!("The template cannot be used: {message}"),
        )),
    }
}

/// The child's part: one job from standard input, a PDF for standard output.
///
/// # Errors
/// The message that the child must write to standard error, in English, as the compiler says it.
pub fn run_child() -> Result<Vec<u8>, String> {
    let message = |e: &dyn std::fmt::Display| e.to_string();
    let input = child::input(LIMITS).map_err(|e| message(&e))?;
    let job: Job = serde_json::from_slice(&input).map_err(|e| message(&e))?;
    let options = Options { public_url: job.public_url, proof_codes: job.proof_codes, template: Some(job.template) };
    match job.content {
        Content::Copy { evidence, policy } => {
            let policy = Policy::parse(&policy).map_err(|e| message(&e))?;
            ceremony_copy(evidence.as_bytes(), &policy, &options).map_err(|e| message(&e))
        }
        Content::Draft { pact } => {
            let pact = Pact::parse(pact.as_bytes()).map_err(|e| message(&e))?;
            draft_copy(&pact, &options).map_err(|e| message(&e))
        }
    }
}
