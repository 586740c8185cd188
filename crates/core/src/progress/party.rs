//! The state of one party: its enrolments, its signature or decline, the keys that were taken back.

use crate::record::{Enrolment, RecordDigest, Signature};
use crate::time::Time;
use giaouoc_tlog::note::VerifyingKey;

/// One enrolment of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Index in the ledger.
    pub index: u64,
    /// Record digest.
    pub digest: RecordDigest,
    /// The enrolment's own lines.
    pub enrolment: Enrolment,
    /// Time that the registrar claims.
    pub time: Time,
}

/// The signature of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Index in the ledger.
    pub index: u64,
    /// Record digest.
    pub digest: RecordDigest,
    /// The signature's own lines.
    pub signature: Signature,
    /// Time that the signer claims.
    pub time: Time,
    /// The key under which it was verified; absent where its enrolment was erased.
    pub(super) key: Option<VerifyingKey>,
}

impl Signed {
    /// True when the signature itself was verified. Not so where its enrolment, and with it the key, was erased.
    pub fn is_verified(&self) -> bool {
        self.key.is_some()
    }
}

/// The state of one party: its enrolments, signature or decline, and revoked keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyState {
    /// Enrolments of the party, oldest first.
    pub enrolments: Vec<Enrolled>,
    /// The party's signature, once it is logged.
    pub signed: Option<Signed>,
    /// Ledger index of the party's decline.
    pub declined: Option<u64>,
    /// Public keys that were taken back.
    pub revoked: Vec<VerifyingKey>,
}

impl PartyState {
    /// The newest enrolment, whose key is not revoked: the one under which it may sign.
    pub fn current(&self) -> Option<&Enrolled> {
        self.enrolments.last().filter(|e| !self.is_revoked(&e.enrolment.key))
    }

    /// True when the newest enrolment's key was taken back.
    pub fn newest_is_revoked(&self) -> bool {
        self.enrolments.last().is_some_and(|e| self.is_revoked(&e.enrolment.key))
    }

    pub(super) fn is_revoked(&self, key: &VerifyingKey) -> bool {
        self.revoked.iter().any(|revoked| revoked.public_key() == key.public_key())
    }
}
