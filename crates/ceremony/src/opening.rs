//! The opening: from here on nothing of the pact changes.

use crate::caller::{Desk, Organiser};
use crate::drafts;
use crate::records::{self, Receipt};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Identity, Pact, PactId};
use giaouoc_core::record::Record;
use giaouoc_store::sequencer::Submission;
use std::sync::Arc;

/// Opens a draft: by the registrar's note, or, for `identity: invite` and without one, by the server's own registrar.
/// A draft that is not adopted yet is adopted on the way. Opening again gives the first receipt, whatever the
/// revision.
///
/// # Errors
/// [`Refusal::NotAnOpening`], [`Refusal::NeedsRegistrar`], [`Refusal::Stale`], codes of the document's form, or what
/// the ledger refuses.
pub fn open(
    service: &Service,
    _: &Organiser,
    id: &PactId,
    revision: Option<u64>,
    note: Option<&str>,
) -> Result<Receipt, Refused> {
    open_draft(service, id, revision, note)
}

/// Opens a draft by a note that the desk has had signed.
pub(crate) fn open_as_desk(service: &Service, _: &Desk, id: &PactId, note: &str) -> Result<Receipt, Refused> {
    open_draft(service, id, None, Some(note))
}

fn open_draft(service: &Service, id: &PactId, revision: Option<u64>, note: Option<&str>) -> Result<Receipt, Refused> {
    let given = note.map(parse).transpose()?;
    let _turn = service.one_at_a_time_for(id);
    if let Some(pact) = service.sequencer().pact(id)? {
        return open_again(service, pact, given);
    }
    let draft = drafts::find(service, id)?;
    drafts::must_be(&draft, revision.unwrap_or(draft.revision))?;
    let pact = drafts::openable(service, &draft)?;
    let record = match given {
        Some(record) => record,
        None => sign(service, &pact)?,
    };
    if draft.adopted.is_none() {
        service.workspace().adopt_draft(id, draft.revision, service.now())?;
    }
    let opened = records::submit(service, id, Submission::Open { pact: Arc::new(pact), record });
    match &opened {
        Ok(_) => service.workspace().close_draft(id)?,
        // Nobody asked for the adoption, so a refusal leaves none behind.
        Err(_) if draft.adopted.is_none() => service.workspace().release_draft(id)?,
        Err(_) => {}
    }
    opened
}

fn parse(note: &str) -> Result<Record, Refused> {
    let record = Record::parse(note.as_bytes())?;
    if record.kind() == Kind::Opening { Ok(record) } else { Err(Refusal::NotAnOpening.into()) }
}

fn sign(service: &Service, pact: &Pact) -> Result<Record, Refused> {
    if pact.identity == Identity::InPerson {
        return Err(Refused::from(Refusal::NeedsRegistrar).because(format!("pact {}", pact.digest())));
    }
    Ok(giaouoc_core::desk::opening(pact, service.origin(), service.now()).sign(service.online())?)
}

/// The pact is open. Where the server died between the commit and the end of the draft, the draft ends now.
fn open_again(service: &Service, pact: Arc<Pact>, given: Option<Record>) -> Result<Receipt, Refused> {
    service.workspace().close_draft(&pact.id)?;
    match given {
        Some(record) => records::submit(service, &pact.id.clone(), Submission::Open { pact, record }),
        None => {
            let first = service.ledger().records(pact.digest())?.into_iter().next().ok_or(Refusal::NotFound)?;
            records::known(service, first.index)
        }
    }
}
