//! Records on their way into the ledger, and the receipts for them.

use super::opened;
use crate::app::App;
use crate::auth::Anybody;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::reason;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::key::parse_vkey;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Identity, PactId, PartyId};
use giaouoc_core::progress::{End, Progress};
use giaouoc_core::record::{Act, Record, Statement};
use giaouoc_store::reader::Reader;
use giaouoc_store::sequencer::{self, Submission};
use giaouoc_tlog::merkle::Hash;
use giaouoc_tlog::note::Algorithm;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What whoever sent a record gets: enough to check by itself that the record is in the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Where it stands in the ledger.
    pub(crate) index: u64,
    /// Hex SHA-256 of its text.
    pub(crate) digest: String,
    /// That digest's short number for people.
    pub(crate) number: String,
    /// `opening`, `enrolment` …
    pub(crate) kind: &'static str,
    /// Whether the ledger had it already.
    pub(crate) known: bool,
    /// False where another text by the same key holds the position: this is that one's receipt.
    pub(crate) same_text: bool,
    /// Entries under the checkpoint.
    pub(crate) size: u64,
    /// The checkpoint, a signed note.
    pub(crate) checkpoint: String,
    /// The inclusion proof: base64 of hashes, the leaf's sibling first.
    pub(crate) proof: Vec<String>,
    /// Base64 of the leaf's salt; absent where the record was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// The note as it was logged; absent where it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The ledger's clock; nothing is decided by it.
    pub(crate) time: String,
}

/// A signed record, and what a signature names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordBody {
    /// The signed note.
    pub(crate) note: String,
    /// The drawn mark that a signature names, an SVG.
    pub(crate) mark: Option<String>,
}

/// Takes a signed record of any kind but the opening. Signatures and declines prove by themselves whose they are;
/// whatever a registrar signs comes from the desk or the organiser.
pub(crate) fn take(app: &App, id: &PactId, body: &RecordBody, caller: &Anybody) -> Result<Receipt, Problem> {
    let record = Record::parse(body.note.as_bytes())?;
    match record.kind() {
        Kind::Signature | Kind::Decline => {}
        Kind::Opening => return Err(Refusal::UseOpen.into()),
        _ => caller.must_be_desk()?,
    }
    let progress = opened(app, id)?;
    let mark = mark(&record, body.mark.as_deref())?;
    submit_record(app, &progress, record, mark)
}

/// The mark, if it is the one that the signature names.
fn mark(record: &Record, svg: Option<&str>) -> Result<Option<Mark>, Problem> {
    let Some(mark) = svg.map(Mark::parse).transpose().map_err(|e| e.at("/mark"))? else { return Ok(None) };
    mark.check_named(&record.statement().act).map_err(|e| e.at("/mark"))?;
    Ok(Some(mark))
}

/// Authenticates a record, hands it to the writer, and settles what waited for it.
pub(crate) fn submit_record(
    app: &App,
    progress: &Progress,
    record: Record,
    mark: Option<Mark>,
) -> Result<Receipt, Problem> {
    if let Act::Enrolment(enrolment) = &record.statement().act {
        app.refuse_example(&enrolment.key)?;
    }
    let settles = matches!(record.kind(), Kind::Enrolment | Kind::Signature | Kind::Decline);
    let party = record.statement().party().filter(|_| settles).cloned();
    let authentic = progress.authenticate(record, app.policy())?;
    let id = &progress.pact().id;
    let receipt = submit(app, id, Submission::Record { authentic, mark })?;
    if let Some(party) = party
        && app.office().settle(id, &party)?
    {
        app.hub().office_moved(id);
    }
    Ok(receipt)
}

/// Hands something of this pact to the one writer, waits for the commit, and tells whoever listens.
pub(crate) fn submit(app: &App, id: &PactId, submission: Submission) -> Result<Receipt, Problem> {
    let receipt = app.sequencer().submit_wait(submission)?;
    if !receipt.known {
        app.hub().ledger_moved(id);
    }
    prove(app, receipt)
}

fn prove(app: &App, receipt: sequencer::Receipt) -> Result<Receipt, Problem> {
    let proof = Reader::new(app.ledger()).inclusion(receipt.index, receipt.size)?;
    let stored = app.ledger().record(receipt.index)?.and_then(|(_, record)| record.text);
    let (note, nonce) = stored.unzip();
    Ok(Receipt {
        index: receipt.index,
        digest: receipt.digest.to_string(),
        number: receipt.digest.0.short(),
        kind: receipt.kind.as_str(),
        known: receipt.known,
        same_text: receipt.same_text,
        size: receipt.size,
        checkpoint: receipt.checkpoint,
        proof: proof.iter().map(Hash::to_base64).collect(),
        nonce: nonce.map(|nonce| nonce.to_string()),
        note,
        time: receipt.time.to_string(),
    })
}

/// A receipt, under the newest checkpoint, for what has long been in the ledger.
pub(crate) fn known(app: &App, index: u64) -> Result<Receipt, Problem> {
    let (_, record) = app.ledger().record(index)?.ok_or(Refusal::NotFound)?;
    let head = app.sequencer().head();
    let receipt = sequencer::Receipt {
        index,
        digest: record.digest,
        kind: record.kind,
        known: true,
        same_text: true,
        size: head.size,
        checkpoint: head.checkpoint,
        time: app.now(),
    };
    prove(app, receipt)
}

/// A reason, or none.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// Why, at most 200 characters.
    pub(crate) reason: Option<String>,
}

/// Which key is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeBody {
    /// Whose key.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub(crate) party: String,
    /// Its vkey.
    pub(crate) key: String,
    /// Why, at most 200 characters.
    pub(crate) reason: Option<String>,
}

/// The server's registrar says that all have signed. Again: the first receipt.
pub(crate) fn complete(app: &App, id: &PactId) -> Result<Receipt, Problem> {
    let progress = opened(app, id)?;
    if let Some((End::Completed, index)) = progress.end() {
        return known(app, index);
    }
    online(app, &progress, |progress| Ok(progress.draft_completion(app.now())?))
}

/// The server's registrar withdraws the pact. Again: the first receipt.
pub(crate) fn withdraw(app: &App, id: &PactId, body: &ReasonBody) -> Result<Receipt, Problem> {
    let progress = opened(app, id)?;
    if let Some((End::Withdrawn, index)) = progress.end() {
        return known(app, index);
    }
    let reason = reason(body.reason.as_deref())?;
    online(app, &progress, |progress| Ok(progress.draft_withdrawal(reason, app.now())))
}

/// The server's registrar takes a key back.
pub(crate) fn revoke(app: &App, id: &PactId, body: &RevokeBody) -> Result<Receipt, Problem> {
    let progress = opened(app, id)?;
    let party = PartyId::parse(&body.party).map_err(|e| e.at("/party"))?;
    let key = parse_vkey(&body.key, Algorithm::Ed25519).map_err(|e| e.at("/key"))?;
    let reason = reason(body.reason.as_deref())?;
    online(app, &progress, |progress| Ok(progress.draft_revocation(&party, key, reason, app.now())))
}

fn online(
    app: &App,
    progress: &Progress,
    draft: impl FnOnce(&Progress) -> Result<Statement, Problem>,
) -> Result<Receipt, Problem> {
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRegistrar.into());
    }
    let record = draft(progress)?.sign(&[app.online()])?;
    submit_record(app, progress, record, None)
}

/// Erases text, nonce and mark of a record; its leaf, and so every proof, stays.
pub(crate) fn erase(app: &App, index: u64) -> Result<(), Problem> {
    app.sequencer().erase(index)?;
    if let Some((digest, _)) = app.ledger().record(index)?
        && let Some(pact) = app.ledger().pact(digest)?
    {
        app.hub().ledger_moved(&pact.id);
    }
    tracing::info!(index, "a record was erased");
    Ok(())
}

/// What was erased of a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasedPerson {
    /// Indices of the records that were erased now.
    records: Vec<u64>,
    /// Whether the pact's own text names the person: that goes only with the whole pact.
    named_in_pact: bool,
}

/// Erases every record of a party (enrolments, signature, decline, revocations), and all that the office holds of its person.
pub(crate) fn erase_person(app: &App, id: &PactId, party: &PartyId) -> Result<ErasedPerson, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    let named = pact.roster.party(party).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(party.as_str()))?;
    let mut erased = Vec::new();
    for stored in app.ledger().records(pact.digest())? {
        let Some((note, _)) = &stored.text else { continue };
        if Record::parse(note.as_bytes())?.statement().party() == Some(party) {
            erase(app, stored.index)?;
            erased.push(stored.index);
        }
    }
    app.office().forget_person(id, party)?;
    app.hub().office_moved(id);
    Ok(ErasedPerson { records: erased, named_in_pact: named.representative.is_some() })
}

/// One mark of a pact.
pub(crate) fn find_mark(app: &App, id: &PactId, digest: &Digest) -> Result<Mark, Problem> {
    let pact = app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    let marks = app.ledger().marks(pact.digest())?;
    marks.into_iter().find(|mark| mark.digest() == *digest).ok_or_else(|| Refusal::NotFound.into())
}
