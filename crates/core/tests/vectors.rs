//! Published vectors, ours and others', one module a subject. Each runner says how many cases it must find, so that an
//! empty folder does not pass for a good one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod vectors {
    mod folders;
    mod formats;
    mod jcs;
    mod json;
    mod numbers;
    mod text;
}
