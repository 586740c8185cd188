//! Keys: vkeys as texts carry them, private keys at rest (`docs/spec/2-keys-and-notes.md`).

use crate::error::{Code, CoreError};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use giaouoc_tlog::TlogError;
use giaouoc_tlog::note::{Algorithm, KeyName, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// Parses a vkey of the algorithm that is due here; weak and non-canonical public keys are refused.
pub fn parse_vkey(text: &str, due: Algorithm) -> Result<VerifyingKey, CoreError> {
    let key = VerifyingKey::parse(text).map_err(|e| CoreError::new(code_of(&e)).because(e.to_string()))?;
    if key.algorithm() == due {
        Ok(key)
    } else {
        Err(CoreError::new(Code::KeyMalformed).because("a key of another signature type"))
    }
}

/// Parses a key name (C2SP signed-note: not empty, no space, no `+`, at most 255 bytes).
pub fn parse_name(text: &str) -> Result<KeyName, CoreError> {
    KeyName::parse(text).map_err(|e| CoreError::new(Code::KeyMalformed).because(e.to_string()))
}

/// Reads a private key from PKCS#8 PEM (RFC 8410), as `openssl genpkey -algorithm ed25519` writes it.
///
/// The file holds no name; the caller says under which name the key signs.
pub fn read_pem(name: KeyName, pem: &str) -> Result<SigningKey, CoreError> {
    // The parser's own words are not passed on: they may quote the input, which is a secret.
    let refused = || CoreError::new(Code::KeyMalformed).because("no PKCS#8 PEM of an Ed25519 private key");
    let pair = KeypairBytes::from_pkcs8_pem(pem).map_err(|_| refused())?;
    let seed = Zeroizing::new(pair.secret_key);
    let key = SigningKey::new(name, &seed);
    // A file may carry the public key too (RFC 5958); one that does not belong to the private key is a trap.
    match pair.public_key {
        Some(public) if public.to_bytes() != *key.verifying_key().public_key() => Err(refused()),
        _ => Ok(key),
    }
}

/// Writes a private key as PKCS#8 PEM (RFC 8410), version 1 without the public key: what OpenSSL 3.0 reads.
pub fn write_pem(key: &SigningKey) -> Result<Zeroizing<String>, CoreError> {
    let pair = KeypairBytes { secret_key: *key.seed(), public_key: None };
    pair.to_pkcs8_pem(LineEnding::LF)
        .map_err(|_| CoreError::new(Code::KeyMalformed).because("the key cannot be encoded"))
}

/// The code of this crate for an error of the note layer.
pub(crate) fn code_of(error: &TlogError) -> Code {
    match error {
        TlogError::WeakKey | TlogError::NonCanonicalKey => Code::KeyWeak,
        TlogError::BadSignature { .. } => Code::SignatureWrong,
        TlogError::NoTrustedLog { .. } => Code::CheckpointUntrusted,
        TlogError::QuorumMissing { .. } => Code::QuorumMissing,
        TlogError::MalformedKey(_) | TlogError::MalformedName(_) => Code::KeyMalformed,
        TlogError::MalformedCheckpoint(_) => Code::CheckpointMalformed,
        TlogError::MalformedPolicy { .. } => Code::PolicyMalformed,
        TlogError::InclusionMismatch | TlogError::ConsistencyMismatch | TlogError::MalformedProof(_) => {
            Code::ProofWrong
        }
        _ => Code::NoteMalformed,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn name() -> KeyName {
        KeyName::parse("example.com/key").unwrap()
    }

    #[test]
    fn pem_round_trips_and_is_what_openssl_writes() {
        let key = SigningKey::new(name(), &[7; 32]);
        let pem = write_pem(&key).unwrap();
        // DER of RFC 8410 §7, version 0: 48 bytes, the seed last.
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAcHBwcH"));
        assert_eq!(read_pem(name(), &pem).unwrap().verifying_key(), key.verifying_key());
    }

    #[test]
    fn other_things_in_pem_are_refused_without_quoting_them() {
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "secret-looking"] {
            let error = read_pem(name(), pem).unwrap_err();
            assert_eq!(error.code, Code::KeyMalformed);
            assert!(!error.detail.contains("secret-looking"));
        }
    }
}
