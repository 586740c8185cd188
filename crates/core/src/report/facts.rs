//! Facts that a report tells beside its verdict, as the evidence states them.

use crate::pact::Pact;
use serde::Serialize;

/// Facts of the pact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PactFacts {
    /// Its id.
    pub id: String,
    /// Its digest.
    pub digest: String,
    /// The digest's short number for people.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who emulates together.
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
    /// The ledger.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Base64 of the root hash.
    pub root: String,
    /// Witnesses of the policy that cosigned it, with their Unix times.
    pub cosigned: Vec<(String, u64)>,
}

/// One that signs, as the evidence tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignerFacts {
    /// Party id.
    pub party: String,
    /// The unit's name.
    pub unit: String,
    /// `head`, `deputy`, `member`, `witness`.
    pub role: &'static str,
    /// Its stage.
    pub stage: u64,
    /// Whom the roster names.
    pub representative: Option<String>,
    /// Who holds the key.
    pub holder: Option<String>,
    /// In what capacity.
    pub capacity: Option<&'static str>,
    /// How identified.
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
    /// Its short number for people.
    pub number: String,
    /// `sign` or `witness`.
    pub intent: &'static str,
    /// `phone`, `kiosk`, `cli`, `api`.
    pub channel: &'static str,
    /// Claimed by the signer.
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
    /// Whose, where it is about one party.
    pub party: Option<String>,
    /// Why, if it says.
    pub reason: Option<String>,
    /// Claimed by whoever signed it.
    pub time: String,
}
