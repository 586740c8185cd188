//! The desk's memory, and the verified state that its acts build on.

use super::journal::Journal;
use super::release::DeskRelease;
use crate::client::Client;
use crate::failure::Failure;
use crate::verified_pact::VerifiedPact;
use giaouoc_core::desk::Draft;
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::RecordDigest;
use giaouoc_tlog::note::SigningKey;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The desk. One person works at it, so it takes one call at a time.
pub(super) struct Desk {
    pub(super) client: Client,
    pub(super) policy: Policy,
    pub(super) registrar: SigningKey,
    pub(super) journal: Journal,
    /// Releases that this desk has made: the service's list is not believed.
    pub(super) released: BTreeMap<(PactId, PartyId), DeskRelease>,
    /// Acts that were shown and wait for a click.
    pub(super) drafts: BTreeMap<RecordDigest, DraftedAct>,
}

pub(super) type SharedDesk = Arc<Mutex<Desk>>;

pub(super) fn lock(desk: &SharedDesk) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An act whose text was shown and can be signed.
pub(super) struct DraftedAct {
    pub(super) pact: PactId,
    pub(super) draft: Draft,
    /// The adopted document, if the act opens it.
    pub(super) opens: Option<Box<Pact>>,
}

impl Desk {
    /// Fetches and verifies the evidence of a pact, and checks by the journal that it hides nothing.
    pub(super) fn verified(&mut self, id: &PactId) -> Result<VerifiedPact, Failure> {
        let verified = self.fetch(id)?;
        let unsent = self.journal.unsent(id.as_str());
        for record in &unsent {
            // Whatever the service answers: only the evidence decides.
            let sent = verified.post_record(record, None);
            if sent.is_ok_and(|answer| verified.check(&answer, record).is_ok()) {
                self.journal.logged(record.digest())?;
            }
        }
        let verified = if unsent.is_empty() { verified } else { self.fetch(id)? };
        self.journal.compare(id.as_str(), &verified.evidence, verified.size())?;
        Ok(verified)
    }

    fn fetch(&self, id: &PactId) -> Result<VerifiedPact, Failure> {
        VerifiedPact::on_server(self.client.clone(), id.as_str(), self.policy.clone())
    }

    /// The service's own view of the desk, for codes, kiosks, waiting enrolments and declines, all judged here.
    pub(super) fn service_view(&self, id: &PactId) -> Result<Value, Failure> {
        self.client.get_json(&format!("/api/v1/pacts/{id}/desk"))
    }
}
