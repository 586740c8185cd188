//! Enrolments that bear the possession line only: by an invitation, or waiting for the registrar.

use super::records::{self, Receipt};
use super::{codes, invitations, opened};
use crate::app::App;
use crate::bearers::Shown;
use crate::limits::CLOCK_SKEW;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{Identity, PactId, PartyId};
use giaouoc_core::progress::{Admission, Holder, Progress};
use giaouoc_core::record::{Act, Enrolment, MAX_NOTE, Method, Record, RecordDigest, Statement};
use giaouoc_core::time::Time;
use giaouoc_store::office::ceremony::Opens;
use giaouoc_store::office::{Invitation, Release};
use giaouoc_tlog::note::Note;
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

/// An enrolment whose key has proved that somebody holds it; the registrar's line is still missing.
pub(crate) struct Possessed {
    note: Note,
    enrolment: Enrolment,
    time: Time,
}

impl Possessed {
    /// Parses a note that bears exactly one line, by the key that it enrols.
    pub(crate) fn parse(app: &App, note: &str) -> Result<Self, Problem> {
        if note.len() > MAX_NOTE {
            return Err(CoreError::new(Code::TooLarge).because(format!("a record of {} bytes", note.len())).into());
        }
        let note = Note::parse(note.as_bytes())?;
        let Statement { act: Act::Enrolment(enrolment), time, .. } = Statement::parse(note.text())? else {
            return Err(Refusal::NotAnEnrolment.into());
        };
        match note.signatures() {
            [line] if enrolment.key.made(line) => enrolment
                .key
                .verify_line(line, note.text())
                .map_err(|_| CoreError::new(Code::SignatureWrong).because("the possession line"))?,
            _ => return Err(CoreError::new(Code::SignatureLines).because("the possession line alone is due").into()),
        };
        app.refuse_example(&enrolment.key)?;
        Ok(Self { note, enrolment, time })
    }

    /// Whether it says, byte for byte, what we would have drafted.
    fn must_be(
        &self,
        progress: &Progress,
        party: &PartyId,
        holder: Holder,
        method: Method,
    ) -> Result<Statement, Problem> {
        let due = progress.draft_enrolment(party, self.enrolment.key.clone(), holder, method, self.time);
        if due.text() != self.note.text() {
            return Err(Problem::from(Refusal::EnrolmentDiffers).at(first_difference(&due.text(), self.note.text())));
        }
        Ok(due)
    }

    /// Whether it was made about now.
    fn must_be_new(&self, now: Time) -> Result<(), Problem> {
        // The name of a single-use key, and a pinned key, are the rules' to check; a wrong clock is ours.
        if (self.time.unix() - now.unix()).abs() > CLOCK_SKEW {
            return Err(Problem::from(Refusal::ClockDiffers).at("time").because(format!("the server's is {now}")));
        }
        Ok(())
    }

    /// The record: the registrar's line first.
    fn with_online(&self, app: &App) -> Result<Record, Problem> {
        let registrar = app.online().sign(self.note.text());
        let lines = std::iter::once(registrar).chain(self.note.signatures().iter().cloned()).collect();
        Ok(Record::from_note(Note::new(self.note.text().to_owned(), lines)?)?)
    }
}

/// The name of the first line in which two texts differ.
fn first_difference(due: &str, found: &str) -> String {
    let lines = due.lines().zip(found.lines()).find(|(a, b)| a != b);
    lines.and_then(|(due, _)| due.split(' ').next()).unwrap_or("note").to_owned()
}

/// Enrols the key of somebody who was invited. The invitation is spent exactly once; the same text again gives the
/// same receipt.
pub(crate) fn by_invitation(app: &App, id: &PactId, hash: &Digest, body: &EnrolBody) -> Result<Receipt, Problem> {
    let possessed = Possessed::parse(app, &body.note)?;
    let _turn = app.one_at_a_time(hash);
    let invitation = invitations::find(app, id, hash)?;
    let progress = opened(app, id)?;
    if progress.pact().identity == Identity::InPerson {
        return Err(Refusal::NeedsRelease.into());
    }
    let record = possessed.with_online(app)?;
    if is_logged(app, &progress, &record, &invitation.party)? {
        return records::submit_record(app, &progress, record, None);
    }
    let party = progress.pact().roster.party(&invitation.party).ok_or(Refusal::NotFound)?;
    let (method, now) = (super::method(party, Method::Invite), app.now());
    possessed.must_be(&progress, &invitation.party, invitation.holder.clone(), method)?;
    possessed.must_be_new(now)?;
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
    let possessed = Possessed::parse(app, note)?;
    let _turn = app.one_at_a_time(&Digest::of(id.as_str()));
    let progress = opened(app, id)?;
    let party = possessed.enrolment.party.clone();
    super::may_enrol(&progress, &party)?;
    let release = super::releases::find(app, id, &party)?;
    may_come(app, id, &party, shown)?;
    possessed.must_be(&progress, &party, release.holder, release.method)?;
    possessed.must_be_new(app.now())?;
    if let Some(waiting) = find_pending(app, id, &party)? {
        // Whoever has the id could otherwise put a key of their own in the place of the signer's.
        if waiting.enrolment.key.public_key() != possessed.enrolment.key.public_key() {
            return Err(Refusal::PendingTaken.into());
        }
    }
    match app.office().put_pending(id, &party, note, app.now()) {
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

/// What waits for a released position, where it says what was released.
pub(crate) fn waiting(app: &App, progress: &Progress, release: &Release) -> Result<Statement, Problem> {
    let possessed = find_pending(app, &progress.pact().id, &release.party)?.ok_or(Refusal::NothingPending)?;
    possessed.must_be(progress, &release.party, release.holder.clone(), release.method)
}

/// What waits for a party.
fn find_pending(app: &App, id: &PactId, party: &PartyId) -> Result<Option<Possessed>, Problem> {
    let pending = app.office().pending(id)?.into_iter().find(|pending| pending.party == *party);
    pending.map(|pending| Possessed::parse(app, &pending.note)).transpose()
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
    let possessed = find_pending(app, id, party)?.ok_or(Refusal::NothingPending)?;
    let found = RecordDigest::of(possessed.note.text());
    if found != compared {
        return Err(Problem::from(Refusal::PendingDiffers).at("/digest").because(format!("{found} waits")));
    }
    records::submit_record(app, &progress, possessed.with_online(app)?, None)
}
