//! Drafts of the registrar's acts, and their signatures.

use super::number::is_number_of;
use super::{DeskRefusal, Facts, Instruction, Possession};
use crate::error::{Code, CoreError};
use crate::pact::{Pact, PartyId};
use crate::progress::{Holder, PartyState, Progress};
use crate::record::{Act, Method, Record, RecordDigest, Statement};
use crate::report::Verdict;
use crate::time::Time;
use giaouoc_tlog::note::{KeyName, SigningKey, VerifyingKey};

/// A text to be signed by the registrar, and the facts that are shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    statement: Statement,
    possession: Option<Possession>,
    facts: Facts,
}

/// An enrolment that waits for the registrar, and the release that it must be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The note that the signer's device made.
    pub possession: Possession,
    /// The holder to whom the position was released.
    pub holder: Holder,
    /// The method of the release.
    pub method: Method,
    /// The clock that the enrolment's time must be near: at its arrival, or now where its arrival is hearsay.
    pub clock: Time,
}

impl Waiting {
    /// Compares what waits with the release and the clock. The number on the signer's screen is not looked at.
    ///
    /// # Errors
    /// [`DeskRefusal::EnrolmentDiffers`], [`DeskRefusal::ClockDiffers`].
    pub fn check(&self, progress: &Progress, party: &PartyId) -> Result<Statement, DeskRefusal> {
        let statement = self.possession.check_release(progress, party, self.holder.clone(), self.method)?;
        self.possession.check_clock(self.clock)?;
        Ok(statement)
    }
}

impl Draft {
    /// The statement that will be signed.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The digest by which the draft is named and signed: that of the record to be.
    pub fn digest(&self) -> RecordDigest {
        RecordDigest::of(&self.statement.text())
    }

    /// The facts that a person should look at.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Adds the verdict to the facts, once the evidence was verified.
    #[must_use]
    pub fn verified(mut self, verdict: Verdict) -> Self {
        self.facts.verdict = Some(verdict);
        self
    }

    /// Signs the text that was shown. Whether the ledger still takes the record is for the newest state to say.
    ///
    /// # Errors
    /// Misuse: a value of the statement does not obey its rule.
    pub fn sign(&self, registrar: &SigningKey) -> Result<Record, CoreError> {
        match &self.possession {
            Some(possession) => possession.attest(registrar),
            None => self.statement.sign(&[registrar]),
        }
    }
}

/// Drafts the opening of a pact in a ledger.
pub fn opening(pact: &Pact, ledger: &KeyName, now: Time) -> Draft {
    let statement = Statement { ledger: ledger.clone(), pact: pact.digest(), act: Act::Opening, time: now };
    Draft { statement, possession: None, facts: Facts::of_pact(pact) }
}

/// Drafts an act on an opened pact. `find_waiting` is asked for what waits for the party of an enrolment, after the
/// state has allowed one.
///
/// # Errors
/// Whatever [`Instruction::check_state`] refuses; [`Code::PactAlreadyOpen`]; the error of `find_waiting`. For an
/// enrolment, in this order: a note that differs from its release, a wrong clock, another number than the note's.
/// [`Code::NotAllSigned`] for a completion; [`Code::EnrolmentUnknown`] at `/party` for a revocation that names no key
/// where the newest is missing or revoked.
pub fn draft<E: From<DeskRefusal>>(
    instruction: &Instruction,
    progress: &Progress,
    now: Time,
    find_waiting: impl FnOnce(&PartyId) -> Result<Waiting, E>,
) -> Result<Draft, E> {
    let rule = |error: CoreError| E::from(DeskRefusal::Rule(error));
    instruction.check_state(progress).map_err(rule)?;
    let (statement, possession) = match instruction {
        Instruction::Opening => return Err(rule(CoreError::new(Code::PactAlreadyOpen))),
        Instruction::Enrolment { party, number } => {
            let waiting = find_waiting(party)?;
            let statement = enrolment(progress, party, number, &waiting)?;
            (statement, Some(waiting.possession))
        }
        Instruction::Withdrawal { reason } => (progress.draft_withdrawal(reason.clone(), now), None),
        Instruction::Completion => (progress.draft_completion(now).map_err(rule)?, None),
        Instruction::Revocation { party, key, reason } => {
            let named = key.as_deref().cloned();
            let key = named.map_or_else(|| newest_key(progress, party), Ok).map_err(rule)?;
            (progress.draft_revocation(party, key, reason.clone(), now), None)
        }
    };
    let facts = Facts::new(progress, &statement);
    Ok(Draft { statement, possession, facts })
}

fn enrolment(progress: &Progress, party: &PartyId, number: &str, waiting: &Waiting) -> Result<Statement, DeskRefusal> {
    let statement = waiting.check(progress, party)?;
    if !is_number_of(number, &waiting.possession.digest().0) {
        return Err(DeskRefusal::NumberDiffers);
    }
    Ok(statement)
}

/// The key that a revocation takes back where it names none.
fn newest_key(progress: &Progress, party: &PartyId) -> Result<VerifyingKey, CoreError> {
    let current = progress.party(party).and_then(PartyState::current);
    let current = current.ok_or_else(|| CoreError::new(Code::EnrolmentUnknown).at("/party"))?;
    Ok(current.enrolment.key.clone())
}
