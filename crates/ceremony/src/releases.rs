//! Releases: the registrar's side says that this person may enrol for this position now (formats §2).

use crate::caller::Desk;
use crate::codes::{self, CodeAnswer};
use crate::holder::HolderBody;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use giaouoc_core::desk::{may_enrol, method_of};
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::{PactId, Party, PartyId};
use giaouoc_core::record::{Method, RecordDigest};
use giaouoc_core::words::value_of;
use giaouoc_store::workspace::Release;
use giaouoc_store::workspace::ceremony::Opens;
use giaouoc_tlog::note::Note;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A released position: all that a device needs to build the enrolment that the registrar will sign.
#[derive(Serialize, ToSchema)]
pub struct ReleaseAnswer {
    /// The party's id.
    pub(crate) party: String,
    /// The unit's name.
    unit: String,
    /// Name of the person who may enrol.
    holder: String,
    /// `representative` or `delegate`.
    capacity: &'static str,
    /// Hex SHA-256 of the letter of authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    /// `in-person` or `pinned`.
    method: &'static str,
    /// The name that a single-use key of this party bears.
    key_name: String,
    /// True if a device without an invitation of this party must bring the claim that the short code gives.
    needs_code: bool,
    /// Time of the release.
    time: String,
}

/// A new release, and perhaps its code, shown once.
#[derive(Serialize, ToSchema)]
pub struct NewRelease {
    /// The release.
    #[serde(flatten)]
    release: ReleaseAnswer,
    /// Six digits for the person to type on the device that is to enrol.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// End of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code_expires: Option<String>,
}

/// An enrolment that waits for the registrar's line.
#[derive(Serialize, ToSchema)]
pub struct PendingAnswer {
    /// The party's id.
    party: String,
    /// Text and possession line.
    note: String,
    /// Hex SHA-256 of the text.
    digest: String,
    /// That digest's long number, to be compared with the one on the signer's screen.
    long_number: String,
    /// Time at which it came in.
    time: String,
}

/// A code that somebody types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {
    /// For which party.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: String,
    /// Six digits; spaces do not count.
    code: String,
}

/// The claim that a right code gives.
#[derive(Serialize, ToSchema)]
pub struct ClaimAnswer {
    /// For which party.
    party: String,
    /// To whom the position is released.
    holder: String,
    /// The token with which one device may enrol, as long as the position is released and no other code is made.
    claim: String,
}

/// Releases a position to a person. An earlier release, and what waited for it, is gone.
///
/// # Errors
/// Codes at the members of the body, or what the state of the pact refuses.
pub fn release(service: &Service, _: &Desk, id: &PactId, body: &HolderBody) -> Result<NewRelease, Refused> {
    body.must_not_have("expires", body.expires.as_ref())?;
    let _turn = service.one_at_a_time_for(id);
    let progress = service.opened(id)?;
    let party = may_enrol(&progress, &body.party()?)?;
    let release = Release {
        pact: id.clone(),
        party: party.id.clone(),
        holder: body.holder(party)?,
        method: released_method(party, body.method.as_deref())?,
        time: service.now(),
    };
    service.workspace().release(&release)?;
    let wanted = body.code.unwrap_or_default();
    let code = wanted.then(|| codes::make(service, id, &party.id, Opens::Release)).transpose()?;
    service.changes().workspace_changed(id);
    let (code, code_expires) = code.map(|made| (made.code, made.expires)).unzip();
    let release = answer(service, progress.pact().key_name(&party.id), party, &release)?;
    Ok(NewRelease { release, code, code_expires })
}

/// The method that the roster demands; another is refused.
fn released_method(party: &Party, asked: Option<&str>) -> Result<Method, Refused> {
    let due = method_of(party, Method::InPerson);
    match asked.map(|word| value_of(&Method::WORDS, word)) {
        None => Ok(due),
        Some(Some(asked)) if asked == due => Ok(due),
        Some(Some(_)) => Err(CoreError::new(Code::MethodNotAllowed).at("/method").into()),
        Some(None) => Err(CoreError::new(Code::ValueForm).at("/method").into()),
    }
}

/// The release of a position.
pub(crate) fn find(service: &Service, id: &PactId, party: &PartyId) -> Result<Release, Refused> {
    let found = service.workspace().releases(id)?.into_iter().find(|release| release.party == *party);
    found.ok_or_else(|| Refusal::NotReleased.into())
}

/// The release of a position, for the device that is to enrol.
///
/// # Errors
/// [`Refusal::NotReleased`], [`Refusal::NotFound`].
pub fn look(service: &Service, id: &PactId, party: &PartyId) -> Result<ReleaseAnswer, Refused> {
    let progress = service.opened(id)?;
    let entry = progress.pact().roster.party(party).ok_or(Refusal::NotFound)?;
    let release = find(service, id, party)?;
    answer(service, progress.pact().key_name(party), entry, &release)
}

/// All releases of a pact.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn list(service: &Service, _: &Desk, id: &PactId) -> Result<Vec<ReleaseAnswer>, Refused> {
    let progress = service.opened(id)?;
    let pact = progress.pact();
    let entry = |release: &Release| {
        let party = pact.roster.party(&release.party)?;
        Some(answer(service, pact.key_name(&release.party), party, release))
    };
    service.workspace().releases(id)?.iter().filter_map(entry).collect()
}

/// Takes a release back, with what waits for it.
///
/// # Errors
/// [`Refusal::NotReleased`].
pub fn take_back(service: &Service, _: &Desk, id: &PactId, party: &PartyId) -> Result<(), Refused> {
    let _turn = service.one_at_a_time_for(id);
    find(service, id, party)?;
    service.workspace().take_back(id, party)?;
    service.changes().workspace_changed(id);
    Ok(())
}

/// A fresh one-time code for a released position. An earlier one, and the claim that it gave, is void.
///
/// # Errors
/// [`Refusal::NotReleased`].
pub fn new_code(service: &Service, _: &Desk, id: &PactId, party: &PartyId) -> Result<CodeAnswer, Refused> {
    service.opened(id)?;
    find(service, id, party)?;
    codes::make(service, id, party, Opens::Release)
}

/// Exchanges a right one-time code for a claim on a released position.
///
/// # Errors
/// [`Refusal::CodeWrong`], [`Refusal::CodeVoid`], [`Refusal::CodeExpired`], [`Refusal::CodeUsed`],
/// [`Refusal::NotReleased`].
pub fn claim(service: &Service, id: &PactId, body: &ClaimBody) -> Result<ClaimAnswer, Refused> {
    let party = PartyId::parse(&body.party).map_err(|e| e.at("/party"))?;
    let progress = service.opened(id)?;
    may_enrol(&progress, &party)?;
    let release = find(service, id, &party)?;
    let secret = Secret::new(Secret::CLAIM)?;
    codes::spend(service, (id, &party, Opens::Release), &body.code, &secret.hash())?;
    service.changes().workspace_changed(id);
    Ok(ClaimAnswer { party: party.to_string(), holder: release.holder.name, claim: secret.reveal() })
}

/// Enrolments that wait for the registrar's line.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn pending(service: &Service, _: &Desk, id: &PactId) -> Result<Vec<PendingAnswer>, Refused> {
    service.opened(id)?;
    let pending = service.workspace().pending(id)?.into_iter().map(|pending| {
        let digest = RecordDigest::of(Note::parse(pending.note.as_bytes())?.text());
        Ok(PendingAnswer {
            party: pending.party.to_string(),
            note: pending.note,
            digest: digest.to_string(),
            long_number: digest.0.long(),
            time: pending.time.to_string(),
        })
    });
    pending.collect()
}

fn answer(service: &Service, key_name: String, party: &Party, release: &Release) -> Result<ReleaseAnswer, Refused> {
    let needs_code = service.workspace().code(&release.pact, &party.id, Opens::Release)?.is_some();
    Ok(ReleaseAnswer {
        party: party.id.to_string(),
        unit: party.unit.clone(),
        holder: release.holder.name.clone(),
        capacity: release.holder.capacity.as_str(),
        authority: release.holder.authority.map(|digest| digest.to_string()),
        method: release.method.as_str(),
        key_name,
        needs_code,
        time: release.time.to_string(),
    })
}
