//! Files that hold private keys: mode 0600, never over an existing file.

use super::locked::unlock;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::key;
use giaouoc_paper::service_seal::SealKey;
use giaouoc_tlog::note::SigningKey;
use std::path::Path;
use zeroize::Zeroizing;

/// Reads a private key; one under a passphrase asks for it.
pub(crate) fn read_key(path: &Path, name: &str) -> Result<SigningKey, Failure> {
    let pem = unlock(Zeroizing::new(files::read_text(path)?))?;
    Ok(key::read_pem(key::parse_name(name)?, &pem).map_err(|e| e.at(path.display().to_string()))?)
}

/// Writes a private key to a file that must not exist.
pub(crate) fn write_key(path: &Path, key: &SigningKey) -> Result<(), Failure> {
    files::write_secret(path, key::write_pem(key)?.as_bytes())
}

/// Reads the key and the certificates of the service's seal on PDFs.
pub(crate) fn read_seal(key: &Path, certificates: &Path) -> Result<SealKey, Failure> {
    let pem = Zeroizing::new(files::read_text(key)?);
    SealKey::from_pem(&pem, &files::read_text(certificates)?).map_err(Failure::io(key.display()))
}
