//! Paper.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PrintCommand {
    /// The ceremony copy of an evidence file as PDF; of a pact document, its draft.
    Copy(PrintCopyArgs),
    /// The proof codes of a completed pact, each by itself.
    Codes(PrintCodesArgs),
    /// A sheet of invitation cards to cut apart, from lines `unit<TAB>person<TAB>link`.
    Cards {
        /// The lines; links in them are secrets.
        file: PathBuf,
        /// The PDF.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
    /// The built-in template, to start one's own from.
    Template,
}

#[derive(Debug, Args)]
pub(crate) struct PrintCopyArgs {
    /// Evidence file, or a pact document that is not opened yet.
    pub(crate) file: PathBuf,
    /// The PDF.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Trust policy, under which the copy states the verdict. Not needed for a draft.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The public address of the service: the codes open it.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL", value_name = "URL")]
    pub(crate) url: String,
    /// Leave the proof codes out.
    #[arg(long)]
    pub(crate) no_proof_codes: bool,
    /// Private key (P-256, PKCS#8 PEM) of a seal, as `keygen --seal` makes it: readers of PDF then show whether the
    /// file was changed.
    #[arg(long, value_name = "FILE", requires = "seal_cert")]
    pub(crate) seal_key: Option<PathBuf>,
    /// Its certificates (PEM), its own first.
    #[arg(long, value_name = "FILE", requires = "seal_key")]
    pub(crate) seal_cert: Option<PathBuf>,
    /// Another template (docs/PRINTING.md): run apart, for 20 seconds at most, without files.
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PrintCodesArgs {
    /// Evidence file of a completed pact.
    pub(crate) file: PathBuf,
    /// Trust policy.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// The public address of the service.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL", value_name = "URL")]
    pub(crate) url: String,
    /// Folder for `code-1.svg` and so on.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) svg: Option<PathBuf>,
    /// Folder for `code-1.png` and so on, 6 pixels a module: 300 dpi at the printed size.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) png: Option<PathBuf>,
}
