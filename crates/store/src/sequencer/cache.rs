//! States of pacts in memory: bounded, and never older than what the writer has published.

use super::recover::State;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use std::collections::HashMap;
use std::sync::Arc;

/// Pacts whose states are kept: some megabytes at most.
const KEPT: usize = 512;

/// Pacts share counters of publications, so that these do not grow with the ledger.
const STAMPS: usize = 64;

/// How many publications there were when somebody began to read the store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(u64);

pub(super) enum Found {
    Here(State),
    Missing(Stamp),
}

pub(super) struct Cache {
    states: HashMap<PactDigest, (State, u64)>,
    /// Digests of the pacts in `states`, by id. An id is opened once for ever, so that none can become stale.
    digests: HashMap<PactId, PactDigest>,
    stamps: [u64; STAMPS],
    uses: u64,
}

impl Default for Cache {
    fn default() -> Self {
        Self { states: HashMap::new(), digests: HashMap::new(), stamps: [0; STAMPS], uses: 0 }
    }
}

impl Cache {
    pub(super) fn look_up(&mut self, pact: PactDigest) -> Found {
        self.uses += 1;
        match self.states.get_mut(&pact) {
            Some((state, used)) => {
                *used = self.uses;
                Found::Here(state.clone())
            }
            None => Found::Missing(Stamp(*self.stamp(pact))),
        }
    }

    /// The pact of this id, where its state is in memory.
    pub(super) fn pact(&mut self, id: &PactId) -> Option<Arc<Pact>> {
        let (state, used) = self.states.get_mut(self.digests.get(id)?)?;
        self.uses += 1;
        *used = self.uses;
        Some(Arc::clone(state.progress.pact()))
    }

    /// By the writer, after a commit: from now on this is the newest.
    pub(super) fn publish(&mut self, pact: PactDigest, state: State) {
        *self.stamp(pact) += 1;
        self.keep(pact, state);
    }

    /// By a reader that found nothing here and read the store. Dropped if anything was published since it began: it
    /// might be older than that.
    pub(super) fn offer(&mut self, pact: PactDigest, stamp: Stamp, state: State) {
        if Stamp(*self.stamp(pact)) == stamp {
            self.keep(pact, state);
        }
    }

    /// After an erasure: what is read next comes from the store, and no reader that began before may offer.
    pub(super) fn forget(&mut self, pact: PactDigest) {
        *self.stamp(pact) += 1;
        self.remove(pact);
    }

    fn keep(&mut self, pact: PactDigest, state: State) {
        self.uses += 1;
        self.digests.insert(state.progress.pact().id.clone(), pact);
        self.states.insert(pact, (state, self.uses));
        if self.states.len() > KEPT {
            let oldest = self.states.iter().min_by_key(|(_, (_, used))| *used).map(|(pact, _)| *pact);
            oldest.into_iter().for_each(|pact| self.remove(pact));
        }
    }

    /// A state and the way to it go together.
    fn remove(&mut self, pact: PactDigest) {
        if let Some((state, _)) = self.states.remove(&pact) {
            self.digests.remove(&state.progress.pact().id);
        }
    }

    fn stamp(&mut self, pact: PactDigest) -> &mut u64 {
        let [first, ..] = *pact.0.as_bytes();
        let [head, rest @ ..] = &mut self.stamps;
        match usize::from(first) % STAMPS {
            0 => head,
            other => rest.get_mut(other - 1).unwrap_or(head),
        }
    }
}
