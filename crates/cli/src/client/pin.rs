//! A service with a self-signed certificate, as in a hall without internet: the operator has read its SHA-256 from the
//! service's own screen.
//!
//! The certificate is fetched once, before anything else is sent, and compared. From then on exactly that certificate
//! is the only root: whoever answers must prove that it holds the certificate's key, and the certificate must name the
//! address.

use crate::failure::Failure;
use giaouoc_core::Digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

const TIMEOUT: Duration = Duration::from_secs(10);

/// TLS settings that trust only the certificate with this SHA-256.
///
/// # Errors
/// A failure, if the address is no `https://` one, cannot be reached, or shows another certificate.
pub(super) fn certificate(base: &str, fingerprint: &str) -> Result<TlsConfig, Failure> {
    let due = parse(fingerprint)?;
    let found = fetch(base, due)?;
    let roots = RootCerts::new_with_certs(&[Certificate::from_der(&found).to_owned()]);
    Ok(TlsConfig::builder().root_certs(roots).build())
}

/// Parses a SHA-256 in hex, with or without `:` and spaces between pairs.
fn parse(fingerprint: &str) -> Result<Digest, Failure> {
    let bare: String = fingerprint.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    Digest::parse(&bare.to_ascii_lowercase()).map_err(|_| {
        Failure::told(
            "--server-fingerprint cần 64 chữ số hệ mười sáu.",
            "--server-fingerprint takes 64 hexadecimal digits.",
        )
    })
}

fn fetch(base: &str, due: Digest) -> Result<Vec<u8>, Failure> {
    let address: Uri = base.parse().map_err(Failure::io(base))?;
    let host = address.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    if address.scheme_str() != Some("https") || host.is_empty() {
        return Err(Failure::told(
            format!("{base}: mã kiểm tra chứng thư chỉ dùng với địa chỉ https://."),
            format!("{base}: a certificate's fingerprint goes with an https:// address only."),
        ));
    }
    let unreachable = || Failure::io(base);
    let name = ServerName::try_from(host.clone()).map_err(Failure::io(base))?;
    let socket = (host.as_str(), address.port_u16().unwrap_or(443)).to_socket_addrs().map_err(unreachable())?.next();
    let socket = socket.ok_or_else(|| Failure::Io(format!("{base}: no address")))?;
    let mut stream = TcpStream::connect_timeout(&socket, TIMEOUT).map_err(unreachable())?;
    stream.set_read_timeout(Some(TIMEOUT)).map_err(unreachable())?;
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(PinnedVerifier { due, provider: provider.clone(), found: Mutex::new(None) });
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(Failure::io(base))?.dangerous().with_custom_certificate_verifier(verifier.clone());
    let mut connection =
        ClientConnection::new(Arc::new(config.with_no_client_auth()), name).map_err(Failure::io(base))?;
    let handshake = connection.complete_io(&mut stream);
    let found = verifier.found.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (found, handshake) {
        (Some((digest, bytes)), Ok(_)) if digest == due => Ok(bytes),
        (Some((digest, _)), _) if digest != due => Err(other_certificate(base, digest)),
        (_, Err(error)) => Err(Failure::Io(format!("{base}: {error}"))),
        _ => Err(Failure::Io(format!("{base}: no certificate"))),
    }
}

fn other_certificate(base: &str, found: Digest) -> Failure {
    Failure::told(
        format!("{base} đưa ra chứng thư khác, SHA-256 {found}. Không gửi gì. Đối chiếu lại với màn hình của máy chủ."),
        format!(
            "{base} shows another certificate, SHA-256 {found}. Nothing was sent. Compare with the service's screen."
        ),
    )
}

/// Accepts the one certificate of this digest, and remembers the certificate that it saw.
#[derive(Debug)]
struct PinnedVerifier {
    due: Digest,
    provider: Arc<CryptoProvider>,
    found: Mutex<Option<(Digest, Vec<u8>)>>,
}

impl ServerCertVerifier for PinnedVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let digest = Digest::of(certificate.as_ref());
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some((digest, certificate.to_vec()));
        if digest == self.due {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
