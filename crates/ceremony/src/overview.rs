//! Everything about one opened pact at one time, for the page that shows the verdict.

use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::verification;
use crate::view::{self, RecordAnswer, StateAnswer};
use giaouoc_core::Digest;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything about one opened pact, at one time.
pub struct Overview {
    /// The pact.
    pub pact: Arc<Pact>,
    /// The report over its evidence, under the service's own policy.
    pub report: Arc<Report>,
    /// Its state; nothing where the opening was erased.
    pub state: Option<StateAnswer>,
    /// Its records, in ledger order.
    pub records: Vec<RecordAnswer>,
    /// Annexes that this service keeps.
    pub kept: BTreeSet<Digest>,
    /// The pact that this one supersedes, where it is in this ledger.
    pub earlier: Option<PactId>,
    /// The address that links begin with.
    pub public_url: String,
    /// The time of the overview.
    pub now: Time,
}

impl Overview {
    /// Gathers everything. Takes a verification of the evidence.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or those of the store.
    pub fn gather(service: &Service, id: &PactId) -> Result<Self, Refused> {
        let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
        let mut kept = BTreeSet::new();
        for annex in &pact.annexes {
            if service.workspace().file(&annex.sha256)?.is_some() {
                kept.insert(annex.sha256);
            }
        }
        let earlier = pact.supersedes.map(|digest| service.ledger().pact(digest)).transpose()?.flatten();
        Ok(Self {
            report: verification::of_pact(service, id)?,
            state: view::state_if_any(service, &pact),
            records: view::records(service, id)?,
            kept,
            earlier: earlier.map(|pact| pact.id.clone()),
            public_url: service.public_url().to_owned(),
            now: service.now(),
            pact,
        })
    }

    /// Units whose signature would be taken now.
    pub fn turn(&self) -> Vec<&str> {
        let open = self.state.as_ref().filter(|_| !self.is_closed());
        open.iter()
            .flat_map(|state| &state.parties)
            .filter(|party| party.turn)
            .map(|party| party.unit.as_str())
            .collect()
    }

    /// True if the time for signing is over.
    pub fn is_closed(&self) -> bool {
        self.pact.closes.is_some_and(|closes| self.now >= closes)
    }
}
