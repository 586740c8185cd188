//! The verdict of a verification, and the reason of an incomplete one.

use serde::Serialize;

/// The outcome in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every step holds, and the completion is there.
    Valid,
    /// All that is there holds.
    Incomplete,
    /// A step failed.
    Invalid,
    /// No pinned key stands behind it.
    Untrusted,
}

impl Verdict {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Incomplete => "incomplete",
            Self::Invalid => "invalid",
            Self::Untrusted => "untrusted",
        }
    }

    /// Exit code of the command line: 0, 1, 2, 3.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Incomplete => 1,
            Self::Invalid => 2,
            Self::Untrusted => 3,
        }
    }
}

/// The reasons for which evidence that holds is incomplete; the first that applies is told, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Records were erased.
    Erased,
    /// The registrar withdrew the pact.
    Withdrawn,
    /// A party declined.
    Declined,
    /// Not all have signed.
    KOfN,
    /// All have signed, but the registrar has not said so.
    NoCompletion,
    /// The seal of a printed copy holds; its text and signatures are not at hand.
    TextMissing,
}

impl Reason {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::KOfN => "k-of-n",
            Self::NoCompletion => "no-completion",
            Self::TextMissing => "text-missing",
        }
    }
}
