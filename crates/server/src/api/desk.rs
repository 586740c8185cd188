//! The desk's side of a ceremony: what it sees, codes, what it has signed, declines, letters of authority, kiosks.

use super::receipt;
use crate::http::answers::as_file;
use crate::http::extract::{AnyBytes, InPath, Json};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::acts::{self, ActAnswer, ActBody};
use giaouoc_ceremony::caller::Desk;
use giaouoc_ceremony::codes::CodeAnswer;
use giaouoc_ceremony::desk::{self, DeskAnswer, DeskLine};
use giaouoc_ceremony::kiosks::{self, KioskAnswer, PairBody};
use giaouoc_ceremony::records::Receipt;
use giaouoc_ceremony::{declines, invitations, releases};
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};

/// The pacts that ceremonies are held for: opened ones, the newest first, then adopted drafts (chờ mở).
#[utoipa::path(get, path = "/desk/pacts", tag = "desk", operation_id = "desk_pacts", security(("token" = ["organiser", "desk"])),
    responses((status = 200, body = Vec<DeskLine>)))]
pub(crate) async fn pacts(desk: Desk, State(app): State<App>) -> Result<Answer<Vec<DeskLine>>, Problem> {
    app.run(move |service| desk::pacts(service, &desk)).await.map(Answer)
}

/// All that the desk of one pact needs to see; also of an adopted draft.
#[utoipa::path(get, path = "/pacts/{id}/desk", tag = "desk", operation_id = "desk_look", security(("token" = ["organiser", "desk"])),
    responses((status = 200, body = DeskAnswer)))]
pub(crate) async fn look(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<DeskAnswer>, Problem> {
    app.run(move |service| desk::look(service, &desk, &id)).await.map(Answer)
}

/// Makes a fresh one-time code for a released position; an earlier one, and what it gave, is void.
#[utoipa::path(post, path = "/pacts/{id}/releases/{party}/code", tag = "releases", operation_id = "release_code",
    security(("token" = ["organiser", "desk"])), responses((status = 201, body = CodeAnswer)))]
pub(crate) async fn release_code(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<(StatusCode, Answer<CodeAnswer>), Problem> {
    let _turn = app.hashes().acquire().await;
    let made = app.run(move |service| releases::new_code(service, &desk, &id, &party)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Makes a fresh one-time code for an invitation that demands one.
#[utoipa::path(post, path = "/pacts/{id}/invitations/{party}/code", tag = "invitations", operation_id = "invitation_code",
    security(("token" = ["organiser", "desk"])), responses((status = 201, body = CodeAnswer)))]
pub(crate) async fn invitation_code(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<(StatusCode, Answer<CodeAnswer>), Problem> {
    let _turn = app.hashes().acquire().await;
    let made = app.run(move |service| invitations::new_code(service, &desk, &id, &party)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Drafts an act of the server's registrar, to be looked at before it is signed: `invite` pacts only.
#[utoipa::path(post, path = "/pacts/{id}/acts", tag = "desk", operation_id = "act_draft", security(("token" = ["organiser", "desk"])),
    request_body = ActBody, responses((status = 201, body = ActAnswer)))]
pub(crate) async fn draft(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<ActBody>,
) -> Result<(StatusCode, Answer<ActAnswer>), Problem> {
    let made = app.run(move |service| acts::draft(service, &desk, &id, body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Has the server's registrar sign an act as it was shown, within ten minutes.
#[utoipa::path(post, path = "/pacts/{id}/acts/{digest}/sign", tag = "desk", operation_id = "act_sign",
    security(("token" = ["organiser", "desk"])),
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "the ledger had it")))]
pub(crate) async fn sign(
    desk: Desk,
    State(app): State<App>,
    InPath((id, digest)): InPath<(PactId, Digest)>,
) -> Result<(StatusCode, Answer<Receipt>), Problem> {
    app.run(move |service| acts::sign(service, &desk, &id, &digest)).await.map(receipt)
}

/// Makes a record of a waiting decline, after its signer has said at the desk that it was meant.
#[utoipa::path(post, path = "/pacts/{id}/declines/{party}/confirm", tag = "desk", operation_id = "decline_confirm",
    security(("token" = ["organiser", "desk"])),
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "the ledger had it")))]
pub(crate) async fn confirm_decline(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<(StatusCode, Answer<Receipt>), Problem> {
    app.run(move |service| declines::confirm(service, &desk, &id, &party)).await.map(receipt)
}

/// Drops a waiting decline that was a mistake.
#[utoipa::path(delete, path = "/pacts/{id}/declines/{party}", tag = "desk", operation_id = "decline_dismiss",
    security(("token" = ["organiser", "desk"])), responses((status = 204)))]
pub(crate) async fn dismiss_decline(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| declines::dismiss(service, &desk, &id, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps a letter of authority, at most 10 MiB, under its SHA-256.
#[utoipa::path(put, path = "/pacts/{id}/authorities/{digest}", tag = "desk", operation_id = "authority_put",
    security(("token" = ["organiser", "desk"])),
    request_body(content_type = "application/octet-stream", content = [u8]), responses((status = 204)))]
pub(crate) async fn put_authority(
    desk: Desk,
    State(app): State<App>,
    InPath((id, digest)): InPath<(PactId, Digest)>,
    AnyBytes(bytes): AnyBytes,
) -> Result<StatusCode, Problem> {
    app.run(move |service| desk::put_authority(service, &desk, &id, &digest, &bytes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A letter of authority that a release, an invitation or an enrolment of this pact names, always as a file to keep.
#[utoipa::path(get, path = "/pacts/{id}/authorities/{digest}", tag = "desk", operation_id = "authority_get",
    security(("token" = ["organiser", "desk"])),
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn get_authority(
    desk: Desk,
    State(app): State<App>,
    InPath((id, digest)): InPath<(PactId, Digest)>,
) -> Result<Response, Problem> {
    let bytes = app.run(move |service| desk::authority(service, &desk, &id, &digest)).await?;
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok(as_file((kind, bytes).into_response(), &format!("{digest}.bin")))
}

/// Pairs the kiosk that shows this code with the pact.
#[utoipa::path(post, path = "/pacts/{id}/kiosks", tag = "kiosks", operation_id = "kiosk_pair", security(("token" = ["organiser", "desk"])),
    request_body = PairBody, responses((status = 201, body = KioskAnswer)))]
pub(crate) async fn pair_kiosk(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<PairBody>,
) -> Result<(StatusCode, Answer<KioskAnswer>), Problem> {
    let paired = app.run(move |service| kiosks::pair(service, &desk, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(paired)))
}

/// Takes a kiosk out: its token is nobody's any more.
#[utoipa::path(delete, path = "/pacts/{id}/kiosks/{number}", tag = "kiosks", operation_id = "kiosk_remove",
    security(("token" = ["organiser", "desk"])), responses((status = 204)))]
pub(crate) async fn remove_kiosk(
    desk: Desk,
    State(app): State<App>,
    InPath((id, number)): InPath<(PactId, u64)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| kiosks::remove(service, &desk, &id, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}
