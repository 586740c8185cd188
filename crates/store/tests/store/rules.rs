//! What the writer adds to the rules of a pact, and what its receipts say.

use crate::world::{World, at, code, key, ledger_key, mark, pact, pact_with, party, party_key, policy, registrar};
use giaouoc_core::leaf::Kind;
use giaouoc_core::policy::Policy;
use giaouoc_core::report::{Reason, Verdict};
use giaouoc_store::Error;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::reader::Reader;
use giaouoc_store::sequencer::{Receipt, Sequencer, Submission};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::merkle::{check_consistency, check_inclusion};
use giaouoc_tlog::note::Note;
use giaouoc_tlog::tile::{EntryBundle, Tile};
use giaouoc_tlog::{Checkpoint, TlogProof};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

fn world() -> World {
    World::new(Arc::new(SqliteStore::open_in_memory().unwrap()))
}

fn tree(checkpoint: &str) -> Checkpoint {
    Checkpoint::parse_text(Note::parse(checkpoint.as_bytes()).unwrap().text()).unwrap()
}

#[test]
fn a_whole_ceremony_is_valid() {
    let w = world();
    let empty = w.seq.head();
    assert_eq!((empty.size, tree(&empty.checkpoint).size), (0, 0));
    let pact = pact(1, &[2, 1, 1]);
    w.ceremony(&pact);
    let report = w.verdict(pact.digest());
    assert_eq!((report.verdict, report.signed, report.due), (Verdict::Valid, 3, 3));
    let audit = w.audit();
    assert!(audit.holds(), "{:?}", audit.findings);
    assert_eq!((audit.entries, audit.records, audit.pacts, audit.checkpoints), (8, 8, 1, 9));
    assert_eq!(audit.root, tree(&w.seq.head().checkpoint).root);
}

#[test]
fn a_receipt_names_the_logged_record_under_its_checkpoint() {
    let w = world();
    let pact = pact(1, &[1]);
    let opened = w.open(&pact).unwrap();
    let due = Receipt { index: 0, kind: Kind::Opening, known: false, same_text: true, size: 1, ..opened.clone() };
    assert_eq!(opened, due);
    w.enrol(&pact, "p0", 0).unwrap();
    let signed = w.sign(&pact, "p0", 0).unwrap();
    // The same text again, and another text by the same key.
    let (_, stored) = w.ledger.record(signed.index).unwrap().unwrap();
    let record = giaouoc_core::record::Record::parse(stored.text.unwrap().0.as_bytes()).unwrap();
    let authentic = w.progress(&pact).authenticate(record, w.seq.policy()).unwrap();
    let again = w.seq.submit_wait(Submission::Record { authentic, mark: None }).unwrap();
    assert_eq!(again, Receipt { known: true, ..signed.clone() });
    let mut other = w.progress(&pact).draft_signature(&party("p0"), signing(9)).unwrap();
    other.time = at(999);
    let other = w.submit(&pact, &other, &[&party_key(&pact, "p0", 0)]).unwrap();
    assert_eq!(other, Receipt { known: true, same_text: false, ..signed.clone() });
    // The opening again, and one with another time.
    assert_eq!(w.open(&pact).unwrap().index, 0);
    let mut second = w.opening(&pact).statement().clone();
    second.time = at(7);
    let record = second.sign(&[&registrar()]).unwrap();
    let opened = w.seq.submit_wait(Submission::Open { pact: Arc::clone(&pact), record });
    assert_eq!(code(opened), "pact-already-open");
    assert_eq!(w.seq.head().size, 3);
    assert_eq!(tree(&signed.checkpoint).size, signed.size);
}

fn signing(seconds: i64) -> giaouoc_core::progress::Signing {
    let channel = giaouoc_core::record::Channel::Phone;
    giaouoc_core::progress::Signing { mark: None, channel, time: at(seconds) }
}

#[test]
fn one_batch_decides_like_many() {
    let w = world();
    let pacts: Vec<_> = (0..20).map(|i| pact(i, &[1])).collect();
    let (send, receive) = mpsc::channel();
    // The writer is busy with the first while the others queue up: openings thrice, twice the same and once another
    // text.
    for pact in pacts.iter().flat_map(|pact| [pact, pact]) {
        let (send, record) = (send.clone(), w.opening(pact));
        let answer = Box::new(move |receipt: Result<Receipt, Error>| send.send(receipt.unwrap()).unwrap());
        w.seq.submit(Submission::Open { pact: Arc::clone(pact), record }, answer);
    }
    let receipts: Vec<_> = receive.iter().take(40).collect();
    assert_eq!(receipts.iter().filter(|r| !r.known).count(), 20);
    for receipt in &receipts {
        assert!(tree(&receipt.checkpoint).size > receipt.index);
        assert!(receipts.iter().filter(|r| r.digest == receipt.digest).all(|r| r.index == receipt.index));
    }
    assert_eq!(w.seq.head().size, 20);
    assert!(w.audit().holds());
}

#[test]
fn an_opening_asks_more_than_its_signature() {
    let w = world();
    let first = pact(1, &[1]);
    w.open(&first).unwrap();
    assert_eq!(code(w.open(&pact(1, &[1, 1]))), "pact-already-open");

    let next = pact_with(2, &[1], |d| d["supersedes"] = json!(first.digest().to_string()));
    assert_eq!(code(w.open(&next)), "superseded-not-ended");
    let unknown = pact_with(2, &[1], |d| d["supersedes"] = json!("00".repeat(32)));
    assert_eq!(code(w.open(&unknown)), "superseded-not-ended");
    w.withdraw(&first).unwrap();
    w.open(&next).unwrap();

    for (number, taken) in [(3, ledger_key()), (4, registrar())] {
        let pinned = key("party.example", taken.seed()[0]).verifying_key().to_string();
        let pact = pact_with(number, &[1], |d| d["roster"][0]["key"] = json!(pinned));
        assert_eq!(code(w.open(&pact)), "key-shared");
    }
    let pact = pact(5, &[1]);
    let record = w.opening(&pact).statement().sign(&[&key("giaouoc.example/so/2026/registrar", 9)]).unwrap();
    assert_eq!(code(w.seq.submit_wait(Submission::Open { pact, record })), "registrar-untrusted");
    assert_eq!(w.seq.head().size, 3);
}

#[test]
fn a_revoked_key_does_not_come_again() {
    let w = world();
    let pact = pact(1, &[1]);
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    let revoked = party_key(&pact, "p0", 0).verifying_key();
    let revocation = w.progress(&pact).draft_revocation(&party("p0"), revoked, None, w.now());
    w.submit(&pact, &revocation, &[&registrar()]).unwrap();
    assert_eq!(code(w.enrol(&pact, "p0", 0)), "key-revoked");
    w.enrol(&pact, "p0", 1).unwrap();
    w.sign(&pact, "p0", 1).unwrap();
}

#[test]
fn the_ledgers_clock_closes_signing_and_nothing_else() {
    let w = world();
    let pact = pact_with(1, &[1, 1], |d| d["closes"] = json!(at(100).to_string()));
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    w.clock.store(99, Ordering::Relaxed);
    let signed = w.sign(&pact, "p0", 0).unwrap();
    assert_eq!(signed.time, at(99));
    w.clock.store(100, Ordering::Relaxed);
    assert_eq!(code(w.enrol(&pact, "p1", 0)), "signing-closed");
    // A receipt for what is logged is given all the same.
    let again = w.progress(&pact).draft_signature(&party("p0"), signing(0)).unwrap();
    assert!(w.submit(&pact, &again, &[&party_key(&pact, "p0", 0)]).unwrap().known);
    w.withdraw(&pact).unwrap();
}

#[test]
fn a_mark_comes_with_the_signature_that_names_it_or_not_at_all() {
    let w = world();
    let pact = pact(1, &[1, 1]);
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    w.enrol(&pact, "p1", 0).unwrap();
    let submit = |id: &str, named: Option<&_>, sent| {
        let statement = w.signature(&pact, id, named).unwrap();
        let authentic = w.authentic(&pact, &statement, &[&party_key(&pact, id, 0)]).unwrap();
        w.seq.submit_wait(Submission::Record { authentic, mark: sent })
    };
    assert_eq!(code(submit("p0", Some(&mark(1)), Some(mark(2)))), "mark-wrong");
    assert_eq!(code(submit("p0", None, Some(mark(1)))), "mark-unnamed");
    submit("p0", Some(&mark(1)), Some(mark(1))).unwrap();
    submit("p1", Some(&mark(2)), None).unwrap();
    assert_eq!(w.ledger.marks(pact.digest()).unwrap(), [mark(1)]);
    w.complete(&pact).unwrap();
    assert_eq!(w.verdict(pact.digest()).verdict, Verdict::Valid);
    assert!(w.evidence(pact.digest()).contains(&mark(1).digest().to_string()));
}

#[test]
fn a_pact_with_an_erased_record_takes_only_what_cannot_contradict_it() {
    let w = world();
    let pact = pact(1, &[1, 1]);
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    w.enrol(&pact, "p1", 0).unwrap();
    let signed = w.sign(&pact, "p0", 0).unwrap();
    w.seq.erase(signed.index).unwrap();
    assert!(w.progress(&pact).is_erased());
    // The position looks free now, and is not.
    assert_eq!(code(w.sign(&pact, "p0", 0)), "record-erased");
    assert_eq!(code(w.sign(&pact, "p1", 0)), "record-erased");
    assert_eq!(code(w.enrol(&pact, "p1", 1)), "record-erased");
    let revoked = party_key(&pact, "p1", 0).verifying_key();
    let revocation = w.progress(&pact).draft_revocation(&party("p1"), revoked, None, w.now());
    w.submit(&pact, &revocation, &[&registrar()]).unwrap();
    let withdrawn = w.withdraw(&pact).unwrap();
    // The withdrawal itself erased: the pact has ended all the same, and may be superseded.
    w.seq.erase(withdrawn.index).unwrap();
    assert_eq!(code(w.withdraw(&pact)), "record-erased");
    let next = pact_with(2, &[1], |d| d["supersedes"] = json!(pact.digest().to_string()));
    w.open(&next).unwrap();
    let report = w.verdict(pact.digest());
    assert_eq!((report.verdict, report.reason), (Verdict::Incomplete, Some(Reason::Erased)));
    // Without its opening nothing can be asked of it.
    w.seq.erase(0).unwrap();
    assert_eq!(code(w.seq.progress(pact.digest())), "opening-erased");
    assert_eq!(code(w.open(&pact)), "opening-erased");
    assert!(w.audit().holds(), "{:?}", w.audit().findings);
}

#[test]
fn a_writer_wants_its_own_key_pinned_and_its_own_ledger() {
    let store: Arc<dyn Ledger> = Arc::new(SqliteStore::open_in_memory().unwrap());
    let start = |key, policy| {
        let sources = crate::world::sources(Arc::default());
        Sequencer::start(Arc::clone(&store), key, policy, sources, None)
    };
    let policy_of = |log: &str| Policy::parse(&format!("log {log}\nquorum none\n")).unwrap();
    assert_eq!(code(start(key("other.example", 3), policy())), "checkpoint-untrusted");
    start(ledger_key(), policy()).unwrap().stop();
    for foreign in [key("other.example", 3), key(crate::world::ORIGIN, 3), key("other.example", 1)] {
        let policy = policy_of(&foreign.verifying_key().to_string());
        assert!(matches!(start(foreign, policy), Err(Error::Corrupt(_))));
    }
}

#[test]
fn a_stopped_writer_answers_what_waits_and_takes_nothing_more() {
    let w = world();
    let (send, receive) = mpsc::channel();
    let pacts: Vec<_> = (0..50).map(|i| pact(i, &[1])).collect();
    for pact in &pacts {
        let (send, record) = (send.clone(), w.opening(pact));
        let answer = Box::new(move |receipt| send.send(receipt).unwrap());
        w.seq.submit(Submission::Open { pact: Arc::clone(pact), record }, answer);
    }
    w.seq.stop();
    drop(send);
    assert_eq!(receive.iter().filter(|receipt| receipt.is_ok()).count(), 50);
    assert!(w.seq.halted());
    assert!(matches!(w.open(&pact(99, &[1])), Err(Error::Halted)));
    assert!(matches!(w.seq.erase(0), Err(Error::Halted)));
    assert_eq!(w.ledger.head().unwrap().unwrap().size, 50);
}

/// Far more than the queue holds: each is answered once, some with "busy", and none waits for ever.
#[test]
fn a_full_queue_says_so() {
    let w = world();
    let (send, receive) = mpsc::channel();
    let pact = pact(1, &[1]);
    let record = w.opening(&pact);
    for _ in 0..20_000 {
        let send = send.clone();
        let submission = Submission::Open { pact: Arc::clone(&pact), record: record.clone() };
        w.seq.submit(submission, Box::new(move |receipt| send.send(receipt).unwrap()));
    }
    drop(send);
    let answers: Vec<_> = receive.iter().collect();
    let busy = answers.iter().filter(|answer| matches!(answer, Err(Error::Busy))).count();
    assert_eq!((answers.len(), answers.iter().filter(|a| a.is_ok()).count()), (20_000, 20_000 - busy));
    assert!(busy > 0);
    assert_eq!(w.seq.head().size, 1);
}

#[test]
fn proofs_tiles_and_bundles_hold_at_every_size() {
    let w = world();
    let pacts: Vec<_> = (0..3).map(|i| pact(i, &[1, 1, 2])).collect();
    pacts.iter().for_each(|pact| w.ceremony(pact));
    let reader = Reader::new(&*w.ledger);
    let heads = w.ledger.checkpoints(0, 99).unwrap();
    assert_eq!(heads.len() as u64, w.seq.head().size + 1);
    for new in &heads {
        let root = tree(&new.checkpoint).root;
        for old in heads.iter().filter(|old| 0 < old.size && old.size <= new.size) {
            let proof = reader.consistency(old.size, new.size).unwrap();
            check_consistency(old.size, new.size, &tree(&old.checkpoint).root, &root, &proof).unwrap();
        }
        for index in 0..new.size {
            let leaf = w.ledger.entries(index..index + 1).unwrap()[0].leaf_hash();
            check_inclusion(index, new.size, &leaf, &reader.inclusion(index, new.size).unwrap(), &root).unwrap();
        }
        assert!(matches!(reader.inclusion(new.size, new.size), Err(Error::NotFound)));
    }
    let head = w.seq.head();
    let tiles: Vec<_> = Tile::all(head.size).collect();
    assert_eq!(reader.tile(&tiles[0], head.size).unwrap().len() as u64, head.size * 32);
    assert!(matches!(reader.tile(&tiles[0], head.size - 1), Err(Error::NotFound)));
    let bundle = EntryBundle::all(head.size).next().unwrap();
    assert_eq!(reader.bundle(&bundle, head.size).unwrap().len() as u64, head.size * 36);
    assert!(matches!(reader.bundle(&bundle, 1), Err(Error::NotFound)));
    let proof = TlogProof::parse(reader.tlog_proof(5, &head).unwrap().to_string().as_bytes()).unwrap();
    let entry = w.ledger.entries(5..6).unwrap()[0];
    proof.check(&policy().ledger, entry.as_ref()).unwrap();
    let (_, stored) = w.ledger.record(5).unwrap().unwrap();
    let (note, nonce) = stored.text.unwrap();
    assert_eq!(proof.extra.unwrap(), [&nonce.0[..], note.as_bytes()].concat());
    // Evidence under an earlier checkpoint has what was there by then.
    let early = reader.evidence(pacts[0].digest(), &heads[3]).unwrap();
    assert_eq!(early.items.len(), 3);
    assert!(matches!(reader.evidence(pacts[2].digest(), &heads[3]), Err(Error::NotFound)));
}
