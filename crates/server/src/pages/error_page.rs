//! A problem as a page: calm, with its cause and what to do.

use super::look::{Look, render};
use super::words::Words;
use crate::dress::{RequestId, is_page, weighted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "trouble.html")]
pub(super) struct TroublePage<'r> {
    look: Look,
    w: &'static Words,
    title: &'static str,
    cause: &'static str,
    cure: &'static str,
    /// The request's id, as in the log; empty where there is none.
    request: &'r str,
}

/// Writes the problem that a page's handler left in its answer.
pub(super) async fn show(request: Request, next: Next) -> Response {
    // A page of trouble shows nothing of a pact, so it need not say whether this is a try-out.
    let look = Look::of(request.uri(), false);
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if !is_page(&response) => page(look, &response, problem, &id.0),
        _ => response,
    }
}

/// The same wherever a browser asks and no program is meant: people mistype addresses, too.
pub(crate) async fn show_browsers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let for_programs = ["/api/", "/ledger/", "/.well-known/"].iter().any(|begin| path.starts_with(begin));
    if for_programs || !prefers_pages(request.headers()) {
        return next.run(request).await;
    }
    show(request, next).await
}

/// Whether `Accept` names HTML and likes it better than JSON. A program that takes anything gets JSON.
fn prefers_pages(headers: &HeaderMap) -> bool {
    let weight = |kinds: &[&str]| {
        let fits = weighted(headers, header::ACCEPT).filter(|(kind, _)| kinds.contains(kind));
        fits.fold(0.0_f32, |best, (_, weight)| best.max(weight))
    };
    weight(&["text/html"]) > weight(&["application/json", "application/problem+json"])
}

/// The page in the place of an empty answer, with whatever headers that answer and the problem bring.
pub(super) fn page(look: Look, empty: &Response, problem: &Problem, request: &str) -> Response {
    let status = empty.status();
    let mut response = match render(look, &of(look, status, problem, request)) {
        Ok(page) => (status, page).into_response(),
        Err(problem) => return problem.into_response(),
    };
    let allow = empty.headers().get(header::ALLOW).map(|allow| (header::ALLOW, allow.clone()));
    response.headers_mut().extend(allow.into_iter().chain(problem.header()));
    // For the log.
    response.extensions_mut().insert(problem.clone());
    response
}

pub(super) fn of<'r>(look: Look, status: StatusCode, problem: &Problem, request: &'r str) -> TroublePage<'r> {
    let (w, words) = (look.words(), problem.words(look.language));
    let title = match status {
        StatusCode::NOT_FOUND => w.not_found,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => w.please_wait,
        status if status.is_server_error() => w.server_failed,
        _ => w.cannot_show,
    };
    TroublePage { look, w, title, cause: words.cause, cure: words.cure, request }
}
