//! Encodings of Vietnamese letters, as a file's fonts or a person name them.

use serde::Serialize;

/// The encoding of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Unicode, as it should be.
    Unicode,
    /// One byte a letter; capitals with tones come from fonts of capitals, whose names end in `H`.
    Tcvn3,
    /// TCVN3 in a font of capitals.
    #[serde(rename = "tcvn3")]
    Tcvn3Capitals,
    /// A base letter and a sign for tone and shape.
    Vni,
}

impl Encoding {
    /// The encodings that a person can name.
    pub const WORDS: [(&'static str, Self); 3] =
        [("unicode", Self::Unicode), ("tcvn3", Self::Tcvn3), ("vni", Self::Vni)];

    /// The legacy encoding that a font has by its name.
    pub(crate) fn of_font(name: &str) -> Option<Self> {
        let lower = name.trim().to_lowercase();
        if lower.starts_with(".vn") {
            Some(if lower.ends_with('h') { Self::Tcvn3Capitals } else { Self::Tcvn3 })
        } else if lower.starts_with("vni-") || lower.starts_with("vni ") {
            Some(Self::Vni)
        } else {
            None
        }
    }
}
