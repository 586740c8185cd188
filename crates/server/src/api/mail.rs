//! Mail addresses of parties, and the letters that are queued for them.

use crate::http::extract::{InPath, Json};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::mail::contacts::{self, ContactBody, ContactsAnswer, LettersAnswer, LettersBody};
use giaouoc_core::pact::{PactId, PartyId};

/// The contacts of an opened pact's parties, their newest letters, and whether this server sends mail at all.
#[utoipa::path(get, path = "/pacts/{id}/contacts", tag = "mail", operation_id = "contact_list", security(("token" = ["organiser"])),
    responses((status = 200, body = ContactsAnswer)))]
pub(crate) async fn contacts(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<ContactsAnswer>, Problem> {
    app.run(move |service| contacts::list(service, &organiser, &id)).await.map(Answer)
}

/// Keeps where a party is reached.
#[utoipa::path(put, path = "/pacts/{id}/contacts/{party}", tag = "mail", operation_id = "contact_put", security(("token" = ["organiser"])),
    request_body = ContactBody, responses((status = 204)))]
pub(crate) async fn put(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
    Json(body): Json<ContactBody>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| contacts::put(service, &organiser, &id, &party, &body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a contact and what was to be sent there.
#[utoipa::path(delete, path = "/pacts/{id}/contacts/{party}", tag = "mail", operation_id = "contact_remove", security(("token" = ["organiser"])),
    responses((status = 204)))]
pub(crate) async fn remove(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| contacts::remove(service, &organiser, &id, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Queues invitations or reminders.
#[utoipa::path(post, path = "/pacts/{id}/letters", tag = "mail", operation_id = "letters_queue", security(("token" = ["organiser"])),
    request_body = LettersBody, responses((status = 202, body = LettersAnswer)))]
pub(crate) async fn queue(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<LettersBody>,
) -> Result<(StatusCode, Answer<LettersAnswer>), Problem> {
    let queued = app.run(move |service| contacts::queue(service, &organiser, &id, &body)).await?;
    Ok((StatusCode::ACCEPTED, Answer(queued)))
}
