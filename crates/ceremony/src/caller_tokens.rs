//! The tokens by which programs call, for the administrator.

use crate::caller::Admin;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::text;
use giaouoc_core::time::Time;
use giaouoc_core::words::value_of;
use giaouoc_store::workspace::{Scope, Token, Workspace};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A token that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenBody {
    /// `admin`, `organiser`, `desk`.
    scope: String,
    /// Name of its bearer.
    label: String,
}

/// A token, without its text.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// Its number, by which it is revoked.
    number: u64,
    /// Its scope: `admin`, `organiser`, `desk`.
    scope: &'static str,
    /// Name of its bearer.
    label: String,
    /// Time at which it was made.
    made: String,
    /// Time at which it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
}

/// A new token, its text shown once.
#[derive(Serialize, ToSchema)]
pub struct NewToken {
    /// The text; only its SHA-256 is kept.
    token: String,
    /// The new item, without its token.
    made: TokenAnswer,
}

/// All tokens, revoked ones too.
///
/// # Errors
/// The errors of the store.
pub fn list(service: &Service, _: &Admin) -> Result<Vec<TokenAnswer>, Refused> {
    Ok(service.workspace().tokens()?.into_iter().map(answer).collect())
}

/// Makes a token.
///
/// # Errors
/// [`Code::ValueForm`] at `/scope`, codes of the text rule at `/label`.
pub fn make(service: &Service, _: &Admin, body: TokenBody) -> Result<NewToken, Refused> {
    let scope = value_of(&Scope::WORDS, &body.scope).ok_or_else(|| CoreError::new(Code::ValueForm).at("/scope"))?;
    text::check_value(&body.label).map_err(|e| e.at("/label"))?;
    let secret = add(service.workspace(), scope, body.label, service.now())?;
    let stored = service.workspace().token(&secret.hash())?.ok_or(Refusal::Internal)?;
    Ok(NewToken { token: secret.reveal(), made: answer(stored) })
}

/// Revokes a token by its number.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn revoke(service: &Service, _: &Admin, number: u64) -> Result<(), Refused> {
    Ok(service.workspace().revoke_token(number, service.now())?)
}

/// A token of an administrator, made at the start where no valid one is left, or where the operator wants one: whoever
/// can start the service can have one.
///
/// # Errors
/// The errors of the store; [`Refusal::Internal`] where there are no random bytes.
pub fn make_first(workspace: &dyn Workspace, wanted: bool, now: Time) -> Result<Option<Secret>, Refused> {
    if !wanted && workspace.tokens()?.iter().any(|token| token.scope == Scope::Admin && token.revoked.is_none()) {
        return Ok(None);
    }
    add(workspace, Scope::Admin, "made at the start".to_owned(), now).map(Some)
}

fn add(workspace: &dyn Workspace, scope: Scope, label: String, made: Time) -> Result<Secret, Refused> {
    let secret = Secret::new(Secret::CALLER)?;
    workspace.add_token(&Token { number: 0, hash: secret.hash(), scope, label, made, revoked: None })?;
    Ok(secret)
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
