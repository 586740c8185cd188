//! From record to ledger leaf: a salted commitment that names nobody (`docs/spec/4-leaf.md`).

use crate::error::{Code, CoreError};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giaouoc_tlog::merkle::{Hash, leaf_hash};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The kind of event that a leaf stands for; visible to everybody who reads the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The registrar opens a pact.
    Opening = 1,
    /// The registrar says who holds which key.
    Enrolment = 2,
    /// A party signs.
    Signature = 3,
    /// A party declines.
    Decline = 4,
    /// The registrar takes an enrolled key back.
    Revocation = 5,
    /// The registrar withdraws the pact.
    Withdrawal = 6,
    /// The registrar says that all have signed.
    Completion = 7,
    /// The final checkpoint of the ledger before this one.
    PreviousLog = 8,
}

impl Kind {
    /// All kinds of records about a pact, in the order of their numbers.
    pub const RECORDS: [Self; 7] = [
        Self::Opening,
        Self::Enrolment,
        Self::Signature,
        Self::Decline,
        Self::Revocation,
        Self::Withdrawal,
        Self::Completion,
    ];

    /// From the number in an entry.
    pub fn from_number(number: u8) -> Option<Self> {
        if number == Self::PreviousLog as u8 {
            return Some(Self::PreviousLog);
        }
        Self::RECORDS.into_iter().find(|kind| *kind as u8 == number)
    }

    /// The word: `opening`, `enrolment` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Enrolment => "enrolment",
            Self::Signature => "signature",
            Self::Decline => "decline",
            Self::Revocation => "revocation",
            Self::Withdrawal => "withdrawal",
            Self::Completion => "completion",
            Self::PreviousLog => "previous-log",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// 32 random bytes beside a record, outside the log. With record and nonce gone, the leaf says nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub [u8; 32]);

impl Nonce {
    /// Parses canonical base64 of exactly 32 bytes.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        // The hash's parser is the one that knows canonical base64 of 32 bytes.
        let hash = Hash::from_base64(text).map_err(|_| CoreError::new(Code::NonceMalformed))?;
        Ok(Self(hash.0))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever has nonce and record can link the leaf: it does not belong into logs.
        f.write_str("Nonce(…)")
    }
}

/// One entry of the ledger, 34 bytes: `0x01 ‖ kind ‖ HMAC-SHA256(nonce, "giaouoc/leaf/v1\n" ‖ whole note)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry(pub [u8; Entry::LEN]);

impl Entry {
    /// Bytes of an entry.
    pub const LEN: usize = 34;
    const VERSION: u8 = 0x01;
    const CONTEXT: &'static [u8] = b"giaouoc/leaf/v1\n";

    /// Commits to the whole note, its signature lines included.
    pub fn new(kind: Kind, nonce: &Nonce, note: &str) -> Self {
        let mut bytes = [0; Self::LEN];
        let (head, commitment) = bytes.split_at_mut(2);
        head.copy_from_slice(&[Self::VERSION, kind as u8]);
        commitment.copy_from_slice(&hmac(&nonce.0, &[Self::CONTEXT, note.as_bytes()]));
        Self(bytes)
    }

    /// Takes the 34 bytes of an entry of a known kind.
    pub fn parse(bytes: &[u8]) -> Result<Self, CoreError> {
        let entry = Self(bytes.try_into().map_err(|_| CoreError::new(Code::EntryMalformed))?);
        match entry.0 {
            [Self::VERSION, kind, ..] if Kind::from_number(kind).is_some() => Ok(entry),
            _ => Err(CoreError::new(Code::EntryMalformed)),
        }
    }

    /// The kind that the entry claims; none for a number that this version does not know.
    pub fn kind(&self) -> Option<Kind> {
        let [_, kind, ..] = self.0;
        Kind::from_number(kind)
    }

    /// RFC 6962 leaf hash: SHA-256(0x00 ‖ entry).
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.0)
    }
}

impl AsRef<[u8]> for Entry {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// HMAC-SHA256 (RFC 2104) of the parts, joined.
fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // RFC 2104 pads keys shorter than a block with zeros: done here, so that no length can be wrong.
    let mut block = [0; 64];
    let (head, _) = block.split_at_mut(key.len());
    head.copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
