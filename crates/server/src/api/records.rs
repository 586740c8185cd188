//! Records in.

use super::receipt;
use crate::app::App;
use crate::auth::{Admin, Anybody, Organiser};
use crate::ceremony::records::{self, ErasedPerson, ReasonBody, Receipt, RecordBody, RevokeBody};
use crate::extract::{InPath, Json, MaybeJson};
use crate::problem::Problem;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_core::pact::{PactId, PartyId};

type Receipted = Result<(StatusCode, Answer<Receipt>), Problem>;

/// Takes a signed record. Signatures and declines need no token: the enrolled key's signature is the credential. What a
/// registrar signs (enrolment, revocation, withdrawal, completion) needs a token of the desk or the organiser too.
#[utoipa::path(post, path = "/pacts/{id}/records", tag = "records", operation_id = "record_post",
    security((), ("token" = ["organiser", "desk"])), request_body = RecordBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "the ledger had it")))]
pub(crate) async fn post(
    caller: Anybody,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<RecordBody>,
) -> Receipted {
    app.run(move |app| records::take(app, &id, &body, &caller)).await.map(receipt)
}

/// Completes an `invite` pact in which all have signed.
#[utoipa::path(post, path = "/pacts/{id}/complete", tag = "records", operation_id = "pact_complete", security(("token" = ["organiser"])),
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was completed")))]
pub(crate) async fn complete(_: Organiser, State(app): State<App>, InPath(id): InPath<PactId>) -> Receipted {
    app.run(move |app| records::complete(app, &id)).await.map(receipt)
}

/// Withdraws an `invite` pact.
#[utoipa::path(post, path = "/pacts/{id}/withdraw", tag = "records", operation_id = "pact_withdraw", security(("token" = ["organiser"])),
    request_body = ReasonBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was withdrawn")))]
pub(crate) async fn withdraw(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    MaybeJson(body): MaybeJson<ReasonBody>,
) -> Receipted {
    app.run(move |app| records::withdraw(app, &id, &body)).await.map(receipt)
}

/// Takes a key of an `invite` pact back.
#[utoipa::path(post, path = "/pacts/{id}/revoke", tag = "records", operation_id = "key_revoke", security(("token" = ["organiser"])),
    request_body = RevokeBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was revoked")))]
pub(crate) async fn revoke(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<RevokeBody>,
) -> Receipted {
    app.run(move |app| records::revoke(app, &id, &body)).await.map(receipt)
}

/// Erases every record of a party, and all that the office holds of its person. Every other proof stays; the pact is never `valid`
/// again.
#[utoipa::path(post, path = "/pacts/{id}/parties/{party}/erase", tag = "records", operation_id = "person_erase", security(("token" = ["admin"])),
    responses((status = 200, body = ErasedPerson)))]
pub(crate) async fn erase_person(
    _: Admin,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<Answer<ErasedPerson>, Problem> {
    app.run(move |app| records::erase_person(app, &id, &party)).await.map(Answer)
}

/// Erases text, nonce and mark of a record. Its leaf stays, and with it every other record's proof.
#[utoipa::path(post, path = "/records/{index}/erase", tag = "records", operation_id = "record_erase", security(("token" = ["admin"])),
    responses((status = 204)))]
pub(crate) async fn erase(_: Admin, State(app): State<App>, InPath(index): InPath<u64>) -> Result<StatusCode, Problem> {
    app.run(move |app| records::erase(app, index)).await?;
    Ok(StatusCode::NO_CONTENT)
}
