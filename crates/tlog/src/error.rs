//! The one error type of the crate.

/// The reasons for which something is not accepted. *Malformed* means that the bytes do not obey their standard,
/// *untrusted* that they do, but prove nothing to the person who checks, *misuse* that the calling program is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlogError {
    /// Malformed: not 32 bytes, or not canonical base64 of 32 bytes.
    #[error("malformed hash: {0}")]
    MalformedHash(&'static str),
    /// Malformed: a key name that signed notes do not allow. Cure: a short name without spaces, such as a URL without
    /// its scheme.
    #[error("malformed key name: {0}")]
    MalformedName(&'static str),
    /// Malformed: a vkey that is cut, mistyped, of an algorithm that we do not speak, or whose public key is no point
    /// of the curve.
    #[error("malformed verifier key: {0}")]
    MalformedKey(&'static str),
    /// Malformed: the public key has small order, so anybody could sign for it. Nobody makes such a key by accident.
    #[error("weak public key: it has small order")]
    WeakKey,
    /// Malformed: the public key is not the canonical encoding of its point, so one key could pass for two.
    #[error("public key is not canonically encoded")]
    NonCanonicalKey,
    /// Malformed: a signed note, or one of its signature lines.
    #[error("malformed note: {0}")]
    MalformedNote(&'static str),
    /// Malformed: the text of a note that should be a checkpoint.
    #[error("malformed checkpoint: {0}")]
    MalformedCheckpoint(&'static str),
    /// Malformed: a `.tlog-proof` file.
    #[error("malformed proof: {0}")]
    MalformedProof(&'static str),
    /// Malformed: path or content of a tile or an entry bundle.
    #[error("malformed tile: {0}")]
    MalformedTile(&'static str),
    /// Malformed: a policy; `line` counts from 1, and is 0 where the whole is at fault.
    #[error("malformed policy, line {line}: {reason}")]
    MalformedPolicy {
        /// The line at fault, from 1; 0 for the whole text.
        line: usize,
        /// The defect of that line or text, in English.
        reason: String,
    },
    /// Untrusted: a line names a key that we know, and its signature does not verify. The note was changed, or forged.
    #[error("bad signature by {name}")]
    BadSignature {
        /// Name of the key.
        name: String,
    },
    /// Untrusted: no line is by a key that we know.
    #[error("the note bears no signature by a known key")]
    NoKnownSignature,
    /// Untrusted: no log of the policy signed this checkpoint. Cure: the policy must list the log's key, under the
    /// origin as name.
    #[error("no trusted log has signed the checkpoint of {origin}")]
    NoTrustedLog {
        /// First line of the checkpoint.
        origin: String,
    },
    /// Untrusted: too few witnesses cosigned. Cure: wait for them, or ask the log for a newer checkpoint.
    #[error("quorum {quorum} is missing; cosigned by: {}", if present.is_empty() { "nobody".into() } else { present.join(", ") })]
    QuorumMissing {
        /// Name of the witness or group that the policy demands.
        quorum: String,
        /// Names of the witnesses that did cosign.
        present: Vec<String>,
    },
    /// Untrusted: the inclusion proof has the wrong length or does not lead to this root.
    #[error("the inclusion proof does not hold")]
    InclusionMismatch,
    /// Untrusted: the consistency proof has the wrong length or does not join these roots.
    #[error("the consistency proof does not hold")]
    ConsistencyMismatch,
    /// Misuse: arguments that no input explains. The fault is in the calling program.
    #[error("misuse: {0}")]
    Misuse(&'static str),
}

impl TlogError {
    /// A stable, unique name of the variant in kebab-case, for interfaces and catalogues of messages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MalformedHash(_) => "malformed-hash",
            Self::MalformedName(_) => "malformed-key-name",
            Self::MalformedKey(_) => "malformed-key",
            Self::WeakKey => "weak-key",
            Self::NonCanonicalKey => "non-canonical-key",
            Self::MalformedNote(_) => "malformed-note",
            Self::MalformedCheckpoint(_) => "malformed-checkpoint",
            Self::MalformedProof(_) => "malformed-proof",
            Self::MalformedTile(_) => "malformed-tile",
            Self::MalformedPolicy { .. } => "malformed-policy",
            Self::BadSignature { .. } => "bad-signature",
            Self::NoKnownSignature => "no-known-signature",
            Self::NoTrustedLog { .. } => "no-trusted-log",
            Self::QuorumMissing { .. } => "quorum-missing",
            Self::InclusionMismatch => "inclusion-mismatch",
            Self::ConsistencyMismatch => "consistency-mismatch",
            Self::Misuse(_) => "misuse",
        }
    }
}
