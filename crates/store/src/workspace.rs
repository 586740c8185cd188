//! The contract of what may still change, visibly apart from the ledger: drafts, tokens, invitations, releases, pending
//! enrolments and the files that pacts bind.
//!
//! Nothing here is evidence of anything. Losing all of it loses no signature; reading all of it forges none: tokens are
//! kept as SHA-256 of 256 random bits, and no party's or `in-person` registrar's private key is ever here.
//!
//! # What a driver promises
//!
//! 1. Each call is one transaction.
//! 2. A draft is saved only over the revision that its editor has seen ([`Workspace::save_draft`]); the second of two
//!    editors gets [`WorkspaceError::Stale`], never a silent overwrite.
//! 3. An invitation's token is spent on at most one record ([`Workspace::spend_invitation`]), whatever calls run at the
//!    same time. Spending it on that record again is no error: a crash may have come between the spending and the
//!    record.
//! 4. Lists are pages: at most `limit` items, in a stable order, from behind a cursor.

pub mod accounts;
pub mod ceremony;
pub mod discussion;
mod error;
pub mod mail;
mod scope;
pub mod templates_and_archive;

pub use error::WorkspaceError;
pub use scope::Scope;

use crate::error::Error;
use accounts::Accounts;
use ceremony::Ceremony;
use discussion::Discussion;
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Method, RecordDigest};
use giaouoc_core::time::Time;
use mail::Mail;
use templates_and_archive::TemplatesAndArchive;

/// The part of a store that may still change.
pub trait Workspace: Accounts + Ceremony + Discussion + Mail + TemplatesAndArchive + Send + Sync + 'static {
    /// Saves a document over revision `over` (0: it must be new) and returns the new revision. It is kept as a version,
    /// too ([`discussion`]), by `author`.
    ///
    /// # Errors
    /// [`WorkspaceError::Stale`] where another revision is there, [`WorkspaceError::Adopted`] where the draft is
    /// adopted.
    fn save_draft(
        &self,
        id: &PactId,
        over: u64,
        document: &[u8],
        author: &str,
        now: Time,
    ) -> Result<u64, WorkspaceError>;

    /// One draft.
    fn draft(&self, id: &PactId) -> Result<Option<Draft>, Error>;

    /// Drafts by id, behind `after`.
    fn drafts(&self, after: Option<&PactId>, limit: usize) -> Result<Vec<Draft>, Error>;

    /// Freezes a revision: it waits for its opening (chờ mở). Adopting it again changes nothing.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchDraft`], or [`WorkspaceError::Stale`] where another revision is there.
    fn adopt_draft(&self, id: &PactId, revision: u64, now: Time) -> Result<(), WorkspaceError>;

    /// Thaws an adopted draft that was not opened.
    fn release_draft(&self, id: &PactId) -> Result<(), WorkspaceError>;

    /// Removes a draft whose pact has opened; its discussion stays. None there is no error.
    fn close_draft(&self, id: &PactId) -> Result<(), Error>;

    /// Removes a draft and its discussion; none there is no error.
    fn delete_draft(&self, id: &PactId) -> Result<(), Error>;

    /// Keeps a file under its digest; twice is once.
    fn put_file(&self, digest: &Digest, bytes: &[u8]) -> Result<(), Error>;

    /// A kept file.
    fn file(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Error>;

    /// Keeps a caller's token, by its hash.
    fn add_token(&self, token: &Token) -> Result<(), Error>;

    /// The token with this hash, if it is not revoked.
    fn token(&self, hash: &Digest) -> Result<Option<Token>, Error>;

    /// All tokens, revoked ones too, oldest first.
    fn tokens(&self) -> Result<Vec<Token>, Error>;

    /// Revokes a token by its label's number; unknown numbers are [`Error::NotFound`].
    fn revoke_token(&self, number: u64, now: Time) -> Result<(), Error>;

    /// Issues an invitation; an earlier one of the same party is void from now on.
    fn invite(&self, invitation: &Invitation) -> Result<(), Error>;

    /// The current invitation of a party.
    fn invitation(&self, pact: &PactId, party: &PartyId) -> Result<Option<Invitation>, Error>;

    /// The invitation that bears this hash, current or spent, for a look that consumes nothing.
    fn invitation_by_hash(&self, hash: &Digest) -> Result<Option<Invitation>, Error>;

    /// Spends an invitation on one record; on the same record again it answers the same.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchInvitation`], [`WorkspaceError::Spent`], [`WorkspaceError::Expired`],
    /// [`WorkspaceError::Void`].
    fn spend_invitation(&self, hash: &Digest, on: RecordDigest, now: Time) -> Result<Invitation, WorkspaceError>;

    /// Takes a spending back, where what it was spent on was refused.
    fn unspend_invitation(&self, hash: &Digest) -> Result<(), Error>;

    /// Voids the current invitation of a party.
    fn revoke_invitation(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;

    /// Releases a position to a person; replaces an earlier release and drops what was pending for it.
    fn release(&self, release: &Release) -> Result<(), Error>;

    /// The releases of a pact, in the order of their parties' ids.
    fn releases(&self, pact: &PactId) -> Result<Vec<Release>, Error>;

    /// Keeps what the signer's device made for a released position; replaces an earlier one.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing was released for that party.
    fn put_pending(&self, pact: &PactId, party: &PartyId, note: &str, now: Time) -> Result<(), Error>;

    /// What waits for the registrar: enrolment notes that bear the possession line only.
    fn pending(&self, pact: &PactId) -> Result<Vec<Pending>, Error>;

    /// Drops the release of a party, with code, claim and what is pending; none there is no error.
    fn take_back(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;

    /// Removes all that names the person of a party: invitations, release, what is pending, codes, a decline that
    /// waits, contact and letters, and the word that the unit agrees. None of it there is no error.
    fn forget_person(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;
}

/// A document that is not opened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id, which stays when it is opened.
    pub id: PactId,
    /// From 1, one more with each save.
    pub revision: u64,
    /// The document as it was saved: JSON, possibly incomplete.
    pub document: Vec<u8>,
    /// When it was adopted, if it was: then it waits for its opening.
    pub adopted: Option<Time>,
    /// When it was last saved.
    pub saved: Time,
}

/// A caller's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Numbered by the store from 1; 0 in one that is to be added.
    pub number: u64,
    /// SHA-256 of the token's text.
    pub hash: Digest,
    /// What it may do.
    pub scope: Scope,
    /// Whose it is, in the organiser's words.
    pub label: String,
    /// When it was made.
    pub made: Time,
    /// When it was revoked.
    pub revoked: Option<Time>,
}

/// A one-time right to enrol a key for one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// SHA-256 of the token's text.
    pub hash: Digest,
    /// For which pact.
    pub pact: PactId,
    /// For which party.
    pub party: PartyId,
    /// Who is invited, and in what capacity.
    pub holder: Holder,
    /// When it ends.
    pub expires: Time,
    /// When it was used.
    pub spent: Option<Time>,
    /// Whether it is still the one that counts.
    pub current: bool,
    /// Whether the enrolment needs a one-time code beside the link.
    pub needs_code: bool,
}

/// The registrar's word that this person may enrol for this position now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Of which pact.
    pub pact: PactId,
    /// Which position.
    pub party: PartyId,
    /// To whom.
    pub holder: Holder,
    /// How the person was identified.
    pub method: Method,
    /// When.
    pub time: Time,
}

/// An enrolment note that bears the possession line and waits for the registrar's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which position.
    pub party: PartyId,
    /// Text and possession line.
    pub note: String,
    /// When it came in.
    pub time: Time,
}
