//! Files that become drafts, and drafts that become files.

use crate::caller::Organiser;
use crate::drafts;
use crate::json::strict;
use crate::refusal::Refused;
use crate::service::Service;
use giaouoc_core::pact::PactId;
use giaouoc_drafting::{Encoding, Form, Imported};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Largest file that becomes a draft, in bytes.
pub const MAX_BYTES: usize = giaouoc_drafting::MAX_BYTES;

/// A file as a draft that is kept nowhere yet: a person confirms it first.
#[derive(Serialize, ToSchema)]
pub struct ImportAnswer {
    /// `docx`, `markdown` or `json`.
    #[schema(value_type = String)]
    form: Form,
    /// The draft, with the letters as they were found.
    #[schema(value_type = Object)]
    document: Value,
    /// The draft with all of `mends` made.
    #[schema(value_type = Object)]
    mended: Value,
    /// Signs that the text rule refuses or that deceive the eye: `{place, at, found, put, why}`; `why` is `removed`,
    /// `space`, `line-break`, `composed` or `look-alike`. At most 200.
    #[schema(value_type = Vec<Object>)]
    mends: Vec<giaouoc_drafting::TextFix>,
    /// Members that were recognised, each with its words: `{place, from}`. At most 200.
    #[schema(value_type = Vec<Object>)]
    guesses: Vec<giaouoc_drafting::Guess>,
    /// Text of the time before Unicode, converted: `{encoding, samples: [{before, after}]}`; `encoding` is `tcvn3` or
    /// `vni`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    legacy: Option<giaouoc_drafting::Legacy>,
    /// Parts of the file that are not in the draft: `{what, text?}`.
    #[schema(value_type = Vec<Object>)]
    left_out: Vec<giaouoc_drafting::LeftOut>,
}

/// Reads a file as a draft and keeps nothing. `encoding` is a person's word on the letters of the file.
///
/// # Errors
/// Codes of [`giaouoc_drafting::FileRefusal`].
pub fn import(_: &Organiser, bytes: &[u8], encoding: Option<Encoding>) -> Result<ImportAnswer, Refused> {
    let Imported { form, document, mended, mends, guesses, legacy, left_out } =
        giaouoc_drafting::read(bytes, encoding)?;
    Ok(ImportAnswer { form, document, mended, mends, guesses, legacy, left_out })
}

/// A draft, whole or not, or the document of an opened pact, as a file.
///
/// # Errors
/// As [`crate::drafts::get`], or codes of [`giaouoc_drafting::FileRefusal`].
pub fn export(service: &Service, _: &Organiser, id: &PactId, form: Form) -> Result<Vec<u8>, Refused> {
    let document = match service.sequencer().pact(id)? {
        Some(pact) => strict(pact.canonical())?,
        None => strict(&drafts::find(service, id)?.document)?,
    };
    Ok(giaouoc_drafting::write(&document, form)?)
}
