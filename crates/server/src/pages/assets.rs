//! `/assets/…`: what pages load.

use crate::http::answers::tagged;
use crate::http::extract::InPath;
use crate::http::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use giaouoc_ceremony::Refusal;
use giaouoc_web::find;

/// The service worker of the page that verifies paper: its address decides what it may keep.
pub(super) async fn worker(headers: HeaderMap) -> Result<Response, Problem> {
    let mut response = asset(InPath("worker.js".to_owned()), headers).await?;
    // A worker has its script's own policy: it fetches the page's files, and nothing of others.
    let policy = HeaderValue::from_static("default-src 'none'; connect-src 'self'");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// One of them, under an ETag of its bytes.
pub(super) async fn asset(InPath(name): InPath<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let file = find(&name).ok_or(Refusal::NotFound)?;
    let mut response = tagged(&headers, file.media_type, file.bytes.into_owned());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(file.cache_control));
    Ok(response)
}
