//! Signed notes without a receipt: kept on the disk, sent until the ledger has them, and then gone.

use crate::client::Client;
use crate::failure::Failure;
use crate::verified_pact::Site;
use giaouoc_core::mark::Mark;
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Pauses between tries; the last is repeated.
const PAUSES: [u64; 5] = [1, 2, 4, 8, 15];
/// How long an answer waits for the page: it names the person, so it does not stay.
const ANSWERED: Duration = Duration::from_secs(120);
/// Notes at a time: one visitor makes one.
const MOST: usize = 256;

/// A signed note on its way.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pact: String,
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
}

/// How it goes with a note.
enum Fate {
    Waits {
        note: Kept,
        tried: usize,
        problem: Option<Value>,
    },
    /// The ledger has it, and the receipt was verified.
    Logged {
        receipt: Value,
        at: Instant,
    },
    /// The service will never take it.
    Refused {
        problem: Value,
        at: Instant,
    },
}

/// All of them, by the hex digest of their texts.
pub(super) struct Outbox {
    client: Client,
    policy: Policy,
    notes: Mutex<BTreeMap<String, Fate>>,
    news: Condvar,
}

impl Outbox {
    pub(super) fn new(client: Client, policy: Policy, kept: Vec<Kept>) -> Self {
        let waits = |note: Kept| Some((digest(&note).ok()?, Fate::Waits { note, tried: 0, problem: None }));
        let notes = Mutex::new(kept.into_iter().filter_map(waits).collect());
        Self { client, policy, notes, news: Condvar::new() }
    }

    /// Takes a note; the same again is no second one.
    pub(super) fn keep(&self, note: Kept) -> Result<String, Failure> {
        let digest = digest(&note)?;
        let mut notes = self.lock();
        if notes.len() >= MOST {
            return Err(Failure::told(
                "Bàn ký này còn quá nhiều chữ ký chưa gửi được.",
                "This kiosk has too many notes to send.",
            ));
        }
        notes.entry(digest.clone()).or_insert(Fate::Waits { note, tried: 0, problem: None });
        self.news.notify_all();
        Ok(digest)
    }

    /// What there is to tell of a note.
    pub(super) fn look(&self, digest: &str) -> Option<Value> {
        Some(match self.lock().get(digest)? {
            Fate::Waits { problem: None, .. } => json!({ "waiting": true }),
            Fate::Waits { problem: Some(problem), .. } | Fate::Refused { problem, .. } => {
                json!({ "waiting": true, "problem": problem })
            }
            Fate::Logged { receipt, .. } => json!({ "receipt": receipt }),
        })
    }

    /// What must survive a restart.
    pub(super) fn waiting(&self) -> Vec<Kept> {
        let of = |fate: &Fate| match fate {
            Fate::Waits { note, .. } => Some(note.clone()),
            _ => None,
        };
        self.lock().values().filter_map(of).collect()
    }

    /// Sends what waits, for ever; `changed` is called when something waits no longer.
    pub(super) fn run(&self, changed: impl Fn() -> Result<(), Failure>) {
        loop {
            let due: Vec<_> = self.due();
            for (digest, note, tried) in &due {
                let sent = self.send(note);
                self.settle(digest, sent, *tried);
                if let Err(failure) = changed() {
                    tracing::error!("{}", failure.message(giaouoc_core::Language::En));
                }
            }
            let tried = due.iter().map(|(.., tried)| *tried).max().unwrap_or_default();
            let pause = PAUSES.get(tried).or(PAUSES.last()).copied().unwrap_or(15);
            let notes = self.lock();
            // A new note wakes it at once.
            let _ = self.news.wait_timeout(notes, Duration::from_secs(pause));
        }
    }

    fn due(&self) -> Vec<(String, Kept, usize)> {
        let mut notes = self.lock();
        notes.retain(|_, fate| match fate {
            Fate::Waits { .. } => true,
            Fate::Logged { at, .. } | Fate::Refused { at, .. } => at.elapsed() < ANSWERED,
        });
        let of = |(digest, fate): (&String, &Fate)| match fate {
            Fate::Waits { note, tried, .. } => Some((digest.clone(), note.clone(), *tried)),
            _ => None,
        };
        notes.iter().filter_map(of).collect()
    }

    /// Sends a note and verifies the receipt, under this machine's own policy.
    fn send(&self, note: &Kept) -> Result<Value, Failure> {
        let record = Record::parse(note.note.as_bytes())?;
        let mark = note.mark.as_deref().map(Mark::parse).transpose()?;
        let site = Site::on_server(self.client.again(), &note.pact, self.policy.clone())?;
        let answer = site.post_record(&record, mark.as_ref())?;
        site.check(&answer, &record)?;
        Ok(answer)
    }

    fn settle(&self, digest: &str, sent: Result<Value, Failure>, tried: usize) {
        let mut notes = self.lock();
        let Some(fate) = notes.get_mut(digest) else { return };
        *fate = match sent {
            Ok(receipt) => Fate::Logged { receipt, at: Instant::now() },
            Err(Failure::Problem(problem)) if (400..500).contains(&problem.status) && !passes(problem.status) => {
                Fate::Refused { problem: json!({ "status": problem.status, "code": problem.code }), at: Instant::now() }
            }
            Err(failure) => {
                let Fate::Waits { note, .. } = fate else { return };
                let problem =
                    json!({ "status": 0, "code": "offline", "technical": failure.message(giaouoc_core::Language::En) });
                Fate::Waits { note: note.clone(), tried: (tried + 1).min(PAUSES.len()), problem: Some(problem) }
            }
        };
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Fate>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Too many calls, or too slow: not the note's fault.
fn passes(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}

fn digest(note: &Kept) -> Result<String, Failure> {
    Ok(Record::parse(note.note.as_bytes())?.digest().to_string())
}
