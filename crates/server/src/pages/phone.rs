//! Where an invitation's link leads: signing on a phone is not here yet, so the page says how to sign without it.
//!
//! The invitation's token stands behind `#` and never reaches the server; the page looks nothing up and consumes
//! nothing, and there is no script that could.

use super::look::{Look, render};
use super::words::Words;
use crate::app::App;
use crate::extract::InPath;
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use giaouoc_core::pact::PactId;

#[derive(Template)]
#[template(path = "phone.html")]
pub(super) struct PhonePage<'a> {
    look: Look,
    w: &'static Words,
    id: &'a str,
    url: &'a str,
}

pub(super) async fn page(look: Look, State(app): State<App>, InPath(id): InPath<PactId>) -> Result<Response, Problem> {
    render(look, &PhonePage { look, w: look.words(), id: id.as_str(), url: app.public_url() })
}
