//! The hall's side of a ceremony: claims by code, declines, kiosks, marks.

use super::people::Queued;
use crate::credentials::tokens::{AtKiosk, MarkToken};
use crate::http::extract::{InPath, Json, MaybeJson, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::declines;
use giaouoc_ceremony::enrolments::NoteBody;
use giaouoc_ceremony::kiosks::{self, KioskSelf, NewKiosk, NewKioskBody};
use giaouoc_ceremony::marks::{self, MarkAnswer, MarkBody, NewSlot};
use giaouoc_ceremony::releases::{self, ClaimAnswer, ClaimBody};
use giaouoc_core::pact::PactId;

/// Gives a claim on a released position for its one-time code: with it, one device may enrol.
#[utoipa::path(post, path = "/pacts/{id}/claims", tag = "releases", operation_id = "claim_make", request_body = ClaimBody,
    responses((status = 201, body = ClaimAnswer)))]
pub(crate) async fn claim(
    _: RateLimited,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<ClaimBody>,
) -> Result<(StatusCode, Answer<ClaimAnswer>), Problem> {
    let _turn = app.hashes().acquire().await;
    let made = app.run(move |service| releases::claim(service, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Puts a signed decline before the desk, which confirms that it was meant before it becomes a record.
#[utoipa::path(post, path = "/pacts/{id}/declines", tag = "records", operation_id = "decline_post", request_body = NoteBody,
    responses((status = 202, body = Queued)))]
pub(crate) async fn decline(
    _: RateLimited,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<NoteBody>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    let party = app.run(move |service| declines::put(service, &id, &body.note)).await?;
    Ok((StatusCode::ACCEPTED, Answer(Queued::of(&party))))
}

/// Makes a kiosk that waits ten minutes to be paired. The answer shows its token, once.
#[utoipa::path(post, path = "/kiosks", tag = "kiosks", operation_id = "kiosk_make", request_body = NewKioskBody,
    responses((status = 201, body = NewKiosk)))]
pub(crate) async fn make(
    _: RateLimited,
    State(app): State<App>,
    MaybeJson(NewKioskBody {}): MaybeJson<NewKioskBody>,
) -> Result<(StatusCode, Answer<NewKiosk>), Problem> {
    Ok((StatusCode::CREATED, Answer(app.run(kiosks::make).await?)))
}

/// Shows a kiosk its pact; a sign of life.
#[utoipa::path(get, path = "/kiosk", tag = "kiosks", operation_id = "kiosk_look", security(("kiosk" = [])),
    responses((status = 200, body = KioskSelf)))]
pub(crate) async fn look(AtKiosk(kiosk): AtKiosk, State(app): State<App>) -> Answer<KioskSelf> {
    Answer(kiosks::look(app.service(), kiosk))
}

/// Opens a page for one mark, for ten minutes; the kiosk's earlier one is closed.
#[utoipa::path(post, path = "/marks", tag = "kiosks", operation_id = "slot_make", security(("kiosk" = [])),
    responses((status = 201, body = NewSlot)))]
pub(crate) async fn open_slot(
    AtKiosk(kiosk): AtKiosk,
    State(app): State<App>,
) -> Result<(StatusCode, Answer<NewSlot>), Problem> {
    Ok((StatusCode::CREATED, Answer(marks::make(app.service(), &kiosk)?)))
}

/// Puts a drawn mark, from a phone.
#[utoipa::path(put, path = "/marks/{slot}", tag = "kiosks", operation_id = "slot_put", security(("slot" = [])), request_body = MarkBody,
    responses((status = 204)))]
pub(crate) async fn put_mark(
    _: RateLimited,
    MarkToken(token): MarkToken,
    State(app): State<App>,
    InPath(slot): InPath<String>,
    Json(body): Json<MarkBody>,
) -> Result<StatusCode, Problem> {
    marks::put(app.service(), &slot, &token, &body)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The mark that was drawn, for the kiosk that opened the page.
#[utoipa::path(get, path = "/marks/{slot}", tag = "kiosks", operation_id = "slot_get", security(("kiosk" = [])),
    responses((status = 200, body = MarkAnswer)))]
pub(crate) async fn get_mark(
    AtKiosk(kiosk): AtKiosk,
    State(app): State<App>,
    InPath(slot): InPath<String>,
) -> Result<Answer<MarkAnswer>, Problem> {
    Ok(Answer(marks::get(app.service(), &slot, &kiosk)?))
}
