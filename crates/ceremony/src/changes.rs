//! Notices that a pact has changed: one topic a pact, as long as somebody listens.
//!
//! Nothing here is polled. Whoever has changed something says so after it is there (`Changes::ledger_changed`,
//! `Changes::workspace_changed`), and every listener wakes. A listener that lags behind hears of the newest state
//! only.

use giaouoc_core::pact::PactId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{MutexGuard, watch};

/// The topics of all pacts that somebody listens to.
pub struct Changes {
    topics: Mutex<HashMap<PactId, Weak<Topic>>>,
    closing: watch::Sender<bool>,
    any: watch::Sender<u64>,
}

/// Number of changes of a pact since somebody began to listen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCount {
    /// Changes in the ledger: records.
    pub ledger: u64,
    /// Changes of what may still change: releases, what waits, kiosks.
    pub workspace: u64,
}

/// A pact's newest state as JSON, and the count that it belongs to.
pub(crate) type NewestState = Option<(ChangeCount, Arc<str>)>;

/// The topic of one pact.
pub struct Topic {
    id: PactId,
    count: watch::Sender<ChangeCount>,
    /// The state as [`crate::live::state`] made it last.
    newest: tokio::sync::Mutex<NewestState>,
}

impl Default for Changes {
    fn default() -> Self {
        Self { topics: Mutex::default(), closing: watch::Sender::new(false), any: watch::Sender::new(0) }
    }
}

impl Changes {
    /// Says that a record of this pact is in the ledger, or was erased.
    pub(crate) fn ledger_changed(&self, id: &PactId) {
        self.tell(id, |count| count.ledger += 1);
    }

    /// Says that something else of this pact has changed.
    pub(crate) fn workspace_changed(&self, id: &PactId) {
        self.tell(id, |count| count.workspace += 1);
    }

    fn tell(&self, id: &PactId, add: impl FnOnce(&mut ChangeCount)) {
        self.any.send_modify(|count| *count += 1);
        let topic = self.topics.lock().unwrap_or_else(PoisonError::into_inner).get(id).and_then(Weak::upgrade);
        if let Some(topic) = topic {
            topic.count.send_modify(add);
        }
    }

    /// The topic of a pact. A listener keeps it as long as it listens.
    pub fn topic(&self, id: &PactId) -> Arc<Topic> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = topics.get(id).and_then(Weak::upgrade) {
            return topic;
        }
        topics.retain(|_, topic| topic.strong_count() > 0);
        let count = watch::Sender::new(ChangeCount::default());
        let topic = Arc::new(Topic { id: id.clone(), count, newest: Default::default() });
        topics.insert(id.clone(), Arc::downgrade(&topic));
        topic
    }

    /// A value that changes whenever any pact has changed.
    pub(crate) fn any(&self) -> watch::Receiver<u64> {
        self.any.subscribe()
    }

    /// Says that the service stops: no listener hears anything any more.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// A value that becomes true when the service stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
}

impl Topic {
    /// The pact's id.
    pub fn id(&self) -> &PactId {
        &self.id
    }

    /// A value that changes with each change from now on.
    pub fn listen(&self) -> watch::Receiver<ChangeCount> {
        self.count.subscribe()
    }

    /// The present count.
    pub(crate) fn count(&self) -> ChangeCount {
        *self.count.borrow()
    }

    /// The newest state that was made. Whoever makes another holds the guard, so that it is made once.
    pub(crate) async fn newest(&self) -> MutexGuard<'_, NewestState> {
        self.newest.lock().await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listeners_hear_of_their_pact_and_no_topic_outlives_them() {
        let (changes, id, other) = (Changes::default(), PactId::from_random([1; 16]), PactId::from_random([2; 16]));
        changes.ledger_changed(&id);
        let topic = changes.topic(&id);
        let mut heard = topic.listen();
        changes.ledger_changed(&other);
        assert!(!heard.has_changed().unwrap());
        changes.ledger_changed(&id);
        changes.workspace_changed(&id);
        changes.workspace_changed(&id);
        heard.changed().await.unwrap();
        assert_eq!(*heard.borrow_and_update(), ChangeCount { ledger: 1, workspace: 2 });
        assert!(Arc::ptr_eq(&topic, &changes.topic(&id)));
        drop((topic, heard));
        let _other = changes.topic(&other);
        assert_eq!(changes.topics.lock().unwrap().len(), 1);
    }
}
