//! Reasons for which the desk drafts nothing.

use crate::error::CoreError;
use crate::time::Time;

/// A reason for which nothing is drafted. Each transport tells it by a code of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskRefusal {
    /// A rule of the formats, or the state of the pact. The place names the member, as `/party`.
    Rule(CoreError),
    /// A member that says nothing about this act: whoever sent it meant another act.
    MemberOfAnotherAct(&'static str),
    /// The note is a record's text of another kind than an enrolment.
    NotAnEnrolment,
    /// The note differs from the enrolment that the release demands.
    EnrolmentDiffers {
        /// The name of the first line that differs, as `holder`.
        line: String,
    },
    /// The enrolment's time is more than [`CLOCK_SKEW`](super::CLOCK_SKEW) seconds from the clock.
    ClockDiffers {
        /// The clock.
        clock: Time,
    },
    /// The number that was read from the signer's screen is not that of the note.
    NumberDiffers,
}

impl From<CoreError> for DeskRefusal {
    fn from(error: CoreError) -> Self {
        Self::Rule(error)
    }
}
