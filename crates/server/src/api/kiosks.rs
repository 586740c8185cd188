//! The hall's side of a ceremony: claims by code, declines, kiosks, marks.

use super::people::Queued;
use crate::app::App;
use crate::bearers::{AtKiosk, Drawing};
use crate::ceremony::codes::{self, ClaimAnswer, ClaimBody};
use crate::ceremony::declines;
use crate::ceremony::enrolments::NoteBody;
use crate::ceremony::kiosks::{self, KioskSelf, NewKiosk, NewKioskBody};
use crate::ceremony::marks::{self, MarkAnswer, MarkBody, NewSlot};
use crate::extract::{InPath, Json, MaybeJson, Unhurried};
use crate::problem::Problem;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_core::pact::PactId;

/// Gives a claim on a released position for its one-time code: with it, one device may enrol.
#[utoipa::path(post, path = "/pacts/{id}/claims", tag = "releases", operation_id = "claim_make", request_body = ClaimBody,
    responses((status = 201, body = ClaimAnswer)))]
pub(crate) async fn claim(
    _: Unhurried,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<ClaimBody>,
) -> Result<(StatusCode, Answer<ClaimAnswer>), Problem> {
    let _turn = app.hashes().acquire().await;
    let made = app.run(move |app| codes::claim(app, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Puts a signed decline before the desk, which confirms that it was meant before it becomes a record.
#[utoipa::path(post, path = "/pacts/{id}/declines", tag = "records", operation_id = "decline_post", request_body = NoteBody,
    responses((status = 202, body = Queued)))]
pub(crate) async fn decline(
    _: Unhurried,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<NoteBody>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    let party = app.run(move |app| declines::put(app, &id, &body.note)).await?;
    Ok((StatusCode::ACCEPTED, Answer(Queued::of(&party))))
}

/// Makes a kiosk that waits ten minutes to be paired. The answer shows its token, once.
#[utoipa::path(post, path = "/kiosks", tag = "kiosks", operation_id = "kiosk_make", request_body = NewKioskBody,
    responses((status = 201, body = NewKiosk)))]
pub(crate) async fn make(
    _: Unhurried,
    State(app): State<App>,
    MaybeJson(NewKioskBody {}): MaybeJson<NewKioskBody>,
) -> Result<(StatusCode, Answer<NewKiosk>), Problem> {
    Ok((StatusCode::CREATED, Answer(app.run(kiosks::make).await?)))
}

/// What a kiosk is for; a sign of life.
#[utoipa::path(get, path = "/kiosk", tag = "kiosks", operation_id = "kiosk_look", security(("kiosk" = [])),
    responses((status = 200, body = KioskSelf)))]
pub(crate) async fn look(AtKiosk(kiosk): AtKiosk, State(app): State<App>) -> Answer<KioskSelf> {
    Answer(kiosks::look(&app, kiosk))
}

/// Opens a page for one mark, for ten minutes; the kiosk's earlier one is closed.
#[utoipa::path(post, path = "/marks", tag = "kiosks", operation_id = "slot_make", security(("kiosk" = [])),
    responses((status = 201, body = NewSlot)))]
pub(crate) async fn open_slot(
    AtKiosk(kiosk): AtKiosk,
    State(app): State<App>,
) -> Result<(StatusCode, Answer<NewSlot>), Problem> {
    Ok((StatusCode::CREATED, Answer(marks::make(&app, &kiosk)?)))
}

/// Puts a drawn mark, from a phone.
#[utoipa::path(put, path = "/marks/{slot}", tag = "kiosks", operation_id = "slot_put", security(("slot" = [])), request_body = MarkBody,
    responses((status = 204)))]
pub(crate) async fn put_mark(
    _: Unhurried,
    Drawing(token): Drawing,
    State(app): State<App>,
    InPath(slot): InPath<String>,
    Json(body): Json<MarkBody>,
) -> Result<StatusCode, Problem> {
    marks::put(&app, &slot, &token, &body)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was drawn, for the kiosk that opened the page.
#[utoipa::path(get, path = "/marks/{slot}", tag = "kiosks", operation_id = "slot_get", security(("kiosk" = [])),
    responses((status = 200, body = MarkAnswer)))]
pub(crate) async fn get_mark(
    AtKiosk(kiosk): AtKiosk,
    State(app): State<App>,
    InPath(slot): InPath<String>,
) -> Result<Answer<MarkAnswer>, Problem> {
    marks::get(&app, &slot, &kiosk).map(Answer)
}
