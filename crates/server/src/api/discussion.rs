//! The discussion of a draft, for organisers and for whoever has a link: versions, comments, agreements.

use crate::http::extract::{InPath, Json, ListPage, RateLimited};
use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::caller::Participant;
use giaouoc_ceremony::discussion::{self, AgreementBody, CommentBody, DiscussionAnswer, VersionAnswer, VersionBody};
use giaouoc_ceremony::shares::{self, NewShare, ShareAnswer, ShareBody};
use giaouoc_core::pact::{PactId, PartyId};
use serde::Serialize;
use utoipa::ToSchema;

/// A draft and all that was said about it.
#[utoipa::path(get, path = "/pacts/{id}/discussion", tag = "discussion", operation_id = "discussion_get",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 200, body = DiscussionAnswer)))]
pub(crate) async fn get(
    participant: Participant,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<DiscussionAnswer>, Problem> {
    app.run(move |service| discussion::look(service, &id, &participant)).await.map(Answer)
}

/// Removes the discussion of an opened pact: versions, links, comments and agreements.
#[utoipa::path(delete, path = "/pacts/{id}/discussion", tag = "discussion", operation_id = "discussion_forget",
    security(("token" = ["organiser"])), responses((status = 204)))]
pub(crate) async fn forget(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::forget(service, &organiser, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The links by which a draft is shared, without their tokens.
#[utoipa::path(get, path = "/pacts/{id}/shares", tag = "discussion", operation_id = "share_list",
    security(("token" = ["organiser"])), responses((status = 200, body = Vec<ShareAnswer>)))]
pub(crate) async fn shares(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Answer<Vec<ShareAnswer>>, Problem> {
    app.run(move |service| shares::list(service, &organiser, &id)).await.map(Answer)
}

/// Makes a link to a draft. The answer shows its token, once.
#[utoipa::path(post, path = "/pacts/{id}/shares", tag = "discussion", operation_id = "share_make",
    security(("token" = ["organiser"])), request_body = ShareBody, responses((status = 201, body = NewShare)))]
pub(crate) async fn share(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<ShareBody>,
) -> Result<(StatusCode, Answer<NewShare>), Problem> {
    let made = app.run(move |service| shares::make(service, &organiser, &id, &body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Revokes a link.
#[utoipa::path(delete, path = "/pacts/{id}/shares/{number}", tag = "discussion", operation_id = "share_revoke",
    security(("token" = ["organiser"])), responses((status = 204)))]
pub(crate) async fn unshare(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, number)): InPath<(PactId, u64)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| shares::revoke(service, &organiser, &id, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The number of something new.
#[derive(Serialize, ToSchema)]
pub(crate) struct Numbered {
    /// Its number.
    pub(crate) number: u64,
}

/// Says something about a draft, or answers what was said.
#[utoipa::path(post, path = "/pacts/{id}/comments", tag = "discussion", operation_id = "comment_make",
    security(("token" = ["organiser"]), ("share" = [])), request_body = CommentBody, responses((status = 201, body = Numbered)))]
pub(crate) async fn say(
    _: RateLimited,
    participant: Participant,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    Json(body): Json<CommentBody>,
) -> Result<(StatusCode, Answer<Numbered>), Problem> {
    let number = app.run(move |service| discussion::say(service, &id, &participant, &body)).await?;
    Ok((StatusCode::CREATED, Answer(Numbered { number })))
}

/// Removes one's own comment and its answers; an organiser removes any.
#[utoipa::path(delete, path = "/pacts/{id}/comments/{number}", tag = "discussion", operation_id = "comment_remove",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 204)))]
pub(crate) async fn remove(
    participant: Participant,
    State(app): State<App>,
    InPath((id, number)): InPath<(PactId, u64)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::remove(service, &id, &participant, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a comment is dealt with: whoever made it, or an organiser.
#[utoipa::path(put, path = "/pacts/{id}/comments/{number}/resolved", tag = "discussion", operation_id = "comment_resolve",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 204)))]
pub(crate) async fn resolve(
    participant: Participant,
    State(app): State<App>,
    InPath((id, number)): InPath<(PactId, u64)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::resolve(service, &id, &participant, number, true)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a comment again.
#[utoipa::path(delete, path = "/pacts/{id}/comments/{number}/resolved", tag = "discussion", operation_id = "comment_reopen",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 204)))]
pub(crate) async fn reopen(
    participant: Participant,
    State(app): State<App>,
    InPath((id, number)): InPath<(PactId, u64)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::resolve(service, &id, &participant, number, false)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that a unit agrees with the draft as it is now: through the unit's link, or by an organiser.
#[utoipa::path(put, path = "/pacts/{id}/agreements/{party}", tag = "discussion", operation_id = "agreement_note",
    security(("token" = ["organiser"]), ("share" = [])), request_body = AgreementBody, responses((status = 204)))]
pub(crate) async fn agree(
    participant: Participant,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
    Json(body): Json<AgreementBody>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::agree(service, &id, &participant, &party, &body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the word of a unit back.
#[utoipa::path(delete, path = "/pacts/{id}/agreements/{party}", tag = "discussion", operation_id = "agreement_take_back",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 204)))]
pub(crate) async fn disagree(
    participant: Participant,
    State(app): State<App>,
    InPath((id, party)): InPath<(PactId, PartyId)>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| discussion::disagree(service, &id, &participant, &party)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A page of versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionList {
    /// Newest first.
    items: Vec<VersionAnswer>,
    /// The value of `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The versions of a draft, newest first, without their documents. After the opening, for organisers.
#[utoipa::path(get, path = "/pacts/{id}/versions", tag = "discussion", operation_id = "version_list",
    security(("token" = ["organiser"]), ("share" = [])),
    params(("after" = Option<String>, Query), ("limit" = Option<u64>, Query, minimum = 1, maximum = 100)),
    responses((status = 200, body = VersionList)))]
pub(crate) async fn versions(
    _: Participant,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    page: ListPage,
) -> Result<Answer<VersionList>, Problem> {
    let wrong = || Problem::from(HttpRefusal::QueryForm).at("after");
    let before = page.after.map(|after| after.parse::<u64>().map_err(|_| wrong())).transpose()?;
    app.run(move |service| {
        let items = discussion::versions(service, &id, before, page.limit)?;
        let next = items.last().filter(|_| items.len() == page.limit).map(|last| last.revision.to_string());
        Ok(Answer(VersionList { items, next }))
    })
    .await
}

/// One version and its document.
#[utoipa::path(get, path = "/pacts/{id}/versions/{number}", tag = "discussion", operation_id = "version_get",
    security(("token" = ["organiser"]), ("share" = [])), responses((status = 200, body = VersionAnswer)))]
pub(crate) async fn version(
    _: Participant,
    State(app): State<App>,
    InPath((id, revision)): InPath<(PactId, u64)>,
) -> Result<Answer<VersionAnswer>, Problem> {
    app.run(move |service| discussion::version(service, &id, revision)).await.map(Answer)
}

/// Names a version, which then stays.
#[utoipa::path(put, path = "/pacts/{id}/versions/{number}", tag = "discussion", operation_id = "version_name",
    security(("token" = ["organiser"])), request_body = VersionBody, responses((status = 200, body = VersionAnswer)))]
pub(crate) async fn name(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, revision)): InPath<(PactId, u64)>,
    Json(body): Json<VersionBody>,
) -> Result<Answer<VersionAnswer>, Problem> {
    app.run(move |service| discussion::name(service, &organiser, &id, revision, &body)).await.map(Answer)
}
