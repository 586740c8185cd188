//! Callers: programs with a token, and browsers that have logged in ([`super::sessions`]).

use super::{bearer, sessions};
use crate::http::problem::Problem;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use giaouoc_ceremony::caller::{Admin, Caller, Desk, Organiser};
use giaouoc_ceremony::token::Secret;
use giaouoc_ceremony::{Refusal, Refused};
use giaouoc_store::workspace::Scope;

/// Any request, with its caller if there is one: what may be sent without a token depends on what is sent. A token that
/// is not valid is no caller.
pub(crate) struct MaybeCaller(pub(crate) Option<Caller>);

impl MaybeCaller {
    /// Name and role of the account that has logged in.
    pub(crate) fn session(&self) -> Option<(&str, Scope)> {
        self.0.as_ref()?.session()
    }

    /// True if there is a caller with this right.
    pub(crate) fn has<R>(&self, right: impl FnOnce(&Caller) -> Result<R, Refused>) -> bool {
        self.0.as_ref().is_some_and(|caller| right(caller).is_ok())
    }

    /// An administrator's right.
    pub(crate) fn admin(&self) -> Result<Admin, Problem> {
        Ok(self.0.as_ref().ok_or(Refusal::Unauthorised)?.admin()?)
    }
}

impl FromRequestParts<App> for MaybeCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        find(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        caller_with(parts, app, Caller::admin).await
    }
}

impl FromRequestParts<App> for Organiser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        caller_with(parts, app, Caller::organiser).await
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        caller_with(parts, app, Caller::desk).await
    }
}

async fn caller_with<R>(
    parts: &Parts,
    app: &App,
    right: impl FnOnce(&Caller) -> Result<R, Refused>,
) -> Result<R, Problem> {
    let caller = find(parts, app).await?.ok_or(Refusal::Unauthorised)?;
    Ok(right(&caller)?)
}

async fn find(parts: &Parts, app: &App) -> Result<Option<Caller>, Problem> {
    if let Some(token) = bearer::token(&parts.headers, Secret::CALLER) {
        return app.run(move |service| Caller::by_token(service.workspace(), &token)).await;
    }
    let Some(hash) = sessions::cookie(&parts.headers) else { return Ok(None) };
    // A browser sends its cookie whoever has made the request: what changes something must come from a page of ours.
    if !parts.method.is_safe() {
        sessions::must_be_same_origin(&parts.headers, app.public_url())?;
    }
    app.run(move |service| Caller::by_session(service.workspace(), &hash, service.now())).await
}
