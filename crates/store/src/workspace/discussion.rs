//! The contract of how a draft comes to be: its versions, the links by which it is shared, comments, and which unit
//! agrees with which version.
//!
//! # What a driver promises
//!
//! 1. Each save of a draft ([`crate::workspace::Workspace::save_draft`]) is a version. A save takes the place of the
//!    version before it where that one belongs to the same run of work: same author, begun less than [`RUN`] seconds
//!    ago, and nothing refers to it: no name, no comment, no agreement.
//! 2. What has a name, a comment or an agreement stays. Of the others the newest [`KEPT`] stay.
//! 3. An agreement is with bytes: it names the digest of the version's document.
//! 4. The discussion of a draft that is opened stays until somebody removes it; that of a draft that is deleted goes.

use super::error::WorkspaceError;
use crate::error::Error;
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use giaouoc_core::words::word_of;

/// Seconds from a run's first save until the next save begins another version.
pub const RUN: i64 = 600;
/// Versions to which nothing refers that are kept.
pub const KEPT: u64 = 100;
/// Comments that a pact has at most, answers included.
pub const MAX_COMMENTS: u64 = 500;
/// Links by which a draft is shared at most, revoked ones included.
pub const MAX_SHARES: u64 = 200;

/// The part of a workspace that a discussion needs.
pub trait Discussion: Send + Sync + 'static {
    /// The versions of a draft, newest first, with revisions below `before`.
    fn versions(&self, pact: &PactId, before: Option<u64>, limit: usize) -> Result<Vec<Version>, Error>;

    /// One version and its document.
    fn version(&self, pact: &PactId, revision: u64) -> Result<Option<(Version, Vec<u8>)>, Error>;

    /// Names a version; an earlier name of it goes.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none of this revision.
    fn name_version(&self, pact: &PactId, revision: u64, name: &str) -> Result<(), Error>;

    /// Keeps a link, by its token's hash, and returns its number.
    ///
    /// # Errors
    /// [`WorkspaceError::TooMany`] beyond [`MAX_SHARES`].
    fn add_share(&self, share: &Share) -> Result<u64, WorkspaceError>;

    /// All links of a draft, oldest first, revoked ones too.
    fn shares(&self, pact: &PactId) -> Result<Vec<Share>, Error>;

    /// The link whose token has this hash, whatever has become of it.
    fn share(&self, hash: &Digest) -> Result<Option<Share>, Error>;

    /// Revokes a link; twice is once.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the draft has none of this number.
    fn revoke_share(&self, pact: &PactId, number: u64, now: Time) -> Result<(), Error>;

    /// Adds a comment and returns its number.
    ///
    /// # Errors
    /// [`WorkspaceError::TooMany`] beyond [`MAX_COMMENTS`]; [`Error::NotFound`] where it answers one that this pact
    /// does not have, or one that is itself an answer.
    fn add_comment(&self, comment: &Comment) -> Result<u64, WorkspaceError>;

    /// All comments, oldest first.
    fn comments(&self, pact: &PactId) -> Result<Vec<Comment>, Error>;

    /// How many comments are open, answers not counted.
    fn open_comments(&self, pact: &PactId) -> Result<u64, Error>;

    /// One comment.
    fn comment(&self, pact: &PactId, number: u64) -> Result<Option<Comment>, Error>;

    /// Says that a comment is dealt with, when and by whom, or that it is open again.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    fn resolve_comment(&self, pact: &PactId, number: u64, by: Option<(Time, &str)>) -> Result<(), Error>;

    /// Removes a comment and its answers; none there is no error.
    fn remove_comment(&self, pact: &PactId, number: u64) -> Result<(), Error>;

    /// Keeps the word of a unit; its earlier one goes.
    fn agree(&self, agreement: &Agreement) -> Result<(), Error>;

    /// Takes the word of a unit back; none there is no error.
    fn disagree(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;

    /// The word of each unit, by party.
    fn agreements(&self, pact: &PactId) -> Result<Vec<Agreement>, Error>;

    /// Removes all of it: versions, links, comments, agreements.
    fn forget_discussion(&self, pact: &PactId) -> Result<(), Error>;
}

/// A document as it once was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The draft's revision.
    pub revision: u64,
    /// Account, or label of the caller's token; empty where it is not known.
    pub author: String,
    /// First save of its run.
    pub began: Time,
    /// Last save of its run.
    pub saved: Time,
    /// As the organiser calls it.
    pub name: Option<String>,
}

/// What the bearer of a link may do; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum May {
    /// See the draft, its versions and what was said.
    Read,
    /// And say something.
    Comment,
}

impl May {
    /// Both, with their words.
    pub const WORDS: [(&'static str, Self); 2] = [("read", Self::Read), ("comment", Self::Comment)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// A link by which a draft is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Numbered by the store from 1; 0 in one that is to be added.
    pub number: u64,
    /// SHA-256 of the token's text.
    pub hash: Digest,
    /// Which draft.
    pub pact: PactId,
    /// With whom, in the organiser's words.
    pub label: String,
    /// What the bearer may do.
    pub may: May,
    /// For which unit the bearer may say that it agrees.
    pub party: Option<PartyId>,
    /// When it was made.
    pub made: Time,
    /// When it ends.
    pub expires: Time,
    /// When it was revoked.
    pub revoked: Option<Time>,
}

/// What somebody said about a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Numbered by the store; 0 in one that is to be added.
    pub number: u64,
    /// About which draft.
    pub pact: PactId,
    /// The revision that its author had before them.
    pub revision: u64,
    /// JSON pointer of the passage; empty: the whole document.
    pub place: String,
    /// Words of the passage; empty: all of it.
    pub quote: String,
    /// What was said.
    pub body: String,
    /// By whom.
    pub author: String,
    /// Through which link; none: an organiser.
    pub share: Option<u64>,
    /// The comment that this one answers.
    pub answers: Option<u64>,
    /// When.
    pub made: Time,
    /// Since when it is dealt with, and by whom.
    pub resolved: Option<(Time, String)>,
}

/// A unit's word that it agrees with a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Of which pact.
    pub pact: PactId,
    /// Which unit.
    pub party: PartyId,
    /// With which revision.
    pub revision: u64,
    /// SHA-256 of that version's document.
    pub digest: Digest,
    /// Who said so.
    pub author: String,
    /// Through which link; none: an organiser has noted it.
    pub share: Option<u64>,
    /// When.
    pub made: Time,
}
