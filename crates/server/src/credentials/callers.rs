//! Who calls: bearer tokens and their scopes, and browsers that have logged in ([`crate::sessions`]). A token is 256 random bits; the store has its SHA-256 only.
//!
//! Looking a token up by its hash takes no time that depends on the token's text: whoever can choose hashes near to a
//! stored one can also invert SHA-256.

use crate::app::App;
use crate::problem::{Problem, Refusal};
use crate::sessions;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use giaouoc_core::Digest;
use giaouoc_store::office::Scope;
use std::fmt;
use zeroize::Zeroizing;

/// The text of a token, shown once and never kept.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// What callers' tokens begin with, so that scanners of leaked secrets find them.
    pub(crate) const CALLER: &'static str = "gu_";
    /// What sessions' tokens begin with.
    pub(crate) const SESSION: &'static str = "gs_";
    /// What the token of the first set-up begins with.
    pub(crate) const SETUP: &'static str = "gf_";
    /// What invitations' tokens begin with.
    pub(crate) const INVITATION: &'static str = "gi_";

    /// 256 random bits behind a prefix.
    pub(crate) fn new(prefix: &str) -> Result<Self, Problem> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|error| {
            tracing::error!(%error, "no random bytes");
            Refusal::Internal
        })?;
        Ok(Self(Zeroizing::new(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice())))))
    }

    /// A text that somebody has sent.
    pub(crate) fn given(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// What the store knows.
    pub(crate) fn hash(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The text, for the one answer that shows it.
    pub(crate) fn reveal(&self) -> String {
        self.0.to_string()
    }

    /// The bearer token of a request, if one of this prefix came.
    pub(crate) fn of(headers: &HeaderMap, prefix: &str) -> Option<Self> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.split_once(' ')?;
        let right = scheme.eq_ignore_ascii_case("bearer") && token.starts_with(prefix) && token.len() <= 100;
        right.then(|| Self(Zeroizing::new(token.to_owned())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Somebody with a token, or a browser that has logged in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) scope: Scope,
    /// Who has logged in; a bearer of a token is nobody by name.
    pub(crate) account: Option<String>,
    /// The account, or the label of the token: as whom the office remembers them.
    pub(crate) name: String,
}

impl Caller {
    async fn of(parts: &Parts, app: &App) -> Result<Option<Self>, Problem> {
        if let Some(secret) = Secret::of(&parts.headers, Secret::CALLER) {
            let found = app.run(move |app| Ok(app.office().token(&secret.hash())?)).await?;
            let good = found.filter(|token| token.revoked.is_none());
            return Ok(good.map(|token| Self { scope: token.scope, account: None, name: token.label }));
        }
        let Some(hash) = sessions::cookie(&parts.headers) else { return Ok(None) };
        // A cookie comes along whoever has made the request: what changes something must come from a page of ours.
        if !parts.method.is_safe() {
            sessions::must_be_same_origin(&parts.headers, app)?;
        }
        let found = app.run(move |app| Ok(app.office().session(&hash, app.now())?)).await?;
        Ok(found.map(|account| Self { scope: account.role, name: account.name.clone(), account: Some(account.name) }))
    }

    /// Whether the token reaches so far; an administrator may do everything.
    fn may(self, scopes: &[Scope]) -> Result<Self, Problem> {
        if self.scope == Scope::Admin || scopes.contains(&self.scope) {
            Ok(self)
        } else {
            Err(Refusal::ForbiddenScope.into())
        }
    }

    async fn with(parts: &Parts, app: &App, scopes: &[Scope]) -> Result<Self, Problem> {
        Self::of(parts, app).await?.ok_or(Refusal::Unauthorised)?.may(scopes)
    }
}

/// An administrator.
pub(crate) struct Admin;

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Caller::with(parts, app, &[]).await.map(|_| Self)
    }
}

/// An organiser, by account or label of their token.
pub(crate) struct Organiser(pub(crate) String);

impl FromRequestParts<App> for Organiser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Caller::with(parts, app, &[Scope::Organiser]).await.map(|caller| Self(caller.name))
    }
}

/// The desk, or an organiser.
pub(crate) struct Desk;

impl FromRequestParts<App> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Caller::with(parts, app, &[Scope::Organiser, Scope::Desk]).await.map(|_| Self)
    }
}

/// Whoever calls: what may be sent without a token depends on what is sent. A token that is not valid is no caller.
pub(crate) struct Anybody(Option<Caller>);

impl Anybody {
    /// An organiser's right, where it turns out to be needed.
    pub(crate) fn must_be_organiser(&self) -> Result<(), Problem> {
        self.must_be(&[Scope::Organiser])
    }

    /// The desk's or an organiser's right, where it turns out to be needed.
    pub(crate) fn must_be_desk(&self) -> Result<(), Problem> {
        self.must_be(&[Scope::Organiser, Scope::Desk])
    }

    fn must_be(&self, scopes: &[Scope]) -> Result<(), Problem> {
        self.0.clone().ok_or(Refusal::Unauthorised)?.may(scopes).map(drop)
    }
}

impl Anybody {
    /// Who has logged in.
    pub(crate) fn session(&self) -> Option<(&str, Scope)> {
        let caller = self.0.as_ref()?;
        Some((caller.account.as_deref()?, caller.scope))
    }
}

impl FromRequestParts<App> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Caller::of(parts, app).await.map(Self)
    }
}

/// The hash of an invitation's token.
pub(crate) struct Invited(pub(crate) Digest);

impl FromRequestParts<App> for Invited {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let secret = Secret::of(&parts.headers, Secret::INVITATION).ok_or(Refusal::InvitationMissing)?;
        Ok(Self(secret.hash()))
    }
}
