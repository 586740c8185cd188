//! The state that every handler has at hand: the service, and the limits and settings that only HTTP has.

use crate::config::Config;
use crate::data_dir::DataDir;
use crate::error::ServeError;
use crate::http::problem::Problem;
use crate::http::quota::PerAddressQuota;
use crate::http::rate_limit::RateLimiter;
use crate::http::tls;
use giaouoc_ceremony::mail::transport::{MailSetting, Mailer};
use giaouoc_ceremony::service::{Clock, Parts, Settings};
use giaouoc_ceremony::{Refused, Service, accounts, caller_tokens};
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::leaf::Nonce;
use giaouoc_core::time::Time;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sequencer::{CheckpointFile, Sequencer, Sources};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::note::KeyName;
use std::fs::File;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// Verifications and prints of our own evidence at a time: they take processors, not disks.
const VERIFICATIONS: usize = 2;
/// Verifications at a time of files that somebody sent. They have a limit of their own, because a photo may take 20
/// seconds.
const READINGS: usize = 2;
/// Documents, files and archives that are looked over or made at a time.
const CHECKS: usize = 2;
/// Slow password hashes at a time: each takes 19 MiB.
const HASHES: usize = 4;
/// Large bodies from callers without a credential that are in memory at a time.
const LARGE_BODIES: usize = 32;
/// Event streams at a time.
const STREAMS: usize = 512;

/// A running server without its socket. Clones are handles on the same one.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    service: Service,
    tls: Option<tls::Identity>,
    demo: bool,
    behind_proxy: bool,
    rate_limiter: RateLimiter,
    verifications: Semaphore,
    readings: Semaphore,
    checks: Semaphore,
    hashes: Semaphore,
    large_bodies: Arc<Semaphore>,
    large_bodies_by_address: PerAddressQuota,
    streams: Arc<Semaphore>,
    streams_by_address: PerAddressQuota,
    /// Held as long as the server runs: two on one data folder are refused.
    _lock: File,
}

impl App {
    /// Opens the data folder, or makes it, and starts the one writer. The second value is the text of an
    /// administrator's token, shown now and never again; it is made where no valid one is left, as in a new folder.
    ///
    /// # Errors
    /// The fault of the folder, its keys, or the database.
    pub fn open(config: &Config) -> Result<(Self, Option<String>), ServeError> {
        Self::open_over(config, |store| store)
    }

    /// [`App::open`] over the ledger that `ledger` makes of the store. For fault tests: see [`crate::serve_over`].
    pub(crate) fn open_over(
        config: &Config,
        ledger: impl FnOnce(Arc<SqliteStore>) -> Arc<dyn Ledger>,
    ) -> Result<(Self, Option<String>), ServeError> {
        let clock = clock()?;
        let data = DataDir::open(config, clock())?;
        let tls = tls::identity(config, clock())?;
        let mailer = mailer(config)?;
        let workspace = Arc::new(SqliteStore::open(data.database()?)?);
        let ledger = ledger(workspace.clone());
        let sequencer = start(&data, ledger.clone(), clock.clone(), config)?;
        let token = caller_tokens::make_first(workspace.as_ref(), config.new_token, clock()).map_err(failed)?;
        let parts = Parts { ledger, workspace, sequencer, online: data.online, clock };
        let service = Service::new(parts, settings(config, mailer));
        if config.demo {
            accounts::make_demo_accounts(&service).map_err(failed)?;
        }
        let app = Self(Arc::new(Inner::new(service, tls, config, data.lock)));
        Ok((app, token.map(|token| token.reveal())))
    }

    /// The link that makes the first administrator, new at each start; nothing where there is an account.
    pub(crate) fn setup_link(&self) -> Result<Option<String>, ServeError> {
        accounts::open_setup_link(self.service()).map_err(failed)
    }

    /// Stops the writer: what it has taken is committed, nothing more is accepted.
    pub fn stop(&self) {
        self.service().stop();
    }

    /// The policy that names this server's own ledger and registrars.
    pub fn policy_text(&self) -> &str {
        self.service().policy_text()
    }

    /// The address that links begin with, without a slash at the end.
    pub fn public_url(&self) -> &str {
        self.service().public_url()
    }

    /// True for a try-out.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// The ledger's name.
    pub fn origin(&self) -> &KeyName {
        self.service().origin()
    }

    /// Runs what blocks (the database, the wait for a commit, signatures) off the async threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Problem> {
        Ok(self.service().run(work).await?)
    }

    /// The service, which knows nothing of HTTP.
    pub(crate) fn service(&self) -> &Service {
        &self.0.service
    }

    /// The certificate that this server shows by itself, if it speaks TLS.
    pub(crate) fn tls(&self) -> Option<&tls::Identity> {
        self.0.tls.as_ref()
    }

    /// True where the last address of `X-Forwarded-For` is the caller's.
    pub(crate) fn behind_proxy(&self) -> bool {
        self.0.behind_proxy
    }

    /// The rate of public calls by client address.
    pub(crate) fn rate_limiter(&self) -> &RateLimiter {
        &self.0.rate_limiter
    }

    /// Turns to verify or print our own evidence.
    pub(crate) fn verifications(&self) -> &Semaphore {
        &self.0.verifications
    }

    /// Turns to verify files that somebody sent: a photo may take its time, and nobody's page waits for it.
    pub(crate) fn readings(&self) -> &Semaphore {
        &self.0.readings
    }

    /// Turns to look over documents and files, and to make archives.
    pub(crate) fn checks(&self) -> &Semaphore {
        &self.0.checks
    }

    /// Turns to compute slow password hashes.
    pub(crate) fn hashes(&self) -> &Semaphore {
        &self.0.hashes
    }

    /// Slots for large bodies.
    pub(crate) fn large_bodies(&self) -> Arc<Semaphore> {
        self.0.large_bodies.clone()
    }

    /// Slots for large bodies by client address.
    pub(crate) fn large_bodies_by_address(&self) -> &PerAddressQuota {
        &self.0.large_bodies_by_address
    }

    /// Slots for event streams.
    pub(crate) fn streams(&self) -> Arc<Semaphore> {
        self.0.streams.clone()
    }

    /// Slots for event streams by client address.
    pub(crate) fn streams_by_address(&self) -> &PerAddressQuota {
        &self.0.streams_by_address
    }
}

impl Inner {
    fn new(service: Service, tls: Option<tls::Identity>, config: &Config, lock: File) -> Self {
        Self {
            service,
            tls,
            demo: config.demo,
            behind_proxy: config.behind_proxy,
            rate_limiter: RateLimiter::default(),
            verifications: Semaphore::new(VERIFICATIONS),
            readings: Semaphore::new(READINGS),
            checks: Semaphore::new(CHECKS),
            hashes: Semaphore::new(HASHES),
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES)),
            large_bodies_by_address: PerAddressQuota::default(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            streams_by_address: PerAddressQuota::default(),
            _lock: lock,
        }
    }
}

fn settings(config: &Config, mailer: Option<Mailer>) -> Settings {
    Settings {
        public_url: public_url(config),
        refuse_keys: if config.demo { Vec::new() } else { config.refuse_keys.clone() },
        mailer,
        read_codes: config.read_codes,
        print_template: config.print_template.clone(),
        seal: config.seal.clone(),
    }
}

fn mailer(config: &Config) -> Result<Option<Mailer>, ServeError> {
    let Some(mail) = &config.mail else { return Ok(None) };
    let opened = Mailer::open(&mail.server, &mail.from).map_err(|setting| match setting {
        MailSetting::From => ServeError::Mail("--mail-from".to_owned()),
        MailSetting::Server => ServeError::Mail("--smtp-file".to_owned()),
    });
    opened.map(Some)
}

fn start(data: &DataDir, ledger: Arc<dyn Ledger>, clock: Clock, config: &Config) -> Result<Sequencer, ServeError> {
    let nonce = || {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| giaouoc_store::Error::Io(format!("no random bytes: {e}")))?;
        Ok(Nonce(bytes))
    };
    let sources = Sources { clock: Box::new(move || clock()), nonce: Box::new(nonce) };
    let checkpoint_file = CheckpointFile::new(data.path.join("checkpoint")).accept_older(config.accept_older);
    Ok(Sequencer::start(ledger, data.ledger.clone(), data.policy.clone(), sources, Some(checkpoint_file))?)
}

/// The system's clock, which stands still beyond the year 9999.
fn clock() -> Result<Clock, ServeError> {
    let unix = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let read = move || i64::try_from(unix()).map_err(|_| CoreError::new(Code::TimeForm)).and_then(Time::from_unix);
    let start = read()?;
    Ok(Arc::new(move || read().unwrap_or(start)))
}

fn public_url(config: &Config) -> String {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let mut address = config.listen;
    if let (true, Some(own)) = (address.ip().is_unspecified(), tls::addresses().next()) {
        address.set_ip(own);
    }
    let url = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    url.trim_end_matches('/').to_owned()
}

/// A refusal while the server starts. Its own words were logged where it came from.
fn failed(refused: Refused) -> ServeError {
    ServeError::Failed(refused.to_string())
}
