//! Files that become drafts, and drafts that become files.

use super::as_file;
use crate::app::App;
use crate::auth::Organiser;
use crate::ceremony::{drafts, pick};
use crate::extract::{AnyBytes, InPath, strict};
use crate::problem::{Problem, Refusal};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use giaouoc_core::pact::PactId;
use giaouoc_drafting::{Encoding, Form, Imported};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A file as a draft that is kept nowhere yet: a person confirms it first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportAnswer {
    /// `docx`, `markdown` or `json`.
    #[schema(value_type = String)]
    form: Form,
    /// The draft, with the letters as they were found.
    #[schema(value_type = Object)]
    document: Value,
    /// The draft with all of `mends` made.
    #[schema(value_type = Object)]
    mended: Value,
    /// What the text rule will not take, or what deceives the eye: `{place, at, found, put, why}`; `why` is `removed`, `space`,
    /// `line-break`, `composed` or `look-alike`. At most 200.
    #[schema(value_type = Vec<Object>)]
    mends: Vec<giaouoc_drafting::Mend>,
    /// What was recognised, and from which words: `{place, from}`. At most 200.
    #[schema(value_type = Vec<Object>)]
    guesses: Vec<giaouoc_drafting::Guess>,
    /// Text of the time before Unicode, converted: `{encoding, samples: [{before, after}]}`; `encoding` is `tcvn3` or `vni`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    legacy: Option<giaouoc_drafting::Legacy>,
    /// What of the file is not in the draft: `{what, text?}`.
    #[schema(value_type = Vec<Object>)]
    left_out: Vec<giaouoc_drafting::LeftOut>,
}

/// `?encoding=`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    encoding: Option<String>,
}

/// Reads a file as a draft and keeps nothing: `.docx`, Markdown, plain text or our own JSON, at most 10 MiB. Which it is, its
/// content tells. `encoding` is a person's word on its letters: `unicode`, `tcvn3` or `vni`; guessed where it is left out.
#[utoipa::path(post, path = "/import", tag = "drafts", operation_id = "draft_import", security(("token" = ["organiser"])),
    params(("encoding" = Option<String>, Query)),
    request_body(content_type = "application/octet-stream", content = [u8]), responses((status = 200, body = ImportAnswer)))]
pub(crate) async fn import(
    _: Organiser,
    State(app): State<App>,
    query: Result<Query<ImportQuery>, axum::extract::rejection::QueryRejection>,
    AnyBytes(bytes): AnyBytes,
) -> Result<Json<ImportAnswer>, Problem> {
    let wrong = || Problem::from(Refusal::QueryForm).at("encoding");
    let Query(ImportQuery { encoding }) = query.map_err(|_| wrong())?;
    let encoding = encoding.map(|word| pick(&Encoding::WORDS, &word).ok_or_else(wrong)).transpose()?;
    let _turn = app.checks().acquire().await;
    app.run(move |_| {
        let Imported { form, document, mended, mends, guesses, legacy, left_out } =
            giaouoc_drafting::read(&bytes, encoding)?;
        Ok(Json(ImportAnswer { form, document, mended, mends, guesses, legacy, left_out }))
    })
    .await
}

/// A draft, whole or not, or the document of an opened pact, as a file: `docx`, `md` or `json`. All of them can be imported
/// again; the first two are pages to work on and bear no id.
#[utoipa::path(get, path = "/pacts/{id}/export/{file}", tag = "drafts", operation_id = "draft_export", security(("token" = ["organiser"])),
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn export(
    _: Organiser,
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
) -> Result<Response, Problem> {
    let form = pick(&Form::WORDS, &file).ok_or(Refusal::NotFound)?;
    let name = format!("{id}.{file}");
    let bytes = app
        .run(move |app| {
            let document = match app.ledger().pact_by_id(&id)? {
                Some(pact) => strict(pact.canonical())?,
                None => strict(&drafts::find(app, &id)?.document)?,
            };
            Ok(giaouoc_drafting::write(&document, form)?)
        })
        .await?;
    let kind = match form {
        Form::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Form::Markdown => "text/markdown; charset=utf-8",
        Form::Json => super::JSON,
    };
    Ok(as_file(([(header::CONTENT_TYPE, kind)], bytes).into_response(), &name))
}
