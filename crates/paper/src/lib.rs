//! From evidence to paper. Bytes in, bytes out.
//!
//! This version makes the **short code** (`docs/spec/7-codes.md`): a QR code of the address at which a pact is
//! verified. What it is **not** yet: the proof codes and the printed ceremony copy.
#![forbid(unsafe_code)]

pub mod codes;
pub mod short_code;

pub use short_code::{Error, ShortCode, terminal_code};
