//! The findings of an import that a person reads beside the draft: guesses, fixes, conversions, and parts left out.

use crate::encoding::Encoding;
use serde::Serialize;

/// Most findings of one kind that are listed.
pub const MAX_FINDINGS: usize = 200;

/// Text that was converted, for a person to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Legacy {
    /// The encoding that it was converted from.
    pub encoding: Encoding,
    /// Some texts, before and after.
    pub samples: Vec<Sample>,
}

/// A text before and after its conversion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// As the file has it.
    pub before: String,
    /// Converted.
    pub after: String,
}

/// Something that is not in the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The kind: `picture`, `object`, `deleted` (a tracked deletion), `comment`, `page-edge` (header, footer), `motto`
    /// (the state's name and motto, which every print bears), `hint` ("Ký, ghi rõ họ tên").
    pub what: &'static str,
    /// The words that were left out, if there are any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A member of the draft that was recognised, not stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// JSON pointer.
    pub place: String,
    /// The words that it comes from, at most 200 characters of them.
    pub from: String,
}

/// One change that mending makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextFix {
    /// JSON pointer of the text.
    pub place: String,
    /// Position in the text, in code points from 0.
    pub at: usize,
    /// The text that is there, with its code points: an invisible character cannot be shown otherwise.
    pub found: String,
    /// The text that comes in its place; empty where nothing does.
    pub put: String,
    /// `removed`, `space`, `line-break`, `composed` or `look-alike`.
    pub why: &'static str,
}
