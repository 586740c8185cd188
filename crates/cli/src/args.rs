//! What may stand on the command line.

mod pact;
mod paper;
mod programs;

pub(crate) use pact::PactCommand;
pub(crate) use paper::{Print, PrintCodes, PrintCopy};
pub(crate) use programs::{Desk, Kiosk, Service};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use giaouoc_core::Language;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Giao ước thi đua: ký theo thứ tự, ghi vào sổ, ai cũng kiểm tra được.
///
/// Multi-party pacts: signed in order, logged for ever, verifiable by anybody.
#[derive(Debug, Parser)]
#[command(name = "giaouoc", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Language of what people read; otherwise by LC_ALL or LANG, Vietnamese where they do not say English.
    #[arg(long, global = true, env = "GIAOUOC_LANG", value_name = "vi|en")]
    pub(crate) lang: Option<Lang>,

    /// File whose first line is the passphrase of the private key; otherwise it is asked for on the terminal.
    #[arg(long, global = true, env = "GIAOUOC_PASSPHRASE_FILE", value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The two languages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Lang {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Vi => Self::Vi,
            Lang::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service.
    Serve(Box<Serve>),
    /// Watch the seven units of a sample pact sign, in the terminal: evidence is written, verified, tampered with, refused.
    Demo(Demo),
    /// Make a private key (PKCS#8 PEM) and print its vkey.
    Keygen(Keygen),
    /// Look at keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Work on a pact document, and what its registrar does with it.
    #[command(subcommand)]
    Pact(PactCommand),
    /// Registrar: release a position to a person, so that their device may enrol a key.
    Release(Release),
    /// Registrar: invite a party by a one-time link.
    Invite(Release),
    /// Signer: enrol a key, by an invitation or for a released position.
    Enrol(Enrol),
    /// Registrar: attest an enrolment that a signer's device has made.
    Attest(Attest),
    /// Signer: sign the pact.
    Sign(Sign),
    /// Signer: decline.
    Decline(Decline),
    /// Send a signed note again, or one that was made without a server.
    Post(Post),
    /// Fetch the evidence of a pact.
    Evidence(Evidence),
    /// Verify evidence files, ceremony copies, photos of their codes: exit 0 valid, 1 incomplete, 2 invalid, 3 untrusted, 64 wrong
    /// use.
    Verify(Verify),
    /// The secretary's desk: a page of this machine alone, with the registrar's key.
    Desk(Box<Desk>),
    /// A kiosk: its page, of this machine alone.
    Kiosk(Box<Kiosk>),
    /// Paper: the ceremony copy, proof codes, invitation cards.
    #[command(subcommand)]
    Print(Print),
    /// Prints a job from standard input; run by this program itself.
    #[command(hide = true)]
    PrintJob,
    /// Reads the codes on a picture from standard input; run by this program itself.
    #[command(hide = true)]
    ReadCodes,
    /// Look at a ledger.
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// The short and the long number of a file or a digest (số đối chiếu).
    Number(Number),
    /// A QR code of a pact's verify address: in the terminal, or as SVG or PNG.
    Qr(Qr),
    /// Completions for a shell.
    Completions { shell: Shell },
    /// The manual page, in roff.
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
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
    /// Speak TLS with a certificate made here, once, for this machine's names and addresses: a hall without internet. Browsers warn;
    /// people compare its SHA-256 with what is printed at the start and shown on /tls.
    #[arg(long, env = "GIAOUOC_TLS_SELF_SIGNED", conflicts_with = "tls_cert")]
    pub(crate) tls_self_signed: bool,
    /// Speak TLS with this certificate chain (PEM, leaf first).
    #[arg(long, env = "GIAOUOC_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Its private key (PEM).
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
    /// A proxy in front adds X-Forwarded-For, whose last address is counted for the limits. Without a proxy callers could
    /// write it themselves.
    #[arg(long, env = "GIAOUOC_BEHIND_PROXY")]
    pub(crate) behind_proxy: bool,
    /// Another template of the ceremony copy (docs/PRINTING.md), run apart with limits. Whoever wrote it decides what the paper says.
    #[arg(long, env = "GIAOUOC_PRINT_TEMPLATE", value_name = "FILE")]
    pub(crate) print_template: Option<PathBuf>,
    /// Seal ceremony copies by this key (P-256, PKCS#8 PEM). Whoever trusts its certificate trusts this service's copies to be unchanged.
    #[arg(long, env = "GIAOUOC_SEAL_KEY", value_name = "FILE", requires = "seal_cert")]
    pub(crate) seal_key: Option<PathBuf>,
    /// Its certificates (PEM), its own first.
    #[arg(long, env = "GIAOUOC_SEAL_CERT", value_name = "FILE", requires = "seal_key")]
    pub(crate) seal_cert: Option<PathBuf>,
    /// Send letters through this mail server. The file has one line: smtps://user:password@host, or
    /// smtp://user:password@host:587?tls=required. Whoever runs that server can read the links until they are used.
    #[arg(long, env = "GIAOUOC_SMTP_FILE", value_name = "FILE", requires = "mail_from")]
    pub(crate) smtp_file: Option<PathBuf>,
    /// Who writes these letters: `Ban Tổ chức <thi-dua@giaouoc.example>`.
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
pub(crate) struct Demo {
    /// Folder for the evidence.
    #[arg(long, default_value = "demo")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Keygen {
    /// The key's name: a host and a path without scheme, no space, no `+`; for a party `<pact id>/<party id>`.
    #[arg(long)]
    pub(crate) name: String,
    /// File to make; it must not exist.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Lock the file with a passphrase: for a registrar's key, always.
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// Make the service's seal on PDFs instead: a P-256 key, and in this file its self-made certificate for ten years, under --name.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase")]
    pub(crate) seal: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Print vkey and long number of a private key.
    Show {
        /// PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
        file: PathBuf,
        /// The name under which it signs.
        #[arg(long)]
        name: String,
    },
}

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

#[derive(Debug, Args)]
pub(crate) struct Release {
    /// Address of a service.
    #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// Id of the pact.
    #[arg(long, value_name = "ID")]
    pub(crate) pact: String,
    /// Which party.
    #[arg(long)]
    pub(crate) party: String,
    #[command(flatten)]
    pub(crate) holder: HolderArgs,
    /// File with the organiser's or desk's token.
    #[arg(long, env = "GIAOUOC_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Enrol {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// For which party.
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
pub(crate) struct Attest {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The registrar's private key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The registrar's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// For which party, with --server.
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
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Which party signs.
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
pub(crate) struct Decline {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Which party declines.
    #[arg(long)]
    pub(crate) party: String,
    /// Why; stays in the record.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Do not ask before signing.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Post {
    /// The signed note.
    pub(crate) note: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
    /// The drawn mark that a signature names.
    #[arg(long, value_name = "FILE")]
    pub(crate) mark: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Evidence {
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
pub(crate) struct Verify {
    /// Evidence files, PDFs that carry one, photos (PNG, JPEG) of the proof codes, or the codes' texts, one a line. All codes together
    /// are one sheet.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Whom to trust. Get it from a source that you trust, never from beside the file.
    #[arg(long, env = "GIAOUOC_POLICY", value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Adopted documents that are at hand, to be compared with what was signed.
    #[arg(long = "annex", value_name = "FILE")]
    pub(crate) annexes: Vec<PathBuf>,
    /// The report as JSON, one line a file.
    #[arg(long)]
    pub(crate) json: bool,
    /// The verdict line only.
    #[arg(long, short, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Recompute every leaf, node and record of a data folder, and its checkpoint's signature.
    Audit {
        /// The service's folder; it may be running.
        #[arg(long, env = "GIAOUOC_DATA", default_value = "data")]
        data: PathBuf,
        /// The report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fetch the newest checkpoint and verify it under a policy.
    Checkpoint {
        /// Address of a service.
        #[arg(long, env = "GIAOUOC_SERVER", value_name = "URL")]
        server: String,
        /// Whom to trust.
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

#[derive(Debug, Args)]
pub(crate) struct Number {
    /// A file (its SHA-256 is taken; of an evidence or pact file the pact's digest) or 64 hex digits.
    #[arg(value_name = "FILE|DIGEST")]
    pub(crate) what: String,
}

#[derive(Debug, Args)]
pub(crate) struct Qr {
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
