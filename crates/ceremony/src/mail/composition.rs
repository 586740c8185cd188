//! What letters say, in Vietnamese and in English. Plain text: it needs no trust to be read, and shows where each link leads.

use super::message;
use crate::app::App;
use crate::auth::Secret;
use crate::ceremony::{invitations, opened, view};
use crate::problem::Problem;
use askama::Template;
use giaouoc_core::Language;
use giaouoc_core::pact::{Identity, Party};
use giaouoc_core::progress::{End, Progress};
use giaouoc_store::office::Invitation;
use giaouoc_store::office::mail::{Contact, Kind, Letter};
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

/// What the words of a letter are filled with.
struct Facts {
    name: String,
    unit: String,
    title: String,
    group: String,
    number: String,
    /// Where to sign.
    link: String,
    /// Whether that link is a new one, which voids those before it, and until when it is good.
    expires: Option<String>,
    needs_code: bool,
    in_person: bool,
    verify: String,
    signed: usize,
    due: usize,
}

#[derive(Template)]
#[template(path = "mail/sign.vi.txt")]
struct SignVi<'a> {
    f: &'a Facts,
    kind: Kind,
}

#[derive(Template)]
#[template(path = "mail/sign.en.txt")]
struct SignEn<'a> {
    f: &'a Facts,
    kind: Kind,
}

#[derive(Template)]
#[template(path = "mail/completion.vi.txt")]
struct CompletionVi<'a> {
    f: &'a Facts,
}

#[derive(Template)]
#[template(path = "mail/completion.en.txt")]
struct CompletionEn<'a> {
    f: &'a Facts,
}

/// The letter; none where it has lost its reason: the party has signed or declined, the pact has ended.
pub(super) fn compose(
    app: &App,
    letter: &Letter,
    contact: &Contact,
    from: &Mailbox,
) -> Result<Option<Message>, Problem> {
    let progress = opened(app, &letter.pact)?;
    let pact = progress.pact();
    let Some(party) = pact.roster.party(&letter.party) else { return Ok(None) };
    if letter.kind == Kind::Completion {
        let complete = matches!(progress.end(), Some((End::Completed, _)));
        return if complete { completion(app, letter, contact, from, &progress, party).map(Some) } else { Ok(None) };
    }
    let Some(state) = progress.party(&party.id) else { return Ok(None) };
    if progress.end().is_some() || state.signed.is_some() || state.declined.is_some() {
        return Ok(None);
    }
    let mut facts = facts(app, &progress, party);
    // Who has begun on a device goes on there: a new link would be of no use.
    match app.office().invitation(&letter.pact, &letter.party)? {
        Some(invitation) if invitation.spent.is_none() => {
            let fresh = invitations::anew(app, invitation)?;
            facts.fill(&fresh.0, &fresh.1);
        }
        Some(invitation) => facts.name = invitation.holder.name,
        None if letter.kind == Kind::Invitation => return Ok(None),
        None => {}
    }
    let subject = match (contact.language, letter.kind) {
        (Language::Vi, Kind::Invitation) => format!("Mời ký: {}", facts.title),
        (Language::Vi, Kind::Turn) => format!("Đến lượt ký: {}", facts.title),
        (Language::Vi, _) => format!("Nhắc ký: {}", facts.title),
        (Language::En, Kind::Invitation) => format!("To be signed: {}", facts.title),
        (Language::En, Kind::Turn) => format!("Your turn to sign: {}", facts.title),
        (Language::En, _) => format!("A reminder to sign: {}", facts.title),
    };
    let (f, kind) = (&facts, letter.kind);
    let text = match contact.language {
        Language::Vi => SignVi { f, kind }.render(),
        Language::En => SignEn { f, kind }.render(),
    };
    let body = SinglePart::plain(written(text)?);
    message(from, contact, &subject)?.singlepart(body).map(Some).map_err(unwritten)
}

fn completion(
    app: &App,
    letter: &Letter,
    contact: &Contact,
    from: &Mailbox,
    progress: &Progress,
    party: &Party,
) -> Result<Message, Problem> {
    let facts = facts(app, progress, party);
    let (subject, text) = match contact.language {
        Language::Vi => (format!("Đã hoàn tất: {}", facts.title), CompletionVi { f: &facts }.render()),
        Language::En => (format!("Complete: {}", facts.title), CompletionEn { f: &facts }.render()),
    };
    let evidence = view::evidence(app, &letter.pact)?.into_bytes();
    let kind = ContentType::parse("application/json").map_err(unwritten)?;
    let file = Attachment::new(format!("{}.giaouoc.json", letter.pact)).body(evidence, kind);
    let parts = MultiPart::mixed().singlepart(SinglePart::plain(written(text)?)).singlepart(file);
    message(from, contact, &subject)?.multipart(parts).map_err(unwritten)
}

fn facts(app: &App, progress: &Progress, party: &Party) -> Facts {
    let pact = progress.pact();
    Facts {
        name: party.representative.as_ref().map_or_else(String::new, |person| person.name.clone()),
        unit: party.unit.clone(),
        title: pact.title.clone(),
        group: pact.group.name.clone(),
        number: pact.digest().0.short(),
        link: format!("{}/m/{}", app.public_url(), pact.id),
        expires: None,
        needs_code: false,
        in_person: pact.identity == Identity::InPerson,
        verify: format!("{}/v/{}", app.public_url(), pact.id),
        signed: progress.signed_count(),
        due: pact.roster.signer_count(),
    }
}

impl Facts {
    fn fill(&mut self, secret: &Secret, invitation: &Invitation) {
        self.link = format!("{}#{}", self.link, secret.reveal());
        self.expires = Some(invitation.expires.vi(giaouoc_core::time::VIETNAM));
        self.needs_code = invitation.needs_code;
        self.name = invitation.holder.name.clone();
    }
}

fn written(text: askama::Result<String>) -> Result<String, Problem> {
    text.map_err(unwritten)
}

fn unwritten(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a letter could not be written");
    crate::problem::Refusal::Internal.into()
}
