//! The ledger's answer to a record, with all that a sender needs to check it.
//!
//! A receipt of what was just committed is made from what the writer has in hand: note and nonce, the nodes that the
//! batch completed, and the right edge of the tree before it. A proof of a leaf of the batch needs no other node: what
//! lies left of the leaf is in that edge or was completed by the batch, what lies right of it came with the batch.

use super::batch::Staged;
use crate::error::Error;
use crate::ledger::{Batch, Head, Ledger, NewRecord};
use crate::reader::Reader;
use giaouoc_core::leaf::{Kind, Nonce};
use giaouoc_core::record::RecordDigest;
use giaouoc_core::time::Time;
use giaouoc_tlog::merkle::{Frontier, Hash, InclusionPlan, Node};
use std::collections::HashMap;

/// The ledger's answer: this record stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Index of its leaf.
    pub index: u64,
    /// Digest of the **logged** record; not that of the one sent, where [`same_text`](Self::same_text) is false.
    pub digest: RecordDigest,
    /// Kind of the record.
    pub kind: Kind,
    /// True if the record was already logged.
    pub known: bool,
    /// The logged text is the one sent; false for another signature text by the same key for the position that it
    /// holds.
    pub same_text: bool,
    /// Entries under the checkpoint.
    pub size: u64,
    /// A checkpoint under which it is included, without cosignatures.
    pub checkpoint: String,
    /// The inclusion proof under that checkpoint, the leaf's sibling first.
    pub proof: Vec<Hash>,
    /// The logged note and the salt of its leaf; nothing where they were erased.
    pub text: Option<(String, Nonce)>,
    /// True if something that waited for the party in the workspace went with this very commit.
    pub settled: bool,
    /// By the ledger's clock, when it was answered. Proves nothing.
    pub time: Time,
}

/// The receipt, under a checkpoint, of a record that is logged.
///
/// # Errors
/// [`Error::NotFound`] where no record of a pact stands there; those of the store.
pub(super) fn of_logged(ledger: &dyn Ledger, index: u64, head: Head, time: Time) -> Result<Receipt, Error> {
    let (_, record) = ledger.record(index)?.ok_or(Error::NotFound)?;
    let proof = Reader::new(ledger).inclusion(index, head.size)?;
    let (digest, kind, text, Head { size, checkpoint }) = (record.digest, record.kind, record.text, head);
    Ok(Receipt {
        index,
        digest,
        kind,
        known: true,
        same_text: true,
        size,
        checkpoint,
        proof,
        text,
        settled: false,
        time,
    })
}

/// A committed batch, from which the receipts of its records are made without a query.
pub(super) struct Committed {
    base: u64,
    records: Vec<NewRecord>,
    nodes: HashMap<Node, Hash>,
    settled: Vec<u64>,
}

impl Committed {
    /// A batch that was committed on top of a tree with the right edge `before`, and the indexes of its records that
    /// settled something.
    pub(super) fn new(batch: Batch, before: &Frontier, settled: Vec<u64>) -> Self {
        let nodes = before.nodes().chain(batch.nodes).collect();
        Self { base: batch.base, records: batch.records, nodes, settled }
    }

    /// The receipt of what was staged, under the newest checkpoint. Of a record that earlier batches committed, note
    /// and proof are read from the ledger.
    ///
    /// # Errors
    /// Those of the store, for a record of an earlier batch.
    pub(super) fn receipt(
        &self,
        staged: Staged,
        head: &Head,
        time: Time,
        ledger: &dyn Ledger,
    ) -> Result<Receipt, Error> {
        let Staged { index, digest, kind, known, same_text } = staged;
        let offset = index.checked_sub(self.base).and_then(|offset| usize::try_from(offset).ok());
        let Some(record) = offset.and_then(|offset| self.records.get(offset)) else {
            let logged = of_logged(ledger, index, head.clone(), time)?;
            return Ok(Receipt { digest, kind, known, same_text, ..logged });
        };
        let (proof, text) = (self.proof(index, head.size)?, Some((record.note.clone(), record.nonce)));
        let (size, checkpoint) = (head.size, head.checkpoint.clone());
        let settled = !known && self.settled.contains(&index);
        Ok(Receipt { index, digest, kind, known, same_text, size, checkpoint, proof, text, settled, time })
    }

    fn proof(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let missing = |error| Error::Corrupt(format!("the proof of entry {index}: {error}"));
        let plan = InclusionPlan::new(index, size).map_err(missing)?;
        let hashes: Vec<Hash> = plan.needs().iter().filter_map(|node| self.nodes.get(node).copied()).collect();
        plan.prove(&hashes).map_err(missing)
    }
}
