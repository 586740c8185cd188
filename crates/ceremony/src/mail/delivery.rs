//! Electronic mail, where an operator names a mail server: letters leave the queue one by one, oldest first, and are tried
//! again later where the mail server does not take them now.
//!
//! What a letter says is made when it is sent ([`letters`]): a link's token is never on a disk. Where the process dies
//! between the mail server's answer and the note of it, a letter goes out twice, the second with a link that voids the first.

mod letters;

use crate::app::App;
use crate::config::Mail as MailConfig;
use crate::error::ServeError;
use crate::limits::{MAIL_BATCH, MAIL_PATIENCE, MAIL_TRIES};
use crate::problem::Problem;
use giaouoc_core::progress::End;
use giaouoc_core::time::Time;
use giaouoc_store::office::mail::{Contact, Kind, Letter, Outcome};
use lettre::message::Mailbox;
use lettre::{Message, SmtpTransport, Transport};
use std::time::Duration;

/// The way to the mail server.
pub(crate) struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Mailer {
    /// Connects to nobody yet.
    pub(crate) fn open(config: &MailConfig) -> Result<Self, ServeError> {
        let from = config.from.parse().map_err(|_| ServeError::Mail("--mail-from".to_owned()))?;
        // The address holds a password: it stands in no error.
        let transport =
            SmtpTransport::from_url(&config.server).map_err(|_| ServeError::Mail("--smtp-file".to_owned()))?;
        Ok(Self { transport: transport.timeout(Some(MAIL_PATIENCE)).build(), from })
    }
}

/// Sends what is queued until the server stops.
pub(crate) async fn deliver(app: App) {
    let (mut closing, mut moved) = (app.hub().closing(), app.hub().anything());
    loop {
        moved.mark_unchanged();
        let wait = app.run(round).await.unwrap_or(Duration::from_secs(60));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = moved.changed() => {}
            _ = closing.changed() => return,
        }
        if *closing.borrow() {
            return;
        }
    }
}

/// Queues what has become due to be said, sends what is due, and says how long there is nothing to do.
fn round(app: &App) -> Result<Duration, Problem> {
    for pact in app.office().pacts_to_tell()? {
        queue_news(app, &pact)?;
    }
    for letter in app.office().letters_due(app.now(), MAIL_BATCH)? {
        if *app.hub().closing().borrow() {
            break;
        }
        send(app, &letter)?;
    }
    let now = app.now();
    let next = app.office().next_letter()?.map_or(3600, |due| due.unix().saturating_sub(now.unix()).clamp(0, 3600));
    Ok(Duration::from_secs(u64::try_from(next).unwrap_or_default()).max(Duration::from_millis(200)))
}

/// Whose turn it has become, and that all have signed.
fn queue_news(app: &App, pact: &giaouoc_core::pact::PactId) -> Result<(), Problem> {
    let Some(opened) = app.ledger().pact_by_id(pact)? else { return Ok(()) };
    let Some(progress) = app.sequencer().progress(opened.digest())? else { return Ok(()) };
    let turn: Vec<_> = progress.turn().into_iter().map(|party| (party.id.clone(), party.stage)).collect();
    let first = opened.roster.signers().map(|party| party.stage).min();
    for Contact { party, .. } in app.office().contacts(pact)? {
        let kind = match progress.end() {
            Some((End::Completed, _)) => Kind::Completion,
            // Those of the first stage are invited, and told nothing twice.
            None if turn.iter().any(|(id, stage)| *id == party && Some(*stage) != first) => Kind::Turn,
            _ => continue,
        };
        app.office().queue_letter(pact, &party, kind, app.now())?;
    }
    Ok(())
}

fn send(app: &App, letter: &Letter) -> Result<(), Problem> {
    let Some(mailer) = app.mailer() else { return Ok(()) };
    let end = |outcome, error: Option<&str>| app.office().end_letter(letter.number, outcome, error, app.now());
    let Some(contact) = app.office().contact(&letter.pact, &letter.party)? else {
        return Ok(end(Outcome::Dropped, None)?);
    };
    let message = match letters::compose(app, letter, &contact, &mailer.from) {
        Ok(Some(message)) => message,
        Ok(None) => return Ok(end(Outcome::Dropped, None)?),
        Err(problem) if problem.is_refusal() => return Ok(end(Outcome::Failed, Some(problem.code()))?),
        Err(problem) => return Err(problem),
    };
    match mailer.transport.send(&message) {
        Ok(_) => end(Outcome::Sent, None)?,
        Err(error) => {
            // The mail server's own words may hold the address.
            let told = error.status().map_or_else(|| "no connection".to_owned(), |code| format!("SMTP {code}"));
            tracing::warn!(letter = letter.number, kind = letter.kind.as_str(), %told, "a letter was not taken");
            if error.is_permanent() || letter.tries + 1 >= MAIL_TRIES {
                end(Outcome::Failed, Some(&told))?;
            } else {
                app.office().retry_letter(letter.number, &told, later(app.now(), letter.tries)?)?;
            }
        }
    }
    Ok(())
}

/// 5 seconds, then twice as long each time, an hour at most.
fn later(now: Time, tries: u64) -> Result<Time, Problem> {
    let seconds = 5i64 << tries.min(10);
    Ok(Time::from_unix(now.unix() + seconds.min(3600))?)
}

/// A message to one address.
fn message(from: &Mailbox, contact: &Contact, subject: &str) -> Result<lettre::message::MessageBuilder, Problem> {
    let to = contact.address.parse().map_err(|_| crate::problem::Refusal::AddressForm)?;
    let builder = Message::builder().from(from.clone()).to(Mailbox::new(None, to)).subject(subject);
    Ok(builder.message_id(None).raw_header(lettre::message::header::HeaderValue::new(
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    )))
}
