//! Logging in and out, and the first set-up. The form works without script; only the set-up needs one, because its
//! token stands behind `#`.

use super::csp_nonce::{self, Nonce};
use super::page_context::{PageContext, render};
use super::words::Words;
use crate::credentials::sessions;
use crate::http::extract::RateLimited;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use giaouoc_ceremony::{Refusal, accounts};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    context: PageContext,
    w: &'static Words,
    words: &'static LoginWords,
    next: &'a str,
    name: &'a str,
    /// Cause and cure of a refusal.
    refusal: Option<(&'static str, &'static str)>,
    /// Browsers keep the cookie over TLS, and on the machine itself.
    keeps_cookies: bool,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    context: PageContext,
    w: &'static Words,
    words: &'static LoginWords,
    config: String,
    nonce: &'a str,
}

/// Words of these pages.
struct LoginWords {
    title: &'static str,
    name: &'static str,
    password: &'static str,
    log_in: &'static str,
    needs_tls: &'static str,
    setup: &'static str,
    setup_text: &'static str,
    without_script: &'static str,
}

static VI: LoginWords = LoginWords {
    title: "Đăng nhập",
    name: "Tên",
    password: "Mật khẩu",
    log_in: "Đăng nhập",
    needs_tls: "Địa chỉ này không mã hóa kết nối, nên trình duyệt không giữ phiên đăng nhập. Mở bằng địa chỉ bắt đầu bằng https://, hoặc trên chính máy chủ.",
    setup: "Thiết lập lần đầu",
    setup_text: "Tạo tài khoản người quản trị đầu tiên. Liên kết này chỉ dùng một lần.",
    without_script: "Trang này cần mã lệnh để đọc liên kết. Hãy dùng trình duyệt khác.",
};

static EN: LoginWords = LoginWords {
    title: "Log in",
    name: "Name",
    password: "Password",
    log_in: "Log in",
    needs_tls: "This address does not encrypt the connection, so browsers keep no session. Use an address that begins with https://, or the server's own machine.",
    setup: "First set-up",
    setup_text: "Make the first administrator's account. This link works once.",
    without_script: "This page needs a script to read the link. Use another browser.",
};

/// The page to go to after logging in.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// The fields of the form.
#[derive(Deserialize)]
pub(super) struct LoginForm {
    #[serde(default)]
    next: String,
    name: String,
    password: String,
}

pub(super) async fn page(
    context: PageContext,
    State(app): State<App>,
    headers: HeaderMap,
    next: Result<Query<Next>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let next = next.map(|Query(next)| next.next).unwrap_or_default();
    shown(context, &app, &headers, (&next, ""), None)
}

fn shown(
    context: PageContext,
    app: &App,
    headers: &HeaderMap,
    (next, name): (&str, &str),
    refusal: Option<(&'static str, &'static str)>,
) -> Result<Response, Problem> {
    let words = context.language.pick(&VI, &EN);
    let keeps_cookies = keeps_cookies(app, headers);
    render(context, &LoginPage { context, w: context.words(), words, next: local(next), name, refusal, keeps_cookies })
}

/// TLS, by us or by a proxy in front; or a browser on this very machine.
fn keeps_cookies(app: &App, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    app.public_url().starts_with("https://") || ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

/// A path of this server, or the console: nobody is sent elsewhere.
fn local(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if is_path { next } else { "/console" }
}

pub(super) async fn log_in(
    context: PageContext,
    _: RateLimited,
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, app.public_url())?;
    let Form(LoginForm { next, name, password }) = form.map_err(|_| Refusal::BodyForm)?;
    let asked = name.clone();
    match app.run(move |service| accounts::log_in(service, &name, &password)).await {
        Ok(begun) => {
            let next = with_language(context, local(&next));
            let cookie = sessions::begin(&begun.secret)?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
        }
        Err(problem) if problem.is_callers_fault() => {
            let words = problem.words(context.language);
            let page = shown(context, &app, &headers, (&next, &asked), Some((words.cause, words.cure)))?;
            Ok((StatusCode::UNAUTHORIZED, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

fn with_language(context: PageContext, path: &str) -> String {
    if context.is_english() && !path.contains('?') { format!("{path}?lang=en") } else { path.to_owned() }
}

pub(super) async fn log_out(
    context: PageContext,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, app.public_url())?;
    if let Some(session) = sessions::cookie(&headers) {
        app.run(move |service| accounts::log_out(service, &session)).await?;
    }
    let cookie = sessions::forget()?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&with_language(context, "/login"))).into_response())
}

pub(super) async fn setup(context: PageContext, State(app): State<App>) -> Result<Response, Problem> {
    let nonce = Nonce::new()?;
    let words = context.language.pick(&VI, &EN);
    let config = serde_json::json!({
        "page": "setup", "lang": context.tag(), "demo": context.demo, "api": "/api/v1",
        "publicUrl": app.public_url(), "origin": app.origin().as_str(),
    });
    let page =
        SetupPage { context, w: context.words(), words, config: csp_nonce::data(&config)?, nonce: nonce.as_str() };
    csp_nonce::render(context, &nonce, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/console/p/a?lang=en"), "/console/p/a?lang=en");
        for elsewhere in ["", "//evil.example", "https://evil.example", "/\\evil.example", "console", "/a\nb"] {
            assert_eq!(local(elsewhere), "/console", "{elsewhere}");
        }
    }
}
