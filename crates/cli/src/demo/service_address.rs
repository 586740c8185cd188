//! The address of the demo's service.

use giaouoc_server::Ready;

/// Where the service answers.
pub(super) struct ServiceAddress {
    /// On this machine, whatever its public address is.
    pub(super) url: String,
    /// Of its own certificate.
    pub(super) fingerprint: Option<String>,
    /// What links begin with.
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
