//! Looking a document over: every text that breaks the text rule, the first other defect, and words that may deceive.

use crate::refusal::Refused;
use giaouoc_core::Digest;
use giaouoc_core::error::CoreError;
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{self, Pact, PactId};
use giaouoc_core::text::{self, Lines, WarningKind};
use serde::Serialize;
use serde_json::{Value, json as value};
use std::borrow::Cow;
use utoipa::ToSchema;

/// Largest document that anybody may have looked over, in bytes.
pub const MAX_BYTES: usize = 512 * 1024;
/// Problems, and warnings, that are listed; the rest is counted only.
const MAX_FINDINGS: usize = 100;
/// Longest place of a finding, in bytes.
const MAX_PLACE: usize = 256;

/// Findings in a document.
#[derive(Serialize, ToSchema)]
pub struct CheckAnswer {
    /// True if it could be opened.
    pub ok: bool,
    /// Its digest, where it is whole; what the server fills in may be missing from a document that is `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The digest's short number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The digest's long number for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_number: Option<String>,
    /// Errors, each `{code, kind, place?, detail?, cause, cure}`: every text that breaks the text rule, and the first
    /// defect of form. At most 100.
    #[schema(value_type = Vec<Object>)]
    pub problems: Vec<Value>,
    /// Number of problems beyond those listed.
    #[serde(skip_serializing_if = "is_none")]
    pub more_problems: usize,
    /// Words that may deceive the eye; no error. At most 100.
    pub warnings: Vec<WordWarning>,
    /// Number of warnings beyond those listed.
    #[serde(skip_serializing_if = "is_none")]
    pub more_warnings: usize,
}

/// A word that may deceive the eye.
#[derive(Serialize, ToSchema)]
pub struct WordWarning {
    /// `mixed-scripts` or `look-alike`.
    pub code: &'static str,
    /// JSON pointer of the text.
    pub place: String,
    /// Offset of the word in that text, in code points from 0.
    pub at: usize,
    /// The word.
    pub word: String,
    /// In Vietnamese.
    pub vi: &'static str,
    /// In English.
    pub en: &'static str,
}

/// [`check`] of a document that is JSON, where `null` is one of the things that are told.
///
/// # Errors
/// The codes of [`json::parse`].
pub fn check_bytes(bytes: &[u8]) -> Result<CheckAnswer, Refused> {
    let limits = Limits { depth: pact::MAX_DEPTH, bytes: bytes.len() };
    Ok(check(&json::parse(bytes, limits)?))
}

/// Looks a document over and writes nothing. Where a member is missing that the server fills in, the rest is judged all
/// the same, and there is no digest yet.
pub fn check(document: &Value) -> CheckAnswer {
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
        if problems.len() >= MAX_FINDINGS {
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
    if found.len() < MAX_FINDINGS {
        found.push(finding());
    } else {
        *more += 1;
    }
}

/// A place of bearable length: it holds members' names, which are the caller's, and stands in each finding.
fn cut(place: &str) -> Cow<'_, str> {
    if place.len() <= MAX_PLACE {
        return Cow::Borrowed(place);
    }
    let end = (0..=MAX_PLACE).rev().find(|end| place.is_char_boundary(*end)).unwrap_or_default();
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

/// The members that the service fills in, because only a program knows them.
pub(crate) fn defaults(id: &str, created: &str) -> [(&'static str, Value); 4] {
    [("format", value!(pact::FORMAT)), ("id", value!(id)), ("language", value!("vi")), ("created", value!(created))]
}

/// Visits every string of a document with its place and whether line feeds may stand in it.
fn walk(value: &Value, place: &mut String, lines: Lines, visit: &mut impl FnMut(&str, &str, Lines)) {
    let mut below = |step: &str, lines, value: &Value| {
        let length = place.len();
        place.push('/');
        place.push_str(&json::pointer_step(step));
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
