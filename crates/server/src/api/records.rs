//! Records in.

use super::receipt;
use crate::credentials::callers::MaybeCaller;
use crate::http::extract::{InPath, Json, MaybeJson};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::caller::{Admin, Organiser};
use giaouoc_ceremony::records::{self, ErasedPerson, ReasonBody, Receipt, RecordBody, RevokeBody};
use giaouoc_core::pact::{PactId, PartyId};

type Receipted = Result<(StatusCode, Answer<Receipt>), Problem>;

/// Takes a signed record. Signatures and declines need no token: the enrolled key's signature is the credential. What a
/// registrar signs (enrolment, revocation, withdrawal, completion) needs a token of the desk or the organiser too.
#[utoipa::path(post, path = "/pacts/{id}/records", tag = "records", operation_id = "record_post",
    security((), ("token" = ["organiser", "desk"])), request_body = RecordBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "the ledger had it")))]
pub(crate) async fn post(
    caller: MaybeCaller,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<RecordBody>,
) -> Receipted {
    app.run(move |service| records::take(service, caller.0.as_ref(), &id, &body)).await.map(receipt)
}

/// Completes an `invite` pact in which all have signed.
#[utoipa::path(post, path = "/pacts/{id}/complete", tag = "records", operation_id = "pact_complete", security(("token" = ["organiser"])),
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was completed")))]
pub(crate) async fn complete(organiser: Organiser, State(app): State<App>, InPath(id): InPath<PactId>) -> Receipted {
    app.run(move |service| records::complete(service, &organiser, &id)).await.map(receipt)
}

/// Withdraws an `invite` pact.
#[utoipa::path(post, path = "/pacts/{id}/withdraw", tag = "records", operation_id = "pact_withdraw", security(("token" = ["organiser"])),
    request_body = ReasonBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was withdrawn")))]
pub(crate) async fn withdraw(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    MaybeJson(body): MaybeJson<ReasonBody>,
) -> Receipted {
    app.run(move |service| records::withdraw(service, &organiser, &id, &body)).await.map(receipt)
}

/// Takes a key of an `invite` pact back.
#[utoipa::path(post, path = "/pacts/{id}/revoke", tag = "records", operation_id = "key_revoke", security(("token" = ["organiser"])),
    request_body = RevokeBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was revoked")))]
pub(crate) async fn revoke(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<RevokeBody>,
) -> Receipted {
    app.run(move |service| records::revoke(service, &organiser, &id, &body)).await.map(receipt)
}

/// Erases every record of a party, and all that the workspace holds of its person. Every other proof stays; the pact is
/// never `valid` again.
#[utoipa::path(post, path = "/pacts/{id}/parties/{party}/erase", tag = "records", operation_id = "person_erase", security(("token" = ["admin"])),
    responses((status = 200, body = ErasedPerson)))]
pub(crate) async fn erase_person(
    admin: Admin,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<Answer<ErasedPerson>, Problem> {
    app.run(move |service| records::erase_person(service, &admin, &id, &party)).await.map(Answer)
}

/// Erases text, nonce and mark of a record. Its leaf stays, and with it every other record's proof.
#[utoipa::path(post, path = "/records/{index}/erase", tag = "records", operation_id = "record_erase", security(("token" = ["admin"])),
    responses((status = 204)))]
pub(crate) async fn erase(
    admin: Admin,
    State(app): State<App>,
    InPath(index): InPath<u64>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| records::erase(service, &admin, index)).await?;
    Ok(StatusCode::NO_CONTENT)
}
