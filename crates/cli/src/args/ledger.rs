//! Arguments of the commands for a ledger.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Recompute every leaf, node and record of a data folder, and its checkpoint's signature.
    Audit {
        /// The service's folder; it may be running.
        #[arg(long, env = "GIAOUOC_DATA", default_value = "data")]
        data: PathBuf,
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fetch the newest checkpoint and verify it under a policy.
    Checkpoint {
        /// Address of a service.
        #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
        server: String,
        /// Trust policy.
        #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
        policy: PathBuf,
        /// An older checkpoint: the newer one must extend it (tiles are fetched and the root recomputed).
        #[arg(long, value_name = "FILE")]
        since: Option<PathBuf>,
    },
    /// Take one record out of an evidence file as a C2SP `.tlog-proof`.
    Proof {
        /// The evidence file.
        file: PathBuf,
        /// Index of the record.
        #[arg(long)]
        index: u64,
    },
}
