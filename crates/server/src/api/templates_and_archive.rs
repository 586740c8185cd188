//! The organiser's own things: templates, the archive, a year's evidence.

use crate::http::answers::as_file;
use crate::http::extract::{InPath, Json};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::archive::{self, TemplateAnswer, TemplateBody};
use giaouoc_ceremony::caller::Organiser;
use giaouoc_core::pact::PactId;

use super::discussion::Numbered;

/// The organiser's own templates, by name.
#[utoipa::path(get, path = "/templates", tag = "drafts", operation_id = "template_list", security(("token" = ["organiser"])),
    responses((status = 200, body = Vec<TemplateAnswer>)))]
pub(crate) async fn templates(
    organiser: Organiser,
    State(app): State<App>,
) -> Result<Answer<Vec<TemplateAnswer>>, Problem> {
    app.run(move |service| archive::templates(service, &organiser)).await.map(Answer)
}

/// Keeps a template; one of the same name goes.
#[utoipa::path(post, path = "/templates", tag = "drafts", operation_id = "template_put", security(("token" = ["organiser"])),
    request_body = TemplateBody, responses((status = 201, body = Numbered)))]
pub(crate) async fn put(
    organiser: Organiser,
    State(app): State<App>,
    Json(body): Json<TemplateBody>,
) -> Result<(StatusCode, Answer<Numbered>), Problem> {
    let number = app.run(move |service| archive::put_template(service, &organiser, body)).await?;
    Ok((StatusCode::CREATED, Answer(Numbered { number })))
}

/// Removes a template.
#[utoipa::path(delete, path = "/templates/{number}", tag = "drafts", operation_id = "template_remove", security(("token" = ["organiser"])),
    responses((status = 204)))]
pub(crate) async fn remove(
    organiser: Organiser,
    State(app): State<App>,
    InPath(number): InPath<u64>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| archive::remove_template(service, &organiser, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts an opened pact away: lists show it apart, and nothing else changes.
#[utoipa::path(put, path = "/pacts/{id}/archived", tag = "pacts", operation_id = "pact_archive", security(("token" = ["organiser"])),
    responses((status = 204)))]
pub(crate) async fn archive(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| archive::archive(service, &organiser, &id, true)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings it back.
#[utoipa::path(delete, path = "/pacts/{id}/archived", tag = "pacts", operation_id = "pact_unarchive", security(("token" = ["organiser"])),
    responses((status = 204)))]
pub(crate) async fn unarchive(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| archive::archive(service, &organiser, &id, false)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The evidence of every opened pact whose period begins in a year, with the policy and a table (CSV), as one ZIP
/// archive.
#[utoipa::path(get, path = "/years/{number}/evidence", tag = "pacts", operation_id = "year_evidence", security(("token" = ["organiser"])),
    responses((status = 200, content_type = "application/zip", body = [u8])))]
pub(crate) async fn year(
    organiser: Organiser,
    State(app): State<App>,
    InPath(year): InPath<u64>,
) -> Result<Response, Problem> {
    let _turn = app.checks().acquire().await;
    let bytes = app.run(move |service| archive::year(service, &organiser, year)).await?;
    let answer = ([(header::CONTENT_TYPE, "application/zip")], bytes).into_response();
    Ok(as_file(answer, &format!("giao-uoc-{year}.zip")))
}
