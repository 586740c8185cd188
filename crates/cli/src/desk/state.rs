//! The desk's memory, and the verified state that its acts build on.

use super::journal::Journal;
use super::release::DeskRelease;
use crate::client::Client;
use crate::failure::Failure;
use crate::verified_pact::Site;
use giaouoc_core::desk::Draft;
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::RecordDigest;
use giaouoc_tlog::note::SigningKey;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The desk: one person works at it, so one call at a time.
pub(super) struct Desk {
    pub(super) client: Client,
    pub(super) policy: Policy,
    pub(super) registrar: SigningKey,
    pub(super) journal: Journal,
    /// Whom this desk has released: the service's list is not believed.
    pub(super) released: BTreeMap<(PactId, PartyId), DeskRelease>,
    /// What was shown and waits for a click.
    pub(super) drafts: BTreeMap<RecordDigest, DraftedAct>,
}

pub(super) type SharedDesk = Arc<Mutex<Desk>>;

pub(super) fn lock(desk: &SharedDesk) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A text that was shown.
pub(super) struct DraftedAct {
    pub(super) pact: PactId,
    pub(super) draft: Draft,
    /// The adopted document, where the text opens it.
    pub(super) opens: Option<Box<Pact>>,
}

impl Desk {
    /// The state of a pact, from evidence that was verified here and hides nothing that this desk knows of.
    pub(super) fn site(&mut self, id: &PactId) -> Result<Site, Failure> {
        let site = self.fetch(id)?;
        let unsent = self.journal.unsent(id.as_str());
        for record in &unsent {
            // Whatever the service answers: only the evidence decides.
            let sent = site.post_record(record, None);
            if sent.is_ok_and(|answer| site.check(&answer, record).is_ok()) {
                self.journal.logged(record.digest())?;
            }
        }
        let site = if unsent.is_empty() { site } else { self.fetch(id)? };
        self.journal.compare(id.as_str(), &site.evidence, site.size())?;
        Ok(site)
    }

    fn fetch(&self, id: &PactId) -> Result<Site, Failure> {
        Site::on_server(self.client.again(), id.as_str(), self.policy.clone())
    }

    /// What the service's own desk knows: for codes, kiosks and what waits, all of which is judged here.
    pub(super) fn told(&self, id: &PactId) -> Result<Value, Failure> {
        self.client.get_json(&format!("/api/v1/pacts/{id}/desk"))
    }
}
