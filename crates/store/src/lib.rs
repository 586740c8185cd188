//! The store: the append-only ledger and, visibly apart, what may still change.
//!
//! Start at [`ledger`] and [`workspace`]: the written contracts. [`sqlite`] drives both; [`sequencer`] is the one
//! writer;
//! [`reader`] makes proofs and evidence from what was written; [`audit`] recomputes all of it.
#![forbid(unsafe_code)]

pub mod audit;
pub mod error;
pub mod ledger;
pub mod reader;
pub mod sequencer;
pub mod sqlite;
pub mod workspace;

pub use error::Error;
