//! The seven acts about a pact, as values.

use super::lines::{ABSENT, not_absent};
use crate::digest::Digest;
use crate::error::CoreError;
use crate::pact::{PartyId, Position, Role};
use crate::text;
use crate::words::word_of;
use giaouoc_tlog::note::VerifyingKey;
use std::fmt;

/// SHA-256 of a record's text, up to and including the line feed before the empty line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordDigest(pub Digest);

impl fmt::Display for RecordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RecordDigest {
    /// Digest of a record's text.
    pub fn of(text: &str) -> Self {
        Self(Digest::of(text.as_bytes()))
    }

    /// SHA-256 over the concatenation of 32-byte record digests, as `after` and `signatures` hold it.
    pub fn chain(digests: impl IntoIterator<Item = RecordDigest>) -> Digest {
        let mut joined = Vec::new();
        for digest in digests {
            joined.extend_from_slice(digest.0.as_bytes());
        }
        Digest::of(&joined)
    }
}

/// The registrar's way of knowing the holder of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Seen by the secretary at the desk.
    InPerson,
    /// By a link and a one-time token.
    Invite,
    /// The key stands in the roster.
    Pinned,
}

impl Method {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 3] =
        [("in-person", Self::InPerson), ("invite", Self::Invite), ("pinned", Self::Pinned)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// The capacity in which the holder signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// The person whom the roster names.
    Representative,
    /// Somebody with a letter of authority.
    Delegate,
}

impl Capacity {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 2] =
        [("representative", Self::Representative), ("delegate", Self::Delegate)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// The meaning of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// The party takes the pact upon itself.
    Sign,
    /// The witness was present.
    Witness,
}

impl Intent {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 2] = [("sign", Self::Sign), ("witness", Self::Witness)];

    /// The meaning of a signature by a party in this role.
    pub fn of(role: Role) -> Self {
        if role == Role::Witness { Self::Witness } else { Self::Sign }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// The channel through which a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The signer's own phone.
    Phone,
    /// A kiosk on the stage.
    Kiosk,
    /// The command line.
    Cli,
    /// Another program, over REST.
    Api,
}

impl Channel {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 4] =
        [("phone", Self::Phone), ("kiosk", Self::Kiosk), ("cli", Self::Cli), ("api", Self::Api)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// `giaouoc/enrolment/v1`, by the registrar and then by the enrolled key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The party that the key is enrolled for.
    pub party: PartyId,
    /// The enrolled key.
    pub key: VerifyingKey,
    /// Name of the holder, as the registrar knows it.
    pub holder: String,
    /// The holder's capacity.
    pub capacity: Capacity,
    /// SHA-256 of the letter of authority.
    pub authority: Option<Digest>,
    /// The registrar's way of knowing the holder.
    pub method: Method,
}

impl Enrolment {
    /// Checks that the text of this enrolment would read back as the values that it was made from. The holder is the
    /// one value without a type of its own.
    ///
    /// # Errors
    /// Malformed, as [`Statement::parse`](super::Statement::parse).
    pub(crate) fn check(&self) -> Result<(), CoreError> {
        let name = "holder";
        if self.holder == ABSENT {
            return Err(not_absent(name));
        }
        text::check_value(&self.holder).map_err(|e| e.at(name))
    }
}

/// `giaouoc/signature/v1`, by the party's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The party that signs.
    pub party: PartyId,
    /// The party's place among those that sign.
    pub position: Position,
    /// The meaning of the signature.
    pub intent: Intent,
    /// The enrolment under which it signs.
    pub enrolment: RecordDigest,
    /// Digest of what came before: the opening, or the chain of all signatures of smaller stages.
    pub after: Digest,
    /// SHA-256 of the handwritten mark.
    pub mark: Option<Digest>,
    /// The channel through which it was made.
    pub channel: Channel,
}

/// `giaouoc/decline/v1`, by the party's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// The party that declines.
    pub party: PartyId,
    /// The enrolment under which it declines.
    pub enrolment: RecordDigest,
    /// The reason, if one is given.
    pub reason: Option<String>,
}

/// `giaouoc/revocation/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The party whose key is taken back.
    pub party: PartyId,
    /// The key that is taken back: one that was enrolled for that party.
    pub key: VerifyingKey,
    /// The reason, if one is given.
    pub reason: Option<String>,
}

/// `giaouoc/withdrawal/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The reason, if one is given.
    pub reason: Option<String>,
}

/// `giaouoc/completion/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// [`RecordDigest::chain`] of all signatures, in roster order.
    pub signatures: Digest,
    /// `n` of `n`.
    pub count: Position,
}

/// One of the seven acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `giaouoc/opening/v1`, by the registrar: from now on nothing of the pact changes.
    Opening,
    /// The registrar says who holds which key.
    Enrolment(Enrolment),
    /// A party signs.
    Signature(Signature),
    /// A party declines.
    Decline(Decline),
    /// The registrar takes a key back.
    Revocation(Revocation),
    /// The registrar withdraws the pact.
    Withdrawal(Withdrawal),
    /// The registrar says that all have signed.
    Completion(Completion),
}
