//! The discussion of a draft: its versions, what was said about it, and which unit agrees with which version.

use crate::caller::{Organiser, Participant};
use crate::drafts;
use crate::input::{MAX_LABEL, line, multiline};
use crate::json::strict;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::shares::{self, MeAnswer, ShareAnswer};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_store::workspace::discussion::{Agreement, Comment, May, Version};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Longest comment, in characters.
const MAX_COMMENT: usize = 4000;
/// Longest quotation of the words that a comment is about, in characters.
const MAX_QUOTE: usize = 1000;
/// Longest place of a comment, in bytes.
const MAX_PLACE: usize = 256;

/// A draft and all that was said about it.
#[derive(Serialize, ToSchema)]
pub struct DiscussionAnswer {
    /// The pact's id.
    pact: String,
    /// `draft`, `adopted`, or `opened`: then nothing is said any more.
    state: &'static str,
    /// The draft's revision; absent once it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    /// Time of its last save.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
    /// Hex SHA-256 of the document's canonical bytes, which a whole pact is signed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    /// The digest's short number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
    /// The participant that asks.
    me: MeAnswer,
    /// Oldest first; an answer names what it answers.
    comments: Vec<CommentAnswer>,
    /// The word of each unit, by party.
    agreements: Vec<AgreementAnswer>,
    /// The links by which the draft is shared; for organisers.
    #[serde(skip_serializing_if = "Option::is_none")]
    shares: Option<Vec<ShareAnswer>>,
}

/// A comment on a passage.
#[derive(Serialize, ToSchema)]
pub struct CommentAnswer {
    /// Its number.
    number: u64,
    /// The revision that its author had before them.
    revision: u64,
    /// JSON pointer of the passage; empty: the whole document.
    place: String,
    /// Words of the passage; empty: all of it.
    quote: String,
    /// Text of the comment.
    body: String,
    /// By whom.
    author: String,
    /// The label of the link through which it came; absent: an organiser.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The comment that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<u64>,
    /// Its time.
    made: String,
    /// Since when it is dealt with.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved: Option<String>,
    /// The person who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_by: Option<String>,
    /// True if the participant that asks may resolve, reopen and remove it.
    mine: bool,
}

/// A unit's word that it agrees with a version.
#[derive(Serialize, ToSchema)]
pub struct AgreementAnswer {
    /// The party's id.
    party: String,
    /// With which revision.
    revision: u64,
    /// Hex SHA-256 of that version's canonical bytes.
    digest: String,
    /// The digest's short number for people.
    number: String,
    /// True if the draft is still those bytes.
    current: bool,
    /// The person who said so.
    author: String,
    /// The label of the link through which it came; absent: an organiser has noted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Its time.
    made: String,
}

/// The draft, and all that was said about it. For organisers it stays after the opening.
///
/// # Errors
/// As [`crate::drafts::get`].
pub fn look(service: &Service, id: &PactId, participant: &Participant) -> Result<DiscussionAnswer, Refused> {
    let shares = service.workspace().shares(id)?;
    let label = |number: Option<u64>| {
        let found = shares.iter().find(|share| Some(share.number) == number);
        found.map(|share| share.label.clone())
    };
    let opened = service.sequencer().pact(id)?;
    let draft = if opened.is_some() { None } else { Some(drafts::find(service, id)?) };
    let digest = match (&draft, &opened) {
        (Some(draft), _) => Some(Digest::of(&draft.document)),
        (None, opened) => opened.as_ref().map(|pact| pact.digest().0),
    };
    let agreement = |said: Agreement| AgreementAnswer {
        party: said.party.to_string(),
        revision: said.revision,
        digest: said.digest.to_string(),
        number: said.digest.short(),
        current: Some(said.digest) == digest,
        author: said.author,
        from: label(said.share),
        made: said.made.to_string(),
    };
    let comment = |comment: Comment| CommentAnswer {
        number: comment.number,
        revision: comment.revision,
        from: label(comment.share),
        mine: participant.owns(&comment),
        place: comment.place,
        quote: comment.quote,
        body: comment.body,
        author: comment.author,
        answers: comment.answers,
        made: comment.made.to_string(),
        resolved: comment.resolved.as_ref().map(|(time, _)| time.to_string()),
        resolved_by: comment.resolved.map(|(_, by)| by),
    };
    Ok(DiscussionAnswer {
        pact: id.to_string(),
        state: draft.as_ref().map_or("opened", |draft| if draft.adopted.is_some() { "adopted" } else { "draft" }),
        revision: draft.as_ref().map(|draft| draft.revision),
        saved: draft.as_ref().map(|draft| draft.saved.to_string()),
        digest: digest.map(|digest| digest.to_string()),
        number: digest.as_ref().map(Digest::short),
        document: draft.map(|draft| strict(&draft.document)).transpose()?,
        me: shares::me(participant),
        comments: service.workspace().comments(id)?.into_iter().map(comment).collect(),
        agreements: service.workspace().agreements(id)?.into_iter().map(agreement).collect(),
        shares: match participant {
            Participant::Organiser(organiser) => Some(shares::list(service, organiser, id)?),
            Participant::Guest(_) => None,
        },
    })
}

/// Removes the discussion of an opened pact: versions, links, comments and agreements, which are no evidence of
/// anything.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn forget(service: &Service, _: &Organiser, id: &PactId) -> Result<(), Refused> {
    service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    Ok(service.workspace().forget_discussion(id)?)
}

/// Something that is to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentBody {
    /// 1 to 4000 characters.
    body: String,
    /// JSON pointer of the passage; left out: the whole document.
    place: Option<String>,
    /// Words of the passage; left out: all of it.
    quote: Option<String>,
    /// The revision that its author has before them; the newest where left out.
    revision: Option<u64>,
    /// The comment that this one answers.
    answers: Option<u64>,
    /// Author; the link's label, or the account, where left out.
    name: Option<String>,
}

/// Adds a comment to a draft, and gives the comment's number.
///
/// # Errors
/// [`Refusal::ShareReads`], [`Refusal::TooMany`], codes of the text rule, or as [`crate::drafts::get`].
pub fn say(service: &Service, id: &PactId, participant: &Participant, body: &CommentBody) -> Result<u64, Refused> {
    participant.must(May::Comment)?;
    let draft = drafts::find(service, id)?;
    let revision = body.revision.filter(|revision| (1..=draft.revision).contains(revision)).unwrap_or(draft.revision);
    let place = body.place.clone().unwrap_or_default();
    if place.len() > MAX_PLACE || !(place.is_empty() || place.starts_with('/')) {
        return Err(CoreError::new(Code::ValueForm).at("/place").into());
    }
    let quote = body.quote.as_deref().filter(|quote| !quote.trim().is_empty());
    let comment = Comment {
        number: 0,
        pact: id.clone(),
        revision,
        place,
        quote: quote.map(|quote| multiline(quote, MAX_QUOTE, "/quote")).transpose()?.unwrap_or_default(),
        body: multiline(&body.body, MAX_COMMENT, "/body")?,
        author: author(participant, body.name.as_deref())?,
        share: participant.share(),
        answers: body.answers,
        made: service.now(),
        resolved: None,
    };
    Ok(service.workspace().add_comment(&comment)?)
}

fn author(participant: &Participant, name: Option<&str>) -> Result<String, Refused> {
    match name.filter(|name| !name.trim().is_empty()) {
        Some(name) => line(name, MAX_LABEL, "/name"),
        None => Ok(participant.label().to_owned()),
    }
}

/// One's own comment; an organiser answers for all of them.
fn own(service: &Service, id: &PactId, participant: &Participant, number: u64) -> Result<Comment, Refused> {
    participant.must(May::Comment)?;
    drafts::find(service, id)?;
    let comment = service.workspace().comment(id, number)?.ok_or(Refusal::NotFound)?;
    if participant.owns(&comment) { Ok(comment) } else { Err(Refusal::NotYours.into()) }
}

/// Says that a comment is dealt with, or open again.
///
/// # Errors
/// [`Refusal::NotYours`], [`Refusal::ShareReads`], [`Refusal::NotFound`].
pub fn resolve(
    service: &Service,
    id: &PactId,
    participant: &Participant,
    number: u64,
    dealt_with: bool,
) -> Result<(), Refused> {
    own(service, id, participant, number)?;
    Ok(service.workspace().resolve_comment(id, number, dealt_with.then(|| (service.now(), participant.label())))?)
}

/// Removes a comment and its answers.
///
/// # Errors
/// [`Refusal::NotYours`], [`Refusal::ShareReads`], [`Refusal::NotFound`].
pub fn remove(service: &Service, id: &PactId, participant: &Participant, number: u64) -> Result<(), Refused> {
    own(service, id, participant, number)?;
    Ok(service.workspace().remove_comment(id, number)?)
}

/// The word of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementBody {
    /// Hex SHA-256 of the canonical bytes that were read and are agreed with.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    digest: String,
    /// Person who speaks for the unit; the link's label, or the account, where left out.
    name: Option<String>,
}

/// Notes that a unit agrees with the draft as it is now: with the bytes that it has read, and no others.
///
/// # Errors
/// [`Refusal::NotYours`], [`Refusal::Stale`] where the draft is no longer those bytes, [`Code::PartyUnknown`].
pub fn agree(
    service: &Service,
    id: &PactId,
    participant: &Participant,
    party: &PartyId,
    body: &AgreementBody,
) -> Result<(), Refused> {
    participant.must_speak_for(party)?;
    let digest = Digest::parse(&body.digest).map_err(|e| e.at("/digest"))?;
    let _turn = service.one_at_a_time_for(id);
    let draft = drafts::find(service, id)?;
    if !drafts::has_party(&draft, party) {
        return Err(CoreError::new(Code::PartyUnknown).because(party.as_str()).into());
    }
    if Digest::of(&draft.document) != digest {
        return Err(Refused::from(Refusal::Stale).because(format!("revision {}", draft.revision)));
    }
    service.workspace().agree(&Agreement {
        pact: id.clone(),
        party: party.clone(),
        revision: draft.revision,
        digest,
        author: author(participant, body.name.as_deref())?,
        share: participant.share(),
        made: service.now(),
    })?;
    Ok(())
}

/// Takes the agreement of a unit back.
///
/// # Errors
/// [`Refusal::NotYours`], or as [`crate::drafts::get`].
pub fn disagree(service: &Service, id: &PactId, participant: &Participant, party: &PartyId) -> Result<(), Refused> {
    participant.must_speak_for(party)?;
    drafts::find(service, id)?;
    Ok(service.workspace().disagree(id, party)?)
}

/// A document as it once was.
#[derive(Serialize, ToSchema)]
pub struct VersionAnswer {
    /// The draft's revision.
    pub revision: u64,
    /// Author: account, or label of the caller's token; empty where it is not known.
    author: String,
    /// First save of the run of saves that it stands for.
    began: String,
    /// Last save of it.
    saved: String,
    /// As the organiser calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The document; in the answer about one version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
}

/// The versions of a draft, newest first, with revisions below `before`; at most `most`.
///
/// # Errors
/// The errors of the store.
pub fn versions(
    service: &Service,
    id: &PactId,
    before: Option<u64>,
    most: usize,
) -> Result<Vec<VersionAnswer>, Refused> {
    Ok(service.workspace().versions(id, before, most)?.into_iter().map(|found| version_answer(found, None)).collect())
}

/// One version and its document.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn version(service: &Service, id: &PactId, revision: u64) -> Result<VersionAnswer, Refused> {
    let (found, bytes) = service.workspace().version(id, revision)?.ok_or(Refusal::NotFound)?;
    Ok(version_answer(found, Some(strict(&bytes)?)))
}

fn version_answer(version: Version, document: Option<Value>) -> VersionAnswer {
    VersionAnswer {
        revision: version.revision,
        author: version.author,
        began: version.began.to_string(),
        saved: version.saved.to_string(),
        name: version.name,
        document,
    }
}

/// The name of a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// 1 to 200 characters.
    name: String,
}

/// Names a version, which then stays.
///
/// # Errors
/// Codes of the text rule at `/name`, [`Refusal::NotFound`].
pub fn name(
    service: &Service,
    _: &Organiser,
    id: &PactId,
    revision: u64,
    body: &VersionBody,
) -> Result<VersionAnswer, Refused> {
    service.workspace().name_version(id, revision, &line(&body.name, MAX_LABEL, "/name")?)?;
    version(service, id, revision)
}
