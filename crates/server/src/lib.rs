//! The service: the whole life of a pact over HTTP, on top of the one writer of [`giaouoc_store`].
//!
//! ```text
//! serve     the accept loop
//! router    the page of contents
//! dress     what every answer gets: id, headers, problems in the caller's language, one log line
//! extract   parsing at the door        auth   who calls      sessions  who has logged in        bearers  the tokens of a ceremony
//! api       JSON handlers              pages  HTML      ledger_paths  the C2SP paths
//! ceremony  what both call: the acts of a pact's life
//! app       what every handler has at hand            folder  keys and files on disk
//! hub       who is told when a pact moves
//! tls       a certificate of one's own
//! problem   RFC 9457                   refusal  what HTTP refuses by itself
//! ```
//!
//! What this crate is **not**: it judges no record (that is [`giaouoc_core`]) and writes none (that is the sequencer).
//! It holds one registrar's key, which counts for `invite` pacts only, and never a party's.
#![forbid(unsafe_code)]

mod api;
mod app;
mod auth;
mod bearers;
mod ceremony;
mod config;
mod dress;
mod error;
mod extract;
mod folder;
mod hub;
mod kept;
mod ledger_paths;
mod limits;
mod mail;
mod openapi;
mod pages;
mod passwords;
mod patient;
mod problem;
mod refusal;
mod router;
mod serve;
mod sessions;
mod tls;

pub use app::App;
pub use config::{Config, Mail, Tls};
pub use error::ServeError;
pub use refusal::Refusal;
pub use router::router;
pub use serve::{Ready, serve, serve_over};
pub use sessions::DEMO_ACCOUNTS;

/// Where a pact stands, in the shape of `GET /api/v1/pacts/{id}/state`: for a program that has verified the evidence by
/// itself and shows the same pages.
pub fn pact_state(progress: &giaouoc_core::progress::Progress) -> serde_json::Value {
    // A value that we shape ourselves always becomes JSON.
    serde_json::to_value(ceremony::view::state(progress)).unwrap_or_default()
}
