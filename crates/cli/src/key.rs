//! `keygen` and `key show`.

pub(crate) mod locked;
pub(crate) mod pem;

use crate::args::KeygenArgs;
use crate::clock::now;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::{Digest, Language, key};
use giaouoc_paper::service_seal::self_made;
use giaouoc_tlog::note::SigningKey;
use std::path::Path;
use zeroize::Zeroizing;

/// Draws a seed from the operating system, writes the key, prints its vkey.
pub(crate) fn generate(args: &KeygenArgs, language: Language) -> Result<(), Failure> {
    if let Some(certificate) = &args.seal {
        return make_seal(args, certificate, language);
    }
    let key = random_key(&args.name)?;
    if args.passphrase {
        files::write_secret(&args.out, locked::lock(&key::write_pem(&key)?)?.as_bytes())?;
    } else {
        pem::write_key(&args.out, &key)?;
    }
    let keep = language.pick("Khóa bí mật đã ghi vào", "The private key is in");
    eprintln!("{keep} {}", args.out.display());
    print(&key)
}

/// Ten years, in seconds.
const SEAL_LIFE: i64 = 10 * 366 * 86_400;

/// The service's seal on PDFs: a P-256 key and its self-made certificate.
fn make_seal(args: &KeygenArgs, certificate: &Path, language: Language) -> Result<(), Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    let mut serial = [0; 16];
    getrandom::fill(seed.as_mut()).map_err(Failure::io("random numbers"))?;
    getrandom::fill(&mut serial).map_err(Failure::io("random numbers"))?;
    let from = now().unix();
    let (key, pem) = self_made(&args.name, &args.name, from, from + SEAL_LIFE, serial, *seed)
        .map_err(|e| Failure::usage(format!("--name: {e}")))?;
    files::write_secret(&args.out, key.as_bytes())?;
    files::write(Some(certificate), pem.as_bytes())?;
    let keep = language.pick("Khóa bí mật và chứng thư đã ghi vào", "The private key and its certificate are in");
    eprintln!("{keep} {}, {}", args.out.display(), certificate.display());
    Ok(())
}

/// Prints the vkey of a private key and the long number of its public key.
pub(crate) fn show(file: &Path, name: &str) -> Result<(), Failure> {
    print(&pem::read_key(file, name)?)
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
