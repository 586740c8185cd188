//! What the documents say holds: the examples of the specification, the README, and the rules of which crate uses which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod architecture {
    mod readme;
    mod rules;
    mod spec;
}
