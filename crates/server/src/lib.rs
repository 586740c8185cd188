//! HTTP: everything between a socket and [`giaouoc_ceremony`], which is the service itself.
//!
//! ```text
//! router       the page of contents                    openapi  its description
//! api          JSON handlers                           pages    HTML             ledger_paths  the C2SP paths
//! credentials  bearer tokens and session cookies, turned into callers
//! http         connections, TLS, problems, parsing at the door, fairness among client addresses
//! state        what every handler has at hand          config   an operator's settings
//! data_dir     keys and files on disk                  error    why a server does not start
//! ```
//!
//! A handler parses, calls one function of the ceremony, and answers; JSON and pages call the same functions.
//!
//! What this crate is **not**: it decides nothing about a pact. Rights, rules and limits of a ceremony are
//! [`giaouoc_ceremony`]'s; how many may ask for how much at a time is decided here.
#![forbid(unsafe_code)]

mod api;
mod config;
mod credentials;
mod data_dir;
mod error;
mod http;
mod ledger_paths;
mod openapi;
mod pages;
mod router;
mod state;

pub use config::{Config, Mail, Tls};
pub use error::ServeError;
pub use http::problem::Problem;
pub use http::serve::{Ready, serve, serve_over};
pub use http::status::{AnswerCode, HttpRefusal};
pub use router::{openapi_document, router};
pub use state::App;
