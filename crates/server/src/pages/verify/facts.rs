//! What the page shows, gathered once.

use crate::app::App;
use crate::ceremony::view::{self, RecordAnswer, StateAnswer};
use crate::pages::index;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything about one opened pact, at one time.
pub(crate) struct Facts {
    pub(crate) pact: Arc<Pact>,
    pub(crate) report: Arc<Report>,
    /// Nothing where the opening was erased.
    pub(crate) state: Option<StateAnswer>,
    pub(crate) records: Vec<RecordAnswer>,
    /// Annexes that this server keeps.
    pub(crate) kept: BTreeSet<Digest>,
    /// The pact that this one takes the place of, where it is on this server.
    pub(crate) earlier: Option<PactId>,
    /// What links begin with.
    pub(crate) public_url: String,
    pub(crate) now: Time,
}

impl Facts {
    pub(crate) fn gather(app: &App, id: &PactId) -> Result<Self, Problem> {
        let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
        let mut kept = BTreeSet::new();
        for annex in &pact.annexes {
            if app.office().file(&annex.sha256)?.is_some() {
                kept.insert(annex.sha256);
            }
        }
        let earlier = pact.supersedes.map(|digest| app.ledger().pact(digest)).transpose()?.flatten();
        Ok(Self {
            report: view::verification(app, id)?,
            state: index::state(app, &pact),
            records: view::records(app, id)?,
            kept,
            earlier: earlier.map(|pact| pact.id.clone()),
            public_url: app.public_url().to_owned(),
            now: app.now(),
            pact,
        })
    }

    /// Units whose signature would be taken now.
    pub(super) fn turn(&self) -> Vec<&str> {
        let open = self.state.as_ref().filter(|_| !self.is_closed());
        open.iter()
            .flat_map(|state| &state.parties)
            .filter(|party| party.turn)
            .map(|party| party.unit.as_str())
            .collect()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.pact.closes.is_some_and(|closes| self.now >= closes)
    }
}
