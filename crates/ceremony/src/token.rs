//! Secrets that callers hold: tokens of 256 random bits, and one-time codes of six digits that people type.
//!
//! A token is shown once; the store keeps its SHA-256. Finding it by that hash takes no time that depends on the
//! token's text: whoever can choose hashes near to a stored one can also invert SHA-256.

use crate::refusal::{Refusal, Refused};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, CoreError};
use std::fmt;
use zeroize::Zeroizing;

/// The text of a token. It is shown once and never stored.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Prefix of callers' tokens. Prefixes let scanners of leaked secrets find them.
    pub const CALLER: &'static str = "gu_";
    /// Prefix of session tokens.
    pub const SESSION: &'static str = "gs_";
    /// Prefix of the token that makes the first administrator.
    pub const SETUP: &'static str = "gf_";
    /// Prefix of invitation tokens.
    pub const INVITATION: &'static str = "gi_";
    /// Prefix of claims on a released position.
    pub const CLAIM: &'static str = "gc_";
    /// Prefix of kiosk tokens.
    pub const KIOSK: &'static str = "gk_";
    /// Prefix of the tokens of pages for one mark.
    pub const MARK: &'static str = "gm_";
    /// Prefix of the tokens of links to a draft.
    pub const SHARE: &'static str = "gd_";

    /// Draws 256 random bits behind a prefix.
    ///
    /// # Errors
    /// [`Refusal::Internal`] where the operating system gives no random bytes.
    pub fn new(prefix: &str) -> Result<Self, Refused> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(no_random_bytes)?;
        Ok(Self(Zeroizing::new(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice())))))
    }

    /// A token that a caller has sent.
    pub fn given(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The SHA-256 by which the store knows the token.
    pub fn hash(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The token's text, for the one answer that shows it.
    pub fn reveal(&self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Draws six digits, each number as likely as any other: a draw beyond the last whole million is repeated.
///
/// # Errors
/// [`Refusal::Internal`] where the operating system gives no random bytes.
pub fn draw_code() -> Result<String, Refused> {
    const WHOLE: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let drawn = getrandom::u32().map_err(no_random_bytes)?;
        if drawn < WHOLE {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

fn no_random_bytes(error: getrandom::Error) -> Refusal {
    tracing::error!(%error, "no random bytes");
    Refusal::Internal
}

/// Reads a code as people type it: six digits, with spaces anywhere.
///
/// # Errors
/// [`Code::ValueForm`] at `/code`.
pub fn read_code(typed: &str) -> Result<String, Refused> {
    let digits: String = typed.split_whitespace().collect();
    if digits.len() == 6 && digits.bytes().all(|c| c.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(CoreError::new(Code::ValueForm).at("/code").because("six digits are due").into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_six_digits_and_differ() {
        let drawn: std::collections::BTreeSet<String> = (0..1000).map(|_| draw_code().unwrap()).collect();
        assert!(drawn.len() > 980 && drawn.iter().all(|code| read_code(code).unwrap() == *code));
        let first = |digit| drawn.iter().filter(|code| code.starts_with(digit)).count();
        assert!(('0'..='9').all(|digit| (50..160).contains(&first(digit))), "{drawn:?}");
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(read_code(" 482 913 ").unwrap(), "482913");
        for wrong in ["", "48291", "4829130", "48291a", "48291３", "-82913"] {
            assert!(read_code(wrong).is_err(), "{wrong}");
        }
    }
}
