//! Releases: the registrar's side says that this person may enrol for this position now (formats §2).

use super::{HolderBody, codes, opened, pick};
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::{may_enrol, method_of};
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{PactId, Party, PartyId};
use giaouoc_core::record::{Method, RecordDigest};
use giaouoc_store::office::Release;
use giaouoc_store::office::ceremony::Opens;
use giaouoc_tlog::note::Note;
use serde::Serialize;
use utoipa::ToSchema;

/// What a device needs in order to build the enrolment that the registrar will sign.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseAnswer {
    /// The party's id.
    pub(crate) party: String,
    /// The unit's name.
    pub(crate) unit: String,
    /// Who may enrol.
    pub(crate) holder: String,
    /// `representative` or `delegate`.
    pub(crate) capacity: &'static str,
    /// Hex SHA-256 of the letter of authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<String>,
    /// `in-person` or `pinned`.
    pub(crate) method: &'static str,
    /// The name that a single-use key of this party bears.
    pub(crate) key_name: String,
    /// Whether a device that has no invitation of this party must bring what the short code gives.
    pub(crate) needs_code: bool,
    /// When it was released.
    pub(crate) time: String,
}

/// A new release, and perhaps its code, shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewRelease {
    /// The release.
    #[serde(flatten)]
    pub(crate) release: ReleaseAnswer,
    /// Six digits for the person to type on the device that is to enrol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// When the code ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code_expires: Option<String>,
}

/// An enrolment that waits for the registrar's line.
#[derive(Serialize, ToSchema)]
pub(crate) struct PendingAnswer {
    /// The party's id.
    pub(crate) party: String,
    /// Text and possession line.
    pub(crate) note: String,
    /// Hex SHA-256 of the text.
    pub(crate) digest: String,
    /// That digest's long number, to be compared with the one on the signer's screen.
    pub(crate) long_number: String,
    /// When it came in.
    pub(crate) time: String,
}

/// Releases a position; an earlier release, and what waited for it, is gone.
pub(crate) fn release(app: &App, id: &PactId, body: &HolderBody) -> Result<NewRelease, Problem> {
    body.must_not_have("expires", body.expires.as_ref())?;
    let _turn = app.one_at_a_time(&Digest::of(id.as_str()));
    let progress = opened(app, id)?;
    let party = may_enrol(&progress, &body.party()?)?;
    let release = Release {
        pact: id.clone(),
        party: party.id.clone(),
        holder: body.holder(party)?,
        method: released_method(party, body.method.as_deref())?,
        time: app.now(),
    };
    app.office().release(&release)?;
    let wanted = body.code.unwrap_or_default();
    let code = wanted.then(|| codes::make(app, id, &party.id, Opens::Release)).transpose()?;
    app.hub().office_moved(id);
    let (code, code_expires) = code.map(|made| (made.code, made.expires)).unzip();
    let release = answer(app, progress.pact().key_name(&party.id), party, &release)?;
    Ok(NewRelease { release, code, code_expires })
}

/// What the roster demands; another method than that is refused here already.
fn released_method(party: &Party, asked: Option<&str>) -> Result<Method, Problem> {
    let due = method_of(party, Method::InPerson);
    match asked.map(|word| pick(&Method::WORDS, word)) {
        None => Ok(due),
        Some(Some(asked)) if asked == due => Ok(due),
        Some(Some(_)) => Err(CoreError::new(Code::MethodNotAllowed).at("/method").into()),
        Some(None) => Err(CoreError::new(Code::ValueForm).at("/method").into()),
    }
}

/// The release of a position.
pub(crate) fn find(app: &App, id: &PactId, party: &PartyId) -> Result<Release, Problem> {
    let found = app.office().releases(id)?.into_iter().find(|release| release.party == *party);
    found.ok_or_else(|| Refusal::NotReleased.into())
}

/// The release of a position, for the device that is to enrol.
pub(crate) fn look(app: &App, id: &PactId, party: &PartyId) -> Result<ReleaseAnswer, Problem> {
    let progress = opened(app, id)?;
    let entry = progress.pact().roster.party(party).ok_or(Refusal::NotFound)?;
    let release = find(app, id, party)?;
    answer(app, progress.pact().key_name(party), entry, &release)
}

/// All releases of a pact.
pub(crate) fn list(app: &App, id: &PactId) -> Result<Vec<ReleaseAnswer>, Problem> {
    let progress = opened(app, id)?;
    let pact = progress.pact();
    let entry = |release: &Release| {
        let party = pact.roster.party(&release.party)?;
        Some(answer(app, pact.key_name(&release.party), party, release))
    };
    app.office().releases(id)?.iter().filter_map(entry).collect()
}

/// Takes a release back, with what waits for it.
pub(crate) fn take_back(app: &App, id: &PactId, party: &PartyId) -> Result<(), Problem> {
    let _turn = app.one_at_a_time(&Digest::of(id.as_str()));
    find(app, id, party)?;
    app.office().take_back(id, party)?;
    app.hub().office_moved(id);
    Ok(())
}

/// What waits for the registrar.
pub(crate) fn pending(app: &App, id: &PactId) -> Result<Vec<PendingAnswer>, Problem> {
    opened(app, id)?;
    let pending = app.office().pending(id)?.into_iter().map(|pending| {
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

fn answer(app: &App, key_name: String, party: &Party, release: &Release) -> Result<ReleaseAnswer, Problem> {
    let needs_code = app.office().code(&release.pact, &party.id, Opens::Release)?.is_some();
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
