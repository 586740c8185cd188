//! Records on their way into the ledger, and the receipts for them.

use crate::caller::{Admin, Caller, Organiser};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::Digest;
use giaouoc_core::desk::reason;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::key::parse_vkey;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Identity, PactId, PartyId};
use giaouoc_core::progress::{End, Progress};
use giaouoc_core::record::{Act, Record, Statement};
use giaouoc_store::sequencer::{self, Submission};
use giaouoc_tlog::merkle::Hash;
use giaouoc_tlog::note::Algorithm;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Receipt for a record: enough to check by oneself that the record is in the ledger.
#[derive(Serialize, ToSchema)]
pub struct Receipt {
    /// Index in the ledger.
    index: u64,
    /// Hex SHA-256 of its text.
    digest: String,
    /// That digest's short number for people.
    number: String,
    /// `opening`, `enrolment` …
    kind: &'static str,
    /// True if the record was already logged.
    pub known: bool,
    /// False where another text by the same key holds the position: this is that one's receipt.
    same_text: bool,
    /// Entries under the checkpoint.
    size: u64,
    /// The checkpoint, a signed note.
    checkpoint: String,
    /// The inclusion proof: base64 of hashes, the leaf's sibling first.
    proof: Vec<String>,
    /// Base64 of the leaf's salt; absent where the record was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    /// The note as it was logged; absent where it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The ledger's clock; nothing is decided by it.
    time: String,
}

/// A signed record, and what a signature names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBody {
    /// The signed note.
    note: String,
    /// The drawn mark that a signature names, an SVG.
    mark: Option<String>,
}

/// Takes a signed record of any kind but the opening. Signatures and declines prove by themselves whose they are;
/// whatever a registrar signs must come from the desk or an organiser.
///
/// # Errors
/// [`Refusal::UseOpen`], [`Refusal::Unauthorised`], [`Refusal::ForbiddenScope`], or what the ledger refuses.
pub fn take(service: &Service, caller: Option<&Caller>, id: &PactId, body: &RecordBody) -> Result<Receipt, Refused> {
    let record = Record::parse(body.note.as_bytes())?;
    match record.kind() {
        Kind::Signature | Kind::Decline => {}
        Kind::Opening => return Err(Refusal::UseOpen.into()),
        _ => drop(caller.ok_or(Refusal::Unauthorised)?.desk()?),
    }
    let progress = service.opened(id)?;
    let mark = mark(&record, body.mark.as_deref())?;
    submit_record(service, &progress, record, mark)
}

/// The mark, if it is the one that the signature names.
fn mark(record: &Record, svg: Option<&str>) -> Result<Option<Mark>, Refused> {
    let Some(mark) = svg.map(Mark::parse).transpose().map_err(|e| e.at("/mark"))? else { return Ok(None) };
    mark.check_named(&record.statement().act).map_err(|e| e.at("/mark"))?;
    Ok(Some(mark))
}

/// Authenticates a record and hands it to the writer, which settles in the same commit what waited for it.
pub(crate) fn submit_record(
    service: &Service,
    progress: &Progress,
    record: Record,
    mark: Option<Mark>,
) -> Result<Receipt, Refused> {
    if let Act::Enrolment(enrolment) = &record.statement().act {
        service.refuse_example(&enrolment.key)?;
    }
    let authentic = progress.authenticate(record, service.policy())?;
    submit(service, &progress.pact().id, Submission::Record { authentic, mark })
}

/// Hands something of this pact to the one writer, waits for the commit, and tells whoever listens.
pub(crate) fn submit(service: &Service, id: &PactId, submission: Submission) -> Result<Receipt, Refused> {
    let receipt = service.sequencer().submit_wait(submission)?;
    if !receipt.known {
        service.changes().ledger_changed(id);
    }
    if receipt.settled {
        service.changes().workspace_changed(id);
    }
    Ok(told(receipt))
}

fn told(receipt: sequencer::Receipt) -> Receipt {
    let (note, nonce) = receipt.text.unzip();
    Receipt {
        index: receipt.index,
        digest: receipt.digest.to_string(),
        number: receipt.digest.0.short(),
        kind: receipt.kind.as_str(),
        known: receipt.known,
        same_text: receipt.same_text,
        size: receipt.size,
        checkpoint: receipt.checkpoint,
        proof: receipt.proof.iter().map(Hash::to_base64).collect(),
        nonce: nonce.map(|nonce| nonce.to_string()),
        note,
        time: receipt.time.to_string(),
    }
}

/// A receipt, under the newest checkpoint, for what has long been in the ledger.
pub(crate) fn known(service: &Service, index: u64) -> Result<Receipt, Refused> {
    Ok(told(service.sequencer().receipt(index, service.now())?))
}

/// A reason, or none.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// Reason, at most 200 characters.
    reason: Option<String>,
}

/// The key that is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeBody {
    /// Holder of the key: the party's id.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: String,
    /// Its vkey.
    key: String,
    /// Reason, at most 200 characters.
    reason: Option<String>,
}

/// Completes an `invite` pact by the server's registrar. Completing it again gives the first receipt.
///
/// # Errors
/// [`Refusal::NeedsRegistrar`], or what the ledger refuses.
pub fn complete(service: &Service, _: &Organiser, id: &PactId) -> Result<Receipt, Refused> {
    let progress = service.opened(id)?;
    if let Some((End::Completed, index)) = progress.end() {
        return known(service, index);
    }
    online(service, &progress, |progress| Ok(progress.draft_completion(service.now())?))
}

/// Withdraws an `invite` pact by the server's registrar. Withdrawing it again gives the first receipt.
///
/// # Errors
/// [`Refusal::NeedsRegistrar`], or what the ledger refuses.
pub fn withdraw(service: &Service, _: &Organiser, id: &PactId, body: &ReasonBody) -> Result<Receipt, Refused> {
    let progress = service.opened(id)?;
    if let Some((End::Withdrawn, index)) = progress.end() {
        return known(service, index);
    }
    let reason = reason(body.reason.as_deref())?;
    online(service, &progress, |progress| Ok(progress.draft_withdrawal(reason, service.now())))
}

/// Takes a key of an `invite` pact back, by the server's registrar.
///
/// # Errors
/// [`Refusal::NeedsRegistrar`], or what the ledger refuses.
pub fn revoke(service: &Service, _: &Organiser, id: &PactId, body: &RevokeBody) -> Result<Receipt, Refused> {
    let progress = service.opened(id)?;
    let party = PartyId::parse(&body.party).map_err(|e| e.at("/party"))?;
    let key = parse_vkey(&body.key, Algorithm::Ed25519).map_err(|e| e.at("/key"))?;
    let reason = reason(body.reason.as_deref())?;
    online(service, &progress, |progress| Ok(progress.draft_revocation(&party, key, reason, service.now())))
}

fn online(
    service: &Service,
    progress: &Progress,
    draft: impl FnOnce(&Progress) -> Result<Statement, Refused>,
) -> Result<Receipt, Refused> {
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRegistrar.into());
    }
    let record = draft(progress)?.sign(&[service.online()])?;
    submit_record(service, progress, record, None)
}

/// Erases text, nonce and mark of a record. Its leaf, and so every proof, stays.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Halted`].
pub fn erase(service: &Service, _: &Admin, index: u64) -> Result<(), Refused> {
    service.sequencer().erase(index)?;
    if let Some((digest, _)) = service.ledger().record(index)?
        && let Some(pact) = service.ledger().pact(digest)?
    {
        service.changes().ledger_changed(&pact.id);
    }
    tracing::info!(index, "a record was erased");
    Ok(())
}

/// The records of a person that were erased.
#[derive(Serialize, ToSchema)]
pub struct ErasedPerson {
    /// Indices of the records that were erased now.
    records: Vec<u64>,
    /// True if the pact's own text names the person: that goes only with the whole pact.
    named_in_pact: bool,
}

/// Erases every record of a party (enrolments, signature, decline, revocations), and all that the workspace holds of
/// its person.
///
/// # Errors
/// [`Refusal::NotFound`], [`Code::PartyUnknown`].
pub fn erase_person(service: &Service, admin: &Admin, id: &PactId, party: &PartyId) -> Result<ErasedPerson, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    let named = pact.roster.party(party).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(party.as_str()))?;
    let mut erased = Vec::new();
    for stored in service.ledger().records(pact.digest())? {
        let Some((note, _)) = &stored.text else { continue };
        if Record::parse(note.as_bytes())?.statement().party() == Some(party) {
            erase(service, admin, stored.index)?;
            erased.push(stored.index);
        }
    }
    service.workspace().forget_person(id, party)?;
    service.changes().workspace_changed(id);
    Ok(ErasedPerson { records: erased, named_in_pact: named.representative.is_some() })
}

/// One drawn mark of a pact, by its digest.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn find_mark(service: &Service, id: &PactId, digest: &Digest) -> Result<Mark, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    let marks = service.ledger().marks(pact.digest())?;
    marks.into_iter().find(|mark| mark.digest() == *digest).ok_or_else(|| Refusal::NotFound.into())
}
