//! Callers' tokens, for the administrator.

use crate::app::App;
use crate::auth::{Admin, Secret};
use crate::ceremony::pick;
use crate::extract::{InPath, Json};
use crate::problem::{Problem, Refusal};
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::text;
use giaouoc_store::office::{Scope, Token};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a new token may do, and whose it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    /// `admin`, `organiser`, `desk`.
    scope: String,
    /// Whose it is.
    label: String,
}

/// A token, without its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenAnswer {
    /// Its number, by which it is revoked.
    number: u64,
    /// What it may do.
    scope: &'static str,
    /// Whose it is.
    label: String,
    /// When it was made.
    made: String,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
}

/// A new token, its text shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewToken {
    /// The text; only its SHA-256 is kept.
    token: String,
    /// What was made.
    made: TokenAnswer,
}

fn answer(token: Token) -> TokenAnswer {
    TokenAnswer {
        number: token.number,
        scope: token.scope.as_str(),
        label: token.label,
        made: token.made.to_string(),
        revoked: token.revoked.map(|time| time.to_string()),
    }
}

/// All tokens, revoked ones too.
#[utoipa::path(get, path = "/tokens", tag = "tokens", operation_id = "token_list", security(("token" = ["admin"])),
    responses((status = 200, body = Vec<TokenAnswer>)))]
pub(crate) async fn list(_: Admin, State(app): State<App>) -> Result<Answer<Vec<TokenAnswer>>, Problem> {
    app.run(|app| Ok(Answer(app.office().tokens()?.into_iter().map(answer).collect()))).await
}

/// Makes a token. The answer shows its text, once.
#[utoipa::path(post, path = "/tokens", tag = "tokens", operation_id = "token_make", security(("token" = ["admin"])), request_body = TokenBody,
    responses((status = 201, body = NewToken)))]
pub(crate) async fn make(
    _: Admin,
    State(app): State<App>,
    Json(body): Json<TokenBody>,
) -> Result<(StatusCode, Answer<NewToken>), Problem> {
    let made = app.run(move |app| new(app, body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

fn new(app: &App, body: TokenBody) -> Result<NewToken, Problem> {
    let scope = pick(&Scope::WORDS, &body.scope).ok_or_else(|| CoreError::new(Code::ValueForm).at("/scope"))?;
    text::check_value(&body.label).map_err(|e| e.at("/label"))?;
    let secret = Secret::new(Secret::CALLER)?;
    let token = Token { number: 0, hash: secret.hash(), scope, label: body.label, made: app.now(), revoked: None };
    app.office().add_token(&token)?;
    let kept = app.office().token(&secret.hash())?.ok_or(Refusal::Internal)?;
    Ok(NewToken { token: secret.reveal(), made: answer(kept) })
}

/// Revokes a token.
#[utoipa::path(delete, path = "/tokens/{index}", tag = "tokens", operation_id = "token_revoke", security(("token" = ["admin"])),
    responses((status = 204)))]
pub(crate) async fn revoke(
    _: Admin,
    State(app): State<App>,
    InPath(number): InPath<u64>,
) -> Result<StatusCode, Problem> {
    app.run(move |app| Ok(app.office().revoke_token(number, app.now())?)).await?;
    Ok(StatusCode::NO_CONTENT)
}
