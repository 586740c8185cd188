//! What is public of an opened pact: its text, its state, its records, its evidence.

use super::opened;
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{MAX_DEPTH, MAX_INPUT, Pact, PactId, Party};
use giaouoc_core::progress::{End, Enrolled, PartyState, Progress, Signed};
use giaouoc_core::report::{AnnexesAtHand, Report, StepReport};
use giaouoc_core::verify::verify;
use giaouoc_core::{Code, Digest};
use giaouoc_paper::intake::verify_all;
use giaouoc_store::ledger::StoredRecord;
use giaouoc_store::reader::Reader;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// An opened pact.
#[derive(Serialize, ToSchema)]
pub(crate) struct PactAnswer {
    /// The document.
    #[schema(value_type = Object)]
    pub(crate) document: Value,
    /// Its state.
    pub(crate) state: StateAnswer,
}

/// A pact in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PactLine {
    /// Its id.
    pub(crate) id: String,
    /// Its title, where it has one yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// `draft`, `adopted`, or as in [`StateAnswer`].
    pub(crate) state: &'static str,
    /// How many have signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signed: Option<usize>,
    /// How many are to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<usize>,
    /// A draft's revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision: Option<u64>,
    /// Hex digest, once it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
}

/// Where a pact stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct StateAnswer {
    /// Its id.
    pub(crate) id: String,
    /// Hex SHA-256 of its canonical bytes.
    pub(crate) digest: String,
    /// The digest's short number for people.
    pub(crate) number: String,
    /// The digest's long number for people.
    pub(crate) long_number: String,
    /// Its title.
    pub(crate) title: String,
    /// `in-person` or `invite`.
    pub(crate) identity: &'static str,
    /// `signing`, `all-signed` (the completion is missing), `completed`, `declined`, `withdrawn`.
    pub(crate) state: &'static str,
    /// How many have signed.
    pub(crate) signed: usize,
    /// How many are to sign.
    pub(crate) due: usize,
    /// Whose signature would be taken now: party ids, in roster order.
    pub(crate) turn: Vec<String>,
    /// The opening's record digest.
    pub(crate) opening: String,
    /// The time that the opening claims.
    pub(crate) opened: String,
    /// When signing ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closes: Option<String>,
    /// Whether records were erased.
    pub(crate) erased: bool,
    /// The id of the pact that this one supersedes, where it is in this ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) supersedes: Option<String>,
    /// Everybody in the roster, in its order.
    pub(crate) parties: Vec<PartyAnswer>,
}

/// Where one party stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyAnswer {
    /// Its id.
    pub(crate) party: String,
    /// The unit's name.
    pub(crate) unit: String,
    /// `head`, `deputy`, `member`, `witness`.
    pub(crate) role: &'static str,
    /// Its stage.
    pub(crate) stage: u64,
    /// `k/n`; absent for who is merely named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<String>,
    /// `named`, `waiting`, `enrolled`, `signed`, `declined`.
    pub(crate) state: &'static str,
    /// Whether its signature would be taken now.
    pub(crate) turn: bool,
    /// Whether the desk has released its position to somebody.
    pub(crate) released: bool,
    /// Whether a key waits for the registrar's line.
    pub(crate) pending: bool,
    /// Whether a decline waits for the desk to confirm it.
    pub(crate) declining: bool,
    /// Whose name the newest enrolment bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) holder: Option<String>,
    /// `in-person`, `invite`, `pinned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<&'static str>,
    /// The vkey that it signs with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    /// Record digest of the newest enrolment, which a signature must name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enrolment: Option<String>,
    /// Its signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signature: Option<SignatureAnswer>,
}

/// A signature in the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignatureAnswer {
    /// Index in the ledger.
    pub(crate) index: u64,
    /// Record digest.
    pub(crate) digest: String,
    /// Its short number for people.
    pub(crate) number: String,
    /// Claimed by the signer.
    pub(crate) time: String,
    /// Hex SHA-256 of the drawn mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mark: Option<String>,
}

/// A record in the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordAnswer {
    /// Index in the ledger.
    pub(crate) index: u64,
    /// `opening`, `enrolment` …
    pub(crate) kind: &'static str,
    /// Hex SHA-256 of its text.
    pub(crate) digest: String,
    /// That digest's short number for people.
    pub(crate) number: String,
    /// Whether it was erased.
    pub(crate) erased: bool,
    /// The signed note, unless it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// The document and the state.
pub(crate) fn pact(app: &App, id: &PactId) -> Result<PactAnswer, Problem> {
    let progress = opened(app, id)?;
    Ok(PactAnswer { document: document(progress.pact())?, state: at_the_desk(app, &progress)? })
}

/// The document as JSON.
pub(crate) fn document(pact: &Pact) -> Result<Value, Problem> {
    Ok(json::parse(pact.canonical(), Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?)
}

/// Where a pact stands, and what waits at the desk.
pub(crate) fn current(app: &App, id: &PactId) -> Result<StateAnswer, Problem> {
    at_the_desk(app, &*opened(app, id)?)
}

pub(crate) fn at_the_desk(app: &App, progress: &Progress) -> Result<StateAnswer, Problem> {
    let (id, mut state) = (&progress.pact().id, state(progress));
    if let Some(digest) = progress.pact().supersedes {
        state.supersedes = app.ledger().pact(digest)?.map(|earlier| earlier.id.to_string());
    }
    let released: BTreeSet<_> = app.office().releases(id)?.into_iter().map(|release| release.party).collect();
    let pending: BTreeSet<_> = app.office().pending(id)?.into_iter().map(|pending| pending.party).collect();
    let declining: BTreeSet<_> = app.office().declines(id)?.into_iter().map(|waiting| waiting.party).collect();
    for (party, answer) in progress.pact().roster.parties().iter().zip(&mut state.parties) {
        answer.released = released.contains(&party.id);
        answer.pending = pending.contains(&party.id);
        answer.declining = declining.contains(&party.id);
    }
    Ok(state)
}

/// Where a pact stands by its records alone.
pub(crate) fn state(progress: &Progress) -> StateAnswer {
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
pub(crate) fn records(app: &App, id: &PactId) -> Result<Vec<RecordAnswer>, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    Ok(app.ledger().records(pact.digest())?.into_iter().map(record).collect())
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
pub(crate) fn proof(app: &App, id: &PactId, index: u64) -> Result<String, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    match app.ledger().record(index)? {
        Some((digest, _)) if digest == pact.digest() => {
            Ok(Reader::new(app.ledger()).tlog_proof(index, &app.sequencer().head())?.to_string())
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

/// The evidence file.
pub(crate) fn evidence(app: &App, id: &PactId) -> Result<String, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    let evidence = Reader::new(app.ledger()).evidence(pact.digest(), &app.sequencer().head())?;
    Ok(evidence.to_json()?)
}

/// The report over an evidence file, under this server's policy, with the annexes that it keeps.
pub(crate) fn verification(app: &App, id: &PactId) -> Result<Arc<Report>, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    let mut annexes = AnnexesAtHand::new();
    for annex in &pact.annexes {
        if let Some(bytes) = app.office().file(&annex.sha256)? {
            annexes.insert(annex.file.clone(), Digest::of(&bytes));
        }
    }
    Ok(Arc::new(verify(evidence(app, id)?.as_bytes(), Some(app.policy()), &annexes)))
}

/// The report over a file that somebody sent: evidence, a PDF that carries it, a photo of codes, or their texts; under
/// this server's policy.
pub(crate) fn verify_file(app: &App, file: &[u8]) -> Result<Arc<Report>, Problem> {
    let digest = Digest::of(file);
    if let Some(report) = app.reports().get(&digest) {
        return Ok(report);
    }
    let mut reports = verify_all(&[file], Some(app.policy()), &AnnexesAtHand::new(), app.look());
    let report = Arc::new(reports.pop().map(|(_, report)| report).ok_or(Refusal::Internal)?);
    // A photo that could not be read in time may be read another time.
    let unread = |step: &StepReport| step.status.error().is_some_and(|e| e.code == Code::PictureUnreadable);
    if !report.deciding().is_some_and(unread) {
        app.reports().keep(digest, report.clone());
    }
    Ok(report)
}

/// Opened pacts, the newest opening first.
pub(crate) fn list(app: &App, before: Option<u64>, limit: usize) -> Result<Vec<(u64, PactLine)>, Problem> {
    let pacts = app.ledger().pacts(before, limit)?;
    pacts.into_iter().map(|(index, pact)| Ok((index, line(app, &pact)?))).collect()
}

fn line(app: &App, pact: &Pact) -> Result<PactLine, Problem> {
    // An erased opening leaves no state to tell.
    let progress = app.sequencer().progress(pact.digest()).ok().flatten();
    Ok(PactLine {
        id: pact.id.to_string(),
        title: Some(pact.title.clone()),
        state: progress.as_ref().map_or("erased", |progress| word(progress)),
        signed: progress.as_ref().map(|progress| progress.signed_count()),
        due: Some(pact.roster.signer_count()),
        revision: None,
        digest: Some(pact.digest().to_string()),
    })
}
