//! Pact documents and what their registrar does with them.

use super::{Open, Registrar, WithReason};
use clap::Subcommand;
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
