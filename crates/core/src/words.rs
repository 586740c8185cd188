//! Tables of words: each value of a closed set beside the one word by which records, answers and the database name it.
//!
//! ```
//! use giaouoc_core::record::Method;
//! use giaouoc_core::words::{value_of, word_of};
//!
//! assert_eq!(value_of(&Method::WORDS, "invite"), Some(Method::Invite));
//! assert_eq!(word_of(&Method::WORDS, Method::Pinned), "pinned");
//! ```

/// The value that a word names.
pub fn value_of<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// The word of a value; empty where the table lacks the value.
pub fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}
