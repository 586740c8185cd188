//! Logging in and out, and the first set-up. The form works without script; only the set-up needs one, because its token
//! stands behind `#`.

use super::look::{Look, render};
use super::scripted::{self, Nonce};
use super::words::Words;
use crate::app::App;
use crate::extract::Unhurried;
use crate::problem::{Problem, Refusal};
use crate::sessions;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    look: Look,
    w: &'static Words,
    words: &'static LoginWords,
    next: &'a str,
    name: &'a str,
    /// What was refused: cause and cure.
    trouble: Option<(&'static str, &'static str)>,
    /// Browsers keep the cookie over TLS, and on the machine itself.
    keeps_cookies: bool,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    look: Look,
    w: &'static Words,
    words: &'static LoginWords,
    config: String,
    nonce: &'a str,
}

/// What these pages say.
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

/// Where to go after logging in.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct LoginForm {
    #[serde(default)]
    next: String,
    name: String,
    password: String,
}

pub(super) async fn page(
    look: Look,
    State(app): State<App>,
    headers: HeaderMap,
    next: Result<Query<Next>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let next = next.map(|Query(next)| next.next).unwrap_or_default();
    shown(look, &app, &headers, (&next, ""), None)
}

fn shown(
    look: Look,
    app: &App,
    headers: &HeaderMap,
    (next, name): (&str, &str),
    trouble: Option<(&'static str, &'static str)>,
) -> Result<Response, Problem> {
    let words = look.language.pick(&VI, &EN);
    let keeps_cookies = keeps_cookies(app, headers);
    render(look, &LoginPage { look, w: look.words(), words, next: local(next), name, trouble, keeps_cookies })
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
    look: Look,
    _: Unhurried,
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, &app)?;
    let Form(LoginForm { next, name, password }) = form.map_err(|_| Refusal::BodyForm)?;
    let asked = name.clone();
    match app.run(move |app| sessions::log_in(app, &name, &password)).await {
        Ok(begun) => {
            let next = with_language(look, local(&next));
            Ok(([(header::SET_COOKIE, begun.cookie)], Redirect::to(&next)).into_response())
        }
        Err(problem) if problem.is_refusal() => {
            let words = problem.words(look.language);
            let page = shown(look, &app, &headers, (&next, &asked), Some((words.cause, words.cure)))?;
            Ok((StatusCode::UNAUTHORIZED, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

fn with_language(look: Look, path: &str) -> String {
    if look.is_english() && !path.contains('?') { format!("{path}?lang=en") } else { path.to_owned() }
}

pub(super) async fn log_out(look: Look, State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, &app)?;
    let cookie = app.run(move |app| sessions::log_out(app, &headers)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&with_language(look, "/login"))).into_response())
}

pub(super) async fn setup(look: Look, State(app): State<App>) -> Result<Response, Problem> {
    let nonce = Nonce::new()?;
    let words = look.language.pick(&VI, &EN);
    let config = serde_json::json!({
        "page": "setup", "lang": look.tag(), "demo": look.demo, "api": "/api/v1",
        "publicUrl": app.public_url(), "origin": app.origin().as_str(),
    });
    let page = SetupPage { look, w: look.words(), words, config: scripted::data(&config)?, nonce: nonce.as_str() };
    scripted::render(look, &nonce, &page)
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
