//! Acts of the server's registrar, in two steps: an act is drafted and shown, then signed as it was shown. The rules
//! are those of [`giaouoc_core::desk`]; here is where drafts are kept, and what waits.
//!
//! For `identity: invite` only; the desk of any other pact is a program of its own, with a key of its own.

use crate::caller::Desk;
use crate::enrolments::{self, ConfirmBody};
use crate::records::{self, Receipt};
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::{drafts, opening, verification};
use giaouoc_core::Digest;
use giaouoc_core::desk::{self as rules, ActRequest, Draft, Facts};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Identity, Pact, PactId, PartyId};
use giaouoc_core::record::Act;
use giaouoc_core::report::Verdict;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An act of the registrar that is to be drafted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActBody {
    /// `opening`, `enrolment`, `withdrawal`, `completion`, `revocation`.
    act: String,
    /// Party of the enrolment or key.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    party: Option<String>,
    /// Reason of a withdrawal or revocation, at most 200 characters.
    reason: Option<String>,
    /// The key that is taken back, a vkey; the party's newest where left out.
    key: Option<String>,
    /// Of an enrolment: what was read from the signer's screen, 24 digits, or the 64 hex digits of its QR code.
    number: Option<String>,
}

/// An act to look at before it is signed.
#[derive(Serialize, ToSchema)]
pub struct ActAnswer {
    /// Hex SHA-256 of the text, by which it is signed.
    digest: String,
    /// That digest's long number for people.
    long_number: String,
    /// The text that will be signed, byte for byte.
    text: String,
    /// The facts of that text, for people.
    facts: ActFacts,
}

/// The facts to look at before signing.
#[derive(Serialize, ToSchema)]
pub struct ActFacts {
    /// The verdict over the pact's evidence as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// Number of parties that have signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<usize>,
    /// Number of parties that are to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<usize>,
    /// Name of the person who is to hold the key.
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

/// Drafts an act of the server's registrar and keeps it for ten minutes, to be signed as it was shown.
///
/// # Errors
/// [`Refusal::NeedsRegistrar`] for `identity: in-person`, [`Refusal::NumberDiffers`], [`Refusal::Busy`], or what the
/// rules refuse.
pub fn draft(service: &Service, _: &Desk, id: &PactId, body: ActBody) -> Result<ActAnswer, Refused> {
    let request = ActRequest::from(body);
    let draft = if request.act == Kind::Opening.as_str() {
        draft_opening(service, id, &request)?
    } else {
        let progress = service.opened(id)?;
        must_be_ours(progress.pact())?;
        let instruction = request.parse()?;
        let draft =
            rules::draft(&instruction, &progress, service.now(), |party| enrolments::waiting(service, id, party))?;
        draft.verified(verification::of_pact(service, id)?.verdict)
    };
    let answer = ActAnswer::of(&draft);
    service.shown_acts().insert(id, draft, service.now())?;
    Ok(answer)
}

/// The server's registrar counts for `invite` pacts only.
fn must_be_ours(pact: &Pact) -> Result<(), Refused> {
    if pact.identity == Identity::InPerson { Err(Refusal::NeedsRegistrar.into()) } else { Ok(()) }
}

fn draft_opening(service: &Service, id: &PactId, request: &ActRequest) -> Result<Draft, Refused> {
    request.parse()?;
    let pact = drafts::openable(service, &drafts::find_adopted(service, id)?)?;
    must_be_ours(&pact)?;
    Ok(rules::opening(&pact, service.origin(), service.now()))
}

/// Signs an act as it was shown. Signing it again gives the same receipt.
///
/// # Errors
/// [`Refusal::NothingToSign`] for an unknown digest or after ten minutes, or what the ledger refuses.
pub fn sign(service: &Service, desk: &Desk, id: &PactId, digest: &Digest) -> Result<Receipt, Refused> {
    let draft = service.shown_acts().find(id, digest, service.now())?;
    match &draft.statement().act {
        Act::Opening => {
            let note = draft.sign(service.online())?.note().to_string();
            opening::open_as_desk(service, desk, id, &note)
        }
        Act::Enrolment(enrolment) => sign_enrolment(service, desk, id, &enrolment.party, digest),
        _ => {
            let progress = service.opened(id)?;
            records::submit_record(service, &progress, draft.sign(service.online())?, None)
        }
    }
}

/// Signs an enrolment. Where the ledger has it, nothing waits any more.
fn sign_enrolment(
    service: &Service,
    desk: &Desk,
    id: &PactId,
    party: &PartyId,
    digest: &Digest,
) -> Result<Receipt, Refused> {
    let progress = service.opened(id)?;
    let known = progress.party(party).and_then(|state| state.enrolments.iter().find(|e| e.digest.0 == *digest));
    match known {
        Some(enrolled) => records::known(service, enrolled.index),
        None => enrolments::confirm(service, desk, id, party, &ConfirmBody { digest: digest.to_string() }),
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
