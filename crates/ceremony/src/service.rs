//! The service, which every act of a ceremony has at hand: the ledger and its writer, the workspace, clock, keys, mail.

use crate::cache::Cache;
use crate::changes::Changes;
use crate::login_attempts::LoginAttempts;
use crate::mail::transport::Mailer;
use crate::pending_state::{KioskPresence, MarkSlots, ShownActs};
use crate::refusal::{Refusal, Refused};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::Progress;
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use giaouoc_paper::intake::ReadCodes;
use giaouoc_paper::service_seal::SealKey;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sequencer::Sequencer;
use giaouoc_store::workspace::Workspace;
use giaouoc_tlog::note::{KeyName, SigningKey, VerifyingKey};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::MutexGuard;

/// Verification reports that are kept for whoever asks for the same file again.
const REPORTS: usize = 64;
/// Printed copies and receipts that are kept: a megabyte each at most, with 64 signers.
const PAPERS: usize = 16;
/// Locks over which all pacts and invitations are spread.
const TURNS: usize = 16;

/// A clock that many threads read.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// The drivers, keys and clock of a service.
pub struct Parts {
    /// The ledger's driver.
    pub ledger: Arc<dyn Ledger>,
    /// The driver of what may still change.
    pub workspace: Arc<dyn Workspace>,
    /// The one writer of that ledger.
    pub sequencer: Sequencer,
    /// The key of the server's own registrar, which counts for `invite` pacts only.
    pub online: SigningKey,
    /// The service's clock.
    pub clock: Clock,
}

/// An operator's decisions that a ceremony depends on.
pub struct Settings {
    /// The address that links begin with, without a slash at the end.
    pub public_url: String,
    /// Public keys that everybody has the private half of, to be refused as enrolled keys.
    pub refuse_keys: Vec<[u8; 32]>,
    /// The way to the mail server, if one is named.
    pub mailer: Option<Mailer>,
    /// The reader of pictures that somebody sends to be verified.
    pub read_codes: ReadCodes,
    /// The organisation's own template of the ceremony copy.
    pub print_template: Option<String>,
    /// The service's own seal on copies.
    pub seal: Option<SealKey>,
}

/// A running service. Clones are handles on the same one.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    parts: Parts,
    settings: Settings,
    policy_text: String,
    changes: Changes,
    reports: Cache<Report>,
    papers: Cache<Vec<u8>>,
    shown_acts: ShownActs,
    kiosk_presence: KioskPresence,
    mark_slots: MarkSlots,
    turns: [tokio::sync::Mutex<()>; TURNS],
    login_attempts: LoginAttempts,
    /// SHA-256 of the token that makes the first administrator.
    setup: Mutex<Option<Digest>>,
}

impl Service {
    /// A service over these parts.
    pub fn new(parts: Parts, settings: Settings) -> Self {
        Self(Arc::new(Inner {
            policy_text: parts.sequencer.policy().to_string(),
            parts,
            settings,
            changes: Changes::default(),
            reports: Cache::new(REPORTS),
            papers: Cache::new(PAPERS),
            shown_acts: ShownActs::default(),
            kiosk_presence: KioskPresence::default(),
            mark_slots: MarkSlots::default(),
            turns: Default::default(),
            login_attempts: LoginAttempts::default(),
            setup: Mutex::default(),
        }))
    }

    /// Runs work that blocks (the database, the wait for a commit, signatures) off the async threads.
    ///
    /// # Errors
    /// The errors of the work; [`Refusal::Internal`] where it panicked.
    pub async fn run<T, E>(&self, work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Refusal> + Send + 'static,
    {
        let service = self.clone();
        let span = tracing::Span::current();
        match tokio::task::spawn_blocking(move || span.in_scope(|| work(&service))).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "a task failed");
                Err(Refusal::Internal.into())
            }
        }
    }

    /// Stops the writer: it commits what it has taken and takes nothing more. Blocks until then.
    pub fn stop(&self) {
        self.0.parts.sequencer.stop();
    }

    /// Succeeds while the writer takes records and the database answers.
    ///
    /// # Errors
    /// [`Refusal::Halted`], or those of the store.
    pub fn must_be_ready(&self) -> Result<(), Refused> {
        if self.sequencer().halted() {
            return Err(Refusal::Halted.into());
        }
        self.ledger().head()?;
        Ok(())
    }

    /// The ledger, for reading.
    pub fn ledger(&self) -> &dyn Ledger {
        self.0.parts.ledger.as_ref()
    }

    /// The ledger's one writer.
    pub fn sequencer(&self) -> &Sequencer {
        &self.0.parts.sequencer
    }

    /// The workspace: all that may still change.
    pub fn workspace(&self) -> &dyn Workspace {
        self.0.parts.workspace.as_ref()
    }

    /// The ledger's name.
    pub fn origin(&self) -> &KeyName {
        self.sequencer().origin()
    }

    /// The service's own policy: its ledger and its registrars.
    pub fn policy(&self) -> &Policy {
        self.sequencer().policy()
    }

    /// The text of that policy.
    pub fn policy_text(&self) -> &str {
        &self.0.policy_text
    }

    /// The service's clock.
    pub fn now(&self) -> Time {
        (self.0.parts.clock)()
    }

    /// The address that links begin with, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.settings.public_url
    }

    /// The way to the mail server, if one is named.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.0.settings.mailer.as_ref()
    }

    /// Notices that a pact has changed.
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// The newest state of an opened pact. Drafts are reported as not found.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or those of the store.
    pub fn opened(&self, id: &PactId) -> Result<Arc<Progress>, Refused> {
        let pact = self.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
        Ok(self.sequencer().progress(pact.digest())?.ok_or(Refusal::NotFound)?)
    }

    /// The server's own registrar, which counts for `invite` pacts only.
    pub(crate) fn online(&self) -> &SigningKey {
        &self.0.parts.online
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn reports(&self) -> &Cache<Report> {
        &self.0.reports
    }

    pub(crate) fn papers(&self) -> &Cache<Vec<u8>> {
        &self.0.papers
    }

    pub(crate) fn shown_acts(&self) -> &ShownActs {
        &self.0.shown_acts
    }

    pub(crate) fn kiosk_presence(&self) -> &KioskPresence {
        &self.0.kiosk_presence
    }

    pub(crate) fn mark_slots(&self) -> &MarkSlots {
        &self.0.mark_slots
    }

    pub(crate) fn login_attempts(&self) -> &LoginAttempts {
        &self.0.login_attempts
    }

    /// The hash of the token that makes the first administrator; none where no link is open.
    pub(crate) fn setup(&self) -> Option<Digest> {
        *self.0.setup.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the link that makes the first administrator, or closes it.
    pub(crate) fn set_setup(&self, hash: Option<Digest>) {
        *self.0.setup.lock().unwrap_or_else(PoisonError::into_inner) = hash;
    }

    /// One act at a time for one invitation, or for one pact's draft, opening and desk, so that a retry that overtakes
    /// its first try waits for it.
    pub(crate) fn one_at_a_time(&self, what: &Digest) -> Option<MutexGuard<'_, ()>> {
        let [first, ..] = what.as_bytes();
        self.0.turns.get(usize::from(*first) % TURNS).map(tokio::sync::Mutex::blocking_lock)
    }

    /// [`Service::one_at_a_time`] for one pact.
    pub(crate) fn one_at_a_time_for(&self, id: &PactId) -> Option<MutexGuard<'_, ()>> {
        self.one_at_a_time(&Digest::of(id.as_str()))
    }

    /// Refuses keys whose private half everybody has.
    pub(crate) fn refuse_example(&self, key: &VerifyingKey) -> Result<(), Refused> {
        if self.0.settings.refuse_keys.contains(key.public_key()) {
            return Err(Refused::from(Refusal::KeyExample).because(key.name().as_str()));
        }
        Ok(())
    }
}
