//! Pact documents and what their registrar does with them.

use super::common::{ReasonArgs, RegistrarArgs};
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
        /// Encoding of its letters; guessed if left out.
        #[arg(long, value_parser = ["unicode", "tcvn3", "vni"])]
        encoding: Option<String>,
        /// Leave letters as they are, even those that the text rule refuses.
        #[arg(long)]
        as_found: bool,
    },
    /// Write a draft as a file for Word (.docx) or as Markdown (.md).
    Export {
        /// The draft, JSON.
        file: PathBuf,
        /// File to write; its ending says which form.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Registrar: open a document; its text changes no more.
    Open(OpenArgs),
    /// Registrar: complete a pact, once all have signed.
    Complete(RegistrarArgs),
    /// Registrar: withdraw a pact.
    Withdraw(ReasonArgs),
    /// Registrar: revoke the newest key of a party.
    Revoke {
        #[command(flatten)]
        act: ReasonArgs,
        /// The party whose key is revoked.
        #[arg(long)]
        party: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// The document.
    pub(crate) file: PathBuf,
    /// Origin of the ledger, without a server.
    #[arg(long, required_unless_present = "server")]
    pub(crate) ledger: Option<String>,
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Trust policy: its log must be the ledger that the opening names.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE", required_unless_present = "ledger")]
    pub(crate) policy: Option<PathBuf>,
    /// Private key of the registrar; without one the service's own registrar opens (`identity: invite`).
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
