//! What is said of the house holds: the examples of the specification, and the rules of who uses whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod house {
    mod readme;
    mod rules;
    mod spec;
}
