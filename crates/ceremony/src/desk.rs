//! What the desk sees: the pacts of a ceremony, and of one pact all that waits.

use super::codes;
use super::declines::{self, DeclineAnswer};
use super::invitations::{self, InvitationAnswer};
use super::kiosks::{self, KioskAnswer};
use super::releases::{self, PendingAnswer, ReleaseAnswer};
use super::view::{self, StateAnswer};
use super::{drafts, opened};
use crate::app::App;
use crate::limits::PAGE;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::progress::Progress;
use giaouoc_store::office::Draft;
use giaouoc_store::office::ceremony::Opens;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A pact that a ceremony is held for.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskLine {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// The group's name.
    group: String,
    /// The year in which its period begins.
    year: u16,
    /// `in-person` or `invite`.
    identity: &'static str,
    /// `adopted` where it waits for its opening, `erased` where its opening was erased, else as in the state.
    state: &'static str,
    /// How many have signed.
    signed: usize,
    /// How many are to sign.
    due: usize,
    /// The digest's short number for people.
    number: String,
    /// Whether the organiser has put it away.
    archived: bool,
}

/// All that the desk of one pact needs to see, at one time.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskAnswer {
    /// Where it stands, or null while it waits for its opening.
    state: Option<StateAnswer>,
    /// Whether it waits for its opening (chờ mở).
    adopted: bool,
    /// The document.
    #[schema(value_type = Object)]
    document: Value,
    /// Positions that are released.
    releases: Vec<DeskRelease>,
    /// Keys that wait for the registrar's line.
    pending: Vec<PendingAnswer>,
    /// Declines that wait to be confirmed.
    declines: Vec<DeclineAnswer>,
    /// Kiosks.
    kiosks: Vec<KioskAnswer>,
    /// Invitations that count.
    invitations: Vec<InvitationAnswer>,
    /// The server's clock.
    now: String,
}

/// A release, and how its code stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskRelease {
    /// The release.
    #[serde(flatten)]
    release: ReleaseAnswer,
    /// `none`, `open`, `claimed`, `expired`, `void`.
    code: &'static str,
}

/// Opened pacts, the newest opening first, and then adopted drafts.
pub(crate) fn pacts(app: &App) -> Result<Vec<DeskLine>, Problem> {
    let mut lines = Vec::new();
    let archived: std::collections::BTreeSet<PactId> = app.office().archived()?.into_iter().collect();
    for (_, pact) in app.ledger().pacts(None, PAGE)? {
        // An erased opening leaves no state to tell.
        let progress = app.sequencer().progress(pact.digest()).ok().flatten();
        let state = progress.as_ref().map_or("erased", |progress| view::word(progress));
        let signed = progress.map_or(0, |progress| progress.signed_count());
        lines.push(DeskLine { archived: archived.contains(&pact.id), ..line(&pact, state, signed) });
    }
    for draft in adopted(app)? {
        lines.push(line(&Pact::parse(&draft.document)?, "adopted", 0));
    }
    Ok(lines)
}

fn line(pact: &Pact, state: &'static str, signed: usize) -> DeskLine {
    DeskLine {
        id: pact.id.to_string(),
        title: pact.title.clone(),
        group: pact.group.name.clone(),
        year: pact.period.from.year(),
        identity: pact.identity.as_str(),
        state,
        signed,
        due: pact.roster.signer_count(),
        number: pact.digest().0.short(),
        archived: false,
    }
}

/// Drafts that wait for their opening; as many as fit on one page.
fn adopted(app: &App) -> Result<Vec<Draft>, Problem> {
    let (mut found, mut after) = (Vec::new(), None);
    while found.len() < PAGE {
        let page = app.office().drafts(after.as_ref(), PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        found.extend(page.into_iter().filter(|draft| draft.adopted.is_some()));
    }
    found.truncate(PAGE);
    Ok(found)
}

/// A pact that is opened, or adopted and not opened yet. Other drafts are nobody else's business.
pub(crate) fn known(app: &App, id: &PactId) -> Result<(), Problem> {
    match app.ledger().pact_by_id(id)? {
        Some(_) => Ok(()),
        None => find_adopted(app, id).map(drop),
    }
}

/// A draft that waits for its opening.
pub(crate) fn find_adopted(app: &App, id: &PactId) -> Result<Draft, Problem> {
    let draft = drafts::find(app, id)?;
    if draft.adopted.is_some() { Ok(draft) } else { Err(Refusal::NotFound.into()) }
}

/// The desk of a pact.
pub(crate) fn look(app: &App, id: &PactId) -> Result<DeskAnswer, Problem> {
    let (now, kiosks) = (app.now().to_string(), kiosks::list(app, id)?);
    if app.ledger().pact_by_id(id)?.is_none() {
        let document = crate::extract::strict(&find_adopted(app, id)?.document)?;
        let (releases, pending, declines, invitations) = Default::default();
        return Ok(DeskAnswer {
            state: None,
            adopted: true,
            document,
            releases,
            pending,
            declines,
            kiosks,
            invitations,
            now,
        });
    }
    let progress = opened(app, id)?;
    Ok(DeskAnswer {
        state: Some(view::at_the_desk(app, &progress)?),
        adopted: false,
        document: view::document(progress.pact())?,
        releases: with_codes(app, id)?,
        pending: releases::pending(app, id)?,
        declines: declines::list(app, &progress)?,
        kiosks,
        invitations: invitations::list(app, id)?,
        now,
    })
}

fn with_codes(app: &App, id: &PactId) -> Result<Vec<DeskRelease>, Problem> {
    let (now, codes) = (app.now(), app.office().codes(id, Opens::Release)?);
    let codes: BTreeMap<String, _> = codes.into_iter().map(|(party, code)| (party.to_string(), code)).collect();
    let releases = releases::list(app, id)?.into_iter();
    Ok(releases.map(|release| DeskRelease { code: codes::word(codes.get(&release.party), now), release }).collect())
}

/// A letter of authority that this pact names: in a release, an invitation or an enrolment.
pub(crate) fn authority(app: &App, id: &PactId, digest: &Digest) -> Result<Vec<u8>, Problem> {
    let progress = opened(app, id)?;
    if !names(app, &progress, digest)? {
        return Err(Refusal::NotFound.into());
    }
    app.office().file(digest)?.ok_or_else(|| Refusal::NotFound.into())
}

fn names(app: &App, progress: &Progress, digest: &Digest) -> Result<bool, Problem> {
    let (pact, mut named) = (progress.pact(), Vec::new());
    named.extend(app.office().releases(&pact.id)?.into_iter().map(|release| release.holder.authority));
    for party in pact.roster.signers() {
        let enrolments = progress.party(&party.id).into_iter().flat_map(|state| &state.enrolments);
        named.extend(enrolments.map(|enrolled| enrolled.enrolment.authority));
        named.extend(app.office().invitation(&pact.id, &party.id)?.map(|invitation| invitation.holder.authority));
    }
    Ok(named.contains(&Some(*digest)))
}

/// Keeps a letter of authority under its digest.
pub(crate) fn put_authority(app: &App, id: &PactId, digest: &Digest, bytes: &[u8]) -> Result<(), Problem> {
    opened(app, id)?;
    if Digest::of(bytes) != *digest {
        return Err(Refusal::FileDiffers.into());
    }
    Ok(app.office().put_file(digest, bytes)?)
}
