//! The state of a pact from what is stored. A restart, a cache that has forgotten, and the audit all go through here.

use crate::error::Error;
use crate::ledger::{Ledger, StoredRecord};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Pact, PactDigest};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Admission, End, Progress};
use giaouoc_core::record::{Record, RecordDigest};
use giaouoc_core::{Code, CoreError};
use giaouoc_tlog::note::KeyName;
use std::sync::Arc;

/// The committed state of one pact.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) progress: Arc<Progress>,
    /// Kinds and digests of what was erased.
    pub(crate) erased: Arc<[(Kind, RecordDigest)]>,
}

impl State {
    /// Completed or withdrawn, even if the record that says so was erased.
    pub(crate) fn end(&self) -> Option<End> {
        let of_kind = |kind: Kind| self.erased.iter().any(|(erased, _)| *erased == kind);
        match self.progress.end() {
            Some((end, _)) => Some(end),
            None if of_kind(Kind::Withdrawal) => Some(End::Withdrawn),
            None if of_kind(Kind::Completion) => Some(End::Completed),
            None => None,
        }
    }
}

/// Reads and replays one pact; nothing where it was never opened.
pub(crate) fn state(
    ledger: &dyn Ledger,
    pact: PactDigest,
    origin: &KeyName,
    policy: &Policy,
) -> Result<Option<State>, Error> {
    let Some(document) = ledger.pact(pact)? else { return Ok(None) };
    let records = ledger.records(pact)?;
    match replay(document, &records, origin, policy) {
        Ok(state) => Ok(Some(state)),
        Err((_, error)) if error.code == Code::OpeningErased => Err(error.into()),
        Err((index, error)) => Err(Error::Corrupt(format!("record {index}: {error}"))),
    }
}

/// Feeds stored records to a fresh [`Progress`]; the index of the first that it does not take, and why.
pub(crate) fn replay(
    pact: Arc<Pact>,
    records: &[StoredRecord],
    origin: &KeyName,
    policy: &Policy,
) -> Result<State, (u64, CoreError)> {
    let Some((first, rest)) = records.split_first() else { return Err((0, CoreError::new(Code::OpeningMissing))) };
    let at = |index: u64| move |error: CoreError| (index, error);
    let opening = match &first.text {
        Some((note, _)) => Record::parse(note.as_bytes()).map_err(at(first.index))?,
        None => return Err((first.index, CoreError::new(Code::OpeningErased))),
    };
    let mut progress = Progress::open(pact, origin, &opening, first.index, policy).map_err(at(first.index))?;
    let mut erased = Vec::new();
    for record in rest {
        match &record.text {
            Some((note, _)) => take(&mut progress, record.index, note, policy).map_err(at(record.index))?,
            None => {
                progress.erase(record.index, record.digest);
                erased.push((record.kind, record.digest));
            }
        }
    }
    Ok(State { progress: Arc::new(progress), erased: erased.into() })
}

fn take(progress: &mut Progress, index: u64, note: &str, policy: &Policy) -> Result<(), CoreError> {
    let authentic = progress.authenticate(Record::parse(note.as_bytes())?, policy)?;
    match progress.admit(&authentic, policy)? {
        Admission::New { .. } => {
            progress.take(index, authentic);
            Ok(())
        }
        Admission::Known { index, .. } => {
            Err(CoreError::new(Code::RecordTwice).because(format!("the other stands at {index}")))
        }
    }
}
