//! Facts that a report tells beside its verdict, as the evidence states them.

use crate::pact::Pact;
use serde::Serialize;

/// Facts of the pact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PactFacts {
    /// The pact's id.
    pub id: String,
    /// The pact's digest.
    pub digest: String,
    /// The digest's short number for people.
    pub number: String,
    /// The pact's title.
    pub title: String,
    /// Name of the emulation group.
    pub group: String,
    /// `in-person` or `invite`.
    pub identity: &'static str,
}

impl PactFacts {
    /// From a pact.
    pub fn of(pact: &Pact) -> Self {
        Self {
            id: pact.id.to_string(),
            digest: pact.digest().to_string(),
            number: pact.digest().0.short(),
            title: pact.title.clone(),
            group: pact.group.name.clone(),
            identity: pact.identity.as_str(),
        }
    }
}

/// Facts of the checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointFacts {
    /// Origin of the ledger.
    pub origin: String,
    /// Number of entries in the ledger.
    pub size: u64,
    /// Base64 of the root hash.
    pub root: String,
    /// Witnesses of the policy that cosigned it, with their Unix times.
    pub cosigned: Vec<(String, u64)>,
}

/// A party that signs, as the evidence tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignerFacts {
    /// Party id.
    pub party: String,
    /// The unit's name.
    pub unit: String,
    /// `head`, `deputy`, `member`, `witness`.
    pub role: &'static str,
    /// Order of signing, from 1.
    pub stage: u64,
    /// Name of the person that the roster fixes as representative.
    pub representative: Option<String>,
    /// Name of the person who holds the key.
    pub holder: Option<String>,
    /// The capacity in which the holder signs.
    pub capacity: Option<&'static str>,
    /// The method by which the holder was identified.
    pub method: Option<&'static str>,
    /// `signed`, `declined`, `revoked` (its newest key was taken back), `enrolled`, `waiting`; `unknown` where it may
    /// have signed, but records were erased.
    pub state: &'static str,
    /// The signature's record.
    pub signature: Option<SignatureFacts>,
}

/// A signature, as the evidence tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureFacts {
    /// Index in the ledger; paper does not tell it.
    pub index: Option<u64>,
    /// Record digest.
    pub digest: String,
    /// The record digest's short number for people.
    pub number: String,
    /// `sign` or `witness`.
    pub intent: &'static str,
    /// `phone`, `kiosk`, `cli`, `api`.
    pub channel: &'static str,
    /// Time that the signer claims.
    pub time: String,
    /// SHA-256 of the drawn mark.
    pub mark: Option<String>,
}

/// A decline, a revocation or the withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherFacts {
    /// Index in the ledger.
    pub index: u64,
    /// `decline`, `revocation`, `withdrawal`.
    pub kind: &'static str,
    /// Party id, where the record is about one party.
    pub party: Option<String>,
    /// The reason, where the record gives one.
    pub reason: Option<String>,
    /// Time that the record's signer claims.
    pub time: String,
}
