//! The parts of which tests, benches and fixtures are made.
//!
//! [`mem_ledger`] is a ledger in memory that takes whatever it is told. [`keys`] are the worthless keys of
//! `keys-example/`. [`chain`] writes the numbered chains of the seed pacts, [`reject_base`] holds the small pact on
//! which [`rejects`] and [`accepts`] build one evidence file for each defect or turn. [`sample_pacts`] makes pacts of
//! any size. [`installation`] runs the real program. [`fixtures`] is all of it, as files; the program of the same name
//! writes or compares them. [`binary`] finds the program itself, for tests that run it.
//!
//! Everything is deterministic: the same code gives the same bytes, nonces and times included. None of it is for use
//! outside of tests.
#![forbid(unsafe_code)]

pub mod accepts;
pub mod chain;
pub mod generated;
pub mod installation;
pub mod keys;
pub mod mem_ledger;
pub mod reject_base;
pub mod rejects;
pub mod sample_pacts;
pub mod workspace;

pub use generated::{differences, fixtures, generator, stale};
pub use workspace::{Error, Files, Outcome, binary, root};
