//! The public part of an opened pact: its text, its state, its records, its evidence.

use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{MAX_DEPTH, MAX_INPUT, Pact, PactId, Party};
use giaouoc_core::progress::{End, Enrolled, PartyState, Progress, Signed};
use giaouoc_store::ledger::StoredRecord;
use giaouoc_store::reader::Reader;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// An opened pact.
#[derive(Serialize, ToSchema)]
pub struct PactAnswer {
    /// The document.
    #[schema(value_type = Object)]
    pub document: Value,
    /// Its state.
    pub state: StateAnswer,
}

/// State of a pact.
#[derive(Serialize, ToSchema)]
pub struct StateAnswer {
    /// Its id.
    pub id: String,
    /// Hex SHA-256 of its canonical bytes.
    pub digest: String,
    /// The digest's short number for people.
    pub number: String,
    /// The digest's long number for people.
    pub long_number: String,
    /// Its title.
    pub title: String,
    /// `in-person` or `invite`.
    pub identity: &'static str,
    /// `signing`, `all-signed` (the completion is missing), `completed`, `declined`, `withdrawn`.
    pub state: &'static str,
    /// Number of parties that have signed.
    pub signed: usize,
    /// Number of parties that are to sign.
    pub due: usize,
    /// Parties whose signature would be taken now: ids, in roster order.
    pub turn: Vec<String>,
    /// The opening's record digest.
    pub opening: String,
    /// The time that the opening claims.
    pub opened: String,
    /// End of the time for signing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// True if records were erased.
    pub erased: bool,
    /// The id of the pact that this one supersedes, where it is in this ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Everybody in the roster, in its order.
    pub parties: Vec<PartyAnswer>,
}

/// State of one party.
#[derive(Serialize, ToSchema)]
pub struct PartyAnswer {
    /// Its id.
    pub party: String,
    /// The unit's name.
    pub unit: String,
    /// `head`, `deputy`, `member`, `witness`.
    pub role: &'static str,
    /// Its stage.
    pub stage: u64,
    /// `k/n`; absent for who is merely named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// `named`, `waiting`, `enrolled`, `signed`, `declined`.
    pub state: &'static str,
    /// True if its signature would be taken now.
    pub turn: bool,
    /// True if the desk has released its position to somebody.
    pub released: bool,
    /// True if a key waits for the registrar's line.
    pub pending: bool,
    /// True if a decline waits for the desk to confirm it.
    pub declining: bool,
    /// Holder named by the newest enrolment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// `in-person`, `invite`, `pinned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'static str>,
    /// The vkey that it signs with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Record digest of the newest enrolment, which a signature must name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<String>,
    /// Its signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureAnswer>,
}

/// A signature in the ledger.
#[derive(Serialize, ToSchema)]
pub struct SignatureAnswer {
    /// Index in the ledger.
    pub index: u64,
    /// Record digest.
    pub digest: String,
    /// Its short number for people.
    pub number: String,
    /// Claimed by the signer.
    pub time: String,
    /// Hex SHA-256 of the drawn mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// A record in the ledger.
#[derive(Serialize, ToSchema)]
pub struct RecordAnswer {
    /// Index in the ledger.
    pub index: u64,
    /// `opening`, `enrolment` …
    pub kind: &'static str,
    /// Hex SHA-256 of its text.
    pub digest: String,
    /// That digest's short number for people.
    pub number: String,
    /// True if it was erased.
    pub erased: bool,
    /// The signed note, unless it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Document and state of an opened pact.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn pact(service: &Service, id: &PactId) -> Result<PactAnswer, Refused> {
    let progress = service.opened(id)?;
    Ok(PactAnswer { document: document(progress.pact())?, state: at_the_desk(service, &progress)? })
}

/// The document as JSON.
pub(crate) fn document(pact: &Pact) -> Result<Value, Refused> {
    Ok(json::parse(pact.canonical(), Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?)
}

/// The state of an opened pact, with what waits at the desk.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn current(service: &Service, id: &PactId) -> Result<StateAnswer, Refused> {
    at_the_desk(service, &*service.opened(id)?)
}

pub(crate) fn at_the_desk(service: &Service, progress: &Progress) -> Result<StateAnswer, Refused> {
    let (id, mut state) = (&progress.pact().id, state(progress));
    if let Some(digest) = progress.pact().supersedes {
        state.supersedes = service.ledger().pact(digest)?.map(|earlier| earlier.id.to_string());
    }
    let released: BTreeSet<_> = service.workspace().releases(id)?.into_iter().map(|release| release.party).collect();
    let pending: BTreeSet<_> = service.workspace().pending(id)?.into_iter().map(|pending| pending.party).collect();
    let declining: BTreeSet<_> = service.workspace().declines(id)?.into_iter().map(|waiting| waiting.party).collect();
    for (party, answer) in progress.pact().roster.parties().iter().zip(&mut state.parties) {
        answer.released = released.contains(&party.id);
        answer.pending = pending.contains(&party.id);
        answer.declining = declining.contains(&party.id);
    }
    Ok(state)
}

/// State of a pact by its records alone.
pub fn state(progress: &Progress) -> StateAnswer {
    let pact = progress.pact();
    let digest = pact.digest().0;
    let turn: Vec<_> = progress.turn().into_iter().map(|party| party.id.clone()).collect();
    StateAnswer {
        id: pact.id.to_string(),
        digest: digest.to_string(),
        number: digest.short(),
        long_number: digest.long(),
        title: pact.title.clone(),
        identity: pact.identity.as_str(),
        state: word(progress),
        signed: progress.signed_count(),
        due: pact.roster.signer_count(),
        opening: progress.opening().to_string(),
        opened: progress.opened().to_string(),
        closes: pact.closes.map(|time| time.to_string()),
        erased: progress.is_erased(),
        supersedes: None,
        parties: pact.roster.parties().iter().map(|p| party(progress, p, turn.contains(&p.id))).collect(),
        turn: turn.iter().map(ToString::to_string).collect(),
    }
}

/// [`state`] as a JSON value, for a program that has verified the evidence by itself and shows the same pages.
pub fn state_as_json(progress: &Progress) -> Value {
    // A value that we shape ourselves always becomes JSON.
    serde_json::to_value(state(progress)).unwrap_or_default()
}

pub(crate) fn word(progress: &Progress) -> &'static str {
    match progress.end() {
        Some((End::Completed, _)) => "completed",
        Some((End::Withdrawn, _)) => "withdrawn",
        None if progress.is_declined() => "declined",
        None if progress.signed_count() == progress.pact().roster.signer_count() => "all-signed",
        None => "signing",
    }
}

fn party(progress: &Progress, party: &Party, turn: bool) -> PartyAnswer {
    let known = progress.party(&party.id);
    let current = known.and_then(PartyState::current);
    PartyAnswer {
        party: party.id.to_string(),
        unit: party.unit.clone(),
        role: party.role.as_str(),
        stage: party.stage,
        position: progress.pact().roster.position(&party.id).map(|position| position.to_string()),
        state: party_word(known, current),
        turn,
        released: false,
        pending: false,
        declining: false,
        holder: current.map(|e| e.enrolment.holder.clone()),
        method: current.map(|e| e.enrolment.method.as_str()),
        key: current.map(|e| e.enrolment.key.to_string()),
        enrolment: current.map(|e| e.digest.to_string()),
        signature: known.and_then(|state| state.signed.as_ref()).map(signature),
    }
}

fn party_word(state: Option<&PartyState>, current: Option<&Enrolled>) -> &'static str {
    match (state, current) {
        (None, _) => "named",
        (Some(PartyState { signed: Some(_), .. }), _) => "signed",
        (Some(PartyState { declined: Some(_), .. }), _) => "declined",
        (_, Some(_)) => "enrolled",
        _ => "waiting",
    }
}

fn signature(signed: &Signed) -> SignatureAnswer {
    SignatureAnswer {
        index: signed.index,
        digest: signed.digest.to_string(),
        number: signed.digest.0.short(),
        time: signed.time.to_string(),
        mark: signed.signature.mark.map(|mark| mark.to_string()),
    }
}

/// The records of a pact, in ledger order.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn records(service: &Service, id: &PactId) -> Result<Vec<RecordAnswer>, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    Ok(service.ledger().records(pact.digest())?.into_iter().map(record).collect())
}

fn record(stored: StoredRecord) -> RecordAnswer {
    RecordAnswer {
        index: stored.index,
        kind: stored.kind.as_str(),
        digest: stored.digest.to_string(),
        number: stored.digest.0.short(),
        erased: stored.text.is_none(),
        note: stored.text.map(|(note, _)| note),
    }
}

/// One record alone, as a C2SP tlog-proof.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn proof(service: &Service, id: &PactId, index: u64) -> Result<String, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    match service.ledger().record(index)? {
        Some((digest, _)) if digest == pact.digest() => {
            Ok(Reader::new(service.ledger()).tlog_proof(index, &service.sequencer().head())?.to_string())
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

/// The canonical bytes of the document, whose SHA-256 is the pact digest.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn canonical(service: &Service, id: &PactId) -> Result<Vec<u8>, Refused> {
    Ok(service.opened(id)?.pact().canonical().to_vec())
}

/// The evidence file of a pact, as JSON.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn evidence(service: &Service, id: &PactId) -> Result<String, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    let evidence = Reader::new(service.ledger()).evidence(pact.digest(), &service.sequencer().head())?;
    Ok(evidence.to_json()?)
}

/// A pact and its state; without one where its opening was erased.
pub type PactAndState = (Arc<Pact>, Option<StateAnswer>);

/// Opened pacts, the newest opening first, each with its state; without one where the opening was erased.
///
/// # Errors
/// The errors of the store.
pub fn newest(service: &Service, most: usize) -> Result<Vec<PactAndState>, Refused> {
    let pacts = service.ledger().pacts(None, most)?;
    Ok(pacts.into_iter().map(|(_, pact)| (pact.clone(), state_if_any(service, &pact))).collect())
}

/// The state of a pact by its records alone; nothing where its opening was erased.
pub(crate) fn state_if_any(service: &Service, pact: &Pact) -> Option<StateAnswer> {
    let progress = service.sequencer().progress(pact.digest()).ok().flatten()?;
    Some(state(&progress))
}
