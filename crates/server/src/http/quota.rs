//! Quotas by client address.

use super::client_network::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Slots that each client address holds at present, of something that there is a bounded number of.
#[derive(Clone, Default)]
pub(crate) struct PerAddressQuota(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl PerAddressQuota {
    /// One more slot for this address; nothing where it has `most` already.
    pub(crate) fn take(&self, address: Option<IpAddr>, most: usize) -> Option<Slot> {
        let address = network(address);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_insert(0);
        // An entry that is refused here is at the most already, so none of zero stays behind.
        (*count < most).then(|| {
            *count += 1;
            Slot { of: self.clone(), address }
        })
    }
}

/// One slot of a client address. Dropping it gives it back.
pub(crate) struct Slot {
    of: PerAddressQuota,
    address: IpAddr,
}

impl Drop for Slot {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn one_address_never_has_all() {
        let quota = PerAddressQuota::default();
        let near = |last: u16| Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last)));
        let held: Vec<_> = (0..8).map_while(|last| quota.take(near(last), 3)).collect();
        assert_eq!(held.len(), 3);
        assert!(quota.take(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))), 3).is_some());
        drop(held);
        assert!(quota.take(near(9), 3).is_some());
        assert!(quota.0.lock().unwrap().is_empty());
    }
}
