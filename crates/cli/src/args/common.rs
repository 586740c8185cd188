//! Arguments that several acts share.

use clap::Args;
use std::path::PathBuf;

/// The source of a pact's state (a service or an evidence file), and the destination of an act.
#[derive(Debug, Args)]
pub(crate) struct PactAccess {
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL", required_unless_present = "evidence")]
    pub(crate) server: Option<String>,
    /// SHA-256 of the service's certificate, as the service shows it: a self-signed certificate is then taken.
    #[arg(long, env = "GIAOUOC_SERVER_FINGERPRINT", value_name = "HEX")]
    pub(crate) server_fingerprint: Option<String>,
    /// Id of the pact, with --server.
    #[arg(long, value_name = "ID", requires = "server")]
    pub(crate) pact: Option<String>,
    /// Work on files alone: the evidence so far. The signed note goes to --out.
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub(crate) evidence: Option<PathBuf>,
    /// Trust policy; the evidence is verified under it before anything is signed.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// File for the signed note, without a server [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// File with the token that allows organiser's or desk's calls.
    #[arg(long, env = "GIAOUOC_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// A private key and its name.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Private key, PKCS#8 PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Name of the key, if it is not `<pact id>/<party id>`.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RegistrarArgs {
    #[command(flatten)]
    pub(crate) access: PactAccess,
    /// The registrar's private key; without one the service's own registrar acts (`identity: invite`).
    #[arg(long, value_name = "FILE", requires = "name")]
    pub(crate) key: Option<PathBuf>,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReasonArgs {
    #[command(flatten)]
    pub(crate) registrar: RegistrarArgs,
    /// Reason; it stays in the record.
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

/// The person who signs for a party, and the capacity.
#[derive(Debug, Args)]
pub(crate) struct HolderArgs {
    /// Name as known in person [default: the roster's representative].
    #[arg(long)]
    pub(crate) holder: Option<String>,
    /// Signs with a letter of authority, not as the representative.
    #[arg(long)]
    pub(crate) delegate: bool,
    /// The letter of authority; its SHA-256 goes into the record.
    #[arg(long, value_name = "FILE")]
    pub(crate) authority: Option<PathBuf>,
}
