//! SHA-256 digests (FIPS 180-4) as values: of pacts, record texts, marks, annexes.
//!
//! Written as 64 lowercase hexadecimal digits, in JSON and in records alike; any other spelling is refused, so that
//! equal digests are equal texts.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Code, CoreError};
use crate::number;

/// 32 bytes of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads exactly 64 lowercase hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Code::DigestForm`] for anything else, capitals included.
    pub fn parse(hex: &str) -> Result<Self, CoreError> {
        let wrong = || CoreError::new(Code::DigestForm).because("expected 64 lowercase hexadecimal digits");
        let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return Err(wrong()) };
        let bytes: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or_else(wrong)
    }

    /// Takes 32 bytes as they are.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Twelve digits for people, see [`number::short`].
    pub fn short(&self) -> String {
        number::short(&self.0)
    }

    /// Twenty-four digits for people, see [`number::long`].
    pub fn long(&self) -> String {
        number::long(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written at once: a record names up to five digests, and formatting byte by byte took longer than hashing it.
        let mut hex = [0; 64];
        for (two, byte) in hex.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *two = [digit(byte >> 4), digit(byte & 0xf)];
        }
        f.write_str(std::str::from_utf8(&hex).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for Digest {
    type Error = CoreError;

    fn try_from(hex: String) -> Result<Self, CoreError> {
        Self::parse(&hex)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// The lowercase hexadecimal digit of this value.
fn digit(nibble: u8) -> u8 {
    nibble + if nibble < 10 { b'0' } else { b'a' - 10 }
}

/// The value of one lowercase hexadecimal digit.
fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn reads_what_it_writes() {
        let digest = Digest::of("abc");
        assert_eq!(digest.to_string(), ABC);
        assert_eq!(Digest::parse(ABC).unwrap(), digest);
        assert_eq!(Digest::from(*digest.as_bytes()), digest);
        assert_eq!(format!("{digest:?}"), format!("Digest({ABC})"));
        assert_eq!(serde_json::to_string(&digest).unwrap(), format!("\"{ABC}\""));
        assert_eq!(serde_json::from_str::<Digest>(&format!("\"{ABC}\"")).unwrap(), digest);
    }

    #[test]
    fn refuses_every_other_spelling() {
        let capital = ABC.to_uppercase();
        let longer = format!("{ABC}00");
        let (odd, letters) = (&ABC[1..], ABC.replace('b', "g"));
        for wrong in ["", "0x", &capital, &longer, odd, &letters, &ABC[2..], &format!(" {}", &ABC[1..])] {
            assert_eq!(Digest::parse(wrong).unwrap_err().code, Code::DigestForm, "{wrong}");
        }
        assert!(serde_json::from_str::<Digest>("\"BA\"").is_err());
    }
}
