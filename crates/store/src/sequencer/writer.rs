//! The writer itself, on its thread.

use super::batch::{Batch, Staged};
use super::checkpoint_file::CheckpointFile;
use super::job::{Answer, Job};
use super::receipt::{Committed, Receipt};
use super::recover::State;
use super::shared::Shared;
use super::submission::Sources;
use crate::error::Error;
use crate::ledger::{Batch as Stored, Head};
use giaouoc_core::pact::PactDigest;
use giaouoc_core::time::Time;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::Frontier;
use giaouoc_tlog::note::SigningKey;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError};

/// Records of one commit: about 4 MiB, so that no transaction grows without bound.
const BATCH: usize = 1024;

/// The writer itself, on its thread.
pub(super) struct Writer {
    pub(super) shared: Arc<Shared>,
    pub(super) key: SigningKey,
    pub(super) sources: Sources,
    pub(super) checkpoint_file: Option<CheckpointFile>,
    pub(super) frontier: Frontier,
}

/// However the writer ends, nothing is accepted after it.
struct Halting(Arc<Shared>);

impl Drop for Halting {
    fn drop(&mut self) {
        self.0.halted.store(true, Ordering::Release);
    }
}

impl Writer {
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        let _halting = Halting(Arc::clone(&self.shared));
        while let Ok(first) = jobs.recv() {
            let waiting: Vec<Job> = std::iter::once(first).chain(jobs.try_iter().take(BATCH - 1)).collect();
            if self.serve(waiting).is_err() {
                // What waits is answered when the queue is dropped.
                return;
            }
        }
    }

    /// One batch, and then the erasures that waited with it. An error halts the writer.
    fn serve(&mut self, waiting: Vec<Job>) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        let mut batch = Batch::new(&shared, self.frontier.clone(), (self.sources.clock)());
        let (mut answers, mut erasures) = (Vec::new(), Vec::new());
        for job in waiting {
            match job {
                Job::Submit(submission, answer) => {
                    answers.push((answer, batch.stage(*submission, &*self.sources.nonce)));
                }
                Job::Erase(index, answer) => erasures.push((index, answer)),
            }
        }
        let time = batch.time();
        match self.commit(batch) {
            Ok(committed) => self.answer(answers, &committed, time),
            // Another program holds the database: nothing is written, and the same may be sent again.
            Err(Error::Busy) => fail(answers, &Error::Busy),
            Err(error) => {
                tracing::error!(%error, "the ledger's writer halts");
                // Whoever hears of the failure finds the writer halted.
                self.shared.halted.store(true, Ordering::Release);
                fail(answers, &error);
                return Err(error);
            }
        }
        for (index, answer) in erasures {
            answer.give(self.erase(index));
        }
        Ok(())
    }

    /// Signs and writes what was staged; nothing is seen of it before it is committed.
    fn commit(&mut self, batch: Batch<'_>) -> Result<Committed, Error> {
        let base = self.frontier.size();
        let (frontier, time) = (batch.frontier().clone(), batch.time());
        let (records, nodes, states) = batch.into_parts();
        let tree = Checkpoint { origin: self.shared.origin.clone(), size: frontier.size(), root: frontier.root() };
        if records.is_empty() {
            let nothing = Stored { base, records, nodes, checkpoint: String::new(), time };
            return Ok(Committed::new(nothing, &frontier, Vec::new()));
        }
        let checkpoint = tree.sign(&self.key).to_string();
        let stored = Stored { base, records, nodes, checkpoint, time };
        // COMMIT POINT: before it nobody has heard of these records, after it a power cut does not undo them.
        let settled = self.shared.ledger.commit(&stored)?;
        let before = std::mem::replace(&mut self.frontier, frontier);
        self.publish(Head { size: tree.size, checkpoint: stored.checkpoint.clone() }, states);
        Ok(Committed::new(stored, &before, settled))
    }

    /// States first: who sees the new checkpoint sees at least the states under it.
    fn publish(&self, head: Head, states: Vec<(PactDigest, State)>) {
        if let Some(checkpoint_file) = &self.checkpoint_file
            && let Err(error) = checkpoint_file.write(&head.checkpoint)
        {
            // It only guards against an older backup: the ledger itself is whole.
            tracing::warn!(%error, "the checkpoint beside the database could not be written");
        }
        let mut cache = self.shared.cached();
        states.into_iter().for_each(|(pact, state)| cache.publish(pact, state));
        drop(cache);
        *self.shared.head.write().unwrap_or_else(PoisonError::into_inner) = head;
    }

    fn answer(&self, answers: Vec<(Answer<Receipt>, Result<Staged, Error>)>, committed: &Committed, time: Time) {
        let head = self.shared.head();
        for (answer, staged) in answers {
            answer.give(staged.and_then(|staged| committed.receipt(staged, &head, time, &*self.shared.ledger)));
        }
    }

    fn erase(&self, index: u64) -> Result<(), Error> {
        let (pact, _) = self.shared.ledger.record(index)?.ok_or(Error::NotFound)?;
        let erased = self.shared.ledger.erase(index);
        // Also where it failed: the next look reads what is stored.
        self.shared.cached().forget(pact);
        erased
    }
}

/// Refusals are still refusals; whatever was to be written is answered with the failure.
fn fail(answers: Vec<(Answer<Receipt>, Result<Staged, Error>)>, error: &Error) {
    for (answer, staged) in answers {
        answer.give(Err(staged.err().unwrap_or_else(|| error.clone())));
    }
}
