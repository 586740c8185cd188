//! A problem as a page: calm, with its cause and what to do.

use super::look::{Look, render};
use super::words::Words;
use crate::problem::Problem;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "trouble.html")]
pub(super) struct TroublePage {
    look: Look,
    w: &'static Words,
    title: &'static str,
    cause: &'static str,
    cure: &'static str,
}

/// Writes the problem that a page's handler left in its answer.
pub(super) async fn show(request: Request, next: Next) -> Response {
    // A page of trouble shows nothing of a pact, so it need not say whether this is a try-out.
    let look = Look::of(request.uri(), false);
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) => page(look, response.status(), problem),
        None => response,
    }
}

pub(super) fn page(look: Look, status: StatusCode, problem: &Problem) -> Response {
    match render(look, &of(look, status, problem)) {
        Ok(response) => (status, response).into_response(),
        Err(problem) => problem.into_response(),
    }
}

pub(super) fn of(look: Look, status: StatusCode, problem: &Problem) -> TroublePage {
    let (w, words) = (look.words(), problem.words(look.language));
    let title = match status {
        StatusCode::NOT_FOUND => w.not_found,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => w.please_wait,
        status if status.is_server_error() => w.server_failed,
        _ => w.cannot_show,
    };
    TroublePage { look, w, title, cause: words.cause, cure: words.cure }
}
