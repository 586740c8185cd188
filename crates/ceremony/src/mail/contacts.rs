//! Where parties are reached by mail, and what is sent to them.

use super::{HolderBody, invitations, opened, pick};
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Language;
use giaouoc_core::desk::may_enrol;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::Progress;
use giaouoc_store::office::mail::{Contact, Kind, Letter, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether this server sends mail, and where the parties of a pact are reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactsAnswer {
    /// Whether a mail server is named.
    enabled: bool,
    /// By party.
    items: Vec<ContactAnswer>,
}

/// Where a party is reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactAnswer {
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
pub(crate) struct LetterAnswer {
    /// `invitation`, `reminder`, `turn` or `completion`.
    kind: &'static str,
    /// `waiting`, `sent`, `dropped` (it had lost its reason) or `failed`.
    state: &'static str,
    /// When it was sent or given up, else when it was queued.
    time: String,
    /// What went wrong last: `no connection`, `SMTP 550`.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Whether mail is sent, and all contacts.
pub(crate) fn contacts(app: &App, id: &PactId) -> Result<ContactsAnswer, Problem> {
    let letters = app.office().newest_letters(id)?;
    let item = |contact: Contact| ContactAnswer {
        letter: letters.iter().find(|letter| letter.party == contact.party).map(letter),
        party: contact.party.to_string(),
        address: contact.address,
        language: contact.language.tag(),
    };
    let items = app.office().contacts(id)?.into_iter().map(item).collect();
    Ok(ContactsAnswer { enabled: app.mailer().is_some(), items })
}

fn letter(letter: &Letter) -> LetterAnswer {
    LetterAnswer {
        kind: letter.kind.as_str(),
        state: letter.ended.map_or("waiting", |(_, outcome): (_, Outcome)| outcome.as_str()),
        time: letter.ended.map_or(letter.made, |(time, _)| time).to_string(),
        error: letter.error.clone(),
    }
}

/// Where a party is reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactBody {
    /// An e-mail address.
    address: String,
    /// `vi` (the default) or `en`.
    language: Option<String>,
}

/// Keeps where a party is reached.
pub(crate) fn put(app: &App, id: &PactId, party: &PartyId, body: &ContactBody) -> Result<(), Problem> {
    let progress = opened(app, id)?;
    progress.pact().roster.party(party).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(party.as_str()))?;
    let address = body.address.trim();
    let parsed: Result<lettre::Address, _> = address.parse();
    if parsed.is_err() || address.len() > 254 || address.chars().any(char::is_control) {
        return Err(Problem::from(Refusal::AddressForm).at("/address"));
    }
    let word = body.language.as_deref().unwrap_or("vi");
    let language = pick(&[("vi", Language::Vi), ("en", Language::En)], word);
    let language = language.ok_or_else(|| CoreError::new(Code::ValueForm).at("/language"))?;
    app.office().put_contact(&Contact {
        pact: id.clone(),
        party: party.clone(),
        address: address.to_owned(),
        language,
    })?;
    app.hub().office_moved(id);
    Ok(())
}

/// Removes a contact and what was to be sent there.
pub(crate) fn remove(app: &App, id: &PactId, party: &PartyId) -> Result<(), Problem> {
    Ok(app.office().remove_contact(id, party)?)
}

/// What is to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LettersBody {
    /// `invitation` or `reminder`.
    kind: String,
    /// To whom; all that have a contact and have not signed, where it is left out.
    parties: Option<Vec<String>>,
    /// Of an invitation: whether enrolling needs a one-time code beside the link.
    code: Option<bool>,
}

/// What was queued.
#[derive(Serialize, ToSchema)]
pub(crate) struct LettersAnswer {
    /// Parties to whom a letter goes.
    queued: Vec<String>,
    /// Parties to whom none goes, and why.
    skipped: Vec<Skipped>,
}

/// A party to whom no letter goes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Skipped {
    /// The party's id.
    party: String,
    /// The code of the refusal.
    code: &'static str,
}

/// Queues letters. An invitation is made for whoever has none: its link comes into being when its letter is sent.
pub(crate) fn queue(app: &App, id: &PactId, body: &LettersBody) -> Result<LettersAnswer, Problem> {
    if app.mailer().is_none() {
        return Err(Refusal::MailOff.into());
    }
    let kinds = [("invitation", Kind::Invitation), ("reminder", Kind::Reminder)];
    let kind = pick(&kinds, &body.kind).ok_or_else(|| CoreError::new(Code::ValueForm).at("/kind"))?;
    let progress = opened(app, id)?;
    let named = match &body.parties {
        Some(parties) => {
            parties.iter().map(|id| PartyId::parse(id)).collect::<Result<_, _>>().map_err(|e| e.at("/parties"))?
        }
        None => {
            let waits = |party: &PartyId| {
                progress.party(party).is_some_and(|state| state.signed.is_none() && state.declined.is_none())
            };
            app.office().contacts(id)?.into_iter().map(|contact| contact.party).filter(waits).collect::<Vec<_>>()
        }
    };
    let mut answer = LettersAnswer { queued: Vec::new(), skipped: Vec::new() };
    for party in named {
        match queue_one(app, &progress, &party, kind, body.code) {
            Ok(()) => answer.queued.push(party.to_string()),
            Err(problem) if problem.is_refusal() => {
                answer.skipped.push(Skipped { party: party.to_string(), code: problem.code() });
            }
            Err(problem) => return Err(problem),
        }
    }
    app.hub().office_moved(id);
    Ok(answer)
}

fn queue_one(app: &App, progress: &Progress, party: &PartyId, kind: Kind, code: Option<bool>) -> Result<(), Problem> {
    let id = &progress.pact().id;
    may_enrol(progress, party)?;
    app.office().contact(id, party)?.ok_or(Refusal::NoContact)?;
    let now = app.now();
    let invitation = app.office().invitation(id, party)?;
    let open = invitation.is_some_and(|one| one.spent.is_some() || one.expires > now);
    if kind == Kind::Invitation && !open {
        invitations::invite(app, id, &HolderBody::of(party, code))?;
    }
    app.office().queue_letter(id, party, kind, now)?;
    Ok(())
}
