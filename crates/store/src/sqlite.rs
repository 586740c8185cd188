//! The embedded driver: one SQLite file for ledger and workspace.
//!
//! # What this file sees to
//!
//! * **Durability.** `journal_mode=WAL` and `synchronous=FULL`, set and read back: a commit has reached the disk when
//!   it returns. After an I/O error the store writes nothing any more ([`Error::Halted`]): what an `fsync` that has
//!   failed once left on the disk, nobody knows, and a second one that succeeds proves nothing.
//! * **One writer, many readers.** Writes pass through one connection behind a lock, reads through others that see the
//!   last commit whole and never wait for the writer.
//! * **Erasure.** `secure_delete=ON` overwrites an erased text in the file, and the write-ahead log is emptied after
//!   it. No copy stays in another page: records are appended in their order and only ever shrink in place, and SQLite
//!   moves rows only where a page overflows or a row is deleted. What a disk, a file system or a backup keeps of older
//!   blocks is beyond a database's reach.
//! * **Nobody else's file.** The application id marks our files; a foreign one, or one that a newer program wrote, is
//!   refused before a byte of it changes.
//!
//! What it is **not**: a guard against somebody who may write the file. Such a one can drop the triggers; the tree, and
//! the [audit](crate::audit) that recomputes it, find that out.

mod accounts;
mod ceremony;
mod discussion;
mod ledger;
mod mail;
mod row;
mod templates_and_archive;
mod workspace;

use crate::error::Error;
use row::tell;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Marks a file as ours (`PRAGMA application_id`): the letters `GiUo`.
pub const APPLICATION_ID: i32 = 0x4769_556f;

/// The oldest SQLite that this driver runs on, 3.51.3: earlier ones can lose a commit when two connections reset the
/// write-ahead log at the same time.
const OLDEST: i32 = 3_051_003;

/// Each is applied once, in this order; `PRAGMA user_version` counts them. One that was ever released never changes.
const MIGRATIONS: [&str; 7] = [
    include_str!("sqlite/1-ledger.sql"),
    include_str!("sqlite/2-workspace.sql"),
    include_str!("sqlite/3-ceremony.sql"),
    include_str!("sqlite/4-accounts.sql"),
    include_str!("sqlite/5-discussion.sql"),
    include_str!("sqlite/6-mail.sql"),
    include_str!("sqlite/7-templates-and-archive.sql"),
];

/// How long a connection waits for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reading connections that are kept open; under more load further ones are opened, and closed after use.
const IDLE_READERS: usize = 8;

/// Ledger and workspace in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    /// Absent in memory, where there is but one connection. Closed before the writer: whoever closes last moves the
    /// write-ahead log into the file, which a reader may not.
    readers: Option<Readers>,
    writer: Mutex<Connection>,
    broken: AtomicBool,
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl SqliteStore {
    /// Opens the file, makes it where it is missing, and brings it to this version.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the file is not one of ours, or newer than this program; [`Error::Io`] where it cannot
    /// be opened or does not take the settings that durability rests on.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path.as_ref(), OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// The same where the file must be there: for an audit or a copy, where a mistyped path must not make a new one.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`Error::NotFound`] where there is no such file.
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self, Error> {
        if !path.as_ref().is_file() {
            return Err(Error::NotFound);
        }
        Self::open_with(path.as_ref(), OpenFlags::empty())
    }

    fn open_with(path: &Path, create: OpenFlags) -> Result<Self, Error> {
        new_enough(rusqlite::version_number())?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
        let mut writer = Connection::open_with_flags(path, flags)?;
        writer.busy_timeout(PATIENCE)?;
        is_ours(&writer)?;
        durable(&writer)?;
        prepare(&mut writer)?;
        let readers = Readers { path: path.to_path_buf(), idle: Mutex::new(Vec::new()) };
        Ok(Self { writer: Mutex::new(writer), readers: Some(readers), broken: AtomicBool::new(false) })
    }

    /// A store that is gone when it is dropped, for tests.
    pub fn open_in_memory() -> Result<Self, Error> {
        new_enough(rusqlite::version_number())?;
        let mut writer = Connection::open_in_memory()?;
        prepare(&mut writer)?;
        Ok(Self { writer: Mutex::new(writer), readers: None, broken: AtomicBool::new(false) })
    }

    /// Runs reads that belong together on one state of the database.
    fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let Some(readers) = &self.readers else { return work(&self.writer()) };
        let reader = readers.take()?;
        let result = {
            // Rolled back when it is dropped: there is nothing to commit.
            tell("BEGIN");
            let snapshot = reader.unchecked_transaction().map_err(Error::from)?;
            work(&snapshot)
        };
        readers.give_back(reader);
        result
    }

    /// Runs writes that belong together: all of them are on the disk when it returns `Ok`, none when it does not, but
    /// for [`Error::Io`], after which only a fresh start can tell.
    fn write<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = self.writer();
        if self.broken.load(Ordering::Acquire) {
            return Err(Error::Halted.into());
        }
        tell("BEGIN IMMEDIATE");
        let tx = self.watch(writer.transaction_with_behavior(TransactionBehavior::Immediate))?;
        let value = work(&tx)?;
        tell("COMMIT");
        // COMMIT POINT: with synchronous=FULL the write-ahead log is on the disk when this returns.
        self.watch(tx.commit())?;
        Ok(value)
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held has rolled its transaction back.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After an I/O error nothing is written any more.
    fn watch<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|error| {
            if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
                self.broken.store(true, Ordering::Release);
            }
            error.into()
        })
    }

    /// Moves the write-ahead log into the file and empties it, so that nothing erased is left in it.
    fn empty_log(&self) -> Result<(), Error> {
        if self.readers.is_none() {
            return Ok(());
        }
        let answer = self.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        let busy: i64 = self.watch(answer)?;
        if busy == 0 { Ok(()) } else { Err(Error::Busy) }
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(reader) => Ok(reader),
            None => self.open(),
        }
    }

    fn open(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        reader.busy_timeout(PATIENCE)?;
        guarded(&reader)?;
        Ok(reader)
    }

    fn give_back(&self, reader: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
    }
}

fn new_enough(version: i32) -> Result<(), Error> {
    if version >= OLDEST {
        return Ok(());
    }
    Err(Error::Unknown(format!("SQLite {version} is older than {OLDEST}, which it takes")))
}

/// A file of ours, of a version that we know, or an empty one. Nothing is written.
fn is_ours(connection: &Connection) -> Result<(), Error> {
    let application: i32 = number(connection, "application_id")?;
    let version = version(connection)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match application {
        APPLICATION_ID if version <= MIGRATIONS.len() => Ok(()),
        APPLICATION_ID => Err(Error::Unknown(format!("version {version}, this program knows {}", MIGRATIONS.len()))),
        0 if version == 0 && tables == 0 => Ok(()),
        other => Err(Error::Unknown(format!("application id {other:#x} is not ours"))),
    }
}

/// Sets what durability rests on, and reads it back: SQLite answers some settings that it cannot honour with silence.
fn durable(writer: &Connection) -> Result<(), Error> {
    let mode: String = writer.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(Error::Io(format!("journal_mode is {mode}, WAL is due")));
    }
    // macOS: fsync reaches the drive's cache only; elsewhere these two do nothing.
    writer.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON")?;
    expect(writer, "synchronous", 2)
}

/// The settings of every writer, and the tables.
fn prepare(writer: &mut Connection) -> Result<(), Error> {
    writer.execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA recursive_triggers = ON")?;
    expect(writer, "foreign_keys", 1)?;
    expect(writer, "secure_delete", 1)?;
    guarded(writer)?;
    migrate(writer)
}

/// A file may come from elsewhere: no code in its schema runs, and pages that are no pages are told.
fn guarded(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")?;
    Ok(())
}

fn expect(connection: &Connection, pragma: &str, due: i32) -> Result<(), Error> {
    match number(connection, pragma)? {
        found if found == due => Ok(()),
        found => Err(Error::Io(format!("{pragma} is {found}, {due} is due"))),
    }
}

fn number(connection: &Connection, pragma: &str) -> Result<i32, Error> {
    Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
}

fn version(connection: &Connection) -> Result<usize, Error> {
    // A negative one is nobody's: as good as a newer one.
    Ok(usize::try_from(number(connection, "user_version")?).unwrap_or(usize::MAX))
}

/// Applies what is missing, in one transaction.
fn migrate(writer: &mut Connection) -> Result<(), Error> {
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another program may have been faster.
    is_ours(&tx)?;
    for sql in MIGRATIONS.iter().skip(version(&tx)?) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", i32::try_from(MIGRATIONS.len()).unwrap_or_default())?;
    tx.commit()?;
    Ok(())
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        let text = error.to_string();
        match error {
            Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::InvalidColumnType(..)
            | Sql::Utf8Error(..) => Self::Corrupt(text),
            other => match other.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(text),
                Some(ErrorCode::NotADatabase) => Self::Unknown(text),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
                _ => Self::Io(text),
            },
        }
    }
}
