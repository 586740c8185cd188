//! Credentials of requests: bearer tokens and session cookies, turned into the callers that [`giaouoc_ceremony`] knows.
//!
//! ```text
//! callers   programs with a token, and browsers that have logged in
//! tokens    the other tokens of a ceremony: invitations, claims, kiosks, pages for a mark, shared drafts
//! sessions  the session's cookie, and the check that a request comes from a page of ours
//! ```

pub(crate) mod callers;
pub(crate) mod sessions;
pub(crate) mod tokens;

mod bearer;
