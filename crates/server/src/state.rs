//! What every handler has at hand.

use crate::ceremony::acts::Acts;
use crate::ceremony::kiosks::Kiosks;
use crate::ceremony::marks::Marks;
use crate::config::Config;
use crate::error::ServeError;
use crate::folder::Folder;
use crate::hub::Hub;
use crate::kept::Kept;
use crate::limits::{CHECKS, HASHES, LARGE_BODIES, Limiter, PAPERS, READINGS, REPORTS, STREAMS, Shares, VERIFICATIONS};
use crate::mail::Mailer;
use crate::problem::{Problem, Refusal};
use crate::sessions::{self, Tries};
use crate::tls;
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::leaf::Nonce;
use giaouoc_core::policy::Policy;
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use giaouoc_paper::intake::Look;
use giaouoc_paper::service_seal::SealKey;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::office::{Office, Scope, Token};
use giaouoc_store::sequencer::{Beside, Sequencer, Sources};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::note::{KeyName, SigningKey, VerifyingKey};
use std::fs::File;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::{Mutex, MutexGuard, Semaphore};

type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// A running server without its socket. Clones are handles on the same one.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    ledger: Arc<dyn Ledger>,
    office: Arc<dyn Office>,
    sequencer: Sequencer,
    online: SigningKey,
    clock: Clock,
    policy_text: String,
    public_url: String,
    tls: Option<tls::Identity>,
    mailer: Option<Mailer>,
    demo: bool,
    behind_proxy: bool,
    refuse_keys: Vec<[u8; 32]>,
    limiter: Limiter,
    verifications: Semaphore,
    readings: Semaphore,
    look: Look,
    checks: Semaphore,
    large_bodies: Arc<Semaphore>,
    rooms: Shares,
    reports: Kept<Report>,
    papers: Kept<Vec<u8>>,
    print_template: Option<String>,
    seal: Option<SealKey>,
    hub: Hub,
    streams: Arc<Semaphore>,
    listeners: Shares,
    hashes: Semaphore,
    acts: Acts,
    kiosks: Kiosks,
    marks: Marks,
    turns: [Mutex<()>; 16],
    tries: Tries,
    /// SHA-256 of the token that makes the first administrator.
    setup: std::sync::Mutex<Option<giaouoc_core::Digest>>,
    _lock: File,
}

impl App {
    /// Opens the data folder, or makes it, and starts the one writer. The second value is the text of an
    /// administrator's token, shown now and never again; it is made where no valid one is left, as in a new folder.
    ///
    /// # Errors
    /// What is wrong with the folder, its keys, or the database.
    pub fn open(config: &Config) -> Result<(Self, Option<String>), ServeError> {
        Self::open_over(config, |store| store)
    }

    /// The same over the ledger that `ledger` makes of the store. For fault tests: see [`crate::serve_over`].
    pub(crate) fn open_over(
        config: &Config,
        ledger: impl FnOnce(Arc<SqliteStore>) -> Arc<dyn Ledger>,
    ) -> Result<(Self, Option<String>), ServeError> {
        let clock = clock()?;
        let folder = Folder::open(config, clock())?;
        let tls = tls::identity(config, clock())?;
        let mailer = config.mail.as_ref().map(Mailer::open).transpose()?;
        let store = Arc::new(SqliteStore::open(folder.database()?)?);
        let ledger = ledger(store.clone());
        let sequencer = start(&folder, ledger.clone(), clock.clone(), config)?;
        let token = first_token(store.as_ref(), config.new_token, clock())?;
        let inner = Inner {
            ledger,
            office: store,
            sequencer,
            online: folder.online,
            clock,
            policy_text: folder.policy.to_string(),
            public_url: public_url(config),
            tls,
            mailer,
            demo: config.demo,
            behind_proxy: config.behind_proxy,
            refuse_keys: if config.demo { Vec::new() } else { config.refuse_keys.clone() },
            limiter: Limiter::default(),
            verifications: Semaphore::new(VERIFICATIONS),
            readings: Semaphore::new(READINGS),
            look: config.look,
            checks: Semaphore::new(CHECKS),
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES)),
            rooms: Shares::default(),
            reports: Kept::new(REPORTS),
            papers: Kept::new(PAPERS),
            print_template: config.print_template.clone(),
            seal: config.seal.clone(),
            hub: Hub::default(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            listeners: Shares::default(),
            hashes: Semaphore::new(HASHES),
            acts: Acts::default(),
            kiosks: Kiosks::default(),
            marks: Marks::default(),
            turns: Default::default(),
            tries: Tries::default(),
            setup: std::sync::Mutex::default(),
            _lock: folder.lock,
        };
        let app = Self(Arc::new(inner));
        if config.demo {
            sessions::demo(&app).map_err(|problem| ServeError::Failed(problem.code().to_owned()))?;
        }
        Ok((app, token))
    }

    /// The link that makes the first administrator, new at each start; nothing where there is an account.
    pub(crate) fn setup_link(&self) -> Result<Option<String>, ServeError> {
        if !self.office().accounts()?.is_empty() {
            return Ok(None);
        }
        let secret = crate::auth::Secret::new(crate::auth::Secret::SETUP)
            .map_err(|_| ServeError::Random("no set-up link could be made".to_owned()))?;
        *self.0.setup.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(secret.hash());
        Ok(Some(format!("{}/setup#{}", self.public_url(), secret.reveal())))
    }

    /// The hash of that link's token.
    pub(crate) fn setup(&self) -> Option<giaouoc_core::Digest> {
        *self.0.setup.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The link was used.
    pub(crate) fn end_setup(&self) {
        *self.0.setup.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// Wrong passwords.
    pub(crate) fn tries(&self) -> &Tries {
        &self.0.tries
    }

    /// Stops the writer: what it has taken is committed, nothing more is accepted.
    pub fn stop(&self) {
        self.0.sequencer.stop();
    }

    /// Whom this server's own word asks to be trusted: its ledger and its registrars.
    pub fn policy_text(&self) -> &str {
        &self.0.policy_text
    }

    /// What links begin with, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// The certificate that this server shows by itself, if it speaks TLS.
    pub(crate) fn tls(&self) -> Option<&tls::Identity> {
        self.0.tls.as_ref()
    }

    /// The way to the mail server, if one is named.
    pub(crate) fn mailer(&self) -> Option<&Mailer> {
        self.0.mailer.as_ref()
    }

    /// Whether this is a try-out.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// The ledger's name.
    pub fn origin(&self) -> &KeyName {
        self.0.sequencer.origin()
    }

    /// Runs what blocks (the database, the wait for a commit, signatures) off the async threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let span = tracing::Span::current();
        match tokio::task::spawn_blocking(move || span.in_scope(|| work(&app))).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "a task failed");
                Err(Refusal::Internal.into())
            }
        }
    }

    pub(crate) fn ledger(&self) -> &dyn Ledger {
        self.0.ledger.as_ref()
    }

    pub(crate) fn office(&self) -> &dyn Office {
        self.0.office.as_ref()
    }

    pub(crate) fn sequencer(&self) -> &Sequencer {
        &self.0.sequencer
    }

    pub(crate) fn policy(&self) -> &Policy {
        self.0.sequencer.policy()
    }

    /// The server's own registrar, which counts for `invite` pacts only.
    pub(crate) fn online(&self) -> &SigningKey {
        &self.0.online
    }

    pub(crate) fn now(&self) -> Time {
        (self.0.clock)()
    }

    pub(crate) fn behind_proxy(&self) -> bool {
        self.0.behind_proxy
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    pub(crate) fn verifications(&self) -> &Semaphore {
        &self.0.verifications
    }

    /// Turns of files that somebody sent: a photo may take its time, and nobody's page waits for it.
    pub(crate) fn readings(&self) -> &Semaphore {
        &self.0.readings
    }

    pub(crate) fn look(&self) -> Look {
        self.0.look
    }

    pub(crate) fn checks(&self) -> &Semaphore {
        &self.0.checks
    }

    pub(crate) fn large_bodies(&self) -> Arc<Semaphore> {
        self.0.large_bodies.clone()
    }

    /// Of the large bodies, those of each address.
    pub(crate) fn rooms(&self) -> &Shares {
        &self.0.rooms
    }

    pub(crate) fn reports(&self) -> &Kept<Report> {
        &self.0.reports
    }

    pub(crate) fn papers(&self) -> &Kept<Vec<u8>> {
        &self.0.papers
    }

    /// The service's own seal on copies.
    pub(crate) fn seal(&self) -> Option<&SealKey> {
        self.0.seal.as_ref()
    }

    /// The organisation's own template of the ceremony copy.
    pub(crate) fn print_template(&self) -> Option<&str> {
        self.0.print_template.as_deref()
    }

    /// Who is told when a pact moves.
    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Places for streams of events.
    pub(crate) fn streams(&self) -> Arc<Semaphore> {
        self.0.streams.clone()
    }

    /// Of those, those of each address.
    pub(crate) fn listeners(&self) -> &Shares {
        &self.0.listeners
    }

    /// Turns to compute slow hashes.
    pub(crate) fn hashes(&self) -> &Semaphore {
        &self.0.hashes
    }

    /// Acts that were shown and may be signed.
    pub(crate) fn acts(&self) -> &Acts {
        &self.0.acts
    }

    /// What is known of kiosks for minutes only.
    pub(crate) fn kiosks(&self) -> &Kiosks {
        &self.0.kiosks
    }

    /// Marks on their way to kiosks.
    pub(crate) fn marks(&self) -> &Marks {
        &self.0.marks
    }

    /// One act at a time for one invitation, or for one pact's draft, opening and desk, so that a retry that overtakes its first try
    /// waits for it.
    pub(crate) fn one_at_a_time(&self, what: &giaouoc_core::Digest) -> Option<MutexGuard<'_, ()>> {
        let [first, ..] = what.as_bytes();
        self.0.turns.get(usize::from(first % 16)).map(Mutex::blocking_lock)
    }

    /// Refuses keys whose private half everybody has.
    pub(crate) fn refuse_example(&self, key: &VerifyingKey) -> Result<(), Problem> {
        if self.0.refuse_keys.contains(key.public_key()) {
            return Err(Problem::from(Refusal::KeyExample).because(key.name().as_str()));
        }
        Ok(())
    }
}

fn start(folder: &Folder, ledger: Arc<dyn Ledger>, clock: Clock, config: &Config) -> Result<Sequencer, ServeError> {
    let nonce = || {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| giaouoc_store::Error::Io(format!("no random bytes: {e}")))?;
        Ok(Nonce(bytes))
    };
    let sources = Sources { clock: Box::new(move || clock()), nonce: Box::new(nonce) };
    let beside = Beside::new(folder.path.join("checkpoint")).accept_older(config.accept_older);
    Ok(Sequencer::start(ledger, folder.ledger.clone(), folder.policy.clone(), sources, Some(beside))?)
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

/// A token for the administrator, where no valid one is left: whoever can start the server can have one.
fn first_token(office: &dyn Office, wanted: bool, now: Time) -> Result<Option<String>, ServeError> {
    if !wanted && office.tokens()?.iter().any(|token| token.scope == Scope::Admin && token.revoked.is_none()) {
        return Ok(None);
    }
    let secret = crate::auth::Secret::new(crate::auth::Secret::CALLER)
        .map_err(|_| ServeError::Random("no first token could be made".to_owned()))?;
    let label = "made at the start".to_owned();
    office.add_token(&Token {
        number: 0,
        hash: secret.hash(),
        scope: Scope::Admin,
        label,
        made: now,
        revoked: None,
    })?;
    Ok(Some(secret.reveal()))
}
