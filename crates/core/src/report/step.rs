//! The ten steps of verification, and the status of each.

use crate::error::{Code, CoreError};
use crate::progress::Unchecked;

/// The ten steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Step {
    /// The file has the form of evidence.
    Parse = 1,
    /// Canonical bytes and digest of the pact.
    Digest = 2,
    /// The checkpoint, by a pinned ledger key and the quorum.
    Checkpoint = 3,
    /// Each record is in the ledger.
    Inclusion = 4,
    /// The opening.
    Opening = 5,
    /// Enrolments.
    Enrolments = 6,
    /// Signatures.
    Signatures = 7,
    /// Declines, revocations, withdrawal.
    Others = 8,
    /// Marks and annexes at hand.
    Attachments = 9,
    /// The completion, and the count against the roster.
    Completion = 10,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 10] = [
        Self::Parse,
        Self::Digest,
        Self::Checkpoint,
        Self::Inclusion,
        Self::Opening,
        Self::Enrolments,
        Self::Signatures,
        Self::Others,
        Self::Attachments,
        Self::Completion,
    ];

    /// 1 to 10.
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// The outcome of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The step holds.
    Passed,
    /// The step fails by this error.
    Failed(CoreError),
    /// Nobody whom the policy trusts stands behind it.
    Untrusted(CoreError),
    /// The step was left out, because something that it needs was not at hand.
    NotChecked,
}

impl Status {
    /// `passed`, `failed`, `untrusted`, `not-checked`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Untrusted(_) => "untrusted",
            Self::NotChecked => "not-checked",
        }
    }
    /// The status of a step that fails by this error: untrusted, where nobody whom the policy trusts stands behind it.
    pub(crate) fn failing(error: CoreError) -> Self {
        if is_untrusted(&error) { Self::Untrusted(error) } else { Self::Failed(error) }
    }

    /// The error, where there is one.
    pub fn error(&self) -> Option<&CoreError> {
        match self {
            Self::Failed(error) | Self::Untrusted(error) => Some(error),
            Self::Passed | Self::NotChecked => None,
        }
    }
}

/// One step of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// The step itself.
    pub step: Step,
    /// The outcome.
    pub status: Status,
    /// Number of things that it looked at (records, marks, annexes).
    pub count: usize,
    /// Checks that could not be made because a text was erased: the kind of check and the record's index.
    pub unchecked: Vec<(Unchecked, u64)>,
}

/// True for an error by which nobody trusted stands behind the evidence, rather than something in it being wrong.
fn is_untrusted(error: &CoreError) -> bool {
    matches!(
        error.code,
        Code::CheckpointUntrusted
            | Code::QuorumMissing
            | Code::RegistrarUntrusted
            | Code::PolicyMissing
            | Code::SealMissing
            | Code::OpeningErased
    )
}
