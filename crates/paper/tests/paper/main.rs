//! Proof codes and printed copies, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod codes;
mod copy;
mod fixtures;
mod intake;
mod service_seal;
