//! Accounts and their sessions: logging in, logging out, and what an administrator changes.

use crate::caller::Admin;
use crate::passwords;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::time::Time;
use giaouoc_core::words::value_of;
use giaouoc_core::{Digest, text};
use giaouoc_store::workspace::Scope;
use giaouoc_store::workspace::accounts::{Account, Change, Session};
use std::sync::OnceLock;
use std::time::Instant;

/// Seconds for which a session is valid: twelve hours, a conference and its evening.
pub const SESSION_LIFE: i64 = 12 * 3600;
/// Characters of a password. Its length is what counts; no kind of sign is asked for.
const PASSWORD: std::ops::RangeInclusive<usize> = 10..=200;
/// Longest name of an account, in characters.
const MAX_NAME: usize = 60;

/// The accounts of a try-out: name, role, password.
pub const DEMO_ACCOUNTS: [(&str, Scope, &str); 3] = [
    ("quan-tri", Scope::Admin, "giao-uoc-mau-1"),
    ("ban-to-chuc", Scope::Organiser, "giao-uoc-mau-2"),
    ("ban-thu-ky", Scope::Desk, "giao-uoc-mau-3"),
];

/// A session that has begun.
pub struct NewSession {
    /// The account that has logged in.
    pub account: Account,
    /// The session's token, for the cookie.
    pub secret: Secret,
}

/// Makes the accounts of a try-out, where they are missing.
///
/// # Errors
/// The errors of the store.
pub fn make_demo_accounts(service: &Service) -> Result<(), Refused> {
    for (name, role, password) in DEMO_ACCOUNTS {
        if service.workspace().account(name)?.is_none() {
            service.workspace().add_account(&new_account(name, role, password, service.now())?)?;
        }
    }
    Ok(())
}

/// Opens the link that makes the first administrator: a new one at each start, none where there is an account.
///
/// # Errors
/// The errors of the store; [`Refusal::Internal`] where there are no random bytes.
pub fn open_setup_link(service: &Service) -> Result<Option<String>, Refused> {
    if !service.workspace().accounts()?.is_empty() {
        return Ok(None);
    }
    let secret = Secret::new(Secret::SETUP)?;
    service.set_setup(Some(secret.hash()));
    Ok(Some(format!("{}/setup#{}", service.public_url(), secret.reveal())))
}

/// Makes the first administrator by the link that the terminal has shown.
///
/// # Errors
/// [`Refusal::SetupClosed`], or as [`make`].
pub fn set_up(service: &Service, token: &str, name: &str, password: &str) -> Result<NewSession, Refused> {
    if service.setup() != Some(Secret::given(token).hash()) {
        return Err(Refusal::SetupClosed.into());
    }
    let made = new_account(name, Scope::Admin, password, service.now())?;
    service.workspace().add_first_account(&made).map_err(|_| Refusal::SetupClosed)?;
    service.set_setup(None);
    tracing::info!("the first account was made");
    begin(service, made)
}

/// A new session where name and password fit. Unknown names take as long as wrong passwords, and are told the same.
///
/// # Errors
/// [`Refusal::LoginWrong`], [`Refusal::RateLimited`], or those of the store.
pub fn log_in(service: &Service, name: &str, password: &str) -> Result<NewSession, Refused> {
    let attempts = service.login_attempts();
    attempts.check(name, Instant::now())?;
    let known = service.workspace().account(name)?;
    let stored = known.as_ref().map_or_else(hash_of_nobody, |account| account.password.clone());
    let fits = passwords::fits(password, &stored);
    match known.filter(|account| fits && account.disabled.is_none()) {
        Some(account) => {
            attempts.forget(name);
            begin(service, account)
        }
        None => {
            attempts.count(name, Instant::now());
            Err(Refusal::LoginWrong.into())
        }
    }
}

/// A hash that no password fits, made once.
fn hash_of_nobody() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash("nobody has this password").unwrap_or_default()).clone()
}

fn begin(service: &Service, account: Account) -> Result<NewSession, Refused> {
    let (secret, made) = (Secret::new(Secret::SESSION)?, service.now());
    let expires = Time::from_unix(made.unix() + SESSION_LIFE)?;
    service.workspace().add_session(&Session { hash: secret.hash(), account: account.name.clone(), made, expires })?;
    Ok(NewSession { account, secret })
}

/// Ends a session, by the hash of its token.
///
/// # Errors
/// The errors of the store.
pub fn log_out(service: &Service, session: &Digest) -> Result<(), Refused> {
    Ok(service.workspace().end_session(session)?)
}

/// One's own new password. All sessions of the account end.
///
/// # Errors
/// [`Refusal::LoginWrong`] where the old one does not fit, [`Refusal::PasswordForm`] where the new one is no password.
pub fn change_password(service: &Service, name: &str, old: &str, new: &str) -> Result<(), Refused> {
    let account = service.workspace().account(name)?.ok_or(Refusal::LoginWrong)?;
    if !passwords::fits(old, &account.password) {
        return Err(Refusal::LoginWrong.into());
    }
    let password = Some(hashed(new)?);
    Ok(service.workspace().change_account(name, &Change { password, role: None, disabled: None })?)
}

/// All accounts.
///
/// # Errors
/// The errors of the store.
pub fn list(service: &Service, _: &Admin) -> Result<Vec<Account>, Refused> {
    Ok(service.workspace().accounts()?)
}

/// Makes an account.
///
/// # Errors
/// Codes of the text rule at `/name`, [`Refusal::PasswordForm`], [`Refusal::NameTaken`].
pub fn make(service: &Service, _: &Admin, name: &str, role: Scope, password: &str) -> Result<Account, Refused> {
    let made = new_account(name, role, password, service.now())?;
    service.workspace().add_account(&made)?;
    Ok(made)
}

/// Changes an account. Its sessions end.
///
/// # Errors
/// [`Refusal::PasswordForm`], [`Refusal::LastAdministrator`], [`Refusal::NotFound`].
pub fn change(
    service: &Service,
    _: &Admin,
    name: &str,
    role: Option<Scope>,
    password: Option<&str>,
    disabled: Option<bool>,
) -> Result<(), Refused> {
    let password = password.map(hashed).transpose()?;
    let disabled = disabled.map(|disabled| disabled.then(|| service.now()));
    Ok(service.workspace().change_account(name, &Change { password, role, disabled })?)
}

/// The role that a word stands for: `admin`, `organiser`, `desk`.
///
/// # Errors
/// [`Code::ValueForm`] at `/role`.
pub fn role_of(word: &str) -> Result<Scope, Refused> {
    value_of(&Scope::WORDS, word).ok_or_else(|| CoreError::new(Code::ValueForm).at("/role").into())
}

fn new_account(name: &str, role: Scope, password: &str, made: Time) -> Result<Account, Refused> {
    text::check_value(name).map_err(|e| e.at("/name"))?;
    if name.chars().count() > MAX_NAME {
        let detail = format!("at most {MAX_NAME} characters");
        return Err(CoreError::new(Code::TooLarge).at("/name").because(detail).into());
    }
    Ok(Account { name: name.to_owned(), password: hashed(password)?, role, made, disabled: None })
}

fn hashed(password: &str) -> Result<String, Refused> {
    if !PASSWORD.contains(&password.chars().count()) {
        return Err(Refused::from(Refusal::PasswordForm).at("/password"));
    }
    passwords::hash(password)
}
