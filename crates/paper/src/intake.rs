//! Reading of any file that a person may hand in: evidence, the PDF that carries it, photos of the page, texts of
//! codes.

use crate::codes::{self, Scanned};
use crate::{pdf, photo};
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::policy::Policy;
use giaouoc_core::report::{AnnexesAtHand, Report};
use giaouoc_core::verify::{verify, verify_printed_proof};

/// Bytes of one file: a photo of a good phone has some ten MiB.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The content of a file that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandedIn {
    /// An evidence file, or what claims to be one.
    Evidence(Vec<u8>),
    /// Texts of QR codes; some may be no proof codes.
    Codes(Vec<String>),
}

/// A function that gives the texts of all QR codes on a picture, or on the pictures in a PDF.
pub type ReadCodes = fn(&[u8]) -> Result<Vec<String>, CoreError>;

/// Reads codes in this process: in bounded memory, but a hostile picture decides how long it takes. Programs that read
/// files of strangers use `giaouoc_sandbox::reading::read_codes`, which has a limit of time.
///
/// # Errors
/// [`Code::PictureUnreadable`].
pub fn read_codes(file: &[u8]) -> Result<Vec<String>, CoreError> {
    if pdf::is_pdf(file) {
        return Ok(pdf::photos(file).filter_map(|photo| photo::read(photo).ok()).flatten().collect());
    }
    photo::read(file)
}

/// Looks at a file's first bytes, never at its name.
///
/// * A PDF: the evidence attached to it; where none is, the codes on the photos in it.
/// * PNG, JPEG: the codes on it.
/// * Text with a proof code in one of its lines: each line is a code.
/// * Anything else is taken as an evidence file, which verification then judges.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::PictureUnreadable`], [`Code::PdfWithoutEvidence`].
pub fn open(bytes: &[u8], read_codes: ReadCodes) -> Result<HandedIn, CoreError> {
    if bytes.len() > MAX_BYTES {
        return Err(CoreError::new(Code::TooLarge).because(format!("{} bytes", bytes.len())));
    }
    if pdf::is_pdf(bytes) {
        return from_pdf(bytes, read_codes);
    }
    if photo::is_picture(bytes) {
        return read_codes(bytes).map(HandedIn::Codes);
    }
    let texts = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let is_code = |line: &str| !matches!(codes::scan(line), Scanned::Foreign);
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.trim_start().starts_with('{') && text.lines().any(is_code) => {
            Ok(HandedIn::Codes(texts(text)))
        }
        _ => Ok(HandedIn::Evidence(bytes.to_vec())),
    }
}

fn from_pdf(bytes: &[u8], read_codes: ReadCodes) -> Result<HandedIn, CoreError> {
    if let Some(evidence) = pdf::evidence(bytes) {
        return Ok(HandedIn::Evidence(evidence));
    }
    let texts = if pdf::photos(bytes).next().is_some() { read_codes(bytes)? } else { Vec::new() };
    if texts.is_empty() { Err(CoreError::new(Code::PdfWithoutEvidence)) } else { Ok(HandedIn::Codes(texts)) }
}

/// Verifies files that belong together: each evidence file is judged by itself, all codes as one sheet, because a
/// sheet may take several photos. What cannot be opened fails step 1.
///
/// Gives as many reports as there are evidence files, and one for the codes, with the places of the files in `files`.
pub fn verify_all(
    files: &[&[u8]],
    policy: Option<&Policy>,
    annexes: &AnnexesAtHand,
    read_codes: ReadCodes,
) -> Vec<(Vec<usize>, Report)> {
    let (mut reports, mut texts, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        match open(file, read_codes) {
            Ok(HandedIn::Evidence(evidence)) => reports.push((vec![at], verify(&evidence, policy, annexes))),
            Ok(HandedIn::Codes(found)) => {
                texts.extend(found);
                places.push(at);
            }
            Err(error) => reports.push((vec![at], verify_printed_proof(Err(error), policy, annexes))),
        }
    }
    if !places.is_empty() {
        let sheet = codes::read(texts.iter().map(String::as_str));
        reports.push((places, verify_printed_proof(sheet.as_ref().map_err(Clone::clone), policy, annexes)));
    }
    reports
}
