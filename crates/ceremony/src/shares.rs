//! Links by which a draft is shared: to read it, to comment on it, and, for one unit, to say that it agrees.

use super::{drafts, expiry, pick};
use crate::app::App;
use crate::auth::Secret;
use crate::bearers::AtTable;
use crate::limits::{SHARE_LABEL, SHARE_LIFE};
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::text::{self, Lines};
use giaouoc_store::office::discussion::{May, Share};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareBody {
    /// With whom, 1 to 200 characters: the first thing that stands over what comes through the link.
    label: String,
    /// `read`, or `comment` (the default).
    may: Option<String>,
    /// The unit for which the bearer may say that it agrees.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: Option<String>,
    /// When it ends; 60 days from now by default.
    expires: Option<String>,
}

/// A new link, its token shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewShare {
    /// The token; only its SHA-256 is kept.
    token: String,
    /// The link to send: the token stands behind `#`, where no server sees it.
    link: String,
    /// What was made.
    share: ShareAnswer,
}

/// A link, without its token.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShareAnswer {
    /// Its number, for revoking it.
    number: u64,
    /// With whom.
    label: String,
    /// `read` or `comment`.
    may: &'static str,
    /// The unit for which the bearer may say that it agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    /// When it was made.
    made: String,
    /// When it ends.
    expires: String,
    /// `open`, `expired`, `revoked`.
    state: &'static str,
}

/// Makes a link to a draft.
pub(crate) fn make(app: &App, id: &PactId, body: &ShareBody) -> Result<NewShare, Problem> {
    let draft = drafts::find(app, id)?;
    let party = body.party.as_deref().map(PartyId::parse).transpose().map_err(|e| e.at("/party"))?;
    if let Some(party) = &party
        && !drafts::has_party(&draft, party)
    {
        return Err(CoreError::new(Code::PartyUnknown).at("/party").because(party.as_str()).into());
    }
    let word = body.may.as_deref().unwrap_or(May::Comment.as_str());
    let may = pick(&May::WORDS, word).ok_or_else(|| CoreError::new(Code::ValueForm).at("/may"))?;
    let secret = Secret::new(Secret::SHARE)?;
    let mut share = Share {
        number: 0,
        hash: secret.hash(),
        pact: id.clone(),
        label: line(&body.label, SHARE_LABEL, "/label")?,
        may,
        party,
        made: app.now(),
        expires: expiry(app, body.expires.as_deref(), SHARE_LIFE)?,
        revoked: None,
    };
    share.number = app.office().add_share(&share)?;
    let link = format!("{}/d/{id}#{}", app.public_url(), secret.reveal());
    Ok(NewShare { token: secret.reveal(), link, share: answer(app, &share) })
}

/// All links of a draft, without their tokens.
pub(crate) fn list(app: &App, id: &PactId) -> Result<Vec<ShareAnswer>, Problem> {
    Ok(app.office().shares(id)?.iter().map(|share| answer(app, share)).collect())
}

/// Revokes a link: from now on it opens nothing.
pub(crate) fn revoke(app: &App, id: &PactId, number: u64) -> Result<(), Problem> {
    Ok(app.office().revoke_share(id, number, app.now())?)
}

/// The link whose token has this hash, where it opens this draft. Once the pact is open no link leads anywhere.
pub(crate) fn find(app: &App, id: &PactId, hash: &Digest) -> Result<Share, Problem> {
    let share = app.office().share(hash)?.filter(|share| share.pact == *id).ok_or(Refusal::ShareUnknown)?;
    match word(app, &share) {
        "open" if app.ledger().pact_by_id(id)?.is_some() => Err(Refusal::AlreadyOpened.into()),
        "open" => Ok(share),
        _ => Err(Refusal::ShareVoid.into()),
    }
}

fn answer(app: &App, share: &Share) -> ShareAnswer {
    ShareAnswer {
        number: share.number,
        label: share.label.clone(),
        may: share.may.as_str(),
        party: share.party.as_ref().map(ToString::to_string),
        made: share.made.to_string(),
        expires: share.expires.to_string(),
        state: word(app, share),
    }
}

fn word(app: &App, share: &Share) -> &'static str {
    match share {
        Share { revoked: Some(_), .. } => "revoked",
        Share { expires, .. } if *expires <= app.now() => "expired",
        _ => "open",
    }
}

/// Words that somebody has typed, mended as drafts are: composed letters, nothing that is not seen. `most` counts
/// characters.
pub(super) fn line(given: &str, most: usize, place: &str) -> Result<String, Problem> {
    said(given, Lines::Single, most, place)
}

/// The same with line feeds.
pub(super) fn said(given: &str, lines: Lines, most: usize, place: &str) -> Result<String, Problem> {
    let (mended, _) = text::repair(given.trim(), lines);
    text::check(&mended, lines).map_err(|e| e.at(place))?;
    match mended.chars().count() {
        count if count > most => Err(CoreError::new(Code::MemberValue)
            .at(place)
            .because(format!("{count} characters, at most {most}"))
            .into()),
        _ => Ok(mended),
    }
}

/// Who is at the table, as the page greets them.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeAnswer {
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

pub(super) fn me(at: &AtTable) -> MeAnswer {
    match at {
        AtTable::Organiser(name) => MeAnswer { label: name.clone(), may: "organise", party: None, share: None },
        AtTable::Guest(share) => MeAnswer {
            label: share.label.clone(),
            may: share.may.as_str(),
            party: share.party.as_ref().map(ToString::to_string),
            share: Some(share.number),
        },
    }
}
