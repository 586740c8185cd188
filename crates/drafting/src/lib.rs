//! Texts that people write, in and out: a file from Word or a Markdown file becomes a draft, a draft becomes either.
//!
//! ```text
//! bytes → blocks           docx/, markdown     what a page shows: lines, tables; nothing of how it looks but what
//! guesses need blocks → draft   layout              our own page, which says of each thing what it is recognise/
//! anybody's page: what can be recognised, and the rest as text text_fixes  text that the text rule refuses, told with
//! its place, mended where a person consents draft → blocks → bytes   layout, then docx/, markdown
//! ```
//!
//! Nothing is lost: every line of a file is in the draft, or in [`Imported::left_out`] with the reason. Every guess is
//! told ([`Imported::guesses`]): a person confirms it.
//!
//! Files are hostile until they are read: `docx` bounds every size before it unpacks, takes no document type
//! definition, follows no link and runs nothing.

#![forbid(unsafe_code)]

mod block;
mod docx;
mod encoding;
mod error;
mod finding;
mod layout;
mod legacy;
mod markdown;
mod recognise;
mod text_fixes;

pub use encoding::Encoding;
pub use error::{FileRefusal, RefusedFile};
pub use finding::{Guess, LeftOut, Legacy, MAX_FINDINGS, Sample, TextFix};

use serde::Serialize;
use serde_json::Value;

/// Most bytes of a file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The file formats of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Office Open XML (ECMA-376), as Word and LibreOffice write it.
    Docx,
    /// CommonMark with tables; plain text, too.
    Markdown,
    /// The pact document itself.
    Json,
}

impl Form {
    /// All, with their file name endings.
    pub const WORDS: [(&'static str, Self); 3] = [("docx", Self::Docx), ("md", Self::Markdown), ("json", Self::Json)];
}

/// A file as a draft, to be confirmed by a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Imported {
    /// The format in which the file came.
    pub form: Form,
    /// The draft, with the letters as they were found.
    pub document: Value,
    /// The draft with all of `mends` applied, for a person who consents to them.
    pub mended: Value,
    /// Fixes for text that the text rule refuses or that deceives the eye. At most [`MAX_FINDINGS`].
    pub mends: Vec<TextFix>,
    /// Members that were recognised, each with the words that led to it. At most [`MAX_FINDINGS`].
    pub guesses: Vec<Guess>,
    /// Text in an encoding of the time before Unicode, as it was and as it is in `document`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legacy: Option<Legacy>,
    /// Parts of the file that are not in the draft, and why. At most [`MAX_FINDINGS`].
    pub left_out: Vec<LeftOut>,
}

/// Reads a file.
///
/// `encoding` is what a person has said about its letters: nothing (then it is guessed), [`Encoding::Unicode`] (they
/// are as they should be), or which legacy encoding they are in.
///
/// # Errors
/// [`RefusedFile`], where the file is not one of those that can be read, or is hostile.
pub fn read(bytes: &[u8], encoding: Option<Encoding>) -> Result<Imported, RefusedFile> {
    if bytes.len() > MAX_BYTES {
        return Err(RefusedFile::new(FileRefusal::TooLarge).because(format!("{} bytes", bytes.len())));
    }
    let form = form_of(bytes)?;
    if form == Form::Json {
        return json(bytes);
    }
    let (mut blocks, mut left_out) = match form {
        Form::Docx => docx::read(bytes)?,
        _ => (markdown::read(text_of(bytes)?), Vec::new()),
    };
    let legacy = legacy::convert(&mut blocks, encoding);
    let (document, guesses) = match layout::document(&blocks) {
        Some(document) => (document, Vec::new()),
        None => recognise::document(&blocks, &mut left_out),
    };
    Ok(finish(form, document, guesses, legacy, left_out))
}

/// Writes a draft, whole or not.
///
/// # Errors
/// [`FileRefusal::Unwritable`], which no draft should cause.
pub fn write(document: &Value, form: Form) -> Result<Vec<u8>, RefusedFile> {
    match form {
        Form::Json => {
            let mut bytes = serde_json::to_vec_pretty(document)
                .map_err(|e| RefusedFile::new(FileRefusal::Unwritable).because(e.to_string()))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        Form::Markdown => Ok(markdown::write(&layout::blocks(document)).into_bytes()),
        Form::Docx => docx::write(&layout::blocks(document)),
    }
}

fn finish(
    form: Form,
    document: Value,
    mut guesses: Vec<Guess>,
    legacy: Option<Legacy>,
    mut left_out: Vec<LeftOut>,
) -> Imported {
    guesses.truncate(MAX_FINDINGS);
    let mut told = std::collections::HashSet::new();
    left_out.retain(|one| told.insert((one.what, one.text.clone())));
    left_out.truncate(MAX_FINDINGS);
    let (mended, mends) = text_fixes::fix(&document);
    Imported { form, document, mended, mends, guesses, legacy, left_out }
}

/// The format of a file by its content; its name is not trusted.
fn form_of(bytes: &[u8]) -> Result<Form, RefusedFile> {
    /// The head of OLE compound files: Word before 2007, and encrypted files of later ones.
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.starts_with(COMPOUND) {
        return Err(RefusedFile::new(FileRefusal::OldWord));
    }
    if bytes.starts_with(b"PK") {
        return Ok(Form::Docx);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(RefusedFile::new(FileRefusal::Pdf));
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(if first == Some(&b'{') { Form::Json } else { Form::Markdown })
}

/// UTF-8, with or without a mark, or UTF-16 with one, as Notepad saves it.
fn text_of(bytes: &[u8]) -> Result<String, RefusedFile> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).filter_map(|pair| Some(read(<[u8; 2]>::try_from(pair).ok()?)));
        String::from_utf16(&units.collect::<Vec<u16>>()).map_err(|_| RefusedFile::new(FileRefusal::NoText))
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    if text.contains('\0') { Err(RefusedFile::new(FileRefusal::NoText)) } else { Ok(text) }
}

/// Bytes that are no UTF-8 are what a program of the time before Unicode has saved: each byte is a letter of its code
/// page, and [`legacy`] tells which encoding they are in.
fn utf8(bytes: &[u8]) -> Result<String, RefusedFile> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) if bytes.contains(&0) => Err(RefusedFile::new(FileRefusal::NoText)),
        Err(_) => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

fn json(bytes: &[u8]) -> Result<Imported, RefusedFile> {
    let limits = giaouoc_core::json::Limits { depth: giaouoc_core::pact::MAX_DEPTH, bytes: bytes.len() };
    let document = giaouoc_core::json::parse(bytes, limits)
        .map_err(|e| RefusedFile::new(FileRefusal::NoJson).because(e.to_string()))?;
    if !document.is_object() {
        return Err(RefusedFile::new(FileRefusal::NoJson).because("an object is due"));
    }
    Ok(finish(Form::Json, document, Vec::new(), None, Vec::new()))
}
