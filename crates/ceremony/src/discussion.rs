//! The discussion of a draft: its versions, what was said about it, and which unit agrees with which version.

use super::shares::{self, MeAnswer, line, said};
use super::{drafts, shares::ShareAnswer};
use crate::app::App;
use crate::bearers::AtTable;
use crate::extract::strict;
use crate::limits::{COMMENT, COMMENT_PLACE, COMMENT_QUOTE, SHARE_LABEL};
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::text::Lines;
use giaouoc_store::office::discussion::{Agreement, Comment, May, Version};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A draft and all that was said about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DiscussionAnswer {
    /// The pact's id.
    pact: String,
    /// `draft`, `adopted`, or `opened`: then nothing is said any more.
    state: &'static str,
    /// The draft's revision; absent once it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    /// When it was last saved.
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
    /// Who asks.
    me: MeAnswer,
    /// Oldest first; an answer names what it answers.
    comments: Vec<CommentAnswer>,
    /// The word of each unit, by party.
    agreements: Vec<AgreementAnswer>,
    /// The links by which the draft is shared; for organisers.
    #[serde(skip_serializing_if = "Option::is_none")]
    shares: Option<Vec<ShareAnswer>>,
}

/// What somebody said about a passage.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommentAnswer {
    /// Its number.
    number: u64,
    /// The revision that its author had before them.
    revision: u64,
    /// JSON pointer of the passage; empty: the whole document.
    place: String,
    /// Words of the passage; empty: all of it.
    quote: String,
    /// What was said.
    body: String,
    /// By whom.
    author: String,
    /// The label of the link through which it came; absent: an organiser.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The comment that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<u64>,
    /// When.
    made: String,
    /// Since when it is dealt with.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved: Option<String>,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_by: Option<String>,
    /// Whether whoever asks may resolve, reopen and remove it.
    mine: bool,
}

/// A unit's word that it agrees with a version.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgreementAnswer {
    /// The party's id.
    party: String,
    /// With which revision.
    revision: u64,
    /// Hex SHA-256 of that version's canonical bytes.
    digest: String,
    /// The digest's short number for people.
    number: String,
    /// Whether the draft is still those bytes.
    current: bool,
    /// Who said so.
    author: String,
    /// The label of the link through which it came; absent: an organiser has noted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// When.
    made: String,
}

/// The draft, and all that was said. For organisers also after the opening.
pub(crate) fn look(app: &App, id: &PactId, at: &AtTable) -> Result<DiscussionAnswer, Problem> {
    let shares = app.office().shares(id)?;
    let label = |number: Option<u64>| {
        let found = shares.iter().find(|share| Some(share.number) == number);
        found.map(|share| share.label.clone())
    };
    let opened = app.ledger().pact_by_id(id)?;
    let draft = if opened.is_some() { None } else { Some(drafts::find(app, id)?) };
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
        mine: at.made(&comment),
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
        me: shares::me(at),
        comments: app.office().comments(id)?.into_iter().map(comment).collect(),
        agreements: app.office().agreements(id)?.into_iter().map(agreement).collect(),
        shares: matches!(at, AtTable::Organiser(_)).then(|| shares::list(app, id)).transpose()?,
    })
}

/// Removes all of it, once the pact is opened: versions, links, comments and agreements are no evidence of anything.
pub(crate) fn forget(app: &App, id: &PactId) -> Result<(), Problem> {
    app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    Ok(app.office().forget_discussion(id)?)
}

/// Something that is to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentBody {
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
    /// Who says it; the link's label, or the account, where left out.
    name: Option<String>,
}

/// Says something about a draft. Gives the comment's number.
pub(crate) fn say(app: &App, id: &PactId, at: &AtTable, body: &CommentBody) -> Result<u64, Problem> {
    at.must(May::Comment)?;
    let draft = drafts::find(app, id)?;
    let revision = body.revision.filter(|revision| (1..=draft.revision).contains(revision)).unwrap_or(draft.revision);
    let place = body.place.clone().unwrap_or_default();
    if place.len() > COMMENT_PLACE || !(place.is_empty() || place.starts_with('/')) {
        return Err(CoreError::new(Code::ValueForm).at("/place").into());
    }
    let quote = body.quote.as_deref().filter(|quote| !quote.trim().is_empty());
    let comment = Comment {
        number: 0,
        pact: id.clone(),
        revision,
        place,
        quote: quote.map(|quote| said(quote, Lines::Multi, COMMENT_QUOTE, "/quote")).transpose()?.unwrap_or_default(),
        body: said(&body.body, Lines::Multi, COMMENT, "/body")?,
        author: author(at, body.name.as_deref())?,
        share: at.share(),
        answers: body.answers,
        made: app.now(),
        resolved: None,
    };
    Ok(app.office().add_comment(&comment)?)
}

fn author(at: &AtTable, name: Option<&str>) -> Result<String, Problem> {
    match name.filter(|name| !name.trim().is_empty()) {
        Some(name) => line(name, SHARE_LABEL, "/name"),
        None => Ok(at.label().to_owned()),
    }
}

/// One's own comment; an organiser answers for all of them.
fn own(app: &App, id: &PactId, at: &AtTable, number: u64) -> Result<Comment, Problem> {
    at.must(May::Comment)?;
    drafts::find(app, id)?;
    let comment = app.office().comment(id, number)?.ok_or(Refusal::NotFound)?;
    if at.made(&comment) { Ok(comment) } else { Err(Refusal::NotYours.into()) }
}

/// Says that a comment is dealt with, or open again.
pub(crate) fn resolve(app: &App, id: &PactId, at: &AtTable, number: u64, dealt_with: bool) -> Result<(), Problem> {
    own(app, id, at, number)?;
    Ok(app.office().resolve_comment(id, number, dealt_with.then(|| (app.now(), at.label())))?)
}

/// Removes a comment and its answers.
pub(crate) fn remove(app: &App, id: &PactId, at: &AtTable, number: u64) -> Result<(), Problem> {
    own(app, id, at, number)?;
    Ok(app.office().remove_comment(id, number)?)
}

/// The word of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreementBody {
    /// Hex SHA-256 of the canonical bytes that were read and are agreed with.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    digest: String,
    /// Who says so for the unit; the link's label, or the account, where left out.
    name: Option<String>,
}

/// Notes that a unit agrees with the draft as it is now: with the bytes that it has read, and no others.
pub(crate) fn agree(
    app: &App,
    id: &PactId,
    at: &AtTable,
    party: &PartyId,
    body: &AgreementBody,
) -> Result<(), Problem> {
    at.must_speak_for(party)?;
    let digest = Digest::parse(&body.digest).map_err(|e| e.at("/digest"))?;
    let _turn = drafts::turn(app, id);
    let draft = drafts::find(app, id)?;
    if !drafts::has_party(&draft, party) {
        return Err(CoreError::new(Code::PartyUnknown).because(party.as_str()).into());
    }
    if Digest::of(&draft.document) != digest {
        return Err(Problem::from(Refusal::Stale).because(format!("revision {}", draft.revision)));
    }
    app.office().agree(&Agreement {
        pact: id.clone(),
        party: party.clone(),
        revision: draft.revision,
        digest,
        author: author(at, body.name.as_deref())?,
        share: at.share(),
        made: app.now(),
    })?;
    Ok(())
}

/// Takes the word of a unit back.
pub(crate) fn disagree(app: &App, id: &PactId, at: &AtTable, party: &PartyId) -> Result<(), Problem> {
    at.must_speak_for(party)?;
    drafts::find(app, id)?;
    Ok(app.office().disagree(id, party)?)
}

/// A document as it once was.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionAnswer {
    /// The draft's revision.
    pub(crate) revision: u64,
    /// Who saved it: account, or label of the caller's token; empty where it is not known.
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

/// The versions of a draft, newest first, with revisions below `before`.
pub(crate) fn versions(
    app: &App,
    id: &PactId,
    before: Option<u64>,
    most: usize,
) -> Result<Vec<VersionAnswer>, Problem> {
    Ok(app.office().versions(id, before, most)?.into_iter().map(|found| version_answer(found, None)).collect())
}

/// One version and its document.
pub(crate) fn version(app: &App, id: &PactId, revision: u64) -> Result<VersionAnswer, Problem> {
    let (found, bytes) = app.office().version(id, revision)?.ok_or(Refusal::NotFound)?;
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

/// What a version is to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionBody {
    /// 1 to 200 characters.
    name: String,
}

/// Names a version, which then stays.
pub(crate) fn name(app: &App, id: &PactId, revision: u64, body: &VersionBody) -> Result<VersionAnswer, Problem> {
    app.office().name_version(id, revision, &line(&body.name, SHARE_LABEL, "/name")?)?;
    version(app, id, revision)
}
