//! The way of a call of the page to the desk and back.

use super::state::{Desk, SharedDesk, lock};
use crate::failure::{Failure, ProgramRefusal};
use crate::loopback::{ProgramProblem, blocking};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use giaouoc_core::pact::{PactId, PartyId};
use serde_json::Value;
use std::collections::BTreeMap;

/// The named parts of a path.
pub(super) type PathParts = Path<BTreeMap<String, String>>;

/// Runs work at the desk, alone and off the async threads.
pub(super) async fn at_desk<T: IntoResponse + Send + 'static>(
    desk: SharedDesk,
    work: impl FnOnce(&mut Desk) -> Result<T, Failure> + Send + 'static,
) -> Result<Response, ProgramProblem> {
    blocking(move || work(&mut lock(&desk))).await.map(IntoResponse::into_response)
}

/// The pact, and the party if any, that a path names.
pub(super) struct PactPath(pub(super) PactId, pub(super) Option<PartyId>);

impl PactPath {
    pub(super) fn of(Path(parts): PathParts) -> Result<Self, ProgramProblem> {
        let id = parts.get("id").map(String::as_str).unwrap_or_default();
        let id = PactId::parse(id).map_err(|_| ProgramRefusal::NoSuchThing)?;
        let party = parts
            .get("party")
            .map(|party| PartyId::parse(party))
            .transpose()
            .map_err(|_| ProgramRefusal::NoSuchThing)?;
        Ok(Self(id, party))
    }
}

/// Answers with JSON.
pub(super) fn answer(value: Value) -> Response {
    Json(value).into_response()
}
