//! What one commit will write: records are asked for, one after the other, on top of those staged before.

use super::recover::State;
use super::shared::Shared;
use super::submission::Submission;
use crate::error::Error;
use crate::ledger::NewRecord;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId, PartyId};
use giaouoc_core::progress::{Admission, Authentic, Progress};
use giaouoc_core::record::{Act, Record, RecordDigest, Statement};
use giaouoc_core::time::Time;
use giaouoc_core::{Code, CoreError};
use giaouoc_tlog::merkle::{Frontier, Hash, Node};
use std::collections::HashMap;
use std::sync::Arc;

/// What is to be answered once the batch is committed.
pub(super) struct Staged {
    pub(super) index: u64,
    pub(super) digest: RecordDigest,
    pub(super) kind: Kind,
    pub(super) known: bool,
    pub(super) same_text: bool,
}

/// A batch in the making. Dropped, it leaves no trace.
pub(super) struct Batch<'s> {
    shared: &'s Shared,
    time: Time,
    frontier: Frontier,
    /// States as they will be after the commit, of every pact that this batch writes to.
    states: HashMap<PactDigest, State>,
    opened: HashMap<PactId, PactDigest>,
    records: Vec<NewRecord>,
    nodes: Vec<(Node, Hash)>,
}

/// Records, nodes, and the states after them.
pub(super) type Parts = (Vec<NewRecord>, Vec<(Node, Hash)>, Vec<(PactDigest, State)>);

type Draw = dyn Fn() -> Result<Nonce, Error> + Send;

impl<'s> Batch<'s> {
    pub(super) fn new(shared: &'s Shared, frontier: Frontier, time: Time) -> Self {
        let (states, opened) = (HashMap::new(), HashMap::new());
        Self { shared, time, frontier, states, opened, records: Vec::new(), nodes: Vec::new() }
    }

    pub(super) fn time(&self) -> Time {
        self.time
    }

    /// The right edge of the tree after the commit.
    pub(super) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    pub(super) fn into_parts(self) -> Parts {
        (self.records, self.nodes, self.states.into_iter().collect())
    }

    /// Takes a record into the batch, or says why not; then nothing of the batch has changed.
    pub(super) fn stage(&mut self, submission: Submission, draw: &Draw) -> Result<Staged, Error> {
        match submission {
            Submission::Open { pact, record } => self.open(pact, record, draw),
            Submission::Record { authentic, mark } => self.record(authentic, mark, draw),
        }
    }

    fn open(&mut self, pact: Arc<Pact>, record: Record, draw: &Draw) -> Result<Staged, Error> {
        if let Some(state) = self.state(pact.digest())? {
            // The same opening again gets its receipt, another one its refusal.
            let authentic = state.progress.authenticate(record, &self.shared.policy)?;
            return self.record(authentic, None, draw);
        }
        let (index, policy) = (self.frontier.size(), &self.shared.policy);
        let progress = Progress::open(Arc::clone(&pact), &self.shared.origin, &record, index, policy)?;
        self.may_open(&pact)?;
        let staged = self.append(&record, None, Some(Arc::clone(&pact)), None, draw)?;
        self.opened.insert(pact.id.clone(), pact.digest());
        self.states.insert(pact.digest(), State { progress: Arc::new(progress), erased: Arc::new([]) });
        Ok(staged)
    }

    /// What the opening of a pact asks of the ledger, beyond its signature.
    fn may_open(&self, pact: &Pact) -> Result<(), Error> {
        // That this very pact is not open was looked at before: whatever bears its id is another.
        if self.opened.contains_key(&pact.id) || self.shared.ledger.pact_by_id(&pact.id)?.is_some() {
            return Err(CoreError::new(Code::PactAlreadyOpen).because("another text bears its id").into());
        }
        let mut pinned = pact.roster.parties().iter().filter_map(|party| party.key.as_ref());
        let of_policy = |key: &[u8; 32]| self.shared.policy.public_keys().any(|other| other.public_key() == key);
        if let Some(key) = pinned.find(|key| of_policy(key.public_key())) {
            return Err(CoreError::new(Code::KeyShared).because(format!("the roster pins {key}")).into());
        }
        match pact.supersedes {
            Some(before) if !self.has_ended(before)? => {
                Err(CoreError::new(Code::SupersededNotEnded).because(format!("it names {before}")).into())
            }
            _ => Ok(()),
        }
    }

    /// Also of a pact whose opening was erased, from which no state can be rebuilt: kinds are never erased.
    fn has_ended(&self, pact: PactDigest) -> Result<bool, Error> {
        match self.state(pact) {
            Err(Error::Refused(error)) if error.code == Code::OpeningErased => {
                let ends = |kind: Kind| matches!(kind, Kind::Withdrawal | Kind::Completion);
                Ok(self.shared.ledger.records(pact)?.iter().any(|record| ends(record.kind)))
            }
            state => Ok(state?.is_some_and(|state| state.end().is_some())),
        }
    }

    fn record(&mut self, authentic: Authentic, mark: Option<Mark>, draw: &Draw) -> Result<Staged, Error> {
        let statement = authentic.record().statement();
        mark.as_ref().map_or(Ok(()), |mark| mark.check_named(&statement.act))?;
        let pact = statement.pact;
        let state = self.state(pact)?.ok_or(Error::NotFound)?;
        match state.progress.admit(&authentic, &self.shared.policy)? {
            Admission::Known { index, same_text } => Ok(known(&state, authentic.record(), index, same_text)),
            Admission::New { unchecked } => {
                whole(&state, authentic.record(), unchecked.is_empty())?;
                state.progress.not_closed(statement.kind(), self.time)?;
                not_revoked(&state.progress, statement)?;
                let settles = settles(statement).map(|party| (state.progress.pact().id.clone(), party.clone()));
                let staged = self.append(authentic.record(), mark, None, settles, draw)?;
                self.take(pact, state, staged.index, authentic);
                Ok(staged)
            }
        }
    }

    fn take(&mut self, pact: PactDigest, mut state: State, index: u64, authentic: Authentic) {
        // The copy in the working set goes first, so that only the published one is copied.
        self.states.remove(&pact);
        Arc::make_mut(&mut state.progress).take(index, authentic);
        self.states.insert(pact, state);
    }

    /// As this batch leaves it so far.
    fn state(&self, pact: PactDigest) -> Result<Option<State>, Error> {
        match self.states.get(&pact) {
            Some(state) => Ok(Some(state.clone())),
            None => self.shared.state(pact),
        }
    }

    fn append(
        &mut self,
        record: &Record,
        mark: Option<Mark>,
        opens: Option<Arc<Pact>>,
        settles: Option<(PactId, PartyId)>,
        draw: &Draw,
    ) -> Result<Staged, Error> {
        let (kind, digest, index) = (record.kind(), record.digest(), self.frontier.size());
        let (note, nonce) = (record.note().to_string(), draw()?);
        let entry = Entry::new(kind, &nonce, &note);
        let nodes = self.frontier.push(entry.leaf_hash()).map_err(|e| Error::Io(e.to_string()))?;
        self.nodes.extend(nodes);
        let pact = record.statement().pact;
        self.records.push(NewRecord { pact, kind, digest, note, nonce, entry, mark, opens, settles });
        Ok(Staged { index, digest, kind, known: false, same_text: true })
    }
}

/// The receipt of what is logged, which may be another text by the same signer.
fn known(state: &State, record: &Record, index: u64, same_text: bool) -> Staged {
    let signed = record.statement().party().and_then(|party| state.progress.party(party)?.signed.as_ref());
    let digest = match signed {
        Some(signed) if !same_text => signed.digest,
        _ => record.digest(),
    };
    Staged { index, digest, kind: record.kind(), known: true, same_text }
}

/// Where something was erased, only what cannot contradict it is taken: revocations, and the withdrawal.
fn whole(state: &State, record: &Record, all_checked: bool) -> Result<(), Error> {
    let harmless = match record.kind() {
        Kind::Revocation => true,
        Kind::Withdrawal => state.end().is_none(),
        _ => false,
    };
    let new = state.erased.iter().all(|(_, digest)| *digest != record.digest());
    if new && (harmless || (all_checked && state.erased.is_empty())) {
        return Ok(());
    }
    Err(CoreError::new(Code::RecordErased).into())
}

/// The party for whom nothing waits any more once this is logged.
fn settles(statement: &Statement) -> Option<&PartyId> {
    let done = matches!(statement.kind(), Kind::Enrolment | Kind::Signature | Kind::Decline);
    statement.party().filter(|_| done)
}

/// A key that was taken back from a party does not come again.
fn not_revoked(progress: &Progress, statement: &Statement) -> Result<(), Error> {
    let Act::Enrolment(enrolment) = &statement.act else { return Ok(()) };
    let revoked = progress.party(&enrolment.party).map_or(&[][..], |state| &state.revoked);
    if revoked.iter().any(|key| key.public_key() == enrolment.key.public_key()) {
        return Err(CoreError::new(Code::KeyRevoked).into());
    }
    Ok(())
}
