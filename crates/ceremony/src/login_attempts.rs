//! Wrong passwords by account name: after a few of them, each further one makes everybody wait longer who uses that
//! name.

use crate::refusal::{Refusal, Refused};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords that cost no wait.
const FREE: u32 = 4;
/// Longest wait after a wrong password.
const LONGEST: Duration = Duration::from_secs(60);
/// Names that are remembered at a time.
const MAX_NAMES: usize = 10_000;

/// Wrong passwords by account name, with the time of the last one.
#[derive(Default)]
pub struct LoginAttempts(Mutex<HashMap<String, (u32, Instant)>>);

impl LoginAttempts {
    /// Refuses a name whose wait is not over.
    pub(crate) fn check(&self, name: &str, now: Instant) -> Result<(), Refused> {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match attempts.get(name) {
            Some((count, last)) if now.saturating_duration_since(*last) < wait(*count) => {
                Err(Refusal::RateLimited.into())
            }
            _ => Ok(()),
        }
    }

    /// Counts a wrong password.
    pub(crate) fn count(&self, name: &str, now: Instant) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= MAX_NAMES {
            attempts.retain(|_, (count, last)| now.saturating_duration_since(*last) < wait(*count));
            if attempts.len() >= MAX_NAMES {
                attempts.clear();
            }
        }
        let entry = attempts.entry(name.to_owned()).or_insert((0, now));
        *entry = (entry.0.saturating_add(1), now);
    }

    /// Forgets the wrong passwords of a name that has logged in.
    pub(crate) fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// No wait for the first wrong passwords, then 1, 2, 4 … seconds.
fn wait(count: u32) -> Duration {
    match count.checked_sub(FREE + 1) {
        None => Duration::ZERO,
        Some(over) => LONGEST.min(Duration::from_secs(1 << over.min(6))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_guesses_waits_longer_each_time_and_others_do_not() {
        let (attempts, start) = (LoginAttempts::default(), Instant::now());
        for _ in 0..=FREE {
            assert!(attempts.check("a", start).is_ok());
            attempts.count("a", start);
        }
        assert!(attempts.check("a", start).is_err() && attempts.check("b", start).is_ok());
        assert!(attempts.check("a", start + Duration::from_secs(1)).is_ok());
        (0..20).for_each(|_| attempts.count("a", start));
        assert!(attempts.check("a", start + LONGEST - Duration::from_secs(1)).is_err());
        assert!(attempts.check("a", start + LONGEST).is_ok());
        attempts.forget("a");
        assert!(attempts.check("a", start).is_ok());
    }
}
