//! `kiosk`: the page of a kiosk, on the kiosk's own machine.
//!
//! The page signs; this program serves it, carries its calls to the service, and no others, and holds what must outlive a
//! visitor: the pairing, and signed notes without a receipt. It never sees a private key.

mod outbox;

use crate::args::Kiosk as Args;
use crate::client::{Client, Sent};
use crate::failure::{Failure, Own};
use crate::files;
use crate::loopback::{self, Page, Trouble, blocking, pass};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use giaouoc_core::Language;
use outbox::{Kept, Outbox};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path as File, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What outlives a restart. Private keys are not among it.
#[derive(Default, Serialize, Deserialize)]
struct Saved {
    pairing: Option<Pairing>,
    notes: Vec<Kept>,
}

/// How the service knows this kiosk.
#[derive(Clone, Serialize, Deserialize)]
struct Pairing {
    token: String,
    number: u64,
    /// What the desk types, until it has.
    code: String,
}

/// The kiosk's program.
struct Kiosk {
    client: Client,
    path: PathBuf,
    pairing: Mutex<Option<Pairing>>,
    /// Whoever asks how this kiosk stands: one at a time, or two would each introduce it, and the page could show the code of
    /// the one that is forgotten.
    turn: Mutex<()>,
    outbox: Outbox,
}

type Shared = Arc<Kiosk>;

/// Runs until the process ends.
pub(crate) fn run(args: &Args, language: Language) -> Result<(), Failure> {
    loopback::end_with_holder(args.service.while_held);
    let policy = files::read_policy(&args.policy)?;
    let client = args.service.client(None)?;
    let saved = read(&args.state)?;
    let page = Page {
        program: "kiosk",
        title: ("Bàn ký điện tử", "Kiosk"),
        server: client.base().to_owned(),
        public_url: args.service.public_url(&client),
        policy: policy.clone(),
        language,
    };
    let outbox = Outbox::new(client.again(), policy, saved.notes);
    let kiosk =
        Kiosk { client, path: args.state.clone(), pairing: Mutex::new(saved.pairing), turn: Mutex::new(()), outbox };
    let kiosk = Arc::new(kiosk);
    kiosk.save()?;
    let sender = kiosk.clone();
    std::thread::spawn(move || sender.outbox.run(|| sender.save()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::io("runtime"))?;
    let say = language.pick("Mở địa chỉ này trên chính máy này", "Open this address on this very machine");
    let api = routes().with_state(kiosk);
    runtime.block_on(loopback::serve(args.listen, page, api, |address| println!("{say}: {address}")))
}

/// The calls that a visit needs, and no others.
fn routes() -> Router<Shared> {
    Router::new()
        .route("/health", get(forward))
        .route("/kiosk", get(pairing))
        .route("/pacts/{id}", get(forward))
        .route("/pacts/{id}/document", get(forward))
        .route("/pacts/{id}/state", get(forward))
        .route("/pacts/{id}/evidence", get(forward))
        .route("/pacts/{id}/annexes/{file}", get(forward))
        .route("/pacts/{id}/releases/{party}", get(forward))
        .route("/pacts/{id}/claims", post(forward))
        .route("/pacts/{id}/pending", post(as_claimed))
        .route("/pacts/{id}/declines", post(forward))
        .route("/marks", post(own))
        .route("/marks/{slot}", get(own))
        .route("/outbox", post(keep))
        .route("/outbox/{digest}", get(look))
        .fallback(any(|| async { Trouble::from(Own::NoSuchThing) }))
}

/// Carries a public call to the service and its answer back.
async fn forward(State(kiosk): State<Shared>, method: Method, uri: Uri, body: Bytes) -> Result<Response, Trouble> {
    carry(kiosk, method, uri, body, None).await
}

/// The same with the kiosk's own token.
async fn own(State(kiosk): State<Shared>, method: Method, uri: Uri, body: Bytes) -> Result<Response, Trouble> {
    let token = lock(&kiosk.pairing).as_ref().map(|pairing| pairing.token.clone());
    carry(kiosk, method, uri, body, token).await
}

/// The same with the token that a right code gave: the page puts it beside the note, since `Authorization` is this program's.
async fn as_claimed(State(kiosk): State<Shared>, uri: Uri, Json(body): Json<Claimed>) -> Result<Response, Trouble> {
    let note = json!({ "note": body.note }).to_string().into_bytes();
    carry(kiosk, Method::POST, uri, note.into(), body.claim).await
}

/// A note, and what allows to queue it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claimed {
    note: String,
    claim: Option<String>,
}

async fn carry(
    kiosk: Shared,
    method: Method,
    uri: Uri,
    body: Bytes,
    token: Option<String>,
) -> Result<Response, Trouble> {
    let path = format!("/api/v1{}", uri.path());
    let answer = blocking(move || {
        let sent = (method != Method::GET).then_some(Sent { kind: "application/json", bytes: &body });
        kiosk.client.raw(method.as_str(), &path, sent, token.as_deref())
    });
    Ok(pass(answer.await?))
}

/// How this kiosk stands: paired with a pact, or by which code it can be.
async fn pairing(State(kiosk): State<Shared>) -> Result<Response, Trouble> {
    Ok(Json(blocking(move || kiosk.pairing()).await?).into_response())
}

/// Takes a signed note, to be sent until there is a receipt.
async fn keep(State(kiosk): State<Shared>, Json(note): Json<Kept>) -> Result<Response, Trouble> {
    let digest = blocking(move || {
        let digest = kiosk.outbox.keep(note)?;
        // On the disk before the page hears that it is kept.
        kiosk.save()?;
        Ok(digest)
    });
    Ok((axum::http::StatusCode::ACCEPTED, Json(json!({ "digest": digest.await? }))).into_response())
}

async fn look(State(kiosk): State<Shared>, Path(digest): Path<String>) -> Result<Response, Trouble> {
    kiosk.outbox.look(&digest).map(|found| Json(found).into_response()).ok_or_else(|| Own::NoSuchThing.into())
}

impl Kiosk {
    fn pairing(&self) -> Result<Value, Failure> {
        let _turn = lock(&self.turn);
        let known = lock(&self.pairing).clone();
        let asked = known.as_ref().map(|pairing| self.client.raw("GET", "/api/v1/kiosk", None, Some(&pairing.token)));
        if let (Some(pairing), Some(answer)) = (known, asked) {
            let answer = answer?;
            if answer.status == 200 {
                let mut told: Value = serde_json::from_slice(&answer.bytes).map_err(Failure::io("kiosk"))?;
                let paired = told.get("paired").and_then(Value::as_bool) == Some(true);
                if let (false, Some(members)) = (paired, told.as_object_mut()) {
                    members.insert("code".into(), pairing.code.into());
                }
                return Ok(told);
            }
            // Anything but "I do not know you" may pass.
            if !matches!(answer.status, 401 | 403 | 404 | 410) {
                return Err(Failure::Refused(Own::Unreachable));
            }
        }
        self.introduce()
    }

    /// Asks for a new code: the first time, and when the service no longer knows this kiosk.
    fn introduce(&self) -> Result<Value, Failure> {
        let made = self.client.post("/api/v1/kiosks", &json!({}), None)?;
        let member = |name: &str| made.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = made.get("number").and_then(Value::as_u64).unwrap_or_default();
        let (token, code) = (member("token"), member("code"));
        let shown = json!({ "number": number, "paired": false, "code": code, "pact": Value::Null });
        *lock(&self.pairing) = Some(Pairing { token, number, code });
        self.save()?;
        Ok(shown)
    }

    /// Writes what outlives a restart, whole or not at all.
    fn save(&self) -> Result<(), Failure> {
        let saved = Saved { pairing: lock(&self.pairing).clone(), notes: self.outbox.waiting() };
        let bytes = serde_json::to_vec(&saved).map_err(Failure::io("state"))?;
        let beside = self.path.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        files::write_secret(&beside, &bytes)?;
        std::fs::rename(&beside, &self.path).map_err(|e| Failure::file(&self.path, &e))
    }
}

fn read(path: &File) -> Result<Saved, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(Failure::io(path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::default()),
        Err(error) => Err(Failure::file(path, &error)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
