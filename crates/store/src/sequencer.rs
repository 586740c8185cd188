//! The one writer.
//!
//! Every record passes through one thread. It takes whatever waits, asks the rules record by record, and commits the
//! whole batch (records, leaves, tree nodes, signed checkpoint) in one transaction; only then does anybody hear of it.
//! Batches form by themselves: whatever arrived while the last commit ran. An idle ledger answers at once.
//!
//! # What it promises
//!
//! 1. A [`Receipt`] is given only for a record that is committed, under a checkpoint that is committed.
//! 2. Of two records for one position exactly one is taken, whether they come in one batch or in two; the other hears
//!    why it was refused, or, if it is the same signer's, gets the receipt of the one that was taken.
//! 3. Whatever [`Sequencer::submit`] took is answered exactly once: after a commit, with a refusal, or with
//!    [`Error::Halted`].
//! 4. After a failed commit, or where it was fenced off, it accepts nothing any more: what is stored is known only
//!    after a fresh start, which goes through the same code as every other ([`Sequencer::start`]).
//! 5. It appends to no tree that it has not recomputed: at the start the right edge must lead to the newest
//!    checkpoint's root, which bears the ledger's signature.
//!
//! # What it adds to the rules of [`Progress`]
//!
//! * `closes`, by its own clock.
//! * A key that was revoked for a party is not enrolled for it again.
//! * Where a record of a pact was erased, its rules can no longer be checked in full. Such a pact takes no record but a
//!   revocation and, unless it has ended, a withdrawal; its evidence is `incomplete` for ever anyway.
//! * An opening: its pact's id was never opened, the pact that it supersedes has ended, and no key that its roster pins
//!   is one of the policy's.
//! * A mark that is sent along must be the one that the signature names. It may stay away: the signature holds its
//!   digest, and whoever drew it may keep it.

mod batch;
mod cache;
mod checkpoint_file;
mod job;
mod receipt;
mod recover;
mod shared;
mod signed_checkpoint;
mod submission;
mod writer;

pub use checkpoint_file::CheckpointFile;
pub use receipt::Receipt;
pub(crate) use recover::replay;
pub(crate) use signed_checkpoint::parse as parse_checkpoint;
pub use submission::{Sources, Submission};

use crate::error::Error;
use crate::ledger::{Head, Ledger};
use cache::Cache;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::Progress;
use giaouoc_core::time::Time;
use giaouoc_core::{Code, CoreError};
use giaouoc_tlog::note::{KeyName, SigningKey};
use job::{Answer, Job, wait};
use shared::Shared;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use writer::Writer;

/// What may wait; beyond it [`Error::Busy`]. A few seconds of work on a slow disk.
const QUEUE: usize = 4096;

/// A handle to the one writer; clones are handles to the same.
#[derive(Clone)]
pub struct Sequencer(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    queue: RwLock<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Sequencer {
    /// Starts the writer of a ledger under its key, whose name is the origin.
    ///
    /// A fresh ledger gets the checkpoint of the empty tree. Of any other the right edge of the tree is read and must
    /// lead to the newest checkpoint's root, and that checkpoint must be signed by `key`. With `checkpoint_file`, it
    /// must also be no older than the one kept there.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where that does not hold; [`Error::Refused`] where the policy does not pin the ledger's key:
    /// such a policy would let parties enrol it.
    pub fn start(
        ledger: Arc<dyn Ledger>,
        key: SigningKey,
        policy: Policy,
        sources: Sources,
        checkpoint_file: Option<CheckpointFile>,
    ) -> Result<Self, Error> {
        if !policy.ledger.logs().iter().any(|log| log.key == key.verifying_key()) {
            let detail = "the policy does not pin this ledger's own key";
            return Err(CoreError::new(Code::CheckpointUntrusted).because(detail).into());
        }
        let head = match ledger.head()? {
            Some(head) => head,
            None => signed_checkpoint::write_first(&*ledger, &key, (sources.clock)())?,
        };
        let frontier = signed_checkpoint::right_edge(&*ledger, &head, &key.verifying_key())?;
        if let Some(checkpoint_file) = &checkpoint_file {
            checkpoint_file.compare(&*ledger, &head, &key.verifying_key())?;
            checkpoint_file.write(&head.checkpoint)?;
        }
        let shared = Arc::new(Shared {
            ledger,
            origin: key.name().clone(),
            policy,
            head: RwLock::new(head),
            cache: Mutex::new(Cache::default()),
            halted: AtomicBool::new(false),
        });
        let writer = Writer { shared: Arc::clone(&shared), key, sources, checkpoint_file, frontier };
        let (queue, jobs) = sync_channel(QUEUE);
        let spawned = thread::Builder::new().name("sequencer".into()).spawn(move || writer.run(&jobs));
        let thread = spawned.map_err(|e| Error::Io(e.to_string()))?;
        let (queue, thread) = (RwLock::new(Some(queue)), Mutex::new(Some(thread)));
        Ok(Self(Arc::new(Inner { shared, queue, thread })))
    }

    /// Hands a record to the writer. Never blocks; `answer` is called exactly once, by the writer's thread or, where
    /// nothing can be taken, at once. It must be brief and must not wait for the writer.
    ///
    /// `answer` gets [`Error::Refused`] where the rules say no, [`Error::Busy`] where too much waits, [`Error::Halted`]
    /// where nothing is accepted any more, and [`Error::Io`] or [`Error::Fenced`] where the commit failed: then only a
    /// fresh start can tell whether the record is there, and sending it again is safe.
    pub fn submit(&self, submission: Submission, answer: Box<dyn FnOnce(Result<Receipt, Error>) + Send>) {
        self.send(Job::Submit(Box::new(submission), Answer(Some(answer))));
    }

    /// The same, waiting for the answer.
    pub fn submit_wait(&self, submission: Submission) -> Result<Receipt, Error> {
        wait(|answer| self.submit(submission, answer))
    }

    /// Erases text, nonce and mark of a record, in turn with what is written, and forgets them in memory too.
    ///
    /// # Errors
    /// Those of [`Ledger::erase`].
    pub fn erase(&self, index: u64) -> Result<(), Error> {
        wait(|answer| self.send(Job::Erase(index, Answer(Some(answer)))))
    }

    /// The newest committed state of a pact; nothing where it was never opened here.
    ///
    /// # Errors
    /// [`Code::OpeningErased`] as [`Error::Refused`] where its opening was erased; those of the store.
    pub fn progress(&self, pact: PactDigest) -> Result<Option<Arc<Progress>>, Error> {
        Ok(self.0.shared.state(pact)?.map(|state| state.progress))
    }

    /// An opened pact by its id: from memory where its state is there, which costs no query.
    ///
    /// # Errors
    /// Those of the store.
    pub fn pact(&self, id: &PactId) -> Result<Option<Arc<Pact>>, Error> {
        let cached = self.0.shared.cached().pact(id);
        match cached {
            Some(pact) => Ok(Some(pact)),
            None => self.0.shared.ledger.pact_by_id(id),
        }
    }

    /// The receipt, under the newest checkpoint, of a record that is logged.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no record of a pact stands there; those of the store.
    pub fn receipt(&self, index: u64, time: Time) -> Result<Receipt, Error> {
        receipt::of_logged(&*self.0.shared.ledger, index, self.head(), time)
    }

    /// Whom the ledger trusts.
    pub fn policy(&self) -> &Policy {
        &self.0.shared.policy
    }

    /// The ledger's origin.
    pub fn origin(&self) -> &KeyName {
        &self.0.shared.origin
    }

    /// The newest committed checkpoint.
    pub fn head(&self) -> Head {
        self.0.shared.head()
    }

    /// Writes what waits, and then nothing more. Returns when the writer has ended.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// Whether nothing is accepted any more, after a failed commit or [`stop`](Self::stop).
    pub fn halted(&self) -> bool {
        self.0.shared.halted.load(Ordering::Acquire)
    }

    fn send(&self, job: Job) {
        let queue = self.0.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queue.as_ref() else { return job.refuse(Error::Halted) };
        match queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.refuse(Error::Busy),
            Err(TrySendError::Disconnected(job)) => job.refuse(Error::Halted),
        }
    }
}

impl fmt::Debug for Sequencer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sequencer").field("origin", self.origin()).field("halted", &self.halted()).finish()
    }
}

impl Inner {
    fn stop(&self) {
        self.queue.write().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the ledger's writer has panicked");
        }
    }
}

/// With the last handle the writer ends.
impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}
