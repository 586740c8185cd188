//! How much anybody may ask of the server, in one place.

use crate::problem::{Problem, Refusal};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of a body, where nothing else is said.
pub(crate) const BODY: usize = 1024 * 1024;
/// Bytes of a body that holds one note, and perhaps a mark, with room for JSON's escapes.
pub(crate) const NOTE: usize = 128 * 1024;
/// Large bodies from callers without a credential that are in memory at a time.
pub(crate) const LARGE_BODIES: usize = 32;
/// Bytes of a document that anybody lets us look over.
pub(crate) const CHECK: usize = 512 * 1024;
/// Problems, and warnings, that are listed; of more there is the number only.
pub(crate) const FINDINGS: usize = 100;
/// Bytes of the place in one of them.
pub(crate) const PLACE: usize = 256;
/// Those of one address.
pub(crate) const LARGE_BODIES_EACH: usize = 8;
/// Until such a body must be there.
pub(crate) const LARGE_BODY_TIME: Duration = Duration::from_secs(10);
/// Bytes of an annex.
pub(crate) const ANNEX: usize = 20 * 1024 * 1024;
/// Bytes of a file that becomes a draft.
pub(crate) const IMPORT: usize = giaouoc_drafting::MAX_BYTES;
/// Bytes of a file to verify: evidence, a PDF that carries it, a photo of a page.
pub(crate) const VERIFY: usize = 12 * 1024 * 1024;
/// Nesting of JSON bodies: a pact's own, and a little around it.
pub(crate) const JSON_DEPTH: usize = giaouoc_core::pact::MAX_DEPTH + 2;
/// Until a handler must have answered.
pub(crate) const HANDLER_TIME: Duration = Duration::from_secs(30);
/// Until a request's headers must be there.
pub(crate) const HEADER_TIME: Duration = Duration::from_secs(10);
/// Until connections are cut at shutdown.
pub(crate) const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Connections at a time.
pub(crate) const CONNECTIONS: usize = 1024;
/// Those of one address: 64 phones behind one, each with events and two calls, the hall, the desk, the kiosks.
pub(crate) const CONNECTIONS_EACH: usize = 256;
/// Streams of events at a time.
pub(crate) const STREAMS: usize = 512;
/// Those of one address: 64 phones behind one, the hall, the desk, some twice.
pub(crate) const STREAMS_EACH: usize = 128;
/// Between two signs of life on a stream of events. Three fit into the time after which a silent connection is cut.
pub(crate) const PING: Duration = Duration::from_secs(15);
/// Until a connection is cut on which nothing moves. Longer than a handler may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);
/// Verifications at a time: they take processors, not disks.
pub(crate) const VERIFICATIONS: usize = 2;
/// Files of strangers that are verified at a time: apart from the above, because a photo may take 20 seconds.
pub(crate) const READINGS: usize = 2;
/// Documents looked over at a time.
pub(crate) const CHECKS: usize = 2;
/// Reports that are kept for whoever asks for the same file again.
pub(crate) const REPORTS: usize = 64;
/// Printed copies and receipts that are kept: a megabyte each at most, with 64 signers.
pub(crate) const PAPERS: usize = 16;
/// Items of one page of a list.
pub(crate) const PAGE: usize = 100;

/// Seconds for which a one-time code is valid.
pub(crate) const CODE_LIFE: i64 = 600;
/// Slow hashes at a time: each takes 19 MiB.
pub(crate) const HASHES: usize = 4;
/// Kiosks that wait to be paired.
pub(crate) const KIOSKS_WAITING: usize = 64;
/// Seconds for which they wait.
pub(crate) const PAIRING_LIFE: i64 = 600;
/// Seconds since its last call for which a kiosk counts as connected.
pub(crate) const CONNECTED: i64 = 20;
/// Pages for marks that are open.
pub(crate) const SLOTS: usize = 256;
/// Seconds for which one is open.
pub(crate) const SLOT_LIFE: i64 = 600;
/// Acts that were shown and may be signed.
pub(crate) const ACTS: usize = 256;
/// Seconds for which one may be.
pub(crate) const ACT_LIFE: i64 = 600;
/// Seconds for which a link to a draft is good, where nothing else is asked.
pub(crate) const SHARE_LIFE: i64 = 60 * 24 * 3600;
/// Characters of a link's label, of the name of a person who comments, of a version's name.
pub(crate) const SHARE_LABEL: usize = 200;
/// Characters of a comment, and of the words that it is about; bytes of its place.
pub(crate) const COMMENT: usize = 4000;
pub(crate) const COMMENT_QUOTE: usize = 1000;
pub(crate) const COMMENT_PLACE: usize = 256;
/// Letters that are sent in one go, tries of each (the last more than half a day after the first), and seconds for each.
pub(crate) const MAIL_BATCH: usize = 50;
pub(crate) const MAIL_TRIES: u64 = 24;
pub(crate) const MAIL_PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of the evidence of a year's pacts in one archive.
pub(crate) const YEAR: usize = 256 * 1024 * 1024;
/// Bytes of a letter of authority.
pub(crate) const AUTHORITY: usize = 10 * 1024 * 1024;

/// Calls that an address may make at once: 64 phones behind one address, each trying twice and thrice.
const BURST: f64 = 240.0;
/// And then each second.
const REFILL: f64 = 8.0;
/// Addresses that are remembered.
const ADDRESSES: usize = 10_000;

/// One token bucket an address, for calls that are public and cost something.
#[derive(Default)]
pub(crate) struct Limiter(Mutex<HashMap<IpAddr, (f64, Instant)>>);

impl Limiter {
    /// Takes one token, or refuses.
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

/// What each address holds at present of something that there is a bounded number of.
#[derive(Clone, Default)]
pub(crate) struct Shares(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Shares {
    /// One more for this address, unless it has the most that it may.
    pub(crate) fn take(&self, address: Option<IpAddr>, most: usize) -> Option<Share> {
        let address = network(address);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_insert(0);
        // An entry that is refused here is at the most already, so none of zero stays behind.
        (*count < most).then(|| {
            *count += 1;
            Share { of: self.clone(), address }
        })
    }
}

/// One of them, until it is dropped.
pub(crate) struct Share {
    of: Shares,
    address: IpAddr,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

/// An IPv6 subscriber has a whole /64: it counts as one.
fn network(address: Option<IpAddr>) -> IpAddr {
    match address.map(|address| address.to_canonical()) {
        None => Ipv4Addr::UNSPECIFIED.into(),
        Some(IpAddr::V6(v6)) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        Some(v4) => v4,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_hall_of_phones_passes_and_a_flood_does_not() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let hall = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
        for _ in 0..3 * 64 {
            limiter.take(hall, start).unwrap();
        }
        let taken = (0..1000).take_while(|_| limiter.take(hall, start).is_ok()).count();
        assert_eq!(taken, 240 - 3 * 64);
        limiter.take(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2))), start).unwrap();
        limiter.take(hall, start + Duration::from_secs(1)).unwrap();
    }

    #[test]
    fn one_address_never_has_all() {
        let shares = Shares::default();
        let near = |last: u16| Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last)));
        let held: Vec<_> = (0..8).map_while(|last| shares.take(near(last), 3)).collect();
        assert_eq!(held.len(), 3);
        assert!(shares.take(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))), 3).is_some());
        drop(held);
        assert!(shares.take(near(9), 3).is_some());
        assert!(shares.0.lock().unwrap().is_empty());
    }

    #[test]
    fn one_subscriber_has_one_bucket() {
        let near = |last: u16| Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last)));
        assert_eq!(network(near(1)), network(near(2)));
        assert_eq!(network(Some("::ffff:192.0.2.1".parse().unwrap())), IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    }
}
