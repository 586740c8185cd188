//! Private keys under a passphrase: PKCS#8 `ENCRYPTED PRIVATE KEY` (RFC 5958 §3) by PBES2 with PBKDF2-HMAC-SHA256 and
//! AES-256-CBC (RFC 8018 §6.2), as `openssl pkey -aes256` writes it and OpenSSL reads it.
//!
//! The passphrase comes from a file that is named once for the whole command, or is asked for on the terminal.

use crate::failure::Failure;
use crate::files;
use crate::language::system_language;
use der::asn1::OctetStringRef;
use der::pem::{self, LineEnding};
use der::{Decode as _, Encode as _, Header, Reader as _, SliceReader, Tag};
use pkcs5::EncryptionScheme;
use pkcs5::pbes2::Parameters;
use std::path::PathBuf;
use std::sync::OnceLock;
use zeroize::Zeroizing;

const LABEL: &str = "ENCRYPTED PRIVATE KEY";
const PLAIN: &str = "PRIVATE KEY";
/// OWASP's figure for PBKDF2-HMAC-SHA256.
const ITERATIONS: u32 = 600_000;
/// Fewest characters of a new passphrase: shorter ones are no protection at all.
const SHORTEST: usize = 8;

/// The file that this command's passphrase comes from; none: the terminal.
static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Names the file that holds the passphrase, for whatever keys this command reads or makes.
pub(crate) fn passphrase_from(file: Option<PathBuf>) {
    // Once a process: the command line is parsed once.
    let _ = FILE.set(file);
}

/// Decrypts a PEM text; one that is not encrypted is returned as it is.
pub(crate) fn unlock(pem: Zeroizing<String>) -> Result<Zeroizing<String>, Failure> {
    if !pem.contains(LABEL) {
        return Ok(pem);
    }
    let malformed = || Failure::told("Tệp khóa có mật khẩu không đúng dạng.", "The locked key file is malformed.");
    let (label, der) = pem::decode_vec(pem.as_bytes()).map_err(|_| malformed())?;
    if label != LABEL {
        return Err(malformed());
    }
    let (scheme, secret) = read_envelope(&der).map_err(|_| malformed())?;
    let passphrase = passphrase("Mật khẩu của khóa: ", "Passphrase of the key: ")?;
    let plain = scheme.decrypt(passphrase.as_bytes(), &secret);
    let plain = Zeroizing::new(plain.map_err(|_| wrong())?);
    let pem = pem::encode_string(PLAIN, LineEnding::LF, &plain).map_err(|_| malformed())?;
    Ok(Zeroizing::new(pem))
}

fn wrong() -> Failure {
    Failure::told("Mật khẩu của khóa không đúng.", "That is not the key's passphrase.")
}

/// The same PEM under a passphrase, which is asked for twice.
pub(crate) fn lock(pem: &str) -> Result<Zeroizing<String>, Failure> {
    let failed = |_| Failure::Io("the key could not be locked".to_owned());
    let (_, der) = pem::decode_vec(pem.as_bytes()).map_err(failed)?;
    let der = Zeroizing::new(der);
    let passphrase = new_passphrase()?;
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    getrandom::fill(&mut salt).and_then(|()| getrandom::fill(&mut iv)).map_err(Failure::io("random numbers"))?;
    let unlockable = |_| Failure::Io("the key could not be locked".to_owned());
    let scheme = Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, &salt, iv).map_err(unlockable)?;
    let secret = scheme.encrypt(passphrase.as_bytes(), &der).map_err(unlockable)?;
    let der =
        write_envelope(&scheme.into(), &secret).map_err(|_| Failure::Io("the key could not be locked".to_owned()))?;
    pem::encode_string(LABEL, LineEnding::LF, &der).map(Zeroizing::new).map_err(failed)
}

/// `SEQUENCE { AlgorithmIdentifier, OCTET STRING }`.
fn read_envelope(der: &[u8]) -> der::Result<(EncryptionScheme, Vec<u8>)> {
    let mut reader = SliceReader::new(der)?;
    let found = reader.sequence(|inner| {
        let scheme = EncryptionScheme::decode(inner)?;
        let secret = <&OctetStringRef>::decode(inner)?;
        Ok::<_, der::Error>((scheme, secret.as_bytes().to_vec()))
    })?;
    reader.finish()?;
    Ok(found)
}

fn write_envelope(scheme: &EncryptionScheme, secret: &[u8]) -> der::Result<Vec<u8>> {
    let body = [scheme.to_der()?, OctetStringRef::new(secret)?.to_der()?].concat();
    let head = Header::new(Tag::Sequence, body.len().try_into()?).to_der()?;
    Ok([head, body].concat())
}

fn new_passphrase() -> Result<Zeroizing<String>, Failure> {
    let first = passphrase("Mật khẩu mới cho khóa: ", "New passphrase for the key: ")?;
    if first.chars().count() < SHORTEST {
        return Err(Failure::told(
            format!("Mật khẩu cần ít nhất {SHORTEST} ký tự."),
            format!("The passphrase needs at least {SHORTEST} characters."),
        ));
    }
    let again = passphrase("Nhập lại: ", "Again: ")?;
    if first == again { Ok(first) } else { Err(Failure::told("Hai lần nhập khác nhau.", "The two differ.")) }
}

fn passphrase(vi: &str, en: &str) -> Result<Zeroizing<String>, Failure> {
    if let Some(Some(file)) = FILE.get() {
        let text = Zeroizing::new(files::read_text(file)?);
        return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
    }
    let question = system_language().pick(vi, en);
    let asked = rpassword::prompt_password(question).map(Zeroizing::new);
    asked.map_err(|_| {
        Failure::told(
            "Khóa có mật khẩu mà không có màn hình lệnh để hỏi. Dùng --passphrase-file.",
            "The key has a passphrase, and there is no terminal to ask on. Use --passphrase-file.",
        )
    })
}
