//! Enrolling: invitations, releases, and the enrolments that follow from them.

use super::receipt;
use crate::credentials::tokens::Invited;
use crate::http::extract::{Address, InPath, Json, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::caller::EnrolmentCredential;
use giaouoc_ceremony::caller::{Desk, Organiser};
use giaouoc_ceremony::enrolments::{self, ConfirmBody, EnrolBody, NoteBody};
use giaouoc_ceremony::holder::HolderBody;
use giaouoc_ceremony::invitations::{self, InvitationAnswer, NewInvitation};
use giaouoc_ceremony::records::Receipt;
use giaouoc_ceremony::releases::{self, NewRelease, PendingAnswer, ReleaseAnswer};
use giaouoc_core::pact::{PactId, PartyId};
use serde::Serialize;
use utoipa::ToSchema;

type Receipted = Result<(StatusCode, Answer<Receipt>), Problem>;

/// Invites one party. The answer shows the token, once; an earlier invitation of the party is void.
#[utoipa::path(post, path = "/pacts/{id}/invitations", tag = "invitations", operation_id = "invitation_make", security(("token" = ["organiser"])),
    request_body = HolderBody, responses((status = 201, body = NewInvitation)))]
pub(crate) async fn invite(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<HolderBody>,
) -> Result<(StatusCode, Answer<NewInvitation>), Problem> {
    let made = app.run(move |service| invitations::invite(service, &organiser, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// The current invitations, without their tokens.
#[utoipa::path(get, path = "/pacts/{id}/invitations", tag = "invitations", operation_id = "invitation_list", security(("token" = ["organiser"])),
    responses((status = 200, body = Vec<InvitationAnswer>)))]
pub(crate) async fn invitations(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<Vec<InvitationAnswer>>, Problem> {
    app.run(move |service| invitations::list(service, &organiser, &id)).await.map(Answer)
}

/// Voids the invitation of a party.
#[utoipa::path(delete, path = "/pacts/{id}/invitations/{party}", tag = "invitations", operation_id = "invitation_revoke",
    security(("token" = ["organiser"])), responses((status = 204)))]
pub(crate) async fn revoke_invitation(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| invitations::revoke(service, &organiser, &id, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A look at one's own invitation. Consumes nothing.
#[utoipa::path(post, path = "/pacts/{id}/invitation", tag = "invitations", operation_id = "invitation_look", security(("invitation" = [])),
    responses((status = 200, body = InvitationAnswer)))]
pub(crate) async fn invitation(
    Invited(hash): Invited,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<InvitationAnswer>, Problem> {
    app.run(move |service| invitations::look(service, &id, &hash)).await.map(Answer)
}

/// Enrols one's key by an invitation: text and possession line; the server's registrar adds its own.
#[utoipa::path(post, path = "/pacts/{id}/enrolments", tag = "invitations", operation_id = "enrolment_post", security(("invitation" = [])),
    request_body = EnrolBody,
    responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "the ledger had it")))]
pub(crate) async fn enrol(
    Address(address): Address,
    Invited(hash): Invited,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<EnrolBody>,
) -> Receipted {
    // An invitation by itself cannot be guessed; a code beside it might be, and costs a slow hash.
    let _turn = match &body.code {
        Some(_) => {
            app.rate_limiter().take(address)?;
            Some(app.hashes().acquire().await)
        }
        None => None,
    };
    app.run(move |service| enrolments::by_invitation(service, &id, &hash, &body)).await.map(receipt)
}

/// Releases a position to a person who was identified.
#[utoipa::path(post, path = "/pacts/{id}/releases", tag = "releases", operation_id = "release_make", security(("token" = ["organiser", "desk"])),
    request_body = HolderBody, responses((status = 201, body = NewRelease)))]
pub(crate) async fn release(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<HolderBody>,
) -> Result<(StatusCode, Answer<NewRelease>), Problem> {
    let _turn = app.hashes().acquire().await;
    let made = app.run(move |service| releases::release(service, &desk, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// The positions that are released at present.
#[utoipa::path(get, path = "/pacts/{id}/releases", tag = "releases", operation_id = "release_list", security(("token" = ["organiser", "desk"])),
    responses((status = 200, body = Vec<ReleaseAnswer>)))]
pub(crate) async fn released(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<Vec<ReleaseAnswer>>, Problem> {
    app.run(move |service| releases::list(service, &desk, &id)).await.map(Answer)
}

/// The release of one position, for the device that is to enrol. Public by the full id; shows the person's name.
#[utoipa::path(get, path = "/pacts/{id}/releases/{party}", tag = "releases", operation_id = "release_look",
    responses((status = 200, body = ReleaseAnswer)))]
pub(crate) async fn look_at_release(
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<Answer<ReleaseAnswer>, Problem> {
    app.run(move |service| releases::look(service, &id, &party)).await.map(Answer)
}

/// Takes a release back, with what waits for it.
#[utoipa::path(delete, path = "/pacts/{id}/releases/{party}", tag = "releases", operation_id = "release_take_back",
    security(("token" = ["organiser", "desk"])), responses((status = 204)))]
pub(crate) async fn take_back(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| releases::take_back(service, &desk, &id, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A note that was put in a queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queued {
    /// For which party.
    party: String,
}

impl Queued {
    pub(crate) fn of(party: &PartyId) -> Self {
        Self { party: party.to_string() }
    }
}

/// Puts an enrolment that bears the possession line only in the registrar's queue, for a released position. Where the
/// desk gave out a code, the claim that it gave, or the party's own invitation, comes with it.
#[utoipa::path(post, path = "/pacts/{id}/pending", tag = "releases", operation_id = "pending_post",
    security((), ("claim" = []), ("invitation" = [])), request_body = NoteBody,
    responses((status = 202, body = Queued)))]
pub(crate) async fn queue(
    _: RateLimited,
    credential: EnrolmentCredential,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<NoteBody>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    let party = app.run(move |service| enrolments::put_pending(service, &id, &body.note, &credential)).await?;
    Ok((StatusCode::ACCEPTED, Answer(Queued::of(&party))))
}

/// Enrolments that wait for the registrar's line.
#[utoipa::path(get, path = "/pacts/{id}/pending", tag = "releases", operation_id = "pending_list", security(("token" = ["organiser", "desk"])),
    responses((status = 200, body = Vec<PendingAnswer>)))]
pub(crate) async fn pending(
    desk: Desk,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<Vec<PendingAnswer>>, Problem> {
    app.run(move |service| releases::pending(service, &desk, &id)).await.map(Answer)
}

/// Lets the server's registrar add its line to what is pending, after the desk has compared it: `invite` pacts only.
#[utoipa::path(post, path = "/pacts/{id}/pending/{party}/confirm", tag = "releases", operation_id = "pending_confirm",
    request_body = ConfirmBody, security(("token" = ["organiser", "desk"])), responses((status = 201, body = Receipt)))]
pub(crate) async fn confirm(
    desk: Desk,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
    Json(body): Json<ConfirmBody>,
) -> Receipted {
    app.run(move |service| enrolments::confirm(service, &desk, &id, &party, &body)).await.map(receipt)
}
