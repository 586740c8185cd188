//! Declines that wait: what a device has signed becomes a record only when the desk confirms that it was meant.

use crate::caller::Desk;
use crate::records::{self, Receipt};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::{Admission, PartyState, Progress};
use giaouoc_core::record::{Act, Record};
use giaouoc_store::workspace::ceremony::Waiting;
use serde::Serialize;
use utoipa::ToSchema;

/// A decline that waits for the desk.
#[derive(Serialize, ToSchema)]
pub struct DeclineAnswer {
    /// The party's id.
    party: String,
    /// Holder of the key that signed it.
    holder: String,
    /// Its reason, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The signed note.
    note: String,
    /// Time at which it came in.
    time: String,
}

/// Keeps a signed decline that the ledger would take now.
///
/// # Errors
/// [`Refusal::NotADecline`], or what the rules refuse.
pub fn put(service: &Service, id: &PactId, note: &str) -> Result<PartyId, Refused> {
    let record = Record::parse(note.as_bytes())?;
    let Act::Decline(decline) = &record.statement().act else { return Err(Refusal::NotADecline.into()) };
    let party = decline.party.clone();
    let progress = service.opened(id)?;
    let authentic = progress.authenticate(record, service.policy())?;
    progress.not_closed(Kind::Decline, service.now())?;
    match progress.admit(&authentic, service.policy())? {
        Admission::New { .. } => {}
        Admission::Known { .. } => return Err(CoreError::new(Code::AlreadyDeclined).into()),
    }
    service.workspace().put_decline(id, &party, note, service.now())?;
    service.changes().workspace_changed(id);
    Ok(party)
}

/// Declines that wait.
pub(crate) fn list(service: &Service, progress: &Progress) -> Result<Vec<DeclineAnswer>, Refused> {
    let waiting = service.workspace().declines(&progress.pact().id)?;
    waiting.into_iter().map(|waiting| answer(progress, waiting)).collect()
}

fn answer(progress: &Progress, waiting: Waiting) -> Result<DeclineAnswer, Refused> {
    let record = Record::parse(waiting.note.as_bytes())?;
    let reason = match &record.statement().act {
        Act::Decline(decline) => decline.reason.clone(),
        _ => None,
    };
    let holder = progress.party(&waiting.party).and_then(PartyState::current).map(|e| e.enrolment.holder.clone());
    Ok(DeclineAnswer {
        party: waiting.party.to_string(),
        holder: holder.unwrap_or_default(),
        reason,
        note: waiting.note,
        time: waiting.time.to_string(),
    })
}

/// Makes a record of a waiting decline, after its signer has said at the desk that it was meant.
///
/// # Errors
/// [`Refusal::NothingDeclined`], or what the ledger refuses.
pub fn confirm(service: &Service, _: &Desk, id: &PactId, party: &PartyId) -> Result<Receipt, Refused> {
    let progress = service.opened(id)?;
    let record = Record::parse(find(service, id, party)?.note.as_bytes())?;
    records::submit_record(service, &progress, record, None)
}

/// Drops a waiting decline that was a mistake. Nothing is recorded.
///
/// # Errors
/// [`Refusal::NothingDeclined`].
pub fn dismiss(service: &Service, _: &Desk, id: &PactId, party: &PartyId) -> Result<(), Refused> {
    find(service, id, party)?;
    service.workspace().drop_decline(id, party)?;
    service.changes().workspace_changed(id);
    Ok(())
}

fn find(service: &Service, id: &PactId, party: &PartyId) -> Result<Waiting, Refused> {
    let found = service.workspace().declines(id)?.into_iter().find(|waiting| waiting.party == *party);
    found.ok_or_else(|| Refusal::NothingDeclined.into())
}
