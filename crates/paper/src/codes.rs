//! Proof codes: a completed pact and every signature, as QR texts, and back (`docs/spec/7-codes.md`).
//!
//! ```text
//! sheet → seal                 → CBOR → digits → https://HOST/v#1.220222573…
//!       → text → CBOR → DEFLATE → slices + parity → CBOR → digits → https://HOST/v#1.113450241…
//! ```
//!
//! Reading takes texts in any order, doubled or with one slice missing, and allocates no more than the limits below,
//! whatever they claim. What comes out was not verified: that is [`giaouoc_core::verify::verify_printed_proof`].

mod digits;
mod payload;
mod slices;

use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::printed_proof::{PrintedProof, Seal};
use payload::Payload;
use slices::Gathered;

pub use digits::MAX_DIGITS;
pub use slices::{MAX_INFLATED, MAX_SLICES};

/// Texts that one reading takes: all slices of the largest sheet, its parity and its seal, each several times.
pub const MAX_TEXTS: usize = 512;
/// The text between address and digits in every proof code.
const MARK: &str = "/v#1.";

/// The codes' texts, in printing order: the seal, the data slices, the parity slice.
///
/// * `public_url`: the service's address, `https://kiem-tra.example`, without a path.
///
/// # Errors
/// [`Code::CodesTooLarge`] where the seal does not fit into one code or the text into [`MAX_SLICES`] slices;
/// [`Code::CodesNotDue`] where the sheet lacks seal or text.
pub fn write(sheet: &PrintedProof, public_url: &str) -> Result<Vec<String>, CoreError> {
    let (Some(seal), Some(text)) = (&sheet.seal, &sheet.text) else { return Err(CoreError::new(Code::CodesNotDue)) };
    let prefix = format!("{}{MARK}", public_url.strip_suffix('/').unwrap_or(public_url));
    let room = digits::room(prefix.len());
    let seal_bytes = payload::write_seal(seal);
    if seal_bytes.len() > room {
        return Err(CoreError::new(Code::CodesTooLarge).because(format!("a seal of {} bytes", seal_bytes.len())));
    }
    let slices = slices::cut(&payload::write_text(text), seal.pact, room)?;
    let payloads = std::iter::once(seal_bytes).chain(slices.iter().map(payload::write_slice));
    Ok(payloads.map(|bytes| format!("{prefix}{}", digits::write(&bytes))).collect())
}

/// The kinds of text that a scanner may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// No proof code: some other QR code.
    Foreign,
    /// A proof code of a version that this program does not know.
    OtherVersion,
    /// A proof code, by its payload.
    Code(Vec<u8>),
    /// A proof code whose digits are damaged.
    Damaged(CoreError),
}

/// Looks at one scanned text: everything up to and including `#1.` is ignored.
pub fn scan(text: &str) -> Scanned {
    let text = text.trim();
    let Some((_, fragment)) = text.split_once('#') else { return Scanned::Foreign };
    let Some((version, digits)) = fragment.split_once('.') else { return Scanned::Foreign };
    let decimal = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    match version {
        "1" => digits::read(digits).map_or_else(Scanned::Damaged, Scanned::Code),
        _ if decimal(version) && version.len() <= 4 && decimal(digits) => Scanned::OtherVersion,
        _ => Scanned::Foreign,
    }
}

/// Reads a sheet from what was scanned, in any order. Texts that are no proof codes are passed over.
///
/// # Errors
/// [`Code::CodesMalformed`], [`Code::CodesVersion`], [`Code::CodesMixed`]; `codes-malformed` also where no text is a
/// proof code.
pub fn read<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<PrintedProof, CoreError> {
    let mut seal: Option<Seal> = None;
    let mut gathered = Gathered::default();
    let (mut looked_at, mut found, mut other) = (0_usize, false, false);
    for text in texts {
        looked_at += 1;
        if looked_at > MAX_TEXTS {
            return Err(CoreError::new(Code::CodesMalformed).because(format!("more than {MAX_TEXTS} texts")));
        }
        let bytes = match scan(text) {
            Scanned::Foreign => continue,
            Scanned::OtherVersion => {
                other = true;
                continue;
            }
            Scanned::Damaged(error) => return Err(error),
            Scanned::Code(bytes) => bytes,
        };
        found = true;
        match payload::read(&bytes)? {
            Payload::Slice(slice) => gathered.add(slice)?,
            Payload::Seal(new) => match &seal {
                Some(seal) if *seal != new => return Err(CoreError::new(Code::CodesMixed).because("two seals")),
                _ => seal = Some(new),
            },
        }
    }
    if !found {
        let code = if other { Code::CodesVersion } else { Code::CodesMalformed };
        return Err(CoreError::new(code).because("no proof code"));
    }
    if seal.as_ref().is_some_and(|seal| !gathered.belongs_to(seal.pact)) {
        return Err(CoreError::new(Code::CodesMixed).because("the slices are of another pact than the seal"));
    }
    let text = gathered.join()?.map(|bytes| payload::read_text(&bytes)).transpose()?;
    Ok(PrintedProof { seal, text })
}
