//! Documents and code agree: the examples of the specification, the README, and the rules of which crate and which
//! file uses which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod architecture {
    mod circles;
    mod comments;
    mod documents;
    mod imports;
    mod readme;
    mod rules;
    mod sizes;
    mod spec;
    mod walks;
}
