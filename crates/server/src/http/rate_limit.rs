//! The rate of public calls by client address.

use super::client_network::network;
use super::problem::Problem;
use giaouoc_ceremony::Refusal;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Calls that a client address may make at once: 64 phones behind one address, each trying twice and thrice.
const BURST: f64 = 240.0;
/// Calls by which a client address may make more each second.
const REFILL: f64 = 8.0;
/// Client addresses that are remembered.
const ADDRESSES: usize = 10_000;

/// One token bucket per client address, for calls that are public and cost something.
#[derive(Default)]
pub(crate) struct RateLimiter(Mutex<HashMap<IpAddr, (f64, Instant)>>);

impl RateLimiter {
    /// Takes one token, or refuses with [`Refusal::RateLimited`].
    pub(crate) fn take(&self, address: Option<IpAddr>, now: Instant) -> Result<(), Problem> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            // Whose bucket has filled up again need not be remembered; if all are in use, forget all: the
            // limit is there to be fair, and memory must stay bounded.
            buckets.retain(|_, (left, then)| filled(*left, *then, now) < BURST);
            if buckets.len() >= ADDRESSES {
                buckets.clear();
            }
        }
        let (left, then) = buckets.entry(network(address)).or_insert((BURST, now));
        *left = filled(*left, *then, now);
        *then = now;
        if *left < 1.0 {
            return Err(Refusal::RateLimited.into());
        }
        *left -= 1.0;
        Ok(())
    }
}

fn filled(left: f64, then: Instant, now: Instant) -> f64 {
    (left + now.saturating_duration_since(then).as_secs_f64() * REFILL).min(BURST)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::time::Duration;

    #[test]
    fn a_hall_of_phones_passes_and_a_flood_does_not() {
        let (limiter, start) = (RateLimiter::default(), Instant::now());
        let hall = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
        for _ in 0..3 * 64 {
            limiter.take(hall, start).unwrap();
        }
        let taken = (0..1000).take_while(|_| limiter.take(hall, start).is_ok()).count();
        assert_eq!(taken, 240 - 3 * 64);
        limiter.take(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2))), start).unwrap();
        limiter.take(hall, start + Duration::from_secs(1)).unwrap();
    }
}
