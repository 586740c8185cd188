//! What is worth keeping for a while by the digest of what it was made from: the same file under the same policy gives
//! the same report, the same evidence the same paper.

use giaouoc_core::Digest;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The newest results, `most` of them.
pub(crate) struct Kept<T> {
    most: usize,
    newest: Mutex<VecDeque<(Digest, Arc<T>)>>,
}

impl<T> Kept<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, newest: Mutex::default() }
    }

    pub(crate) fn get(&self, key: &Digest) -> Option<Arc<T>> {
        let kept = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(digest, _)| digest == key).map(|(_, result)| result.clone())
    }

    pub(crate) fn keep(&self, key: Digest, result: Arc<T>) {
        let mut kept = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(self.most.saturating_sub(1));
        kept.push_front((key, result));
    }
}
