//! Admission: the rules that decide whether a record is taken now, and the step to the next state.

use super::{Authentic, End, Enrolled, Progress, Signed, Unchecked};
use crate::error::{Code, CoreError};
use crate::policy::Policy;
use crate::record::Act;

/// The answer of the rules to an authentic record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The record is new: take it.
    New {
        /// Checks that could not be made, because the text that they need was erased. Empty in a whole ledger.
        unchecked: Vec<Unchecked>,
    },
    /// The ledger holds it already, or its signer's other text for the same position: answer with that receipt.
    Known {
        /// Ledger index of the record that is there already.
        index: u64,
        /// False for another text by the same key.
        same_text: bool,
    },
}

impl Progress {
    /// Asks the rules, by the state as it is now.
    pub fn admit(&self, authentic: &Authentic, policy: &Policy) -> Result<Admission, CoreError> {
        let record = authentic.record();
        // The state may have moved since authentication: the keys must still be the ones that are due.
        if self.keys_due(record, policy)? != authentic.keys {
            return Err(CoreError::new(Code::SignatureLines));
        }
        if let Some(index) = self.logged.get(&record.digest()) {
            return Ok(Admission::Known { index: *index, same_text: true });
        }
        if let Some(index) = self.held_position(authentic) {
            return Ok(Admission::Known { index, same_text: false });
        }
        self.not_ended(record.kind())?;
        let mut unchecked = Vec::new();
        if authentic.keys.is_none() {
            unchecked.push(Unchecked::Key);
        }
        match &record.statement().act {
            Act::Opening => return Err(CoreError::new(Code::PactAlreadyOpen)),
            Act::Enrolment(enrolment) => self.admit_enrolment(enrolment, policy)?,
            Act::Signature(signature) => unchecked.extend(self.admit_signature(signature)?),
            Act::Decline(decline) => self.admit_decline(decline)?,
            Act::Revocation(revocation) => unchecked.extend(self.admit_revocation(revocation)?),
            Act::Withdrawal(_) => {}
            Act::Completion(completion) => unchecked.extend(self.admit_completion(completion)?),
        }
        Ok(Admission::New { unchecked })
    }

    /// Moves on by a record that was admitted and now stands at this index.
    pub fn take(&mut self, index: u64, authentic: Authentic) {
        let Authentic { record, keys } = authentic;
        let (digest, time) = (record.digest(), record.statement().time);
        self.logged.insert(digest, index);
        let act = record.statement().act.clone();
        let state = record.statement().party().and_then(|id| self.parties.get_mut(id));
        match (act, state) {
            (Act::Enrolment(enrolment), Some(state)) => {
                state.enrolments.push(Enrolled { index, digest, enrolment, time });
            }
            (Act::Signature(signature), Some(state)) => {
                let key = keys.and_then(|mut keys| keys.pop());
                state.signed = Some(Signed { index, digest, signature, time, key });
            }
            (Act::Decline(_), Some(state)) => state.declined = Some(index),
            (Act::Revocation(revocation), Some(state)) => state.revoked.push(revocation.key),
            (Act::Withdrawal(_), _) => self.end = Some((End::Withdrawn, index)),
            (Act::Completion(_), _) => self.end = Some((End::Completed, index)),
            (_, _) => {}
        }
    }

    /// Another signature text by the key that holds the position.
    fn held_position(&self, authentic: &Authentic) -> Option<u64> {
        let Act::Signature(signature) = &authentic.record.statement().act else { return None };
        let signed = self.parties.get(&signature.party)?.signed.as_ref()?;
        let key = authentic.keys.as_ref()?.last()?;
        (signed.key.as_ref()? == key).then_some(signed.index)
    }
}
