//! Pages with a script: the same headers as all pages, with the one script that this very answer names.

use super::page_context::PageContext;
use crate::http::problem::Problem;
use askama::Template;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giaouoc_ceremony::Refusal;
use serde::Serialize;

/// 128 random bits, new for each answer: only a script that bears them runs.
pub(super) struct Nonce(String);

impl Nonce {
    pub(super) fn new() -> Result<Self, Problem> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            tracing::error!(%error, "no random bytes");
            Refusal::Internal
        })?;
        Ok(Self(BASE64_STANDARD.encode(bytes)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// No script but the one with the nonce, no inline style, no markup from strings.
    fn policy(&self) -> String {
        self.with("", "'none'")
    }

    /// The same for the page that reads pictures: its reader is WebAssembly in a worker whose script the page itself
    /// fetches (so that it is there without a network, too), its camera a stream; the addresses of its two workers are
    /// the only texts that may become a script.
    fn reader_policy(&self) -> String {
        self.with(" 'wasm-unsafe-eval'; worker-src 'self' blob:; media-src 'self' blob: mediastream:", "giaouoc-worker")
    }

    fn with(&self, more: &str, types: &str) -> String {
        format!(
            "default-src 'none'; script-src 'nonce-{}'{more}; style-src 'self'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types {types}",
            self.0
        )
    }
}

/// Renders a page whose script bears this nonce. Nothing of it is kept by caches: the nonce is for one answer.
pub(super) fn render(context: PageContext, nonce: &Nonce, page: &impl Template) -> Result<Response, Problem> {
    render_under(context, &nonce.policy(), page)
}

/// The same for the page that reads pictures.
pub(super) fn render_reader(context: PageContext, nonce: &Nonce, page: &impl Template) -> Result<Response, Problem> {
    render_under(context, &nonce.reader_policy(), page)
}

fn render_under(context: PageContext, policy: &str, page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Refusal::Internal
    })?;
    let policy = HeaderValue::from_str(policy).map_err(|_| Refusal::Internal)?;
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(context.tag())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, Html(html)).into_response())
}

/// JSON for a data block inside HTML: no character that could end the block or begin another, and none that ends a line
/// in older scripts.
pub(super) fn data(value: &impl Serialize) -> Result<String, Problem> {
    let json = serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "a page's settings could not be written");
        Refusal::Internal
    })?;
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    Ok(safe)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn data_ends_no_block_and_stays_the_same_data() {
        let hostile = "</script><!--<script>alert(1)//--> & \u{2028}\u{2029} \" \\ Ẵ";
        let safe = data(&hostile).unwrap();
        assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
    }

    #[test]
    fn a_nonce_is_for_one_answer() {
        let (one, other) = (Nonce::new().unwrap(), Nonce::new().unwrap());
        assert_ne!(one.as_str(), other.as_str());
        assert!(one.policy().contains(&format!("script-src 'nonce-{}';", one.as_str())));
    }
}
