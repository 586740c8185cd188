//! The session's cookie, and what keeps other sites out.
//!
//! The cookie is `__Host-giaouoc` (RFC 6265bis §4.1.3.2): sent to this very host only, over TLS only (or to the machine
//! itself), never to scripts, never from other sites. The store has the SHA-256 of its 256 random bits.

use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::accounts::SESSION_LIFE;
use giaouoc_ceremony::token::Secret;
use giaouoc_core::Digest;

const COOKIE: &str = "__Host-giaouoc";

/// The cookie of a session that begins.
pub(crate) fn begin(token: &Secret) -> Result<HeaderValue, Problem> {
    set_cookie(&token.reveal(), SESSION_LIFE)
}

/// The cookie that makes a browser forget its session.
pub(crate) fn forget() -> Result<HeaderValue, Problem> {
    set_cookie("", 0)
}

fn set_cookie(value: &str, life: i64) -> Result<HeaderValue, Problem> {
    let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={life}");
    HeaderValue::from_str(&cookie).map_err(|_| Refusal::Internal.into())
}

/// The hash of the session's token, if the request brings one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<Digest> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, _)| *name == COOKIE)?;
    token.starts_with(Secret::SESSION).then(|| Secret::given(token).hash())
}

/// Refuses a request that was not made by a page of this server, whose links begin with `public_url`.
pub(crate) fn must_be_same_origin(headers: &HeaderMap, public_url: &str) -> Result<(), Problem> {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = value("origin").unwrap_or_default();
    let own = origin_of(public_url);
    let here = value("host").unwrap_or_default();
    let bare = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
    let is_own = !bare.is_empty() && (own.as_deref() == Some(origin) || bare == here);
    let fetched = value("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if is_own && fetched { Ok(()) } else { Err(HttpRefusal::CrossSite.into()) }
}

fn origin_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    Some(format!("{}://{}", url.scheme_str()?, url.authority()?))
}
