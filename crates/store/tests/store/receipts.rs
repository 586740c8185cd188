//! Receipts carry their own proof, and pacts are found by id whatever the memory has forgotten.

use crate::world::{World, ledger_key, pact, pact_id};
use giaouoc_core::leaf::Entry;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sequencer::{Receipt, Submission};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::check_inclusion;
use giaouoc_tlog::note::Note;
use std::sync::{Arc, mpsc};

/// Checks a receipt by itself, as its receiver does.
fn proves(receipt: &Receipt) -> bool {
    let note = Note::parse(receipt.checkpoint.as_bytes()).unwrap();
    let tree = Checkpoint::parse_text(note.verify(&[&ledger_key().verifying_key()]).unwrap().text()).unwrap();
    let (note, nonce) = receipt.text.as_ref().unwrap();
    let leaf = Entry::new(receipt.kind, nonce, note).leaf_hash();
    assert_eq!(tree.size, receipt.size);
    check_inclusion(receipt.index, receipt.size, &leaf, &receipt.proof, &tree.root).is_ok()
}

#[test]
fn every_receipt_proves_itself_in_batches_of_any_size() {
    let w = World::new(Arc::new(SqliteStore::open_in_memory().unwrap()));
    let (send, receive) = mpsc::channel();
    for pact in (0..700).map(|i| pact(i, &[1])) {
        let (send, record) = (send.clone(), w.opening(&pact));
        w.seq.submit(Submission::Open { pact, record }, Box::new(move |answer| send.send(answer.unwrap()).unwrap()));
    }
    drop(send);
    let receipts: Vec<Receipt> = receive.iter().collect();
    assert_eq!(receipts.len(), 700);
    assert!(receipts.iter().all(|receipt| !receipt.known && proves(receipt)));
    // The control: a proof of another leaf is none.
    let (first, last) = (receipts.first().unwrap(), receipts.last().unwrap());
    assert!(!proves(&Receipt { index: first.index, ..last.clone() }));
    // A known record is proved under the newest checkpoint, from the ledger.
    let again = w.open(&pact(3, &[1])).unwrap();
    assert!(again.known && again.size == 700 && proves(&again));
    assert_eq!(w.seq.receipt(again.index, again.time).unwrap(), again);
}

#[test]
fn a_pact_is_found_by_its_id_before_and_after_its_state_was_evicted() {
    let store: Arc<dyn Ledger> = Arc::new(SqliteStore::open_in_memory().unwrap());
    let w = World::new(Arc::clone(&store));
    assert!(w.seq.pact(&pact_id(0)).unwrap().is_none());
    // More than the memory keeps: the first are evicted while the last come in.
    let pacts: Vec<_> = (0..600).map(|i| pact(i, &[1])).collect();
    for pact in &pacts {
        w.open(pact).unwrap();
        assert_eq!(w.seq.pact(&pact.id).unwrap().as_ref(), Some(pact));
    }
    assert!(pacts.iter().all(|pact| w.seq.pact(&pact.id).unwrap().as_ref() == Some(pact)));
    // An erasure forgets the state, and with it the way to it; the pact stays.
    let last = pacts.last().unwrap();
    w.seq.erase(599).unwrap();
    assert_eq!(w.seq.pact(&last.id).unwrap().as_ref(), Some(last));
    assert!(w.seq.receipt(599, w.now()).unwrap().text.is_none());
}
