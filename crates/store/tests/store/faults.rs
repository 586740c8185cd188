//! Commits that fail, and what a crash leaves: no acknowledged record is lost, and the log stays one log.

use crate::world::{World, audited, pact};
use giaouoc_core::leaf::Entry;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use giaouoc_store::Error;
use giaouoc_store::ledger::{Batch, Head, Ledger, StoredRecord};
use giaouoc_store::sequencer::{Receipt, Submission};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::merkle::{Hash, Node};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// A ledger whose commit is what a test makes of it.
struct Wrapped {
    inner: Arc<dyn Ledger>,
    commit: Box<Commit>,
}

type Commit = dyn Fn(&Arc<dyn Ledger>, &Batch) -> Result<Vec<u64>, Error> + Send + Sync;

impl Ledger for Wrapped {
    fn commit(&self, batch: &Batch) -> Result<Vec<u64>, Error> {
        (self.commit)(&self.inner, batch)
    }
    fn head(&self) -> Result<Option<Head>, Error> {
        self.inner.head()
    }
    fn checkpoints(&self, from: u64, limit: usize) -> Result<Vec<Head>, Error> {
        self.inner.checkpoints(from, limit)
    }
    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, Error> {
        self.inner.nodes(nodes)
    }
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, Error> {
        self.inner.entries(range)
    }
    fn pact_by_id(&self, id: &PactId) -> Result<Option<Arc<Pact>>, Error> {
        self.inner.pact_by_id(id)
    }
    fn pact(&self, digest: PactDigest) -> Result<Option<Arc<Pact>>, Error> {
        self.inner.pact(digest)
    }
    fn pacts(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Arc<Pact>)>, Error> {
        self.inner.pacts(before, limit)
    }
    fn records(&self, pact: PactDigest) -> Result<Vec<StoredRecord>, Error> {
        self.inner.records(pact)
    }
    fn record(&self, index: u64) -> Result<Option<(PactDigest, StoredRecord)>, Error> {
        self.inner.record(index)
    }
    fn marks(&self, pact: PactDigest) -> Result<Vec<Mark>, Error> {
        self.inner.marks(pact)
    }
    fn erase(&self, index: u64) -> Result<(), Error> {
        self.inner.erase(index)
    }
}

/// The `fatal`-th commit fails: before it has written anything, or after it has written everything.
fn failing(inner: Arc<dyn Ledger>, fatal: u64, persisted: bool) -> Arc<dyn Ledger> {
    let count = AtomicU64::new(0);
    let commit = move |inner: &Arc<dyn Ledger>, batch: &Batch| {
        let fails = count.fetch_add(1, Ordering::Relaxed) == fatal;
        let settled = if !fails || persisted { inner.commit(batch)? } else { Vec::new() };
        if fails { Err(Error::Io("the disk said no".into())) } else { Ok(settled) }
    };
    Arc::new(Wrapped { inner, commit: Box::new(commit) })
}

#[test]
fn a_failed_commit_halts_and_a_fresh_start_knows_what_was_written() {
    // Commit 0 is the empty tree; 1 opens; 2 enrols; 3 signs; 4 completes.
    for (fatal, persisted) in (1..=4).flat_map(|fatal| [(fatal, false), (fatal, true)]) {
        let store: Arc<dyn Ledger> = Arc::new(SqliteStore::open_in_memory().unwrap());
        let w = World::new(failing(Arc::clone(&store), fatal, persisted));
        let pact = pact(1, &[1]);
        let (acknowledged, failed) = until_it_fails(&w, &pact);
        assert!(matches!(failed, Error::Io(_)), "{failed}");
        assert_eq!(acknowledged.len() as u64, fatal - 1);
        assert!(w.seq.halted());
        assert!(matches!(w.open(&pact), Err(Error::Halted)));
        assert_eq!(w.seq.head().size, fatal - 1, "nobody hears of what was not acknowledged");
        drop(w);

        let w = World::new(Arc::clone(&store));
        assert_eq!(w.seq.head().size, if persisted { fatal } else { fatal - 1 });
        for receipt in &acknowledged {
            let (_, stored) = store.record(receipt.index).unwrap().unwrap();
            assert_eq!(stored.digest, receipt.digest);
        }
        // Sending all of it again is safe: what is there gets its receipt, the rest is taken.
        w.open(&pact).unwrap();
        if fatal <= 2 && !(persisted && fatal == 2) {
            w.enrol(&pact, "p0", 0).unwrap();
        }
        if fatal <= 3 {
            w.sign(&pact, "p0", 0).unwrap();
        }
        if !(persisted && fatal == 4) {
            w.complete(&pact).unwrap();
        }
        assert_eq!(w.verdict(pact.digest()).verdict.as_str(), "valid");
        assert!(w.audit().holds());
    }
}

fn until_it_fails(w: &World, pact: &Arc<Pact>) -> (Vec<Receipt>, Error) {
    let steps: [&dyn Fn() -> Result<Receipt, Error>; 4] =
        [&|| w.open(pact), &|| w.enrol(pact, "p0", 0), &|| w.sign(pact, "p0", 0), &|| w.complete(pact)];
    let mut acknowledged = Vec::new();
    for step in steps {
        match step() {
            Ok(receipt) => acknowledged.push(receipt),
            Err(error) => return (acknowledged, error),
        }
    }
    panic!("no step failed");
}

#[test]
fn everything_that_waits_at_a_failure_is_answered() {
    let store: Arc<dyn Ledger> = Arc::new(SqliteStore::open_in_memory().unwrap());
    let w = World::new(failing(store, 3, false));
    let (send, receive) = mpsc::channel();
    for pact in (0..2000).map(|i| pact(i, &[1])) {
        let (send, record) = (send.clone(), w.opening(&pact));
        w.seq.submit(Submission::Open { pact, record }, Box::new(move |answer| send.send(answer).unwrap()));
    }
    drop(send);
    let answers: Vec<_> = receive.iter().collect();
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(answers.len(), 2000);
    assert_eq!(taken as u64, w.seq.head().size);
    assert!(answers.iter().flatten().all(|receipt| receipt.index < w.seq.head().size));
}

#[test]
fn a_busy_database_stops_nobody() {
    let store: Arc<dyn Ledger> = Arc::new(SqliteStore::open_in_memory().unwrap());
    let count = AtomicU64::new(0);
    let commit = move |inner: &Arc<dyn Ledger>, batch: &Batch| match count.fetch_add(1, Ordering::Relaxed) {
        1 => Err(Error::Busy),
        _ => inner.commit(batch),
    };
    let w = World::new(Arc::new(Wrapped { inner: store, commit: Box::new(commit) }));
    let pact = pact(1, &[1]);
    assert!(matches!(w.open(&pact), Err(Error::Busy)));
    assert_eq!(w.open(&pact).unwrap().index, 0);
    assert!(w.audit().holds());
}

#[test]
fn of_two_writers_the_second_is_fenced_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let first = World::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let second = World::new(Arc::new(SqliteStore::open(&path).unwrap()));
    first.open(&pact(1, &[1])).unwrap();
    assert!(matches!(second.open(&pact(2, &[1])), Err(Error::Fenced { expected: 0, found: 1 })));
    assert!(second.seq.halted());
    assert!(matches!(second.open(&pact(2, &[1])), Err(Error::Halted)));
    first.open(&pact(3, &[1])).unwrap();
    assert_eq!(first.seq.head().size, 2);
    assert!(first.audit().holds());
}

/// What a crash at the very moment of an acknowledgement would leave on the disk: the files are copied while the answer
/// is given, opened elsewhere, and the acknowledged record must be there. Answers how many were not.
fn lost_at_acknowledgement(folder: &Path, wrap: &dyn Fn(Arc<dyn Ledger>) -> Arc<dyn Ledger>) -> usize {
    let path = folder.join("a.db");
    let w = World::new(wrap(Arc::new(SqliteStore::open(&path).unwrap())));
    let (send, receive) = mpsc::channel();
    let copies = Arc::new(AtomicU64::new(0));
    for pact in (0..12).map(|i| pact(i, &[1])) {
        let (send, folder, copies) = (send.clone(), folder.to_path_buf(), Arc::clone(&copies));
        let answer = move |receipt: Result<Receipt, Error>| {
            let copy = crashed(&folder, copies.fetch_add(1, Ordering::Relaxed));
            send.send((receipt.unwrap(), copy)).unwrap();
        };
        let record = w.opening(&pact);
        w.seq.submit(Submission::Open { pact, record }, Box::new(answer));
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(send);
    let lost = receive.iter().filter(|(receipt, copy)| {
        let store = SqliteStore::open(copy).unwrap();
        let there = store.record(receipt.index).unwrap().is_some_and(|(_, stored)| stored.digest == receipt.digest);
        !(there && audited(&store).holds() && store.head().unwrap().unwrap().size >= receipt.size)
    });
    lost.count()
}

/// Copies file and log as they are; the index of the log (`-shm`) is rebuilt, as after a crash.
fn crashed(folder: &Path, number: u64) -> PathBuf {
    let copy = folder.join(format!("crashed-{number}.db"));
    for end in ["", "-wal"] {
        fs::copy(folder.join(format!("a.db{end}")), folder.join(format!("crashed-{number}.db{end}"))).unwrap();
    }
    copy
}

#[test]
fn a_crash_at_the_acknowledgement_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(lost_at_acknowledgement(folder.path(), &|ledger| ledger), 0);
}

/// The control: a ledger that says "committed" and commits a little later must be caught by the test above.
#[test]
fn a_ledger_that_acknowledges_before_it_commits_is_caught() {
    let eager = |ledger: Arc<dyn Ledger>| -> Arc<dyn Ledger> {
        let queue = Mutex::new(Vec::new());
        let later = move |inner: &Arc<dyn Ledger>, batch: &Batch| {
            if batch.records.is_empty() {
                return inner.commit(batch);
            }
            // One thread after the other, in the order of the batches.
            let (inner, batch) = (Arc::clone(inner), batch.clone());
            let mut queue = queue.lock().unwrap();
            let before: Option<std::thread::JoinHandle<()>> = queue.pop();
            queue.push(std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(20));
                before.into_iter().for_each(|thread| thread.join().unwrap());
                inner.commit(&batch).unwrap();
            }));
            Ok(Vec::new())
        };
        Arc::new(Wrapped { inner: ledger, commit: Box::new(later) })
    };
    let folder = tempfile::tempdir().unwrap();
    assert!(lost_at_acknowledgement(folder.path(), &eager) > 0);
    // The last commits may still run; the folder goes after them.
    std::thread::sleep(Duration::from_millis(400));
}
