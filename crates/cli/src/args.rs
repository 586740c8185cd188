//! The command line.

mod acts;
mod common;
mod evidence;
mod keys;
mod ledger;
mod pact;
mod paper;
mod programs;
mod serve;

pub(crate) use acts::{AttestArgs, DeclineArgs, EnrolArgs, PostArgs, ReleaseArgs, SignArgs};
pub(crate) use common::{HolderArgs, PactAccess, ReasonArgs, RegistrarArgs};
pub(crate) use evidence::{EvidenceArgs, NumberArgs, QrArgs, VerifyArgs};
pub(crate) use keys::{KeyCommand, KeygenArgs};
pub(crate) use ledger::LedgerCommand;
pub(crate) use pact::{OpenArgs, PactCommand};
pub(crate) use paper::{PrintCodesArgs, PrintCommand, PrintCopyArgs};
pub(crate) use programs::{DeskArgs, KioskArgs, ServiceArgs};
pub(crate) use serve::{DemoArgs, ServeArgs};

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use giaouoc_core::Language;
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
    Serve(Box<ServeArgs>),
    /// Watch the seven units of a sample pact sign, in the terminal: evidence is written, verified, tampered with,
    /// refused.
    Demo(DemoArgs),
    /// Make a private key (PKCS#8 PEM) and print its vkey.
    Keygen(KeygenArgs),
    /// Look at keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Work on a pact document, and what its registrar does with it.
    #[command(subcommand)]
    Pact(PactCommand),
    /// Registrar: release a position to a person, so that their device may enrol a key.
    Release(ReleaseArgs),
    /// Registrar: invite a party by a one-time link.
    Invite(ReleaseArgs),
    /// Signer: enrol a key, by an invitation or for a released position.
    Enrol(EnrolArgs),
    /// Registrar: attest an enrolment that a signer's device has made.
    Attest(AttestArgs),
    /// Signer: sign the pact.
    Sign(SignArgs),
    /// Signer: decline.
    Decline(DeclineArgs),
    /// Send a signed note again, or one that was made without a server.
    Post(PostArgs),
    /// Fetch the evidence of a pact.
    Evidence(EvidenceArgs),
    /// Verify evidence files, ceremony copies, photos of their codes: exit 0 valid, 1 incomplete, 2 invalid, 3
    /// untrusted, 64 wrong use.
    Verify(VerifyArgs),
    /// The secretary's desk: a page of this machine alone, with the registrar's key.
    Desk(Box<DeskArgs>),
    /// A kiosk: its page, of this machine alone.
    Kiosk(Box<KioskArgs>),
    /// Paper: the ceremony copy, proof codes, invitation cards.
    #[command(subcommand)]
    Print(PrintCommand),
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
    Number(NumberArgs),
    /// A QR code of a pact's verify address: in the terminal, or as SVG or PNG.
    Qr(QrArgs),
    /// Completions for a shell.
    Completions { shell: Shell },
    /// The manual page, in roff.
    Man,
}
