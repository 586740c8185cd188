//! Recomputes all of it: every leaf from its record, every node from its leaves, every checkpoint's root and signature,
//! and every pact through the rules.
//!
//! An audit trusts two arguments, the ledger's key and the policy, and nothing that is stored. It goes on after a
//! defect and reports all that it finds, so that one flipped bit can be told from a rewritten ledger.
//!
//! # What it cannot know
//!
//! * The digest that stands for an erased record: no proof covers it, and nothing is accepted because of it.
//! * Whether a mark that is missing was ever sent along.
//! * The writer's clock beside a checkpoint.
//! * Whether the whole ledger was replaced by an older or another one under the same key: that is what the checkpoint
//!   [beside](crate::sequencer::CheckpointFile) the database and the witnesses are for.

use crate::error::Error;
use crate::ledger::{Head, Ledger, StoredRecord};
use crate::reader::named_mark;
use crate::sequencer::{parse_checkpoint, replay};
use giaouoc_core::Code;
use giaouoc_core::leaf::{Entry, Kind};
use giaouoc_core::pact::{Pact, PactDigest};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use giaouoc_tlog::merkle::{Frontier, Hash, Node, empty_root};
use giaouoc_tlog::note::VerifyingKey;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

/// Entries that are read at a time.
const PAGE: u64 = 256;

/// Findings that are told in full; further ones are counted.
pub const MAX_FINDINGS: usize = 100;

/// What an audit looked at, and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Entries under the newest checkpoint.
    pub entries: u64,
    /// The root that was computed, over as many entries as could be read.
    pub root: Hash,
    /// Records whose leaf was recomputed from their text.
    pub records: u64,
    /// Records that were erased.
    pub erased: u64,
    /// Tree nodes that were recomputed.
    pub nodes: u64,
    /// Checkpoints whose root and signature were checked.
    pub checkpoints: u64,
    /// Pacts that were replayed.
    pub pacts: u64,
    /// Defects, at most [`MAX_FINDINGS`], in the order in which they were found.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
}

impl AuditReport {
    fn new() -> Self {
        let (root, findings) = (empty_root(), Vec::new());
        Self { entries: 0, root, records: 0, erased: 0, nodes: 0, checkpoints: 0, pacts: 0, findings, more: 0 }
    }

    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// For other programs: the members are named as the fields, the root in base64.
    pub fn to_json(&self) -> Value {
        let finding = |finding: &Finding| json!({ "place": finding.place, "what": finding.what });
        json!({
            "entries": self.entries,
            "root": self.root.to_base64(),
            "records": self.records,
            "erased": self.erased,
            "nodes": self.nodes,
            "checkpoints": self.checkpoints,
            "pacts": self.pacts,
            "findings": self.findings.iter().map(finding).collect::<Vec<_>>(),
            "more": self.more,
        })
    }
}

/// One defect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: `record 41`, `node 3 of level 2`, `checkpoint 57`, `pact <digest>`.
    pub place: String,
    /// What is wrong, in English, for whoever runs the ledger.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Audits a ledger under its key and the policy that pins its registrars. `progress` is told how many entries of how
/// many are done.
///
/// # Errors
/// Only where the store cannot be read at all: what is read and wrong is a [`Finding`].
pub fn audit(
    ledger: &dyn Ledger,
    key: &VerifyingKey,
    policy: &Policy,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<AuditReport, Error> {
    let mut audit = Audit { ledger, key, policy, report: AuditReport::new(), pacts: BTreeMap::new() };
    let head = ledger.head();
    if let Some(Some(head)) = audit.readable("the newest checkpoint", head)? {
        audit.report.entries = head.size;
        audit.tree(&head, progress)?;
        audit.beyond(head.size)?;
        audit.pacts()?;
    }
    Ok(audit.report)
}

struct Audit<'a> {
    ledger: &'a dyn Ledger,
    key: &'a VerifyingKey,
    policy: &'a Policy,
    report: AuditReport,
    /// How many records of each pact the walk has seen, and where its opening stands.
    pacts: BTreeMap<PactDigest, Seen>,
}

#[derive(Default)]
struct Seen {
    records: usize,
    opening: Option<u64>,
}

impl Audit<'_> {
    /// Walks all leaves from the left, and compares whatever they complete.
    fn tree(&mut self, head: &Head, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        let mut frontier = Frontier::empty();
        let mut checkpoints = Checkpoints::default();
        self.checkpoints(&mut checkpoints, &frontier)?;
        while frontier.size() < head.size {
            progress(frontier.size(), head.size);
            let from = frontier.size();
            let Some(entries) = self.entries(from, (from + PAGE).min(head.size))? else { return Ok(()) };
            let mut completed = Vec::new();
            for (index, entry) in (from..).zip(entries) {
                self.record(index, &entry)?;
                completed.extend(frontier.push(entry.leaf_hash()).map_err(|e| Error::Corrupt(e.to_string()))?);
                self.checkpoints(&mut checkpoints, &frontier)?;
            }
            self.nodes(&completed)?;
            self.report.root = frontier.root();
        }
        progress(head.size, head.size);
        Ok(())
    }

    /// A page of entries; nothing where one cannot be read: without its leaf the walk cannot go on.
    fn entries(&mut self, from: u64, to: u64) -> Result<Option<Vec<Entry>>, Error> {
        match self.ledger.entries(from..to) {
            Err(Error::Corrupt(_)) => {}
            other => return other.map(Some),
        }
        for index in from..to {
            let one = self.ledger.entries(index..index + 1);
            if self.readable(format!("entry {index}"), one)?.is_none() {
                self.find(format!("entry {index}"), "the walk ends here: what follows was not recomputed");
                break;
            }
        }
        Ok(None)
    }

    /// The record at an index is what its entry commits to.
    fn record(&mut self, index: u64, entry: &Entry) -> Result<(), Error> {
        let place = || format!("record {index}");
        let stored = self.ledger.record(index);
        let Some(stored) = self.readable(place(), stored)? else { return Ok(()) };
        let Some((pact, record)) = stored else {
            if entry.kind() != Some(Kind::PreviousLog) {
                self.find(place(), "there is an entry, but no record");
            }
            return Ok(());
        };
        let seen = self.pacts.entry(pact).or_default();
        seen.records += 1;
        if record.kind == Kind::Opening {
            seen.opening.get_or_insert(index);
        }
        match differs(&record, pact, entry) {
            Some(what) => self.find(place(), what),
            None if record.text.is_some() => self.report.records += 1,
            None => self.report.erased += 1,
        }
        Ok(())
    }

    /// The nodes are those that the leaves complete.
    fn nodes(&mut self, completed: &[(Node, Hash)]) -> Result<(), Error> {
        let places: Vec<Node> = completed.iter().map(|(node, _)| *node).collect();
        let stored = match self.ledger.nodes(&places) {
            Err(Error::Corrupt(_)) => None,
            other => Some(other?),
        };
        for (i, (node, hash)) in completed.iter().enumerate() {
            let place = format!("node {} of level {}", node.index, node.level);
            let found = match &stored {
                Some(stored) => stored.get(i).copied(),
                None => {
                    let one = self.ledger.nodes(std::slice::from_ref(node));
                    self.readable(place.clone(), one)?.and_then(|hashes| hashes.first().copied())
                }
            };
            match found {
                Some(found) if found != *hash => self.find(place, "its hash is not that of what lies below it"),
                _ => self.report.nodes += 1,
            }
        }
        Ok(())
    }

    /// The checkpoints of a tree of this size, signed and with its root.
    fn checkpoints(&mut self, ahead: &mut Checkpoints, frontier: &Frontier) -> Result<(), Error> {
        if ahead.read.is_empty() && !ahead.ended {
            let page = self.ledger.checkpoints(frontier.size(), PAGE as usize);
            let page = self.readable(format!("checkpoints from {} on", frontier.size()), page)?.unwrap_or_default();
            ahead.ended = (page.len() as u64) < PAGE;
            ahead.read = page.into();
        }
        while ahead.read.front().is_some_and(|next| next.size <= frontier.size()) {
            let Some(checkpoint) = ahead.read.pop_front() else { break };
            let place = format!("checkpoint {}", checkpoint.size);
            self.report.checkpoints += 1;
            match parse_checkpoint(&checkpoint.checkpoint, self.key) {
                Err(error) => self.find(place, error.to_string()),
                Ok(tree) if tree.size != checkpoint.size || tree.size != frontier.size() => {
                    self.find(place, format!("it is signed for {} entries", tree.size));
                }
                Ok(tree) if tree.root != frontier.root() => self.find(place, "its root is not that of the entries"),
                Ok(_) => {}
            }
        }
        Ok(())
    }

    /// Nothing stands behind the newest checkpoint.
    fn beyond(&mut self, size: u64) -> Result<(), Error> {
        if self.ledger.entries(size..size + 1).is_ok() {
            self.find(format!("entry {size}"), "no checkpoint covers it");
        }
        if matches!(self.ledger.record(size), Ok(Some(_))) {
            self.find(format!("record {size}"), "no checkpoint covers it");
        }
        if self.ledger.nodes(&[Node { level: 0, index: size }]).is_ok() {
            self.find(format!("node {size} of level 0"), "no checkpoint covers it");
        }
        Ok(())
    }

    /// Every pact that has a record, and no other.
    fn pacts(&mut self) -> Result<(), Error> {
        for (digest, seen) in std::mem::take(&mut self.pacts) {
            self.pact(digest, &seen)?;
            self.report.pacts += 1;
        }
        let (mut before, mut listed) = (None, 0);
        while let Some(page) = self.readable("the list of pacts", self.ledger.pacts(before, PAGE as usize))? {
            listed += page.len() as u64;
            match page.last() {
                Some((opening, _)) => before = Some(*opening),
                None => break,
            }
        }
        if listed != self.report.pacts {
            self.find("the list of pacts", format!("{listed} are listed, {} have records", self.report.pacts));
        }
        Ok(())
    }

    fn pact(&mut self, digest: PactDigest, seen: &Seen) -> Result<(), Error> {
        let place = format!("pact {digest}");
        let stored = self.ledger.pact(digest);
        let pact = match self.readable(&place, stored)? {
            Some(Some(pact)) => pact,
            Some(None) => {
                self.find(place, "there are records, but no document");
                return Ok(());
            }
            None => return Ok(()),
        };
        self.found_by(&place, &pact, seen)?;
        let records = self.ledger.records(digest);
        let Some(records) = self.readable(&place, records)? else { return Ok(()) };
        if records.len() != seen.records {
            self.find(&place, format!("{} records are listed, {} stand in the ledger", records.len(), seen.records));
        }
        self.marks(&place, digest, &records)?;
        match replay(pact, &records, self.key.name(), self.policy) {
            Err((_, error)) if error.code == Code::OpeningErased => {}
            Err((index, error)) => self.find(format!("record {index}"), error.to_string()),
            Ok(_) => {}
        }
        Ok(())
    }

    /// The document is found by its id and by the place of its opening.
    fn found_by(&mut self, place: &str, pact: &Arc<Pact>, seen: &Seen) -> Result<(), Error> {
        let by_id = self.ledger.pact_by_id(&pact.id);
        if self.readable(place, by_id)?.flatten().is_none_or(|found| found.digest() != pact.digest()) {
            self.find(place, "its id does not lead to it");
        }
        let Some(opening) = seen.opening else {
            self.find(place, "no opening stands in the ledger");
            return Ok(());
        };
        let listed = self.ledger.pacts(Some(opening + 1), 1);
        let listed = self.readable(place, listed)?.and_then(|found| found.into_iter().next());
        if listed.is_none_or(|(index, found)| index != opening || found.digest() != pact.digest()) {
            self.find(place, format!("its opening at {opening} does not lead to it"));
        }
        Ok(())
    }

    fn marks(&mut self, place: &str, digest: PactDigest, records: &[StoredRecord]) -> Result<(), Error> {
        let named: BTreeSet<_> = records.iter().filter_map(named_mark).collect();
        let marks = self.ledger.marks(digest);
        let marks = self.readable(place, marks)?.unwrap_or_default();
        if marks.iter().any(|mark| !named.contains(&mark.digest())) {
            self.find(place, "no signature names one of its marks");
        }
        Ok(())
    }

    /// What cannot be read because it is corrupt is a finding, any other failure ends the audit.
    fn readable<T>(&mut self, place: impl Into<String>, result: Result<T, Error>) -> Result<Option<T>, Error> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Error::Corrupt(what)) => {
                self.find(place, what);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn find(&mut self, place: impl Into<String>, what: impl Into<String>) {
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(Finding { place: place.into(), what: what.into() });
        } else {
            self.report.more += 1;
        }
    }
}

/// Checkpoints that are read and not yet reached.
#[derive(Default)]
struct Checkpoints {
    read: VecDeque<Head>,
    ended: bool,
}

/// In what a stored record differs from its entry and from what its columns say.
fn differs(stored: &StoredRecord, pact: PactDigest, entry: &Entry) -> Option<String> {
    if entry.kind() != Some(stored.kind) {
        return Some("its kind is not that of its entry".into());
    }
    let (note, nonce) = stored.text.as_ref()?;
    if Entry::new(stored.kind, nonce, note) != *entry {
        return Some("its entry commits to another text".into());
    }
    match Record::parse(note.as_bytes()) {
        Err(error) => Some(error.to_string()),
        Ok(record) if record.kind() != stored.kind => Some("its text is of another kind".into()),
        Ok(record) if record.digest() != stored.digest => Some("its digest is not that of its text".into()),
        Ok(record) if record.statement().pact != pact => Some("its text names another pact".into()),
        Ok(_) => None,
    }
}
