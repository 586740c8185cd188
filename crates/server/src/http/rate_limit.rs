//! The rate of public calls by client address.

use super::client_network::network;
use super::problem::Problem;
use giaouoc_ceremony::Refusal;
use governor::Quota;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Calls that a client address may make at once: 64 phones behind one address, each trying twice and thrice.
const BURST: NonZeroU32 = NonZeroU32::new(240).unwrap();
/// Calls by which a client address may make more each second.
const REFILL: NonZeroU32 = NonZeroU32::new(8).unwrap();
/// Buckets, a power of two: with all in use they take less than 16 MiB.
const BUCKETS: u64 = 1 << 18;

/// Token buckets for calls that are public and cost something. A client address has the bucket that its hash names.
///
/// Two addresses share a bucket with a probability of 1 in [`BUCKETS`], and nobody can choose whose: the hash has a
/// random key. So memory is bounded, and no crowd of other addresses makes the limiter forget one.
pub(crate) struct RateLimiter<C: Clock = MonotonicClock> {
    buckets: governor::RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    hasher: RandomState,
}

impl Default for RateLimiter {
    fn default() -> Self {
        Self::with_clock(MonotonicClock)
    }
}

impl<C: Clock> RateLimiter<C> {
    fn with_clock(clock: C) -> Self {
        let quota = Quota::per_second(REFILL).allow_burst(BURST);
        Self { buckets: governor::RateLimiter::hashmap_with_clock(quota, clock), hasher: RandomState::new() }
    }

    /// Takes one token, or refuses with [`Refusal::RateLimited`].
    pub(crate) fn take(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        let bucket = self.hasher.hash_one(network(address)) % BUCKETS;
        self.buckets.check_key(&bucket).map_err(|_| Refusal::RateLimited.into())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::net::Ipv4Addr;
    use std::time::Duration;

    fn address(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    #[test]
    fn a_hall_of_phones_passes_and_a_flood_does_not() {
        let clock = FakeRelativeClock::default();
        let limiter = RateLimiter::with_clock(clock.clone());
        let hall = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
        for _ in 0..3 * 64 {
            limiter.take(hall).unwrap();
        }
        let taken = (0..1000).take_while(|_| limiter.take(hall).is_ok()).count();
        assert_eq!(taken, 240 - 3 * 64);
        limiter.take(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)))).unwrap();
        clock.advance(Duration::from_secs(1));
        let refilled = (0..1000).take_while(|_| limiter.take(hall).is_ok()).count();
        assert_eq!(refilled, 8);
    }

    #[test]
    fn a_crowd_of_addresses_makes_nobody_forgotten() {
        let limiter = RateLimiter::with_clock(FakeRelativeClock::default());
        while limiter.take(address(0)).is_ok() {}
        let refused = (1..=20_000).filter(|number| limiter.take(address(*number)).is_err()).count();
        // Of 20,000 others, 0.08 share its bucket on average; more than five do in one of 10^9 runs.
        assert!(refused <= 5, "{refused} of 20,000 new addresses were refused");
        assert!(limiter.take(address(0)).is_err());
    }

    #[test]
    fn buckets_are_bounded() {
        let limiter = RateLimiter::with_clock(FakeRelativeClock::default());
        for number in 0..600_000 {
            drop(limiter.take(address(number)));
        }
        let count = u64::try_from(limiter.buckets.len()).unwrap();
        assert!(count <= BUCKETS, "{count}");
    }
}
