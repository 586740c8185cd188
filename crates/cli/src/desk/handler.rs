//! The way of a call of the page to the desk and back.

use super::state::{Desk, SharedDesk, lock};
use crate::failure::{Failure, Own};
use crate::loopback::{Trouble, blocking};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use giaouoc_core::pact::{PactId, PartyId};
use serde_json::Value;
use std::collections::BTreeMap;

/// The named parts of a path.
pub(super) type PathParts = Path<BTreeMap<String, String>>;

/// Runs one act at the desk.
pub(super) async fn at_desk<T: IntoResponse + Send + 'static>(
    desk: SharedDesk,
    work: impl FnOnce(&mut Desk) -> Result<T, Failure> + Send + 'static,
) -> Result<Response, Trouble> {
    blocking(move || work(&mut lock(&desk))).await.map(IntoResponse::into_response)
}

/// The pact that a path names.
pub(super) struct PactPath(pub(super) PactId, pub(super) Option<PartyId>);

impl PactPath {
    pub(super) fn of(Path(parts): PathParts) -> Result<Self, Trouble> {
        let id = parts.get("id").map(String::as_str).unwrap_or_default();
        let id = PactId::parse(id).map_err(|_| Own::NoSuchThing)?;
        let party = parts.get("party").map(|party| PartyId::parse(party)).transpose().map_err(|_| Own::NoSuchThing)?;
        Ok(Self(id, party))
    }
}

/// An answer for the page.
pub(super) fn answer(value: Value) -> Response {
    Json(value).into_response()
}
