//! Requests for an act of the registrar, checked for their form.

use super::DeskRefusal;
use crate::error::{Code, CoreError};
use crate::key::parse_vkey;
use crate::leaf::Kind;
use crate::pact::PartyId;
use crate::progress::Progress;
use crate::text;
use giaouoc_tlog::note::{Algorithm, VerifyingKey};
use serde::Deserialize;

/// The words in which a page asks for a draft, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActRequest {
    /// `opening`, `enrolment`, `withdrawal`, `completion`, `revocation`.
    pub act: String,
    /// The party whose enrolment or key it is.
    pub party: Option<String>,
    /// The reason of a withdrawal or revocation, at most 200 characters.
    pub reason: Option<String>,
    /// The key to revoke, a vkey; the party's newest where left out.
    pub key: Option<String>,
    /// The number of an enrolment, as it was read from the signer's screen.
    pub number: Option<String>,
}

/// An act of the registrar, with all that it needs beyond the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Open the pact.
    Opening,
    /// Enrol the key that waits for this party.
    Enrolment {
        /// The party.
        party: PartyId,
        /// The number as it was read: see [`is_number_of`](super::is_number_of).
        number: String,
    },
    /// Withdraw the pact.
    Withdrawal {
        /// The reason, if one is given.
        reason: Option<String>,
    },
    /// Declare that all have signed.
    Completion,
    /// Take a key back.
    Revocation {
        /// The party.
        party: PartyId,
        /// The key to take back; the party's newest where none is named.
        key: Option<Box<VerifyingKey>>,
        /// The reason, if one is given.
        reason: Option<String>,
    },
}

impl ActRequest {
    /// Reads the words.
    ///
    /// # Errors
    /// [`DeskRefusal::MemberOfAnotherAct`]; [`Code::ValueForm`] at `/act` for an unknown act; [`Code::MemberMissing`],
    /// and whatever is wrong with a member, at its place.
    pub fn parse(&self) -> Result<Instruction, DeskRefusal> {
        match self.act.as_str() {
            "opening" => {
                self.only(&[])?;
                Ok(Instruction::Opening)
            }
            "enrolment" => {
                self.only(&["party", "number"])?;
                let party = self.party()?;
                let number = self.number.clone().ok_or_else(|| missing("/number"))?;
                Ok(Instruction::Enrolment { party, number })
            }
            "withdrawal" => {
                self.only(&["reason"])?;
                Ok(Instruction::Withdrawal { reason: reason(self.reason.as_deref())? })
            }
            "completion" => {
                self.only(&[])?;
                Ok(Instruction::Completion)
            }
            "revocation" => {
                self.only(&["party", "key", "reason"])?;
                let party = self.party()?;
                let key = self.key.as_deref().map(|key| parse_vkey(key, Algorithm::Ed25519)).transpose();
                let key = key.map_err(|e| e.at("/key"))?.map(Box::new);
                Ok(Instruction::Revocation { party, key, reason: reason(self.reason.as_deref())? })
            }
            _ => Err(CoreError::new(Code::ValueForm).at("/act").into()),
        }
    }

    fn only(&self, names: &[&str]) -> Result<(), DeskRefusal> {
        let given = [
            ("party", self.party.is_some()),
            ("reason", self.reason.is_some()),
            ("key", self.key.is_some()),
            ("number", self.number.is_some()),
        ];
        match given.iter().find(|(name, is_given)| *is_given && !names.contains(name)) {
            Some((name, _)) => Err(DeskRefusal::MemberOfAnotherAct(name)),
            None => Ok(()),
        }
    }

    fn party(&self) -> Result<PartyId, DeskRefusal> {
        let party = self.party.as_deref().ok_or_else(|| missing("/party"))?;
        Ok(PartyId::parse(party).map_err(|e| e.at("/party"))?)
    }
}

impl Instruction {
    /// The kind of the record that it leads to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Opening => Kind::Opening,
            Self::Enrolment { .. } => Kind::Enrolment,
            Self::Withdrawal { .. } => Kind::Withdrawal,
            Self::Completion => Kind::Completion,
            Self::Revocation { .. } => Kind::Revocation,
        }
    }

    /// Refuses an act whose kind the pact no longer takes: nobody is shown a text that could not be logged.
    ///
    /// # Errors
    /// [`Code::RecordErased`], except for withdrawals and revocations;
    /// [`Code::PactWithdrawn`]; [`Code::PactCompleted`], except for revocations.
    pub fn check_state(&self, progress: &Progress) -> Result<(), CoreError> {
        progress.whole(self.kind())?;
        progress.not_ended(self.kind())
    }
}

/// The reason of a withdrawal, a revocation or a decline.
///
/// # Errors
/// Whatever [`check_value`](text::check_value) refuses, at `/reason`.
pub fn reason(given: Option<&str>) -> Result<Option<String>, CoreError> {
    given.map_or(Ok(()), text::check_value).map_err(|e| e.at("/reason"))?;
    Ok(given.map(str::to_owned))
}

fn missing(place: &str) -> CoreError {
    CoreError::new(Code::MemberMissing).at(place)
}
