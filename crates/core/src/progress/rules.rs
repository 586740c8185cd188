//! The rules on each act, by the state as it is: what [`Progress::admit`] asks.

use super::{PartyState, Progress};
use crate::error::{Code, CoreError};
use crate::pact::{Identity, Party};
use crate::policy::Policy;
use crate::record::{Capacity, Completion, Decline, Enrolment, Intent, Method, RecordDigest, Revocation, Signature};
use giaouoc_tlog::note::VerifyingKey;

/// A party may be enrolled again, but not without end.
pub const MAX_ENROLMENTS: usize = 8;

/// A check that hangs on an erased text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unchecked {
    /// The key, and so the signature: its enrolment was erased.
    Key,
    /// The line `after`, and whether the stage was open.
    After,
    /// The line `signatures`, and the count.
    Signatures,
}

impl Progress {
    pub(super) fn admit_enrolment(&self, enrolment: &Enrolment, policy: &Policy) -> Result<(), CoreError> {
        let party = self.roster_party(&enrolment.party)?;
        let state = self.signer(&party.id)?;
        not_signed(state)?;
        not_declined(state)?;
        if state.enrolments.len() >= MAX_ENROLMENTS {
            return Err(CoreError::new(Code::EnrolledTooOften));
        }
        if self.pact.identity == Identity::InPerson && enrolment.method == Method::Invite {
            return Err(CoreError::new(Code::MethodNotAllowed));
        }
        self.key_of_party(party, enrolment)?;
        self.key_is_nobody_elses(party, &enrolment.key, policy)?;
        let named = party.representative.as_ref().map(|r| &r.name);
        match (enrolment.capacity, named) {
            (Capacity::Representative, Some(name)) if *name != enrolment.holder => {
                Err(CoreError::new(Code::HolderDiffers).because(format!("the roster names {name}")))
            }
            _ => Ok(()),
        }
    }

    /// A pinned party uses its pinned key by the method `pinned`; any other a key that bears its place's name.
    fn key_of_party(&self, party: &Party, enrolment: &Enrolment) -> Result<(), CoreError> {
        match &party.key {
            Some(pinned) if enrolment.key != *pinned => Err(CoreError::new(Code::KeyNotPinned)),
            Some(_) if enrolment.method != Method::Pinned => Err(CoreError::new(Code::MethodNotAllowed)),
            None if enrolment.method == Method::Pinned => Err(CoreError::new(Code::MethodNotAllowed)),
            None if enrolment.key.name().as_str() != self.pact.key_name(&party.id) => {
                Err(CoreError::new(Code::KeyName).because(format!("the name {} is due", self.pact.key_name(&party.id))))
            }
            _ => Ok(()),
        }
    }

    fn key_is_nobody_elses(&self, party: &Party, key: &VerifyingKey, policy: &Policy) -> Result<(), CoreError> {
        let others = self.pact.roster.parties().iter().filter(|other| other.id != party.id);
        let pinned = others.clone().filter_map(|other| other.key.as_ref());
        let enrolled = others
            .filter_map(|other| self.parties.get(&other.id))
            .flat_map(|state| state.enrolments.iter().map(|e| &e.enrolment.key));
        let mut taken = pinned.chain(enrolled).chain(policy.public_keys());
        if taken.any(|other| other.public_key() == key.public_key()) {
            return Err(CoreError::new(Code::KeyShared));
        }
        Ok(())
    }

    pub(super) fn admit_signature(&self, signature: &Signature) -> Result<Option<Unchecked>, CoreError> {
        let party = self.roster_party(&signature.party)?;
        let state = self.signer(&party.id)?;
        if state.signed.is_some() {
            return Err(CoreError::new(Code::PositionTaken));
        }
        not_declined(state)?;
        self.under_newest(party, signature.enrolment)?;
        let position = self.pact.roster.position(&party.id);
        if position != Some(signature.position) {
            return Err(CoreError::new(Code::PositionWrong).because(format!("found {}", signature.position)));
        }
        let intent = Intent::of(party.role);
        if signature.intent != intent {
            return Err(CoreError::new(Code::IntentWrong).because(format!("{} is due", intent.as_str())));
        }
        self.stage_open(party, signature)
    }

    fn stage_open(&self, party: &Party, signature: &Signature) -> Result<Option<Unchecked>, CoreError> {
        match self.after(party.stage) {
            Some(after) if after == signature.after => Ok(None),
            Some(after) => Err(CoreError::new(Code::AfterWrong).because(format!("{after} is due"))),
            // Erased records can explain the gap only if there are enough of them.
            None if self.explained_by_erasure(&self.missing(self.pact.roster.signers_before(party.stage))) => {
                Ok(Some(Unchecked::After))
            }
            None => Err(CoreError::new(Code::StageNotOpen).because(format!("stage {}", party.stage))),
        }
    }

    pub(super) fn admit_decline(&self, decline: &Decline) -> Result<(), CoreError> {
        let state = self.signer(&decline.party)?;
        not_signed(state)?;
        not_declined(state)?;
        self.under_newest(self.roster_party(&decline.party)?, decline.enrolment)
    }

    pub(super) fn admit_revocation(&self, revocation: &Revocation) -> Result<Option<Unchecked>, CoreError> {
        let state = self.signer(&revocation.party)?;
        if state.enrolments.iter().any(|e| e.enrolment.key == revocation.key) {
            return Ok(None);
        }
        // An erased enrolment may have named it: there is no way to tell, and nothing to gain from a false one.
        if self.is_erased() { Ok(Some(Unchecked::Key)) } else { Err(CoreError::new(Code::KeyNeverEnrolled)) }
    }

    pub(super) fn admit_completion(&self, completion: &Completion) -> Result<Option<Unchecked>, CoreError> {
        if self.is_declined() {
            return Err(CoreError::new(Code::PactDeclined));
        }
        let n = self.pact.roster.signer_count();
        if (completion.count.k, completion.count.n) != (n, n) {
            return Err(CoreError::new(Code::CountWrong).because(format!("{n}/{n} is due, found {}", completion.count)));
        }
        match self.signatures() {
            Some(signatures) if signatures == completion.signatures => Ok(None),
            Some(signatures) => Err(CoreError::new(Code::SignaturesWrong).because(format!("{signatures} is due"))),
            None if self.explained_by_erasure(&self.missing(self.pact.roster.signers())) => {
                Ok(Some(Unchecked::Signatures))
            }
            None => Err(CoreError::new(Code::NotAllSigned).because(format!("{}/{n}", self.signed_count()))),
        }
    }

    /// True when erased records can explain the missing signatures: there are enough of them, and the signature of none
    /// of these parties is at hand.
    fn explained_by_erasure(&self, missing: &[&Party]) -> bool {
        missing.len() <= self.erased.len() && missing.iter().all(|party| !self.not_erased.contains(&party.id))
    }

    /// A party signs or declines under its newest enrolment, and by a key that was not taken back.
    fn under_newest(&self, party: &Party, enrolment: RecordDigest) -> Result<(), CoreError> {
        let state = self.signer(&party.id)?;
        let named = state.enrolments.iter().find(|e| e.digest == enrolment);
        // Where the enrolment was erased, a pinned key is known all the same, and so is where the record stood.
        let key = named.map(|e| &e.enrolment.key).or(party.key.as_ref());
        if key.is_some_and(|key| state.is_revoked(key)) {
            return Err(CoreError::new(Code::KeyRevoked));
        }
        let index = named.map(|e| e.index).or_else(|| self.erased.get(&enrolment).copied());
        match state.enrolments.last() {
            Some(newest) if index.is_none_or(|index| newest.index > index) => {
                Err(CoreError::new(Code::EnrolmentOutdated))
            }
            _ => Ok(()),
        }
    }
}

fn not_signed(state: &PartyState) -> Result<(), CoreError> {
    if state.signed.is_some() { Err(CoreError::new(Code::AlreadySigned)) } else { Ok(()) }
}

fn not_declined(state: &PartyState) -> Result<(), CoreError> {
    if state.declined.is_some() { Err(CoreError::new(Code::AlreadyDeclined)) } else { Ok(()) }
}
