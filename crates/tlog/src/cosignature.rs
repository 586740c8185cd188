//! Witness cosignatures, version 1 (c2sp.org/tlog-cosignature): a witness says that at some time this was the largest
//! checkpoint of this log that it had seen, and that all it had seen before were consistent with it.
//!
//! What is signed, here at second 1679315147:
//!
//! ```text
//! cosignature/v1
//! time 1679315147
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```

use std::fmt;

pub use crate::cosigned_message::MAX_TIME;
use crate::{
    TlogError,
    cosigned_message::message,
    key::{SigningKey, VerifyingKey},
    key_name::{Algorithm, KeyName},
    signature_line::SignatureLine,
};

/// A witness's private key. A type apart from [`SigningKey`], so that neither signs what is the other's.
#[derive(Clone)]
pub struct CosigningKey(SigningKey);

impl CosigningKey {
    /// From the 32 secret bytes of RFC 8032 §5.1.5. They must serve no other witness name: the message does not hold
    /// it.
    pub fn new(name: KeyName, seed: &[u8; 32]) -> Self {
        Self(SigningKey::with_algorithm(name, Algorithm::CosignatureV1, seed))
    }

    /// The witness's name.
    pub fn name(&self) -> &KeyName {
        self.0.name()
    }

    /// The public half, of [`Algorithm::CosignatureV1`].
    pub fn verifying_key(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    /// The secret bytes, for whoever must store them.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.seed()
    }
}

impl fmt::Debug for CosigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CosigningKey({}, secret)", self.0.verifying_key())
    }
}

/// Cosigns the text of a checkpoint at `time`, in seconds since the epoch; [`TlogError::Misuse`] if it is beyond
/// [`MAX_TIME`]. Whether the checkpoint is consistent with earlier ones is the caller's to check, *before*.
pub fn cosign(key: &CosigningKey, time: u64, checkpoint_text: &str) -> Result<SignatureLine, TlogError> {
    if time > MAX_TIME {
        return Err(TlogError::Misuse("the time of a cosignature exceeds 2^63 - 1"));
    }
    let signature = key.0.sign_bytes(message(time, checkpoint_text).as_bytes());
    // Format: struct { u64 timestamp; opaque ed25519_signature[64]; }, big-endian
    let bytes = [&time.to_be_bytes()[..], &signature].concat();
    Ok(SignatureLine::from_parts(key.name().clone(), key.verifying_key().id(), bytes))
}

/// Verifies a cosignature line over the text of a checkpoint and returns its time, in seconds since the epoch.
/// [`TlogError::BadSignature`] if it is by another key, not 8 + 64 bytes long, beyond [`MAX_TIME`] or does not verify;
/// [`TlogError::Misuse`] if the key is not of [`Algorithm::CosignatureV1`].
pub fn verify(key: &VerifyingKey, line: &SignatureLine, checkpoint_text: &str) -> Result<u64, TlogError> {
    if key.algorithm() != Algorithm::CosignatureV1 {
        return Err(TlogError::Misuse("the key is not a witness's"));
    }
    let time = key.verify_line(line, checkpoint_text)?;
    time.ok_or(TlogError::Misuse("the key is not a witness's"))
}
