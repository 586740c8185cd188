//! Before the opening: documents that may still change.

use crate::app::App;
use crate::limits::{FINDINGS, PLACE};
use crate::problem::{Problem, Refusal};
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::pact::{self, Pact, PactId, PartyId};
use giaouoc_core::text::{self, Lines, WarningKind};
use giaouoc_core::{Digest, json};
use giaouoc_store::office::{Draft, OfficeError};
use serde::Serialize;
use serde_json::{Map, Value, json as value};
use std::borrow::Cow;
use tokio::sync::MutexGuard;
use utoipa::ToSchema;

/// A draft, as its organiser sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftAnswer {
    /// Its id, which stays when it is opened.
    pub(crate) id: String,
    /// From 1, one more with each save; the ETag.
    pub(crate) revision: u64,
    /// `draft`, or `adopted`: it waits for its opening (chờ mở).
    pub(crate) state: &'static str,
    /// When it was last saved.
    pub(crate) saved: String,
    /// The document.
    #[schema(value_type = Object)]
    pub(crate) document: Value,
    /// What was found in it.
    pub(crate) check: CheckAnswer,
}

/// What was found in a document.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckAnswer {
    /// Whether it could be opened.
    pub(crate) ok: bool,
    /// Its digest, where it is whole; what the server fills in may be missing from a document that is `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    /// The digest's short number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    /// The digest's long number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) long_number: Option<String>,
    /// Errors, each `{code, kind, place?, detail?, cause, cure}`: every text that breaks the text rule, and the first
    /// defect of form. At most 100.
    #[schema(value_type = Vec<Object>)]
    pub(crate) problems: Vec<Value>,
    /// How many problems there are beyond those listed.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) more_problems: usize,
    /// Words that may deceive the eye; no error. At most 100.
    pub(crate) warnings: Vec<WordWarning>,
    /// How many warnings there are beyond those listed.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) more_warnings: usize,
}

/// A word that may deceive the eye.
#[derive(Serialize, ToSchema)]
pub(crate) struct WordWarning {
    /// `mixed-scripts` or `look-alike`.
    pub(crate) code: &'static str,
    /// JSON pointer of the text.
    pub(crate) place: String,
    /// Where in it the word begins: code points from 0.
    pub(crate) at: usize,
    /// The word.
    pub(crate) word: String,
    /// In Vietnamese.
    pub(crate) vi: &'static str,
    /// In English.
    pub(crate) en: &'static str,
}

/// Looks a document over and writes nothing. Where a member is missing that the server fills in, the rest is judged all
/// the same, and there is no digest yet.
pub(crate) fn check(document: &Value) -> CheckAnswer {
    let (whole, pact) = parse(document);
    let (mut problems, mut more_problems) = (Vec::<CoreError>::new(), 0);
    let (mut warnings, mut more_warnings) = (Vec::new(), 0);
    walk(document, &mut String::new(), Lines::Single, &mut |place, text, lines| {
        let place = cut(place);
        if let Err(error) = text::check(text, lines) {
            push(&mut problems, &mut more_problems, || error.at(place.as_ref()));
        }
        for warning in text::warnings(text) {
            push(&mut warnings, &mut more_warnings, || word_warning(&place, warning));
        }
    });
    if let Err(error) = &pact
        && !problems.iter().any(|found| found.place == error.place)
    {
        if problems.len() >= FINDINGS {
            problems.pop();
            more_problems += 1;
        }
        problems.insert(0, error.clone().at(cut(&error.place)));
    }
    let ok = pact.is_ok();
    let digest = pact.ok().filter(|_| whole).map(|pact| pact.digest().0);
    CheckAnswer {
        ok,
        digest: digest.map(|digest| digest.to_string()),
        number: digest.as_ref().map(Digest::short),
        long_number: digest.as_ref().map(Digest::long),
        problems: problems.iter().filter_map(|error| serde_json::to_value(error).ok()).collect(),
        more_problems,
        warnings,
        more_warnings,
    }
}

/// Lists a finding, or only counts it: a small document can hold very many.
fn push<T>(found: &mut Vec<T>, more: &mut usize, finding: impl FnOnce() -> T) {
    if found.len() < FINDINGS {
        found.push(finding());
    } else {
        *more += 1;
    }
}

/// A place of bearable length: it holds members' names, which are the caller's, and stands in each finding.
fn cut(place: &str) -> Cow<'_, str> {
    if place.len() <= PLACE {
        return Cow::Borrowed(place);
    }
    let end = (0..=PLACE).rev().find(|end| place.is_char_boundary(*end)).unwrap_or_default();
    Cow::Owned(format!("{}…", place.get(..end).unwrap_or_default()))
}

fn is_none(more: &usize) -> bool {
    *more == 0
}

/// The pact, and whether the document has all that it needs by itself.
fn parse(document: &Value) -> (bool, Result<Pact, CoreError>) {
    let Value::Object(members) = document else { return (true, Pact::from_value(document)) };
    let mut filled = members.clone();
    for (name, value) in defaults(PactId::from_random([0; 16]).as_str(), "2000-01-01T00:00:00Z") {
        filled.entry(name).or_insert(value);
    }
    (filled.len() == members.len(), Pact::from_value(&Value::Object(filled)))
}

/// What only a program knows.
fn defaults(id: &str, created: &str) -> [(&'static str, Value); 4] {
    [("format", value!(pact::FORMAT)), ("id", value!(id)), ("language", value!("vi")), ("created", value!(created))]
}

/// Visits every string of a document with its place and whether line feeds may stand in it.
fn walk(value: &Value, place: &mut String, lines: Lines, visit: &mut impl FnMut(&str, &str, Lines)) {
    let mut below = |step: &str, lines, value: &Value| {
        let length = place.len();
        place.push('/');
        place.push_str(&step.replace('~', "~0").replace('/', "~1"));
        walk(value, place, lines, visit);
        place.truncate(length);
    };
    match value {
        Value::String(text) => visit(place, text, lines),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| below(&i.to_string(), lines, item)),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            let multi = matches!(name.as_str(), "text" | "preamble" | "declaration");
            below(name, if multi { Lines::Multi } else { Lines::Single }, member);
        }),
        _ => {}
    }
}

fn word_warning(place: &str, warning: text::Warning) -> WordWarning {
    let (code, vi, en) = match warning.why {
        WarningKind::MixedScripts => {
            ("mixed-scripts", "Một từ có chữ cái của nhiều hệ chữ viết.", "A word holds letters of several scripts.")
        }
        WarningKind::LookAlike => (
            "look-alike",
            "Chữ giống Đ/đ nhưng không phải chữ tiếng Việt.",
            "A letter that looks like Đ/đ and is not the Vietnamese one.",
        ),
    };
    WordWarning { code, place: place.to_owned(), at: warning.at, word: warning.word, vi, en }
}

/// One change of a draft at a time: an opening must not end a draft that was saved behind its back.
pub(crate) fn turn<'a>(app: &'a App, id: &PactId) -> Option<MutexGuard<'a, ()>> {
    app.one_at_a_time(&Digest::of(id.as_str()))
}

/// Keeps a new document; the same document under the same id again is the same draft. True: it is new.
pub(crate) fn create(app: &App, author: &str, document: Value) -> Result<(bool, DraftAnswer), Problem> {
    let mut document = object(document)?;
    let id = match document.get("id") {
        Some(id) => read_id(id)?,
        None => new_id()?,
    };
    let _turn = turn(app, &id);
    if app.ledger().pact_by_id(&id)?.is_some() {
        return Err(Refusal::AlreadyOpened.into());
    }
    fill(app, &mut document, &id)?;
    let bytes = json::canonical(&Value::Object(document))?;
    match app.office().save_draft(&id, 0, &bytes, author, app.now()) {
        Ok(_) => Ok((true, answer(find(app, &id)?)?)),
        Err(OfficeError::Stale { .. } | OfficeError::Adopted) => {
            let kept = find(app, &id)?;
            if kept.document == bytes { Ok((false, answer(kept)?)) } else { Err(Refusal::DraftExists.into()) }
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves a document over the revision that its editor has seen.
pub(crate) fn save(app: &App, author: &str, id: &PactId, over: u64, document: Value) -> Result<DraftAnswer, Problem> {
    let _turn = turn(app, id);
    find(app, id)?;
    let mut document = object(document)?;
    fill(app, &mut document, id)?;
    let bytes = json::canonical(&Value::Object(document))?;
    app.office().save_draft(id, over, &bytes, author, app.now())?;
    answer(find(app, id)?)
}

/// A draft, or that its pact is opened, or nothing.
pub(crate) fn find(app: &App, id: &PactId) -> Result<Draft, Problem> {
    if app.ledger().pact_by_id(id)?.is_some() {
        return Err(Refusal::AlreadyOpened.into());
    }
    app.office().draft(id)?.ok_or_else(|| Refusal::NotFound.into())
}

/// Whether the roster of a draft, which may be incomplete, names a party.
pub(crate) fn has_party(draft: &Draft, party: &PartyId) -> bool {
    let document = crate::extract::strict(&draft.document).unwrap_or_default();
    let roster = document.get("roster").and_then(Value::as_array);
    roster.is_some_and(|roster| roster.iter().any(|one| one.get("id").and_then(Value::as_str) == Some(party.as_str())))
}

/// Removes a draft that is not adopted.
pub(crate) fn delete(app: &App, id: &PactId, revision: u64) -> Result<(), Problem> {
    let _turn = turn(app, id);
    let draft = find(app, id)?;
    must_be(&draft, revision)?;
    if draft.adopted.is_some() {
        return Err(Refusal::Adopted.into());
    }
    Ok(app.office().delete_draft(id)?)
}

/// Freezes a document that is whole: from now on it waits for its opening.
pub(crate) fn adopt(app: &App, id: &PactId, revision: Option<u64>) -> Result<DraftAnswer, Problem> {
    let _turn = turn(app, id);
    let draft = find(app, id)?;
    must_be(&draft, revision.unwrap_or(draft.revision))?;
    openable(app, &draft)?;
    if draft.adopted.is_none() {
        app.office().adopt_draft(id, draft.revision, app.now())?;
    }
    answer(find(app, id)?)
}

/// Takes an adoption back.
pub(crate) fn release(app: &App, id: &PactId) -> Result<DraftAnswer, Problem> {
    let _turn = turn(app, id);
    find(app, id)?;
    app.office().release_draft(id)?;
    answer(find(app, id)?)
}

/// The pact of a draft that may be opened: whole, with no key that everybody has.
pub(crate) fn openable(app: &App, draft: &Draft) -> Result<Pact, Problem> {
    let pact = Pact::parse(&draft.document)?;
    pact.roster.parties().iter().filter_map(|party| party.key.as_ref()).try_for_each(|key| app.refuse_example(key))?;
    Ok(pact)
}

pub(crate) fn must_be(draft: &Draft, revision: u64) -> Result<(), Problem> {
    if draft.revision == revision {
        return Ok(());
    }
    Err(Problem::from(Refusal::Stale).because(format!("revision {}", draft.revision)))
}

/// A draft as it is answered.
pub(crate) fn answer(draft: Draft) -> Result<DraftAnswer, Problem> {
    let document = crate::extract::strict(&draft.document)?;
    Ok(DraftAnswer {
        id: draft.id.to_string(),
        revision: draft.revision,
        state: if draft.adopted.is_some() { "adopted" } else { "draft" },
        saved: draft.saved.to_string(),
        check: check(&document),
        document,
    })
}

fn object(document: Value) -> Result<Map<String, Value>, Problem> {
    match document {
        Value::Object(members) => Ok(members),
        _ => Err(CoreError::new(Code::MemberType).because("an object is due").into()),
    }
}

fn read_id(id: &Value) -> Result<PactId, Problem> {
    let text = id.as_str().ok_or_else(|| CoreError::new(Code::MemberType).at("/id"))?;
    Ok(PactId::parse(text).map_err(|e| e.at("/id"))?)
}

pub(crate) fn new_id() -> Result<PactId, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Internal)?;
    Ok(PactId::from_random(bytes))
}

/// Adds what only a program knows, where the document does not say it.
fn fill(app: &App, document: &mut Map<String, Value>, id: &PactId) -> Result<(), Problem> {
    for (name, value) in defaults(id.as_str(), &app.now().to_string()) {
        document.entry(name).or_insert(value);
    }
    if document.get("id").and_then(Value::as_str) != Some(id.as_str()) {
        return Err(Problem::from(Refusal::IdDiffers).at("/id"));
    }
    Ok(())
}
