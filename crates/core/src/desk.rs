//! The registrar's desk: which act is asked for, its draft, and the record that comes of it.
//!
//! A registrar signs in two steps. An act is drafted and shown with the facts that a person should look at; then that
//! very text is signed. The service does this for its own registrar, and the program `giaouoc desk` for a registrar
//! whose key the service must not hold. Both carry words in and records out; every rule between them is here.
//!
//! ```text
//! ActRequest ── parse ──► Instruction ── draft (Progress, clock) ──► Draft { text, facts } ── sign (key) ──► Record
//! ```
//!
//! An enrolment begins on the signer's device: its text and the line that proves possession of the key are a
//! [`Possession`], which is compared with what was released before the registrar's line is added.

mod draft;
mod facts;
mod holder;
mod instruction;
mod number;
mod possession;
mod refusal;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

pub use draft::{Draft, Waiting, draft, opening};
pub use facts::Facts;
pub use holder::{HolderWords, may_enrol, method_of};
pub use instruction::{ActRequest, Instruction, reason};
pub use number::{is_long_number, is_number_of};
pub use possession::{CLOCK_SKEW, Possession, attest};
pub use refusal::DeskRefusal;
