//! The store's contract, its writer and its audit, tested like the documentation reads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

// What every test builds on: keys, pacts, acts; and batches that obey no rule.
mod batches;
mod world;

// The written contract, for any driver; and what only this driver promises of its file.
mod accounts;
mod ceremony;
mod contract;
mod discussion;
mod file;
mod mail;
mod templates_and_archive;
mod triggers;

// The writer.
mod backup;
mod faults;
mod model;
mod race;
mod receipts;
mod rules;

// What reads.
mod erasure;
mod flips;
