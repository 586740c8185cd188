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

pub(crate) use acts::{Attest, Decline, Enrol, Post, Release, Sign};
pub(crate) use common::{HolderArgs, Place, Registrar, WithReason};
pub(crate) use evidence::{Evidence, Number, Qr, Verify};
pub(crate) use keys::{KeyCommand, Keygen};
pub(crate) use ledger::LedgerCommand;
pub(crate) use pact::{Open, PactCommand};
pub(crate) use paper::{Print, PrintCodes, PrintCopy};
pub(crate) use programs::{Desk, Kiosk, Service};
pub(crate) use serve::{Demo, Serve};

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
