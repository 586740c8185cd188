//! The programs with a page of their own: desk and kiosk.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The service that a program calls.
#[derive(Debug, Args)]
pub(crate) struct Service {
    /// Address of the service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// SHA-256 of the service's own certificate, as it shows it at its start: needed where nobody else vouches for it.
    #[arg(long, env = "GIAOUOC_SERVER_FINGERPRINT", value_name = "HEX")]
    pub(crate) server_fingerprint: Option<String>,
    /// What QR codes for others begin with, where that is not the same address.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// End when standard input ends: whoever started this program holds its other end.
    #[arg(long, hide = true)]
    pub(crate) while_held: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Desk {
    #[command(flatten)]
    pub(crate) service: Service,
    /// Whom to trust; everything is verified under it before the registrar signs.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// The registrar's private key; it never leaves this machine.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// File with the desk's token.
    #[arg(long, env = "GIAOUOC_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: PathBuf,
    /// Address of this machine to serve the page on.
    #[arg(long, default_value = "127.0.0.1:8081")]
    pub(crate) listen: SocketAddr,
    /// What this desk has signed and seen, so that nothing of it can be hidden from it [default: the key's name with .journal].
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Kiosk {
    #[command(flatten)]
    pub(crate) service: Service,
    /// Whom to trust; the page verifies everything under it.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// Address of this machine to serve the page on.
    #[arg(long, default_value = "127.0.0.1:8082")]
    pub(crate) listen: SocketAddr,
    /// The pairing, and signed notes without a receipt. Never a private key.
    #[arg(long, value_name = "FILE", default_value = "kiosk.json")]
    pub(crate) state: PathBuf,
}
