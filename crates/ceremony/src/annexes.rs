//! Annexes: the files that a pact binds by size and SHA-256.

use crate::caller::Organiser;
use crate::drafts;
use crate::json::strict;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use serde_json::Value;

/// Largest annex, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// Keeps an annex whose size and SHA-256 are those in the document.
///
/// # Errors
/// [`Refusal::AnnexUnknown`], [`Refusal::AnnexDiffers`], or as [`crate::drafts::get`].
pub fn put(service: &Service, _: &Organiser, id: &PactId, file: &str, bytes: &[u8]) -> Result<(), Refused> {
    let (size, digest) = stated(service, id, file)?;
    if size != bytes.len() as u64 || digest != Digest::of(bytes) {
        return Err(Refusal::AnnexDiffers.into());
    }
    Ok(service.workspace().put_file(&digest, bytes)?)
}

/// Size and SHA-256 that the document states: of the opened pact, or of the draft, which may be incomplete elsewhere.
fn stated(service: &Service, id: &PactId, file: &str) -> Result<(u64, Digest), Refused> {
    if let Some(pact) = service.sequencer().pact(id)? {
        let annex = pact.annexes.iter().find(|annex| annex.file == file).ok_or(Refusal::AnnexUnknown)?;
        return Ok((annex.size, annex.sha256));
    }
    let document = strict(&drafts::find(service, id)?.document)?;
    let annexes = document.get("annexes").and_then(Value::as_array).into_iter().flatten();
    let mut named = annexes.filter(|annex| annex.get("file").and_then(Value::as_str) == Some(file));
    let annex = named.next().ok_or(Refusal::AnnexUnknown)?;
    let size = annex.get("size").and_then(Value::as_u64).ok_or(Refusal::AnnexDiffers)?;
    let digest = annex.get("sha256").and_then(Value::as_str).ok_or(Refusal::AnnexDiffers)?;
    Ok((size, Digest::parse(digest)?))
}

/// An annex of an opened pact.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn get(service: &Service, id: &PactId, file: &str) -> Result<Vec<u8>, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    let annex = pact.annexes.iter().find(|annex| annex.file == file).ok_or(Refusal::NotFound)?;
    Ok(service.workspace().file(&annex.sha256)?.ok_or(Refusal::NotFound)?)
}
