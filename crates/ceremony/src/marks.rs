//! Marks on their way from somebody's own phone to a kiosk: in memory, for ten minutes, one for each kiosk.

use crate::app::App;
use crate::auth::Secret;
use crate::limits::{SLOT_LIFE, SLOTS};
use crate::problem::{Problem, Refusal};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use giaouoc_core::Digest;
use giaouoc_core::mark::Mark;
use giaouoc_core::time::Time;
use giaouoc_store::office::ceremony::Kiosk;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// The slots of kiosks.
#[derive(Default)]
pub(crate) struct Marks(Mutex<HashMap<String, Slot>>);

struct Slot {
    /// Number of the kiosk.
    maker: u64,
    token: Digest,
    expires: Time,
    mark: Option<String>,
}

/// A new slot; token and link are shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewSlot {
    /// Its name.
    slot: String,
    /// Whoever has it may put a mark.
    token: String,
    /// The page on which to draw; slot and token stand behind `#`, where no server sees them.
    link: String,
    /// When it ends.
    expires: String,
}

/// A drawn mark.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkBody {
    /// An SVG of the form that records take.
    pub(crate) mark: String,
}

/// What was drawn so far.
#[derive(Serialize, ToSchema)]
pub(crate) struct MarkAnswer {
    /// The SVG, or null until one was drawn.
    #[schema(value_type = Value)]
    mark: Option<String>,
}

impl Marks {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a slot for a paired kiosk; its earlier one, the last person's, is gone.
pub(crate) fn make(app: &App, kiosk: &Kiosk) -> Result<NewSlot, Problem> {
    if kiosk.paired.is_none() {
        return Err(Refusal::ForbiddenScope.into());
    }
    let (secret, now) = (Secret::new(Secret::MARK)?, app.now());
    let expires = Time::from_unix(now.unix() + SLOT_LIFE)?;
    let name = name()?;
    let mut slots = app.marks().lock();
    slots.retain(|_, slot| slot.expires > now && slot.maker != kiosk.number);
    if slots.len() >= SLOTS {
        return Err(Refusal::Busy.into());
    }
    slots.insert(name.clone(), Slot { maker: kiosk.number, token: secret.hash(), expires, mark: None });
    let link = format!("{}/mark#{name}.{}", app.public_url(), secret.reveal());
    Ok(NewSlot { slot: name, token: secret.reveal(), link, expires: expires.to_string() })
}

fn name() -> Result<String, Problem> {
    let mut bytes = [0; 9];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Puts a mark, or another in its place. A slot that is not there and a wrong token are the same.
pub(crate) fn put(app: &App, name: &str, token: &Digest, body: &MarkBody) -> Result<(), Problem> {
    let mark = Mark::parse(&body.mark).map_err(|e| e.at("/mark"))?;
    let (now, mut slots) = (app.now(), app.marks().lock());
    let slot = slots.get_mut(name).filter(|slot| slot.token == *token && slot.expires > now);
    slot.ok_or(Refusal::SlotClosed)?.mark = Some(mark.as_str().to_owned());
    Ok(())
}

/// What was drawn, for the kiosk that opened the slot.
pub(crate) fn get(app: &App, name: &str, kiosk: &Kiosk) -> Result<MarkAnswer, Problem> {
    let (now, slots) = (app.now(), app.marks().lock());
    let slot = slots.get(name).filter(|slot| slot.maker == kiosk.number && slot.expires > now);
    Ok(MarkAnswer { mark: slot.ok_or(Refusal::NotFound)?.mark.clone() })
}
