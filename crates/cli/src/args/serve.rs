//! Arguments of the service and of the demo in the terminal.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, env = "GIAOUOC_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// Folder of database and keys [default: data]. Whoever reads it can act as this ledger and its online registrar.
    #[arg(long, env = "GIAOUOC_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Name of the ledger for ever: a host and a path without scheme. Chosen at the first start.
    #[arg(long, env = "GIAOUOC_ORIGIN")]
    pub(crate) origin: Option<String>,
    /// The address that links and QR codes bear, `https://…`. Readers will trust the pages there.
    #[arg(long, env = "GIAOUOC_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// Speak TLS with a certificate made here once for this machine's names and addresses, as for a hall without
    /// internet. Browsers warn; people compare its SHA-256 with the one printed at the start and shown on /tls.
    #[arg(long, env = "GIAOUOC_TLS_SELF_SIGNED", conflicts_with = "tls_cert")]
    pub(crate) tls_self_signed: bool,
    /// Speak TLS with this certificate chain (PEM, leaf first).
    #[arg(long, env = "GIAOUOC_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key of the TLS certificate (PEM).
    #[arg(long, env = "GIAOUOC_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// vkey of a registrar outside this server, who may open `in-person` pacts. Repeat for spares.
    #[arg(long = "registrar", env = "GIAOUOC_REGISTRARS", value_delimiter = ',', value_name = "VKEY")]
    pub(crate) registrars: Vec<String>,
    /// Sample pacts signed with keys-example, and a list of pacts on the start page. Never for real use.
    #[arg(long)]
    pub(crate) demo: bool,
    /// With --demo: a desk and a kiosk, too, as programs of their own with the registrar's key of keys-example.
    #[arg(long, requires = "demo")]
    pub(crate) with_desk_and_kiosk: bool,
    /// A proxy in front adds X-Forwarded-For, whose last address is counted for the limits. Without a proxy callers
    /// could write it themselves.
    #[arg(long, env = "GIAOUOC_BEHIND_PROXY")]
    pub(crate) behind_proxy: bool,
    /// Another template of the ceremony copy (docs/PRINTING.md), run in a sandbox with limits. Its author decides what
    /// the paper says.
    #[arg(long, env = "GIAOUOC_PRINT_TEMPLATE", value_name = "FILE")]
    pub(crate) print_template: Option<PathBuf>,
    /// Seal ceremony copies by this key (P-256, PKCS#8 PEM). Whoever trusts its certificate trusts that this service's
    /// copies are unchanged.
    #[arg(long, env = "GIAOUOC_SEAL_KEY", value_name = "FILE", requires = "seal_cert")]
    pub(crate) seal_key: Option<PathBuf>,
    /// Certificates of the seal's key (PEM), its own first.
    #[arg(long, env = "GIAOUOC_SEAL_CERT", value_name = "FILE", requires = "seal_key")]
    pub(crate) seal_cert: Option<PathBuf>,
    /// Send letters through this mail server. The file has one line: smtps://user:password@host, or
    /// smtp://user:password@host:587?tls=required. Whoever runs that server can read the links until they are used.
    #[arg(long, env = "GIAOUOC_SMTP_FILE", value_name = "FILE", requires = "mail_from")]
    pub(crate) smtp_file: Option<PathBuf>,
    /// Sender of these letters: `Ban Tổ chức <thi-dua@giaouoc.example>`.
    #[arg(long, env = "GIAOUOC_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
    /// Append although the database is older than the last checkpoint seen here (a restored backup).
    #[arg(long)]
    pub(crate) accept_older: bool,
    /// Make a further administrator's token and print it, as when all others are lost.
    #[arg(long)]
    pub(crate) new_token: bool,
    /// One TOML file with the same settings; flags and environment go before it.
    #[arg(long, env = "GIAOUOC_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Log lines as JSON.
    #[arg(long)]
    pub(crate) log_json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the evidence.
    #[arg(long, default_value = "demo")]
    pub(crate) out: PathBuf,
}
