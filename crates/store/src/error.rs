//! What can go wrong with a store.

use giaouoc_core::CoreError;

/// An error of the store.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The rules refuse the record: nothing is wrong with the store.
    #[error(transparent)]
    Refused(#[from] CoreError),
    /// Somebody else has appended: this writer was fenced off and must stop.
    #[error("the ledger has {found} entries, {expected} were expected: another writer appends")]
    Fenced {
        /// The size that the batch built on.
        expected: u64,
        /// The size that the ledger has.
        found: u64,
    },
    /// The writer has stopped, after a failed write or at shutdown; nothing is accepted any more.
    #[error("the ledger's writer has stopped")]
    Halted,
    /// More waits than can be served; try again.
    #[error("too much is waiting")]
    Busy,
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// What is stored contradicts itself: bit rot or a foreign hand.
    #[error("the store is corrupt: {0}")]
    Corrupt(String),
    /// The database or the disk failed.
    #[error("the database failed: {0}")]
    Io(String),
    /// The database is not one of ours, or of a version that this program does not know.
    #[error("unknown database: {0}")]
    Unknown(String),
}
