//! Pages whose content a script makes: what the server says before the script runs, or where it cannot run.
//!
//! ```text
//! /m/{id}          signing on one's own phone; where an invitation's link leads
//! /p/{id}/live     the hall's screen
//! /p/{id}/changes  what a pact changes of the one that it supersedes
//! /v/{id}/annexes  the documents that a pact has adopted
//! /v, /verify      verifying paper and files, on the reader's own device
//! /mark            drawing one's mark for a kiosk
//! /d/{id}          a draft by link: its text, and what is said about it
//! /console…        the organiser's and the desk's pages
//! ```
//!
//! Whatever stands behind `#` never reaches the server: the pages look nothing up for it and consume nothing.

mod words;

use super::accounts::role_word;
use super::csp_nonce::{self, Nonce};
use super::page_context::PageContext;
use super::words::Words;
use crate::credentials::callers::MaybeCaller;
use crate::http::extract::InPath;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use giaouoc_ceremony::caller::Caller;
use giaouoc_ceremony::view::{self, StateAnswer};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_store::workspace::Scope;
use serde::Serialize;
use std::sync::LazyLock;

/// A page around its script.
#[derive(Template)]
#[template(path = "shell.html")]
struct ShellPage<'a> {
    context: PageContext,
    w: &'static Words,
    kind: &'static str,
    words: words::PageWords,
    /// The settings, as JSON that ends no block.
    config: String,
    sheets: Vec<String>,
    scripts: Vec<String>,
    nonce: &'a str,
    id: &'a str,
    url: &'a str,
    state: Option<&'a StateAnswer>,
    /// On the page that verifies paper: the digest of its single file.
    single: Option<&'static str>,
    /// The account that has logged in, and its role in words.
    session: Option<(String, &'static str)>,
}

/// Settings for a page's script: data, never code.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageConfig<'a> {
    page: &'static str,
    lang: &'static str,
    demo: bool,
    api: &'static str,
    public_url: &'a str,
    origin: &'a str,
    tls: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a StateAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<SessionConfig>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    sheet: Option<SheetConfig>,
}

/// Settings for the page that verifies paper.
#[derive(Serialize)]
struct SheetConfig {
    /// The worker that reads pictures.
    codes: &'static str,
    /// Scripts and files that it runs.
    wasm: &'static str,
    /// The service worker.
    worker: &'static str,
}

impl SheetConfig {
    const HERE: Self = Self { codes: "/assets/codes.js", wasm: "/assets/zxing_reader.wasm", worker: "/worker.js" };
}

/// SHA-256 of the verifier that opens from a disk, as its readers know it again.
static SINGLE_FILE: LazyLock<String> = LazyLock::new(|| {
    giaouoc_web::find("verify-offline.html").map(|file| Digest::from_bytes(file.sha256).to_string()).unwrap_or_default()
});

/// The account that is logged in.
#[derive(Serialize)]
struct SessionConfig {
    name: String,
    role: &'static str,
    #[serde(skip)]
    scope: Scope,
}

/// The subject of a page.
#[derive(Default)]
struct About<'a> {
    id: Option<&'a PactId>,
    state: Option<&'a StateAnswer>,
    session: Option<SessionConfig>,
}

/// The page of an invitation's link. The invitation's token stands behind `#`.
pub(super) async fn phone(
    context: PageContext,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    shell(&app, context, "phone", About { id: Some(&id), ..About::default() })
}

/// The hall's screen, whole from the first moment.
pub(super) async fn hall(
    context: PageContext,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    let state = app.run(move |service| view::current(service, &asked)).await?;
    shell(&app, context, "hall", About { id: Some(&id), state: Some(&state), session: None })
}

/// The changes of a pact against the one that it supersedes.
pub(super) async fn changes(
    context: PageContext,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    opened_only(&app, context, "changes", id).await
}

/// The documents that a pact has adopted.
pub(super) async fn annexes(
    context: PageContext,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    opened_only(&app, context, "annexes", id).await
}

/// The page of a sheet's proof codes, on which files are dropped, too. Nothing of either reaches the server.
pub(super) async fn sheet(context: PageContext, State(app): State<App>) -> Result<Response, Problem> {
    shell(&app, context, "sheet", About::default())
}

async fn opened_only(app: &App, context: PageContext, kind: &'static str, id: PactId) -> Result<Response, Problem> {
    let asked = id.clone();
    app.run(move |service| service.opened(&asked).map(drop)).await?;
    shell(app, context, kind, About { id: Some(&id), ..About::default() })
}

/// The page on which a mark is drawn for a kiosk. Slot and token stand behind `#`.
pub(super) async fn mark(context: PageContext, State(app): State<App>) -> Result<Response, Problem> {
    shell(&app, context, "mark", About::default())
}

/// The page of a link to a draft. The link's token stands behind `#`.
pub(super) async fn discussion(
    context: PageContext,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    shell(&app, context, "discussion", About { id: Some(&id), ..About::default() })
}

/// The list of pacts, for whoever runs ceremonies.
pub(super) async fn console(
    context: PageContext,
    caller: MaybeCaller,
    State(app): State<App>,
) -> Result<Response, Problem> {
    if !caller.has(Caller::desk) {
        return Ok(to_login(context, "/console"));
    }
    shell(&app, context, "console", About { session: session(&caller), ..About::default() })
}

/// The desk of one pact.
pub(super) async fn desk(
    context: PageContext,
    caller: MaybeCaller,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    if !caller.has(Caller::desk) {
        return Ok(to_login(context, &format!("/console/p/{id}")));
    }
    shell(&app, context, "desk", About { id: Some(&id), session: session(&caller), ..About::default() })
}

/// The editor of a draft.
pub(super) async fn editor(
    context: PageContext,
    caller: MaybeCaller,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    if !caller.has(Caller::organiser) {
        return Ok(to_login(context, &format!("/console/d/{id}")));
    }
    shell(&app, context, "editor", About { id: Some(&id), session: session(&caller), ..About::default() })
}

/// The account that is logged in, for the page to greet; a caller with a bearer token is nobody by name.
fn session(caller: &MaybeCaller) -> Option<SessionConfig> {
    let (name, role) = caller.session()?;
    Some(SessionConfig { name: name.to_owned(), role: role.as_str(), scope: role })
}

fn to_login(context: PageContext, next: &str) -> Response {
    let language = if context.is_english() { "&lang=en" } else { "" };
    Redirect::to(&format!("/login?next={next}{language}")).into_response()
}

fn shell(app: &App, context: PageContext, kind: &'static str, about: About<'_>) -> Result<Response, Problem> {
    let nonce = Nonce::new()?;
    let who = about.session.as_ref().map(|who| (who.name.clone(), role_word(context.language, who.scope)));
    let config = PageConfig {
        page: kind,
        lang: context.tag(),
        demo: context.demo,
        api: "/api/v1",
        public_url: app.public_url(),
        origin: app.origin().as_str(),
        tls: app.public_url().starts_with("https://"),
        id: about.id.map(PactId::as_str),
        policy: app.policy_text(),
        state: about.state,
        session: about.session,
        sheet: (kind == "sheet").then_some(SheetConfig::HERE),
    };
    let page = ShellPage {
        context,
        w: context.words(),
        kind,
        words: words::of(kind, context.language),
        config: csp_nonce::data(&config)?,
        sheets: there(kind, "css"),
        scripts: there(kind, "js"),
        nonce: nonce.as_str(),
        id: about.id.map_or("", PactId::as_str),
        url: app.public_url(),
        state: about.state,
        single: (kind == "sheet").then(|| SINGLE_FILE.as_str()),
        session: who,
    };
    match kind {
        "sheet" => csp_nonce::render_reader(context, &nonce, &page),
        _ => csp_nonce::render(context, &nonce, &page),
    }
}

/// The page's own files, and those of what it has beside: invitations on the console's desk, the discussion beside the
/// editor; marks look as on a phone.
fn there(kind: &str, extension: &str) -> Vec<String> {
    let beside = match (kind, extension) {
        ("desk", _) => "invitations",
        ("mark", "css") => "phone",
        ("editor" | "changes", "css") => "discussion",
        _ => "",
    };
    let names = [kind, beside].map(|name| format!("{name}.{extension}"));
    names.into_iter().filter(|name| giaouoc_web::find(name).is_some()).collect()
}
