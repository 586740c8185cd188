//! `desk`: the secretary's table, on the secretary's own machine, with the registrar's key.
//!
//! ```text
//! page ── token ── this program ── TLS ── service
//!                    │ key, policy, journal
//! ```
//!
//! The program believes nothing that the service says: it verifies the whole evidence under its own policy before each
//! act, keeps its own list of whom it has released, judges what a signer's device made against that list, and shows the
//! very text before it signs it. The service's part is to carry notes.
//!
//! The page's paths are those of the service's own desk (`docs/spec/api.md`), so that both have one script.

mod acts;
mod journal;
mod view;

use crate::act::Site;
use crate::args::Desk as Args;
use crate::client::{Client, Sent};
use crate::failure::{Failure, Own};
use crate::files;
use crate::loopback::{self, Page, Trouble, blocking, pass};
use acts::Shown;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post, put};
use axum::{Json, Router};
use giaouoc_core::Language;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Method as How, RecordDigest};
use giaouoc_core::time::Time;
use giaouoc_tlog::note::SigningKey;
use journal::Journal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A letter of authority: scanned pages.
const LETTER: usize = 10 * 1024 * 1024;

/// The desk: one person works at it, so one call at a time.
struct Desk {
    client: Client,
    policy: Policy,
    registrar: SigningKey,
    journal: Journal,
    /// Whom this desk has released: the service's list is not believed.
    released: BTreeMap<(PactId, PartyId), Release>,
    /// What was shown and waits for a click.
    drafts: BTreeMap<RecordDigest, Shown>,
}

/// This person may enrol for this position.
#[derive(Clone)]
struct Release {
    holder: Holder,
    method: How,
    time: Time,
}

type Shared = Arc<Mutex<Desk>>;

/// Runs until the process ends.
pub(crate) fn run(args: &Args, language: Language) -> Result<(), Failure> {
    loopback::end_with_holder(args.service.while_held);
    let policy = files::read_policy(&args.policy)?;
    let registrar = files::read_key(&args.key, &args.name)?;
    if !policy.registrars.iter().any(|pinned| pinned.key == registrar.verifying_key()) {
        return Err(Failure::told(
            "Chính sách tin cậy không có khóa này của Ban Tổ chức. Kiểm tra --key, --name và --policy.",
            "The policy does not pin this registrar's key. Check --key, --name and --policy.",
        ));
    }
    let client = args.service.client(Some(&args.token_file))?;
    let path = args.journal.clone().unwrap_or_else(|| args.key.with_extension("journal"));
    let page = Page {
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

/// What the page may call; whatever stands behind `forward` goes to the service as it is, with the desk's token.
fn routes() -> Router<Shared> {
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
        .route("/pacts/{id}/authorities/{digest}", put(forward).layer(DefaultBodyLimit::max(LETTER)))
        .route("/pacts/{id}/kiosks", post(forward))
        .route("/pacts/{id}/kiosks/{number}", axum::routing::delete(forward))
        .route("/pacts/{id}/declines/{party}", axum::routing::delete(forward))
        .route("/pacts/{id}/declines/{party}/confirm", post(acts::confirm_decline))
        .route("/pacts/{id}/acts", post(acts::draft))
        .route("/pacts/{id}/acts/{digest}/sign", post(acts::sign))
        .fallback(any(|| async { Trouble::from(Own::NoSuchThing) }))
}

/// Carries a call to the service and its answer back.
async fn forward(
    State(desk): State<Shared>,
    method: Method,
    uri: axum::http::Uri,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Result<Response, Trouble> {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("application/json").to_owned();
    let path = format!("/api/v1{}", uri.path());
    let answer = blocking(move || {
        let client = lock(&desk).client.again();
        let sent = (method != Method::GET && method != Method::DELETE).then_some(Sent { kind: &kind, bytes: &body });
        client.raw(method.as_str(), &path, sent, None)
    });
    Ok(pass(answer.await?))
}

/// Runs one act at the desk.
async fn at<T: IntoResponse + Send + 'static>(
    desk: Shared,
    work: impl FnOnce(&mut Desk) -> Result<T, Failure> + Send + 'static,
) -> Result<Response, Trouble> {
    blocking(move || work(&mut lock(&desk))).await.map(IntoResponse::into_response)
}

fn lock(desk: &Shared) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pact that a path names.
struct Named(PactId, Option<PartyId>);

impl Named {
    fn of(Path(parts): Path<BTreeMap<String, String>>) -> Result<Self, Trouble> {
        let id = parts.get("id").map(String::as_str).unwrap_or_default();
        let id = PactId::parse(id).map_err(|_| Own::NoSuchThing)?;
        let party = parts.get("party").map(|party| PartyId::parse(party)).transpose().map_err(|_| Own::NoSuchThing)?;
        Ok(Self(id, party))
    }
}

impl Desk {
    /// The state of a pact, from evidence that was verified here and hides nothing that this desk knows of.
    fn site(&mut self, id: &PactId) -> Result<Site, Failure> {
        let site = self.look(id)?;
        let unsent = self.journal.unsent(id.as_str());
        for record in &unsent {
            // Whatever the service answers: only the evidence decides.
            let sent = site.post_record(record, None);
            if sent.is_ok_and(|answer| site.check(&answer, record).is_ok()) {
                self.journal.logged(record.digest())?;
            }
        }
        let site = if unsent.is_empty() { site } else { self.look(id)? };
        self.journal.compare(id.as_str(), &site.evidence, site.size())?;
        Ok(site)
    }

    fn look(&self, id: &PactId) -> Result<Site, Failure> {
        Site::on_server(self.client.again(), id.as_str(), self.policy.clone())
    }

    /// What the service's own desk knows: for codes, kiosks and what waits, all of which is judged here.
    fn told(&self, id: &PactId) -> Result<Value, Failure> {
        self.client.get_json(&format!("/api/v1/pacts/{id}/desk"))
    }
}

/// An array of a JSON object.
fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text of a JSON object.
fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// An answer for the page.
fn answer(value: Value) -> Response {
    Json(value).into_response()
}
