//! The control of the crash tests: the same server, but it acknowledges before it commits.
//!
//! Everything is answered from a copy of the database. The real file follows, in order, 50 to 150 ms later; a test that
//! kills this server and finds nothing lost is blind.
//!
//! Usage: `acks_before_commit serve --data DIR --listen ADDR`, as the service's own.

use giaouoc_core::leaf::Entry;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use giaouoc_server::{Config, Ready, serve_over};
use giaouoc_store::Error;
use giaouoc_store::ledger::{Batch, Head, Ledger, StoredRecord};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tests::Outcome;
use giaouoc_tlog::merkle::{Hash, Node};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("acks_before_commit: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (data, listen) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", "--data", data, "--listen", listen] => (PathBuf::from(data), listen.parse()?),
        _ => return Err("usage: acks_before_commit serve --data DIR --listen ADDR".into()),
    };
    let copy = copy(&data)?;
    let mut config = Config::new(listen, data);
    // The checkpoint beside the database is not late: without this the next start would refuse before a test has
    // looked.
    config.accept_older = true;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ledger = move |store| Arc::new(AcksBeforeCommit::new(store, copy)) as Arc<dyn Ledger>;
    Ok(runtime.block_on(serve_over(config, ledger, announce, std::future::pending()))?)
}

fn announce(ready: &Ready) {
    println!("Address: {}", ready.url);
    if let Some(token) = &ready.first_token {
        println!("Token: {token}");
    }
}

/// A copy of the database that the last run has written.
fn copy(data: &Path) -> Outcome<SqliteStore> {
    let folder = data.join("copy");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for name in ["giaouoc.db", "giaouoc.db-wal"] {
        if data.join(name).exists() {
            fs::copy(data.join(name), folder.join(name))?;
        }
    }
    Ok(SqliteStore::open(folder.join("giaouoc.db"))?)
}

/// A ledger whose commits are not on the disk when it says so.
struct AcksBeforeCommit {
    copy: SqliteStore,
    late: Sender<Batch>,
}

impl AcksBeforeCommit {
    fn new(store: Arc<SqliteStore>, copy: SqliteStore) -> Self {
        let (late, batches) = channel();
        thread::spawn(move || write(&*store, &batches));
        Self { copy, late }
    }
}

fn write(store: &dyn Ledger, batches: &Receiver<Batch>) {
    for (turn, batch) in batches.iter().enumerate() {
        // From 50 to 150 ms: 7 and 11 have no common divisor.
        thread::sleep(Duration::from_millis(50 + 10 * (turn as u64 * 7 % 11)));
        if let Err(error) = store.commit(&batch) {
            eprintln!("acks_before_commit: {error}");
            return;
        }
    }
}

impl Ledger for AcksBeforeCommit {
    fn commit(&self, batch: &Batch) -> Result<Vec<u64>, Error> {
        let settled = self.copy.commit(batch)?;
        self.late.send(batch.clone()).map_err(|_| Error::Halted)?;
        Ok(settled)
    }
    fn head(&self) -> Result<Option<Head>, Error> {
        self.copy.head()
    }
    fn checkpoints(&self, from: u64, limit: usize) -> Result<Vec<Head>, Error> {
        self.copy.checkpoints(from, limit)
    }
    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, Error> {
        self.copy.nodes(nodes)
    }
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, Error> {
        self.copy.entries(range)
    }
    fn pact_by_id(&self, id: &PactId) -> Result<Option<Arc<Pact>>, Error> {
        self.copy.pact_by_id(id)
    }
    fn pact(&self, digest: PactDigest) -> Result<Option<Arc<Pact>>, Error> {
        self.copy.pact(digest)
    }
    fn pacts(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Arc<Pact>)>, Error> {
        self.copy.pacts(before, limit)
    }
    fn records(&self, pact: PactDigest) -> Result<Vec<StoredRecord>, Error> {
        self.copy.records(pact)
    }
    fn record(&self, index: u64) -> Result<Option<(PactDigest, StoredRecord)>, Error> {
        self.copy.record(index)
    }
    fn marks(&self, pact: PactDigest) -> Result<Vec<Mark>, Error> {
        self.copy.marks(pact)
    }
    fn erase(&self, index: u64) -> Result<(), Error> {
        self.copy.erase(index)
    }
}
