//! The driver: starts, kills, inspects, and starts again.

use super::client::{Answer, CLIENTS, Client, PARTIES, agent, call, pact, path};
use super::inspect::{Findings, Inspector};
use super::server::{Program, Server};
use super::shared::Shared;
use giaouoc_core::policy::Policy;
use giaouoc_core::report::Verdict;
use giaouoc_core::verify::verify;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{fs, mem};

/// Data folders, one after the other: a ledger that only grew would make each inspection longer than the last.
const FOLDERS: usize = 8;
/// Kills on each.
const KILLS: usize = 26;

/// One at a time: the system may give the port of a dead server of one test to a living one of the other.
static EXCLUSIVE: Mutex<()> = Mutex::new(());

/// A test that holds the guard runs alone.
pub(super) fn exclusive() -> MutexGuard<'static, ()> {
    EXCLUSIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_killed_server_has_lost_nothing_that_it_acknowledged() {
    let _exclusive = exclusive();
    let (binary, start) = (giaouoc_tests::binary("giaouoc").unwrap(), Instant::now());
    let (mut tally, mut random) = (Tally::default(), Random(0x6769_616f_756f_6321));
    for _ in 0..FOLDERS {
        let mut run = Run::start(binary.clone());
        let findings = run.kills(KILLS, &mut random, &mut tally);
        assert!(findings.none(), "{findings:#?}\n{}", run.log());
        run.complete();
        run.end(&mut tally);
    }
    println!("{tally:?} in {:.0?}", start.elapsed());
    assert!(tally.starting + tally.serving >= 200);
    // The test could have failed: most kills struck while somebody waited for an answer to what they had signed,
    // some between the commit and its answer, some before the commit.
    assert!(tally.in_flight * 2 > tally.serving, "{tally:?}");
    assert!(tally.starting > 0 && tally.resent_known > 0 && tally.resent_new > 0, "{tally:?}");
}

/// The control.
#[test]
fn a_server_that_acknowledges_before_it_commits_is_found_out() {
    let _exclusive = exclusive();
    let mut run = Run::start(env!("CARGO_BIN_EXE_acks_before_commit").into());
    let mut tally = Tally::default();
    let findings = run.kills(KILLS, &mut Random(1), &mut tally);
    let kills = tally.starting + tally.serving;
    println!("{kills} kills, {} acknowledged, lost: {:?}", run.shared.state().acknowledged.len(), findings.lost);
    assert!(!findings.lost.is_empty(), "{findings:#?}\n{}", run.log());
    run.end(&mut tally);
}

/// Counts of kills and of records.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Kills of a server that did not listen yet.
    starting: usize,
    /// Kills of one that did.
    serving: usize,
    /// Those of them that struck while something signed and sent was not acknowledged.
    in_flight: usize,
    /// Records whose receipts were verified.
    acknowledged: usize,
    /// Sent again after a crash: the ledger had it.
    resent_known: usize,
    /// The same, and the ledger took it now.
    resent_new: usize,
}

/// SplitMix64: delays that are the same in each run.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % end
    }
}

/// One data folder, its server and its clients.
pub(super) struct Run {
    _folder: tempfile::TempDir,
    pub(super) program: Program,
    pub(super) server: Option<Server>,
    pub(super) shared: Arc<Shared>,
    pub(super) inspector: Inspector,
    token: String,
    clients: Vec<JoinHandle<()>>,
    /// Duration of the last start.
    start: Duration,
}

impl Run {
    /// The first start makes the folder; it is not killed.
    fn start(binary: PathBuf) -> Self {
        Self::of(binary, false)
    }

    /// The same, and what the server writes is written down.
    pub(super) fn recorded(binary: PathBuf) -> Self {
        Self::of(binary, true)
    }

    fn of(binary: PathBuf, recorded: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program { binary, data: folder.path().join("data"), recorded };
        let server = program.start();
        let (address, token) = (server.address(), server.token());
        let (Some(address), Some(token)) = (address, token) else { panic!("no server: {}", program.said()) };
        let policy = Policy::parse(&fs::read_to_string(program.data().join("policy.txt")).unwrap()).unwrap();
        let shared = Arc::new(Shared::default());
        shared.publish(address);
        let spawn = |number| {
            let client = Client::new(Arc::clone(&shared), policy.clone(), token.clone(), number);
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                // One that panics would be waited for in vain.
                if catch_unwind(AssertUnwindSafe(|| client.run())).is_err() {
                    shared.complain(format!("client {number} panicked"));
                }
            })
        };
        let clients = (0..CLIENTS).map(spawn).collect();
        let (inspector, start) = (Inspector::new(policy), Duration::from_millis(50));
        Self { _folder: folder, program, server: Some(server), shared, inspector, token, clients, start }
    }

    /// Kills the server so many times, or until something is found.
    fn kills(&mut self, count: usize, random: &mut Random, tally: &mut Tally) -> Findings {
        for _ in 0..count {
            match self.server.take() {
                None if random.below(6) == 0 => self.kill_starting(random, tally),
                running => {
                    let server = running.unwrap_or_else(|| self.serve());
                    self.kill_serving(server, random, tally);
                }
            }
            let state = self.shared.state();
            let findings = self.inspector.inspect(&self.program, &state).unwrap();
            if !findings.none() {
                return findings;
            }
        }
        Findings::default()
    }

    /// A server that listens and is known to the clients.
    fn serve(&mut self) -> Server {
        let (server, began) = (self.program.start(), Instant::now());
        let Some(address) = server.address() else { panic!("no server: {}", self.log()) };
        self.start = began.elapsed();
        self.shared.publish(address);
        server
    }

    /// At any moment of the start, and a little beyond.
    fn kill_starting(&mut self, random: &mut Random, tally: &mut Tally) {
        let server = self.program.start();
        thread::sleep(self.start.mul_f64(random.below(120) as f64 / 100.0));
        server.kill();
        tally.starting += 1;
    }

    /// After a few acknowledgements, or none, and at any moment of the next.
    fn kill_serving(&mut self, server: Server, random: &mut Random, tally: &mut Tally) {
        let before = self.shared.state().acknowledged.len();
        // The first of a folder finds something to lose.
        let due = (before + random.below(16) as usize).max(1);
        let came = self.shared.wait(|state| state.acknowledged.len() >= due || !state.complaints.is_empty());
        assert!(came, "nothing is acknowledged any more: {}", self.log());
        thread::sleep(Duration::from_micros(random.below(12_000)));
        server.kill();
        assert!(self.shared.closed(CLIENTS), "a client hangs");
        tally.serving += 1;
        tally.in_flight += usize::from(!self.shared.state().in_flight.is_empty());
    }

    /// After all that, the first pact is completed and verified: everybody has signed.
    fn complete(&mut self) {
        let (server, pact) = (self.serve(), pact(0));
        let due = 1 + 2 * PARTIES;
        let all = self.shared.wait(|state| {
            !state.complaints.is_empty()
                || state.acknowledged.values().filter(|a| a.pact == pact.digest()).count() == due
        });
        assert!(all && self.shared.state().complaints.is_empty(), "{:?}", self.shared.state().complaints);
        self.shared.quit();
        mem::take(&mut self.clients).into_iter().for_each(|client| client.join().unwrap());
        let (agent, base) = (agent(), self.shared.state().address().unwrap());
        let url = |rest: &str| format!("{base}{}", path(&pact, rest));
        call(&agent, &url("complete"), None, Some(&self.token)).unwrap();
        let evidence = Answer::read(agent.get(url("evidence")).call().unwrap()).unwrap().body;
        let report = verify(&evidence, Some(&self.inspector.policy), &BTreeMap::new());
        assert_eq!((report.verdict, report.signed, report.due), (Verdict::Valid, PARTIES, PARTIES));
        server.kill();
        let findings = self.inspector.inspect(&self.program, &self.shared.state()).unwrap();
        assert!(findings.none(), "{findings:#?}");
    }

    pub(super) fn end(mut self, tally: &mut Tally) {
        self.shared.quit();
        mem::take(&mut self.clients).into_iter().for_each(|client| client.join().unwrap());
        let state = self.shared.state();
        tally.acknowledged += state.acknowledged.len();
        tally.resent_known += state.resent_known;
        tally.resent_new += state.resent_new;
    }

    fn log(&self) -> String {
        self.program.said()
    }
}
