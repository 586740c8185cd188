//! Rights of callers.

use giaouoc_core::words::word_of;

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everything, tokens included.
    Admin,
    /// Drafts, openings, invitations, releases, records of the registrar.
    Organiser,
    /// Releases, pending enrolments and records of the registrar: the desk's program.
    Desk,
}

impl Scope {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 3] =
        [("admin", Self::Admin), ("organiser", Self::Organiser), ("desk", Self::Desk)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}
