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
mod receipt;
mod recover;

pub use checkpoint_file::CheckpointFile;
pub use receipt::Receipt;
pub(crate) use recover::replay;

use crate::error::Error;
use crate::ledger::{Batch as Stored, Head, Ledger};
use crate::reader;
use batch::{Batch, Staged};
use cache::Cache;
use giaouoc_core::leaf::Nonce;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Authentic, Progress};
use giaouoc_core::record::Record;
use giaouoc_core::time::Time;
use giaouoc_core::{Code, Error as CoreError};
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Frontier, empty_root};
use giaouoc_tlog::note::{KeyName, Note, SigningKey, VerifyingKey};
use receipt::Committed;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

/// What may wait; beyond it [`Error::Busy`]. A few seconds of work on a slow disk.
const QUEUE: usize = 4096;

/// Records of one commit: about 4 MiB, so that no transaction grows without bound.
const BATCH: usize = 1024;

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
        /// A record whose signatures were verified against [`Sequencer::progress`].
        authentic: Authentic,
        /// The mark that a signature names.
        mark: Option<Mark>,
    },
}

/// A handle to the one writer; clones are handles to the same.
#[derive(Clone)]
pub struct Sequencer(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    queue: RwLock<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the writer and its handles both see.
struct Shared {
    ledger: Arc<dyn Ledger>,
    origin: KeyName,
    policy: Policy,
    head: RwLock<Head>,
    cache: Mutex<Cache>,
    halted: AtomicBool,
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
            None => found(&*ledger, &key, (sources.clock)())?,
        };
        let frontier = edge(&*ledger, &head, &key.verifying_key())?;
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

impl Shared {
    fn head(&self) -> Head {
        self.head.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest committed state: from memory, or rebuilt as after a restart.
    fn state(&self, pact: PactDigest) -> Result<Option<recover::State>, Error> {
        let stamp = match self.cached().look_up(pact) {
            cache::Found::Here(state) => return Ok(Some(state)),
            cache::Found::Missing(stamp) => stamp,
        };
        let state = recover::state(&*self.ledger, pact, &self.origin, &self.policy)?;
        if let Some(state) = &state {
            self.cached().offer(pact, stamp, state.clone());
        }
        Ok(state)
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes the first checkpoint, that of the empty tree.
fn found(ledger: &dyn Ledger, key: &SigningKey, time: Time) -> Result<Head, Error> {
    let tree = Checkpoint { origin: key.name().clone(), size: 0, root: empty_root() };
    let checkpoint = tree.sign(key).to_string();
    ledger.commit(&Stored { base: 0, records: vec![], nodes: vec![], checkpoint: checkpoint.clone(), time })?;
    Ok(Head { size: 0, checkpoint })
}

/// Reads the right edge of the tree and compares its root with the signed one.
fn edge(ledger: &dyn Ledger, head: &Head, key: &VerifyingKey) -> Result<Frontier, Error> {
    let tree = signed(&head.checkpoint, key).map_err(|e| Error::Corrupt(format!("the newest checkpoint: {e}")))?;
    let frontier = reader::frontier(ledger, head.size)?;
    if tree.size != head.size || tree.root != frontier.root() {
        return Err(Error::Corrupt("the newest checkpoint is not that of the stored tree".into()));
    }
    Ok(frontier)
}

/// A checkpoint by this key, of the origin that the key names.
pub(crate) fn signed(checkpoint: &str, key: &VerifyingKey) -> Result<Checkpoint, giaouoc_tlog::Error> {
    let note = Note::parse(checkpoint.as_bytes())?;
    let tree = Checkpoint::parse_text(note.verify(&[key])?.text())?;
    if tree.origin == *key.name() { Ok(tree) } else { Err(giaouoc_tlog::Error::NoKnownSignature) }
}

/// A question to the writer.
enum Job {
    Submit(Box<Submission>, Answer<Receipt>),
    Erase(u64, Answer<()>),
}

impl Job {
    fn refuse(self, error: Error) {
        match self {
            Self::Submit(_, answer) => answer.give(Err(error)),
            Self::Erase(_, answer) => answer.give(Err(error)),
        }
    }
}

type Reply<T> = Box<dyn FnOnce(Result<T, Error>) + Send>;

/// Whom to answer. One that is dropped unanswered, with the queue of a writer that has ended, says so.
struct Answer<T>(Option<Reply<T>>);

impl<T> Answer<T> {
    fn give(mut self, result: Result<T, Error>) {
        if let Some(reply) = self.0.take() {
            reply(result);
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        if let Some(reply) = self.0.take() {
            reply(Err(Error::Halted));
        }
    }
}

fn wait<T: Send + 'static>(send: impl FnOnce(Reply<T>)) -> Result<T, Error> {
    let (answer, answered) = sync_channel(1);
    send(Box::new(move |result| drop(answer.send(result))));
    answered.recv().unwrap_or(Err(Error::Halted))
}

/// The writer itself, on its thread.
struct Writer {
    shared: Arc<Shared>,
    key: SigningKey,
    sources: Sources,
    checkpoint_file: Option<CheckpointFile>,
    frontier: Frontier,
}

/// However the writer ends, nothing is accepted after it.
struct Halting(Arc<Shared>);

impl Drop for Halting {
    fn drop(&mut self) {
        self.0.halted.store(true, Ordering::Release);
    }
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
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
            return Ok(Committed::new(nothing, &frontier));
        }
        let checkpoint = tree.sign(&self.key).to_string();
        let stored = Stored { base, records, nodes, checkpoint, time };
        // COMMIT POINT: before it nobody has heard of these records, after it a power cut does not undo them.
        self.shared.ledger.commit(&stored)?;
        let before = std::mem::replace(&mut self.frontier, frontier);
        self.publish(Head { size: tree.size, checkpoint: stored.checkpoint.clone() }, states);
        Ok(Committed::new(stored, &before))
    }

    /// States first: who sees the new checkpoint sees at least the states under it.
    fn publish(&self, head: Head, states: Vec<(PactDigest, recover::State)>) {
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
