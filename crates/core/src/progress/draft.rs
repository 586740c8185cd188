//! Statements as the state demands them: what a signer's program fills in from verified notes.

use super::{Enrolled, Progress};
use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::pact::{PartyId, Position};
use crate::record::{
    Act, Capacity, Channel, Completion, Decline, Enrolment, Intent, Method, Revocation, Signature, Statement,
    Withdrawal,
};
use crate::time::Time;
use giaouoc_tlog::note::VerifyingKey;

/// The facts of a signature that only the signer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signing {
    /// SHA-256 of the handwritten mark, if one was drawn.
    pub mark: Option<Digest>,
    /// The channel by which it signs.
    pub channel: Channel,
    /// Time of signing, by the signer's own clock.
    pub time: Time,
}

impl Progress {
    fn statement(&self, act: Act, time: Time) -> Statement {
        Statement { ledger: self.ledger().clone(), pact: self.pact().digest(), act, time }
    }

    /// The enrolment under which a party may act now.
    fn enrolled(&self, party: &PartyId) -> Result<&Enrolled, CoreError> {
        let state = self.signer(party)?;
        let code = if state.newest_is_revoked() { Code::KeyRevoked } else { Code::EnrolmentUnknown };
        state.current().ok_or_else(|| CoreError::new(code))
    }

    /// The enrolment of a party that signs by this key: its method follows from roster and identity mode.
    pub fn draft_enrolment(
        &self,
        party: &PartyId,
        key: VerifyingKey,
        holder: Holder,
        method: Method,
        time: Time,
    ) -> Statement {
        let Holder { name, capacity, authority } = holder;
        let enrolment = Enrolment { party: party.clone(), key, holder: name, capacity, authority, method };
        self.statement(Act::Enrolment(enrolment), time)
    }

    /// The signature of a party, as the ledger would take it now.
    ///
    /// # Errors
    /// Refused: the party is unknown or merely named, is not enrolled, or its stage is not open.
    pub fn draft_signature(&self, party: &PartyId, signing: Signing) -> Result<Statement, CoreError> {
        let entry = self.roster_party(party)?;
        let enrolled = self.enrolled(party)?;
        let position = self.pact().roster.position(party).ok_or_else(|| CoreError::new(Code::PartyNamedOnly))?;
        let after = self.after(entry.stage).ok_or_else(|| CoreError::new(Code::StageNotOpen))?;
        let signature = Signature {
            party: party.clone(),
            position,
            intent: Intent::of(entry.role),
            enrolment: enrolled.digest,
            after,
            mark: signing.mark,
            channel: signing.channel,
        };
        Ok(self.statement(Act::Signature(signature), signing.time))
    }

    /// The decline of a party.
    pub fn draft_decline(&self, party: &PartyId, reason: Option<String>, time: Time) -> Result<Statement, CoreError> {
        let enrolled = self.enrolled(party)?;
        let decline = Decline { party: party.clone(), enrolment: enrolled.digest, reason };
        Ok(self.statement(Act::Decline(decline), time))
    }

    /// The revocation of a key.
    pub fn draft_revocation(
        &self,
        party: &PartyId,
        key: VerifyingKey,
        reason: Option<String>,
        time: Time,
    ) -> Statement {
        self.statement(Act::Revocation(Revocation { party: party.clone(), key, reason }), time)
    }

    /// The withdrawal of the pact.
    pub fn draft_withdrawal(&self, reason: Option<String>, time: Time) -> Statement {
        self.statement(Act::Withdrawal(Withdrawal { reason }), time)
    }

    /// The completion.
    ///
    /// # Errors
    /// Refused while somebody has not signed.
    pub fn draft_completion(&self, time: Time) -> Result<Statement, CoreError> {
        let signatures = self.signatures().ok_or_else(|| CoreError::new(Code::NotAllSigned))?;
        let n = self.pact().roster.signer_count();
        Ok(self.statement(Act::Completion(Completion { signatures, count: Position { k: n, n } }), time))
    }
}

/// The person who will hold a key, as the registrar's release says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person's name as known in person.
    pub name: String,
    /// The capacity in which the person signs.
    pub capacity: Capacity,
    /// SHA-256 of the letter of authority.
    pub authority: Option<Digest>,
}
