//! The desk's view: the pacts of a ceremony, and of one pact all that waits.

use crate::caller::Desk;
use crate::codes;
use crate::declines::{self, DeclineAnswer};
use crate::drafts;
use crate::invitations::{self, InvitationAnswer};
use crate::json::strict;
use crate::kiosks::{self, KioskAnswer};
use crate::pact_list::MAX_PAGE;
use crate::refusal::{Refusal, Refused};
use crate::releases::{self, PendingAnswer, ReleaseAnswer};
use crate::service::Service;
use crate::view::{self, StateAnswer};
use giaouoc_core::Digest;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::progress::Progress;
use giaouoc_store::workspace::Draft;
use giaouoc_store::workspace::ceremony::Opens;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Largest letter of authority, in bytes.
pub const MAX_AUTHORITY: usize = 10 * 1024 * 1024;

/// A pact that a ceremony is held for.
#[derive(Serialize, ToSchema)]
pub struct DeskLine {
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
    /// Number of parties that have signed.
    signed: usize,
    /// Number of parties that are to sign.
    due: usize,
    /// The digest's short number for people.
    number: String,
    /// True if the organiser has put it away.
    archived: bool,
}

/// All that the desk of one pact needs to see, at one time.
#[derive(Serialize, ToSchema)]
pub struct DeskAnswer {
    /// Its state, or null while it waits for its opening.
    state: Option<StateAnswer>,
    /// True if it waits for its opening (chờ mở).
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
pub struct DeskRelease {
    /// The release.
    #[serde(flatten)]
    release: ReleaseAnswer,
    /// `none`, `open`, `claimed`, `expired`, `void`.
    code: &'static str,
}

/// The pacts that ceremonies are held for: opened ones, the newest opening first, then adopted drafts.
///
/// # Errors
/// The errors of the store.
pub fn pacts(service: &Service, _: &Desk) -> Result<Vec<DeskLine>, Refused> {
    let mut lines = Vec::new();
    let archived: std::collections::BTreeSet<PactId> = service.workspace().archived()?.into_iter().collect();
    for (_, pact) in service.ledger().pacts(None, MAX_PAGE)? {
        // An erased opening leaves no state to tell.
        let progress = service.sequencer().progress(pact.digest()).ok().flatten();
        let state = progress.as_ref().map_or("erased", |progress| view::word(progress));
        let signed = progress.map_or(0, |progress| progress.signed_count());
        lines.push(DeskLine { archived: archived.contains(&pact.id), ..line(&pact, state, signed) });
    }
    for draft in adopted(service)? {
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
fn adopted(service: &Service) -> Result<Vec<Draft>, Refused> {
    let (mut found, mut after) = (Vec::new(), None);
    while found.len() < MAX_PAGE {
        let page = service.workspace().drafts(after.as_ref(), MAX_PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        found.extend(page.into_iter().filter(|draft| draft.adopted.is_some()));
    }
    found.truncate(MAX_PAGE);
    Ok(found)
}

/// Everything that the desk of one pact shows.
///
/// # Errors
/// [`Refusal::NotFound`] where the pact is neither opened nor adopted.
pub fn look(service: &Service, desk: &Desk, id: &PactId) -> Result<DeskAnswer, Refused> {
    let (now, kiosks) = (service.now().to_string(), kiosks::list(service, id)?);
    if service.sequencer().pact(id)?.is_none() {
        let document = strict(&drafts::find_adopted(service, id)?.document)?;
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
    let progress = service.opened(id)?;
    Ok(DeskAnswer {
        state: Some(view::at_the_desk(service, &progress)?),
        adopted: false,
        document: view::document(progress.pact())?,
        releases: with_codes(service, desk, id)?,
        pending: releases::pending(service, desk, id)?,
        declines: declines::list(service, &progress)?,
        kiosks,
        invitations: invitations::current(service, id)?,
        now,
    })
}

fn with_codes(service: &Service, desk: &Desk, id: &PactId) -> Result<Vec<DeskRelease>, Refused> {
    let (now, codes) = (service.now(), service.workspace().codes(id, Opens::Release)?);
    let codes: BTreeMap<String, _> = codes.into_iter().map(|(party, code)| (party.to_string(), code)).collect();
    let releases = releases::list(service, desk, id)?.into_iter();
    Ok(releases.map(|release| DeskRelease { code: codes::word(codes.get(&release.party), now), release }).collect())
}

/// A letter of authority that this pact names: in a release, an invitation or an enrolment.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn authority(service: &Service, _: &Desk, id: &PactId, digest: &Digest) -> Result<Vec<u8>, Refused> {
    let progress = service.opened(id)?;
    if !names(service, &progress, digest)? {
        return Err(Refusal::NotFound.into());
    }
    service.workspace().file(digest)?.ok_or_else(|| Refusal::NotFound.into())
}

fn names(service: &Service, progress: &Progress, digest: &Digest) -> Result<bool, Refused> {
    let (pact, mut named) = (progress.pact(), Vec::new());
    named.extend(service.workspace().releases(&pact.id)?.into_iter().map(|release| release.holder.authority));
    for party in pact.roster.signers() {
        let enrolments = progress.party(&party.id).into_iter().flat_map(|state| &state.enrolments);
        named.extend(enrolments.map(|enrolled| enrolled.enrolment.authority));
        named
            .extend(service.workspace().invitation(&pact.id, &party.id)?.map(|invitation| invitation.holder.authority));
    }
    Ok(named.contains(&Some(*digest)))
}

/// Keeps a letter of authority under its digest.
///
/// # Errors
/// [`Refusal::FileDiffers`] where the file has another digest, [`Refusal::NotFound`].
pub fn put_authority(service: &Service, _: &Desk, id: &PactId, digest: &Digest, bytes: &[u8]) -> Result<(), Refused> {
    service.opened(id)?;
    if Digest::of(bytes) != *digest {
        return Err(Refusal::FileDiffers.into());
    }
    Ok(service.workspace().put_file(digest, bytes)?)
}
