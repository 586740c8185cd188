//! The report of a verification: verdict, ten steps, signers; and the words for it in both languages.

mod facts;
mod json;
mod step;
mod verdict;
mod warning;
mod words;

pub use facts::{CheckpointFacts, OtherFacts, PactFacts, SignatureFacts, SignerFacts};
pub use step::{Status, Step, StepReport};
pub use verdict::{Reason, Verdict};
pub use warning::{LATER_REVOCATION, SAMPLE_KEYS, Warning};

use crate::digest::Digest;

/// The report of one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The outcome.
    pub verdict: Verdict,
    /// The reason for which it is incomplete.
    pub reason: Option<Reason>,
    /// The ten steps.
    pub steps: Vec<StepReport>,
    /// The pact, once it is parsed.
    pub pact: Option<PactFacts>,
    /// The checkpoint, once it is parsed.
    pub checkpoint: Option<CheckpointFacts>,
    /// Number of signatures that hold.
    pub signed: usize,
    /// Number of signatures that are due.
    pub due: usize,
    /// Everybody who signs, in roster order; empty where the records could not be read.
    pub signers: Vec<SignerFacts>,
    /// Declines, revocations, withdrawal, in ledger order.
    pub others: Vec<OtherFacts>,
    /// Indices of erased records.
    pub erased: Vec<u64>,
    /// Oddities.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// The step that decided an `invalid` or `untrusted` verdict.
    pub fn deciding(&self) -> Option<&StepReport> {
        self.steps.iter().find(|step| step.status.error().is_some())
    }
}

/// Digest of an annex that is at hand, by its file name.
pub type AnnexesAtHand = std::collections::BTreeMap<String, Digest>;
