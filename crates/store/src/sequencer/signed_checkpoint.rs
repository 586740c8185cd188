//! Checkpoints under the ledger's key: the first one, and the check of the newest against the stored tree.

use crate::error::Error;
use crate::ledger::{Batch, Head, Ledger};
use crate::reader;
use giaouoc_core::time::Time;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Frontier, empty_root};
use giaouoc_tlog::note::{Note, SigningKey, VerifyingKey};

/// Writes the first checkpoint, that of the empty tree.
pub(super) fn write_first(ledger: &dyn Ledger, key: &SigningKey, time: Time) -> Result<Head, Error> {
    let tree = Checkpoint { origin: key.name().clone(), size: 0, root: empty_root() };
    let checkpoint = tree.sign(key).to_string();
    ledger.commit(&Batch { base: 0, records: vec![], nodes: vec![], checkpoint: checkpoint.clone(), time })?;
    Ok(Head { size: 0, checkpoint })
}

/// Reads the right edge of the tree and compares its root with the signed one.
pub(super) fn right_edge(ledger: &dyn Ledger, head: &Head, key: &VerifyingKey) -> Result<Frontier, Error> {
    let tree = parse(&head.checkpoint, key).map_err(|e| Error::Corrupt(format!("the newest checkpoint: {e}")))?;
    let frontier = reader::frontier(ledger, head.size)?;
    if tree.size != head.size || tree.root != frontier.root() {
        return Err(Error::Corrupt("the newest checkpoint is not that of the stored tree".into()));
    }
    Ok(frontier)
}

/// A checkpoint by this key, of the origin that the key names.
pub(crate) fn parse(checkpoint: &str, key: &VerifyingKey) -> Result<Checkpoint, giaouoc_tlog::TlogError> {
    let note = Note::parse(checkpoint.as_bytes())?;
    let tree = Checkpoint::parse_text(note.verify(&[key])?.text())?;
    if tree.origin == *key.name() { Ok(tree) } else { Err(giaouoc_tlog::TlogError::NoKnownSignature) }
}
