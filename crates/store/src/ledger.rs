//! The contract of the append-only part, in prose first.
//!
//! # What a driver promises
//!
//! 1. **Append-only.** Entries, tree nodes and checkpoints are inserted, never changed, never deleted. There is no
//!    function for it here, and the database itself refuses it (triggers), so that not even a stray statement can.
//! 2. **One transaction.** [`Ledger::commit`] writes a whole [`Batch`] or nothing: pacts, records, entries, nodes and
//!    the signed checkpoint. When it returns `Ok`, all of it survives a power cut. What waits in the
//!    [workspace](crate::workspace) for a party that a record [settles](NewRecord::settles) goes in that same
//!    transaction, so that no reader ever sees an enrolment in the ledger and, beside it, the release that it used up.
//! 3. **Compare and swap.** A batch names the size that it builds on. If the ledger has another size by now, nothing is
//!    written and the answer is [`Error::Fenced`]: somebody else appends, and a writer that was fenced off stops.
//! 4. **Erasure.** The text, the nonce and the mark of a record can be erased, and nothing else. Its entry, and so
//!    every proof, stays; its digest stays, so that evidence can say what is missing.
//! 5. **Reads see commits whole.** A read that starts after a commit has returned sees it, and one that does not sees
//!    none of it. Proofs read O(log n) rows.
//!
//! What a driver does **not** do: it checks no signature and no rule; it signs nothing and draws no nonce. That is the
//! [`crate::sequencer`]'s business, which is the only caller of `commit`.
//!
//! The shared test suite (`tests/store/contract.rs`) takes any driver.

use crate::error::Error;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId, PartyId};
use giaouoc_core::record::RecordDigest;
use giaouoc_core::time::Time;
use giaouoc_tlog::merkle::{Hash, Node};
use std::ops::Range;
use std::sync::Arc;

/// The append-only part of a store.
pub trait Ledger: Send + Sync + 'static {
    /// The newest checkpoint; nothing in a ledger that was never written.
    fn head(&self) -> Result<Option<Head>, Error>;

    /// Checkpoints of at least `from` entries, the smallest tree first: one for each commit that there was.
    fn checkpoints(&self, from: u64, limit: usize) -> Result<Vec<Head>, Error>;

    /// Writes a batch on top of a ledger of `batch.base` entries, or nothing.
    ///
    /// A batch without records is the first checkpoint of an empty ledger, and nothing else. The answer names the
    /// indexes of the records that settled something: where nothing waited, nothing is named.
    ///
    /// # Errors
    /// [`Error::Fenced`] where the ledger has another size; [`Error::Busy`] where another program holds the database:
    /// then nothing is written, and the same batch may be tried again; [`Error::Io`] where the database failed, after
    /// which the caller must stop writing: whether the batch is there is known only after a fresh start.
    fn commit(&self, batch: &Batch) -> Result<Vec<u64>, Error>;

    /// Hashes of complete subtrees, in the order asked for; a missing one is [`Error::Corrupt`].
    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, Error>;

    /// Entries by index, at most 256 in one call; a missing one is [`Error::Corrupt`].
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, Error>;

    /// An opened pact by its id.
    fn pact_by_id(&self, id: &PactId) -> Result<Option<Arc<Pact>>, Error>;

    /// An opened pact by its digest.
    fn pact(&self, digest: PactDigest) -> Result<Option<Arc<Pact>>, Error>;

    /// Opened pacts, newest opening first, those whose opening has an index below `before`.
    fn pacts(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Arc<Pact>)>, Error>;

    /// The records of one pact, in ledger order.
    fn records(&self, pact: PactDigest) -> Result<Vec<StoredRecord>, Error>;

    /// One record by its index; nothing where no record of a pact stands there.
    fn record(&self, index: u64) -> Result<Option<(PactDigest, StoredRecord)>, Error>;

    /// Marks that signatures of one pact name and that were not erased.
    fn marks(&self, pact: PactDigest) -> Result<Vec<Mark>, Error>;

    /// Deletes text, nonce and mark of one record. Erasing twice is no error; no record there is [`Error::NotFound`].
    ///
    /// While a [`Sequencer`](crate::sequencer::Sequencer) runs, call its own `erase`: it holds states in memory.
    ///
    /// # Errors
    /// [`Error::Busy`] where the record is erased, but a long read keeps its text in the database's log: erase it
    /// again.
    fn erase(&self, index: u64) -> Result<(), Error>;
}

/// The newest checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Entries under it.
    pub size: u64,
    /// The signed note.
    pub checkpoint: String,
}

/// What one transaction writes.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Entries before.
    pub base: u64,
    /// New records; the i-th gets the index `base + i`.
    pub records: Vec<NewRecord>,
    /// Every tree node that these leaves complete, leaves included.
    pub nodes: Vec<(Node, Hash)>,
    /// The signed checkpoint over all of it.
    pub checkpoint: String,
    /// The writer's clock, for operators; nothing is decided by it.
    pub time: Time,
}

/// One record on its way into the ledger.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// Whose record.
    pub pact: PactDigest,
    /// What kind.
    pub kind: Kind,
    /// Digest of its text.
    pub digest: RecordDigest,
    /// The signed note.
    pub note: String,
    /// Its salt.
    pub nonce: Nonce,
    /// Its leaf.
    pub entry: Entry,
    /// The drawn mark that a signature names.
    pub mark: Option<Mark>,
    /// With an opening comes the pact itself.
    pub opens: Option<Arc<Pact>>,
    /// The party for whom nothing waits any more once this record stands, as when it is enrolled, has signed or
    /// declined: its release, with code, claim and what is pending, and a decline that the desk has not confirmed.
    pub settles: Option<(PactId, PartyId)>,
}

/// A record as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Index of its leaf.
    pub index: u64,
    /// What kind.
    pub kind: Kind,
    /// Digest of its text.
    pub digest: RecordDigest,
    /// Note and nonce; nothing where they were erased.
    pub text: Option<(String, Nonce)>,
}
