//! The outermost layer: what every answer gets, whoever made it.
//!
//! A request id, the security headers, problems written in the caller's language, the time limit, and one log line
//! that holds the route's template and never an address, a query, a header or a body.

use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_core::Language;
use std::time::{Duration, Instant};

/// Longest time that a handler may take to answer.
const HANDLER_TIME: Duration = Duration::from_secs(30);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing may load, frame or be posted: API answers are data. Pages bring a policy of their own.
const CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Means something to a browser that calls this origin trustworthy; others complain of it on their console.
const OPENER_POLICY: (HeaderName, &str) = (HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
/// Browsers send it to origins that they call trustworthy, over TLS or on this machine, and to no others.
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The request's id, for whoever makes the answer.
#[derive(Clone, Default)]
pub(crate) struct RequestId(pub(crate) String);

/// Completes the answer to a request.
pub(crate) async fn complete(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let language = language(request.headers());
    let trusted = request.headers().contains_key(FETCH_MODE);
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let answer = tokio::time::timeout(HANDLER_TIME, next.run(request)).await;
    let mut response = answer.unwrap_or_else(|_| Problem::from(HttpRefusal::Timeout).into_response());
    let code = write_problem(&mut response, language, &id);
    add_headers(response.headers_mut(), &id);
    if trusted {
        response.headers_mut().entry(OPENER_POLICY.0).or_insert(HeaderValue::from_static(OPENER_POLICY.1));
    }
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(request = %id, %method, route, status, code, ms, "answered");
    response
}

/// Writes the problem that waits in the answer, or one for an error that did not come from us.
fn write_problem(response: &mut Response, language: Language, id: &str) -> &'static str {
    let foreign = || match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::from(HttpRefusal::MethodNotAllowed)),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::from(HttpRefusal::BodyTooLarge)),
        StatusCode::INTERNAL_SERVER_ERROR => Some(Problem::from(Refusal::Internal)),
        _ => None,
    };
    let problem = response.extensions().get::<Problem>().cloned().or_else(foreign);
    let Some(problem) = problem else { return "" };
    if is_page(response) {
        return problem.code();
    }
    let mut written = problem.write(language, id);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        written.headers_mut().insert(header::ALLOW, allow.clone());
    }
    *response = written;
    problem.code()
}

/// Pages show problems in their own way.
pub(crate) fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn add_headers(headers: &mut HeaderMap, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// 64 random bits: enough to find a line in a log.
fn request_id() -> String {
    format!("{:016x}", getrandom::u64().unwrap_or_default())
}

/// The items of a header of preferences, each with its weight (RFC 9110 §12.4.2).
pub(crate) fn weighted(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    let wish = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    wish.split(',').map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        (name, weight)
    })
}

/// The better liked of Vietnamese and English in `Accept-Language`; Vietnamese where neither is named (RFC 9110
/// §12.5.4).
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let weight = |tag: &str| {
        let primary = |name: &str| name.split('-').next().unwrap_or_default().eq_ignore_ascii_case(tag);
        let fits = weighted(headers, header::ACCEPT_LANGUAGE).filter(|(name, _)| primary(name));
        fits.fold(0.0_f32, |best, (_, weight)| best.max(weight))
    };
    if weight("en") > weight("vi") { Language::En } else { Language::Vi }
}
