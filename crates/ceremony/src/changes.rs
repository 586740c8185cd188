//! Who is told when a pact moves: one topic a pact, as long as somebody listens.
//!
//! Nothing here is polled: whoever has changed something says so after it is there ([`Hub::ledger_moved`],
//! [`Hub::office_moved`]), and every listener wakes. What listeners are told is worked out once for all of them. A
//! listener that lags behind hears of the newest state only.

use crate::app::App;
use crate::ceremony::view;
use crate::problem::{Problem, Refusal};
use giaouoc_core::pact::PactId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::watch;

/// All topics.
pub(crate) struct Hub {
    topics: Mutex<HashMap<PactId, Weak<Topic>>>,
    closing: watch::Sender<bool>,
    anything: watch::Sender<u64>,
}

/// How often a pact has moved since somebody began to listen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved {
    /// Records.
    pub(crate) ledger: u64,
    /// Releases, what waits, kiosks: whatever may still change.
    pub(crate) office: u64,
}

/// One pact that somebody listens to.
pub(crate) struct Topic {
    id: PactId,
    moved: watch::Sender<Moved>,
    newest: tokio::sync::Mutex<Option<(Moved, Arc<str>)>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { topics: Mutex::default(), closing: watch::Sender::new(false), anything: watch::Sender::new(0) }
    }
}

impl Hub {
    /// A record of this pact is in the ledger, or was erased.
    pub(crate) fn ledger_moved(&self, id: &PactId) {
        self.tell(id, |moved| moved.ledger += 1);
    }

    /// Something of this pact that may still change has changed.
    pub(crate) fn office_moved(&self, id: &PactId) {
        self.tell(id, |moved| moved.office += 1);
    }

    fn tell(&self, id: &PactId, how: impl FnOnce(&mut Moved)) {
        self.anything.send_modify(|count| *count += 1);
        let topic = self.topics.lock().unwrap_or_else(PoisonError::into_inner).get(id).and_then(Weak::upgrade);
        if let Some(topic) = topic {
            topic.moved.send_modify(how);
        }
    }

    /// The topic of a pact, for a listener that holds it as long as it listens.
    pub(crate) fn topic(&self, id: &PactId) -> Arc<Topic> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = topics.get(id).and_then(Weak::upgrade) {
            return topic;
        }
        topics.retain(|_, topic| topic.strong_count() > 0);
        let topic = Topic { id: id.clone(), moved: watch::Sender::new(Moved::default()), newest: Default::default() };
        let topic = Arc::new(topic);
        topics.insert(id.clone(), Arc::downgrade(&topic));
        topic
    }

    /// Changes whenever any pact has moved.
    pub(crate) fn anything(&self) -> watch::Receiver<u64> {
        self.anything.subscribe()
    }

    /// The server stops: nobody is told anything any more.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Becomes true when the server stops.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
}

impl Topic {
    /// Changes from now on.
    pub(crate) fn listen(&self) -> watch::Receiver<Moved> {
        self.moved.subscribe()
    }

    /// The state as JSON; worked out once after each move, however many ask.
    pub(crate) async fn state(&self, app: &App) -> Result<Arc<str>, Problem> {
        let mut newest = self.newest.lock().await;
        // Read before the state: what moves meanwhile only makes this one older than it claims.
        let moved = *self.moved.borrow();
        if let Some((of, state)) = &*newest
            && *of == moved
        {
            return Ok(state.clone());
        }
        let id = self.id.clone();
        let state: Arc<str> = app.run(move |app| json(&view::current(app, &id)?)).await?.into();
        *newest = Some((moved, state.clone()));
        Ok(state)
    }
}

fn json(state: &view::StateAnswer) -> Result<String, Problem> {
    serde_json::to_string(state).map_err(|error| {
        tracing::error!(%error, "a state could not be written");
        Refusal::Internal.into()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listeners_hear_of_their_pact_and_no_topic_outlives_them() {
        let (hub, id, other) = (Hub::default(), PactId::from_random([1; 16]), PactId::from_random([2; 16]));
        hub.ledger_moved(&id);
        let topic = hub.topic(&id);
        let mut heard = topic.listen();
        hub.ledger_moved(&other);
        assert!(!heard.has_changed().unwrap());
        hub.ledger_moved(&id);
        hub.office_moved(&id);
        hub.office_moved(&id);
        heard.changed().await.unwrap();
        assert_eq!(*heard.borrow_and_update(), Moved { ledger: 1, office: 2 });
        assert!(Arc::ptr_eq(&topic, &hub.topic(&id)));
        drop((topic, heard));
        let _other = hub.topic(&other);
        assert_eq!(hub.topics.lock().unwrap().len(), 1);
    }
}
