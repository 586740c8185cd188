//! Batches of any texts, for drivers, which check no rule.

use crate::world::{Driver, at};
use giaouoc_core::Digest;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::record::RecordDigest;
use giaouoc_store::ledger::{Batch, NewRecord};
use giaouoc_tlog::merkle::Frontier;
use std::sync::Arc;

/// Batches of any texts: a driver checks no rule.
pub(crate) struct Batches {
    pub(crate) frontier: Frontier,
}

impl Batches {
    pub(crate) fn new() -> Self {
        Self { frontier: Frontier::empty() }
    }

    pub(crate) fn empty() -> Batch {
        Batch { base: 0, records: vec![], nodes: vec![], checkpoint: "checkpoint 0".into(), time: at(0) }
    }

    pub(crate) fn next(&mut self, records: Vec<NewRecord>) -> Batch {
        let base = self.frontier.size();
        let push = |record: &NewRecord| self.frontier.push(record.entry.leaf_hash()).unwrap();
        let nodes = records.iter().flat_map(push).collect();
        let checkpoint = format!("checkpoint {}", self.frontier.size());
        Batch { base, records, nodes, checkpoint, time: at(5) }
    }
}

/// Commits a record that settles what waits for a party; whether the commit tells of anything.
pub(crate) fn settle(d: &dyn Driver, pact: &PactId, party: &PartyId) -> bool {
    let mut batches = Batches::new();
    let size = d.head().unwrap().map_or(0, |head| head.size);
    for entry in d.entries(0..size).unwrap() {
        batches.frontier.push(entry.leaf_hash()).unwrap();
    }
    // A driver checks no rule: any record may settle anything.
    let any = crate::world::pact(100 + size, &[1]);
    let settles = Some((pact.clone(), party.clone()));
    let record = NewRecord { settles, ..record(&any, Kind::Opening, &format!("settles at {size}"), None) };
    let told = d.commit(&batches.next(vec![record])).unwrap();
    assert!(told.is_empty() || told == [size]);
    !told.is_empty()
}

pub(crate) fn record(pact: &Arc<Pact>, kind: Kind, text: &str, mark: Option<Mark>) -> NewRecord {
    let nonce = Nonce(*Digest::of(text).as_bytes());
    let opens = (kind == Kind::Opening).then(|| Arc::clone(pact));
    let (note, digest) = (format!("{text}\n\n— x AAAA\n"), RecordDigest::of(text));
    let entry = Entry::new(kind, &nonce, &note);
    NewRecord { pact: pact.digest(), kind, digest, note, nonce, entry, mark, opens, settles: None }
}
