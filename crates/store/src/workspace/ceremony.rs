//! The contract of what a ceremony keeps for minutes: one-time codes, declines that wait for the desk, kiosks.
//!
//! # What a driver promises
//!
//! 1. A code is tried at most [`CODE_TRIES`] times and used at most once, whatever calls run at the same time: a try is
//!    counted before anybody learns whether it was right.
//! 2. A code goes with what it was made for: with its release, or with the invitation of its party.
//! 3. What a code was used on ([`Ceremony::use_code`]) is remembered. For a release that is the claim: whoever holds
//!    the token of that hash may enrol, for as long as the release and this code are there.

use super::error::WorkspaceError;
use crate::error::Error;
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;

/// How often a code may be tried. Six digits and five tries: one guess in 200,000 succeeds.
pub const CODE_TRIES: u32 = 5;

/// The part of a workspace that a ceremony needs.
pub trait Ceremony: Send + Sync + 'static {
    /// Keeps a code, by its hash; an earlier one for the same thing, and its claim, is void from now on.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing is there that it could open.
    fn put_code(&self, pact: &PactId, party: &PartyId, opens: Opens, hash: &str, expires: Time) -> Result<(), Error>;

    /// The code of a party.
    fn code(&self, pact: &PactId, party: &PartyId, opens: Opens) -> Result<Option<Code>, Error>;

    /// All codes of a pact that open such things, by party.
    fn codes(&self, pact: &PactId, opens: Opens) -> Result<Vec<(PartyId, Code)>, Error>;

    /// Counts one try and gives the code to compare with, this try counted.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchCode`], [`WorkspaceError::CodeUsed`], [`WorkspaceError::CodeExpired`],
    /// [`WorkspaceError::CodeTried`]; then nothing is counted.
    fn try_code(&self, pact: &PactId, party: &PartyId, opens: Opens, now: Time) -> Result<Code, WorkspaceError>;

    /// Uses the code of this hash on something; on the same thing again it answers the same.
    ///
    /// # Errors
    /// [`WorkspaceError::CodeUsed`], or [`WorkspaceError::NoSuchCode`] where another code has taken its place.
    fn use_code(
        &self,
        pact: &PactId,
        party: &PartyId,
        opens: Opens,
        hash: &str,
        on: &Digest,
    ) -> Result<(), WorkspaceError>;

    /// Keeps a signed decline for the desk to confirm; replaces an earlier one of the party.
    fn put_decline(&self, pact: &PactId, party: &PartyId, note: &str, now: Time) -> Result<(), Error>;

    /// Declines that wait, by party.
    fn declines(&self, pact: &PactId) -> Result<Vec<Waiting>, Error>;

    /// Drops a waiting decline; none there is no error.
    fn drop_decline(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;

    /// Keeps a kiosk that is not paired yet, by its token's hash, and gives it a number. Expired ones are forgotten.
    ///
    /// # Errors
    /// [`Error::Busy`] where `most` wait to be paired already.
    fn add_kiosk(&self, hash: &Digest, now: Time, expires: Time, most: usize) -> Result<u64, Error>;

    /// The kiosk with this token's hash.
    fn kiosk(&self, hash: &Digest) -> Result<Option<Kiosk>, Error>;

    /// Pairs a kiosk with a pact, for good.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no such kiosk waits to be paired any more.
    fn pair_kiosk(&self, number: u64, pact: &PactId, name: &str, now: Time) -> Result<(), Error>;

    /// The kiosks of a pact, by number.
    fn kiosks(&self, pact: &PactId) -> Result<Vec<Kiosk>, Error>;

    /// Removes a kiosk of this pact; its token is nobody's from now on.
    ///
    /// # Errors
    /// [`Error::NotFound`] where this pact has no such kiosk.
    fn remove_kiosk(&self, pact: &PactId, number: u64) -> Result<(), Error>;
}

/// What a code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opens {
    /// A position that the desk has released.
    Release,
    /// The enrolment by an invitation that demands a code too.
    Invitation,
}

impl Opens {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Invitation => "invitation",
        }
    }
}

/// A one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its hash, a PHC string.
    pub hash: String,
    /// When it ends.
    pub expires: Time,
    /// How often it was tried.
    pub tries: u32,
    /// What it was used on.
    pub used_on: Option<Digest>,
}

/// A signed decline that waits for the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub party: PartyId,
    /// The note.
    pub note: String,
    /// When it came in.
    pub time: Time,
}

/// A kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kiosk {
    /// From 1, never given out twice.
    pub number: u64,
    /// SHA-256 of its token's text.
    pub hash: Digest,
    /// When it was made.
    pub made: Time,
    /// Until when it may be paired; nothing once it is.
    pub expires: Option<Time>,
    /// The pact and its name there, once it is paired.
    pub paired: Option<(PactId, String)>,
}
