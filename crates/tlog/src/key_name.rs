//! Names of keys, key IDs and signature types of signed notes (c2sp.org/signed-note).

use std::fmt;

use sha2::{Digest, Sha256};

use crate::TlogError;

/// Name of a key, and origin of a log: not empty, at most 255 bytes, without `+`, Unicode spaces and control
/// characters. The standard sets no length and bans fewer control characters; a name is printed on one line, so we are
/// stricter.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyName(String);

impl KeyName {
    /// Most bytes of a name.
    pub const MAX: usize = 255;

    /// Takes a name as it is, or refuses it with [`TlogError::MalformedName`].
    pub fn parse(name: &str) -> Result<Self, TlogError> {
        // signed-note, Format: "non-empty and MUST NOT contain any Unicode spaces or plus (U+002B) characters".
        if name.is_empty() {
            return Err(TlogError::MalformedName("it is empty"));
        }
        if name.len() > Self::MAX {
            return Err(TlogError::MalformedName("it is longer than 255 bytes"));
        }
        if name.contains('+') {
            return Err(TlogError::MalformedName("it holds a plus sign"));
        }
        if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(TlogError::MalformedName("it holds a space or a control character"));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// First 4 bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key). A hint for finding the key, no proof of it: only
/// the signature is. Shown as 8 lowercase hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    pub(crate) fn of(name: &KeyName, algorithm: Algorithm, public: &[u8; 32]) -> Self {
        // signed-note, Signatures: key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
        let digest = Sha256::new()
            .chain_update(name.as_str())
            .chain_update([b'\n', algorithm as u8])
            .chain_update(public)
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
        Self([a, b, c, d])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The bytes that a key's signature covers. The number is the signature type byte of signed-note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 over the text of the note.
    Ed25519 = 1,
    /// Ed25519 over a time and the text of a checkpoint ([`cosignature`](crate::cosignature)).
    CosignatureV1 = 4,
}
