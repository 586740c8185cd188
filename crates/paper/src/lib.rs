//! From evidence to paper, and from paper back. Bytes in, bytes out.
//!
//! ```text
//! evidence → copy (PDF) ────────────────┐
//!          → codes (texts) → short_code (drawn) → paper → codes::read → core's verify_printed_proof
//! ```
//!
//! | you have | you want | call |
//! | --- | --- | --- |
//! | an evidence file and a policy | the ceremony copy | [`copy::ceremony_copy`] |
//! | a pact that is not opened yet | its draft on paper | [`copy::draft_copy`] |
//! | a completed pact's [printed proof](giaouoc_core::printed_proof) | the proof codes' texts | [`codes::write`] |
//! | an evidence file and a signature in it | the signatory's receipt | [`receipt::receipt`] |
//! | a PDF and the service's key | the same, sealed | [`service_seal::seal`] |
//! | links to hand out | cards to cut apart | [`cards::card_sheet`] |
//! | texts that somebody scanned | a printed proof to verify | [`codes::read`] |
//! | a file of any kind that somebody has in hand | its evidence or its codes | [`intake::open`] |
//!
//! What this crate is **not**: it reads no file, asks no clock, and verifies nothing; exact formats are in
//! `docs/spec/7-codes.md`, the template's data in `docs/PRINTING.md`.
#![forbid(unsafe_code)]

pub mod cards;
pub mod codes;
pub mod copy;
pub mod intake;
mod pdf;
mod photo;
pub mod receipt;
pub mod service_seal;
pub mod short_code;
mod typeset;

pub use short_code::{QrCode, QrCodeError, ShortCode, terminal_code};
pub use typeset::TypesetError;
