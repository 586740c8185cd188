//! Logging in, and who may.

use crate::credentials::callers::MaybeCaller;
use crate::credentials::sessions;
use crate::http::extract::{InPath, Json, Named, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::accounts::{self, NewSession, role_of};
use giaouoc_ceremony::caller::Admin;
use giaouoc_store::workspace::accounts::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Name and password of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginBody {
    name: String,
    password: String,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupBody {
    /// The text behind the `#` of the link that the terminal has shown.
    token: String,
    name: String,
    password: String,
}

/// One's own new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    old: String,
    new: String,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountBody {
    name: String,
    /// `admin`, `organiser`, `desk`.
    role: String,
    /// 10 to 200 characters.
    password: String,
}

/// Changes of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    role: Option<String>,
    password: Option<String>,
    disabled: Option<bool>,
}

/// The account that is logged in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionAnswer {
    name: String,
    /// `admin`, `organiser`, `desk`.
    role: &'static str,
}

/// An account, without its password.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountAnswer {
    name: String,
    /// `admin`, `organiser`, `desk`.
    role: &'static str,
    /// Time at which it was made.
    made: String,
    /// Since when it may not log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled: Option<String>,
}

impl AccountAnswer {
    pub(crate) fn of(account: Account) -> Self {
        Self {
            name: account.name,
            role: account.role.as_str(),
            made: account.made.to_string(),
            disabled: account.disabled.map(|time| time.to_string()),
        }
    }
}

/// The name in `/accounts/{name}`.
pub(crate) struct AccountName(pub(crate) String);

impl Named for AccountName {
    fn read(params: &axum::extract::RawPathParams) -> Option<Self> {
        params.iter().find(|(key, _)| *key == "name").map(|(_, value)| Self(value.to_owned()))
    }
}

fn with_cookie(cookie: HeaderValue, answer: impl IntoResponse) -> Response {
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}

fn begun(NewSession { account, secret }: NewSession) -> Result<Response, Problem> {
    Ok(with_cookie(
        sessions::begin(&secret)?,
        Answer(SessionAnswer { name: account.name, role: account.role.as_str() }),
    ))
}

/// Makes the first administrator, by the link that the terminal shows at the first start, and logs in.
#[utoipa::path(post, path = "/setup", tag = "accounts", operation_id = "setup", request_body = SetupBody, responses((status = 204)))]
pub(crate) async fn setup(
    _: RateLimited,
    State(app): State<App>,
    headers: HeaderMap,
    Json(SetupBody { token, name, password }): Json<SetupBody>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, app.public_url())?;
    let begun = app.run(move |service| accounts::set_up(service, &token, &name, &password)).await?;
    Ok(with_cookie(sessions::begin(&begun.secret)?, StatusCode::NO_CONTENT))
}

/// Logs in: the answer sets the cookie `__Host-giaouoc`.
#[utoipa::path(post, path = "/session", tag = "accounts", operation_id = "session_begin", request_body = LoginBody, responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn log_in(
    _: RateLimited,
    State(app): State<App>,
    headers: HeaderMap,
    Json(LoginBody { name, password }): Json<LoginBody>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, app.public_url())?;
    begun(app.run(move |service| accounts::log_in(service, &name, &password)).await?)
}

/// The account that is logged in.
#[utoipa::path(get, path = "/session", tag = "accounts", operation_id = "session_get", security(("session" = [])), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn session(caller: MaybeCaller) -> Result<Answer<SessionAnswer>, Problem> {
    let (name, role) = caller.session().ok_or(Refusal::Unauthorised)?;
    Ok(Answer(SessionAnswer { name: name.to_owned(), role: role.as_str() }))
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = "accounts", operation_id = "session_end", security(("session" = [])), responses((status = 204)))]
pub(crate) async fn log_out(_: MaybeCaller, State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(session) = sessions::cookie(&headers) {
        app.run(move |service| accounts::log_out(service, &session)).await?;
    }
    Ok(with_cookie(sessions::forget()?, StatusCode::NO_CONTENT))
}

/// Changes one's own password; all of one's sessions end.
#[utoipa::path(put, path = "/session/password", tag = "accounts", operation_id = "session_password", security(("session" = [])), request_body = PasswordBody, responses((status = 204)))]
pub(crate) async fn password(
    _: RateLimited,
    caller: MaybeCaller,
    State(app): State<App>,
    Json(PasswordBody { old, new }): Json<PasswordBody>,
) -> Result<StatusCode, Problem> {
    let (name, _) = caller.session().ok_or(Refusal::Unauthorised)?;
    let name = name.to_owned();
    app.run(move |service| accounts::change_password(service, &name, &old, &new)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All accounts.
#[utoipa::path(get, path = "/accounts", tag = "accounts", operation_id = "account_list", security(("token" = ["admin"]), ("session" = ["admin"])), responses((status = 200, body = Vec<AccountAnswer>)))]
pub(crate) async fn list(admin: Admin, State(app): State<App>) -> Result<Answer<Vec<AccountAnswer>>, Problem> {
    let found = app.run(move |service| accounts::list(service, &admin)).await?;
    Ok(Answer(found.into_iter().map(AccountAnswer::of).collect()))
}

/// Makes an account.
#[utoipa::path(post, path = "/accounts", tag = "accounts", operation_id = "account_make", security(("token" = ["admin"]), ("session" = ["admin"])), request_body = AccountBody, responses((status = 201, body = AccountAnswer)))]
pub(crate) async fn make(
    admin: Admin,
    State(app): State<App>,
    Json(AccountBody { name, role, password }): Json<AccountBody>,
) -> Result<(StatusCode, Answer<AccountAnswer>), Problem> {
    let role = role_of(&role)?;
    let made = app.run(move |service| accounts::make(service, &admin, &name, role, &password));
    Ok((StatusCode::CREATED, Answer(AccountAnswer::of(made.await?))))
}

/// Changes role, password or access of an account; its sessions end.
#[utoipa::path(put, path = "/accounts/{name}", tag = "accounts", operation_id = "account_change", security(("token" = ["admin"]), ("session" = ["admin"])), request_body = ChangeBody, responses((status = 204)))]
pub(crate) async fn change(
    admin: Admin,
    State(app): State<App>,
    InPath(AccountName(name)): InPath<AccountName>,
    Json(ChangeBody { role, password, disabled }): Json<ChangeBody>,
) -> Result<StatusCode, Problem> {
    let role = role.as_deref().map(role_of).transpose()?;
    app.run(move |service| accounts::change(service, &admin, &name, role, password.as_deref(), disabled)).await?;
    Ok(StatusCode::NO_CONTENT)
}
