//! The holder of a position's key, as the ledger will demand it of the enrolment.

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::pact::{Party, PartyId};
use crate::progress::{End, Holder, Progress};
use crate::record::{Capacity, Method};
use crate::text;
use crate::words::value_of;

/// The holder of a key in the words of a release or an invitation, unchecked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HolderWords<'a> {
    /// The name, as known in person; the roster's name where left out.
    pub name: Option<&'a str>,
    /// `representative` (the default) or `delegate`.
    pub capacity: Option<&'a str>,
    /// Hex SHA-256 of the letter of authority.
    pub authority: Option<&'a str>,
}

impl HolderWords<'_> {
    /// Reads the words about the holder of this party's key.
    ///
    /// # Errors
    /// [`Code::MemberMissing`] at `/holder` where neither the words nor the roster name anybody;
    /// [`Code::HolderDiffers`] for a representative whom the roster does not name; whatever is wrong with a member, at
    /// its place.
    pub fn parse(self, party: &Party) -> Result<Holder, CoreError> {
        let named = party.representative.as_ref().map(|representative| representative.name.as_str());
        let name = self.name.or(named).ok_or_else(|| CoreError::new(Code::MemberMissing).at("/holder"))?;
        text::check_value(name).map_err(|e| e.at("/holder"))?;
        let word = self.capacity.unwrap_or(Capacity::Representative.as_str());
        let capacity = value_of(&Capacity::WORDS, word);
        let capacity = capacity.ok_or_else(|| CoreError::new(Code::ValueForm).at("/capacity"))?;
        if capacity == Capacity::Representative && named.is_some_and(|named| named != name) {
            return Err(CoreError::new(Code::HolderDiffers).at("/holder"));
        }
        let authority = self.authority.map(Digest::parse).transpose().map_err(|e| e.at("/authority"))?;
        Ok(Holder { name: name.to_owned(), capacity, authority })
    }
}

/// The roster's entry of a party for which a key may still be enrolled.
///
/// # Errors
/// Refused: the party is unknown or merely named, the pact has ended, or the party has signed or declined.
pub fn may_enrol<'p>(progress: &'p Progress, id: &PartyId) -> Result<&'p Party, CoreError> {
    let party =
        progress.pact().roster.party(id).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(id.as_str()))?;
    let state = progress.party(id).ok_or_else(|| CoreError::new(Code::PartyNamedOnly).because(id.as_str()))?;
    let refused = match (progress.end(), &state.signed, state.declined) {
        (Some((End::Withdrawn, _)), ..) => Some(Code::PactWithdrawn),
        (Some((End::Completed, _)), ..) => Some(Code::PactCompleted),
        (_, Some(_), _) => Some(Code::AlreadySigned),
        (_, _, Some(_)) => Some(Code::AlreadyDeclined),
        _ => None,
    };
    refused.map_or(Ok(party), |code| Err(CoreError::new(code)))
}

/// The method by which a party enrols: `pinned` if and only if the roster pins its key.
pub fn method_of(party: &Party, otherwise: Method) -> Method {
    if party.key.is_some() { Method::Pinned } else { otherwise }
}
