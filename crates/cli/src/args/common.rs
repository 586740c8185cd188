//! Arguments that several acts share.

use clap::Args;
use std::path::PathBuf;

/// Where the state comes from, and where the act goes.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL", required_unless_present = "evidence")]
    pub(crate) server: Option<String>,
    /// SHA-256 of the service's own certificate, as it shows it: a certificate that nobody else vouches for is then taken.
    #[arg(long, env = "GIAOUOC_SERVER_FINGERPRINT", value_name = "HEX")]
    pub(crate) server_fingerprint: Option<String>,
    /// Id of the pact, with --server.
    #[arg(long, value_name = "ID", requires = "server")]
    pub(crate) pact: Option<String>,
    /// Work on files alone: the evidence so far. The signed note goes to --out.
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub(crate) evidence: Option<PathBuf>,
    /// Whom to trust; what is built on is verified under it first.
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
    /// Its name, where it is not `<pact id>/<party id>`.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Registrar {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The registrar's private key; without one the service's own registrar acts (`identity: invite`).
    #[arg(long, value_name = "FILE", requires = "name")]
    pub(crate) key: Option<PathBuf>,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WithReason {
    #[command(flatten)]
    pub(crate) registrar: Registrar,
    /// Why; stays in the record.
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

/// How a person signs for a party.
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
