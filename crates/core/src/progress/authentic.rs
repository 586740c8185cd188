//! Authentication: which keys must have signed a record, and whether its lines verify strictly under them.

use super::{PartyState, Progress};
use crate::error::{Code, CoreError};
use crate::leaf::Kind;
use crate::pact::{Identity, Pact, PartyId};
use crate::policy::Policy;
use crate::record::{Act, Decline, Record, RecordDigest, Signature};
use giaouoc_tlog::note::{KeyName, VerifyingKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A record whose signature lines are by exactly the keys that are due, and verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    pub(super) record: Record,
    /// Absent where the enrolment that names the key was erased.
    pub(super) keys: Option<Vec<VerifyingKey>>,
}

impl Authentic {
    /// The record.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The keys of its lines; none where the enrolment that names the key was erased.
    pub fn keys(&self) -> &[VerifyingKey] {
        self.keys.as_deref().unwrap_or_default()
    }
}

impl Progress {
    /// Starts from the opening record.
    ///
    /// # Errors
    /// Untrusted ([`Code::RegistrarUntrusted`]) where no registrar of the policy that counts for this pact signed it;
    /// otherwise what is wrong with the record.
    pub fn open(
        pact: Arc<Pact>,
        ledger: &KeyName,
        record: &Record,
        index: u64,
        policy: &Policy,
    ) -> Result<Self, CoreError> {
        if record.kind() != Kind::Opening {
            return Err(CoreError::new(Code::OpeningMissing));
        }
        same_ledger(record, ledger)?;
        same_pact(record, &pact)?;
        let registrar = registrar_due(record, policy, pact.identity, None);
        // A failing line by a known key is a defect, also where that key would not count here.
        let line = record.note().signatures().first();
        if let Some(known) = line.and_then(|line| policy.registrar(line.name().as_str(), line.id())) {
            record.verify(&[&known.key])?;
        }
        let registrar = registrar?;
        Ok(Self {
            ledger: ledger.clone(),
            registrar: registrar.name().clone(),
            opening: record.digest(),
            opened: record.statement().time,
            parties: pact.roster.signers().map(|p| (p.id.clone(), PartyState::default())).collect(),
            pact,
            end: None,
            logged: BTreeMap::from([(record.digest(), index)]),
            erased: BTreeMap::new(),
            not_erased: BTreeSet::new(),
        })
    }

    /// Finds the keys that must have signed this record, and verifies its lines strictly under them.
    pub fn authenticate(&self, record: Record, policy: &Policy) -> Result<Authentic, CoreError> {
        same_ledger(&record, &self.ledger)?;
        same_pact(&record, &self.pact)?;
        let keys = self.keys_due(&record, policy)?;
        if let Some(keys) = &keys {
            record.verify(&keys.iter().collect::<Vec<_>>())?;
        }
        Ok(Authentic { record, keys })
    }

    /// The keys whose lines a record must bear, in order; nothing where an erased enrolment named the key.
    pub(super) fn keys_due(&self, record: &Record, policy: &Policy) -> Result<Option<Vec<VerifyingKey>>, CoreError> {
        let registrar = || registrar_due(record, policy, self.pact.identity, Some(&self.registrar)).cloned();
        let keys = match &record.statement().act {
            Act::Enrolment(enrolment) => vec![registrar()?, enrolment.key.clone()],
            Act::Signature(Signature { party, enrolment, .. }) | Act::Decline(Decline { party, enrolment, .. }) => {
                match self.enrolled_key(party, *enrolment)? {
                    Some(key) => vec![key],
                    None => return Ok(None),
                }
            }
            Act::Opening | Act::Revocation(_) | Act::Withdrawal(_) | Act::Completion(_) => vec![registrar()?],
        };
        Ok(Some(keys))
    }

    fn enrolled_key(&self, party: &PartyId, digest: RecordDigest) -> Result<Option<VerifyingKey>, CoreError> {
        let state = self.signer(party)?;
        match state.enrolments.iter().find(|enrolled| enrolled.digest == digest) {
            Some(enrolled) => Ok(Some(enrolled.enrolment.key.clone())),
            // The enrolment was erased; a pinned key is known all the same.
            None if self.erased.contains_key(&digest) => Ok(self.roster_party(party)?.key.clone()),
            None => Err(CoreError::new(Code::EnrolmentUnknown).because(format!("party {party}"))),
        }
    }
}

fn same_ledger(record: &Record, ledger: &KeyName) -> Result<(), CoreError> {
    let found = &record.statement().ledger;
    if found == ledger { Ok(()) } else { Err(CoreError::new(Code::OtherLedger).because(format!("found {found}"))) }
}

fn same_pact(record: &Record, pact: &Pact) -> Result<(), CoreError> {
    let found = record.statement().pact;
    if found == pact.digest() { Ok(()) } else { Err(CoreError::new(Code::OtherPact).because(format!("found {found}"))) }
}

/// The pinned registrar whose line stands first: one that counts for this pact, of the opener's name if there is one.
fn registrar_due<'p>(
    record: &Record,
    policy: &'p Policy,
    identity: Identity,
    opener: Option<&KeyName>,
) -> Result<&'p VerifyingKey, CoreError> {
    // Who merely follows the opening is refused; who opens without being pinned is not trusted.
    let code = if opener.is_some() { Code::RegistrarUnknown } else { Code::RegistrarUntrusted };
    let line = record.note().signatures().first().ok_or_else(|| CoreError::new(Code::SignatureLines))?;
    let registrar = policy.registrar(line.name().as_str(), line.id());
    let counts = registrar.filter(|r| r.counts_for(identity) && opener.is_none_or(|name| name == r.key.name()));
    counts.map(|r| &r.key).ok_or_else(|| CoreError::new(code).because(format!("a line by {}", line.name())))
}
