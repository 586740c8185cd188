//! Links by which a draft is shared: to read it, to comment on it, and, for one unit, to say that it agrees.

use crate::caller::{Organiser, Participant};
use crate::drafts;
use crate::input::{MAX_LABEL, expiry, line};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use giaouoc_core::words::value_of;
use giaouoc_store::workspace::discussion::{May, Share};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Seconds for which a link to a draft is valid where no end is asked for: 60 days.
const LIFE: i64 = 60 * 24 * 3600;

/// A link that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareBody {
    /// With whom, 1 to 200 characters: the first thing that stands over what comes through the link.
    label: String,
    /// `read`, or `comment` (the default).
    may: Option<String>,
    /// The unit for which the bearer may say that it agrees.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: Option<String>,
    /// Its end, 60 days from now by default.
    expires: Option<String>,
}

/// A new link, its token shown once.
#[derive(Serialize, ToSchema)]
pub struct NewShare {
    /// The token; only its SHA-256 is kept.
    token: String,
    /// The link to send: the token stands behind `#`, where no server sees it.
    link: String,
    /// The new item, without its token.
    share: ShareAnswer,
}

/// A link, without its token.
#[derive(Serialize, ToSchema)]
pub struct ShareAnswer {
    /// Its number, for revoking it.
    number: u64,
    /// With whom.
    label: String,
    /// `read` or `comment`.
    may: &'static str,
    /// The unit for which the bearer may say that it agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    /// Time at which it was made.
    made: String,
    /// Its end.
    expires: String,
    /// `open`, `expired`, `revoked`.
    state: &'static str,
}

/// Makes a link to a draft.
///
/// # Errors
/// Codes at the members of the body, [`Refusal::TooMany`], or as [`crate::drafts::get`].
pub fn make(service: &Service, _: &Organiser, id: &PactId, body: &ShareBody) -> Result<NewShare, Refused> {
    let draft = drafts::find(service, id)?;
    let party = body.party.as_deref().map(PartyId::parse).transpose().map_err(|e| e.at("/party"))?;
    if let Some(party) = &party
        && !drafts::has_party(&draft, party)
    {
        return Err(CoreError::new(Code::PartyUnknown).at("/party").because(party.as_str()).into());
    }
    let word = body.may.as_deref().unwrap_or(May::Comment.as_str());
    let may = value_of(&May::WORDS, word).ok_or_else(|| CoreError::new(Code::ValueForm).at("/may"))?;
    let secret = Secret::new(Secret::SHARE)?;
    let mut share = Share {
        number: 0,
        hash: secret.hash(),
        pact: id.clone(),
        label: line(&body.label, MAX_LABEL, "/label")?,
        may,
        party,
        made: service.now(),
        expires: expiry(service.now(), body.expires.as_deref(), LIFE)?,
        revoked: None,
    };
    share.number = service.workspace().add_share(&share)?;
    let link = format!("{}/d/{id}#{}", service.public_url(), secret.reveal());
    Ok(NewShare { token: secret.reveal(), link, share: answer(&share, service.now()) })
}

/// All links to a draft, without their tokens.
///
/// # Errors
/// The errors of the store.
pub fn list(service: &Service, _: &Organiser, id: &PactId) -> Result<Vec<ShareAnswer>, Refused> {
    let now = service.now();
    Ok(service.workspace().shares(id)?.iter().map(|share| answer(share, now)).collect())
}

/// Revokes a link. From now on it opens nothing.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn revoke(service: &Service, _: &Organiser, id: &PactId, number: u64) -> Result<(), Refused> {
    Ok(service.workspace().revoke_share(id, number, service.now())?)
}

/// The link whose token has this hash, where it opens this draft. Once the pact is open no link leads anywhere.
///
/// # Errors
/// [`Refusal::ShareUnknown`], [`Refusal::ShareVoid`], [`Refusal::AlreadyOpened`].
pub fn find(service: &Service, id: &PactId, hash: &Digest) -> Result<Share, Refused> {
    let share = service.workspace().share(hash)?.filter(|share| share.pact == *id).ok_or(Refusal::ShareUnknown)?;
    match word(&share, service.now()) {
        "open" if service.sequencer().pact(id)?.is_some() => Err(Refusal::AlreadyOpened.into()),
        "open" => Ok(share),
        _ => Err(Refusal::ShareVoid.into()),
    }
}

fn answer(share: &Share, now: Time) -> ShareAnswer {
    ShareAnswer {
        number: share.number,
        label: share.label.clone(),
        may: share.may.as_str(),
        party: share.party.as_ref().map(ToString::to_string),
        made: share.made.to_string(),
        expires: share.expires.to_string(),
        state: word(share, now),
    }
}

fn word(share: &Share, now: Time) -> &'static str {
    match share {
        Share { revoked: Some(_), .. } => "revoked",
        Share { expires, .. } if *expires <= now => "expired",
        _ => "open",
    }
}

/// The participant, as the page greets them.
#[derive(Serialize, ToSchema)]
pub struct MeAnswer {
    /// The link's label, or the organiser's account.
    label: String,
    /// `organise`, `read` or `comment`.
    may: &'static str,
    /// The unit for which they may say that it agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    /// The number of their link.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<u64>,
}

pub(crate) fn me(participant: &Participant) -> MeAnswer {
    match participant {
        Participant::Organiser(organiser) => {
            MeAnswer { label: organiser.name().to_owned(), may: "organise", party: None, share: None }
        }
        Participant::Guest(share) => MeAnswer {
            label: share.label.clone(),
            may: share.may.as_str(),
            party: share.party.as_ref().map(ToString::to_string),
            share: Some(share.number),
        },
    }
}
