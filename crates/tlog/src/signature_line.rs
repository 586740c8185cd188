//! One signature line of a signed note (c2sp.org/signed-note).

use std::fmt;

use crate::{
    TlogError,
    key_name::{KeyId, KeyName},
    text,
};

/// One signature line, `— <name> <base64(key ID ‖ signature)>\n`. The standard's bytes, not yet verified.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SignatureLine {
    name: KeyName,
    id: KeyId,
    bytes: Vec<u8>,
}

impl SignatureLine {
    /// From its parts; [`TlogError::MalformedNote`] if there is no byte of signature.
    pub fn new(name: KeyName, id: KeyId, bytes: Vec<u8>) -> Result<Self, TlogError> {
        if bytes.is_empty() {
            return Err(TlogError::MalformedNote("a signature is empty"));
        }
        Ok(Self { name, id, bytes })
    }

    /// As [`new`](Self::new), for bytes that were just made and so are there.
    pub(crate) fn from_parts(name: KeyName, id: KeyId, bytes: Vec<u8>) -> Self {
        Self { name, id, bytes }
    }

    /// Reads one line with its `\n`, exactly as [`Display`](fmt::Display) writes it; else [`TlogError::MalformedNote`].
    pub fn parse(line: &str) -> Result<Self, TlogError> {
        let malformed = TlogError::MalformedNote("a signature line is not '— <name> <base64>'");
        // signed-note, Format: "em dash (U+2014), space (U+0020), key name, space, base64-encoded signature, newline"
        let parts = line.strip_prefix("— ").and_then(|rest| rest.strip_suffix('\n')?.split_once(' '));
        let (name, encoded) = parts.ok_or_else(|| malformed.clone())?;
        let name =
            KeyName::parse(name).map_err(|_| TlogError::MalformedNote("a signature line has no proper key name"))?;
        let decoded = text::from_base64(encoded).ok_or(malformed)?;
        let (id, bytes) =
            decoded.split_first_chunk().ok_or(TlogError::MalformedNote("a signature is shorter than its key ID"))?;
        Self::new(name, KeyId(*id), bytes.to_vec())
    }

    /// The name of the key that it claims to be by.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The ID of the key that it claims to be by.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The signature without the key ID: 64 bytes for Ed25519, 8 + 64 for a cosignature, anything for a stranger's.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut decoded = self.id.0.to_vec();
        decoded.extend_from_slice(&self.bytes);
        writeln!(f, "— {} {}", self.name, text::base64(&decoded))
    }
}

impl fmt::Debug for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureLine({})", self.to_string().trim_end())
    }
}
