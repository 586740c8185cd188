//! Acts of the server's registrar, in two steps: an act is drafted and shown, then signed as it was shown. The rules
//! are those of [`giaouoc_core::desk`]; here is where drafts are kept, and what waits.
//!
//! For `identity: invite` only; the desk of any other pact is a program of its own, with a key of its own.

use super::enrolments::{self, ConfirmBody};
use super::records::{self, Receipt};
use super::{desk, drafts, opened, opening, view};
use crate::app::App;
use crate::limits::{ACT_LIFE, ACTS};
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::{self as rules, ActRequest, Draft, Facts};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Identity, Pact, PactId, PartyId};
use giaouoc_core::record::Act;
use giaouoc_core::report::Verdict;
use giaouoc_core::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// Acts that were shown and may be signed, for ten minutes.
#[derive(Default)]
pub(crate) struct Acts(Mutex<HashMap<(PactId, Digest), (Draft, Time)>>);

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
#[derive(Serialize, ToSchema)]
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
    fn lock(&self) -> MutexGuard<'_, HashMap<(PactId, Digest), (Draft, Time)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, id: &PactId, draft: Draft, now: Time) -> Result<(), Problem> {
        let expires = Time::from_unix(now.unix() + ACT_LIFE)?;
        let mut acts = self.lock();
        acts.retain(|_, (_, expires)| *expires > now);
        if acts.len() >= ACTS {
            return Err(Refusal::Busy.into());
        }
        acts.insert((id.clone(), draft.digest().0), (draft, expires));
        Ok(())
    }

    fn find(&self, id: &PactId, digest: &Digest, now: Time) -> Result<Draft, Problem> {
        let acts = self.lock();
        let found = acts.get(&(id.clone(), *digest)).filter(|(_, expires)| *expires > now);
        found.map(|(draft, _)| draft.clone()).ok_or_else(|| Refusal::NothingToSign.into())
    }
}

/// Drafts an act and keeps it to be signed.
pub(crate) fn draft(app: &App, id: &PactId, body: ActBody) -> Result<ActAnswer, Problem> {
    let request = ActRequest::from(body);
    let draft = if request.act == Kind::Opening.as_str() {
        draft_opening(app, id, &request)?
    } else {
        let progress = opened(app, id)?;
        must_be_ours(progress.pact())?;
        let instruction = request.parse()?;
        let draft = rules::draft(&instruction, &progress, app.now(), |party| enrolments::waiting(app, id, party))?;
        draft.verified(view::verification(app, id)?.verdict)
    };
    let answer = ActAnswer::of(&draft);
    app.acts().keep(id, draft, app.now())?;
    Ok(answer)
}

/// The server's registrar counts for `invite` pacts only.
fn must_be_ours(pact: &Pact) -> Result<(), Problem> {
    if pact.identity == Identity::InPerson { Err(Refusal::NeedsRegistrar.into()) } else { Ok(()) }
}

fn draft_opening(app: &App, id: &PactId, request: &ActRequest) -> Result<Draft, Problem> {
    request.parse()?;
    let pact = drafts::openable(app, &desk::find_adopted(app, id)?)?;
    must_be_ours(&pact)?;
    Ok(rules::opening(&pact, app.origin(), app.now()))
}

/// Signs an act as it was shown. Again: the same receipt.
pub(crate) fn sign(app: &App, id: &PactId, digest: &Digest) -> Result<Receipt, Problem> {
    let draft = app.acts().find(id, digest, app.now())?;
    match &draft.statement().act {
        Act::Opening => {
            let note = draft.sign(app.online())?.note().to_string();
            opening::open(app, id, None, Some(&note))
        }
        Act::Enrolment(enrolment) => sign_enrolment(app, id, &enrolment.party, digest),
        _ => {
            let progress = opened(app, id)?;
            records::submit_record(app, &progress, draft.sign(app.online())?, None)
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

impl From<ActBody> for ActRequest {
    fn from(body: ActBody) -> Self {
        let ActBody { act, party, reason, key, number } = body;
        Self { act, party, reason, key, number }
    }
}

impl ActAnswer {
    fn of(draft: &Draft) -> Self {
        let digest = draft.digest().0;
        Self {
            digest: digest.to_string(),
            long_number: digest.long(),
            text: draft.statement().text(),
            facts: ActFacts::of(draft.facts()),
        }
    }
}

impl ActFacts {
    fn of(facts: &Facts) -> Self {
        let enrolment = facts.enrolment.as_ref();
        Self {
            verdict: facts.verdict.map(Verdict::as_str),
            signed: Some(facts.signed),
            due: Some(facts.due),
            holder: enrolment.map(|enrolment| enrolment.holder.clone()),
            capacity: enrolment.map(|enrolment| enrolment.capacity.as_str()),
            method: enrolment.map(|enrolment| enrolment.method.as_str()),
            unit: facts.unit.clone(),
            title: Some(facts.title.clone()),
            number: Some(facts.number.clone()),
        }
    }
}
