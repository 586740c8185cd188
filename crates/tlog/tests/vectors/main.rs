//! The crate against others: published vectors, other people's implementations, naive recomputation, and mutation.
//! One binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod ed25519;
mod fixtures;
mod formats;
mod merkle;
mod notes;
mod policy;
mod robust;
mod tessera;
mod tile;
