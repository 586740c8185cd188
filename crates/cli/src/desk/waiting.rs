//! Enrolments of which the service says that they wait, judged by what this desk released.

use super::json::{list, text};
use super::release::DeskRelease;
use super::state::Desk;
use crate::clock::now;
use crate::failure::{Failure, ProgramRefusal};
use giaouoc_core::desk::{Possession, Waiting};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::Progress;

impl Desk {
    pub(super) fn waiting_note(&self, id: &PactId, party: &PartyId) -> Result<String, Failure> {
        let told = self.service_view(id)?;
        let of_party = list(&told, "pending").iter().find(|one| text(one, "party") == party.as_str());
        of_party.map(|one| text(one, "note").to_owned()).ok_or(Failure::Refused(ProgramRefusal::NothingWaits))
    }

    /// A note of which the service says that it waits for this party, and what this desk has released. The time at
    /// which the note came in is hearsay, so the enrolment must be near this machine's clock.
    pub(super) fn waiting_for(&self, id: &PactId, party: &PartyId, note: &str) -> Result<Waiting, Failure> {
        let release = self.released.get(&(id.clone(), party.clone()));
        let DeskRelease { holder, method, .. } =
            release.ok_or(Failure::Refused(ProgramRefusal::NotReleasedHere))?.clone();
        let possession = Possession::parse(note).map_err(|_| Failure::Refused(ProgramRefusal::PendingWrong))?;
        Ok(Waiting { possession, holder, method, clock: now() })
    }

    /// Judges a note that waits, except for the number that its signer's screen shows.
    pub(super) fn check_waiting(&self, progress: &Progress, party: &PartyId, note: &str) -> Result<(), Failure> {
        Ok(self.waiting_for(&progress.pact().id, party, note)?.check(progress, party).map(drop)?)
    }
}
