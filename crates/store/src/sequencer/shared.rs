//! Memory of the writer, which its handles read too.

use super::cache::{Cache, Found};
use super::recover::{self, State};
use crate::error::Error;
use crate::ledger::{Head, Ledger};
use giaouoc_core::pact::PactDigest;
use giaouoc_core::policy::Policy;
use giaouoc_tlog::note::KeyName;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// State of the writer that its handles read too.
pub(super) struct Shared {
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) origin: KeyName,
    pub(super) policy: Policy,
    pub(super) head: RwLock<Head>,
    pub(super) cache: Mutex<Cache>,
    pub(super) halted: AtomicBool,
}

impl Shared {
    pub(super) fn head(&self) -> Head {
        self.head.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest committed state: from memory, or rebuilt as after a restart.
    pub(super) fn state(&self, pact: PactDigest) -> Result<Option<State>, Error> {
        let stamp = match self.cached().look_up(pact) {
            Found::Here(state) => return Ok(Some(state)),
            Found::Missing(stamp) => stamp,
        };
        let state = recover::state(&*self.ledger, pact, &self.origin, &self.policy)?;
        if let Some(state) = &state {
            self.cached().offer(pact, stamp, state.clone());
        }
        Ok(state)
    }

    pub(super) fn cached(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
