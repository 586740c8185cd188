//! The header `Authorization: Bearer` (RFC 6750 §2.1).

use axum::http::{HeaderMap, header};
use giaouoc_ceremony::token::Secret;

/// Longest token that is read, in bytes; ours have 46.
const MAX_TOKEN: usize = 100;

/// The token of a request, if one with this prefix came.
pub(super) fn token(headers: &HeaderMap, prefix: &str) -> Option<Secret> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let right = scheme.eq_ignore_ascii_case("bearer") && token.starts_with(prefix) && token.len() <= MAX_TOKEN;
    right.then(|| Secret::given(token))
}
