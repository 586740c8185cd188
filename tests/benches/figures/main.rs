//! `make bench`: figures as ratios within one run.
//!
//! Machines differ and drift, so an absolute time says little. Each line sets a piece of ours beside the least that it
//! could cost, both measured in turns in this process: `ours / least`, the median over the rounds. divan and criterion
//! print times, not ratios of pairs; that is why this is by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod append;
mod measure;
mod paper;
mod raw;
mod verify;

fn main() {
    // `cargo test` builds benches too; it passes no `--bench`.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    verify::figures();
    append::figures();
}
