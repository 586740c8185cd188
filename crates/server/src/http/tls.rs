//! TLS by the server itself, for a hall without internet: a certificate that the operator brings, or one that the
//! server makes for this machine's own names and addresses.
//!
//! A self-made certificate is vouched for by nobody. Its SHA-256 is shown at the start and on `/tls`, for whoever wants
//! to compare it with what their browser shows; the desk's and the kiosk's programs pin it.

use crate::config::{Config, Tls};
use crate::error::ServeError;
use giaouoc_core::Digest;
use giaouoc_core::time::Time;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::collections::BTreeSet;
use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

/// Days that a self-made certificate is good for: Apple's devices take no more than 825.
const DAYS: i64 = 800;
/// Days before its end at which a self-made certificate is replaced.
const RENEW: i64 = 30;
const DAY: i64 = 24 * 3600;

/// The server's own certificate: for the accept loop, and as people are shown it.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) config: Arc<ServerConfig>,
    /// SHA-256 of the certificate, as browsers show it.
    pub(crate) fingerprint: String,
    /// True if it was made here, so that browsers warn.
    pub(crate) is_self_made: bool,
}

/// Reads or makes the certificate that the settings ask for.
pub(crate) fn identity(config: &Config, now: Time) -> Result<Option<Identity>, ServeError> {
    let (chain, key, is_self_made) = match &config.tls {
        None => return Ok(None),
        Some(Tls::Files { certificate, key }) => (read_chain(certificate)?, read_key(key)?, false),
        Some(Tls::SelfSigned) => {
            let files = self_made(config, now)?;
            (read_chain(&files.0)?, read_key(&files.1)?, true)
        }
    };
    let Some(leaf) = chain.first() else { return Err(ServeError::Certificate("the file holds no certificate".into())) };
    let fingerprint = colons(&Digest::of(leaf.as_ref()));
    let built = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
    let mut config = built.map_err(|e| ServeError::Certificate(e.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(Identity { config: Arc::new(config), fingerprint, is_self_made }))
}

/// `AB:CD:…`, as browsers write it.
fn colons(digest: &Digest) -> String {
    let pairs: Vec<String> = digest.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, ServeError> {
    let failed = |e: rustls::pki_types::pem::Error| ServeError::Certificate(format!("{}: {e}", path.display()));
    CertificateDer::pem_file_iter(path).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, ServeError> {
    // The parser's words never quote the key.
    PrivateKeyDer::from_pem_file(path).map_err(|e| ServeError::Certificate(format!("{}: {e}", path.display())))
}

/// Paths of certificate and key, made where they are missing, where a name is new, or where the end is near.
///
/// `tls-names.txt` says for which names, and until when: one a line, the end (Unix seconds) first.
fn self_made(config: &Config, now: Time) -> Result<(std::path::PathBuf, std::path::PathBuf), ServeError> {
    let place = |name: &str| config.data.join(name);
    let (certificate, key, told) = (place("tls-certificate.pem"), place("tls-key.pem"), place("tls-names.txt"));
    let due = names(config);
    let known = fs::read_to_string(&told).unwrap_or_default();
    let mut known = known.lines();
    let until: i64 = known.next().and_then(|line| line.parse().ok()).unwrap_or_default();
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let is_good = until - RENEW * DAY > now.unix() && due.is_subset(&known) && certificate.is_file() && key.is_file();
    if !is_good {
        let all: Vec<String> = due.union(&known).cloned().collect();
        let end = now.unix() + DAYS * DAY;
        let (pem, secret) = make(&all, now.unix(), end)?;
        // The list comes last: where it is missing, everything is made anew.
        crate::data_dir::replace(&key, secret.as_bytes())?;
        crate::data_dir::replace(&certificate, pem.as_bytes())?;
        crate::data_dir::replace(&told, format!("{end}\n{}\n", all.join("\n")).as_bytes())?;
    }
    Ok((certificate, key))
}

/// A P-256 leaf that is no authority: it vouches for these names and nothing else.
fn make(names: &[String], from: i64, until: i64) -> Result<(String, String), ServeError> {
    let failed = |e: rcgen::Error| ServeError::Certificate(e.to_string());
    let key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::new(names).map_err(failed)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "Giao Ước");
    params.distinguished_name = name;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let day = |unix: i64| {
        let date = Time::from_unix(unix).map(|time| time.date(0));
        let date = date.map_err(ServeError::Form)?;
        Ok::<_, ServeError>(rcgen::date_time_ymd(i32::from(date.year()), date.month(), date.day()))
    };
    // Clocks of phones may be a day behind.
    (params.not_before, params.not_after) = (day(from - DAY)?, day(until)?);
    let made = params.self_signed(&key).map_err(failed)?;
    Ok((made.pem(), key.serialize_pem()))
}

/// Every name and address by which people may reach this machine.
fn names(config: &Config) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.extend(gethostname::gethostname().into_string().ok().filter(|name| is_name(name)));
    names.extend(addresses().map(|address| address.to_string()));
    if !config.listen.ip().is_unspecified() {
        names.insert(config.listen.ip().to_string());
    }
    let public = config.public_url.as_deref().and_then(|url| url.parse::<axum::http::Uri>().ok());
    names.extend(public.as_ref().and_then(|url| url.host()).map(|host| host.trim_matches(['[', ']']).to_owned()));
    names
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}

/// This machine's own addresses in its networks, IPv4 first.
pub(crate) fn addresses() -> impl Iterator<Item = IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let mut found: Vec<IpAddr> = found.iter().map(if_addrs::Interface::ip).filter(|ip| !ip.is_loopback()).collect();
    // Link-local addresses of IPv6 need a zone, which no certificate can name.
    found.retain(|ip| !matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local()));
    found.sort_by_key(IpAddr::is_ipv6);
    found.into_iter()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn config(folder: &Path) -> Config {
        let mut config = Config::new("127.0.0.1:8443".parse().unwrap(), folder);
        config.tls = Some(Tls::SelfSigned);
        config
    }

    #[test]
    fn a_certificate_is_made_once_and_again_where_a_name_is_new_or_its_end_is_near() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        let now = Time::parse("2026-11-22T02:45:00Z").unwrap();
        let at = |config: &Config, now| identity(config, now).unwrap().unwrap().fingerprint;
        let first = at(&config, now);
        assert_eq!((first.len(), at(&config, now)), (95, first.clone()));
        config.public_url = Some("https://hoi-truong.example:8443".to_owned());
        let second = at(&config, now);
        assert_ne!(second, first);
        // A name that is no longer asked for stays: it may be asked for again.
        config.public_url = None;
        assert_eq!(at(&config, now), second);
        let later = Time::from_unix(now.unix() + (DAYS - RENEW) * DAY).unwrap();
        assert_ne!(at(&config, later), second);
    }

    #[test]
    fn what_is_no_certificate_is_told_and_a_key_is_never_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        fs::write(&certificate, "secret words").unwrap();
        fs::write(&key, "secret words").unwrap();
        config.tls = Some(Tls::Files { certificate, key });
        let now = Time::parse("2026-11-22T02:45:00Z").unwrap();
        let Err(error) = identity(&config, now) else { panic!("it is no certificate") };
        assert!(!error.to_string().contains("secret words"));
    }
}
