//! Pact documents and what their registrar does with them.

use super::common::{Registrar, WithReason};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PactCommand {
    /// Print a document to fill in.
    New {
        /// Title of the pact.
        #[arg(long, default_value = "Giao ước thi đua năm …")]
        title: String,
    },
    /// Check a document: every rule, every warning.
    Check {
        /// The document, JSON.
        file: PathBuf,
    },
    /// Print the canonical bytes (RFC 8785).
    Canon {
        /// The document, JSON.
        file: PathBuf,
    },
    /// Print digest and numbers.
    Digest {
        /// The document, JSON.
        file: PathBuf,
    },
    /// Read a Word (.docx), Markdown or text file as a draft, and print it.
    Import {
        /// The file.
        file: PathBuf,
        /// How its letters are encoded; guessed where it is left out.
        #[arg(long, value_parser = ["unicode", "tcvn3", "vni"])]
        encoding: Option<String>,
        /// Leave letters as they are, whatever the text rule says of them.
        #[arg(long)]
        as_found: bool,
    },
    /// Write a draft as a file for Word (.docx) or as Markdown (.md).
    Export {
        /// The draft, JSON.
        file: PathBuf,
        /// Where to; its ending says which.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Registrar: open it; nothing of it changes any more.
    Open(Open),
    /// Registrar: complete it, once all have signed.
    Complete(Registrar),
    /// Registrar: withdraw it.
    Withdraw(WithReason),
    /// Registrar: revoke the newest key of a party.
    Revoke {
        #[command(flatten)]
        act: WithReason,
        /// Whose key.
        #[arg(long)]
        party: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The document.
    pub(crate) file: PathBuf,
    /// Origin of the ledger, without a server.
    #[arg(long, required_unless_present = "server")]
    pub(crate) ledger: Option<String>,
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Whom to trust: its log must be the ledger that the opening names.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE", required_unless_present = "ledger")]
    pub(crate) policy: Option<PathBuf>,
    /// The registrar's private key; without one the service's own registrar opens (`identity: invite`).
    #[arg(long, value_name = "FILE", requires = "name")]
    pub(crate) key: Option<PathBuf>,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// An opening that the registrar has signed elsewhere, to be sent to the service.
    #[arg(long, value_name = "FILE", requires = "server", conflicts_with = "key")]
    pub(crate) note: Option<PathBuf>,
    /// File for the signed note, without a server [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// File with the organiser's token.
    #[arg(long, env = "GIAOUOC_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}
