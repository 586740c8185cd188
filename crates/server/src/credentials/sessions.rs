//! Accounts and their sessions: logging in, the cookie, and what keeps other sites out.
//!
//! The cookie is `__Host-giaouoc` (RFC 6265bis §4.1.3.2): sent to this very host only, over TLS only (or to the machine
//! itself), never to scripts, never from other sites. The store has the SHA-256 of its 256 random bits.

use crate::app::App;
use crate::auth::Secret;
use crate::passwords;
use crate::problem::{Problem, Refusal};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::time::Time;
use giaouoc_core::{Digest, text};
use giaouoc_store::office::Scope;
use giaouoc_store::office::accounts::{Account, Change, Session};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

const COOKIE: &str = "__Host-giaouoc";
/// Twelve hours: a conference and its evening.
const LIFE: i64 = 12 * 3600;
/// Characters of a password. Length is what counts; nobody is told which signs to use.
const PASSWORD: std::ops::RangeInclusive<usize> = 10..=200;
/// Characters of a name.
const NAME: usize = 60;

/// The accounts of a try-out: name, role, password.
pub const DEMO_ACCOUNTS: [(&str, Scope, &str); 3] = [
    ("quan-tri", Scope::Admin, "giao-uoc-mau-1"),
    ("ban-to-chuc", Scope::Organiser, "giao-uoc-mau-2"),
    ("ban-thu-ky", Scope::Desk, "giao-uoc-mau-3"),
];

/// Makes the accounts of a try-out, where they are missing.
pub(crate) fn demo(app: &App) -> Result<(), Problem> {
    for (name, role, password) in DEMO_ACCOUNTS {
        if app.office().account(name)?.is_none() {
            app.office().add_account(&account(app, name, role, password)?)?;
        }
    }
    Ok(())
}

/// Makes the first administrator by the link that the terminal has shown.
pub(crate) fn set_up(app: &App, token: &str, name: &str, password: &str) -> Result<NewSession, Problem> {
    if app.setup() != Some(Secret::given(token).hash()) {
        return Err(Refusal::SetupClosed.into());
    }
    let made = account(app, name, Scope::Admin, password)?;
    app.office().add_first_account(&made).map_err(|_| Refusal::SetupClosed)?;
    app.end_setup();
    tracing::info!("the first account was made");
    begin(app, made)
}

/// A new session where name and password fit. Unknown names take as long as wrong passwords, and are told the same.
pub(crate) fn log_in(app: &App, name: &str, password: &str) -> Result<NewSession, Problem> {
    app.tries().pass(name, Instant::now())?;
    let known = app.office().account(name)?;
    let stored = known.as_ref().map_or_else(nobodys, |account| account.password.clone());
    let fits = passwords::fits(password, &stored);
    match known.filter(|account| fits && account.disabled.is_none()) {
        Some(account) => {
            app.tries().forget(name);
            begin(app, account)
        }
        None => {
            app.tries().count(name, Instant::now());
            Err(Refusal::LoginWrong.into())
        }
    }
}

/// A hash that no password fits, made once.
fn nobodys() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash("nobody has this password").unwrap_or_default()).clone()
}

/// A session, its cookie shown once.
pub(crate) struct NewSession {
    pub(crate) account: Account,
    pub(crate) cookie: HeaderValue,
}

fn begin(app: &App, account: Account) -> Result<NewSession, Problem> {
    let (secret, made) = (Secret::new(Secret::SESSION)?, app.now());
    let expires = Time::from_unix(made.unix() + LIFE)?;
    app.office().add_session(&Session { hash: secret.hash(), account: account.name.clone(), made, expires })?;
    Ok(NewSession { account, cookie: set_cookie(&secret.reveal(), LIFE)? })
}

/// Ends a session, and makes the browser forget it.
pub(crate) fn log_out(app: &App, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    if let Some(hash) = cookie(headers) {
        app.office().end_session(&hash)?;
    }
    set_cookie("", 0)
}

fn set_cookie(value: &str, life: i64) -> Result<HeaderValue, Problem> {
    let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={life}");
    HeaderValue::from_str(&cookie).map_err(|_| Refusal::Internal.into())
}

/// The hash of the session's token, if the request brings one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<Digest> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, _)| *name == COOKIE)?;
    token.starts_with(Secret::SESSION).then(|| Secret::given(token).hash())
}

/// Whether a request that changes something was made by a page of this server.
pub(crate) fn must_be_same_origin(headers: &HeaderMap, app: &App) -> Result<(), Problem> {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = value("origin").unwrap_or_default();
    let own = origin_of(app.public_url());
    let here = value("host").unwrap_or_default();
    let bare = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
    let is_own = !bare.is_empty() && (own.as_deref() == Some(origin) || bare == here);
    let fetched = value("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if is_own && fetched { Ok(()) } else { Err(Refusal::CrossSite.into()) }
}

fn origin_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    Some(format!("{}://{}", url.scheme_str()?, url.authority()?))
}

/// An account as it would be kept.
pub(crate) fn account(app: &App, name: &str, role: Scope, password: &str) -> Result<Account, Problem> {
    text::check_value(name).map_err(|e| e.at("/name"))?;
    if name.chars().count() > NAME {
        return Err(CoreError::new(Code::TooLarge).at("/name").because(format!("at most {NAME} characters")).into());
    }
    let (name, password) = (name.to_owned(), hashed(password)?);
    Ok(Account { name, password, role, made: app.now(), disabled: None })
}

fn hashed(password: &str) -> Result<String, Problem> {
    if !PASSWORD.contains(&password.chars().count()) {
        return Err(Problem::from(Refusal::PasswordForm).at("/password"));
    }
    passwords::hash(password)
}

/// Changes an account; its sessions end.
pub(crate) fn change(
    app: &App,
    name: &str,
    role: Option<Scope>,
    password: Option<&str>,
    disabled: Option<bool>,
) -> Result<(), Problem> {
    let password = password.map(hashed).transpose()?;
    let disabled = disabled.map(|disabled| disabled.then(|| app.now()));
    Ok(app.office().change_account(name, &Change { password, role, disabled })?)
}

/// One's own new password; all of one's sessions end.
pub(crate) fn change_password(app: &App, name: &str, old: &str, new: &str) -> Result<(), Problem> {
    let account = app.office().account(name)?.ok_or(Refusal::LoginWrong)?;
    if !passwords::fits(old, &account.password) {
        return Err(Refusal::LoginWrong.into());
    }
    change(app, name, None, Some(new), None)
}

/// Wrong passwords by name: after a few each further one makes everybody wait longer who uses that name.
#[derive(Default)]
pub(crate) struct Tries(Mutex<HashMap<String, (u32, Instant)>>);

/// Wrong passwords without a wait.
const FREE: u32 = 4;
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(60);
/// Names that are remembered.
const NAMES: usize = 10_000;

impl Tries {
    fn pass(&self, name: &str, now: Instant) -> Result<(), Problem> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tries.get(name) {
            Some((count, last)) if now.saturating_duration_since(*last) < wait(*count) => {
                Err(Refusal::RateLimited.into())
            }
            _ => Ok(()),
        }
    }

    fn count(&self, name: &str, now: Instant) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NAMES {
            tries.retain(|_, (count, last)| now.saturating_duration_since(*last) < wait(*count));
            if tries.len() >= NAMES {
                tries.clear();
            }
        }
        let entry = tries.entry(name.to_owned()).or_insert((0, now));
        *entry = (entry.0.saturating_add(1), now);
    }

    fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// 1, 2, 4 … seconds.
fn wait(count: u32) -> Duration {
    match count.checked_sub(FREE + 1) {
        None => Duration::ZERO,
        Some(over) => LONGEST.min(Duration::from_secs(1 << over.min(6))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_guesses_waits_longer_each_time_and_others_do_not() {
        let (tries, start) = (Tries::default(), Instant::now());
        for _ in 0..=FREE {
            assert!(tries.pass("a", start).is_ok());
            tries.count("a", start);
        }
        assert!(tries.pass("a", start).is_err() && tries.pass("b", start).is_ok());
        assert!(tries.pass("a", start + Duration::from_secs(1)).is_ok());
        (0..20).for_each(|_| tries.count("a", start));
        assert!(tries.pass("a", start + LONGEST - Duration::from_secs(1)).is_err());
        assert!(tries.pass("a", start + LONGEST).is_ok());
        tries.forget("a");
        assert!(tries.pass("a", start).is_ok());
    }
}
