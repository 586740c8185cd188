//! The program `giaouoc` as people run it: whole ceremonies, a thief with the server's keys, and untrusted input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod ceremony;
mod sandbox;
mod statements;
mod stolen_server;
