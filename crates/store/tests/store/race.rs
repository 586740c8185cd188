//! Many at once for one position: exactly one wins, and the others are told the truth.

use crate::world::{World, pact, party, party_key};
use giaouoc_store::Error;
use giaouoc_store::sequencer::{Receipt, Submission};
use giaouoc_store::sqlite::SqliteStore;
use std::sync::{Arc, Barrier};

const THREADS: usize = 16;
const ROUNDS: u64 = 200;

#[test]
fn sixteen_threads_one_position_one_winner() {
    let folder = tempfile::tempdir().unwrap();
    let w = World::new(Arc::new(SqliteStore::open(folder.path().join("a.db")).unwrap()));
    for round in 0..ROUNDS {
        let pact = pact(round, &[1]);
        w.open(&pact).unwrap();
        w.enrol(&pact, "p0", 0).unwrap();
        let key = party_key(&pact, "p0", 0);
        // Odd threads sign, each another text; even ones decline.
        let texts = (0..THREADS).map(|i| match i % 2 {
            0 => w.progress(&pact).draft_decline(&party("p0"), None, w.now()).unwrap(),
            _ => w.signature(&pact, "p0", None).unwrap(),
        });
        let authentic: Vec<_> = texts.map(|text| w.authentic(&pact, &text, &[&key]).unwrap()).collect();
        let barrier = Barrier::new(THREADS);
        let answers: Vec<Result<Receipt, Error>> = std::thread::scope(|scope| {
            let submit = |authentic| {
                let (seq, barrier) = (&w.seq, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    seq.submit_wait(Submission::Record { authentic, mark: None })
                })
            };
            let threads: Vec<_> = authentic.into_iter().map(submit).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let winners: Vec<_> = answers.iter().flatten().filter(|receipt| !receipt.known).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        for answer in &answers {
            match answer {
                Ok(receipt) => assert_eq!((receipt.index, receipt.digest), (winners[0].index, winners[0].digest)),
                Err(error) => assert!(matches!(error, Error::Refused(_)), "{error}"),
            }
        }
        assert_eq!(w.ledger.records(pact.digest()).unwrap().len(), 3);
    }
    assert_eq!(w.seq.head().size, 3 * ROUNDS);
    let audit = w.audit();
    assert!(audit.holds(), "{:?}", audit.findings);
}
