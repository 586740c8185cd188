//! A letter, made when it is sent.

use super::transport::Mailer;
use super::words::{self, Facts};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use crate::{invitations, view};
use giaouoc_core::pact::{Identity, Party};
use giaouoc_core::progress::{End, Progress};
use giaouoc_core::time::VIETNAM;
use giaouoc_store::workspace::Invitation;
use giaouoc_store::workspace::mail::{Contact, Kind, Letter};
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};

/// The letter; nothing where it has lost its reason: the party has signed or declined, or the pact has ended.
pub(super) fn compose(
    service: &Service,
    mailer: &Mailer,
    letter: &Letter,
    contact: &Contact,
) -> Result<Option<Message>, Refused> {
    let progress = service.opened(&letter.pact)?;
    let Some(party) = progress.pact().roster.party(&letter.party) else { return Ok(None) };
    match letter.kind {
        Kind::Completion if matches!(progress.end(), Some((End::Completed, _))) => {
            completion(service, mailer, contact, &facts(service, &progress, party)).map(Some)
        }
        Kind::Completion => Ok(None),
        _ => request(service, mailer, letter, contact, &progress, party),
    }
}

/// A letter that asks its reader to sign.
fn request(
    service: &Service,
    mailer: &Mailer,
    letter: &Letter,
    contact: &Contact,
    progress: &Progress,
    party: &Party,
) -> Result<Option<Message>, Refused> {
    let Some(state) = progress.party(&party.id) else { return Ok(None) };
    if progress.end().is_some() || state.signed.is_some() || state.declined.is_some() {
        return Ok(None);
    }
    let mut facts = facts(service, progress, party);
    match service.workspace().invitation(&letter.pact, &letter.party)? {
        Some(invitation) if invitation.spent.is_none() => {
            let (secret, invitation) = invitations::renew(service, invitation)?;
            add_link(&mut facts, &secret, &invitation);
        }
        // Whoever has begun on a device goes on there: a new link would be of no use.
        Some(invitation) => facts.name = invitation.holder.name,
        None if letter.kind == Kind::Invitation => return Ok(None),
        None => {}
    }
    let (subject, body) = written(contact, letter.kind, &facts);
    mailer.message(contact, &subject)?.singlepart(SinglePart::plain(body)).map(Some).map_err(failed)
}

/// The letter that brings the evidence of a completed pact.
fn completion(service: &Service, mailer: &Mailer, contact: &Contact, facts: &Facts) -> Result<Message, Refused> {
    let (subject, body) = written(contact, Kind::Completion, facts);
    let evidence = view::evidence(service, &contact.pact)?.into_bytes();
    let json = ContentType::parse("application/json").map_err(failed)?;
    let file = Attachment::new(format!("{}.giaouoc.json", contact.pact)).body(evidence, json);
    let parts = MultiPart::mixed().singlepart(SinglePart::plain(body)).singlepart(file);
    mailer.message(contact, &subject)?.multipart(parts).map_err(failed)
}

fn written(contact: &Contact, kind: Kind, facts: &Facts) -> (String, String) {
    (words::subject(contact.language, kind, &facts.title), words::body(contact.language, kind, facts))
}

fn facts(service: &Service, progress: &Progress, party: &Party) -> Facts {
    let (pact, url) = (progress.pact(), service.public_url());
    Facts {
        name: party.representative.as_ref().map_or_else(String::new, |person| person.name.clone()),
        unit: party.unit.clone(),
        title: pact.title.clone(),
        group: pact.group.name.clone(),
        number: pact.digest().0.short(),
        link: format!("{url}/m/{}", pact.id),
        expires: None,
        needs_code: false,
        in_person: pact.identity == Identity::InPerson,
        verify: format!("{url}/v/{}", pact.id),
        signed: progress.signed_count(),
        due: pact.roster.signer_count(),
    }
}

fn add_link(facts: &mut Facts, secret: &Secret, invitation: &Invitation) {
    facts.link = format!("{}#{}", facts.link, secret.reveal());
    facts.expires = Some(invitation.expires.vi(VIETNAM));
    facts.needs_code = invitation.needs_code;
    facts.name = invitation.holder.name.clone();
}

fn failed(error: impl std::fmt::Display) -> Refused {
    tracing::error!(%error, "a letter could not be written");
    Refusal::Internal.into()
}
