//! Parts of answers: media types, entity tags, files to keep.

use super::problem::Problem;
use super::status::HttpRefusal;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_core::Digest;

pub(crate) const JSON: &str = "application/json";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// Bytes under an ETag of their own digest; 304 where the caller has them (RFC 9110 §13.1.2).
pub(crate) fn tagged(headers: &HeaderMap, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut tag = Digest::of(&bytes).to_string();
    tag.truncate(32);
    let tag = format!("\"{tag}\"");
    let has = |value: &HeaderValue| {
        let tags = value.to_str().unwrap_or_default();
        tags.trim() == "*" || tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
    };
    let unchanged = headers.get_all(header::IF_NONE_MATCH).iter().any(has);
    let cache = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, cache).into_response();
    }
    (cache, [(header::CONTENT_TYPE, kind)], bytes).into_response()
}

/// [`tagged`] for a value, as JSON.
pub(crate) fn tagged_json(headers: &HeaderMap, value: &impl serde::Serialize) -> Result<Response, Problem> {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Refusal::Internal
    })?;
    Ok(tagged(headers, JSON, bytes))
}

/// Makes a browser keep an answer as a file.
pub(crate) fn as_file(mut response: Response, name: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The revision in `If-Match`, if one is given.
pub(crate) struct IfMatch(pub(crate) Option<u64>);

impl IfMatch {
    pub(crate) fn due(self) -> Result<u64, Problem> {
        self.0.ok_or_else(|| Problem::from(HttpRefusal::ConditionMissing).at("if-match"))
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let tag = value.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"'));
        let revision = tag.and_then(|tag| tag.parse().ok());
        revision
            .map(|revision| Self(Some(revision)))
            .ok_or_else(|| Problem::from(HttpRefusal::HeaderForm).at("if-match"))
    }
}
