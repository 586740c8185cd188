//! Holders of positions: who may hold a key for a party, as callers name them and as the ledger will demand it.

use crate::refusal::{Refusal, Refused};
use giaouoc_core::desk::HolderWords;
use giaouoc_core::pact::{Party, PartyId};
use giaouoc_core::progress::Holder;
use serde::Deserialize;
use utoipa::ToSchema;

/// The person who is to hold a key, as callers name them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolderBody {
    /// The party's id.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub(crate) party: String,
    /// As known in person; the roster's name where left out.
    pub(crate) holder: Option<String>,
    /// `representative` (the default) or `delegate`.
    pub(crate) capacity: Option<String>,
    /// Hex SHA-256 of the letter of authority.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(crate) authority: Option<String>,
    /// `in-person` or `pinned`; for releases only, by default what the roster demands.
    pub(crate) method: Option<String>,
    /// End of an invitation, seven days from now by default; for invitations only.
    pub(crate) expires: Option<String>,
    /// Of a release: whether to make a one-time code for the device. Of an invitation: whether enrolling needs one.
    pub(crate) code: Option<bool>,
}

impl HolderBody {
    /// The person whom the roster names.
    pub(crate) fn of(party: &PartyId, code: Option<bool>) -> Self {
        let party = party.to_string();
        Self { party, holder: None, capacity: None, authority: None, method: None, expires: None, code }
    }

    pub(crate) fn party(&self) -> Result<PartyId, Refused> {
        Ok(PartyId::parse(&self.party).map_err(|e| e.at("/party"))?)
    }

    /// The holder, obeying what the ledger will demand of the enrolment.
    pub(crate) fn holder(&self, party: &Party) -> Result<Holder, Refused> {
        let (name, capacity, authority) = (&self.holder, &self.capacity, &self.authority);
        let words =
            HolderWords { name: name.as_deref(), capacity: capacity.as_deref(), authority: authority.as_deref() };
        Ok(words.parse(party)?)
    }

    pub(crate) fn must_not_have(&self, name: &str, value: Option<&String>) -> Result<(), Refused> {
        value.map_or(Ok(()), |_| Err(Refused::from(Refusal::BodyForm).at(format!("/{name}"))))
    }
}
