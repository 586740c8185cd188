//! The keys of `keys-example/`, whose private halves everybody has. Anything that they sign is a sample and says MẪU.

use crate::Digest;
use giaouoc_tlog::note::VerifyingKey;
use std::sync::OnceLock;

/// One line a key: stem, hex of the public key.
const PUBLIC_KEYS: &str = include_str!("sample/public-keys.txt");

/// The word on every page, screen and report about a pact that a sample key had a hand in.
pub const WORD: &str = "MẪU";

/// True for a key of `keys-example/`, whose private half everybody has.
pub fn is_sample(key: &VerifyingKey) -> bool {
    // Asked for every key of every record: the list is read once.
    static LIST: OnceLock<Vec<[u8; 32]>> = OnceLock::new();
    LIST.get_or_init(|| public_keys().collect()).contains(key.public_key())
}

/// All public keys of `keys-example/`; a service refuses them outside its demo.
pub fn public_keys() -> impl Iterator<Item = [u8; 32]> {
    PUBLIC_KEYS.lines().filter_map(|line| {
        let (_, digits) = line.split_once(' ')?;
        // A public key has the length of a digest, and the same text form.
        Digest::parse(digits).ok().map(|bytes| *bytes.as_bytes())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use giaouoc_tlog::note::{KeyName, SigningKey};

    #[test]
    fn the_list_is_that_of_the_private_keys() {
        let named = ["ledger", "registrar", "spare", "online", "witness"].map(str::to_owned);
        let stems = named.into_iter().chain((1..=16).map(|i| format!("party-{i:02}")));
        let due: String = stems
            .map(|stem| {
                let seed = Digest::of(format!("giaouoc keys-example {stem}"));
                let key = SigningKey::new(KeyName::parse("x").unwrap(), seed.as_bytes()).verifying_key();
                assert!(is_sample(&key));
                format!("{stem} {}\n", Digest::from(*key.public_key()))
            })
            .collect();
        assert_eq!(PUBLIC_KEYS, due, "sample/public-keys.txt is not up to date");
        assert_eq!(public_keys().count(), 21);
    }
}
