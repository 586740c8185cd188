//! Signed notes (c2sp.org/signed-note): a text, an empty line, and one line for each signature.
//!
//! ```text
//! This is an example message.
//!
//! — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
//! ```
//!
//! A [`Note`] is well formed and no more. Its text means nothing until [`Note::verify`] or
//! [`TlogPolicy::check`](crate::TlogPolicy::check) has said whose it is.

use std::fmt;

use crate::TlogError;
pub use crate::key::{SigningKey, VerifyingKey};
pub use crate::key_name::{Algorithm, KeyId, KeyName};
pub use crate::signature_line::SignatureLine;

/// Most bytes of a note, 1 MiB. The standard asks for some limit; notes here are far smaller, and hashing 1 MiB is
/// quick.
pub const MAX_NOTE: usize = 1 << 20;

/// Most signature lines of a note. The standard asks verifiers to accept at least 16.
pub const MAX_SIGNATURES: usize = 100;

/// A well-formed note. [`Display`](fmt::Display) gives back the very bytes that were parsed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl Note {
    /// From a text that ends in `\n` and holds no other ASCII control character, and 1 to [`MAX_SIGNATURES`] lines, in
    /// all at most [`MAX_NOTE`] bytes; else [`TlogError::MalformedNote`]. Nothing is verified.
    pub fn new(text: String, signatures: Vec<SignatureLine>) -> Result<Self, TlogError> {
        check_characters(&text)?;
        if !text.ends_with('\n') {
            return Err(TlogError::MalformedNote("the text does not end with a newline"));
        }
        let note = Self { text, signatures };
        note.check_limits()?;
        Ok(note)
    }

    /// For a text that is known to be well formed.
    pub(crate) fn from_parts(text: String, signature: SignatureLine) -> Self {
        Self { text, signatures: vec![signature] }
    }

    /// Reads a note, strictly by the standard and within our limits; else [`TlogError::MalformedNote`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogError> {
        if bytes.len() > MAX_NOTE {
            return Err(TOO_LARGE);
        }
        let note = str::from_utf8(bytes).map_err(|_| TlogError::MalformedNote("not UTF-8"))?;
        check_characters(note)?;
        // signed-note, Format: "The note text MAY contain empty lines; the text is separated from the signatures by the
        // last empty line in the note", and "includes the final newline but not the separating blank line".
        let split = note.rfind("\n\n").ok_or(TlogError::MalformedNote("no empty line before the signatures"))?;
        let (text, lines) = note.split_at(split + 1);
        let lines: Vec<_> = lines.split_inclusive('\n').skip(1).collect();
        if lines.len() > MAX_SIGNATURES {
            return Err(TOO_MANY);
        }
        let signatures = lines.into_iter().map(SignatureLine::parse).collect::<Result<_, _>>()?;
        Self::new(text.to_owned(), signatures)
    }

    /// The signed text, its last `\n` included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines in order.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds a line at the end, such as a witness's; [`TlogError::MalformedNote`] beyond the limits of [`Note::new`].
    pub fn add(&mut self, signature: SignatureLine) -> Result<(), TlogError> {
        self.signatures.push(signature);
        self.check_limits().inspect_err(|_| {
            self.signatures.pop();
        })
    }

    /// Verifies the note against the keys that the caller knows: **every** line by a known key (same name *and* ID)
    /// must verify, at least one must be there, and lines by others are ignored (signed-note, Signatures).
    ///
    /// [`TlogError::BadSignature`] and [`TlogError::NoKnownSignature`] tell which of it fails. Several lines by one key
    /// must all verify and count once (Go's `note.Open` drops the later ones unseen; then a forged one could hide). Two
    /// known keys that share name and ID make lines ambiguous: [`TlogError::Misuse`].
    pub fn verify<'a>(&'a self, known: &[&'a VerifyingKey]) -> Result<Verified<'a>, TlogError> {
        let mut signers: Vec<&VerifyingKey> = Vec::new();
        for (key, _) in self.verified_lines(known)? {
            if !signers.contains(&key) {
                signers.push(key);
            }
        }
        if signers.is_empty() {
            return Err(TlogError::NoKnownSignature);
        }
        Ok(Verified { text: &self.text, signers })
    }

    /// The lines by known keys, in order, all of which verify; each with its key and the time that it claims, if any.
    pub(crate) fn verified_lines<'a>(
        &self,
        known: &[&'a VerifyingKey],
    ) -> Result<Vec<(&'a VerifyingKey, Option<u64>)>, TlogError> {
        let mut verified = Vec::new();
        for line in &self.signatures {
            let mut claimed = known.iter().filter(|key| key.made(line));
            let Some(&key) = claimed.next() else { continue };
            if claimed.any(|&other| other != key) {
                return Err(TlogError::Misuse("two known keys share one name and key ID"));
            }
            verified.push((key, key.verify_line(line, &self.text)?));
        }
        Ok(verified)
    }

    fn check_limits(&self) -> Result<(), TlogError> {
        // signed-note, Format: "followed by one or more signature lines"
        match self.signatures.len() {
            0 => return Err(TlogError::MalformedNote("no signature")),
            1..=MAX_SIGNATURES => {}
            _ => return Err(TOO_MANY),
        }
        let line = |s: &SignatureLine| "— ".len() + s.name().as_str().len() + 2 + (4 + s.bytes().len()).div_ceil(3) * 4;
        let size = self.text.len() + 1 + self.signatures.iter().map(line).sum::<usize>();
        if size > MAX_NOTE { Err(TOO_LARGE) } else { Ok(()) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        f.write_str("\n")?;
        self.signatures.iter().try_for_each(|line| line.fmt(f))
    }
}

/// A text and its signers, as [`Note::verify`] found them. Exists only for notes that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    text: &'a str,
    signers: Vec<&'a VerifyingKey>,
}

impl<'a> Verified<'a> {
    /// The signed text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The known keys that signed, each once, in the order of their first lines; at least one.
    pub fn signers(&self) -> &[&'a VerifyingKey] {
        &self.signers
    }
}

const TOO_LARGE: TlogError = TlogError::MalformedNote("larger than 1 MiB");
const TOO_MANY: TlogError = TlogError::MalformedNote("more than 100 signatures");

/// signed-note, Format: "MUST NOT contain any ASCII control characters (those below U+0020) other than newline".
fn check_characters(text: &str) -> Result<(), TlogError> {
    if text.bytes().any(|b| b < 0x20 && b != b'\n') {
        return Err(TlogError::MalformedNote("it holds a control character"));
    }
    Ok(())
}
