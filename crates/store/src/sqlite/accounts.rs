//! Accounts and sessions, over SQLite.

use super::SqliteStore;
use super::row::{Columns, all, one, run};
use crate::error::Error;
use crate::workspace::accounts::{Account, Accounts, Change, Session};
use crate::workspace::{Scope, WorkspaceError};
use giaouoc_core::Digest;
use giaouoc_core::time::Time;
use rusqlite::{Connection, params};

impl Accounts for SqliteStore {
    fn accounts(&self) -> Result<Vec<Account>, Error> {
        self.read(|c| all(c, "SELECT * FROM accounts ORDER BY name", [], account))
    }

    fn account(&self, name: &str) -> Result<Option<Account>, Error> {
        self.read(|c| row_of(c, name))
    }

    fn add_account(&self, account: &Account) -> Result<(), WorkspaceError> {
        self.write(|tx| {
            if row_of(tx, &account.name)?.is_some() {
                return Err(WorkspaceError::NameTaken);
            }
            Ok(insert(tx, account)?)
        })
    }

    fn add_first_account(&self, account: &Account) -> Result<(), WorkspaceError> {
        self.write(|tx| {
            if one(tx, "SELECT 1 FROM accounts LIMIT 1", [], |_| Ok(()))?.is_some() {
                return Err(WorkspaceError::NameTaken);
            }
            Ok(insert(tx, account)?)
        })
    }

    fn change_account(&self, name: &str, change: &Change) -> Result<(), WorkspaceError> {
        self.write(|tx| {
            let there = row_of(tx, name)?.ok_or(WorkspaceError::NoSuchAccount)?;
            let Change { password, role, disabled } = change;
            let changed = Account {
                password: password.clone().unwrap_or(there.password),
                role: role.unwrap_or(there.role),
                disabled: disabled.unwrap_or(there.disabled),
                ..there
            };
            let sql = "UPDATE accounts SET password = ?2, role = ?3, disabled = ?4 WHERE name = ?1";
            let disabled = changed.disabled.map(Time::unix);
            run(tx, sql, params![name, changed.password, changed.role.as_str(), disabled])?;
            let left = "SELECT 1 FROM accounts WHERE role = 'admin' AND disabled IS NULL LIMIT 1";
            one(tx, left, [], |_| Ok(()))?.ok_or(WorkspaceError::LastAdministrator)?;
            run(tx, "DELETE FROM sessions WHERE account = ?1", [name])?;
            Ok(())
        })
    }

    fn add_session(&self, session: &Session) -> Result<(), Error> {
        let Session { hash, account, made, expires } = session;
        let sql = "INSERT INTO sessions (hash, account, made, expires) VALUES (?1, ?2, ?3, ?4)";
        self.write(|tx| {
            run(tx, "DELETE FROM sessions WHERE expires <= ?1", [made.unix()])?;
            run(tx, sql, params![hash.as_bytes(), account, made.unix(), expires.unix()]).map(drop)
        })
    }

    fn session(&self, hash: &Digest, now: Time) -> Result<Option<Account>, Error> {
        let sql = "SELECT accounts.* FROM sessions JOIN accounts ON accounts.name = sessions.account
                   WHERE sessions.hash = ?1 AND sessions.expires > ?2 AND accounts.disabled IS NULL";
        self.read(|c| one(c, sql, params![hash.as_bytes(), now.unix()], account))
    }

    fn end_session(&self, hash: &Digest) -> Result<(), Error> {
        self.write(|tx| run(tx, "DELETE FROM sessions WHERE hash = ?1", [hash.as_bytes()])).map(drop)
    }
}

fn row_of(connection: &Connection, name: &str) -> Result<Option<Account>, Error> {
    one(connection, "SELECT * FROM accounts WHERE name = ?1", [name], account)
}

fn insert(connection: &Connection, account: &Account) -> Result<(), Error> {
    let Account { name, password, role, made, disabled } = account;
    let sql = "INSERT INTO accounts (name, password, role, made, disabled) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![name, password, role.as_str(), made.unix(), disabled.map(Time::unix)];
    run(connection, sql, values).map(drop)
}

fn account(row: &Columns<'_, '_>) -> Result<Account, Error> {
    Ok(Account {
        name: row.get("name")?,
        password: row.get("password")?,
        role: row.word("role", &Scope::WORDS)?,
        made: row.time("made")?,
        disabled: row.maybe_time("disabled")?,
    })
}
