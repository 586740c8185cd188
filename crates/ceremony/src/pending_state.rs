//! State that lives in memory for minutes: acts that were shown and may be signed, codes of kiosks that wait to be
//! paired, pages for one mark. A restart forgets all of it, and people begin that step again.

use crate::refusal::{Refusal, Refused};
use crate::token::{Secret, draw_code};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use giaouoc_core::Digest;
use giaouoc_core::desk::Draft;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::PactId;
use giaouoc_core::time::Time;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds for which an act that was shown may be signed.
const ACT_LIFE: i64 = 600;
/// Acts at a time that were shown and may be signed.
const MAX_ACTS: usize = 256;
/// Seconds since its last call for which a kiosk counts as connected.
const CONNECTED: i64 = 20;
/// Kiosks whose last call is remembered before old ones are dropped.
const MAX_SEEN: usize = 1024;
/// Seconds for which a page for one mark is open.
const SLOT_LIFE: i64 = 600;
/// Pages for one mark that are open at a time.
const MAX_SLOTS: usize = 256;

/// Acts that were shown and may be signed.
#[derive(Default)]
pub(crate) struct ShownActs(Mutex<HashMap<(PactId, Digest), (Draft, Time)>>);

impl ShownActs {
    fn lock(&self) -> MutexGuard<'_, HashMap<(PactId, Digest), (Draft, Time)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an act under the digest of its text.
    pub(crate) fn insert(&self, id: &PactId, draft: Draft, now: Time) -> Result<(), Refused> {
        let expires = Time::from_unix(now.unix() + ACT_LIFE)?;
        let mut acts = self.lock();
        acts.retain(|_, (_, expires)| *expires > now);
        if acts.len() >= MAX_ACTS {
            return Err(Refusal::Busy.into());
        }
        acts.insert((id.clone(), draft.digest().0), (draft, expires));
        Ok(())
    }

    /// The act with this digest, if its time is not over.
    pub(crate) fn find(&self, id: &PactId, digest: &Digest, now: Time) -> Result<Draft, Refused> {
        let acts = self.lock();
        let found = acts.get(&(id.clone(), *digest)).filter(|(_, expires)| *expires > now);
        found.map(|(draft, _)| draft.clone()).ok_or_else(|| Refusal::NothingToSign.into())
    }
}

/// Kiosks: the codes that wait to be typed at the desk, and the last call of each kiosk.
#[derive(Default)]
pub(crate) struct KioskPresence(Mutex<Kiosks>);

#[derive(Default)]
struct Kiosks {
    /// By the number of a kiosk that waits to be paired: its code, and the code's end.
    codes: HashMap<u64, (String, Time)>,
    /// By the number of a kiosk: its last call.
    seen: HashMap<u64, Time>,
}

impl KioskPresence {
    fn lock(&self) -> MutexGuard<'_, Kiosks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws a code that no other waiting kiosk shows.
    pub(crate) fn show(&self, number: u64, now: Time, expires: Time) -> Result<String, Refused> {
        let mut kiosks = self.lock();
        kiosks.codes.retain(|_, (_, expires)| *expires > now);
        loop {
            let code = draw_code()?;
            if kiosks.codes.values().all(|(other, _)| *other != code) {
                kiosks.codes.insert(number, (code.clone(), expires));
                return Ok(code);
            }
        }
    }

    /// True if this kiosk has a code that waits to be typed.
    pub(crate) fn shows_a_code(&self, number: u64) -> bool {
        self.lock().codes.contains_key(&number)
    }

    /// The number of the kiosk that shows this code. The code is used up.
    pub(crate) fn take(&self, code: &str, now: Time) -> Option<u64> {
        let mut kiosks = self.lock();
        let shown = kiosks.codes.iter().find(|(_, (shown, expires))| shown == code && *expires > now);
        let number = shown.map(|(number, _)| *number)?;
        kiosks.codes.remove(&number);
        Some(number)
    }

    /// Notes a call of a kiosk. True if it was not connected before.
    pub(crate) fn see(&self, number: u64, now: Time) -> bool {
        let mut kiosks = self.lock();
        if kiosks.seen.len() > MAX_SEEN {
            kiosks.seen.retain(|_, seen| is_connected(*seen, now));
        }
        let before = kiosks.seen.insert(number, now);
        before.is_none_or(|before| !is_connected(before, now))
    }

    /// The last call of a kiosk.
    pub(crate) fn seen(&self, number: u64) -> Option<Time> {
        self.lock().seen.get(&number).copied()
    }
}

/// True if a kiosk that called at `seen` counts as connected.
pub(crate) fn is_connected(seen: Time, now: Time) -> bool {
    now.unix() - seen.unix() <= CONNECTED
}

/// Pages on which one mark may be drawn, each opened by a kiosk.
#[derive(Default)]
pub(crate) struct MarkSlots(Mutex<HashMap<String, Slot>>);

struct Slot {
    /// Number of the kiosk.
    kiosk: u64,
    token: Digest,
    expires: Time,
    mark: Option<String>,
}

/// A slot that was opened.
pub(crate) struct OpenedSlot {
    pub(crate) name: String,
    pub(crate) token: Secret,
    pub(crate) expires: Time,
}

impl MarkSlots {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a slot for a kiosk. The kiosk's earlier slot, the last person's, is gone.
    pub(crate) fn open(&self, kiosk: u64, now: Time) -> Result<OpenedSlot, Refused> {
        let token = Secret::new(Secret::MARK)?;
        let expires = Time::from_unix(now.unix() + SLOT_LIFE)?;
        let name = slot_name()?;
        let mut slots = self.lock();
        slots.retain(|_, slot| slot.expires > now && slot.kiosk != kiosk);
        if slots.len() >= MAX_SLOTS {
            return Err(Refusal::Busy.into());
        }
        slots.insert(name.clone(), Slot { kiosk, token: token.hash(), expires, mark: None });
        Ok(OpenedSlot { name, token, expires })
    }

    /// Puts a mark, in the place of an earlier one. An unknown slot and a wrong token are refused alike.
    pub(crate) fn put(&self, name: &str, token: &Digest, mark: &Mark, now: Time) -> Result<(), Refused> {
        let mut slots = self.lock();
        let slot = slots.get_mut(name).filter(|slot| slot.token == *token && slot.expires > now);
        slot.ok_or(Refusal::SlotClosed)?.mark = Some(mark.as_str().to_owned());
        Ok(())
    }

    /// The mark that was put, if any, for the kiosk that opened the slot.
    pub(crate) fn get(&self, name: &str, kiosk: u64, now: Time) -> Result<Option<String>, Refused> {
        let slots = self.lock();
        let slot = slots.get(name).filter(|slot| slot.kiosk == kiosk && slot.expires > now);
        Ok(slot.ok_or(Refusal::NotFound)?.mark.clone())
    }
}

fn slot_name() -> Result<String, Refused> {
    let mut bytes = [0; 9];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}
