//! Files that a pact binds: annexes and drawn marks.

use super::as_file;
use crate::app::App;
use crate::auth::Organiser;
use crate::ceremony::{drafts, records};
use crate::extract::{self, AnyBytes, InPath};
use crate::problem::{Problem, Refusal};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use serde_json::Value;

const OCTETS: &str = "application/octet-stream";
/// Whatever is in it, it is nothing but a picture.
const SANDBOX: &str = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'";
/// The name is a digest: what stands under it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Keeps an annex, at most 20 MiB, whose size and SHA-256 are those in the document.
#[utoipa::path(put, path = "/pacts/{id}/annexes/{file}", tag = "files", operation_id = "annex_put", security(("token" = ["organiser"])),
    request_body(content_type = "application/octet-stream", content = [u8]), responses((status = 204)))]
pub(crate) async fn put_annex(
    _: Organiser,
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
    AnyBytes(bytes): AnyBytes,
) -> Result<StatusCode, Problem> {
    app.run(move |app| {
        let (size, digest) = stated(app, &id, &file)?;
        if size != bytes.len() as u64 || digest != Digest::of(&bytes) {
            return Err(Refusal::AnnexDiffers.into());
        }
        Ok(app.office().put_file(&digest, &bytes)?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the document states of an annex: of the opened pact, or of the draft, which may be incomplete elsewhere.
fn stated(app: &App, id: &PactId, file: &str) -> Result<(u64, Digest), Problem> {
    if let Some(pact) = app.ledger().pact_by_id(id)? {
        let annex = pact.annexes.iter().find(|annex| annex.file == file).ok_or(Refusal::AnnexUnknown)?;
        return Ok((annex.size, annex.sha256));
    }
    let document = extract::strict(&drafts::find(app, id)?.document)?;
    let annexes = document.get("annexes").and_then(Value::as_array).into_iter().flatten();
    let mut named = annexes.filter(|annex| annex.get("file").and_then(Value::as_str) == Some(file));
    let annex = named.next().ok_or(Refusal::AnnexUnknown)?;
    let size = annex.get("size").and_then(Value::as_u64).ok_or(Refusal::AnnexDiffers)?;
    let digest = annex.get("sha256").and_then(Value::as_str).ok_or(Refusal::AnnexDiffers)?;
    Ok((size, Digest::parse(digest)?))
}

/// An annex of an opened pact, always as a file to keep.
#[utoipa::path(get, path = "/pacts/{id}/annexes/{file}", tag = "files", operation_id = "annex_get",
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn get_annex(
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
) -> Result<Response, Problem> {
    let (bytes, name) = app
        .run(move |app| {
            let pact = app.ledger().pact_by_id(&id)?.ok_or(Refusal::NotFound)?;
            let annex = pact.annexes.iter().find(|annex| annex.file == file).ok_or(Refusal::NotFound)?;
            Ok((app.office().file(&annex.sha256)?.ok_or(Refusal::NotFound)?, file))
        })
        .await?;
    Ok(as_file(([(header::CONTENT_TYPE, OCTETS)], bytes).into_response(), &name))
}

/// A drawn mark, `<hex sha256>.svg`, to be shown through an image element only.
#[utoipa::path(get, path = "/pacts/{id}/marks/{file}", tag = "files", operation_id = "mark_get",
    responses((status = 200, content_type = "image/svg+xml", body = String)))]
pub(crate) async fn mark(
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
) -> Result<Response, Problem> {
    let digest = file.strip_suffix(".svg").and_then(|hex| Digest::parse(hex).ok()).ok_or(Refusal::NotFound)?;
    let mark = app.run(move |app| records::find_mark(app, &id, &digest)).await?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
    ];
    Ok((headers, mark.as_str().to_owned()).into_response())
}
