//! The contract of accounts: people who log in with a browser, and their sessions.
//!
//! # What a driver promises
//!
//! 1. The first account is made once, whatever calls run at the same time ([`Accounts::add_first_account`]).
//! 2. There is always an administrator who may log in, once there was one ([`WorkspaceError::LastAdministrator`]).
//! 3. Whoever's password, role or access changes has no session any more.

use super::error::WorkspaceError;
use super::scope::Scope;
use crate::error::Error;
use giaouoc_core::Digest;
use giaouoc_core::time::Time;

/// The part of a workspace that knows who may log in.
pub trait Accounts: Send + Sync + 'static {
    /// All accounts, by name.
    fn accounts(&self) -> Result<Vec<Account>, Error>;

    /// One account.
    fn account(&self, name: &str) -> Result<Option<Account>, Error>;

    /// Makes an account.
    ///
    /// # Errors
    /// [`WorkspaceError::NameTaken`].
    fn add_account(&self, account: &Account) -> Result<(), WorkspaceError>;

    /// Makes the first account.
    ///
    /// # Errors
    /// [`WorkspaceError::NameTaken`] where there is any account.
    fn add_first_account(&self, account: &Account) -> Result<(), WorkspaceError>;

    /// Changes an account, and ends its sessions.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchAccount`], [`WorkspaceError::LastAdministrator`].
    fn change_account(&self, name: &str, change: &Change) -> Result<(), WorkspaceError>;

    /// Keeps a session, and drops those that have ended.
    fn add_session(&self, session: &Session) -> Result<(), Error>;

    /// The account of a session that has not ended, if it may log in.
    fn session(&self, hash: &Digest, now: Time) -> Result<Option<Account>, Error>;

    /// Ends a session; none there is no error.
    fn end_session(&self, hash: &Digest) -> Result<(), Error>;
}

/// Somebody who may log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// By which they log in.
    pub name: String,
    /// argon2id, as a PHC string.
    pub password: String,
    /// What they may do.
    pub role: Scope,
    /// When it was made.
    pub made: Time,
    /// Since when they may not log in.
    pub disabled: Option<Time>,
}

/// What changes of an account; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// A new password, hashed.
    pub password: Option<String>,
    /// Another role.
    pub role: Option<Scope>,
    /// Since when they may not log in, or that they may again.
    pub disabled: Option<Option<Time>>,
}

/// One browser that has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token.
    pub hash: Digest,
    /// Whose.
    pub account: String,
    /// When it began.
    pub made: Time,
    /// When it ends by itself.
    pub expires: Time,
}
