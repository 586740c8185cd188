//! A problem as a page: calm, with its cause and what to do.

use super::page_context::{PageContext, render};
use super::words::Words;
use crate::http::problem::Problem;
use crate::http::response_headers::{RequestId, is_page, weighted};
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "error.html")]
pub(super) struct ErrorPage<'r> {
    context: PageContext,
    w: &'static Words,
    title: &'static str,
    cause: &'static str,
    cure: &'static str,
    /// The request's id, as in the log; empty where there is none.
    request: &'r str,
}

/// Writes the problem that a page's handler left in its answer.
pub(super) async fn show(request: Request, next: Next) -> Response {
    // An error page shows nothing of a pact, so it need not say whether this is a try-out.
    let context = PageContext::of(request.uri(), false);
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if !is_page(&response) => page(context, &response, problem, &id.0),
        _ => response,
    }
}

/// [`show`] wherever a browser asks and no program is meant: people mistype addresses, too.
pub(crate) async fn show_browsers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let for_programs = ["/api/", "/ledger/", "/.well-known/"].iter().any(|begin| path.starts_with(begin));
    if for_programs || !prefers_pages(request.headers()) {
        return next.run(request).await;
    }
    show(request, next).await
}

/// True if `Accept` names HTML and prefers it to JSON. A program that takes anything gets JSON.
fn prefers_pages(headers: &HeaderMap) -> bool {
    let weight = |kinds: &[&str]| {
        let fits = weighted(headers, header::ACCEPT).filter(|(kind, _)| kinds.contains(kind));
        fits.fold(0.0_f32, |best, (_, weight)| best.max(weight))
    };
    weight(&["text/html"]) > weight(&["application/json", "application/problem+json"])
}

/// The page in the place of an empty answer, with whatever headers that answer and the problem bring.
pub(super) fn page(context: PageContext, empty: &Response, problem: &Problem, request: &str) -> Response {
    let status = empty.status();
    let mut response = match render(context, &of(context, status, problem, request)) {
        Ok(page) => (status, page).into_response(),
        Err(problem) => return problem.into_response(),
    };
    let allow = empty.headers().get(header::ALLOW).map(|allow| (header::ALLOW, allow.clone()));
    response.headers_mut().extend(allow.into_iter().chain(problem.header()));
    // For the log.
    response.extensions_mut().insert(problem.clone());
    response
}

pub(super) fn of<'r>(context: PageContext, status: StatusCode, problem: &Problem, request: &'r str) -> ErrorPage<'r> {
    let (w, words) = (context.words(), problem.words(context.language));
    let title = match status {
        StatusCode::NOT_FOUND => w.not_found,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => w.please_wait,
        status if status.is_server_error() => w.server_failed,
        _ => w.cannot_show,
    };
    ErrorPage { context, w, title, cause: words.cause, cure: words.cure, request }
}
