//! Arguments of the commands for evidence, numbers and codes.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    /// Id of the pact.
    pub(crate) pact: String,
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// File to write [default: the id and `.giaouoc.json`].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Evidence files, PDFs that carry one, photos (PNG, JPEG) of the proof codes, or the codes' texts, one a line. All
    /// codes together are one sheet.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Trust policy. Get it from a source that you trust, never from beside the file.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Adopted documents that are at hand, to be compared with what was signed.
    #[arg(long = "annex", value_name = "FILE")]
    pub(crate) annexes: Vec<PathBuf>,
    /// Print the report as JSON, one line a file.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the verdict line only.
    #[arg(long, short, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NumberArgs {
    /// A file (its SHA-256 is taken; of an evidence or pact file the pact's digest) or 64 hex digits.
    #[arg(value_name = "FILE|DIGEST")]
    pub(crate) what: String,
}

#[derive(Debug, Args)]
pub(crate) struct QrArgs {
    /// Id of the pact.
    pub(crate) pact: String,
    /// The public address of the service.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL", value_name = "URL")]
    pub(crate) url: String,
    /// SVG file to write.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// PNG file to write.
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
}
