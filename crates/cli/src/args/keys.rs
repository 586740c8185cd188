//! Arguments of the commands for keys.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct KeygenArgs {
    /// The key's name: a host and a path without scheme, no space, no `+`; for a party `<pact id>/<party id>`.
    #[arg(long)]
    pub(crate) name: String,
    /// File to make; it must not exist.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Lock the file with a passphrase: for a registrar's key, always.
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// Make the service's seal on PDFs instead: a P-256 key, and in this file its self-signed certificate for ten
    /// years, under --name.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase")]
    pub(crate) seal: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Print vkey and long number of a private key.
    Show {
        /// PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
        file: PathBuf,
        /// The name under which it signs.
        #[arg(long)]
        name: String,
    },
}
