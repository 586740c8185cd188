//! Where parties are reached by mail, and what is sent to them.

use crate::app::App;
use crate::auth::Organiser;
use crate::ceremony::letters::{self, ContactBody, ContactsAnswer, LettersAnswer, LettersBody};
use crate::extract::{InPath, Json};
use crate::problem::Problem;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_core::pact::{PactId, PartyId};

/// Whether this server sends mail, where the parties of an opened pact are reached, and what became of the last letters.
#[utoipa::path(get, path = "/pacts/{id}/contacts", tag = "mail", operation_id = "contact_list", security(("token" = ["organiser"])),
    responses((status = 200, body = ContactsAnswer)))]
pub(crate) async fn contacts(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<ContactsAnswer>, Problem> {
    app.run(move |app| letters::contacts(app, &id)).await.map(Answer)
}

/// Keeps where a party is reached.
#[utoipa::path(put, path = "/pacts/{id}/contacts/{party}", tag = "mail", operation_id = "contact_put", security(("token" = ["organiser"])),
    request_body = ContactBody, responses((status = 204)))]
pub(crate) async fn put(
    _: Organiser,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
    Json(body): Json<ContactBody>,
) -> Result<StatusCode, Problem> {
    app.run(move |app| letters::put(app, &id, &party, &body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a contact and what was to be sent there.
#[utoipa::path(delete, path = "/pacts/{id}/contacts/{party}", tag = "mail", operation_id = "contact_remove", security(("token" = ["organiser"])),
    responses((status = 204)))]
pub(crate) async fn remove(
    _: Organiser,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |app| letters::remove(app, &id, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Queues invitations or reminders.
#[utoipa::path(post, path = "/pacts/{id}/letters", tag = "mail", operation_id = "letters_queue", security(("token" = ["organiser"])),
    request_body = LettersBody, responses((status = 202, body = LettersAnswer)))]
pub(crate) async fn queue(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<LettersBody>,
) -> Result<(StatusCode, Answer<LettersAnswer>), Problem> {
    let queued = app.run(move |app| letters::queue(app, &id, &body)).await?;
    Ok((StatusCode::ACCEPTED, Answer(queued)))
}
