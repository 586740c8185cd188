//! Proofs, tiles and evidence from what is stored.
//!
//! *Plan, fetch, compute*: a plan names the nodes, one call reads them all, and the plan computes the proof. Each proof
//! costs O(log n) rows. Nothing is signed here and nothing verified: whoever gets it checks it.

use crate::error::Error;
use crate::ledger::{Head, Ledger, StoredRecord};
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::record::Statement;
use giaouoc_tlog::merkle::{ConsistencyPlan, Frontier, Hash, InclusionPlan, Node};
use giaouoc_tlog::note::Note;
use giaouoc_tlog::proof::TlogProof;
use giaouoc_tlog::tile::{EntryBundle, Tile, encode_bundle};
use std::collections::{BTreeMap, BTreeSet};

/// Reads one ledger.
#[derive(Clone, Copy)]
pub struct Reader<'l>(&'l dyn Ledger);

impl<'l> Reader<'l> {
    /// Of this ledger.
    pub fn new(ledger: &'l dyn Ledger) -> Self {
        Self(ledger)
    }

    /// The inclusion proof of a leaf in the tree of `size` leaves, the leaf's sibling first.
    ///
    /// # Errors
    /// [`Error::NotFound`] unless `index < size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let plan = InclusionPlan::new(index, size).map_err(|_| Error::NotFound)?;
        computed(plan.prove(&self.0.nodes(plan.needs())?))
    }

    /// The proof that the tree of `old` leaves is the beginning of that of `new` leaves.
    ///
    /// # Errors
    /// [`Error::NotFound`] unless `old ≤ new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, Error> {
        let plan = ConsistencyPlan::new(old, new).map_err(|_| Error::NotFound)?;
        computed(plan.prove(&self.0.nodes(plan.needs())?))
    }

    /// The bytes of a tile of the tree of `size` leaves.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the tree has none such.
    pub fn tile(&self, tile: &Tile, size: u64) -> Result<Vec<u8>, Error> {
        if !tile.exists_at(size) {
            return Err(Error::NotFound);
        }
        Ok(Tile::encode(&self.0.nodes(&tile.nodes())?))
    }

    /// The bytes of a bundle of entries of the ledger of `size` entries.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the ledger has none such.
    pub fn bundle(&self, bundle: &EntryBundle, size: u64) -> Result<Vec<u8>, Error> {
        if !bundle.exists_at(size) {
            return Err(Error::NotFound);
        }
        let first = bundle.first_entry();
        computed(encode_bundle(&self.0.entries(first..first + u64::from(bundle.width()))?))
    }

    /// The evidence of a pact under a checkpoint, with the cosignatures that it has.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the pact was not open under that checkpoint.
    pub fn evidence(&self, pact: PactDigest, at: &Head) -> Result<Evidence, Error> {
        let document = self.0.pact(pact)?.ok_or(Error::NotFound)?;
        let mut records = self.0.records(pact)?;
        records.retain(|record| record.index < at.size);
        if records.is_empty() {
            return Err(Error::NotFound);
        }
        let proofs = self.proofs(&records, at.size)?;
        let items = records.iter().zip(proofs).map(|(record, proof)| item(record, &proof)).collect();
        let pact_document = (*document).clone();
        let checkpoint = at.checkpoint.clone();
        let mut evidence = Evidence { pact: pact_document, items, checkpoint, marks: BTreeMap::new() };
        let named: BTreeSet<_> = records.iter().filter_map(named_mark).collect();
        let marks = if named.is_empty() { Vec::new() } else { self.0.marks(pact)? };
        marks.iter().filter(|mark| named.contains(&mark.digest())).for_each(|mark| evidence.add_mark(mark));
        Ok(evidence)
    }

    /// One record alone, as a C2SP tlog-proof whose `extra` is nonce and note (docs/spec/5-ledger.md, A record alone).
    ///
    /// # Errors
    /// [`Error::NotFound`] where no record stands there, or it was erased, or the checkpoint does not reach it.
    pub fn tlog_proof(&self, index: u64, at: &Head) -> Result<TlogProof, Error> {
        let (_, record) = self.0.record(index)?.ok_or(Error::NotFound)?;
        let (note, nonce) = record.text.ok_or(Error::NotFound)?;
        let extra = [&nonce.0, note.as_bytes()].concat();
        let hashes = self.inclusion(index, at.size)?;
        let checkpoint = computed(Note::parse(at.checkpoint.as_bytes()))?;
        Ok(TlogProof { extra: Some(extra), index, hashes, checkpoint })
    }

    /// The inclusion proofs of several records, from one read; an empty one where a record was erased.
    fn proofs(&self, records: &[StoredRecord], size: u64) -> Result<Vec<Vec<Hash>>, Error> {
        let plan = |record: &StoredRecord| match record.text {
            Some(_) => computed(InclusionPlan::new(record.index, size)).map(Some),
            None => Ok(None),
        };
        let plans = records.iter().map(plan).collect::<Result<Vec<_>, _>>()?;
        let needs: BTreeSet<Node> = plans.iter().flatten().flat_map(|plan| plan.needs().iter().copied()).collect();
        let needs: Vec<Node> = needs.into_iter().collect();
        let hashes: BTreeMap<Node, Hash> = needs.iter().copied().zip(self.0.nodes(&needs)?).collect();
        let prove = |plan: &InclusionPlan| {
            let fetched: Vec<Hash> = plan.needs().iter().filter_map(|node| hashes.get(node).copied()).collect();
            computed(plan.prove(&fetched))
        };
        plans.iter().map(|plan| plan.as_ref().map_or(Ok(Vec::new()), prove)).collect()
    }
}

/// The right edge of the tree of `size` leaves, as it is stored.
pub(crate) fn frontier(ledger: &dyn Ledger, size: u64) -> Result<Frontier, Error> {
    computed(Frontier::new(size, ledger.nodes(&Frontier::plan(size))?))
}

fn item(record: &StoredRecord, proof: &[Hash]) -> Item {
    match &record.text {
        Some((note, nonce)) => Item::present(record.index, nonce, note.clone(), proof),
        None => Item::erased(record.index, record.digest),
    }
}

/// The mark that a stored signature names.
pub(crate) fn named_mark(record: &StoredRecord) -> Option<giaouoc_core::Digest> {
    if record.kind != Kind::Signature {
        return None;
    }
    // The text is all before the empty line.
    let (text, _) = record.text.as_ref()?.0.split_once("\n\n")?;
    mark::named_mark(&Statement::parse(&format!("{text}\n")).ok()?.act)
}

/// What was stored was computed by us: where a computation over it fails, it is not what was stored.
fn computed<T>(result: Result<T, giaouoc_tlog::TlogError>) -> Result<T, Error> {
    result.map_err(|e| Error::Corrupt(e.to_string()))
}
