//! `/`: what this service is, the way to a pact, and under `--demo` the list of all.

use super::page_context::{PageContext, render};
use super::words::Words;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::pact_list::MAX_PAGE;
use giaouoc_ceremony::view::{self, PactAndState, StateAnswer};
use giaouoc_core::Language;
use giaouoc_core::pact::{Pact, PactId};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "index.html")]
pub(super) struct IndexPage {
    pub(super) context: PageContext,
    pub(super) w: &'static Words,
    /// Nothing where pacts are not listed.
    pub(super) cards: Option<Vec<Card>>,
}

/// One pact of the list.
pub(super) struct Card {
    id: String,
    title: String,
    group: String,
    year: u16,
    /// For the style sheet.
    class: &'static str,
    state: &'static str,
    count: String,
    identity: &'static str,
}

impl Card {
    /// An erased opening leaves no state to tell.
    pub(super) fn of(context: PageContext, pact: &Pact, state: Option<&StateAnswer>) -> Self {
        let (class, words) = state_words(context.words(), state);
        Self {
            id: pact.id.to_string(),
            title: pact.title.clone(),
            group: pact.group.name.clone(),
            year: pact.period.from.year(),
            class,
            state: words,
            count: state.map(|state| format!("{}/{}", state.signed, state.due)).unwrap_or_default(),
            identity: identity(context.language, pact.identity.as_str()),
        }
    }
}

/// The state as a class of the style sheet and in words.
pub(super) fn state_words(w: &Words, state: Option<&StateAnswer>) -> (&'static str, &'static str) {
    let Some(state) = state else { return ("muted", w.state_erased) };
    match state.state {
        "completed" => ("valid", w.state_completed),
        "declined" => ("declined", w.state_declined),
        "withdrawn" => ("muted", w.state_withdrawn),
        "all-signed" => ("open", w.state_all_signed),
        _ if state.signed == 0 => ("open", w.state_opened),
        _ => ("open", w.state_signing),
    }
}

pub(super) fn identity(language: Language, identity: &str) -> &'static str {
    if identity == "in-person" {
        language.pick("xác nhận trực tiếp", "in person")
    } else {
        language.pick("qua liên kết mời ký", "by invitation link")
    }
}

pub(super) async fn index(context: PageContext, State(app): State<App>) -> Result<Response, Problem> {
    let newest = match app.is_demo() {
        true => Some(app.run(|service| view::newest(service, MAX_PAGE)).await?),
        false => None,
    };
    let card = |(pact, state): PactAndState| Card::of(context, &pact, state.as_ref());
    let cards = newest.map(|pacts| pacts.into_iter().map(card).collect());
    render(context, &IndexPage { context, w: context.words(), cards })
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    id: String,
}

/// From the field of the index to the page: takes an id, or an address that ends with one.
pub(super) async fn find(
    context: PageContext,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Redirect, Problem> {
    let Query(Wanted { id }) = wanted.map_err(|_| Refusal::NotFound)?;
    let id = parse_id(&id).ok_or(Refusal::NotFound)?;
    Ok(Redirect::to(&format!("/v/{id}{}", context.query())))
}

/// An id as people type it, or as the address of a QR code.
pub(super) fn parse_id(text: &str) -> Option<PactId> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.rsplit_once("/v/").map_or(text.as_str(), |(_, id)| id);
    let id: String = text.split(['?', '#']).next().unwrap_or_default().split_whitespace().collect();
    PactId::parse(&id).ok()
}
