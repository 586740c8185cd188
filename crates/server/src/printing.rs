//! Printing with limits. Our own template is printed in this process; an organisation's own in a child: the same
//! binary, with an empty environment, its memory limited, ended when its time is over. Typst gives a template no file
//! but its data; the child is there against templates that never end, or never stop growing.

use giaouoc_core::error::{Code, Error};
use giaouoc_core::pact::Pact;
use giaouoc_core::policy::Policy;
use giaouoc_paper::copy::{self, Options, ceremony_copy, draft_copy};
use giaouoc_paper::service_seal::{self, SealKey};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The hidden subcommand of our binary that prints one job from standard input.
pub const CHILD: &str = "press";
/// Time that another template may take.
const TIME: Duration = Duration::from_secs(20);
/// Address space that it may take, in bytes.
const MEMORY: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes of a PDF that it may make.
const MAX_PDF: u64 = 64 * 1024 * 1024;
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
    in_child(&Job { what, public_url, proof_codes: options.proof_codes, template })
}

fn in_child(job: &Job) -> Result<Vec<u8>, Failed> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(CHILD)
        .env_clear()
        // Address space is what each thread of the press reserves; a large machine must not need more of it.
        .env("RAYON_NUM_THREADS", "2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let input = serde_json::to_vec(job).map_err(std::io::Error::other)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Each pipe has its thread, so that none of them can block the clock below.
    let writing = std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let reading = std::thread::spawn(move || read_all(stdout, MAX_PDF));
    let told = std::thread::spawn(move || read_all(stderr, 64 * 1024));
    let ended = wait(&mut child)?;
    let _ = writing.join();
    let (pdf, told) = (reading.join().unwrap_or_default(), told.join().unwrap_or_default());
    let detail = String::from_utf8_lossy(&told).trim().to_owned();
    match ended {
        None => Err(Failed::template(
            format!("Mẫu in chạy quá {} giây và đã bị dừng.", TIME.as_secs()),
            format!("The template ran for more than {} seconds and was ended.", TIME.as_secs()),
        )),
        Some(true) => Ok(pdf),
        Some(false) if detail.is_empty() || detail.contains("memory allocation") => Err(Failed::template(
            "Mẫu in cần quá nhiều bộ nhớ và đã bị dừng.",
            "The template took too much memory and was ended.",
        )),
        Some(false) => Err(Failed::template(
            format!("Mẫu in không dùng được: {detail}"),
            format!("The template cannot be used: {detail}"),
        )),
    }
}

fn read_all(pipe: Option<impl std::io::Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(most).read_to_end(&mut bytes);
    }
    bytes
}

/// Whether it succeeded; nothing where its time was over.
fn wait(child: &mut Child) -> std::io::Result<Option<bool>> {
    let end = Instant::now() + TIME;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The child's part: one job from standard input, a PDF to standard output.
///
/// # Errors
/// What the parent shall tell, in English, as the compiler says it.
pub fn child() -> Result<Vec<u8>, String> {
    let said = |e: &dyn std::fmt::Display| e.to_string();
    // Before anything of the template is read. Where the system knows no such limit, time still ends it.
    #[cfg(unix)]
    rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY).map_err(|e| said(&e))?;
    let mut input = Vec::new();
    std::io::stdin().take(MAX_PDF).read_to_end(&mut input).map_err(|e| said(&e))?;
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
