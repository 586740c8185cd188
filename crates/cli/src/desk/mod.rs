//! `desk`: the secretary's table, on the secretary's own machine, with the registrar's key.
//!
//! ```text
//! page ── token ── this program ── TLS ── service
//!                    │ key, policy, journal
//! ```
//!
//! The program believes nothing that the service says: it verifies the whole evidence under its own policy before each
//! act, keeps its own list of releases, judges enrolments of signers' devices against that list, and shows the very
//! text before it signs it. The service only carries notes.
//!
//! The page's paths are those of the service's own desk (`docs/spec/api.md`), so that both have one script.

mod acts;
mod handler;
mod journal;
mod json;
mod release;
mod state;
mod view;
mod waiting;

use crate::args::DeskArgs;
use crate::client::RequestBody;
use crate::failure::{Failure, ProgramRefusal};
use crate::files;
use crate::key::pem::read_key;
use crate::loopback::{self, ProgramPage, ProgramProblem, blocking, relay};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{any, get, post, put};
use giaouoc_core::Language;
use journal::Journal;
use state::{Desk, SharedDesk, lock};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Bytes of a letter of authority (scanned pages) at most.
const MAX_AUTHORITY_LETTER: usize = 10 * 1024 * 1024;

/// Serves the desk's page until the process ends.
pub(crate) fn run(args: &DeskArgs, language: Language) -> Result<(), Failure> {
    loopback::end_with_holder(args.service.while_held);
    let policy = files::read_policy(&args.policy)?;
    let registrar = read_key(&args.key, &args.name)?;
    if !policy.registrars.iter().any(|pinned| pinned.key == registrar.verifying_key()) {
        return Err(Failure::told(
            "Chính sách tin cậy không có khóa này của Ban Tổ chức. Kiểm tra --key, --name và --policy.",
            "The policy does not pin this registrar's key. Check --key, --name and --policy.",
        ));
    }
    let client = args.service.client(Some(&args.token_file))?;
    let path = args.journal.clone().unwrap_or_else(|| args.key.with_extension("journal"));
    let page = ProgramPage {
        program: "desk",
        title: ("Bàn thư ký", "The desk"),
        server: client.base().to_owned(),
        public_url: args.service.public_url(&client),
        policy: policy.clone(),
        language,
    };
    let journal = Journal::open(&path)?;
    let desk = Desk { client, policy, registrar, journal, released: BTreeMap::new(), drafts: BTreeMap::new() };
    let api = routes().with_state(Arc::new(Mutex::new(desk)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::io("runtime"))?;
    let say = language.pick("Mở địa chỉ này trên chính máy này", "Open this address on this very machine");
    runtime.block_on(loopback::serve(args.listen, page, api, |address| println!("{say}: {address}")))
}

/// Paths that the page may call. Those of `forward` go to the service as they are, with the desk's token.
fn routes() -> Router<SharedDesk> {
    Router::new()
        .route("/health", get(forward))
        .route("/desk/pacts", get(forward))
        .route("/pacts/{id}/desk", get(view::desk))
        .route("/pacts/{id}/state", get(view::state))
        .route("/pacts/{id}/evidence", get(view::evidence))
        .route("/pacts/{id}/releases", post(acts::release))
        .route("/pacts/{id}/releases/{party}", axum::routing::delete(acts::take_back))
        .route("/pacts/{id}/releases/{party}/code", post(forward))
        .route("/pacts/{id}/invitations/{party}/code", post(forward))
        .route("/pacts/{id}/authorities/{digest}", put(forward).layer(DefaultBodyLimit::max(MAX_AUTHORITY_LETTER)))
        .route("/pacts/{id}/kiosks", post(forward))
        .route("/pacts/{id}/kiosks/{number}", axum::routing::delete(forward))
        .route("/pacts/{id}/declines/{party}", axum::routing::delete(forward))
        .route("/pacts/{id}/declines/{party}/confirm", post(acts::confirm_decline))
        .route("/pacts/{id}/acts", post(acts::draft))
        .route("/pacts/{id}/acts/{digest}/sign", post(acts::sign))
        .fallback(any(|| async { ProgramProblem::from(ProgramRefusal::NoSuchThing) }))
}

/// Carries a call to the service and its answer back.
async fn forward(
    State(desk): State<SharedDesk>,
    method: Method,
    uri: axum::http::Uri,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Result<Response, ProgramProblem> {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("application/json").to_owned();
    let path = format!("/api/v1{}", uri.path());
    let answer = blocking(move || {
        let client = lock(&desk).client.clone();
        let sent =
            (method != Method::GET && method != Method::DELETE).then_some(RequestBody { kind: &kind, bytes: &body });
        client.raw(method.as_str(), &path, sent, None)
    });
    Ok(relay(answer.await?))
}
