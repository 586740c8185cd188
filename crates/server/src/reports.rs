//! Verification reports, kept for a while by the digest of the file: the same file under the same policy gives the
//! same report.

use crate::limits::REPORTS;
use giaouoc_core::Digest;
use giaouoc_core::report::Report;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The newest reports.
#[derive(Default)]
pub(crate) struct Reports(Mutex<VecDeque<(Digest, Arc<Report>)>>);

impl Reports {
    pub(crate) fn get(&self, file: &Digest) -> Option<Arc<Report>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(digest, _)| digest == file).map(|(_, report)| report.clone())
    }

    pub(crate) fn keep(&self, file: Digest, report: Arc<Report>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(REPORTS - 1);
        kept.push_front((file, report));
    }
}
