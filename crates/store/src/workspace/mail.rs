//! The contract of electronic mail: where each party is reached, and the letters that go out.
//!
//! # What a driver promises
//!
//! 1. A letter is queued or not, whatever happens; a queued one is given out ([`Mail::letters_due`]) until it has
//!    ended. Letters of the kinds [`Kind::Turn`] and [`Kind::Completion`] are queued once for each party.
//! 2. What a letter says is kept nowhere: no token of a link is on the disk.
//! 3. With a party's contact its letters go.

use crate::error::Error;
use giaouoc_core::Language;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use giaouoc_core::words::word_of;

/// The part of a workspace that mail needs.
pub trait Mail: Send + Sync + 'static {
    /// Keeps where a party is reached; an earlier address goes.
    fn put_contact(&self, contact: &Contact) -> Result<(), Error>;

    /// All contacts of a pact, by party.
    fn contacts(&self, pact: &PactId) -> Result<Vec<Contact>, Error>;

    /// One contact.
    fn contact(&self, pact: &PactId, party: &PartyId) -> Result<Option<Contact>, Error>;

    /// Removes a contact and its letters; none there is no error.
    fn remove_contact(&self, pact: &PactId, party: &PartyId) -> Result<(), Error>;

    /// The pacts in which somebody who has a contact was not told of the completion yet: those that may have news.
    fn pacts_to_tell(&self) -> Result<Vec<PactId>, Error>;

    /// Queues a letter. False: such a one was queued before, and may be only once.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the party has no contact.
    fn queue_letter(&self, pact: &PactId, party: &PartyId, kind: Kind, now: Time) -> Result<bool, Error>;

    /// Letters that are to be sent by now, the oldest first.
    fn letters_due(&self, now: Time, limit: usize) -> Result<Vec<Letter>, Error>;

    /// When the next letter is due, if one is to be sent.
    fn next_letter(&self) -> Result<Option<Time>, Error>;

    /// A letter has ended.
    fn end_letter(&self, number: u64, outcome: Outcome, error: Option<&str>, now: Time) -> Result<(), Error>;

    /// A try has failed; the next is at `due`.
    fn retry_letter(&self, number: u64, error: &str, due: Time) -> Result<(), Error>;

    /// The newest letter of each party.
    fn newest_letters(&self, pact: &PactId) -> Result<Vec<Letter>, Error>;
}

/// Where a party is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Of which pact.
    pub pact: PactId,
    /// Which party.
    pub party: PartyId,
    /// An address (RFC 5321), parsed where it came in.
    pub address: String,
    /// In which language letters are written.
    pub language: Language,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A link by which to sign.
    Invitation,
    /// The same again, or a word to who has begun.
    Reminder,
    /// It is this party's turn now.
    Turn,
    /// All have signed; the evidence comes along.
    Completion,
}

impl Kind {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("invitation", Self::Invitation),
        ("reminder", Self::Reminder),
        ("turn", Self::Turn),
        ("completion", Self::Completion),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// How a letter has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has taken it.
    Sent,
    /// It had lost its reason before it was sent.
    Dropped,
    /// It could not be sent, and is not tried again.
    Failed,
}

impl Outcome {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 3] =
        [("sent", Self::Sent), ("dropped", Self::Dropped), ("failed", Self::Failed)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// A letter on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Numbered by the store.
    pub number: u64,
    /// About which pact.
    pub pact: PactId,
    /// To which party.
    pub party: PartyId,
    /// What it is about.
    pub kind: Kind,
    /// When it was queued.
    pub made: Time,
    /// How often it was tried in vain.
    pub tries: u64,
    /// When and how it has ended.
    pub ended: Option<(Time, Outcome)>,
    /// What went wrong last.
    pub error: Option<String>,
}
