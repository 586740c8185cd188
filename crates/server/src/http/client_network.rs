//! The network of a client, by which calls are counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address itself for IPv4, the /64 for IPv6: a subscriber has a whole /64. An unknown address counts as 0.0.0.0.
pub(super) fn network(address: Option<IpAddr>) -> IpAddr {
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
    fn one_subscriber_has_one_bucket() {
        let near = |last: u16| Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last)));
        assert_eq!(network(near(1)), network(near(2)));
        assert_eq!(network(Some("::ffff:192.0.2.1".parse().unwrap())), IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    }
}
