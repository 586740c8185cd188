//! Inspection of a dead server's data folder: read from a copy, so that the next server has to recover the original by
//! itself.

use super::server::Program;
use super::shared::State;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use giaouoc_core::report::{Report, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_store::audit::audit;
use giaouoc_store::ledger::{Head, Ledger};
use giaouoc_store::reader::Reader;
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tests::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Knowledge that lasts over all inspections of one data folder.
pub(super) struct Inspector {
    pub(super) policy: Policy,
    /// The newest checkpoint of each inspection, which no later one may contradict.
    heads: BTreeMap<u64, String>,
}

/// Defects that an inspection found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Acknowledged records that are not there.
    pub(super) lost: Vec<String>,
    /// Everything else.
    pub(super) other: Vec<String>,
}

impl Findings {
    pub(super) fn none(&self) -> bool {
        self.lost.is_empty() && self.other.is_empty()
    }
}

impl Inspector {
    pub(super) fn new(policy: Policy) -> Self {
        Self { policy, heads: BTreeMap::new() }
    }

    /// Nobody is at work: the server is dead, and the clients wait.
    pub(super) fn inspect(&mut self, program: &Program, state: &State) -> Outcome<Findings> {
        let scratch = tempfile::tempdir()?;
        for name in ["giaouoc.db", "giaouoc.db-wal"] {
            let from = program.data().join(name);
            if from.exists() {
                fs::copy(from, scratch.path().join(name))?;
            }
        }
        let store = SqliteStore::open_existing(scratch.path().join("giaouoc.db"))?;
        let mut findings = Findings { lost: lost(&store, state)?, other: state.complaints.clone() };
        let log = self.policy.ledger.logs().first().ok_or("no log in the policy")?;
        let report = audit(&store, &log.key, &self.policy, &mut |_, _| {})?;
        findings.other.extend(report.findings.iter().map(ToString::to_string));
        // No checkpoint that anybody has seen is gone or another; so no ledger has shrunk.
        for (size, seen) in state.checkpoints.iter().chain(&self.heads) {
            let stored = store.checkpoints(*size, 1)?.pop();
            if stored.is_none_or(|stored| stored.size != *size || stored.checkpoint != *seen) {
                findings.other.push(format!("the checkpoint of {size} entries is gone"));
            }
        }
        let Some(head) = store.head()? else {
            findings.other.push("no checkpoint at all".to_owned());
            return Ok(findings);
        };
        findings.other.extend(self.pacts(&store, &head)?);
        self.heads.insert(head.size, head.checkpoint);
        Ok(findings)
    }

    /// One record for a position, and evidence that holds for every pact.
    fn pacts(&self, store: &SqliteStore, head: &Head) -> Outcome<Vec<String>> {
        let mut findings = Vec::new();
        for (_, pact) in store.pacts(None, usize::MAX >> 1)? {
            let (mut positions, digest) = (BTreeSet::new(), pact.digest());
            for stored in store.records(digest)? {
                let (note, _) = stored.text.ok_or("a record was erased")?;
                let record = Record::parse(note.as_bytes())?;
                let party = record.statement().party().map(ToString::to_string);
                if !positions.insert((record.kind() as u8, party)) {
                    findings.push(format!("record {} is a double", stored.index));
                }
            }
            let report = self.report(store, digest, head)?;
            if !matches!(report.verdict, Verdict::Valid | Verdict::Incomplete) {
                findings.push(format!("evidence of {}: {:?}", pact.id, report.deciding()));
            }
        }
        Ok(findings)
    }

    fn report(&self, store: &SqliteStore, pact: PactDigest, head: &Head) -> Outcome<Report> {
        let evidence = Reader::new(store).evidence(pact, head)?.to_json()?;
        Ok(verify(evidence.as_bytes(), Some(&self.policy), &BTreeMap::new()))
    }
}

/// Acknowledged records that do not stand where their receipts say, text and signatures and all.
fn lost(store: &SqliteStore, state: &State) -> Outcome<Vec<String>> {
    let mut lost = Vec::new();
    for (index, acknowledged) in &state.acknowledged {
        let stands = store.record(*index)?.is_some_and(|(pact, stored)| {
            let note = stored.text.map(|(note, _)| note);
            pact == acknowledged.pact
                && stored.digest == acknowledged.digest
                && note.as_ref() == Some(&acknowledged.note)
        });
        if !stands {
            lost.push(format!("record {index}"));
        }
    }
    Ok(lost)
}
