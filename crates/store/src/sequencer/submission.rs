//! Submissions to the writer, and its sources of times and random numbers.

use crate::error::Error;
use giaouoc_core::leaf::Nonce;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::Pact;
use giaouoc_core::progress::Authentic;
use giaouoc_core::record::Record;
use giaouoc_core::time::Time;
use std::sync::Arc;

/// Where the writer gets its times and its random numbers from.
pub struct Sources {
    /// The ledger's clock: decides `closes`, and nothing else.
    pub clock: Box<dyn Fn() -> Time + Send + Sync>,
    /// 32 fresh random bytes.
    pub nonce: Box<dyn Fn() -> Result<Nonce, Error> + Send>,
}

/// What comes in.
#[derive(Clone, Debug)]
pub enum Submission {
    /// A pact and its opening record.
    Open {
        /// The pact.
        pact: Arc<Pact>,
        /// Its opening; its signature is verified by the writer.
        record: Record,
    },
    /// Any other record.
    Record {
        /// A record whose signatures were verified against [`Sequencer::progress`](super::Sequencer::progress).
        authentic: Authentic,
        /// The mark that a signature names.
        mark: Option<Mark>,
    },
}
