//! Kiosks: machines in the hall that the desk pairs with one pact by a code on their screen.

use crate::caller::Desk;
use crate::drafts;
use crate::pending_state::is_connected;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::{Secret, read_code};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_core::text;
use giaouoc_core::time::Time;
use giaouoc_store::workspace::ceremony::Kiosk;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kiosks that wait to be paired at a time.
const MAX_WAITING: usize = 64;
/// Seconds for which a kiosk waits to be paired.
const PAIRING_LIFE: i64 = 600;

/// A new kiosk; the token is shown once.
#[derive(Serialize, ToSchema)]
pub struct NewKiosk {
    /// Its number.
    number: u64,
    /// Six digits to be typed at the desk.
    code: String,
    /// The kiosk's token.
    token: String,
    /// Until when it may be paired.
    expires: String,
}

/// Nothing: a kiosk has nothing to say of itself yet.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKioskBody {}

/// A kiosk as it sees itself.
#[derive(Serialize, ToSchema)]
pub struct KioskSelf {
    /// Its number.
    number: u64,
    /// As the desk calls it; empty until it is paired.
    name: String,
    /// The pact that it is for, or null until it is paired.
    #[schema(value_type = Value)]
    pact: Option<String>,
    /// True if it is paired.
    paired: bool,
    /// The server's clock.
    now: String,
}

/// Code and name that the desk types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairBody {
    /// The code on the kiosk's screen; spaces do not count.
    code: String,
    /// Its new name.
    name: String,
}

/// A kiosk of a pact.
#[derive(Serialize, ToSchema)]
pub struct KioskAnswer {
    /// Its number.
    number: u64,
    /// As the desk calls it.
    name: String,
    /// Time of its last call.
    seen: String,
    /// True if that was within 20 seconds.
    connected: bool,
}

/// Makes a kiosk that waits to be paired.
///
/// # Errors
/// [`Refusal::TooMany`].
pub fn make(service: &Service) -> Result<NewKiosk, Refused> {
    let (secret, now) = (Secret::new(Secret::KIOSK)?, service.now());
    let expires = Time::from_unix(now.unix() + PAIRING_LIFE)?;
    let number = service.workspace().add_kiosk(&secret.hash(), now, expires, MAX_WAITING)?;
    let code = service.kiosk_presence().show(number, now, expires)?;
    Ok(NewKiosk { number, code, token: secret.reveal(), expires: expires.to_string() })
}

/// The kiosk with this token. A kiosk whose time to be paired has passed, or whose code nobody knows any more, is
/// none.
///
/// # Errors
/// [`Refusal::Unauthorised`].
pub fn find(service: &Service, hash: &Digest) -> Result<Kiosk, Refused> {
    let kiosk = service.workspace().kiosk(hash)?.ok_or(Refusal::Unauthorised)?;
    let waits = |expires| expires > service.now() && service.kiosk_presence().shows_a_code(kiosk.number);
    if kiosk.expires.is_none_or(waits) { Ok(kiosk) } else { Err(Refusal::Unauthorised.into()) }
}

/// A kiosk asks what it is for: a sign of life.
pub fn look(service: &Service, kiosk: Kiosk) -> KioskSelf {
    let now = service.now();
    let came_back = service.kiosk_presence().see(kiosk.number, now);
    let (pact, name) = kiosk.paired.unzip();
    if let Some(pact) = &pact
        && came_back
    {
        service.changes().workspace_changed(pact);
    }
    KioskSelf {
        number: kiosk.number,
        name: name.unwrap_or_default(),
        paired: pact.is_some(),
        pact: pact.map(|pact| pact.to_string()),
        now: now.to_string(),
    }
}

/// Pairs the kiosk that shows this code with a pact that is opened, or waits for its opening.
///
/// # Errors
/// [`Refusal::CodeWrong`], [`Refusal::CodeExpired`], [`Refusal::NotFound`], codes of the text rule at `/name`.
pub fn pair(service: &Service, _: &Desk, id: &PactId, body: &PairBody) -> Result<KioskAnswer, Refused> {
    text::check_value(&body.name).map_err(|e| e.at("/name"))?;
    let code = read_code(&body.code)?;
    drafts::must_be_known(service, id)?;
    let now = service.now();
    let number = service.kiosk_presence().take(&code, now).ok_or(Refusal::CodeWrong)?;
    service.workspace().pair_kiosk(number, id, &body.name, now).map_err(|error| match error {
        giaouoc_store::Error::NotFound => Refusal::CodeExpired.into(),
        other => Refused::from(other),
    })?;
    service.changes().workspace_changed(id);
    let kiosks = list(service, id)?;
    kiosks.into_iter().find(|kiosk| kiosk.number == number).ok_or_else(|| Refusal::Internal.into())
}

/// The kiosks of a pact.
pub(crate) fn list(service: &Service, id: &PactId) -> Result<Vec<KioskAnswer>, Refused> {
    let now = service.now();
    let answer = |kiosk: Kiosk| {
        let seen = service.kiosk_presence().seen(kiosk.number);
        let (_, name) = kiosk.paired?;
        Some(KioskAnswer {
            number: kiosk.number,
            name,
            seen: seen.unwrap_or(kiosk.made).to_string(),
            connected: seen.is_some_and(|seen| is_connected(seen, now)),
        })
    };
    Ok(service.workspace().kiosks(id)?.into_iter().filter_map(answer).collect())
}

/// Takes a kiosk out. Its token is nobody's any more.
///
/// # Errors
/// The errors of the store.
pub fn remove(service: &Service, _: &Desk, id: &PactId, number: u64) -> Result<(), Refused> {
    service.workspace().remove_kiosk(id, number)?;
    service.changes().workspace_changed(id);
    Ok(())
}
