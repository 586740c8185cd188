//! A small cache of results by the digest of their input: the same file under the same policy gives the same report,
//! the same evidence the same paper.

use giaouoc_core::Digest;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The newest results, at most `capacity` of them.
pub(crate) struct Cache<T> {
    capacity: usize,
    newest: Mutex<VecDeque<(Digest, Arc<T>)>>,
}

impl<T> Cache<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, newest: Mutex::default() }
    }

    pub(crate) fn get(&self, key: &Digest) -> Option<Arc<T>> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.iter().find(|(digest, _)| digest == key).map(|(_, result)| result.clone())
    }

    pub(crate) fn insert(&self, key: Digest, result: Arc<T>) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.truncate(self.capacity.saturating_sub(1));
        newest.push_front((key, result));
    }
}
