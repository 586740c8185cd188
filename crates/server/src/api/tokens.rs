//! Callers' tokens, for the administrator.

use crate::http::extract::{InPath, Json};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use giaouoc_ceremony::caller::Admin;
use giaouoc_ceremony::caller_tokens::{self, NewToken, TokenAnswer, TokenBody};

/// All tokens, revoked ones too.
#[utoipa::path(get, path = "/tokens", tag = "tokens", operation_id = "token_list", security(("token" = ["admin"])),
    responses((status = 200, body = Vec<TokenAnswer>)))]
pub(crate) async fn list(admin: Admin, State(app): State<App>) -> Result<Answer<Vec<TokenAnswer>>, Problem> {
    app.run(move |service| caller_tokens::list(service, &admin)).await.map(Answer)
}

/// Makes a token. The answer shows its text, once.
#[utoipa::path(post, path = "/tokens", tag = "tokens", operation_id = "token_make", security(("token" = ["admin"])), request_body = TokenBody,
    responses((status = 201, body = NewToken)))]
pub(crate) async fn make(
    admin: Admin,
    State(app): State<App>,
    Json(body): Json<TokenBody>,
) -> Result<(StatusCode, Answer<NewToken>), Problem> {
    let made = app.run(move |service| caller_tokens::make(service, &admin, body)).await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

/// Revokes a token.
#[utoipa::path(delete, path = "/tokens/{index}", tag = "tokens", operation_id = "token_revoke", security(("token" = ["admin"])),
    responses((status = 204)))]
pub(crate) async fn revoke(
    admin: Admin,
    State(app): State<App>,
    InPath(number): InPath<u64>,
) -> Result<StatusCode, Problem> {
    app.run(move |service| caller_tokens::revoke(service, &admin, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}
