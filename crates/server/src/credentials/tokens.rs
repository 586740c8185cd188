//! The tokens of a ceremony, each for one thing: a claim on a released position, a kiosk, a page for one mark, a shared draft.
//!
//! As with callers' tokens ([`crate::auth`]), only the SHA-256 of 256 random bits is kept.

use crate::app::App;
use crate::auth::{Organiser, Secret};
use crate::ceremony::{kiosks, shares};
use crate::extract::InPath;
use crate::problem::{Problem, Refusal};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_store::office::ceremony::Kiosk;
use giaouoc_store::office::discussion::{Comment, May, Share};

impl Secret {
    /// What claims begin with.
    pub(crate) const CLAIM: &'static str = "gc_";
    /// What kiosks' tokens begin with.
    pub(crate) const KIOSK: &'static str = "gk_";
    /// What tokens of pages for a mark begin with.
    pub(crate) const MARK: &'static str = "gm_";
    /// What tokens of links to a draft begin with.
    pub(crate) const SHARE: &'static str = "gd_";
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

/// Whoever sits at the table of a draft: an organiser, by account or label of their token, or somebody with a link to it.
pub(crate) enum AtTable {
    Organiser(String),
    Guest(Share),
}

impl AtTable {
    /// Refuses where the link does not reach so far.
    pub(crate) fn must(&self, may: May) -> Result<(), Problem> {
        match self {
            Self::Guest(share) if share.may < may => Err(Refusal::ShareReads.into()),
            _ => Ok(()),
        }
    }

    /// Refuses whoever has no right to say that this unit agrees.
    pub(crate) fn must_speak_for(&self, party: &PartyId) -> Result<(), Problem> {
        match self {
            Self::Guest(share) if share.party.as_ref() != Some(party) => Err(Refusal::NotYours.into()),
            _ => Ok(()),
        }
    }

    /// Whether a comment is theirs to resolve and to remove.
    pub(crate) fn made(&self, comment: &Comment) -> bool {
        match self {
            Self::Organiser(_) => true,
            Self::Guest(share) => share.may >= May::Comment && comment.share == Some(share.number),
        }
    }

    /// The number of their link.
    pub(crate) fn share(&self) -> Option<u64> {
        match self {
            Self::Organiser(_) => None,
            Self::Guest(share) => Some(share.number),
        }
    }

    /// What they are called where they give no name.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::Organiser(name) => name,
            Self::Guest(share) => &share.label,
        }
    }
}

impl FromRequestParts<App> for AtTable {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(secret) = Secret::of(&parts.headers, Secret::SHARE) else {
            let Organiser(name) = Organiser::from_request_parts(parts, app).await?;
            return Ok(Self::Organiser(name));
        };
        let InPath(id) = InPath::<PactId>::from_request_parts(parts, app).await?;
        app.run(move |app| shares::find(app, &id, &secret.hash())).await.map(Self::Guest)
    }
}
