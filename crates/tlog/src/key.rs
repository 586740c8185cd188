//! Keys of signed notes (c2sp.org/signed-note): the public half verifies lines, the private half makes them.

use std::{fmt, hash};

use ed25519_dalek::Signer as _;
use zeroize::ZeroizeOnDrop;

use crate::{
    TlogError, cosigned_message,
    key_name::{Algorithm, KeyId, KeyName},
    signature_line::SignatureLine,
    text,
};

/// A public key under its name. Whoever holds this value holds a canonically encoded key that is not of small order.
///
/// Shown and parsed as *vkey*, `<name>+<hex key ID>+<base64(algorithm ‖ public key)>` (signed-note, verifier keys).
#[derive(Clone)]
pub struct VerifyingKey {
    name: KeyName,
    id: KeyId,
    algorithm: Algorithm,
    /// Holds the point too, decompressed once.
    public: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// Reads a vkey that is exactly as [`Display`](fmt::Display) writes it. [`TlogError::MalformedKey`] or
    /// [`TlogError::MalformedName`] for any other form, an unknown algorithm or a key ID of another key; and as
    /// [`new`](Self::new).
    pub fn parse(vkey: &str) -> Result<Self, TlogError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(TlogError::MalformedKey("not <name>+<key ID>+<base64>"));
        };
        let name = KeyName::parse(name)?;
        let bytes = text::from_base64(key).ok_or(TlogError::MalformedKey("not canonical base64"))?;
        let (algorithm, public) = match bytes.split_first() {
            Some((1, public)) => (Algorithm::Ed25519, public),
            Some((4, public)) => (Algorithm::CosignatureV1, public),
            _ => return Err(TlogError::MalformedKey("neither Ed25519 nor cosignature/v1")),
        };
        let public = public.try_into().map_err(|_| TlogError::MalformedKey("the public key is not 32 bytes long"))?;
        let key = Self::new(name, algorithm, public)?;
        // Comparing the spelling, not the value: uppercase hex is refused.
        if key.id.to_string() != id {
            return Err(TlogError::MalformedKey("the key ID is not that of this key"));
        }
        Ok(key)
    }

    /// Takes a public key as RFC 8032 §5.1.2 encodes it. [`TlogError::MalformedKey`] if it is no point of the curve,
    /// [`TlogError::WeakKey`] if its order is small, [`TlogError::NonCanonicalKey`] if the point has another encoding.
    ///
    /// A point with a small-order *part* is taken: it is one key with one encoding, whose holder must still know a
    /// secret. It only makes cofactored and cofactorless verifiers differ, and here is but one kind of them.
    pub fn new(name: KeyName, algorithm: Algorithm, public: [u8; 32]) -> Result<Self, TlogError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&public)
            .map_err(|_| TlogError::MalformedKey("the public key is no point of the curve"))?;
        if key.is_weak() {
            return Err(TlogError::WeakKey);
        }
        // `from_bytes` accepts y ≥ p. It also accepts the sign bit for x = 0, but those two points have small order.
        if !is_below_p(&public) {
            return Err(TlogError::NonCanonicalKey);
        }
        Ok(Self::of_point(name, algorithm, key))
    }

    fn of_point(name: KeyName, algorithm: Algorithm, public: ed25519_dalek::VerifyingKey) -> Self {
        let id = KeyId::of(&name, algorithm, public.as_bytes());
        Self { name, id, algorithm, public }
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key ID that this key's signature lines carry.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The bytes that its signatures cover.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The 32 bytes of RFC 8032 §5.1.2.
    pub fn public_key(&self) -> &[u8; 32] {
        self.public.as_bytes()
    }

    /// Verifies bare Ed25519 over `message`, strictly: A, R and S canonical, A and R not of small order, the
    /// cofactorless equation (RFC 8032 §5.1.7). Else [`TlogError::BadSignature`]. For a line of a note see
    /// [`verify_line`](Self::verify_line).
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), TlogError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.public.verify_strict(message, &signature).map_err(|_| self.bad_signature())
    }

    /// True if the line claims to be by this key: name and key ID are the same.
    pub fn made(&self, line: &SignatureLine) -> bool {
        line.id() == self.id && *line.name() == self.name
    }

    /// Verifies a line of a note with this text, as the key's algorithm demands, and returns the time that it claims,
    /// in seconds since the epoch, if it is a cosignature. [`TlogError::BadSignature`] if it does not hold or is by
    /// another key.
    pub fn verify_line(&self, line: &SignatureLine, text: &str) -> Result<Option<u64>, TlogError> {
        if !self.made(line) {
            return Err(self.bad_signature());
        }
        match self.algorithm {
            Algorithm::Ed25519 => {
                let signature = line.bytes().try_into().map_err(|_| self.bad_signature())?;
                self.verify(text.as_bytes(), signature).map(|()| None)
            }
            Algorithm::CosignatureV1 => {
                let (time, signature) =
                    cosigned_message::timestamped(line.bytes()).ok_or_else(|| self.bad_signature())?;
                self.verify(cosigned_message::message(time, text).as_bytes(), signature).map(|()| Some(time))
            }
        }
    }

    fn bad_signature(&self) -> TlogError {
        TlogError::BadSignature { name: self.name.to_string() }
    }
}

/// True if y, little-endian without the sign bit of x, is below p = 2^255 − 19 (RFC 8032 §5.1.3 step 1).
fn is_below_p(public: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = public;
    *lowest < 0xed || highest & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.algorithm as u8];
        key.extend_from_slice(self.public_key());
        write!(f, "{}+{}+{}", self.name, self.id, text::base64(&key))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm && self.name == other.name && self.public_key() == other.public_key()
    }
}

impl Eq for VerifyingKey {}

impl hash::Hash for VerifyingKey {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state); // follows from all that equality compares
    }
}

/// A private key under its name, for [`Algorithm::Ed25519`]. Wiped from memory on drop; never shown by `Debug`.
/// Witnesses use a [`CosigningKey`](crate::cosignature::CosigningKey).
#[derive(Clone)]
pub struct SigningKey {
    inner: ed25519_dalek::SigningKey,
    public: VerifyingKey,
}

impl SigningKey {
    /// Makes the key of the 32 secret bytes of RFC 8032 §5.1.5, which must be random.
    pub fn new(name: KeyName, seed: &[u8; 32]) -> Self {
        Self::with_algorithm(name, Algorithm::Ed25519, seed)
    }

    pub(crate) fn with_algorithm(name: KeyName, algorithm: Algorithm, seed: &[u8; 32]) -> Self {
        let inner = ed25519_dalek::SigningKey::from_bytes(seed);
        // A key made from a seed is 8·k·B and so neither weak nor non-canonical: nothing to check.
        let public = VerifyingKey::of_point(name, algorithm, inner.verifying_key());
        Self { inner, public }
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        self.public.name()
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.public.clone()
    }

    /// The line of a note with this text, which should end in `\n`: [`Note::new`](crate::Note::new) sees to it.
    pub fn sign(&self, text: &str) -> SignatureLine {
        // signed-note, Ed25519 signatures: "according to RFC 8032 over the note text"
        SignatureLine::from_parts(self.name().clone(), self.public.id, self.sign_bytes(text.as_bytes()).to_vec())
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.inner.sign(message).to_bytes()
    }

    /// The secret bytes, for storing them. The caller wipes its copies.
    pub fn seed(&self) -> &[u8; 32] {
        self.inner.as_bytes()
    }
}

impl ZeroizeOnDrop for SigningKey {}

// The claim above rests on a feature of the dependency; this line stops compiling if somebody turns it off.
const _: fn() = || {
    fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<ed25519_dalek::SigningKey>();
};

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, secret)", self.public)
    }
}
