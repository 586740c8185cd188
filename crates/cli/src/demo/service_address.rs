//! The address of the demo's service.

use giaouoc_server::Ready;

/// Addresses of the service.
pub(super) struct ServiceAddress {
    /// Address on this machine.
    pub(super) url: String,
    /// SHA-256 of its self-signed certificate.
    pub(super) fingerprint: Option<String>,
    /// Public address, with which links begin.
    pub(super) public_url: String,
}

impl ServiceAddress {
    pub(super) fn of(ready: &Ready) -> Self {
        let address = ready.address;
        let host = if address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { address.ip().to_string() };
        let scheme = if ready.fingerprint.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{host}:{}", address.port());
        Self { url, fingerprint: ready.fingerprint.clone(), public_url: ready.url.clone() }
    }
}
