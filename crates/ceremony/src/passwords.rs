//! Passwords and short codes at rest: argon2id (RFC 9106) with a random salt each, as PHC strings.
//!
//! The library's own parameters (19 MiB, two passes, one lane) take some tens of milliseconds: callers run inside
//! [`crate::Service::run`], and public ones are limited.

use crate::refusal::{Refusal, Refused};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

/// The hash of a secret that people type, as it may be stored.
pub(crate) fn hash(secret: &str) -> Result<String, Refused> {
    let hashed = Argon2::default().hash_password(secret.as_bytes()).map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        Refusal::Internal
    })?;
    Ok(hashed.to_string())
}

/// True if this is the secret. A text that is no PHC string of ours fits nothing.
pub(crate) fn fits(secret: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| Argon2::default().verify_password(secret.as_bytes(), &stored).is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_fits_and_each_hash_is_salted() {
        let (one, other) = (hash("482913").unwrap(), hash("482913").unwrap());
        assert!(one.starts_with("$argon2id$") && one != other);
        assert!(fits("482913", &one) && fits("482913", &other));
        assert!(!fits("482914", &one) && !fits("", &one) && !fits("482913", "482913"));
    }
}
