//! The error of sealing.

/// The reasons for which nothing is sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// No unencrypted private key in PKCS#8 (RFC 5958) and PEM (RFC 7468).
    #[error("the private key is not PKCS#8 in PEM, or it is encrypted")]
    MalformedKey,
    /// Not such certificates (RFC 5280) or names and times for one.
    #[error("the certificate is malformed: {0}")]
    MalformedCertificate(&'static str),
    /// The first certificate is of another key.
    #[error("the first certificate is not of this private key")]
    Mismatch,
    /// A key of another algorithm or curve.
    #[error("the private key is not on the curve P-256")]
    NotP256,
    /// A PDF that is broken, or of a form that is not sealed here: encrypted, certified, or a hybrid of both kinds of
    /// cross-references.
    #[error("the PDF is not understood: {0}")]
    NotUnderstood(&'static str),
    /// More than the limits allow.
    #[error("{0} is too large")]
    TooLarge(&'static str),
}
