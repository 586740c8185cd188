//! Untrusted input that third-party parsers process, in a child process with limits of time and memory.
//!
//! ```text
//! child     starts one of our hidden subcommands, feeds it, and ends it at its limits
//! printing  a ceremony copy or a draft by an organisation's own template
//! reading   the QR codes in a picture
//! ```
//!
//! A child is the same binary, started with a hidden subcommand and an empty environment. Its program must therefore
//! run
//! [`printing::run_child`] for the subcommand [`printing::CHILD`], and [`reading::run_child`] for [`reading::CHILD`].
//!
//! What this crate is **not**: a container. The child may open files and sockets; what it cannot do is run for ever or
//! take all memory. Templates get no file but their data, because the typesetter's world holds none.
#![forbid(unsafe_code)]

mod child;
pub mod printing;
pub mod reading;
