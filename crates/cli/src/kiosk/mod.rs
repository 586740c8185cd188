//! `kiosk`: the page of a kiosk, on the kiosk's own machine.
//!
//! The page signs. This program serves it, carries its calls (and no others) to the service, and holds the pairing and
//! the signed notes without a receipt, which must outlive a visitor. It never sees a private key.

mod outbox;

use crate::args::KioskArgs;
use crate::client::{Client, RequestBody};
use crate::failure::{Failure, ProgramRefusal};
use crate::files;
use crate::loopback::{self, ProgramPage, ProgramProblem, blocking, relay};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use giaouoc_core::Language;
use outbox::{Outbox, UnsentNote};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path as File, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The state that outlives a restart. It holds no private key.
#[derive(Default, Serialize, Deserialize)]
struct KioskState {
    pairing: Option<Pairing>,
    notes: Vec<UnsentNote>,
}

/// The identity of this kiosk at the service.
#[derive(Clone, Serialize, Deserialize)]
struct Pairing {
    token: String,
    number: u64,
    /// The code that the desk types to pair this kiosk with a pact.
    code: String,
}

/// The kiosk's program.
struct Kiosk {
    client: Client,
    path: PathBuf,
    pairing: Mutex<Option<Pairing>>,
    /// Held by the call that asks for the pairing. Two at a time would each introduce the kiosk, and the page could
    /// show the code that the service has forgotten.
    pairing_turn: Mutex<()>,
    outbox: Outbox,
}

type Shared = Arc<Kiosk>;

/// Serves the kiosk's page until the process ends.
pub(crate) fn run(args: &KioskArgs, language: Language) -> Result<(), Failure> {
    loopback::end_with_holder(args.service.while_held);
    let policy = files::read_policy(&args.policy)?;
    let client = args.service.client(None)?;
    let saved = read(&args.state)?;
    let page = ProgramPage {
        program: "kiosk",
        title: ("Bàn ký điện tử", "Kiosk"),
        server: client.base().to_owned(),
        public_url: args.service.public_url(&client),
        policy: policy.clone(),
        language,
    };
    let outbox = Outbox::new(client.clone(), policy, saved.notes);
    let kiosk = Kiosk {
        client,
        path: args.state.clone(),
        pairing: Mutex::new(saved.pairing),
        pairing_turn: Mutex::new(()),
        outbox,
    };
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
        .route("/pacts/{id}/pending", post(forward_with_claim))
        .route("/pacts/{id}/declines", post(forward))
        .route("/marks", post(forward_as_kiosk))
        .route("/marks/{slot}", get(forward_as_kiosk))
        .route("/outbox", post(accept_note))
        .route("/outbox/{digest}", get(note_state))
        .fallback(any(|| async { ProgramProblem::from(ProgramRefusal::NoSuchThing) }))
}

/// Carries a public call to the service and its answer back.
async fn forward(
    State(kiosk): State<Shared>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Result<Response, ProgramProblem> {
    call_service(kiosk, method, uri, body, None).await
}

/// Carries a call to the service with the kiosk's own token.
async fn forward_as_kiosk(
    State(kiosk): State<Shared>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Result<Response, ProgramProblem> {
    let token = lock(&kiosk.pairing).as_ref().map(|pairing| pairing.token.clone());
    call_service(kiosk, method, uri, body, token).await
}

/// Carries a call to the service with the token that a right code gave. The page puts it beside the note, since
/// `Authorization` holds this program's token.
async fn forward_with_claim(
    State(kiosk): State<Shared>,
    uri: Uri,
    Json(body): Json<Claimed>,
) -> Result<Response, ProgramProblem> {
    let note = json!({ "note": body.note }).to_string().into_bytes();
    call_service(kiosk, Method::POST, uri, note.into(), body.claim).await
}

/// A note, and the token that allows to queue it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claimed {
    note: String,
    claim: Option<String>,
}

async fn call_service(
    kiosk: Shared,
    method: Method,
    uri: Uri,
    body: Bytes,
    token: Option<String>,
) -> Result<Response, ProgramProblem> {
    let path = format!("/api/v1{}", uri.path());
    let answer = blocking(move || {
        let sent = (method != Method::GET).then_some(RequestBody { kind: "application/json", bytes: &body });
        kiosk.client.raw(method.as_str(), &path, sent, token.as_deref())
    });
    Ok(relay(answer.await?))
}

/// The pairing: the pact, or the code by which the desk can pair this kiosk.
async fn pairing(State(kiosk): State<Shared>) -> Result<Response, ProgramProblem> {
    Ok(Json(blocking(move || kiosk.pairing()).await?).into_response())
}

/// Takes a signed note, to be sent until there is a receipt.
async fn accept_note(State(kiosk): State<Shared>, Json(note): Json<UnsentNote>) -> Result<Response, ProgramProblem> {
    let digest = blocking(move || {
        let digest = kiosk.outbox.accept(note)?;
        // On the disk before the page hears that it is kept.
        kiosk.save()?;
        Ok(digest)
    });
    Ok((axum::http::StatusCode::ACCEPTED, Json(json!({ "digest": digest.await? }))).into_response())
}

async fn note_state(State(kiosk): State<Shared>, Path(digest): Path<String>) -> Result<Response, ProgramProblem> {
    kiosk
        .outbox
        .state(&digest)
        .map(|found| Json(found).into_response())
        .ok_or_else(|| ProgramRefusal::NoSuchThing.into())
}

impl Kiosk {
    fn pairing(&self) -> Result<Value, Failure> {
        let _turn = lock(&self.pairing_turn);
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
                return Err(Failure::Refused(ProgramRefusal::Unreachable));
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

    /// Writes the state file, whole or not at all.
    fn save(&self) -> Result<(), Failure> {
        let saved = KioskState { pairing: lock(&self.pairing).clone(), notes: self.outbox.waiting() };
        let bytes = serde_json::to_vec(&saved).map_err(Failure::io("state"))?;
        let new_file = self.path.with_extension("new");
        let _ = std::fs::remove_file(&new_file);
        files::write_secret(&new_file, &bytes)?;
        std::fs::rename(&new_file, &self.path).map_err(|e| Failure::file(&self.path, &e))
    }
}

fn read(path: &File) -> Result<KioskState, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(Failure::io(path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(KioskState::default()),
        Err(error) => Err(Failure::file(path, &error)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
