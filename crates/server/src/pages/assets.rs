//! `/assets/…`: what pages load.

use crate::api::tagged;
use crate::assets::find;
use crate::extract::InPath;
use crate::problem::{Problem, Refusal};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// One of them, under an ETag of its bytes.
pub(super) async fn asset(InPath(name): InPath<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = find(&name).ok_or(Refusal::NotFound)?;
    let mut response = tagged(&headers, asset.kind, asset.bytes.to_vec());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(asset.cache));
    Ok(response)
}
