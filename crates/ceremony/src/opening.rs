//! The opening: from here on nothing of the pact changes.

use super::drafts;
use super::records::{self, Receipt};
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Identity, Pact, PactId};
use giaouoc_core::record::Record;
use giaouoc_store::sequencer::Submission;
use std::sync::Arc;

/// Opens a draft: by the registrar's note, or, for `identity: invite` and without one, by the server's own registrar.
/// A draft that is not adopted yet is adopted on the way. Opening again gives the first receipt,
/// whatever the revision.
pub(crate) fn open(app: &App, id: &PactId, revision: Option<u64>, note: Option<&str>) -> Result<Receipt, Problem> {
    let given = note.map(parse).transpose()?;
    let _turn = drafts::turn(app, id);
    if let Some(pact) = app.ledger().pact_by_id(id)? {
        return open_again(app, pact, given);
    }
    let draft = drafts::find(app, id)?;
    drafts::must_be(&draft, revision.unwrap_or(draft.revision))?;
    let pact = drafts::openable(app, &draft)?;
    let record = match given {
        Some(record) => record,
        None => sign(app, &pact)?,
    };
    if draft.adopted.is_none() {
        app.office().adopt_draft(id, draft.revision, app.now())?;
    }
    let opened = records::submit(app, id, Submission::Open { pact: Arc::new(pact), record });
    match &opened {
        Ok(_) => app.office().close_draft(id)?,
        // Nobody asked for the adoption, so a refusal leaves none behind.
        Err(_) if draft.adopted.is_none() => app.office().release_draft(id)?,
        Err(_) => {}
    }
    opened
}

fn parse(note: &str) -> Result<Record, Problem> {
    let record = Record::parse(note.as_bytes())?;
    if record.kind() == Kind::Opening { Ok(record) } else { Err(Refusal::NotAnOpening.into()) }
}

fn sign(app: &App, pact: &Pact) -> Result<Record, Problem> {
    if pact.identity == Identity::InPerson {
        return Err(Problem::from(Refusal::NeedsRegistrar).because(format!("pact {}", pact.digest())));
    }
    Ok(giaouoc_core::desk::opening(pact, app.origin(), app.now()).sign(app.online())?)
}

/// The pact is open. Where the server died between the commit and the end of the draft, the draft ends now.
fn open_again(app: &App, pact: Arc<Pact>, given: Option<Record>) -> Result<Receipt, Problem> {
    app.office().close_draft(&pact.id)?;
    match given {
        Some(record) => records::submit(app, &pact.id.clone(), Submission::Open { pact, record }),
        None => {
            let first = app.ledger().records(pact.digest())?.into_iter().next().ok_or(Refusal::NotFound)?;
            records::known(app, first.index)
        }
    }
}
