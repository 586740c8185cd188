//! Declines that wait: what a device has signed becomes a record only when the desk confirms that it was meant.

use super::opened;
use super::records::{self, Receipt};
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::{Admission, PartyState, Progress};
use giaouoc_core::record::{Act, Record};
use giaouoc_store::office::ceremony::Waiting;
use serde::Serialize;
use utoipa::ToSchema;

/// A decline that waits for the desk.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeclineAnswer {
    /// The party's id.
    pub(crate) party: String,
    /// Whose key signed it.
    pub(crate) holder: String,
    /// Why, if it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The signed note.
    pub(crate) note: String,
    /// When it came in.
    pub(crate) time: String,
}

/// Keeps a signed decline that the ledger would take now.
pub(crate) fn put(app: &App, id: &PactId, note: &str) -> Result<PartyId, Problem> {
    let record = Record::parse(note.as_bytes())?;
    let Act::Decline(decline) = &record.statement().act else { return Err(Refusal::NotADecline.into()) };
    let party = decline.party.clone();
    let progress = opened(app, id)?;
    let authentic = progress.authenticate(record, app.policy())?;
    progress.not_closed(Kind::Decline, app.now())?;
    match progress.admit(&authentic, app.policy())? {
        Admission::New { .. } => {}
        Admission::Known { .. } => return Err(CoreError::new(Code::AlreadyDeclined).into()),
    }
    app.office().put_decline(id, &party, note, app.now())?;
    app.hub().office_moved(id);
    Ok(party)
}

/// What waits.
pub(crate) fn list(app: &App, progress: &Progress) -> Result<Vec<DeclineAnswer>, Problem> {
    let waiting = app.office().declines(&progress.pact().id)?;
    waiting.into_iter().map(|waiting| answer(progress, waiting)).collect()
}

fn answer(progress: &Progress, waiting: Waiting) -> Result<DeclineAnswer, Problem> {
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

/// The person at the desk means it: the decline becomes a record.
pub(crate) fn confirm(app: &App, id: &PactId, party: &PartyId) -> Result<Receipt, Problem> {
    let progress = opened(app, id)?;
    let record = Record::parse(find(app, id, party)?.note.as_bytes())?;
    records::submit_record(app, &progress, record, None)
}

/// It was a mistake: nothing is recorded.
pub(crate) fn dismiss(app: &App, id: &PactId, party: &PartyId) -> Result<(), Problem> {
    find(app, id, party)?;
    app.office().drop_decline(id, party)?;
    app.hub().office_moved(id);
    Ok(())
}

fn find(app: &App, id: &PactId, party: &PartyId) -> Result<Waiting, Problem> {
    let found = app.office().declines(id)?.into_iter().find(|waiting| waiting.party == *party);
    found.ok_or_else(|| Refusal::NothingDeclined.into())
}
