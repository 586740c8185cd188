//! Signed notes without a receipt: kept on the disk and sent until the ledger has them.

use crate::client::Client;
use crate::failure::Failure;
use crate::verified_pact::VerifiedPact;
use giaouoc_core::mark::Mark;
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Seconds between tries; the last pause is repeated.
const PAUSES: [u64; 5] = [1, 2, 4, 8, 15];
/// Time for which an answer waits for the page. It names the person, so it does not stay.
const ANSWER_LIFETIME: Duration = Duration::from_secs(120);
/// Most notes at a time: one visitor makes one.
const MAX_NOTES: usize = 256;

/// A signed note without a receipt.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnsentNote {
    pact: String,
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
}

/// State of a note in the outbox.
enum NoteState {
    Waits {
        note: UnsentNote,
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

/// Notes and their states, by the hex digest of their texts.
pub(super) struct Outbox {
    client: Client,
    policy: Policy,
    notes: Mutex<BTreeMap<String, NoteState>>,
    wake: Condvar,
}

impl Outbox {
    pub(super) fn new(client: Client, policy: Policy, kept: Vec<UnsentNote>) -> Self {
        let waits = |note: UnsentNote| Some((digest(&note).ok()?, NoteState::Waits { note, tried: 0, problem: None }));
        let notes = Mutex::new(kept.into_iter().filter_map(waits).collect());
        Self { client, policy, notes, wake: Condvar::new() }
    }

    /// Takes a note. Taking the same one again changes nothing.
    pub(super) fn accept(&self, note: UnsentNote) -> Result<String, Failure> {
        let digest = digest(&note)?;
        let mut notes = self.lock();
        if notes.len() >= MAX_NOTES {
            return Err(Failure::told(
                "Bàn ký này còn quá nhiều chữ ký chưa gửi được.",
                "This kiosk has too many notes to send.",
            ));
        }
        notes.entry(digest.clone()).or_insert(NoteState::Waits { note, tried: 0, problem: None });
        self.wake.notify_all();
        Ok(digest)
    }

    /// State of a note, as JSON for the page.
    pub(super) fn state(&self, digest: &str) -> Option<Value> {
        Some(match self.lock().get(digest)? {
            NoteState::Waits { problem: None, .. } => json!({ "waiting": true }),
            NoteState::Waits { problem: Some(problem), .. } | NoteState::Refused { problem, .. } => {
                json!({ "waiting": true, "problem": problem })
            }
            NoteState::Logged { receipt, .. } => json!({ "receipt": receipt }),
        })
    }

    /// Notes that must survive a restart.
    pub(super) fn waiting(&self) -> Vec<UnsentNote> {
        let of = |state: &NoteState| match state {
            NoteState::Waits { note, .. } => Some(note.clone()),
            _ => None,
        };
        self.lock().values().filter_map(of).collect()
    }

    /// Sends waiting notes for ever, and calls `changed` after each try.
    pub(super) fn run(&self, changed: impl Fn() -> Result<(), Failure>) {
        loop {
            let due: Vec<_> = self.take_due();
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
            let _ = self.wake.wait_timeout(notes, Duration::from_secs(pause));
        }
    }

    fn take_due(&self) -> Vec<(String, UnsentNote, usize)> {
        let mut notes = self.lock();
        notes.retain(|_, state| match state {
            NoteState::Waits { .. } => true,
            NoteState::Logged { at, .. } | NoteState::Refused { at, .. } => at.elapsed() < ANSWER_LIFETIME,
        });
        let of = |(digest, state): (&String, &NoteState)| match state {
            NoteState::Waits { note, tried, .. } => Some((digest.clone(), note.clone(), *tried)),
            _ => None,
        };
        notes.iter().filter_map(of).collect()
    }

    /// Sends a note and verifies the receipt, under this machine's own policy.
    fn send(&self, note: &UnsentNote) -> Result<Value, Failure> {
        let record = Record::parse(note.note.as_bytes())?;
        let mark = note.mark.as_deref().map(Mark::parse).transpose()?;
        let verified = VerifiedPact::on_server(self.client.clone(), &note.pact, self.policy.clone())?;
        let answer = verified.post_record(&record, mark.as_ref())?;
        verified.check(&answer, &record)?;
        Ok(answer)
    }

    fn settle(&self, digest: &str, sent: Result<Value, Failure>, tried: usize) {
        let mut notes = self.lock();
        let Some(state) = notes.get_mut(digest) else { return };
        *state = match sent {
            Ok(receipt) => NoteState::Logged { receipt, at: Instant::now() },
            Err(Failure::Problem(problem)) if (400..500).contains(&problem.status) && !is_temporary(problem.status) => {
                NoteState::Refused {
                    problem: json!({ "status": problem.status, "code": problem.code }),
                    at: Instant::now(),
                }
            }
            Err(failure) => {
                let NoteState::Waits { note, .. } = state else { return };
                let problem =
                    json!({ "status": 0, "code": "offline", "technical": failure.message(giaouoc_core::Language::En) });
                NoteState::Waits { note: note.clone(), tried: (tried + 1).min(PAUSES.len()), problem: Some(problem) }
            }
        };
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, NoteState>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True for statuses that say nothing about the note: timeout, too early, too many calls.
fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}

fn digest(note: &UnsentNote) -> Result<String, Failure> {
    Ok(Record::parse(note.note.as_bytes())?.digest().to_string())
}
