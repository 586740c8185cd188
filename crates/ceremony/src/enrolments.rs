//! Enrolments that bear the possession line only: by an invitation, or waiting for the registrar.

use crate::caller::{Desk, EnrolmentCredential};
use crate::records::{self, Receipt};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::{codes, invitations, releases};
use giaouoc_core::Digest;
use giaouoc_core::desk::{Possession, Waiting, may_enrol, method_of};
use giaouoc_core::pact::{Identity, PactId, PartyId};
use giaouoc_core::progress::{Admission, Progress};
use giaouoc_core::record::{Method, Record, RecordDigest};
use giaouoc_store::workspace::ceremony::Opens;
use giaouoc_store::workspace::{Invitation, Pending};
use serde::Deserialize;
use utoipa::ToSchema;

/// A signed note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// The note, whole.
    pub note: String,
}

/// An enrolment by an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolBody {
    /// The note: text and possession line.
    pub note: String,
    /// The one-time code, where the invitation demands one.
    pub code: Option<String>,
}

/// The note that the desk has compared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmBody {
    /// Hex SHA-256 of the pending note's text, as the list of what is pending tells it.
    pub(crate) digest: String,
}

/// Parses a note that bears the possession line alone, by a key that this server takes.
fn parse(service: &Service, note: &str) -> Result<Possession, Refused> {
    let possession = Possession::parse(note)?;
    service.refuse_example(&possession.enrolment().key)?;
    Ok(possession)
}

/// Enrols the key of an invited person. The invitation is spent exactly once; the same text again gives the same
/// receipt.
///
/// # Errors
/// [`Refusal::EnrolmentDiffers`], [`Refusal::ClockDiffers`], [`Refusal::NeedsRelease`], refusals of invitations and
/// codes, or what the ledger refuses.
pub fn by_invitation(service: &Service, id: &PactId, hash: &Digest, body: &EnrolBody) -> Result<Receipt, Refused> {
    let possession = parse(service, &body.note)?;
    let _turn = service.one_at_a_time(hash);
    let invitation = invitations::find(service, id, hash)?;
    let progress = service.opened(id)?;
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRelease.into());
    }
    let record = possession.attest(service.online())?;
    if is_logged(service, &progress, &record, &invitation.party)? {
        return records::submit_record(service, &progress, record, None);
    }
    let party = progress.pact().roster.party(&invitation.party).ok_or(Refusal::NotFound)?;
    let (method, now) = (method_of(party, Method::Invite), service.now());
    possession.check_release(&progress, &invitation.party, invitation.holder.clone(), method)?;
    possession.check_clock(now)?;
    spend_code(service, &invitation, body.code.as_deref(), &record)?;
    service.workspace().spend_invitation(hash, record.digest(), now)?;
    records::submit_record(service, &progress, record, None).inspect_err(|refused| {
        // Where it is not known whether the record is there, the token stays bound to it: the same text may be sent
        // again. Where it was refused, whoever was invited may make another.
        if !refused.is_callers_fault() {
            return;
        }
        if let Err(error) = service.workspace().unspend_invitation(hash) {
            tracing::error!(%error, "an invitation stays spent");
        }
    })
}

/// The code that an invitation may demand beside its link, used on this very record, now or at an earlier try. An
/// invitation that does not count any more costs no code.
fn spend_code(service: &Service, invitation: &Invitation, typed: Option<&str>, record: &Record) -> Result<(), Refused> {
    let open = invitations::word(invitation, service.now()) == "open";
    if !(invitation.needs_code && open) {
        return Ok(());
    }
    let (id, party, on) = (&invitation.pact, &invitation.party, record.digest().0);
    let code = service.workspace().code(id, party, Opens::Invitation)?;
    if code.is_some_and(|code| code.used_on == Some(on)) {
        return Ok(());
    }
    codes::spend(service, (id, party, Opens::Invitation), typed.ok_or(Refusal::CodeNeeded)?, &on)
}

/// True if the ledger holds this very enrolment of the invited party: then the token that it was spent on is no matter.
fn is_logged(service: &Service, progress: &Progress, record: &Record, party: &PartyId) -> Result<bool, Refused> {
    let same_party = record.statement().party() == Some(party);
    let known = progress.party(party).is_some_and(|state| state.enrolments.iter().any(|e| e.digest == record.digest()));
    if !(same_party && known) {
        return Ok(false);
    }
    let authentic = progress.authenticate(record.clone(), service.policy())?;
    Ok(matches!(progress.admit(&authentic, service.policy())?, Admission::Known { same_text: true, .. }))
}

/// Keeps what a signer's device made for a released position, for the registrar to compare and sign. The first key
/// keeps the place: another is refused until the desk takes the release back or releases anew.
///
/// # Errors
/// [`Refusal::NotReleased`], [`Refusal::PendingTaken`], [`Refusal::CodeNeeded`], [`Refusal::EnrolmentDiffers`],
/// [`Refusal::ClockDiffers`].
pub fn put_pending(
    service: &Service,
    id: &PactId,
    note: &str,
    credential: &EnrolmentCredential,
) -> Result<PartyId, Refused> {
    let possession = parse(service, note)?;
    let _turn = service.one_at_a_time_for(id);
    let progress = service.opened(id)?;
    let party = possession.enrolment().party.clone();
    may_enrol(&progress, &party)?;
    let release = releases::find(service, id, &party)?;
    may_come(service, id, &party, credential)?;
    possession.check_release(&progress, &party, release.holder, release.method)?;
    let now = service.now();
    possession.check_clock(now)?;
    if let Some(waiting) = find_pending(service, id, &party)? {
        // Whoever has the id could otherwise put a key of their own in the place of the signer's.
        if waiting.enrolment().key.public_key() != possession.enrolment().key.public_key() {
            return Err(Refusal::PendingTaken.into());
        }
    }
    match service.workspace().put_pending(id, &party, note, now) {
        Err(giaouoc_store::Error::NotFound) => Err(Refusal::NotReleased.into()),
        other => {
            other?;
            service.changes().workspace_changed(id);
            Ok(party)
        }
    }
}

/// Refuses a device without credential for a position with a code: it needs the code's claim, or the party's
/// invitation.
fn may_come(service: &Service, id: &PactId, party: &PartyId, credential: &EnrolmentCredential) -> Result<(), Refused> {
    let Some(code) = service.workspace().code(id, party, Opens::Release)? else { return Ok(()) };
    let may = match credential {
        EnrolmentCredential::Nothing => false,
        EnrolmentCredential::Claim(claim) => code.used_on.as_ref() == Some(claim),
        EnrolmentCredential::Invitation(hash) => {
            service.workspace().invitation_by_hash(hash)?.is_some_and(|invitation| {
                (&invitation.pact, &invitation.party) == (id, party)
                    && invitations::word(&invitation, service.now()) == "open"
            })
        }
    };
    if may { Ok(()) } else { Err(Refusal::CodeNeeded.into()) }
}

/// The enrolment that waits for a released position. Its clock was compared on arrival.
pub(crate) fn waiting(service: &Service, id: &PactId, party: &PartyId) -> Result<Waiting, Refused> {
    let release = releases::find(service, id, party)?;
    let pending = pending_of(service, id, party)?.ok_or(Refusal::NothingPending)?;
    let possession = parse(service, &pending.note)?;
    Ok(Waiting { possession, holder: release.holder, method: release.method, clock: pending.time })
}

/// The enrolment that waits for a party.
fn find_pending(service: &Service, id: &PactId, party: &PartyId) -> Result<Option<Possession>, Refused> {
    pending_of(service, id, party)?.map(|pending| parse(service, &pending.note)).transpose()
}

fn pending_of(service: &Service, id: &PactId, party: &PartyId) -> Result<Option<Pending>, Refused> {
    Ok(service.workspace().pending(id)?.into_iter().find(|pending| pending.party == *party))
}

/// Adds the line of the server's registrar to what is pending, and records it: for `identity: invite` only. It must
/// be the text that the desk compared.
///
/// # Errors
/// [`Refusal::NothingPending`], [`Refusal::PendingDiffers`], [`Refusal::NeedsRegistrar`], or what the ledger refuses.
pub fn confirm(
    service: &Service,
    _: &Desk,
    id: &PactId,
    party: &PartyId,
    body: &ConfirmBody,
) -> Result<Receipt, Refused> {
    let compared = RecordDigest(Digest::parse(&body.digest).map_err(|e| e.at("/digest"))?);
    let _turn = service.one_at_a_time_for(id);
    let progress = service.opened(id)?;
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRegistrar.into());
    }
    let possession = find_pending(service, id, party)?.ok_or(Refusal::NothingPending)?;
    let found = possession.digest();
    if found != compared {
        return Err(Refused::from(Refusal::PendingDiffers).at("/digest").because(format!("{found} waits")));
    }
    records::submit_record(service, &progress, possession.attest(service.online())?, None)
}
