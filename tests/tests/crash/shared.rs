//! State shared by the clients and the driver: the address of the running server, and the acknowledged records.

use giaouoc_core::pact::PactDigest;
use giaouoc_core::record::RecordDigest;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Until anything that must happen has happened, however loaded the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// A record whose receipt a client has verified.
#[derive(Clone)]
pub(super) struct Acknowledged {
    pub(super) pact: PactDigest,
    pub(super) digest: RecordDigest,
    pub(super) note: String,
}

#[derive(Default)]
pub(super) struct State {
    /// Counts the servers that were published.
    generation: u64,
    address: Option<String>,
    /// Clients that wait for a server, or have ended.
    parked: usize,
    quit: bool,
    pub(super) acknowledged: BTreeMap<u64, Acknowledged>,
    /// Checkpoints of verified receipts, by their size.
    pub(super) checkpoints: BTreeMap<u64, String>,
    /// For each client the text that it has signed and sent, until it is acknowledged.
    pub(super) in_flight: BTreeMap<usize, RecordDigest>,
    /// Signed, not answered, sent again after a crash: the ledger had it.
    pub(super) resent_known: usize,
    /// The same, and the ledger took it now.
    pub(super) resent_new: usize,
    /// Reports of clients that saw what no client should see.
    pub(super) complaints: Vec<String>,
}

impl State {
    /// The address of the running server, if there is one.
    pub(super) fn address(&self) -> Option<String> {
        self.address.clone()
    }
}

#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// The driver wants no more of it.
#[derive(Debug)]
pub(super) struct Quit;

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Changes something, and wakes whoever waits.
    pub(super) fn change<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let value = work(&mut self.state());
        self.changed.notify_all();
        value
    }

    /// Waits until it holds; false after a deadline that no loaded machine meets.
    pub(super) fn wait(&self, holds: impl Fn(&State) -> bool) -> bool {
        let (mut state, start) = (self.state(), Instant::now());
        while !holds(&state) {
            let left = PATIENCE.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap().0;
        }
        true
    }

    /// A client: the server after `last`, by its number and address.
    pub(super) fn server(&self, last: u64) -> Result<(u64, String), Quit> {
        let mut state = self.state();
        state.parked += 1;
        self.changed.notify_all();
        loop {
            match &state.address {
                _ if state.quit => return Err(Quit),
                Some(address) if state.generation > last => {
                    let found = (state.generation, address.clone());
                    state.parked -= 1;
                    return Ok(found);
                }
                _ => state = self.changed.wait(state).unwrap(),
            }
        }
    }

    /// A client in the middle of its work: whether its server is still the one.
    pub(super) fn is_served_by(&self, server: u64) -> Result<bool, Quit> {
        let mut state = self.state();
        if state.quit {
            state.parked += 1;
            return Err(Quit);
        }
        Ok(state.address.is_some() && state.generation == server)
    }

    /// A client has seen what it should not, and ends.
    pub(super) fn complain(&self, what: String) -> Quit {
        self.change(|state| {
            state.complaints.push(what);
            state.parked += 1;
        });
        Quit
    }

    pub(super) fn publish(&self, address: String) {
        self.change(|state| {
            state.generation += 1;
            state.address = Some(address);
        });
    }

    /// The server is dead. Waits until every client has noticed and has put away what it had in its hands.
    pub(super) fn closed(&self, clients: usize) -> bool {
        self.change(|state| state.address = None);
        self.wait(|state| state.parked == clients)
    }

    pub(super) fn quit(&self) {
        self.change(|state| state.quit = true);
    }
}
