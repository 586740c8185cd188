//! An operator's settings, and whom each of them makes everybody trust.

use giaouoc_core::policy::Registrar;
use giaouoc_paper::intake::{self, ReadCodes};
use giaouoc_paper::service_seal::SealKey;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of a server. The command line fills them in from flags and environment.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address to listen on. Without [`Config::tls`] plain HTTP: anybody between this address and the callers reads
    /// along and can change what they see, so let it be the loopback, with a proxy in front that speaks TLS.
    pub listen: SocketAddr,
    /// TLS by the server itself, as in a hall without a proxy. A self-made certificate makes people trust whoever
    /// showed them its fingerprint.
    pub tls: Option<Tls>,
    /// The data folder: keys, database, checkpoint. Whoever reads it can open and enrol for `invite` pacts in this
    /// server's name; nobody can sign for a party with it.
    pub data: PathBuf,
    /// The ledger's name, in every record and checkpoint. Nothing: the name that the folder already bears, or
    /// `giaouoc.localhost/so/<year>` in a new one. No address: a name with `://` is refused. A ledger never changes its
    /// name.
    pub origin: Option<String>,
    /// The address that links begin with, `https://giaouoc.example`. People trust whoever answers there. Nothing:
    /// `http://` or `https://` and the address listened on; where that is every address, the first of this machine.
    pub public_url: Option<String>,
    /// A try-out: the index lists all pacts, and public example keys are taken. Then nobody is to be trusted.
    pub demo: bool,
    /// Registrars whose keys are held elsewhere. They say who holds which key: everybody who uses this server's
    /// policy trusts them for that. `registrars.txt` in the data folder is read beside these, and those that it lacks
    /// are written into it: to trust one no longer, take it out of both.
    pub registrars: Vec<Registrar>,
    /// Public keys that everybody has the private half of. They are refused everywhere, but under [`Config::demo`].
    pub refuse_keys: Vec<[u8; 32]>,
    /// Go on from a database that is older than the last checkpoint kept beside it, as after a restored backup. What
    /// was acknowledged since is lost, and whoever saw the newer checkpoint can prove a fork: you are trusted to
    /// have told them.
    pub accept_older: bool,
    /// Make a further administrator's token at this start, as when all others are lost. Whoever can restart the server
    /// owns it anyway.
    pub new_token: bool,
    /// A proxy in front adds `X-Forwarded-For`; its last address is the one whose calls are counted. Without a proxy
    /// callers could write it themselves and so escape the limits.
    pub behind_proxy: bool,
    /// Letters go out through this mail server. Whoever runs it reads them, links included, until a link is used: for
    /// `invite` pacts everybody trusts it not to sign in somebody's place. Nothing: links and cards are handed out by
    /// people.
    pub mail: Option<Mail>,
    /// The text of another template for ceremony copies (`docs/PRINTING.md`), printed in a child with limits. Whoever
    /// wrote it decides what the paper says; codes and attachment stay what they are.
    pub print_template: Option<String>,
    /// The service's own seal on copies (PAdES): readers of PDF then show whether the file was changed. Whoever trusts
    /// its certificate trusts this service for that, and for nothing that a pact says.
    pub seal: Option<SealKey>,
    /// The reader of pictures that somebody sends to be verified. A program whose `main` runs `run_child` of
    /// `giaouoc_sandbox::reading` gives its `read_codes`, which ends where a hostile picture does not; the default has
    /// no limit of time.
    pub read_codes: ReadCodes,
    /// Connections at a time; more wait. 0: 1024.
    pub max_connections: usize,
}

impl Config {
    /// The least that must be said; everything else by default.
    pub fn new(listen: SocketAddr, data: impl Into<PathBuf>) -> Self {
        Self {
            listen,
            tls: None,
            data: data.into(),
            origin: None,
            public_url: None,
            demo: false,
            registrars: Vec::new(),
            refuse_keys: Vec::new(),
            accept_older: false,
            new_token: false,
            behind_proxy: false,
            mail: None,
            print_template: None,
            seal: None,
            read_codes: intake::read_codes,
            max_connections: 0,
        }
    }
}

/// Source of a server's certificate.
#[derive(Clone, Debug)]
pub enum Tls {
    /// Made here, once, for this machine's names and addresses.
    SelfSigned,
    /// Brought by the operator, as PEM files: the chain, leaf first, and its private key.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

/// The way to a mail server.
#[derive(Clone)]
pub struct Mail {
    /// `smtps://user:password@host` (TLS from the start), or `smtp://user:password@host:587?tls=required` (STARTTLS).
    pub server: String,
    /// Sender: `Ban Tổ chức <thi-dua@giaouoc.example>`.
    pub from: String,
}

/// All but the address, which holds a password.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}
