//! The list of an organiser: drafts first, then opened pacts.

use crate::caller::Organiser;
use crate::json::strict;
use crate::refusal::Refused;
use crate::service::Service;
use crate::view;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_store::workspace::Draft;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Longest page of a list.
pub const MAX_PAGE: usize = 100;

/// A page of pacts.
#[derive(Serialize, ToSchema)]
pub struct PactList {
    /// Drafts by id, then opened pacts, the newest opening first.
    items: Vec<PactLine>,
    /// The value of `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A pact in a list.
#[derive(Serialize, ToSchema)]
pub struct PactLine {
    /// Its id.
    id: String,
    /// Its title, where it has one yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// `draft`, `adopted`, or as in `StateAnswer`.
    state: &'static str,
    /// Number of parties that have signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<usize>,
    /// Number of parties that are to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<usize>,
    /// A draft's revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    /// Hex digest, once it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// The place behind which a page of pacts begins.
#[derive(Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Drafts behind this id; all where it is missing.
    Drafts(Option<PactId>),
    /// Pacts whose opening has a smaller index in the ledger.
    Opened(u64),
}

impl Cursor {
    /// Reads the `next` of an earlier page; nothing where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('-')? {
            ("d", id) => Some(Self::Drafts(Some(PactId::parse(id).ok()?))),
            ("o", index) => Some(Self::Opened(index.parse().ok()?)),
            _ => None,
        }
    }
}

/// A page of at most `limit` pacts.
///
/// # Errors
/// The errors of the store.
pub fn list(service: &Service, _: &Organiser, from: Cursor, limit: usize) -> Result<PactList, Refused> {
    let (mut items, before) = match from {
        Cursor::Drafts(after) => (drafts(service, after.as_ref(), limit)?, None),
        Cursor::Opened(before) => (Vec::new(), Some(before)),
    };
    let mut next = items.last().filter(|_| items.len() == limit).map(|line| format!("d-{}", line.id));
    let left = limit - items.len();
    if left > 0 {
        let opened = service.ledger().pacts(before, left)?;
        next = opened.last().filter(|_| opened.len() == left).map(|(index, _)| format!("o-{index}"));
        items.extend(opened.iter().map(|(_, pact)| opened_line(service, pact)));
    }
    Ok(PactList { items, next })
}

fn drafts(service: &Service, after: Option<&PactId>, limit: usize) -> Result<Vec<PactLine>, Refused> {
    Ok(service.workspace().drafts(after, limit)?.iter().map(draft_line).collect())
}

fn draft_line(draft: &Draft) -> PactLine {
    let document: Option<Value> = strict(&draft.document).ok();
    let title = document.and_then(|document| Some(document.get("title")?.as_str()?.to_owned()));
    PactLine {
        id: draft.id.to_string(),
        title,
        state: if draft.adopted.is_some() { "adopted" } else { "draft" },
        signed: None,
        due: None,
        revision: Some(draft.revision),
        digest: None,
    }
}

fn opened_line(service: &Service, pact: &Pact) -> PactLine {
    // An erased opening leaves no state to tell.
    let progress = service.sequencer().progress(pact.digest()).ok().flatten();
    PactLine {
        id: pact.id.to_string(),
        title: Some(pact.title.clone()),
        state: progress.as_ref().map_or("erased", |progress| view::word(progress)),
        signed: progress.as_ref().map(|progress| progress.signed_count()),
        due: Some(pact.roster.signer_count()),
        revision: None,
        digest: Some(pact.digest().to_string()),
    }
}
