//! Printing with limits. Our own template is printed in this process, an organisation's own apart. Typst gives a
//! template no file but its data; the child is there against templates that never end, or never stop growing.

use crate::apart::{self, Ended, Limits};
use giaouoc_core::error::{Code, Error};
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_paper::copy::{self, Options, ceremony_copy, draft_copy};
use giaouoc_paper::service_seal::{self, SealKey};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The hidden subcommand of our binary that prints one job from standard input.
pub const CHILD: &str = "press";
/// What another template may take.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), memory: 2 * 1024 * 1024 * 1024 };
/// Bytes of a template.
pub const MAX_TEMPLATE: usize = 256 * 1024;

/// What a child is given.
#[derive(Serialize, Deserialize)]
struct Job {
    what: What,
    public_url: String,
    proof_codes: bool,
    template: String,
}

/// Formats that cross the pipe as they stand in files.
#[derive(Serialize, Deserialize)]
enum What {
    Copy { evidence: String, policy: String },
    Draft { pact: String },
}

/// Why nothing was printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failed {
    /// The evidence is not what may be printed.
    #[error(transparent)]
    Copy(#[from] copy::Error),
    /// Another template was refused, or broke a limit; told in both languages.
    #[error("{en}")]
    Template {
        /// In Vietnamese.
        vi: String,
        /// In English.
        en: String,
    },
    /// The PDF could not be sealed.
    #[error("the copy cannot be sealed: {0}")]
    Seal(#[from] service_seal::Error),
    /// The child could not be run.
    #[error("the press could not be run: {0}")]
    Io(#[from] std::io::Error),
}

impl Failed {
    fn template(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Template { vi: vi.into(), en: en.into() }
    }
}

/// The service's own seal: whoever holds this key says that the PDF came from here, at this time.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// Key and certificates.
    pub key: &'a SealKey,
    /// When it is sealed, by the sealer's clock, in Unix seconds.
    pub time: i64,
}

/// Why a copy is sealed, as readers of PDF show it.
const REASON: &str = "Bản in của giao ước; bằng chứng kiểm tra là tệp đính kèm";

/// Prints the ceremony copy, and seals it where the service has a seal. Blocks: up to some seconds of computing.
///
/// # Errors
/// [`Failed`].
pub fn print(evidence: &[u8], policy: &Policy, options: &Options, seal: Option<Seal<'_>>) -> Result<Vec<u8>, Failed> {
    let pdf = printed(evidence, policy, options)?;
    match seal {
        None => Ok(pdf),
        Some(Seal { key, time }) => Ok(service_seal::seal(&pdf, key, time, REASON)?),
    }
}

fn printed(evidence: &[u8], policy: &Policy, options: &Options) -> Result<Vec<u8>, Failed> {
    let Some(template) = &options.template else { return Ok(ceremony_copy(evidence, policy, options)?) };
    let evidence = String::from_utf8_lossy(evidence).into_owned();
    by_template(What::Copy { evidence, policy: policy.to_string() }, template, options)
}

/// Prints a text that is not opened yet. Never sealed: nobody stands behind a draft.
///
/// # Errors
/// [`Failed`].
pub fn print_draft(pact: &Pact, options: &Options) -> Result<Vec<u8>, Failed> {
    let Some(template) = &options.template else { return Ok(draft_copy(pact, options)?) };
    let pact = String::from_utf8_lossy(pact.canonical()).into_owned();
    by_template(What::Draft { pact }, template, options)
}

fn by_template(what: What, template: &str, options: &Options) -> Result<Vec<u8>, Failed> {
    if template.len() > MAX_TEMPLATE {
        let (vi, en) = ("Mẫu in lớn hơn 256 KiB.", "The template is larger than 256 KiB.");
        return Err(Failed::template(vi, en));
    }
    let (public_url, template) = (options.public_url.clone(), template.to_owned());
    let job = Job { what, public_url, proof_codes: options.proof_codes, template };
    let job = serde_json::to_vec(&job).map_err(std::io::Error::other)?;
    let seconds = LIMITS.time.as_secs();
    match apart::run(CHILD, job, LIMITS)? {
        Ended::Well(pdf) => Ok(pdf),
        Ended::Late => Err(Failed::template(
            format!("Mẫu in chạy quá {seconds} giây và đã bị dừng."),
            format!("The template ran for more than {seconds} seconds and was ended."),
        )),
        Ended::Starved => Err(Failed::template(
            "Mẫu in cần quá nhiều bộ nhớ và đã bị dừng.",
            "The template took too much memory and was ended.",
        )),
        Ended::Badly(said) => Err(Failed::template(
            format!("Mẫu in không dùng được: {said}"),
            format!("The template cannot be used: {said}"),
        )),
    }
}

/// The child's part: one job from standard input, a PDF to standard output.
///
/// # Errors
/// What the parent shall tell, in English, as the compiler says it.
pub fn child() -> Result<Vec<u8>, String> {
    let said = |e: &dyn std::fmt::Display| e.to_string();
    let input = apart::input(LIMITS).map_err(|e| said(&e))?;
    let job: Job = serde_json::from_slice(&input).map_err(|e| said(&e))?;
    let options = Options { public_url: job.public_url, proof_codes: job.proof_codes, template: Some(job.template) };
    match job.what {
        What::Copy { evidence, policy } => {
            let policy = Policy::parse(&policy).map_err(|e| said(&e))?;
            ceremony_copy(evidence.as_bytes(), &policy, &options).map_err(|e| said(&e))
        }
        What::Draft { pact } => {
            let pact = Pact::parse(pact.as_bytes()).map_err(|e| said(&e))?;
            draft_copy(&pact, &options).map_err(|e| said(&e))
        }
    }
}

/// For a caller that knows only our codes: a failing copy as one of them.
pub fn refused(report: &giaouoc_core::report::Report) -> Error {
    let error = report.deciding().and_then(|step| step.status.error()).cloned();
    error.unwrap_or_else(|| Error::new(Code::CodesNotDue))
}
