//! Delivery: letters leave the queue one by one, oldest first, and are tried again later where the mail server does not
//! take them now.
//!
//! A letter's text is made when it is sent, so that a link's token is never on a disk. Where the process dies between
//! the mail server's answer and the note of it, a letter goes out twice, the second with a link that voids the first.

use super::composition;
use crate::refusal::Refused;
use crate::service::Service;
use giaouoc_core::pact::PactId;
use giaouoc_core::progress::End;
use giaouoc_core::time::Time;
use giaouoc_store::workspace::mail::{Contact, Kind, Letter, Outcome};
use std::time::Duration;

/// Letters that are sent in one round.
const BATCH: usize = 50;
/// Tries of each letter; the last comes more than half a day after the first.
const MAX_TRIES: u64 = 24;
/// Longest wait between two rounds, and between two tries of a letter, in seconds.
const HOUR: i64 = 3600;

/// Sends what is queued until the service stops.
pub async fn deliver(service: Service) {
    let (mut closing, mut changed) = (service.changes().closing(), service.changes().any());
    loop {
        changed.mark_unchanged();
        let wait = service.run(round).await.unwrap_or(Duration::from_secs(60));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = changed.changed() => {}
            _ = closing.changed() => return,
        }
        if *closing.borrow() {
            return;
        }
    }
}

/// Queues the news that are due, sends the letters that are due, and gives the time until the next round.
fn round(service: &Service) -> Result<Duration, Refused> {
    for pact in service.workspace().pacts_to_tell()? {
        queue_news(service, &pact)?;
    }
    for letter in service.workspace().letters_due(service.now(), BATCH)? {
        if *service.changes().closing().borrow() {
            break;
        }
        send(service, &letter)?;
    }
    let now = service.now();
    let next = service.workspace().next_letter()?;
    let next = next.map_or(HOUR, |due| due.unix().saturating_sub(now.unix()).clamp(0, HOUR));
    Ok(Duration::from_secs(u64::try_from(next).unwrap_or_default()).max(Duration::from_millis(200)))
}

/// Queues letters to those whose turn it has become, and to all once the pact is completed.
fn queue_news(service: &Service, pact: &PactId) -> Result<(), Refused> {
    let Some(opened) = service.sequencer().pact(pact)? else { return Ok(()) };
    let Some(progress) = service.sequencer().progress(opened.digest())? else { return Ok(()) };
    let turn: Vec<_> = progress.turn().into_iter().map(|party| (party.id.clone(), party.stage)).collect();
    let first = opened.roster.signers().map(|party| party.stage).min();
    for Contact { party, .. } in service.workspace().contacts(pact)? {
        let kind = match progress.end() {
            Some((End::Completed, _)) => Kind::Completion,
            // Parties of the first stage are invited, and need no second letter.
            None if turn.iter().any(|(id, stage)| *id == party && Some(*stage) != first) => Kind::Turn,
            _ => continue,
        };
        service.workspace().queue_letter(pact, &party, kind, service.now())?;
    }
    Ok(())
}

fn send(service: &Service, letter: &Letter) -> Result<(), Refused> {
    let Some(mailer) = service.mailer() else { return Ok(()) };
    let workspace = service.workspace();
    let end = |outcome, error: Option<&str>| workspace.end_letter(letter.number, outcome, error, service.now());
    let Some(contact) = workspace.contact(&letter.pact, &letter.party)? else {
        return Ok(end(Outcome::Dropped, None)?);
    };
    let message = match composition::compose(service, mailer, letter, &contact) {
        Ok(Some(message)) => message,
        Ok(None) => return Ok(end(Outcome::Dropped, None)?),
        Err(refused) if refused.is_callers_fault() => return Ok(end(Outcome::Failed, Some(refused.code.as_str()))?),
        Err(refused) => return Err(refused),
    };
    match mailer.send(&message) {
        Ok(()) => end(Outcome::Sent, None)?,
        Err(failed) => {
            let told = failed.told;
            tracing::warn!(letter = letter.number, kind = letter.kind.as_str(), %told, "a letter was not taken");
            if failed.permanent || letter.tries + 1 >= MAX_TRIES {
                end(Outcome::Failed, Some(&told))?;
            } else {
                workspace.retry_letter(letter.number, &told, later(service.now(), letter.tries)?)?;
            }
        }
    }
    Ok(())
}

/// The time of the next try: 5 seconds from now, then twice as long each time, an hour at most.
fn later(now: Time, tries: u64) -> Result<Time, Refused> {
    let seconds = 5i64 << tries.min(10);
    Ok(Time::from_unix(now.unix() + seconds.min(HOUR))?)
}
