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

use super::accounts::role_word;
use super::look::Look;
use super::scripted::{self, Nonce};
use super::words::Words;
use crate::app::App;
use crate::auth::Anybody;
use crate::ceremony::view::{self, StateAnswer};
use crate::extract::InPath;
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use giaouoc_core::pact::PactId;
use giaouoc_core::{Digest, Language};
use giaouoc_store::office::Scope;
use serde::Serialize;
use std::sync::LazyLock;

/// A page around its script.
#[derive(Template)]
#[template(path = "shell.html")]
struct ShellPage<'a> {
    look: Look,
    w: &'static Words,
    kind: &'static str,
    words: Saying,
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
    /// Who has logged in, and their role in words.
    session: Option<(String, &'static str)>,
}

/// What a script is told: data, never code.
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

/// What only the page that verifies paper is told.
#[derive(Serialize)]
struct SheetConfig {
    /// The worker that reads pictures.
    codes: &'static str,
    /// What it runs.
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

/// Who is logged in.
#[derive(Serialize)]
struct SessionConfig {
    name: String,
    role: &'static str,
    #[serde(skip)]
    scope: Scope,
}

/// What a page is about.
#[derive(Default)]
struct About<'a> {
    id: Option<&'a PactId>,
    state: Option<&'a StateAnswer>,
    session: Option<SessionConfig>,
}

/// What a page says by itself.
struct Saying {
    title: &'static str,
    first: &'static str,
    without_script: &'static str,
}

/// Of each kind: title, first sentence, what to do without script; Vietnamese, then English.
static SAYINGS: [(&str, [&str; 3], [&str; 3]); 10] = [
    (
        "sheet",
        [
            "Kiểm tra bản giao ước",
            "Đang mở trang kiểm tra. Mọi việc kiểm tra làm trên máy này.",
            "Trình duyệt này không chạy được mã lệnh nên không kiểm tra được tại đây. Hãy dùng trình duyệt khác, hoặc lệnh giaouoc verify với tệp PDF, tệp bằng chứng hoặc ảnh chụp trang giấy.",
        ],
        [
            "Verify a pact",
            "Opening the page that verifies. Everything is checked on this device.",
            "This browser runs no script and cannot verify here. Use another browser, or giaouoc verify with the PDF, the evidence file or a photo of the page.",
        ],
    ),
    (
        "phone",
        [
            "Ký bản giao ước",
            "Đang mở lời mời ký của ông/bà. Mở trang này không dùng mất lời mời.",
            "Trình duyệt này không chạy được mã lệnh nên không ký được tại đây. Ông/bà có thể mở lại liên kết bằng trình duyệt khác, đến bàn ký điện tử tại hội nghị, hoặc ký bằng dòng lệnh.",
        ],
        [
            "Sign the pact",
            "Opening your invitation. Opening this page uses nothing up.",
            "This browser runs no script, so you cannot sign here. Open the link in another browser, go to a kiosk at the ceremony, or sign with the command line.",
        ],
    ),
    (
        "hall",
        [
            "Lễ ký kết",
            "Đang kết nối với sổ ghi nhận.",
            "Màn hình này cập nhật bằng mã lệnh, mà trình duyệt này không chạy được. Hãy tải lại trang để xem số mới, hoặc xem trang kiểm tra.",
        ],
        [
            "Signing ceremony",
            "Connecting to the ledger.",
            "This screen is kept up to date by a script, which this browser does not run. Reload the page to see how things stand, or see the verify page.",
        ],
    ),
    (
        "mark",
        [
            "Vẽ nét ký",
            "Đang mở trang vẽ nét ký cho bàn ký điện tử.",
            "Trình duyệt này không chạy được mã lệnh nên không vẽ được tại đây. Hãy vẽ ngay trên bàn ký điện tử, hoặc bỏ qua: nét ký không bắt buộc.",
        ],
        [
            "Draw your mark",
            "Opening the page on which to draw your mark for the kiosk.",
            "This browser runs no script, so you cannot draw here. Draw on the kiosk itself, or leave it out: a mark is optional.",
        ],
    ),
    (
        "changes",
        [
            "Văn bản này sửa gì so với bản trước",
            "Đang so hai văn bản.",
            "Trình duyệt này không chạy được mã lệnh nên không so được tại đây. Cả hai văn bản đều xem được ở trang kiểm tra.",
        ],
        [
            "What this text changes of the one before",
            "Comparing the two texts.",
            "This browser runs no script and cannot compare here. Both texts are on their verify pages.",
        ],
    ),
    (
        "annexes",
        [
            "Tài liệu kèm theo",
            "Đang mở danh sách tài liệu.",
            "Trình duyệt này không chạy được mã lệnh. Tài liệu tải về được ở trang kiểm tra; tính mã SHA-256 bằng sha256sum hoặc certutil rồi so với mã ghi ở đó.",
        ],
        [
            "Annexes",
            "Opening the list of annexes.",
            "This browser runs no script. The verify page has the files; compute their SHA-256 with sha256sum or certutil and compare it with what stands there.",
        ],
    ),
    (
        "discussion",
        [
            "Góp ý dự thảo",
            "Đang mở dự thảo.",
            "Trình duyệt này không chạy được mã lệnh. Hãy mở lại liên kết bằng trình duyệt khác, hoặc xin Ban Tổ chức bản in.",
        ],
        [
            "Discuss a draft",
            "Opening the draft.",
            "This browser runs no script. Open the link in another browser, or ask the organiser for a print.",
        ],
    ),
    (
        "desk",
        [
            "Bàn thư ký",
            "Đang mở bàn thư ký của bản giao ước này.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "The desk",
            "Opening the desk of this pact.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
    (
        "editor",
        [
            "Soạn bản giao ước",
            "Đang mở dự thảo.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "Write a pact",
            "Opening the draft.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
    (
        "console",
        [
            "Ban Tổ chức",
            "Đang mở danh sách các bản giao ước.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "Organiser",
            "Opening the list of pacts.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
];

fn say(kind: &str, language: Language) -> Saying {
    let found = SAYINGS.iter().find(|(known, ..)| *known == kind);
    let [title, first, without_script] = found.map(|(_, vi, en)| *language.pick(vi, en)).unwrap_or_default();
    Saying { title, first, without_script }
}

/// Where an invitation's link leads. The invitation's token stands behind `#`.
pub(super) async fn phone(look: Look, State(app): State<App>, InPath(id): InPath<PactId>) -> Result<Response, Problem> {
    shell(&app, look, "phone", About { id: Some(&id), ..About::default() })
}

/// The hall's screen, whole from the first moment.
pub(super) async fn hall(look: Look, State(app): State<App>, InPath(id): InPath<PactId>) -> Result<Response, Problem> {
    let asked = id.clone();
    let state = app.run(move |app| view::current(app, &asked)).await?;
    shell(&app, look, "hall", About { id: Some(&id), state: Some(&state), session: None })
}

/// What a pact changes of the one that it supersedes.
pub(super) async fn changes(
    look: Look,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    opened_only(&app, look, "changes", id).await
}

/// The documents that a pact has adopted.
pub(super) async fn annexes(
    look: Look,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    opened_only(&app, look, "annexes", id).await
}

/// Where a sheet's proof codes lead, and where files are dropped. Nothing of either reaches the server.
pub(super) async fn sheet(look: Look, State(app): State<App>) -> Result<Response, Problem> {
    shell(&app, look, "sheet", About::default())
}

async fn opened_only(app: &App, look: Look, kind: &'static str, id: PactId) -> Result<Response, Problem> {
    let asked = id.clone();
    app.run(move |app| crate::ceremony::opened(app, &asked).map(drop)).await?;
    shell(app, look, kind, About { id: Some(&id), ..About::default() })
}

/// Where one draws a mark for a kiosk. Slot and token stand behind `#`.
pub(super) async fn mark(look: Look, State(app): State<App>) -> Result<Response, Problem> {
    shell(&app, look, "mark", About::default())
}

/// Where a link to a draft leads. The link's token stands behind `#`.
pub(super) async fn discussion(
    look: Look,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    shell(&app, look, "discussion", About { id: Some(&id), ..About::default() })
}

/// The list of pacts, for whoever runs ceremonies.
pub(super) async fn console(look: Look, caller: Anybody, State(app): State<App>) -> Result<Response, Problem> {
    if caller.must_be_desk().is_err() {
        return Ok(to_login(look, "/console"));
    }
    shell(&app, look, "console", About { session: session(&caller), ..About::default() })
}

/// The desk of one pact.
pub(super) async fn desk(
    look: Look,
    caller: Anybody,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    if caller.must_be_desk().is_err() {
        return Ok(to_login(look, &format!("/console/p/{id}")));
    }
    shell(&app, look, "desk", About { id: Some(&id), session: session(&caller), ..About::default() })
}

/// The editor of a draft.
pub(super) async fn editor(
    look: Look,
    caller: Anybody,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    if caller.must_be_organiser().is_err() {
        return Ok(to_login(look, &format!("/console/d/{id}")));
    }
    shell(&app, look, "editor", About { id: Some(&id), session: session(&caller), ..About::default() })
}

/// Who is logged in, for the page to greet; a caller with a bearer token is nobody by name.
fn session(caller: &Anybody) -> Option<SessionConfig> {
    let (name, role) = caller.session()?;
    Some(SessionConfig { name: name.to_owned(), role: role.as_str(), scope: role })
}

fn to_login(look: Look, next: &str) -> Response {
    let language = if look.is_english() { "&lang=en" } else { "" };
    Redirect::to(&format!("/login?next={next}{language}")).into_response()
}

fn shell(app: &App, look: Look, kind: &'static str, about: About<'_>) -> Result<Response, Problem> {
    let nonce = Nonce::new()?;
    let who = about.session.as_ref().map(|who| (who.name.clone(), role_word(look.language, who.scope)));
    let config = PageConfig {
        page: kind,
        lang: look.tag(),
        demo: look.demo,
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
        look,
        w: look.words(),
        kind,
        words: say(kind, look.language),
        config: scripted::data(&config)?,
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
        "sheet" => scripted::render_reader(look, &nonce, &page),
        _ => scripted::render(look, &nonce, &page),
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
