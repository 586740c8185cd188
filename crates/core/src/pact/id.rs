//! The two names of a pact: a random one for links, and the digest that is signed.

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use std::fmt;

/// SHA-256 of the canonical bytes of a pact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PactDigest(pub Digest);

impl fmt::Display for PactDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// 26 characters of lowercase base32 without padding: 128 random bits that name the pact in links.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PactId(String);

impl PactId {
    /// Length of the text form.
    pub const LEN: usize = 26;
    const ALPHABET: &'static [u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

    /// Parses the lowercase text form; the two unused bits of the last character must be zero (RFC 4648 §3.5).
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        let value = |c: u8| Self::ALPHABET.iter().position(|a| *a == c);
        let well_formed = text.len() == Self::LEN && text.bytes().all(|c| value(c).is_some());
        let last_bits_zero = text.bytes().last().and_then(value).is_some_and(|v| v % 4 == 0);
        if well_formed && last_bits_zero {
            Ok(Self(text.to_owned()))
        } else {
            Err(CoreError::new(Code::MemberValue).because("a pact id is 26 characters a-z2-7, unused bits zero"))
        }
    }

    /// Makes an id from 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let bits = u128::from_be_bytes(bytes);
        let text = (0..Self::LEN).map(|i| {
            // 26 × 5 = 130 bits: the number is shifted left by the two unused ones.
            let shift = 5 * (Self::LEN - 1 - i);
            let five = if shift >= 2 { bits >> (shift - 2) } else { bits << 2 };
            char::from(Self::ALPHABET.get((five & 31) as usize).copied().unwrap_or(b'a'))
        });
        Self(text.collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
