//! Mail addresses of parties, and the letters that are queued for them.

use super::transport::is_address;
use crate::caller::Organiser;
use crate::holder::HolderBody;
use crate::invitations;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::Language;
use giaouoc_core::desk::may_enrol;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::Progress;
use giaouoc_core::words::value_of;
use giaouoc_store::workspace::mail::{Contact, Kind, Letter, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The contacts of a pact's parties.
#[derive(Serialize, ToSchema)]
pub struct ContactsAnswer {
    /// True if a mail server is named.
    enabled: bool,
    /// By party.
    items: Vec<ContactAnswer>,
}

/// The address at which a party is reached.
#[derive(Serialize, ToSchema)]
pub struct ContactAnswer {
    /// The party's id.
    party: String,
    /// The address.
    address: String,
    /// `vi` or `en`.
    language: &'static str,
    /// The newest letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<LetterAnswer>,
}

/// A letter.
#[derive(Serialize, ToSchema)]
pub struct LetterAnswer {
    /// `invitation`, `reminder`, `turn` or `completion`.
    kind: &'static str,
    /// `waiting`, `sent`, `dropped` (it had lost its reason) or `failed`.
    state: &'static str,
    /// Time at which it was sent or given up, else at which it was queued.
    time: String,
    /// The newest failure: `no connection`, `SMTP 550`.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The contacts of a pact's parties, and whether mail is sent at all.
///
/// # Errors
/// The errors of the store.
pub fn list(service: &Service, _: &Organiser, id: &PactId) -> Result<ContactsAnswer, Refused> {
    let letters = service.workspace().newest_letters(id)?;
    let item = |contact: Contact| ContactAnswer {
        letter: letters.iter().find(|letter| letter.party == contact.party).map(letter),
        party: contact.party.to_string(),
        address: contact.address,
        language: contact.language.tag(),
    };
    let items = service.workspace().contacts(id)?.into_iter().map(item).collect();
    Ok(ContactsAnswer { enabled: service.mailer().is_some(), items })
}

fn letter(letter: &Letter) -> LetterAnswer {
    LetterAnswer {
        kind: letter.kind.as_str(),
        state: letter.ended.map_or("waiting", |(_, outcome): (_, Outcome)| outcome.as_str()),
        time: letter.ended.map_or(letter.made, |(time, _)| time).to_string(),
        error: letter.error.clone(),
    }
}

/// The address at which a party is reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// An e-mail address.
    address: String,
    /// `vi` (the default) or `en`.
    language: Option<String>,
}

/// Keeps the address at which a party is reached.
///
/// # Errors
/// [`Refusal::AddressForm`] at `/address`, [`Code::ValueForm`] at `/language`, [`Code::PartyUnknown`].
pub fn put(service: &Service, _: &Organiser, id: &PactId, party: &PartyId, body: &ContactBody) -> Result<(), Refused> {
    let progress = service.opened(id)?;
    progress.pact().roster.party(party).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(party.as_str()))?;
    let address = body.address.trim();
    if !is_address(address) {
        return Err(Refused::from(Refusal::AddressForm).at("/address"));
    }
    let word = body.language.as_deref().unwrap_or("vi");
    let language = value_of(&[("vi", Language::Vi), ("en", Language::En)], word);
    let language = language.ok_or_else(|| CoreError::new(Code::ValueForm).at("/language"))?;
    service.workspace().put_contact(&Contact {
        pact: id.clone(),
        party: party.clone(),
        address: address.to_owned(),
        language,
    })?;
    service.changes().workspace_changed(id);
    Ok(())
}

/// Removes a contact and what was to be sent there.
///
/// # Errors
/// The errors of the store.
pub fn remove(service: &Service, _: &Organiser, id: &PactId, party: &PartyId) -> Result<(), Refused> {
    Ok(service.workspace().remove_contact(id, party)?)
}

/// Letters that are to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LettersBody {
    /// `invitation` or `reminder`.
    kind: String,
    /// To whom; all that have a contact and have not signed, where it is left out.
    parties: Option<Vec<String>>,
    /// Of an invitation: whether enrolling needs a one-time code beside the link.
    code: Option<bool>,
}

/// The letters that were queued.
#[derive(Serialize, ToSchema)]
pub struct LettersAnswer {
    /// Parties to whom a letter goes.
    queued: Vec<String>,
    /// Parties to whom none goes, and why.
    skipped: Vec<Skipped>,
}

/// A party to whom no letter goes.
#[derive(Serialize, ToSchema)]
pub struct Skipped {
    /// The party's id.
    party: String,
    /// The code of the refusal.
    code: &'static str,
}

/// Queues letters. An invitation is made for each party that has none; its link comes into being when its letter is
/// sent.
///
/// # Errors
/// [`Refusal::MailOff`], [`Code::ValueForm`] at `/kind`.
pub fn queue(
    service: &Service,
    organiser: &Organiser,
    id: &PactId,
    body: &LettersBody,
) -> Result<LettersAnswer, Refused> {
    if service.mailer().is_none() {
        return Err(Refusal::MailOff.into());
    }
    let kinds = [("invitation", Kind::Invitation), ("reminder", Kind::Reminder)];
    let kind = value_of(&kinds, &body.kind).ok_or_else(|| CoreError::new(Code::ValueForm).at("/kind"))?;
    let progress = service.opened(id)?;
    let named = match &body.parties {
        Some(parties) => {
            parties.iter().map(|id| PartyId::parse(id)).collect::<Result<_, _>>().map_err(|e| e.at("/parties"))?
        }
        None => {
            let waits = |party: &PartyId| {
                progress.party(party).is_some_and(|state| state.signed.is_none() && state.declined.is_none())
            };
            service.workspace().contacts(id)?.into_iter().map(|contact| contact.party).filter(waits).collect::<Vec<_>>()
        }
    };
    let mut answer = LettersAnswer { queued: Vec::new(), skipped: Vec::new() };
    for party in named {
        match queue_one(service, organiser, &progress, &party, kind, body.code) {
            Ok(()) => answer.queued.push(party.to_string()),
            Err(refused) if refused.is_callers_fault() => {
                answer.skipped.push(Skipped { party: party.to_string(), code: refused.code.as_str() });
            }
            Err(refused) => return Err(refused),
        }
    }
    service.changes().workspace_changed(id);
    Ok(answer)
}

fn queue_one(
    service: &Service,
    organiser: &Organiser,
    progress: &Progress,
    party: &PartyId,
    kind: Kind,
    code: Option<bool>,
) -> Result<(), Refused> {
    let id = &progress.pact().id;
    may_enrol(progress, party)?;
    service.workspace().contact(id, party)?.ok_or(Refusal::NoContact)?;
    let now = service.now();
    let invitation = service.workspace().invitation(id, party)?;
    let open = invitation.is_some_and(|one| one.spent.is_some() || one.expires > now);
    if kind == Kind::Invitation && !open {
        invitations::invite(service, organiser, id, &HolderBody::of(party, code))?;
    }
    service.workspace().queue_letter(id, party, kind, now)?;
    Ok(())
}
