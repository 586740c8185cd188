//! The machine's clock.

use giaouoc_core::time::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time that a signer claims: whole seconds by this machine's clock.
pub(crate) fn now() -> Time {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Time::from_unix(seconds).unwrap_or(Time::UNIX_EPOCH)
}
