//! Kiosks: machines in the hall that the desk pairs with one pact by a code on their screen.

use super::codes;
use crate::app::App;
use crate::auth::Secret;
use crate::limits::{CONNECTED, KIOSKS_WAITING, PAIRING_LIFE};
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_core::text;
use giaouoc_core::time::Time;
use giaouoc_store::office::ceremony::Kiosk;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// What is known of kiosks for minutes only: codes that wait to be typed at the desk, and when each kiosk last called.
#[derive(Default)]
pub(crate) struct Kiosks(Mutex<Passing>);

#[derive(Default)]
struct Passing {
    /// Of each kiosk that waits to be paired.
    codes: HashMap<u64, (String, Time)>,
    seen: HashMap<u64, Time>,
}

/// A new kiosk; the token is shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewKiosk {
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
pub(crate) struct NewKioskBody {}

/// A kiosk as it sees itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct KioskSelf {
    /// Its number.
    number: u64,
    /// As the desk calls it; empty until it is paired.
    name: String,
    /// The pact that it is for, or null until it is paired.
    #[schema(value_type = Value)]
    pact: Option<String>,
    /// Whether it is paired.
    paired: bool,
    /// The server's clock.
    now: String,
}

/// What the desk types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairBody {
    /// The code on the kiosk's screen; spaces do not count.
    code: String,
    /// What to call it.
    name: String,
}

/// A kiosk of a pact.
#[derive(Serialize, ToSchema)]
pub(crate) struct KioskAnswer {
    /// Its number.
    number: u64,
    /// As the desk calls it.
    name: String,
    /// When it last called.
    seen: String,
    /// Whether that was within 20 seconds.
    connected: bool,
}

impl Kiosks {
    fn lock(&self) -> MutexGuard<'_, Passing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws a code that no other waiting kiosk shows.
    fn show(&self, number: u64, now: Time, expires: Time) -> Result<String, Problem> {
        let mut passing = self.lock();
        passing.codes.retain(|_, (_, expires)| *expires > now);
        loop {
            let code = codes::draw()?;
            if passing.codes.values().all(|(other, _)| *other != code) {
                passing.codes.insert(number, (code.clone(), expires));
                return Ok(code);
            }
        }
    }

    fn shows_a_code(&self, number: u64) -> bool {
        self.lock().codes.contains_key(&number)
    }

    /// The kiosk that shows this code, which from now on it does not any more.
    fn take(&self, code: &str, now: Time) -> Option<u64> {
        let mut passing = self.lock();
        let shown = passing.codes.iter().find(|(_, (shown, expires))| shown == code && *expires > now);
        let number = shown.map(|(number, _)| *number)?;
        passing.codes.remove(&number);
        Some(number)
    }

    /// Notes a sign of life. True: there was none for a while.
    fn see(&self, number: u64, now: Time) -> bool {
        let mut passing = self.lock();
        if passing.seen.len() > 1024 {
            passing.seen.retain(|_, seen| is_near(*seen, now));
        }
        let before = passing.seen.insert(number, now);
        before.is_none_or(|before| !is_near(before, now))
    }

    fn seen(&self, number: u64) -> Option<Time> {
        self.lock().seen.get(&number).copied()
    }
}

fn is_near(seen: Time, now: Time) -> bool {
    now.unix() - seen.unix() <= CONNECTED
}

/// Makes a kiosk that waits to be paired.
pub(crate) fn make(app: &App) -> Result<NewKiosk, Problem> {
    let (secret, now) = (Secret::new(Secret::KIOSK)?, app.now());
    let expires = Time::from_unix(now.unix() + PAIRING_LIFE)?;
    let number = app.office().add_kiosk(&secret.hash(), now, expires, KIOSKS_WAITING)?;
    let code = app.kiosks().show(number, now, expires)?;
    Ok(NewKiosk { number, code, token: secret.reveal(), expires: expires.to_string() })
}

/// The kiosk with this token. One whose time to be paired has passed, or whose code nobody knows any more, is none.
pub(crate) fn find(app: &App, hash: &Digest) -> Result<Kiosk, Problem> {
    let kiosk = app.office().kiosk(hash)?.ok_or(Refusal::Unauthorised)?;
    let waits = |expires| expires > app.now() && app.kiosks().shows_a_code(kiosk.number);
    if kiosk.expires.is_none_or(waits) { Ok(kiosk) } else { Err(Refusal::Unauthorised.into()) }
}

/// A kiosk asks what it is for: a sign of life.
pub(crate) fn look(app: &App, kiosk: Kiosk) -> KioskSelf {
    let now = app.now();
    let came_back = app.kiosks().see(kiosk.number, now);
    let (pact, name) = kiosk.paired.unzip();
    if let Some(pact) = &pact
        && came_back
    {
        app.hub().office_moved(pact);
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
pub(crate) fn pair(app: &App, id: &PactId, body: &PairBody) -> Result<KioskAnswer, Problem> {
    text::check_value(&body.name).map_err(|e| e.at("/name"))?;
    let code = codes::read(&body.code)?;
    super::desk::known(app, id)?;
    let now = app.now();
    let number = app.kiosks().take(&code, now).ok_or(Refusal::CodeWrong)?;
    app.office().pair_kiosk(number, id, &body.name, now).map_err(|error| match error {
        giaouoc_store::Error::NotFound => Refusal::CodeExpired.into(),
        other => Problem::from(other),
    })?;
    app.hub().office_moved(id);
    let kiosks = list(app, id)?;
    kiosks.into_iter().find(|kiosk| kiosk.number == number).ok_or_else(|| Refusal::Internal.into())
}

/// The kiosks of a pact.
pub(crate) fn list(app: &App, id: &PactId) -> Result<Vec<KioskAnswer>, Problem> {
    let now = app.now();
    let answer = |kiosk: Kiosk| {
        let seen = app.kiosks().seen(kiosk.number);
        let (_, name) = kiosk.paired?;
        Some(KioskAnswer {
            number: kiosk.number,
            name,
            seen: seen.unwrap_or(kiosk.made).to_string(),
            connected: seen.is_some_and(|seen| is_near(seen, now)),
        })
    };
    Ok(app.office().kiosks(id)?.into_iter().filter_map(answer).collect())
}

/// Takes a kiosk out: its token is nobody's any more.
pub(crate) fn remove(app: &App, id: &PactId, number: u64) -> Result<(), Problem> {
    app.office().remove_kiosk(id, number)?;
    app.hub().office_moved(id);
    Ok(())
}
