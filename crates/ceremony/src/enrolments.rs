//! Enrolments that bear the possession line only: by an invitation, or waiting for the registrar.

use super::records::{self, Receipt};
use super::{codes, invitations, opened};
use crate::app::App;
use crate::bearers::Shown;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::{Possession, Waiting, may_enrol, method_of};
use giaouoc_core::pact::{Identity, PactId, PartyId};
use giaouoc_core::progress::{Admission, Progress};
use giaouoc_core::record::{Method, Record, RecordDigest};
use giaouoc_store::office::ceremony::Opens;
use giaouoc_store::office::{Invitation, Pending};
use serde::Deserialize;
use utoipa::ToSchema;

/// A signed note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteBody {
    /// The note, whole.
    pub(crate) note: String,
}

/// An enrolment by an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolBody {
    /// The note: text and possession line.
    pub(crate) note: String,
    /// The one-time code, where the invitation demands one.
    pub(crate) code: Option<String>,
}

/// What the desk has compared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmBody {
    /// Hex SHA-256 of the pending note's text, as the list of what is pending tells it.
    pub(crate) digest: String,
}

/// Parses a note that bears the possession line alone, by a key that this server takes.
pub(crate) fn parse(app: &App, note: &str) -> Result<Possession, Problem> {
    let possession = Possession::parse(note)?;
    app.refuse_example(&possession.enrolment().key)?;
    Ok(possession)
}

/// Enrols the key of somebody who was invited. The invitation is spent exactly once; the same text again gives the
/// same receipt.
pub(crate) fn by_invitation(app: &App, id: &PactId, hash: &Digest, body: &EnrolBody) -> Result<Receipt, Problem> {
    let possession = parse(app, &body.note)?;
    let _turn = app.one_at_a_time(hash);
    let invitation = invitations::find(app, id, hash)?;
    let progress = opened(app, id)?;
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRelease.into());
    }
    let record = possession.attest(app.online())?;
    if is_logged(app, &progress, &record, &invitation.party)? {
        return records::submit_record(app, &progress, record, None);
    }
    let party = progress.pact().roster.party(&invitation.party).ok_or(Refusal::NotFound)?;
    let (method, now) = (method_of(party, Method::Invite), app.now());
    possession.check_release(&progress, &invitation.party, invitation.holder.clone(), method)?;
    possession.check_clock(now)?;
    spend_code(app, &invitation, body.code.as_deref(), &record)?;
    app.office().spend_invitation(hash, record.digest(), now)?;
    records::submit_record(app, &progress, record, None).inspect_err(|problem| {
        // Where it is not known whether the record is there, the token stays bound to it: the same text may be sent
        // again. Where it was refused, whoever was invited may make another.
        if !problem.is_refusal() {
            return;
        }
        if let Err(error) = app.office().unspend_invitation(hash) {
            tracing::error!(%error, "an invitation stays spent");
        }
    })
}

/// The code that an invitation may demand beside its link, used on this very record, now or at an earlier try. An
/// invitation that does not count any more costs no code.
fn spend_code(app: &App, invitation: &Invitation, typed: Option<&str>, record: &Record) -> Result<(), Problem> {
    let open = invitations::word(invitation, app.now()) == "open";
    if !(invitation.needs_code && open) {
        return Ok(());
    }
    let (id, party, on) = (&invitation.pact, &invitation.party, record.digest().0);
    let code = app.office().code(id, party, Opens::Invitation)?;
    if code.is_some_and(|code| code.used_on == Some(on)) {
        return Ok(());
    }
    codes::spend(app, (id, party, Opens::Invitation), typed.ok_or(Refusal::CodeNeeded)?, &on)
}

/// Whether the ledger holds this very enrolment of the invited party: then the token that it was spent on is no matter.
fn is_logged(app: &App, progress: &Progress, record: &Record, party: &PartyId) -> Result<bool, Problem> {
    let same_party = record.statement().party() == Some(party);
    let known = progress.party(party).is_some_and(|state| state.enrolments.iter().any(|e| e.digest == record.digest()));
    if !(same_party && known) {
        return Ok(false);
    }
    let authentic = progress.authenticate(record.clone(), app.policy())?;
    Ok(matches!(progress.admit(&authentic, app.policy())?, Admission::Known { same_text: true, .. }))
}

/// Keeps what the signer's device made for a released position, for the registrar to compare and sign. The first key
/// keeps the place: another is refused until the desk takes the release back or releases anew.
pub(crate) fn put_pending(app: &App, id: &PactId, note: &str, shown: &Shown) -> Result<PartyId, Problem> {
    let possession = parse(app, note)?;
    let _turn = app.one_at_a_time(&Digest::of(id.as_str()));
    let progress = opened(app, id)?;
    let party = possession.enrolment().party.clone();
    may_enrol(&progress, &party)?;
    let release = super::releases::find(app, id, &party)?;
    may_come(app, id, &party, shown)?;
    possession.check_release(&progress, &party, release.holder, release.method)?;
    let now = app.now();
    possession.check_clock(now)?;
    if let Some(waiting) = find_pending(app, id, &party)? {
        // Whoever has the id could otherwise put a key of their own in the place of the signer's.
        if waiting.enrolment().key.public_key() != possession.enrolment().key.public_key() {
            return Err(Refusal::PendingTaken.into());
        }
    }
    match app.office().put_pending(id, &party, note, now) {
        Err(giaouoc_store::Error::NotFound) => Err(Refusal::NotReleased.into()),
        other => {
            other?;
            app.hub().office_moved(id);
            Ok(party)
        }
    }
}

/// Where the desk gave out a code, a device needs what the code gave it, or the party's own invitation.
fn may_come(app: &App, id: &PactId, party: &PartyId, shown: &Shown) -> Result<(), Problem> {
    let Some(code) = app.office().code(id, party, Opens::Release)? else { return Ok(()) };
    let may = match shown {
        Shown::Nothing => false,
        Shown::Claim(claim) => code.used_on.as_ref() == Some(claim),
        Shown::Invitation(hash) => app.office().invitation_by_hash(hash)?.is_some_and(|invitation| {
            (&invitation.pact, &invitation.party) == (id, party) && invitations::word(&invitation, app.now()) == "open"
        }),
    };
    if may { Ok(()) } else { Err(Refusal::CodeNeeded.into()) }
}

/// The enrolment that waits for a released position. Its clock was compared on arrival.
pub(crate) fn waiting(app: &App, id: &PactId, party: &PartyId) -> Result<Waiting, Problem> {
    let release = super::releases::find(app, id, party)?;
    let pending = pending_of(app, id, party)?.ok_or(Refusal::NothingPending)?;
    let possession = parse(app, &pending.note)?;
    Ok(Waiting { possession, holder: release.holder, method: release.method, clock: pending.time })
}

/// What waits for a party.
fn find_pending(app: &App, id: &PactId, party: &PartyId) -> Result<Option<Possession>, Problem> {
    pending_of(app, id, party)?.map(|pending| parse(app, &pending.note)).transpose()
}

fn pending_of(app: &App, id: &PactId, party: &PartyId) -> Result<Option<Pending>, Problem> {
    Ok(app.office().pending(id)?.into_iter().find(|pending| pending.party == *party))
}

/// Adds the server's registrar's line to what is pending, and takes it: for `identity: invite` only. It must be the
/// text that the desk compared.
pub(crate) fn confirm(app: &App, id: &PactId, party: &PartyId, body: &ConfirmBody) -> Result<Receipt, Problem> {
    let compared = RecordDigest(Digest::parse(&body.digest).map_err(|e| e.at("/digest"))?);
    let _turn = app.one_at_a_time(&Digest::of(id.as_str()));
    let progress = opened(app, id)?;
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRegistrar.into());
    }
    let possession = find_pending(app, id, party)?.ok_or(Refusal::NothingPending)?;
    let found = possession.digest();
    if found != compared {
        return Err(Problem::from(Refusal::PendingDiffers).at("/digest").because(format!("{found} waits")));
    }
    records::submit_record(app, &progress, possession.attest(app.online())?, None)
}
