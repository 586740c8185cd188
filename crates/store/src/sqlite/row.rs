//! From columns to values. Whatever does not fit is [`Error::Corrupt`]: nothing but this program writes these rows.

use crate::error::Error;
use giaouoc_core::Digest;
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::progress::Holder;
use giaouoc_core::record::Capacity;
use giaouoc_core::time::Time;
use giaouoc_core::words::value_of;
use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Row};

/// An index, a size, a revision: SQLite's integers are signed.
pub(super) fn to_sql(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Io(format!("{number} is beyond what the database holds")))
}

/// One row, read column by column, by name.
pub(super) struct Columns<'r, 's>(pub(super) &'r Row<'s>);

impl Columns<'_, '_> {
    pub(super) fn get<T: FromSql>(&self, column: &str) -> Result<T, Error> {
        Ok(self.0.get(column)?)
    }

    pub(super) fn number(&self, column: &str) -> Result<u64, Error> {
        u64::try_from(self.get::<i64>(column)?).map_err(|_| corrupt(column))
    }

    pub(super) fn maybe_number(&self, column: &str) -> Result<Option<u64>, Error> {
        self.get::<Option<i64>>(column)?.map(u64::try_from).transpose().map_err(|_| corrupt(column))
    }

    pub(super) fn digest(&self, column: &str) -> Result<Digest, Error> {
        Ok(Digest::from(self.get::<[u8; 32]>(column)?))
    }

    pub(super) fn maybe_digest(&self, column: &str) -> Result<Option<Digest>, Error> {
        Ok(self.get::<Option<[u8; 32]>>(column)?.map(Digest::from))
    }

    pub(super) fn time(&self, column: &str) -> Result<Time, Error> {
        Time::from_unix(self.get(column)?).map_err(|_| corrupt(column))
    }

    pub(super) fn maybe_time(&self, column: &str) -> Result<Option<Time>, Error> {
        let seconds: Option<i64> = self.get(column)?;
        seconds.map(|seconds| Time::from_unix(seconds).map_err(|_| corrupt(column))).transpose()
    }

    pub(super) fn kind(&self) -> Result<Kind, Error> {
        let number = u8::try_from(self.get::<i64>("kind")?).ok();
        number.and_then(Kind::from_number).ok_or_else(|| corrupt("kind"))
    }

    pub(super) fn pact_id(&self, column: &str) -> Result<PactId, Error> {
        PactId::parse(&self.get::<String>(column)?).map_err(|_| corrupt(column))
    }

    pub(super) fn party(&self) -> Result<PartyId, Error> {
        PartyId::parse(&self.get::<String>("party")?).map_err(|_| corrupt("party"))
    }

    /// One of a list of words.
    pub(super) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)]) -> Result<T, Error> {
        let found: String = self.get(column)?;
        value_of(words, &found).ok_or_else(|| corrupt(column))
    }

    /// The columns `name`, `capacity`, `authority`.
    pub(super) fn holder(&self) -> Result<Holder, Error> {
        Ok(Holder {
            name: self.get("name")?,
            capacity: self.word("capacity", &Capacity::WORDS)?,
            authority: self.maybe_digest("authority")?,
        })
    }
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt(format!("column {column} holds what was never written there"))
}

/// Tells of a statement that is about to run, at the level `trace` with the target `giaouoc_store::sql`: its text, with
/// `?1` in place of values, so that no name and no secret is told.
pub(super) fn tell(sql: &str) {
    tracing::trace!(target: "giaouoc_store::sql", sql);
}

/// A statement that stays prepared. All statements after the start are prepared here.
fn prepared<'c>(connection: &'c rusqlite::Connection, sql: &str) -> Result<CachedStatement<'c>, Error> {
    tell(sql);
    Ok(connection.prepare_cached(sql)?)
}

/// All rows of a query, each through `read`.
pub(super) fn all<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&Columns<'_, '_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = prepared(connection, sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&Columns(row))?);
    }
    Ok(found)
}

/// The row of a query that has one at most.
pub(super) fn one<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&Columns<'_, '_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = prepared(connection, sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(|row| read(&Columns(row))).transpose()
}

/// Writes; the number of rows that it touched.
pub(super) fn run(connection: &rusqlite::Connection, sql: &str, params: impl rusqlite::Params) -> Result<usize, Error> {
    Ok(prepared(connection, sql)?.execute(params)?)
}
