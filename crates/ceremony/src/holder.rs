//! What JSON and pages both call: the acts of a pact's life, each one function.
//!
//! Every function here may block and runs inside [`App::run`].

pub(crate) mod acts;
pub(crate) mod codes;
pub(crate) mod declines;
pub(crate) mod desk;
pub(crate) mod discussion;
pub(crate) mod drafts;
pub(crate) mod enrolments;
pub(crate) mod invitations;
pub(crate) mod kiosks;
pub(crate) mod letters;
pub(crate) mod marks;
pub(crate) mod opening;
pub(crate) mod paper;
pub(crate) mod records;
pub(crate) mod releases;
pub(crate) mod shares;
pub(crate) mod shelf;
pub(crate) mod view;

use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::desk::HolderWords;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{PactId, Party, PartyId};
use giaouoc_core::progress::{Holder, Progress};
use giaouoc_core::time::Time;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The state of an opened pact. Whatever is not opened is not found: drafts are nobody else's business.
pub(crate) fn opened(app: &App, id: &PactId) -> Result<Arc<Progress>, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    Ok(app.sequencer().progress(pact.digest())?.ok_or(Refusal::NotFound)?)
}

/// Who is to hold a key, as callers name it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolderBody {
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
    /// When an invitation ends; for invitations only, seven days by default.
    pub(crate) expires: Option<String>,
    /// Of a release: whether to make a one-time code for the device. Of an invitation: whether enrolling needs one.
    pub(crate) code: Option<bool>,
}

impl HolderBody {
    /// Whoever the roster names.
    fn of(party: &PartyId, code: Option<bool>) -> Self {
        let party = party.to_string();
        Self { party, holder: None, capacity: None, authority: None, method: None, expires: None, code }
    }

    fn party(&self) -> Result<PartyId, Problem> {
        Ok(PartyId::parse(&self.party).map_err(|e| e.at("/party"))?)
    }

    /// The holder, obeying what the ledger will demand of the enrolment.
    fn holder(&self, party: &Party) -> Result<Holder, Problem> {
        let (name, capacity, authority) = (&self.holder, &self.capacity, &self.authority);
        let words =
            HolderWords { name: name.as_deref(), capacity: capacity.as_deref(), authority: authority.as_deref() };
        Ok(words.parse(party)?)
    }

    fn must_not_have(&self, name: &str, value: Option<&String>) -> Result<(), Problem> {
        value.map_or(Ok(()), |_| Err(Problem::from(Refusal::BodyForm).at(format!("/{name}"))))
    }
}

/// When something that is made now ends: as asked, which must be to come, else `life` seconds from now.
fn expiry(app: &App, asked: Option<&str>, life: i64) -> Result<Time, Problem> {
    let now = app.now();
    let expires = match asked {
        Some(text) => Time::parse(text).map_err(|e| e.at("/expires"))?,
        None => Time::from_unix(now.unix() + life)?,
    };
    if expires <= now {
        return Err(CoreError::new(Code::MemberValue).at("/expires").because(format!("it is {now}")).into());
    }
    Ok(expires)
}

/// The value that a word stands for.
pub(crate) fn pick<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}
