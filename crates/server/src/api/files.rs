//! Files that a pact binds: annexes and drawn marks.

use crate::http::answers::as_file;
use crate::http::extract::{AnyBytes, InPath};
use crate::http::problem::Problem;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::{annexes, records};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;

const OCTETS: &str = "application/octet-stream";
/// Content policy of a mark: whatever is in it, it is nothing but a picture.
const SANDBOX: &str = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'";
/// The name is a digest: what stands under it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Keeps an annex, at most 20 MiB, whose size and SHA-256 are those in the document.
#[utoipa::path(put, path = "/pacts/{id}/annexes/{file}", tag = "files", operation_id = "annex_put", security(("token" = ["organiser"])),
    request_body(content_type = "application/octet-stream", content = [u8]), responses((status = 204)))]
pub(crate) async fn put_annex(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
    AnyBytes(bytes): AnyBytes,
) -> Result<StatusCode, Problem> {
    app.run(move |service| annexes::put(service, &organiser, &id, &file, &bytes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An annex of an opened pact, always as a file to keep.
#[utoipa::path(get, path = "/pacts/{id}/annexes/{file}", tag = "files", operation_id = "annex_get",
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn get_annex(
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
) -> Result<Response, Problem> {
    let name = file.clone();
    let bytes = app.run(move |service| annexes::get(service, &id, &file)).await?;
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
    let mark = app.run(move |service| records::find_mark(service, &id, &digest)).await?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
    ];
    Ok((headers, mark.as_str().to_owned()).into_response())
}
