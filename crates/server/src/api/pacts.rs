//! The public part of an opened pact, for everybody who has its full id.

use crate::api::verify::ReportAnswer;
use crate::http::answers::{JSON, TEXT, as_file, tagged, tagged_json};
use crate::http::extract::{InPath, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::verification;
use giaouoc_ceremony::view::{self, PactAnswer, RecordAnswer, StateAnswer};
use giaouoc_core::pact::PactId;

/// The document and the state of a pact.
#[utoipa::path(get, path = "/pacts/{id}", tag = "pacts", operation_id = "pact_get", responses((status = 200, body = PactAnswer)))]
pub(crate) async fn get(
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = app.run(move |service| view::pact(service, &id)).await?;
    tagged_json(&headers, &found)
}

/// The canonical bytes, whose SHA-256 is the pact digest.
#[utoipa::path(get, path = "/pacts/{id}/document", tag = "pacts", operation_id = "pact_document",
    responses((status = 200, content_type = "application/json", body = Object)))]
pub(crate) async fn document(
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let bytes = app.run(move |service| view::canonical(service, &id)).await?;
    Ok(tagged(&headers, JSON, bytes))
}

/// State of the pact: how many have signed, whose turn it is. Shows holders' names, as the evidence does.
#[utoipa::path(get, path = "/pacts/{id}/state", tag = "pacts", operation_id = "pact_state", responses((status = 200, body = StateAnswer)))]
pub(crate) async fn state(
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = app.run(move |service| view::current(service, &id)).await?;
    tagged_json(&headers, &found)
}

/// The records of the pact, in ledger order.
#[utoipa::path(get, path = "/pacts/{id}/records", tag = "records", operation_id = "record_list", responses((status = 200, body = Vec<RecordAnswer>)))]
pub(crate) async fn records(
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = app.run(move |service| view::records(service, &id)).await?;
    tagged_json(&headers, &found)
}

/// One record alone, as a C2SP tlog-proof whose `extra` is nonce and note.
#[utoipa::path(get, path = "/pacts/{id}/records/{index}/proof", tag = "records", operation_id = "record_proof",
    responses((status = 200, content_type = "text/plain", body = String)))]
pub(crate) async fn proof(
    State(app): State<App>,
    InPath((id, index)): InPath<(PactId, u64)>,
) -> Result<Response, Problem> {
    let name = format!("{id}-{index}.tlog-proof");
    let proof = app.run(move |service| view::proof(service, &id, index)).await?;
    Ok(as_file(([(header::CONTENT_TYPE, TEXT)], proof).into_response(), &name))
}

/// The evidence file: all that a verifier needs, offline.
#[utoipa::path(get, path = "/pacts/{id}/evidence", tag = "pacts", operation_id = "pact_evidence",
    responses((status = 200, content_type = "application/json", body = Object)))]
pub(crate) async fn evidence(
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = format!("{id}.giaouoc.json");
    let file = app.run(move |service| view::evidence(service, &id)).await?;
    Ok(as_file(tagged(&headers, JSON, file.into_bytes()), &name))
}

/// This server's own report over that evidence, under its own policy: its word, no proof of it.
#[utoipa::path(get, path = "/pacts/{id}/verification", tag = "pacts", operation_id = "pact_verification", responses((status = 200, body = ReportAnswer)))]
pub(crate) async fn verification(
    _: RateLimited,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Json<ReportAnswer>, Problem> {
    let _turn = app.verifications().acquire().await;
    let report = app.run(move |service| verification::of_pact(service, &id)).await?;
    ReportAnswer::of(&app, &report).map(Json)
}
