//! Drafts: what may still change, and the opening that ends it.

use super::IfMatch;
use crate::app::App;
use crate::auth::Organiser;
use crate::ceremony::drafts::{self, CheckAnswer, DraftAnswer};
use crate::ceremony::opening;
use crate::ceremony::records::Receipt;
use crate::ceremony::view::{self, PactLine};
use crate::extract::{self, InPath, JsonBytes, MaybeJson, Page, Room, Unhurried};
use crate::problem::{Problem, Refusal};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_core::pact::PactId;
use giaouoc_store::office::Draft;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A page of pacts.
#[derive(Serialize, ToSchema)]
pub(crate) struct PactList {
    /// Drafts by id, then opened pacts, the newest opening first.
    items: Vec<PactLine>,
    /// What `after` is for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn draft(status: StatusCode, draft: DraftAnswer) -> Response {
    let tag = format!("\"{}\"", draft.revision);
    let place = format!("/api/v1/pacts/{}/draft", draft.id);
    (status, [(header::ETAG, tag), (header::LOCATION, place)], Json(draft)).into_response()
}

/// Keeps a new draft. `id`, `created`, `format` and `language` may be left out.
#[utoipa::path(post, path = "/pacts", tag = "drafts", operation_id = "draft_create", security(("token" = ["organiser"])), request_body = Object,
    responses((status = 201, body = DraftAnswer), (status = 200, body = DraftAnswer, description = "the same again")))]
pub(crate) async fn create(
    Organiser(author): Organiser,
    State(app): State<App>,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let (new, made) = app.run(move |app| drafts::create(app, &author, extract::strict(&body)?)).await?;
    Ok(draft(if new { StatusCode::CREATED } else { StatusCode::OK }, made))
}

/// Looks a document over and writes nothing.
#[utoipa::path(post, path = "/pacts/check", tag = "drafts", operation_id = "draft_check", request_body = Object,
    responses((status = 200, body = CheckAnswer)))]
pub(crate) async fn check(
    _: Unhurried,
    _room: Room,
    State(app): State<App>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<CheckAnswer>, Problem> {
    let _turn = app.checks().acquire().await;
    app.run(move |_| Ok(Json(drafts::check(&read_loosely(&body)?)))).await
}

/// A `null` in a document is one of the things that the check tells.
fn read_loosely(body: &[u8]) -> Result<Value, Problem> {
    let limits = giaouoc_core::json::Limits { depth: giaouoc_core::pact::MAX_DEPTH, bytes: body.len() };
    Ok(giaouoc_core::json::parse(body, limits)?)
}

/// Lists drafts and opened pacts.
#[utoipa::path(get, path = "/pacts", tag = "drafts", operation_id = "pact_list", security(("token" = ["organiser"])),
    params(("after" = Option<String>, Query), ("limit" = Option<u64>, Query, minimum = 1, maximum = 100)),
    responses((status = 200, body = PactList)))]
pub(crate) async fn list(_: Organiser, State(app): State<App>, page: Page) -> Result<Json<PactList>, Problem> {
    app.run(move |app| {
        let (mut items, opened_before) = match Cursor::parse(page.after.as_deref())? {
            Cursor::Drafts(after) => (draft_lines(app, after.as_ref(), page.limit)?, None),
            Cursor::Opened(before) => (Vec::new(), Some(before)),
        };
        let mut next = items.last().filter(|_| items.len() == page.limit).map(|line| format!("d-{}", line.id));
        let left = page.limit - items.len();
        if left > 0 {
            let opened = view::list(app, opened_before, left)?;
            next = opened.last().filter(|_| opened.len() == left).map(|(index, _)| format!("o-{index}"));
            items.extend(opened.into_iter().map(|(_, line)| line));
        }
        Ok(Json(PactList { items, next }))
    })
    .await
}

/// Where a page begins.
enum Cursor {
    Drafts(Option<PactId>),
    Opened(u64),
}

impl Cursor {
    fn parse(after: Option<&str>) -> Result<Self, Problem> {
        let wrong = || Problem::from(Refusal::QueryForm).at("after");
        match after.map(|text| text.split_once('-').ok_or_else(wrong)).transpose()? {
            None => Ok(Self::Drafts(None)),
            Some(("d", id)) => PactId::parse(id).map(|id| Self::Drafts(Some(id))).map_err(|_| wrong()),
            Some(("o", index)) => index.parse().map(Self::Opened).map_err(|_| wrong()),
            Some(_) => Err(wrong()),
        }
    }
}

fn draft_lines(app: &App, after: Option<&PactId>, limit: usize) -> Result<Vec<PactLine>, Problem> {
    Ok(app.office().drafts(after, limit)?.iter().map(draft_line).collect())
}

fn draft_line(draft: &Draft) -> PactLine {
    let document: Option<Value> = extract::strict(&draft.document).ok();
    let title = document.and_then(|document| Some(document.get("title")?.as_str()?.to_owned()));
    PactLine {
        id: draft.id.to_string(),
        title,
        state: if draft.adopted.is_some() { "adopted" } else { "draft" },
        signed: None,
        due: None,
        revision: Some(draft.revision),
        digest: None,
    }
}

/// A draft; its ETag is the revision.
#[utoipa::path(get, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_get", security(("token" = ["organiser"])),
    responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn get(_: Organiser, State(app): State<App>, InPath(id): InPath<PactId>) -> Result<Response, Problem> {
    let found = app.run(move |app| drafts::answer(drafts::find(app, &id)?)).await?;
    Ok(draft(StatusCode::OK, found))
}

/// Saves a document over the revision in `If-Match`.
#[utoipa::path(put, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_save", security(("token" = ["organiser"])),
    request_body = Object, params(("if-match" = String, Header)), responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn put(
    Organiser(author): Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    over: IfMatch,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let over = over.due()?;
    let saved = app.run(move |app| drafts::save(app, &author, &id, over, extract::strict(&body)?)).await?;
    Ok(draft(StatusCode::OK, saved))
}

/// Removes a draft that is not adopted.
#[utoipa::path(delete, path = "/pacts/{id}/draft", tag = "drafts", operation_id = "draft_delete", security(("token" = ["organiser"])),
    params(("if-match" = String, Header)), responses((status = 204)))]
pub(crate) async fn delete(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    revision: IfMatch,
) -> Result<StatusCode, Problem> {
    let revision = revision.due()?;
    app.run(move |app| drafts::delete(app, &id, revision)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adopts a draft: it is frozen and waits for its opening (chờ mở). `If-Match` may say which revision.
#[utoipa::path(post, path = "/pacts/{id}/adopt", tag = "drafts", operation_id = "draft_adopt", security(("token" = ["organiser"])),
    params(("if-match" = Option<String>, Header)), responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn adopt(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    IfMatch(revision): IfMatch,
) -> Result<Response, Problem> {
    let adopted = app.run(move |app| drafts::adopt(app, &id, revision)).await?;
    Ok(draft(StatusCode::OK, adopted))
}

/// Takes an adoption back, so that the draft may change again.
#[utoipa::path(delete, path = "/pacts/{id}/adopt", tag = "drafts", operation_id = "draft_unadopt", security(("token" = ["organiser"])),
    responses((status = 200, body = DraftAnswer)))]
pub(crate) async fn unadopt(
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    let thawed = app.run(move |app| drafts::release(app, &id)).await?;
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
    _: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    IfMatch(revision): IfMatch,
    MaybeJson(body): MaybeJson<OpenBody>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    app.run(move |app| opening::open(app, &id, revision, body.note.as_deref())).await.map(super::receipt)
}
