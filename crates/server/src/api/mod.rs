//! The JSON handlers: parse, call [`giaouoc_ceremony`], answer.
//!
//! An operation's right stands among its extractors: [`giaouoc_ceremony::caller::Organiser`] and its like refuse
//! everybody else before anything is read, and the ceremony's functions take them as arguments.

pub(crate) mod accounts;
pub(crate) mod desk;
pub(crate) mod discussion;
pub(crate) mod drafts;
pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod kiosks;
pub(crate) mod mail;
pub(crate) mod pacts;
pub(crate) mod paper;
pub(crate) mod people;
pub(crate) mod records;
pub(crate) mod templates_and_archive;
pub(crate) mod tokens;
pub(crate) mod verify;

use axum::Json;
use axum::http::StatusCode;
use giaouoc_ceremony::records::Receipt;

/// 201 for a record that is new, 200 for one that the ledger had.
pub(crate) fn receipt(receipt: Receipt) -> (StatusCode, Json<Receipt>) {
    (if receipt.known { StatusCode::OK } else { StatusCode::CREATED }, Json(receipt))
}
