//! The ceremony of a pact: all that happens between a first draft and the completed evidence, without HTTP.
//!
//! ```text
//! before the opening  drafts, document_check, imports, annexes, shares, discussion, archive, pact_list
//! the opening         opening
//! enrolling           holder, invitations, releases, codes, enrolments
//! signing             records, declines, marks
//! the desk            desk, acts, kiosks
//! reading             view, overview, verification, printing, live
//! people              accounts, caller, caller_tokens, login_attempts, passwords
//! by mail             mail
//! underneath          service, changes, pending_state, cache, token, input, json, refusal
//! ```
//!
//! A function takes the [`Service`], a value that proves the caller's right ([`caller`]), and typed values; it gives a
//! typed answer or a [`Refused`] with a stable code. Every function may block, and runs inside [`Service::run`].
//!
//! What this crate is **not**: an interface. It knows no status, header, cookie or page. Its answers derive
//! `utoipa::ToSchema`, which describes data and not HTTP. It judges no record (that is [`giaouoc_core`]) and writes
//! none (that is the sequencer of [`giaouoc_store`]). It holds one registrar's key, which counts for `invite` pacts
//! only, and never a party's.
#![forbid(unsafe_code)]

pub mod accounts;
pub mod acts;
pub mod annexes;
pub mod archive;
pub mod caller;
pub mod caller_tokens;
pub mod changes;
pub mod codes;
pub mod declines;
pub mod desk;
pub mod discussion;
pub mod document_check;
pub mod drafts;
pub mod enrolments;
pub mod holder;
pub mod imports;
pub mod input;
pub mod invitations;
pub mod json;
pub mod kiosks;
pub mod live;
pub mod login_attempts;
pub mod mail;
pub mod marks;
pub mod opening;
pub mod overview;
pub mod pact_list;
pub mod printing;
pub mod records;
pub mod refusal;
pub mod releases;
pub mod service;
pub mod shares;
pub mod token;
pub mod verification;
pub mod view;

mod cache;
mod passwords;
mod pending_state;

pub use refusal::{Refusal, RefusalCode, Refused};
pub use service::Service;
