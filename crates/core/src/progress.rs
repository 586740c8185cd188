//! Whose turn it is: the state of one opened pact, and which record it takes next (`docs/spec/3-records.md`).
//!
//! One state machine serves both sides: the ledger asks it before it writes, the verifier replays it over what was
//! written. It is fed in ledger order:
//!
//! 1. [`Progress::open`] with the opening;
//! 2. for each further record [`Progress::authenticate`] (whose signatures are due, and do they verify?), then
//!    [`Progress::admit`] (do the rules take it now?), then [`Progress::take`].
//!
//! Authentication is apart from admission because it is the expensive half: a service does it on many threads, and
//! admission, which needs the newest state, on the one that writes. An [`Authentic`] record can come from nowhere
//! else, and admission looks again whether the keys are still the ones that are due.
//!
//! Where records were erased ([`Progress::erase`]), what hangs on the missing text can be neither confirmed nor
//! refused; admission then names it in [`Admission::New`], and a ledger takes no such record.

mod draft;
mod rules;
mod vouched;

pub use draft::{Holder, Signing};

use crate::Digest;
use crate::error::{Code, Error};
use crate::leaf::Kind;
use crate::pact::{Identity, Pact, Party, PartyId};
use crate::policy::Policy;
use crate::record::{Act, Decline, Enrolment, Record, RecordDigest, Signature};
use crate::time::Time;
use giaouoc_tlog::note::{KeyName, VerifyingKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A party may be enrolled again, but not without end.
pub const MAX_ENROLMENTS: usize = 8;

/// A record whose signature lines are by exactly the keys that are due, and verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    record: Record,
    /// Absent where the enrolment that names the key was erased.
    keys: Option<Vec<VerifyingKey>>,
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

/// What to do with an authentic record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Take it.
    New {
        /// What could not be checked, because a text that it hangs on was erased. Empty in a whole ledger.
        unchecked: Vec<Unchecked>,
    },
    /// The ledger holds it already, or its signer's other text for the same position: answer with that receipt.
    Known {
        /// Where the logged record stands.
        index: u64,
        /// False for another text by the same key.
        same_text: bool,
    },
}

/// A check that hangs on an erased text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unchecked {
    /// The key, and so the signature: its enrolment was erased.
    Key,
    /// The line `after`, and whether the stage was open.
    After,
    /// The line `signatures`, and the count.
    Signatures,
}

/// One enrolment of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Index in the ledger.
    pub index: u64,
    /// Record digest.
    pub digest: RecordDigest,
    /// What the record says.
    pub enrolment: Enrolment,
    /// Claimed by the registrar.
    pub time: Time,
}

/// The signature of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Index in the ledger.
    pub index: u64,
    /// Record digest.
    pub digest: RecordDigest,
    /// What the record says.
    pub signature: Signature,
    /// Claimed by the signer.
    pub time: Time,
    /// Absent where its enrolment was erased.
    key: Option<VerifyingKey>,
}

impl Signed {
    /// Whether the signature itself was verified: not where its enrolment, and with it the key, was erased.
    pub fn is_verified(&self) -> bool {
        self.key.is_some()
    }
}

/// What is known of one party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyState {
    /// Enrolments, oldest first.
    pub enrolments: Vec<Enrolled>,
    /// Its signature.
    pub signed: Option<Signed>,
    /// Index of its decline.
    pub declined: Option<u64>,
    /// Public keys that were taken back.
    pub revoked: Vec<VerifyingKey>,
}

impl PartyState {
    /// The newest enrolment, whose key is not revoked: the one under which it may sign.
    pub fn current(&self) -> Option<&Enrolled> {
        self.enrolments.last().filter(|e| !self.is_revoked(&e.enrolment.key))
    }

    /// Whether the newest enrolment's key was taken back.
    pub fn newest_is_revoked(&self) -> bool {
        self.enrolments.last().is_some_and(|e| self.is_revoked(&e.enrolment.key))
    }

    fn is_revoked(&self, key: &VerifyingKey) -> bool {
        self.revoked.iter().any(|revoked| revoked.public_key() == key.public_key())
    }
}

/// How a pact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All signed, and the registrar says so.
    Completed,
    /// The registrar withdrew it.
    Withdrawn,
}

/// The state of one opened pact.
#[derive(Clone, Debug)]
pub struct Progress {
    pact: Arc<Pact>,
    ledger: KeyName,
    registrar: KeyName,
    opening: RecordDigest,
    opened: Time,
    parties: BTreeMap<PartyId, PartyState>,
    end: Option<(End, u64)>,
    logged: BTreeMap<RecordDigest, u64>,
    erased: BTreeMap<RecordDigest, u64>,
    not_erased: BTreeSet<PartyId>,
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
    ) -> Result<Self, Error> {
        if record.kind() != Kind::Opening {
            return Err(Error::new(Code::OpeningMissing));
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

    /// The pact.
    pub fn pact(&self) -> &Arc<Pact> {
        &self.pact
    }

    /// The ledger's origin.
    pub fn ledger(&self) -> &KeyName {
        &self.ledger
    }

    /// The record digest of the opening.
    pub fn opening(&self) -> RecordDigest {
        self.opening
    }

    /// The time that the opening claims.
    pub fn opened(&self) -> Time {
        self.opened
    }

    /// What is known of one that signs.
    pub fn party(&self, id: &PartyId) -> Option<&PartyState> {
        self.parties.get(id)
    }

    /// How it ended, and the index of the record that ended it.
    pub fn end(&self) -> Option<(End, u64)> {
        self.end
    }

    /// How many have signed; a signature whose key is unknown, because its enrolment was erased, is none that counts.
    pub fn signed_count(&self) -> usize {
        self.parties.values().filter(|state| state.signed.as_ref().is_some_and(Signed::is_verified)).count()
    }

    /// Whether somebody declined: such a pact is never completed.
    pub fn is_declined(&self) -> bool {
        self.parties.values().any(|state| state.declined.is_some())
    }

    /// Refuses a state with erased records for everything that rests on earlier ones; keys may still be revoked, and the
    /// pact withdrawn.
    pub fn whole(&self, kind: Kind) -> Result<(), Error> {
        let harmless = matches!(kind, Kind::Revocation | Kind::Withdrawal);
        if harmless || !self.is_erased() { Ok(()) } else { Err(Error::new(Code::RecordErased)) }
    }

    /// Indices of erased records, in the order of their digests.
    pub fn erased(&self) -> impl Iterator<Item = u64> {
        self.erased.values().copied()
    }

    /// Whether records were erased.
    pub fn is_erased(&self) -> bool {
        !self.erased.is_empty()
    }

    /// Those whose signature would be taken now, in roster order.
    pub fn turn(&self) -> Vec<&Party> {
        if self.end.is_some() {
            return Vec::new();
        }
        let free = |party: &&Party| {
            self.parties.get(&party.id).is_some_and(|s| s.signed.is_none() && s.declined.is_none())
                && self.missing(self.pact.roster.signers_before(party.stage)).is_empty()
        };
        self.pact.roster.signers().filter(free).collect()
    }

    /// Finds the keys that must have signed this record, and verifies its lines strictly under them.
    pub fn authenticate(&self, record: Record, policy: &Policy) -> Result<Authentic, Error> {
        same_ledger(&record, &self.ledger)?;
        same_pact(&record, &self.pact)?;
        let keys = self.keys_due(&record, policy)?;
        if let Some(keys) = &keys {
            record.verify(&keys.iter().collect::<Vec<_>>())?;
        }
        Ok(Authentic { record, keys })
    }

    /// Asks the rules, by the state as it is now.
    pub fn admit(&self, authentic: &Authentic, policy: &Policy) -> Result<Admission, Error> {
        let record = authentic.record();
        // The state may have moved since authentication: the keys must still be the ones that are due.
        if self.keys_due(record, policy)? != authentic.keys {
            return Err(Error::new(Code::SignatureLines));
        }
        if let Some(index) = self.logged.get(&record.digest()) {
            return Ok(Admission::Known { index: *index, same_text: true });
        }
        if let Some(index) = self.held_position(authentic) {
            return Ok(Admission::Known { index, same_text: false });
        }
        self.not_ended(record.kind())?;
        let mut unchecked = Vec::new();
        if authentic.keys.is_none() {
            unchecked.push(Unchecked::Key);
        }
        match &record.statement().act {
            Act::Opening => return Err(Error::new(Code::PactAlreadyOpen)),
            Act::Enrolment(enrolment) => self.admit_enrolment(enrolment, policy)?,
            Act::Signature(signature) => unchecked.extend(self.admit_signature(signature)?),
            Act::Decline(decline) => self.admit_decline(decline)?,
            Act::Revocation(revocation) => unchecked.extend(self.admit_revocation(revocation)?),
            Act::Withdrawal(_) => {}
            Act::Completion(completion) => unchecked.extend(self.admit_completion(completion)?),
        }
        Ok(Admission::New { unchecked })
    }

    /// Moves on by a record that was admitted and now stands at this index.
    pub fn take(&mut self, index: u64, authentic: Authentic) {
        let Authentic { record, keys } = authentic;
        let (digest, time) = (record.digest(), record.statement().time);
        self.logged.insert(digest, index);
        let act = record.statement().act.clone();
        let state = record.statement().party().and_then(|id| self.parties.get_mut(id));
        match (act, state) {
            (Act::Enrolment(enrolment), Some(state)) => {
                state.enrolments.push(Enrolled { index, digest, enrolment, time });
            }
            (Act::Signature(signature), Some(state)) => {
                let key = keys.and_then(|mut keys| keys.pop());
                state.signed = Some(Signed { index, digest, signature, time, key });
            }
            (Act::Decline(_), Some(state)) => state.declined = Some(index),
            (Act::Revocation(revocation), Some(state)) => state.revoked.push(revocation.key),
            (Act::Withdrawal(_), _) => self.end = Some((End::Withdrawn, index)),
            (Act::Completion(_), _) => self.end = Some((End::Completed, index)),
            (_, _) => {}
        }
    }

    /// Notes that a record of this digest stood here and was erased.
    pub fn erase(&mut self, index: u64, digest: RecordDigest) {
        self.erased.insert(digest, index);
    }

    /// Notes parties whose signature is at hand, wherever it stands: no erasure explains that it is missing before that.
    pub fn not_erased(&mut self, parties: impl IntoIterator<Item = PartyId>) {
        self.not_erased.extend(parties);
    }

    /// Whether erased records can explain that these have not signed: there are enough of them, and none of the
    /// signatures is at hand.
    fn explained_by_erasure(&self, missing: &[&Party]) -> bool {
        missing.len() <= self.erased.len() && missing.iter().all(|party| !self.not_erased.contains(&party.id))
    }

    /// `closes` stops enrolments, signatures and declines, by the ledger's clock, and nothing else.
    pub fn not_closed(&self, kind: Kind, now: Time) -> Result<(), Error> {
        let stopped = matches!(kind, Kind::Enrolment | Kind::Signature | Kind::Decline);
        match self.pact.closes {
            Some(closes) if stopped && now >= closes => {
                Err(Error::new(Code::SigningClosed).because(format!("closed at {closes}")))
            }
            _ => Ok(()),
        }
    }

    /// The line `after` of a signature in this stage; nothing while a smaller stage is unfinished.
    pub fn after(&self, stage: u64) -> Option<Digest> {
        let mut before = self.pact.roster.signers_before(stage).peekable();
        if before.peek().is_none() {
            return Some(self.opening.0);
        }
        before.map(|party| self.signature_of(&party.id)).collect::<Option<Vec<_>>>().map(RecordDigest::chain)
    }

    /// The line `signatures` of a completion; nothing while somebody has not signed.
    pub fn signatures(&self) -> Option<Digest> {
        let all = self.pact.roster.signers().map(|party| self.signature_of(&party.id));
        all.collect::<Option<Vec<_>>>().map(RecordDigest::chain)
    }

    fn signature_of(&self, id: &PartyId) -> Option<RecordDigest> {
        Some(self.parties.get(id)?.signed.as_ref()?.digest)
    }

    fn missing<'a>(&self, parties: impl Iterator<Item = &'a Party>) -> Vec<&'a Party> {
        parties.filter(|party| self.signature_of(&party.id).is_none()).collect()
    }

    /// The keys whose lines a record must bear, in order; nothing where an erased enrolment named the key.
    fn keys_due(&self, record: &Record, policy: &Policy) -> Result<Option<Vec<VerifyingKey>>, Error> {
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

    fn enrolled_key(&self, party: &PartyId, digest: RecordDigest) -> Result<Option<VerifyingKey>, Error> {
        let state = self.signer(party)?;
        match state.enrolments.iter().find(|enrolled| enrolled.digest == digest) {
            Some(enrolled) => Ok(Some(enrolled.enrolment.key.clone())),
            // The enrolment was erased; a pinned key is known all the same.
            None if self.erased.contains_key(&digest) => Ok(self.roster_party(party)?.key.clone()),
            None => Err(Error::new(Code::EnrolmentUnknown).because(format!("party {party}"))),
        }
    }

    fn signer(&self, id: &PartyId) -> Result<&PartyState, Error> {
        self.parties.get(id).ok_or_else(|| match self.pact.roster.party(id) {
            Some(_) => Error::new(Code::PartyNamedOnly).because(id.as_str()),
            None => Error::new(Code::PartyUnknown).because(id.as_str()),
        })
    }

    fn roster_party(&self, id: &PartyId) -> Result<&Party, Error> {
        self.pact.roster.party(id).ok_or_else(|| Error::new(Code::PartyUnknown).because(id.as_str()))
    }

    /// Another signature text by the key that holds the position.
    fn held_position(&self, authentic: &Authentic) -> Option<u64> {
        let Act::Signature(signature) = &authentic.record.statement().act else { return None };
        let signed = self.parties.get(&signature.party)?.signed.as_ref()?;
        let key = authentic.keys.as_ref()?.last()?;
        (signed.key.as_ref()? == key).then_some(signed.index)
    }

    /// Refuses what comes after the end: `pact-withdrawn`, `pact-completed`.
    pub fn not_ended(&self, kind: Kind) -> Result<(), Error> {
        match self.end {
            Some((End::Withdrawn, _)) => Err(Error::new(Code::PactWithdrawn)),
            // After a completion keys may still be revoked, and nothing else.
            Some((End::Completed, _)) if kind != Kind::Revocation => Err(Error::new(Code::PactCompleted)),
            _ => Ok(()),
        }
    }
}

fn same_ledger(record: &Record, ledger: &KeyName) -> Result<(), Error> {
    let found = &record.statement().ledger;
    if found == ledger { Ok(()) } else { Err(Error::new(Code::OtherLedger).because(format!("found {found}"))) }
}

fn same_pact(record: &Record, pact: &Pact) -> Result<(), Error> {
    let found = record.statement().pact;
    if found == pact.digest() { Ok(()) } else { Err(Error::new(Code::OtherPact).because(format!("found {found}"))) }
}

/// The pinned registrar whose line stands first: one that counts for this pact, of the opener's name if there is one.
fn registrar_due<'p>(
    record: &Record,
    policy: &'p Policy,
    identity: Identity,
    opener: Option<&KeyName>,
) -> Result<&'p VerifyingKey, Error> {
    // Who merely follows the opening is refused; who opens without being pinned is not trusted.
    let code = if opener.is_some() { Code::RegistrarUnknown } else { Code::RegistrarUntrusted };
    let line = record.note().signatures().first().ok_or_else(|| Error::new(Code::SignatureLines))?;
    let registrar = policy.registrar(line.name().as_str(), line.id());
    let counts = registrar.filter(|r| r.counts_for(identity) && opener.is_none_or(|name| name == r.key.name()));
    counts.map(|r| &r.key).ok_or_else(|| Error::new(code).because(format!("a line by {}", line.name())))
}
