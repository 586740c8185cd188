//! The state of one opened pact, and which record it takes next (`docs/spec/3-records.md`).
//!
//! One state machine serves both sides: the ledger asks it before it writes, the verifier replays it over what was
//! written. It is fed in ledger order:
//!
//! 1. [`Progress::open`] with the opening;
//! 2. for each further record [`Progress::authenticate`] (whose signatures are due, and do they verify?), then
//!    [`Progress::admit`] (do the rules take it now?), then [`Progress::take`].
//!
//! Authentication is apart from admission because it is the expensive half: a service does it on many threads, and
//! admission, which needs the newest state, on the one that writes. An [`Authentic`] record can come from nowhere
//! else, and admission looks again whether the keys are still the ones that are due.
//!
//! Where records were erased ([`Progress::erase`]), what hangs on the missing text can be neither confirmed nor
//! refused; admission then names it in [`Admission::New`], and a ledger takes no such record.

mod admission;
mod authentic;
mod draft;
mod from_paper;
mod party;
mod rules;

pub use admission::Admission;
pub use authentic::Authentic;
pub use draft::{Holder, Signing};
pub use party::{Enrolled, PartyState, Signed};
pub use rules::{MAX_ENROLMENTS, Unchecked};

use crate::Digest;
use crate::error::{Code, CoreError};
use crate::leaf::Kind;
use crate::pact::{Pact, Party, PartyId};
use crate::record::RecordDigest;
use crate::time::Time;
use giaouoc_tlog::note::KeyName;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The two ways in which a pact ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All signed, and the registrar says so.
    Completed,
    /// The registrar withdrew it.
    Withdrawn,
}

/// The state of one opened pact.
#[derive(Clone, Debug)]
pub struct Progress {
    pact: Arc<Pact>,
    ledger: KeyName,
    registrar: KeyName,
    opening: RecordDigest,
    opened: Time,
    parties: BTreeMap<PartyId, PartyState>,
    end: Option<(End, u64)>,
    logged: BTreeMap<RecordDigest, u64>,
    erased: BTreeMap<RecordDigest, u64>,
    not_erased: BTreeSet<PartyId>,
}

impl Progress {
    /// The pact.
    pub fn pact(&self) -> &Arc<Pact> {
        &self.pact
    }

    /// The ledger's origin.
    pub fn ledger(&self) -> &KeyName {
        &self.ledger
    }

    /// The record digest of the opening.
    pub fn opening(&self) -> RecordDigest {
        self.opening
    }

    /// The time that the opening claims.
    pub fn opened(&self) -> Time {
        self.opened
    }

    /// The state of a party that signs; none for an entry that is merely named, and for an unknown id.
    pub fn party(&self, id: &PartyId) -> Option<&PartyState> {
        self.parties.get(id)
    }

    /// The end of the pact, and the ledger index of the record that ended it; none while it is open.
    pub fn end(&self) -> Option<(End, u64)> {
        self.end
    }

    /// The number of verified signatures. A signature whose enrolment was erased has no known key and is not counted.
    pub fn signed_count(&self) -> usize {
        self.parties.values().filter(|state| state.signed.as_ref().is_some_and(Signed::is_verified)).count()
    }

    /// True when a party has declined: such a pact is never completed.
    pub fn is_declined(&self) -> bool {
        self.parties.values().any(|state| state.declined.is_some())
    }

    /// Refuses a state with erased records for everything that rests on earlier ones; keys may still be revoked, and
    /// the pact withdrawn.
    pub fn whole(&self, kind: Kind) -> Result<(), CoreError> {
        let harmless = matches!(kind, Kind::Revocation | Kind::Withdrawal);
        if harmless || !self.is_erased() { Ok(()) } else { Err(CoreError::new(Code::RecordErased)) }
    }

    /// Indices of erased records, in the order of their digests.
    pub fn erased(&self) -> impl Iterator<Item = u64> {
        self.erased.values().copied()
    }

    /// True when at least one record was erased.
    pub fn is_erased(&self) -> bool {
        !self.erased.is_empty()
    }

    /// Parties whose signature would be taken now, in roster order.
    pub fn turn(&self) -> Vec<&Party> {
        if self.end.is_some() {
            return Vec::new();
        }
        let free = |party: &&Party| {
            self.parties.get(&party.id).is_some_and(|s| s.signed.is_none() && s.declined.is_none())
                && self.missing(self.pact.roster.signers_before(party.stage)).is_empty()
        };
        self.pact.roster.signers().filter(free).collect()
    }

    /// Notes that a record of this digest stood here and was erased.
    pub fn erase(&mut self, index: u64, digest: RecordDigest) {
        self.erased.insert(digest, index);
    }

    /// Notes parties whose signature is at hand, wherever it stands: no erasure explains that it is missing before
    /// that.
    pub fn not_erased(&mut self, parties: impl IntoIterator<Item = PartyId>) {
        self.not_erased.extend(parties);
    }

    /// `closes` stops enrolments, signatures and declines, by the ledger's clock, and nothing else.
    pub fn not_closed(&self, kind: Kind, now: Time) -> Result<(), CoreError> {
        let stopped = matches!(kind, Kind::Enrolment | Kind::Signature | Kind::Decline);
        match self.pact.closes {
            Some(closes) if stopped && now >= closes => {
                Err(CoreError::new(Code::SigningClosed).because(format!("closed at {closes}")))
            }
            _ => Ok(()),
        }
    }

    /// The line `after` of a signature in this stage; nothing while a smaller stage is unfinished.
    pub fn after(&self, stage: u64) -> Option<Digest> {
        let mut before = self.pact.roster.signers_before(stage).peekable();
        if before.peek().is_none() {
            return Some(self.opening.0);
        }
        before.map(|party| self.signature_of(&party.id)).collect::<Option<Vec<_>>>().map(RecordDigest::chain)
    }

    /// The line `signatures` of a completion; nothing while somebody has not signed.
    pub fn signatures(&self) -> Option<Digest> {
        let all = self.pact.roster.signers().map(|party| self.signature_of(&party.id));
        all.collect::<Option<Vec<_>>>().map(RecordDigest::chain)
    }

    fn signature_of(&self, id: &PartyId) -> Option<RecordDigest> {
        Some(self.parties.get(id)?.signed.as_ref()?.digest)
    }

    fn missing<'a>(&self, parties: impl Iterator<Item = &'a Party>) -> Vec<&'a Party> {
        parties.filter(|party| self.signature_of(&party.id).is_none()).collect()
    }

    fn signer(&self, id: &PartyId) -> Result<&PartyState, CoreError> {
        self.parties.get(id).ok_or_else(|| match self.pact.roster.party(id) {
            Some(_) => CoreError::new(Code::PartyNamedOnly).because(id.as_str()),
            None => CoreError::new(Code::PartyUnknown).because(id.as_str()),
        })
    }

    fn roster_party(&self, id: &PartyId) -> Result<&Party, CoreError> {
        self.pact.roster.party(id).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(id.as_str()))
    }

    /// Refuses what comes after the end: `pact-withdrawn`, `pact-completed`.
    pub fn not_ended(&self, kind: Kind) -> Result<(), CoreError> {
        match self.end {
            Some((End::Withdrawn, _)) => Err(CoreError::new(Code::PactWithdrawn)),
            // After a completion keys may still be revoked, and nothing else.
            Some((End::Completed, _)) if kind != Kind::Revocation => Err(CoreError::new(Code::PactCompleted)),
            _ => Ok(()),
        }
    }
}
