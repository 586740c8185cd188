//! The organisation's seal on a PDF: a PAdES signature of level B-B (ETSI EN 319 142-1 §6) that readers of PDF check
//! by themselves. It says that the paper comes from whoever holds the key, and that no byte changed since; what the
//! signatories signed is in the evidence, not here.
//!
//! | you have | you want | call |
//! | --- | --- | --- |
//! | a private key and its certificates, as PEM | a key to seal with | [`SealKey::from_pem`] |
//! | neither | both, self-made | [`self_made`] |
//! | a PDF and a key | the sealed PDF | [`seal`] |
//!
//! Algorithms: SHA-256, ECDSA on P-256 (FIPS 186-5) with the nonces of RFC 6979: the same inputs give the same bytes.
//! No clock and no randomness of its own. No time-stamp and no revocation data (levels B-T and above): the time that a
//! reader shows is the sealer's own word.

mod error;
mod incremental;
mod reader;

pub use error::SealError;

use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::ALGORITHM_OID as EC_PUBLIC_KEY;
use p256::pkcs8::{AssociatedOid as _, EncodePrivateKey as _, EncodePublicKey as _, PrivateKeyInfoRef, SecretDocument};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use x509_cert::Certificate;
use x509_cert::der::{DateTime, Decode as _, Encode as _, pem};
use zeroize::Zeroizing;

/// The largest PDF that is sealed.
pub const MAX_PDF: usize = 64 << 20;
/// The longest reason, in bytes of UTF-8.
pub const MAX_REASON: usize = 4096;
/// The longest common name or organisation in a self-made certificate, in characters: the upper bounds of RFC 5280
/// appendix A.1 (`ub-common-name`, `ub-organization-name`).
pub const MAX_NAME: usize = 64;
const MAX_PEM: usize = 64 << 10;
const MAX_CHAIN: usize = 8;

/// A private key with the certificates that say whose it is.
#[derive(Clone)]
pub struct SealKey {
    key: SigningKey,
    /// The issuer's name and the serial number: which certificate is the signer's (RFC 5652 §10.2.4).
    identifier: Vec<u8>,
    /// As DER, the signer's first.
    chain: Vec<Vec<u8>>,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealKey").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}

impl SealKey {
    /// A key from PKCS#8 (RFC 5958) and its certificates (RFC 5280), the signer's first, then each one's issuer; both
    /// as PEM (RFC 7468). Other text around the certificates is passed over. Neither validity nor key usage nor the
    /// issuers' signatures are judged: that is the reader's part.
    ///
    /// # Errors
    /// [`SealError::MalformedKey`], [`SealError::NotP256`], [`SealError::MalformedCertificate`],
    /// [`SealError::Mismatch`], [`SealError::TooLarge`].
    pub fn from_pem(key_pem: &str, chain_pem: &str) -> Result<Self, SealError> {
        if key_pem.len() > MAX_PEM || chain_pem.len() > MAX_PEM {
            return Err(SealError::TooLarge("the key or its certificates"));
        }
        let (label, document) = SecretDocument::from_pem(key_pem.trim()).map_err(|_| SealError::MalformedKey)?;
        let info: PrivateKeyInfoRef<'_> = document.decode_msg().map_err(|_| SealError::MalformedKey)?;
        if label != "PRIVATE KEY" {
            return Err(SealError::MalformedKey);
        }
        let curve = info.algorithm.parameters_oid();
        if info.algorithm.oid != EC_PUBLIC_KEY || curve != Ok(p256::NistP256::OID) {
            return Err(SealError::NotP256);
        }
        let secret = SecretKey::try_from(info).map_err(|_| SealError::MalformedKey)?;
        let chain = certificates(chain_pem)?;
        let parsed: Vec<Certificate> =
            chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>().map_err(not_x509)?;
        let tbs = parsed.first().ok_or(SealError::MalformedCertificate("there is none"))?.tbs_certificate();
        let spki = tbs.subject_public_key_info();
        let public = p256::PublicKey::from_sec1_bytes(spki.subject_public_key.raw_bytes());
        if spki.algorithm.oid != EC_PUBLIC_KEY || public != Ok(secret.public_key()) {
            return Err(SealError::Mismatch);
        }
        for pair in parsed.windows(2) {
            if let [one, issuer] = pair
                && one.tbs_certificate().issuer() != issuer.tbs_certificate().subject()
            {
                return Err(SealError::MalformedCertificate("one is not followed by its issuer's"));
            }
        }
        let issuer = tbs.issuer().to_der().map_err(not_x509)?;
        let serial = tbs.serial_number().to_der().map_err(not_x509)?;
        Ok(Self { key: secret.into(), identifier: tlv(0x30, &[&issuer, &serial]), chain })
    }

    /// `ContentInfo` with detached `SignedData` (RFC 5652 §3 and §5): what stands in `/Contents` (ISO 32000-2
    /// §12.8.3.4).
    fn signed_data(&self, digest: &[u8]) -> Result<Vec<u8>, SealError> {
        let signer = self.chain.first().ok_or(SealError::MalformedCertificate("there is none"))?;
        // RFC 5035 §3 and §4: SHA-256 is the default and left out, and so is what the digest already says.
        let certificate = tlv(0x30, &[&tlv(0x30, &[&tlv(0x30, &[&tlv(0x04, &[&Sha256::digest(signer)])])])]);
        let attribute = |kind: &[u8], value: &[u8]| tlv(0x30, &[kind, &tlv(0x31, &[value])]);
        // No signing-time: PAdES has it in `/M` (EN 319 142-1 §6.3).
        let attributes = set(vec![
            attribute(CONTENT_TYPE, DATA),
            attribute(MESSAGE_DIGEST, &tlv(0x04, &[digest])),
            attribute(SIGNING_CERTIFICATE_V2, &certificate),
        ]);
        // Signed is the SET OF, carried the same under an implicit tag (RFC 5652 §5.4).
        let signature: DerSignature =
            self.key.try_sign(&tlv(0x31, &[&attributes])).map_err(|_| SealError::MalformedKey)?;
        let sha256 = tlv(0x30, &[SHA_256]);
        let info = tlv(
            0x30,
            &[
                VERSION_1,
                &self.identifier,
                &sha256,
                &tlv(0xa0, &[&attributes]),
                &tlv(0x30, &[ECDSA_WITH_SHA_256]),
                &tlv(0x04, &[signature.as_bytes()]),
            ],
        );
        let content = tlv(0x30, &[DATA]);
        let certificates = tlv(0xa0, &[&set(self.chain.clone())]);
        let data = tlv(0x30, &[VERSION_1, &tlv(0x31, &[&sha256]), &content, &certificates, &tlv(0x31, &[&info])]);
        Ok(tlv(0x30, &[SIGNED_DATA, &tlv(0xa0, &[&data])]))
    }

    /// More than [`Self::signed_data`] can be long, the same for each signature with this key.
    fn room(&self) -> usize {
        self.chain.iter().map(Vec::len).sum::<usize>() + self.identifier.len() + 512
    }
}

/// The PDF with the seal behind it, in an incremental update (ISO 32000-1 §7.5.6): the given bytes are its beginning.
/// An invisible signature field (§12.7.4.5) on the first page; sub-filter `ETSI.CAdES.detached` (ETSI EN 319 142-1
/// §6.3). A PDF/A-3 stays one (ISO 19005-3 §6.3 and §6.4.3). A PDF that is sealed already is sealed once more.
/// Readers show `reason`, unless it is empty, and the time, in UTC.
///
/// # Errors
/// [`SealError::NotUnderstood`]; [`SealError::TooLarge`] above [`MAX_PDF`] or [`MAX_REASON`], and for times before 1970
/// or after 9999.
pub fn seal(pdf: &[u8], key: &SealKey, signing_time_unix: i64, reason: &str) -> Result<Vec<u8>, SealError> {
    if pdf.len() > MAX_PDF || reason.len() > MAX_REASON {
        return Err(SealError::TooLarge(if pdf.len() > MAX_PDF { "the PDF" } else { "the reason" }));
    }
    let time = date(signing_time_unix).ok_or(SealError::TooLarge("the time of sealing"))?;
    let update = incremental::prepare(pdf, &format!("D:{}+00'00'", digits(&time)), reason, key.room())?;
    let digest = update.covered().into_iter().fold(Sha256::new(), |digest, part| digest.chain_update(part)).finalize();
    update.fill(&key.signed_data(&digest)?)
}

/// A private key of its own (PKCS#8) and a self-signed certificate (X.509 v3, RFC 5280) for it, both as PEM. Key usage
/// is digitalSignature and nonRepudiation, and it is no certificate authority. A reader trusts it once somebody tells
/// it to, as one does with a fingerprint. An empty `organisation` is left out. `serial` and `key_seed` are random
/// bytes; the seed is as secret as the key: who has it has the key.
///
/// # Errors
/// [`SealError::TooLarge`] for a name above [`MAX_NAME`]; [`SealError::MalformedCertificate`] without a common name,
/// for a serial number of zeros, for times before 1970 or after 9999, and an end that is not after the beginning.
pub fn self_made(
    common_name: &str,
    organisation: &str,
    not_before_unix: i64,
    not_after_unix: i64,
    serial: [u8; 16],
    key_seed: [u8; 32],
) -> Result<(Zeroizing<String>, String), SealError> {
    if [common_name, organisation].iter().any(|name| name.chars().count() > MAX_NAME) {
        return Err(SealError::TooLarge("a name in the certificate"));
    }
    if common_name.is_empty() || serial.iter().all(|byte| *byte == 0) {
        return Err(SealError::MalformedCertificate("a common name and a serial number are needed"));
    }
    let times = (date(not_before_unix), date(not_after_unix));
    let (Some(from), Some(to), true) = (times.0, times.1, not_before_unix < not_after_unix) else {
        return Err(SealError::MalformedCertificate("its times"));
    };
    let secret = secret_of(&Zeroizing::new(key_seed)).ok_or(SealError::MalformedKey)?;
    let spki = secret.public_key().to_public_key_der().map_err(|_| SealError::MalformedKey)?;
    let point = secret.public_key().to_sec1_bytes();
    let named = |kind: &[u8], name: &str| tlv(0x31, &[&tlv(0x30, &[kind, &tlv(0x0c, &[name.as_bytes()])])]);
    let organisation = if organisation.is_empty() { Vec::new() } else { named(ORGANIZATION, organisation) };
    let name = tlv(0x30, &[&organisation, &named(COMMON_NAME, common_name)]);
    let algorithm = tlv(0x30, &[ECDSA_WITH_SHA_256]);
    let extension = |kind: &[u8], critical: bool, value: &[u8]| {
        let critical: &[u8] = if critical { &[0x01, 0x01, 0xff] } else { &[] };
        tlv(0x30, &[kind, critical, &tlv(0x04, &[value])])
    };
    let identifier = Sha256::digest(&point);
    let extensions = tlv(
        0x30,
        &[
            // Not a CA (RFC 5280 §4.2.1.9): all of it is the default.
            &extension(BASIC_CONSTRAINTS, true, &tlv(0x30, &[])),
            // Bits 0 and 1 (§4.2.1.3).
            &extension(KEY_USAGE, true, &[0x03, 0x02, 0x06, 0xc0]),
            // SHA-256 of the key, the leftmost 160 bits (RFC 7093 §2, method 1).
            &extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, &[identifier.get(..20).unwrap_or_default()])),
        ],
    );
    let tbs = tlv(
        0x30,
        &[
            &[0xa0, 0x03, 0x02, 0x01, 0x02],
            &positive(&serial),
            &algorithm,
            &name,
            &tlv(0x30, &[&time(&from), &time(&to)]),
            &name,
            spki.as_bytes(),
            &tlv(0xa3, &[&extensions]),
        ],
    );
    let signature: DerSignature = SigningKey::from(&secret).try_sign(&tbs).map_err(|_| SealError::MalformedKey)?;
    let certificate = tlv(0x30, &[&tbs, &algorithm, &tlv(0x03, &[&[0], signature.as_bytes()])]);
    let key = secret.to_pkcs8_pem(pem::LineEnding::LF).map_err(|_| SealError::MalformedKey)?;
    let certificate = pem::encode_string("CERTIFICATE", pem::LineEnding::LF, &certificate);
    Ok((key, certificate.map_err(|_| SealError::MalformedCertificate("its PEM"))?))
}

/// A number below the curve's order: the first of SHA-256(label, seed, counter) that is one (FIPS 186-5 §A.2.2, with
/// the seed in place of a generator).
fn secret_of(seed: &[u8; 32]) -> Option<SecretKey> {
    (0..=u8::MAX).find_map(|counter| {
        let hash =
            Sha256::new().chain_update(b"giaouoc seal key").chain_update(seed).chain_update([counter]).finalize();
        SecretKey::from_slice(&Zeroizing::new(<[u8; 32]>::from(hash))[..]).ok()
    })
}

/// The DER of each certificate, as it is: digests are over these bytes.
fn certificates(pem: &str) -> Result<Vec<Vec<u8>>, SealError> {
    const END: &str = "-----END CERTIFICATE-----";
    let mut chain = Vec::new();
    let mut rest = pem;
    while let Some(from) = rest.find("-----BEGIN CERTIFICATE-----") {
        let one = rest.get(from..).unwrap_or_default();
        let end = one.find(END).ok_or(SealError::MalformedCertificate("its PEM"))? + END.len();
        let (one, after) = one.split_at_checked(end).unwrap_or_default();
        chain.push(pem::decode_vec(one.as_bytes()).map_err(|_| SealError::MalformedCertificate("its PEM"))?.1);
        if chain.len() > MAX_CHAIN {
            return Err(SealError::TooLarge("the chain of certificates"));
        }
        rest = after;
    }
    Ok(chain)
}

fn not_x509(_: x509_cert::der::Error) -> SealError {
    SealError::MalformedCertificate("it is no X.509 certificate")
}

fn date(unix: i64) -> Option<DateTime> {
    DateTime::from_unix_duration(Duration::from_secs(u64::try_from(unix).ok()?)).ok()
}

/// `YYYYMMDDHHMMSS`.
fn digits(at: &DateTime) -> String {
    let (day, clock) = ((at.year(), at.month(), at.day()), (at.hour(), at.minutes(), at.seconds()));
    format!("{:04}{:02}{:02}{:02}{:02}{:02}", day.0, day.1, day.2, clock.0, clock.1, clock.2)
}

/// `UTCTime` through 2049, then `GeneralizedTime` (RFC 5280 §4.1.2.5).
fn time(at: &DateTime) -> Vec<u8> {
    let digits = digits(at);
    match digits.get(2..).filter(|_| at.year() < 2050) {
        Some(short) => tlv(0x17, &[short.as_bytes(), b"Z"]),
        None => tlv(0x18, &[digits.as_bytes(), b"Z"]),
    }
}

// Object identifiers, with tag and length.
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"; // RFC 5652 §4
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"; // RFC 5652 §5.1
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"; // RFC 5652 §11.1
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"; // RFC 5652 §11.2
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"; // RFC 5035 §3
const SHA_256: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"; // RFC 5754 §2.2
const ECDSA_WITH_SHA_256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"; // RFC 5758 §3.2
const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03"; // RFC 5280 appendix A.1
const ORGANIZATION: &[u8] = b"\x06\x03\x55\x04\x0a"; // the same
const SUBJECT_KEY_IDENTIFIER: &[u8] = b"\x06\x03\x55\x1d\x0e"; // RFC 5280 §4.2.1.2
const KEY_USAGE: &[u8] = b"\x06\x03\x55\x1d\x0f"; // RFC 5280 §4.2.1.3
const BASIC_CONSTRAINTS: &[u8] = b"\x06\x03\x55\x1d\x13"; // RFC 5280 §4.2.1.9
const VERSION_1: &[u8] = b"\x02\x01\x01";

/// One value in DER (X.690 §8.1, §10.1): tag, length, contents.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len().to_be_bytes();
    let mut out = vec![tag];
    match u8::try_from(contents.len()) {
        Ok(short @ ..=0x7f) => out.push(short),
        _ => {
            let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
            out.extend(u8::try_from(length.len()).map(|count| 0x80 | count));
            out.extend(length);
        }
    }
    out.extend(contents);
    out
}

/// The contents of a SET OF, in the order of their encodings (X.690 §11.6).
fn set(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    members.concat()
}

/// A positive INTEGER (X.690 §8.3) from big-endian bytes.
fn positive(bytes: &[u8]) -> Vec<u8> {
    let bytes: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let sign: &[u8] = if bytes.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    tlv(0x02, &[sign, &bytes])
}
