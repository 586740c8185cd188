//! Giao Ước's core: pacts, the records about them, and the verification of both. Pure: no I/O, no clock, no randomness.
//!
//! The modules follow the way of the data:
//!
//! ```text
//! pact document → canonical bytes → record (signed note) → ledger leaf → evidence → verdict
//!     pact            json              record                leaf        evidence   verify
//! ```
//!
//! # Which function do I want?
//!
//! | you have | you want | call |
//! | --- | --- | --- |
//! | the bytes of a pact document | its digest, its roster | [`pact::Pact::parse`] |
//! | an act (a signature, an enrolment …) | the text to sign | [`record::Statement::text`] |
//! | a signed note | a record of known form | [`record::Record::parse`] |
//! | an opened pact and an act of its registrar | the text to show and to sign | [`desk::draft`] |
//! | an opened pact and a record | may it be taken now? | [`progress::Progress::admit`] |
//! | an evidence file and a policy | the verdict | [`verify::verify`] |
//! | what a printed sheet's codes say, and a policy | the verdict | [`verify::verify_printed_proof`] |
//!
//! What this crate is **not**: it stores nothing, fetches nothing and draws no random number; times, nonces and keys
//! come in as arguments. Exact formats are in `docs/spec/`; each function names the page that it obeys.
#![forbid(unsafe_code)]

pub mod desk;
pub mod digest;
pub mod error;
pub mod evidence;
pub mod json;
pub mod key;
pub mod leaf;
pub mod mark;
pub mod number;
pub mod pact;
pub mod policy;
pub mod printed_proof;
pub mod progress;
pub mod record;
pub mod report;
pub mod sample;
pub mod text;
pub mod time;
pub mod verify;
pub mod words;

pub use digest::Digest;
pub use error::{Code, CoreError, ErrorKind, Language};

/// The README, so that its example runs among the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
