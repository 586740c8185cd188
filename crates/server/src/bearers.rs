//! The tokens of a ceremony, each for one thing: a claim on a released position, a kiosk, a page for one mark.
//!
//! As with callers' tokens ([`crate::auth`]), only the SHA-256 of 256 random bits is kept.

use crate::app::App;
use crate::auth::Secret;
use crate::ceremony::kiosks;
use crate::problem::{Problem, Refusal};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use giaouoc_core::Digest;
use giaouoc_store::office::ceremony::Kiosk;

impl Secret {
    /// What claims begin with.
    pub(crate) const CLAIM: &'static str = "gc_";
    /// What kiosks' tokens begin with.
    pub(crate) const KIOSK: &'static str = "gk_";
    /// What tokens of pages for a mark begin with.
    pub(crate) const MARK: &'static str = "gm_";
}

/// What a device shows beside its enrolment, if anything; whether it counts is the ceremony's to say.
pub(crate) enum Shown {
    Nothing,
    /// Hash of the token that a right code gave.
    Claim(Digest),
    /// Hash of an invitation's token.
    Invitation(Digest),
}

impl FromRequestParts<App> for Shown {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let hash = |prefix| Secret::of(&parts.headers, prefix).map(|secret| secret.hash());
        Ok(match (hash(Secret::CLAIM), hash(Secret::INVITATION)) {
            (Some(claim), _) => Self::Claim(claim),
            (_, Some(invitation)) => Self::Invitation(invitation),
            _ => Self::Nothing,
        })
    }
}

/// A kiosk, paired or waiting to be.
pub(crate) struct AtKiosk(pub(crate) Kiosk);

impl FromRequestParts<App> for AtKiosk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let hash = Secret::of(&parts.headers, Secret::KIOSK).ok_or(Refusal::Unauthorised)?.hash();
        app.run(move |app| kiosks::find(app, &hash)).await.map(Self)
    }
}

/// Hash of the token of a page for one mark.
pub(crate) struct Drawing(pub(crate) Digest);

impl FromRequestParts<App> for Drawing {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let secret = Secret::of(&parts.headers, Secret::MARK).ok_or(Refusal::Unauthorised)?;
        Ok(Self(secret.hash()))
    }
}
