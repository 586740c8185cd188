//! Nothing that was acknowledged is lost when the server dies, whenever it dies.
//!
//! Eight clients enrol and sign while the server is killed (SIGKILL) over and over. They count a record as acknowledged
//! once they have verified its receipt, and send again, unchanged, what was not answered. After each kill the data
//! folder is read as the dead left it. The same driver over a server that acknowledges too early must find a loss.
//!
//! A kill does not show that a commit survives a power cut, since the page cache outlives the process: that is shown
//! from a recording of what the server writes and syncs (`crash/power_cut.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod crash {
    mod client;
    mod drive;
    mod inspect;
    mod power_cut;
    mod server;
    mod shared;
}
