//! Arguments of the acts of signers and registrars.

use super::common::{HolderArgs, KeyArgs, PactAccess};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ReleaseArgs {
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// Id of the pact.
    #[arg(long, value_name = "ID")]
    pub(crate) pact: String,
    /// Id of the party.
    #[arg(long)]
    pub(crate) party: String,
    #[command(flatten)]
    pub(crate) holder: HolderArgs,
    /// File with the organiser's or desk's token.
    #[arg(long, env = "GIAOUOC_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct EnrolArgs {
    #[command(flatten)]
    pub(crate) access: PactAccess,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Id of the party.
    #[arg(long)]
    pub(crate) party: String,
    #[command(flatten)]
    pub(crate) holder: HolderArgs,
    /// File with the invitation's token; without one the position must have been released.
    #[arg(long, env = "GIAOUOC_INVITATION_FILE", value_name = "FILE")]
    pub(crate) invitation_file: Option<PathBuf>,
    /// The pact's short number, as the paper or the hall's screen shows it: another text is refused.
    #[arg(long, value_name = "12 DIGITS")]
    pub(crate) number: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AttestArgs {
    #[command(flatten)]
    pub(crate) access: PactAccess,
    /// The registrar's private key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// Id of the party, with --server.
    #[arg(long, required_unless_present = "note")]
    pub(crate) party: Option<String>,
    /// The signer's note, without a server.
    #[arg(long, value_name = "FILE")]
    pub(crate) note: Option<PathBuf>,
    /// The long number that the signer's own screen shows; asked for where it is not given.
    #[arg(long, value_name = "24 DIGITS")]
    pub(crate) number: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    pub(crate) access: PactAccess,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Id of the party that signs.
    #[arg(long)]
    pub(crate) party: String,
    /// The pact's short number, as the paper or the hall's screen shows it: another text is refused.
    #[arg(long, value_name = "12 DIGITS")]
    pub(crate) number: Option<String>,
    /// A drawn mark, SVG of the form that docs/spec/3-records.md allows.
    #[arg(long, value_name = "FILE")]
    pub(crate) mark: Option<PathBuf>,
    /// Do not ask before signing.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeclineArgs {
    #[command(flatten)]
    pub(crate) access: PactAccess,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Id of the party that declines.
    #[arg(long)]
    pub(crate) party: String,
    /// Reason; it stays in the record.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Do not ask before signing.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PostArgs {
    /// The signed note.
    pub(crate) note: PathBuf,
    #[command(flatten)]
    pub(crate) access: PactAccess,
    /// The drawn mark that a signature names.
    #[arg(long, value_name = "FILE")]
    pub(crate) mark: Option<PathBuf>,
}
