//! The other tokens of a ceremony, each for one thing: an invitation, a claim on a released position, a kiosk, a page
//! for one mark, a shared draft.

use super::bearer;
use crate::http::extract::InPath;
use crate::http::problem::Problem;
use crate::http::status::HttpRefusal;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use giaouoc_ceremony::caller::{EnrolmentCredential, Organiser, Participant};
use giaouoc_ceremony::token::Secret;
use giaouoc_ceremony::{Refusal, kiosks, shares};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_store::workspace::ceremony::Kiosk;

/// The hash of an invitation's token.
pub(crate) struct Invited(pub(crate) Digest);

impl FromRequestParts<App> for Invited {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let token = bearer::token(&parts.headers, Secret::INVITATION).ok_or(HttpRefusal::InvitationMissing)?;
        Ok(Self(token.hash()))
    }
}

impl FromRequestParts<App> for EnrolmentCredential {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let hash = |prefix| bearer::token(&parts.headers, prefix).map(|token| token.hash());
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
        let hash = bearer::token(&parts.headers, Secret::KIOSK).ok_or(Refusal::Unauthorised)?.hash();
        app.run(move |service| kiosks::find(service, &hash)).await.map(Self)
    }
}

/// The hash of the token of a page for one mark.
pub(crate) struct MarkToken(pub(crate) Digest);

impl FromRequestParts<App> for MarkToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let token = bearer::token(&parts.headers, Secret::MARK).ok_or(Refusal::Unauthorised)?;
        Ok(Self(token.hash()))
    }
}

impl FromRequestParts<App> for Participant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(token) = bearer::token(&parts.headers, Secret::SHARE) else {
            return Organiser::from_request_parts(parts, app).await.map(Self::Organiser);
        };
        let InPath(id) = InPath::<PactId>::from_request_parts(parts, app).await?;
        app.run(move |service| shares::find(service, &id, &token.hash())).await.map(Self::Guest)
    }
}
