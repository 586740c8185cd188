//! Files that become drafts, and drafts that become files.

use crate::http::answers::{JSON, as_file};
use crate::http::extract::{AnyBytes, InPath};
use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use crate::state::App;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::imports::{self, ImportAnswer};
use giaouoc_core::pact::PactId;
use giaouoc_core::words::value_of;
use giaouoc_drafting::{Encoding, Form};
use serde::Deserialize;

/// `?encoding=`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    encoding: Option<String>,
}

/// Reads a file as a draft and keeps nothing: `.docx`, Markdown, plain text or our own JSON, at most 10 MiB. Which it
/// is, its content tells. `encoding` is a person's word on its letters: `unicode`, `tcvn3` or `vni`; guessed where it
/// is left out.
#[utoipa::path(post, path = "/import", tag = "drafts", operation_id = "draft_import", security(("token" = ["organiser"])),
    params(("encoding" = Option<String>, Query)),
    request_body(content_type = "application/octet-stream", content = [u8]), responses((status = 200, body = ImportAnswer)))]
pub(crate) async fn import(
    organiser: Organiser,
    State(app): State<App>,
    query: Result<Query<ImportQuery>, axum::extract::rejection::QueryRejection>,
    AnyBytes(bytes): AnyBytes,
) -> Result<Json<ImportAnswer>, Problem> {
    let wrong = || Problem::from(HttpRefusal::QueryForm).at("encoding");
    let Query(ImportQuery { encoding }) = query.map_err(|_| wrong())?;
    let encoding = encoding.map(|word| value_of(&Encoding::WORDS, &word).ok_or_else(wrong)).transpose()?;
    let _turn = app.checks().acquire().await;
    app.run(move |_| imports::import(&organiser, &bytes, encoding)).await.map(Json)
}

/// A draft, whole or not, or the document of an opened pact, as a file: `docx`, `md` or `json`. All of them can be
/// imported again; the first two are pages to work on and bear no id.
#[utoipa::path(get, path = "/pacts/{id}/export/{file}", tag = "drafts", operation_id = "draft_export", security(("token" = ["organiser"])),
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn export(
    organiser: Organiser,
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
) -> Result<Response, Problem> {
    let form = value_of(&Form::WORDS, &file).ok_or(Refusal::NotFound)?;
    let name = format!("{id}.{file}");
    let bytes = app.run(move |service| imports::export(service, &organiser, &id, form)).await?;
    let kind = match form {
        Form::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Form::Markdown => "text/markdown; charset=utf-8",
        Form::Json => JSON,
    };
    Ok(as_file(([(header::CONTENT_TYPE, kind)], bytes).into_response(), &name))
}
