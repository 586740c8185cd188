//! Strict JSON, as bodies and stored documents are read.

use crate::refusal::Refused;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::json::{self, Limits};
use serde_json::Value;

/// Deepest nesting of a JSON body: that of a pact, and two levels around it.
const MAX_DEPTH: usize = giaouoc_core::pact::MAX_DEPTH + 2;

/// Reads strict JSON. `null` is refused everywhere.
///
/// # Errors
/// The codes of [`json::parse`], and [`Code::JsonNull`] with its place.
pub fn strict(bytes: &[u8]) -> Result<Value, Refused> {
    let value = json::parse(bytes, Limits { depth: MAX_DEPTH, bytes: bytes.len() })?;
    match json::find_null(&value) {
        Some(place) => Err(CoreError::new(Code::JsonNull).at(place).into()),
        None => Ok(value),
    }
}
