//! `keygen` and `key show`.

pub(crate) mod locked;

use crate::args::Keygen;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::{Digest, Language, key};
use giaouoc_tlog::note::SigningKey;
use std::path::Path;
use zeroize::Zeroizing;

/// Draws a seed from the operating system, writes the key, prints its vkey.
pub(crate) fn generate(args: &Keygen, language: Language) -> Result<(), Failure> {
    let key = random_key(&args.name)?;
    if args.passphrase {
        files::write_secret(&args.out, locked::lock(&key::write_pem(&key)?)?.as_bytes())?;
    } else {
        files::write_key(&args.out, &key)?;
    }
    let keep = language.pick("Khóa bí mật đã ghi vào", "The private key is in");
    eprintln!("{keep} {}", args.out.display());
    print(&key)
}

/// Prints the vkey of a private key and the long number of its public key.
pub(crate) fn show(file: &Path, name: &str) -> Result<(), Failure> {
    print(&files::read_key(file, name)?)
}

/// A new key of this name.
pub(crate) fn random_key(name: &str) -> Result<SigningKey, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(Failure::io("random numbers"))?;
    Ok(SigningKey::new(key::parse_name(name)?, &seed))
}

fn print(key: &SigningKey) -> Result<(), Failure> {
    let public = key.verifying_key();
    let number = Digest::of(public.public_key()).long();
    files::print(format!("{public}\n{number}\n").as_bytes())
}
