//! What the desk has the server's registrar sign, in two steps: an act is drafted and shown, then signed as it was shown.
//!
//! For `identity: invite` only; the desk of any other pact is a program of its own, with a key of its own.

use super::enrolments::{self, ConfirmBody};
use super::records::{self, Receipt};
use super::{desk, drafts, opened, opening, releases, view};
use crate::app::App;
use crate::limits::{ACT_LIFE, ACTS};
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::key::parse_vkey;
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Identity, Pact, PactId, PartyId};
use giaouoc_core::progress::{PartyState, Progress};
use giaouoc_core::record::{Act, Enrolment, Statement};
use giaouoc_core::time::Time;
use giaouoc_core::{number, text};
use giaouoc_tlog::note::Algorithm;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// Acts that were shown and may be signed, for ten minutes.
#[derive(Default)]
pub(crate) struct Acts(Mutex<HashMap<(PactId, Digest), (Statement, Time)>>);

/// Which act.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActBody {
    /// `opening`, `enrolment`, `withdrawal`, `completion`, `revocation`.
    act: String,
    /// Whose enrolment or key.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: Option<String>,
    /// Why, of a withdrawal or revocation; at most 200 characters.
    reason: Option<String>,
    /// Which key is taken back, a vkey; the party's newest where left out.
    key: Option<String>,
    /// Of an enrolment: what was read from the signer's screen, 24 digits, or the 64 hex digits of its QR code.
    number: Option<String>,
}

/// An act to look at before it is signed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActAnswer {
    /// Hex SHA-256 of the text, by which it is signed.
    digest: String,
    /// That digest's long number for people.
    long_number: String,
    /// What will be signed, byte for byte.
    text: String,
    /// The same in facts, for people.
    facts: ActFacts,
}

/// What whoever signs should look at.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct ActFacts {
    /// The verdict over the pact's evidence as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// How many have signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<usize>,
    /// How many are to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<usize>,
    /// Who is to hold the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    /// `representative` or `delegate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'static str>,
    /// `in-person`, `invite`, `pinned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    /// The unit's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// The pact's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The pact digest's short number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

impl Acts {
    fn lock(&self) -> MutexGuard<'_, HashMap<(PactId, Digest), (Statement, Time)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, id: &PactId, statement: Statement, now: Time) -> Result<Digest, Problem> {
        let digest = Digest::of(statement.text());
        let expires = Time::from_unix(now.unix() + ACT_LIFE)?;
        let mut acts = self.lock();
        acts.retain(|_, (_, expires)| *expires > now);
        if acts.len() >= ACTS {
            return Err(Refusal::Busy.into());
        }
        acts.insert((id.clone(), digest), (statement, expires));
        Ok(digest)
    }

    fn find(&self, id: &PactId, digest: &Digest, now: Time) -> Result<Statement, Problem> {
        let acts = self.lock();
        let found = acts.get(&(id.clone(), *digest)).filter(|(_, expires)| *expires > now);
        found.map(|(statement, _)| statement.clone()).ok_or_else(|| Refusal::NothingToSign.into())
    }
}

/// Drafts an act and keeps it to be signed.
pub(crate) fn draft(app: &App, id: &PactId, body: &ActBody) -> Result<ActAnswer, Problem> {
    let (statement, facts) = if body.act == Kind::Opening.as_str() {
        draft_opening(app, id, body)?
    } else {
        let progress = opened(app, id)?;
        must_be_ours(progress.pact())?;
        let statement = statement(app, &progress, body)?;
        let facts = facts(app, &progress, &statement)?;
        (statement, facts)
    };
    let digest = app.acts().keep(id, statement.clone(), app.now())?;
    let long_number = digest.long();
    Ok(ActAnswer { digest: digest.to_string(), long_number, text: statement.text(), facts })
}

/// The server's registrar counts for `invite` pacts only.
fn must_be_ours(pact: &Pact) -> Result<(), Problem> {
    if pact.identity == Identity::InPerson { Err(Refusal::NeedsRegistrar.into()) } else { Ok(()) }
}

fn draft_opening(app: &App, id: &PactId, body: &ActBody) -> Result<(Statement, ActFacts), Problem> {
    body.only(&[])?;
    let pact = drafts::openable(app, &desk::find_adopted(app, id)?)?;
    must_be_ours(&pact)?;
    let (ledger, time) = (app.origin().clone(), app.now());
    let facts = ActFacts { signed: Some(0), ..about(&pact) };
    Ok((Statement { ledger, pact: pact.digest(), act: Act::Opening, time }, facts))
}

fn statement(app: &App, progress: &Progress, body: &ActBody) -> Result<Statement, Problem> {
    let now = app.now();
    match body.act.as_str() {
        "enrolment" => {
            body.only(&["party", "number"])?;
            enrolment(app, progress, body)
        }
        "withdrawal" => {
            body.only(&["reason"])?;
            progress.not_ended(Kind::Withdrawal)?;
            Ok(progress.draft_withdrawal(body.reason()?, now))
        }
        "completion" => {
            body.only(&[])?;
            progress.not_ended(Kind::Completion)?;
            Ok(progress.draft_completion(now)?)
        }
        "revocation" => {
            body.only(&["party", "key", "reason"])?;
            revocation(progress, body, now)
        }
        _ => Err(CoreError::new(Code::ValueForm).at("/act").into()),
    }
}

/// What waits for the party, where it is what was released, and what was read from the signer's screen.
fn enrolment(app: &App, progress: &Progress, body: &ActBody) -> Result<Statement, Problem> {
    let (id, party) = (&progress.pact().id, body.party()?);
    let read = body.number.as_deref().ok_or_else(|| CoreError::new(Code::MemberMissing).at("/number"))?;
    let release = releases::find(app, id, &party)?;
    let statement = enrolments::waiting(app, progress, &release)?;
    if !is_number_of(read, &Digest::of(statement.text())) {
        return Err(Problem::from(Refusal::NumberDiffers).at("/number"));
    }
    Ok(statement)
}

/// Whether somebody read this digest: its long number, or all of its hex digits, perhaps with a QR code's prefix.
fn is_number_of(read: &str, digest: &Digest) -> bool {
    let read: String = read.split_whitespace().collect();
    let read = read.strip_prefix("GIAOUOC:").unwrap_or(&read);
    let long: String = number::long(digest.as_bytes()).split(' ').collect();
    read == long || read.eq_ignore_ascii_case(&digest.to_string())
}

fn revocation(progress: &Progress, body: &ActBody, now: Time) -> Result<Statement, Problem> {
    let party = body.party()?;
    let key = match &body.key {
        Some(key) => parse_vkey(key, Algorithm::Ed25519).map_err(|e| e.at("/key"))?,
        None => {
            let current = progress.party(&party).and_then(PartyState::current);
            current.ok_or_else(|| CoreError::new(Code::EnrolmentUnknown).at("/party"))?.enrolment.key.clone()
        }
    };
    Ok(progress.draft_revocation(&party, key, body.reason()?, now))
}

/// What a person should look at, after the evidence was verified anew.
fn facts(app: &App, progress: &Progress, statement: &Statement) -> Result<ActFacts, Problem> {
    let report = view::verification(app, &progress.pact().id)?;
    let unit = |party: &PartyId| progress.pact().roster.party(party).map(|party| party.unit.clone());
    let mut facts = ActFacts {
        verdict: Some(report.verdict.as_str()),
        signed: Some(report.signed),
        unit: statement.party().and_then(unit),
        ..about(progress.pact())
    };
    if let Act::Enrolment(Enrolment { holder, capacity, method, .. }) = &statement.act {
        facts.holder = Some(holder.clone());
        facts.capacity = Some(capacity.as_str());
        facts.method = Some(method.as_str());
    }
    Ok(facts)
}

fn about(pact: &Pact) -> ActFacts {
    ActFacts {
        due: Some(pact.roster.signer_count()),
        title: Some(pact.title.clone()),
        number: Some(pact.digest().0.short()),
        ..ActFacts::default()
    }
}

/// Signs an act as it was shown. Again: the same receipt.
pub(crate) fn sign(app: &App, id: &PactId, digest: &Digest) -> Result<Receipt, Problem> {
    let statement = app.acts().find(id, digest, app.now())?;
    match &statement.act {
        Act::Opening => {
            let note = statement.sign(&[app.online()])?.note().to_string();
            opening::open(app, id, None, Some(&note))
        }
        Act::Enrolment(enrolment) => sign_enrolment(app, id, &enrolment.party, digest),
        _ => {
            let progress = opened(app, id)?;
            let record = statement.sign(&[app.online()])?;
            records::submit_record(app, &progress, record, None)
        }
    }
}

/// Where the ledger has it, nothing waits any more.
fn sign_enrolment(app: &App, id: &PactId, party: &PartyId, digest: &Digest) -> Result<Receipt, Problem> {
    let progress = opened(app, id)?;
    let known = progress.party(party).and_then(|state| state.enrolments.iter().find(|e| e.digest.0 == *digest));
    match known {
        Some(enrolled) => records::known(app, enrolled.index),
        None => enrolments::confirm(app, id, party, &ConfirmBody { digest: digest.to_string() }),
    }
}

impl ActBody {
    /// Refuses members that say nothing about this act: whoever sent them meant another.
    fn only(&self, names: &[&str]) -> Result<(), Problem> {
        let given = [
            ("party", self.party.is_some()),
            ("reason", self.reason.is_some()),
            ("key", self.key.is_some()),
            ("number", self.number.is_some()),
        ];
        match given.iter().find(|(name, is_given)| *is_given && !names.contains(name)) {
            Some((name, _)) => Err(Problem::from(Refusal::BodyForm).at(format!("/{name}"))),
            None => Ok(()),
        }
    }

    fn party(&self) -> Result<PartyId, Problem> {
        let party = self.party.as_deref().ok_or_else(|| CoreError::new(Code::MemberMissing).at("/party"))?;
        Ok(PartyId::parse(party).map_err(|e| e.at("/party"))?)
    }

    fn reason(&self) -> Result<Option<String>, Problem> {
        self.reason.as_deref().map_or(Ok(()), text::check_value).map_err(|e| e.at("/reason"))?;
        Ok(self.reason.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_and_codes_give_them() {
        let digest = Digest::of("text");
        let (long, hex) = (digest.long(), digest.to_string());
        let joined = long.replace(' ', "");
        for read in [long.clone(), joined, hex.clone(), format!("GIAOUOC:{}", hex.to_uppercase()), format!(" {long}\n")]
        {
            assert!(is_number_of(&read, &digest), "{read}");
        }
        for wrong in ["", "GIAOUOC:", &long[1..], &digest.short(), &hex[..32], &Digest::of("other").long()] {
            assert!(!is_number_of(wrong, &digest), "{wrong}");
        }
    }
}
