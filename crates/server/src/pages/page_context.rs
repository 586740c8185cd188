//! The common parts of all pages: their language, their links, their headers.

use super::words::{EN, VI, Words};
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_core::Language;
use giaouoc_core::time::{Time, VIETNAM};
use std::convert::Infallible;

/// Everything comes from this server, and there is no script, no inline style and no frame.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; \
                              form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Language and kind of a page.
#[derive(Clone, Copy)]
pub(crate) struct PageContext {
    pub(super) language: Language,
    /// A try-out: every page says so.
    pub(super) demo: bool,
}

impl PageContext {
    /// From `?lang=` alone.
    pub(super) fn of(uri: &Uri, demo: bool) -> Self {
        let english = uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "lang=en"));
        Self { language: if english { Language::En } else { Language::Vi }, demo }
    }

    pub(super) fn words(self) -> &'static Words {
        self.language.pick(&VI, &EN)
    }

    /// The end of links within the pages.
    pub(super) fn query(&self) -> &'static str {
        self.language.pick("", "?lang=en")
    }

    pub(super) fn tag(&self) -> &'static str {
        self.language.tag()
    }

    pub(super) fn is_english(&self) -> bool {
        self.language == Language::En
    }
}

impl FromRequestParts<App> for PageContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, app.is_demo()))
    }
}

/// Renders a page with the headers that every page has.
pub(super) fn render(context: PageContext, page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Refusal::Internal
    })?;
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::CONTENT_LANGUAGE, context.tag()),
        (header::CACHE_CONTROL, "no-cache"),
        // Without one, forms of our own pages would come from nowhere; addresses hold no secret.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    Ok((headers, Html(html)).into_response())
}

/// `17/03/2021 15:42`, as clocks show it in Việt Nam.
pub(super) fn clock(time: Time) -> String {
    let second = time.unix().saturating_add(VIETNAM).rem_euclid(86_400);
    format!("{} {:02}:{:02}", time.date(VIETNAM).vi_short(), second / 3600, second / 60 % 60)
}

/// [`clock`] for a time that is written as in records; any other text stays as it is.
pub(super) fn clock_of(text: &str) -> String {
    Time::parse(text).map_or_else(|_| text.to_owned(), clock)
}
