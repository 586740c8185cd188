use crate::world::*;
use giaouoc_store::sequencer::Submission;
use giaouoc_store::sqlite::SqliteStore;
use std::sync::Arc;
use std::time::Instant;
#[test]
fn rate() {
    let folder = tempfile::tempdir().unwrap();
    let w = World::new(Arc::new(SqliteStore::open(folder.path().join("a.db")).unwrap()));
    for clients in [1usize, 8, 64] {
        // per client: revocation-free records: openings of pacts
        let per = 4096 / clients.max(4);
        let jobs: Vec<Vec<_>> = (0..clients)
            .map(|c| {
                (0..per)
                    .map(|i| {
                        let p = pact((clients * 1_000_000 + c * 10_000 + i) as u64, &[1]);
                        let r = w.opening(&p);
                        (p, r)
                    })
                    .collect()
            })
            .collect();
        let before = w.seq.head().size;
        let commits0 = w.ledger.checkpoints(0, 1_000_000).unwrap().len();
        let t = Instant::now();
        let lat = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|s| {
            for job in jobs {
                let (w, lat) = (&w, &lat);
                s.spawn(move || {
                    for (pact, record) in job {
                        let t = Instant::now();
                        w.seq.submit_wait(Submission::Open { pact, record }).unwrap();
                        lat.lock().unwrap().push(t.elapsed());
                    }
                });
            }
        });
        let e = t.elapsed().as_secs_f64();
        let mut lat = lat.into_inner().unwrap();
        lat.sort();
        let n = w.seq.head().size - before;
        let commits = w.ledger.checkpoints(0, 1_000_000).unwrap().len() - commits0;
        eprintln!(
            "{clients} clients: {n} openings in {e:.2} s = {:.0} records/s, {:.0} commits/s, p50 {:?} p99 {:?}",
            n as f64 / e,
            commits as f64 / e,
            lat[lat.len() / 2],
            lat[lat.len() * 99 / 100]
        );
    }
    // signatures: one pact of 64 signers, x pacts
    let pacts: Vec<_> = (0..40u64).map(|i| pact(9_000_000_000 + i, &[1; 64])).collect();
    let mut all = Vec::new();
    for p in &pacts {
        w.open(p).unwrap();
        for i in 0..64 {
            w.enrol(p, &format!("p{i}"), 0).unwrap();
        }
        for i in 0..64 {
            let id = format!("p{i}");
            let s = w.signature(p, &id, None).unwrap();
            all.push((i, w.authentic(p, &s, &[&party_key(p, &id, 0)]).unwrap()));
        }
    }
    let mut jobs: Vec<Vec<_>> = (0..64).map(|_| Vec::new()).collect();
    for (i, a) in all {
        jobs[i].push(a);
    }
    let before = w.seq.head().size;
    let t = Instant::now();
    std::thread::scope(|s| {
        for job in jobs {
            let w = &w;
            s.spawn(move || {
                for authentic in job {
                    w.seq.submit_wait(Submission::Record { authentic, mark: None }).unwrap();
                }
            });
        }
    });
    let n = w.seq.head().size - before;
    let e = t.elapsed().as_secs_f64();
    eprintln!("64 clients: {n} signatures in {e:.2} s = {:.0} records/s", n as f64 / e);
    let t = Instant::now();
    let a = w.audit();
    eprintln!("audit of {} in {:?}", a.entries, t.elapsed());
    let t = Instant::now();
    let s = w.evidence(pacts[0].digest());
    eprintln!("evidence {} bytes in {:?}", s.len(), t.elapsed());
}
