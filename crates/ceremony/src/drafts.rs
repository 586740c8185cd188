//! Before the opening: documents that may still change.

use crate::caller::Organiser;
use crate::document_check::{CheckAnswer, check, defaults};
use crate::json::strict;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::json;
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_store::workspace::{Draft, WorkspaceError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A draft, as its organiser sees it.
#[derive(Serialize, ToSchema)]
pub struct DraftAnswer {
    /// Its id, which stays when it is opened.
    pub id: String,
    /// From 1, one more with each save; the ETag.
    pub revision: u64,
    /// `draft`, or `adopted`: it waits for its opening (chờ mở).
    pub state: &'static str,
    /// Time of its last save.
    pub saved: String,
    /// The document.
    #[schema(value_type = Object)]
    pub document: Value,
    /// The findings in it.
    pub check: CheckAnswer,
}

/// Keeps a new document. The same document under the same id again is the same draft. True if it is new.
///
/// # Errors
/// [`Refusal::DraftExists`], [`Refusal::AlreadyOpened`], or codes of the document's form.
pub fn create(service: &Service, author: &Organiser, document: Value) -> Result<(bool, DraftAnswer), Refused> {
    let mut document = object(document)?;
    let id = match document.get("id") {
        Some(id) => read_id(id)?,
        None => new_id()?,
    };
    let _turn = service.one_at_a_time_for(&id);
    if service.sequencer().pact(&id)?.is_some() {
        return Err(Refusal::AlreadyOpened.into());
    }
    fill(service, &mut document, &id)?;
    let bytes = json::canonical(&Value::Object(document))?;
    match service.workspace().save_draft(&id, 0, &bytes, author.name(), service.now()) {
        Ok(_) => Ok((true, answer(find(service, &id)?)?)),
        Err(WorkspaceError::Stale { .. } | WorkspaceError::Adopted) => {
            let kept = find(service, &id)?;
            if kept.document == bytes { Ok((false, answer(kept)?)) } else { Err(Refusal::DraftExists.into()) }
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves a document over the revision that its editor has seen.
///
/// # Errors
/// [`Refusal::Stale`] where another revision is there, [`Refusal::Adopted`], [`Refusal::IdDiffers`], or as [`get`].
pub fn save(
    service: &Service,
    author: &Organiser,
    id: &PactId,
    over: u64,
    document: Value,
) -> Result<DraftAnswer, Refused> {
    let _turn = service.one_at_a_time_for(id);
    find(service, id)?;
    let mut document = object(document)?;
    fill(service, &mut document, id)?;
    let bytes = json::canonical(&Value::Object(document))?;
    service.workspace().save_draft(id, over, &bytes, author.name(), service.now())?;
    answer(find(service, id)?)
}

/// A draft that is not opened yet.
///
/// # Errors
/// [`Refusal::AlreadyOpened`], [`Refusal::NotFound`].
pub(crate) fn find(service: &Service, id: &PactId) -> Result<Draft, Refused> {
    if service.sequencer().pact(id)?.is_some() {
        return Err(Refusal::AlreadyOpened.into());
    }
    service.workspace().draft(id)?.ok_or_else(|| Refusal::NotFound.into())
}

/// True if the roster of a draft, which may be incomplete, names a party.
pub(crate) fn has_party(draft: &Draft, party: &PartyId) -> bool {
    let document = strict(&draft.document).unwrap_or_default();
    let roster = document.get("roster").and_then(Value::as_array);
    roster.is_some_and(|roster| roster.iter().any(|one| one.get("id").and_then(Value::as_str) == Some(party.as_str())))
}

/// A pact that is opened, or adopted and not opened yet. Other drafts are nobody else's business.
pub(crate) fn must_be_known(service: &Service, id: &PactId) -> Result<(), Refused> {
    match service.sequencer().pact(id)? {
        Some(_) => Ok(()),
        None => find_adopted(service, id).map(drop),
    }
}

/// A draft that waits for its opening.
pub(crate) fn find_adopted(service: &Service, id: &PactId) -> Result<Draft, Refused> {
    let draft = find(service, id)?;
    if draft.adopted.is_some() { Ok(draft) } else { Err(Refusal::NotFound.into()) }
}

/// Removes a draft that is not adopted.
///
/// # Errors
/// [`Refusal::Stale`], [`Refusal::Adopted`], or as [`get`].
pub fn delete(service: &Service, _: &Organiser, id: &PactId, revision: u64) -> Result<(), Refused> {
    let _turn = service.one_at_a_time_for(id);
    let draft = find(service, id)?;
    must_be(&draft, revision)?;
    if draft.adopted.is_some() {
        return Err(Refusal::Adopted.into());
    }
    Ok(service.workspace().delete_draft(id)?)
}

/// Freezes a document that is whole: from now on it waits for its opening.
///
/// # Errors
/// [`Refusal::Stale`], or codes of the first defect of the document.
pub fn adopt(service: &Service, _: &Organiser, id: &PactId, revision: Option<u64>) -> Result<DraftAnswer, Refused> {
    let _turn = service.one_at_a_time_for(id);
    let draft = find(service, id)?;
    must_be(&draft, revision.unwrap_or(draft.revision))?;
    openable(service, &draft)?;
    if draft.adopted.is_none() {
        service.workspace().adopt_draft(id, draft.revision, service.now())?;
    }
    answer(find(service, id)?)
}

/// Takes an adoption back.
///
/// # Errors
/// As [`get`].
pub fn release(service: &Service, _: &Organiser, id: &PactId) -> Result<DraftAnswer, Refused> {
    let _turn = service.one_at_a_time_for(id);
    find(service, id)?;
    service.workspace().release_draft(id)?;
    answer(find(service, id)?)
}

/// The pact of a draft that may be opened: whole, with no key that everybody has.
pub(crate) fn openable(service: &Service, draft: &Draft) -> Result<Pact, Refused> {
    let pact = Pact::parse(&draft.document)?;
    pact.roster
        .parties()
        .iter()
        .filter_map(|party| party.key.as_ref())
        .try_for_each(|key| service.refuse_example(key))?;
    Ok(pact)
}

pub(crate) fn must_be(draft: &Draft, revision: u64) -> Result<(), Refused> {
    if draft.revision == revision {
        return Ok(());
    }
    Err(Refused::from(Refusal::Stale).because(format!("revision {}", draft.revision)))
}

/// A draft, with its check.
///
/// # Errors
/// [`Refusal::AlreadyOpened`], [`Refusal::NotFound`].
pub fn get(service: &Service, _: &Organiser, id: &PactId) -> Result<DraftAnswer, Refused> {
    answer(find(service, id)?)
}

fn answer(draft: Draft) -> Result<DraftAnswer, Refused> {
    let document = strict(&draft.document)?;
    Ok(DraftAnswer {
        id: draft.id.to_string(),
        revision: draft.revision,
        state: if draft.adopted.is_some() { "adopted" } else { "draft" },
        saved: draft.saved.to_string(),
        check: check(&document),
        document,
    })
}

fn object(document: Value) -> Result<Map<String, Value>, Refused> {
    match document {
        Value::Object(members) => Ok(members),
        _ => Err(CoreError::new(Code::MemberType).because("an object is due").into()),
    }
}

fn read_id(id: &Value) -> Result<PactId, Refused> {
    let text = id.as_str().ok_or_else(|| CoreError::new(Code::MemberType).at("/id"))?;
    Ok(PactId::parse(text).map_err(|e| e.at("/id"))?)
}

fn new_id() -> Result<PactId, Refused> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Internal)?;
    Ok(PactId::from_random(bytes))
}

/// Adds what only a program knows, where the document does not say it.
fn fill(service: &Service, document: &mut Map<String, Value>, id: &PactId) -> Result<(), Refused> {
    for (name, value) in defaults(id.as_str(), &service.now().to_string()) {
        document.entry(name).or_insert(value);
    }
    if document.get("id").and_then(Value::as_str) != Some(id.as_str()) {
        return Err(Refused::from(Refusal::IdDiffers).at("/id"));
    }
    Ok(())
}
