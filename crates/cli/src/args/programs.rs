//! The programs with a page of their own: desk and kiosk.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The service that a program calls.
#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    /// Address of the service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// SHA-256 of the service's certificate, as the service prints it at its start: needed if the certificate is
    /// self-signed.
    #[arg(long, env = "GIAOUOC_SERVER_FINGERPRINT", value_name = "HEX")]
    pub(crate) server_fingerprint: Option<String>,
    /// Beginning of QR codes for others, if it is not the same address.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// End when standard input ends: the program that started this one holds its other end.
    #[arg(long, hide = true)]
    pub(crate) while_held: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeskArgs {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// Trust policy; everything is verified under it before the registrar signs.
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
    /// Journal of this desk's signatures, so that the service cannot hide any of them [default: the key's name with
    /// .journal].
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KioskArgs {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// Trust policy; the page verifies everything under it.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// Address of this machine to serve the page on.
    #[arg(long, default_value = "127.0.0.1:8082")]
    pub(crate) listen: SocketAddr,
    /// File for the pairing and for signed notes without a receipt. It never holds a private key.
    #[arg(long, value_name = "FILE", default_value = "kiosk.json")]
    pub(crate) state: PathBuf,
}
