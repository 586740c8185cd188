//! Drafts: what may still change, and the opening that ends it.

use crate::http::answers::IfMatch;
use crate::http::extract::{InPath, JsonBytes, LargeBodySlot, ListPage, MaybeJson, RateLimited};
use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::document_check::{self, CheckAnswer};
use giaouoc_ceremony::drafts::{self, DraftAnswer};
use giaouoc_ceremony::json::strict;
use giaouoc_ceremony::opening;
use giaouoc_ceremony::pact_list::{self, Cursor, PactList};
use giaouoc_ceremony::records::Receipt;
use giaouoc_core::pact::PactId;
use serde::Deserialize;
use utoipa::ToSchema;

fn draft(status: StatusCode, draft: DraftAnswer) -> Response {
    let tag = format!("\"{}\"", draft.revision);
    let place = format!("/api/v1/pacts/{}/draft", draft.id);
    (status, [(header::ETAG, tag), (header::LOCATION, place)], Json(draft)).into_response()
}

/// Keeps a new draft. `id`, `created`, `format` and `language` may be left out.
#[utoipa::path(post, path = "/pacts", tag = "drafts", operation_id = "draft_create", security(("token" = ["organiser"])), request_body = Object,
    responses((status = 201, body = DraftAnswer), (status = 200, body = DraftAnswer, description = "the same again")))]
pub(crate) async fn create(
    organiser: Organiser,
    State(app): State<App>,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let (new, made) = app.run(move |service| drafts::create(service, &organiser, strict(&body)?)).await?;
    Ok(draft(if new { StatusCode::CREATED } else { StatusCode::OK }, made))
}

/// Looks a document over and writes nothing.
#[utoipa::path(post, path = "/pacts/check", tag = "drafts", operation_id = "draft_check", request_body = Object,
    responses((status = 200, body = CheckAnswer)))]
pub(crate) async fn check(
    _: RateLimited,
    _slot: LargeBodySlot,
    State(app): State<App>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<CheckAnswer>, Problem> {
    let _turn = app.checks().acquire().await;
    app.run(move |_| Ok(Json(document_check::check_bytes(&body)?))).await
}

/// Lists drafts and opened pacts.
#[utoipa::path(get, path = "/pacts", tag = "drafts", operation_id = "pact_list", security(("token" = ["organiser"])),
    params(("after" = Option<String>, Query), ("limit" = Option<u64>, Query, minimum = 1, maximum = 100)),
    responses((status = 200, body = PactList)))]
pub(crate) async fn list(
    organiser: Organiser,
    State(app): State<App>,
    page: ListPage,
) -> Result<Json<PactList>, Problem> {
    let wrong = || Problem::from(HttpRefusal::QueryForm).at("after");
    let from = page.after.map_or(Some(Cursor::Drafts(None)), |after| Cursor::parse(&after)).ok_or_else(wrong)?;
    app.run(move |service| pact_list::list(service, &organiser, from, page.limit)).await.map(Json)
}

/// A draft; its ETag is the revision.
#[utoipa::path(get, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_get", security(("token" = ["organiser"])),
    responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn get(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    let found = app.run(move |service| drafts::get(service, &organiser, &id)).await?;
    Ok(draft(StatusCode::OK, found))
}

/// Saves a document over the revision in `If-Match`.
#[utoipa::path(put, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_save", security(("token" = ["organiser"])),
    request_body = Object, params(("if-match" = String, Header)), responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn put(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    over: IfMatch,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let over = over.due()?;
    let saved = app.run(move |service| drafts::save(service, &organiser, &id, over, strict(&body)?)).await?;
    Ok(draft(StatusCode::OK, saved))
}

/// Removes a draft that is not adopted.
#[utoipa::path(delete, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_delete", security(("token" = ["organiser"])),
    params(("if-match" = String, Header)), responses((status = 204)))]
pub(crate) async fn delete(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    revision: IfMatch,
) -> Result<StatusCode, Problem> {
    let revision = revision.due()?;
    app.run(move |service| drafts::delete(service, &organiser, &id, revision)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adopts a draft: it is frozen and waits for its opening (chờ mở). `If-Match` may say which revision.
#[utoipa::path(post, path = "/pacts/{id}/adopt", tag = "drafts", operation_id = "draft_adopt", security(("token" = ["organiser"])),
    params(("if-match" = Option<String>, Header)), responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn adopt(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    IfMatch(revision): IfMatch,
) -> Result<Response, Problem> {
    let adopted = app.run(move |service| drafts::adopt(service, &organiser, &id, revision)).await?;
    Ok(draft(StatusCode::OK, adopted))
}

/// Takes an adoption back, so that the draft may change again.
#[utoipa::path(delete, path = "/pacts/{id}/adopt", tag = "drafts", operation_id = "draft_unadopt", security(("token" = ["organiser"])),
    responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn unadopt(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    let thawed = app.run(move |service| drafts::release(service, &organiser, &id)).await?;
    Ok(draft(StatusCode::OK, thawed))
}

/// The registrar's signed opening, where the server cannot sign it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenBody {
    /// A `giaouoc/opening/v1` note.
    note: Option<String>,
}

/// Opens a pact: from now on nothing of it changes. For `identity: in-person` the registrar's signed note is due.
#[utoipa::path(post, path = "/pacts/{id}/open", tag = "drafts", operation_id = "pact_open", security(("token" = ["organiser"])),
    request_body = OpenBody, params(("if-match" = Option<String>, Header)), responses((status = 201, body = Receipt), (status = 200, body = Receipt, description = "it was open")))]
pub(crate) async fn open(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    IfMatch(revision): IfMatch,
    MaybeJson(body): MaybeJson<OpenBody>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    app.run(move |service| opening::open(service, &organiser, &id, revision, body.note.as_deref()))
        .await
        .map(super::receipt)
}
