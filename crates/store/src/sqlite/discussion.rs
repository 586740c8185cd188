//! How a draft comes to be, over SQLite.

use super::SqliteStore;
use super::row::{Columns, all, one, run, to_sql};
use crate::error::Error;
use crate::workspace::WorkspaceError;
use crate::workspace::discussion::{
    Agreement, Comment, Discussion, KEPT, MAX_COMMENTS, MAX_SHARES, May, RUN, Share, Version,
};
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use rusqlite::{Connection, params};

impl Discussion for SqliteStore {
    fn versions(&self, pact: &PactId, before: Option<u64>, limit: usize) -> Result<Vec<Version>, Error> {
        let sql = "SELECT revision, author, began, saved, name FROM versions WHERE pact = ?1 AND revision < ?2
                   ORDER BY revision DESC LIMIT ?3";
        let before = before.map_or(Ok(i64::MAX), to_sql)?;
        self.read(|c| all(c, sql, params![pact.as_str(), before, to_sql(limit as u64)?], version))
    }

    fn version(&self, pact: &PactId, revision: u64) -> Result<Option<(Version, Vec<u8>)>, Error> {
        let sql = "SELECT * FROM versions WHERE pact = ?1 AND revision = ?2";
        let values = params![pact.as_str(), to_sql(revision)?];
        self.read(|c| one(c, sql, values, |row| Ok((version(row)?, row.get("document")?))))
    }

    fn name_version(&self, pact: &PactId, revision: u64, name: &str) -> Result<(), Error> {
        let sql = "UPDATE versions SET name = ?3 WHERE pact = ?1 AND revision = ?2";
        found(self.write(|tx| run(tx, sql, params![pact.as_str(), to_sql(revision)?, name]))?)
    }

    fn add_share(&self, new: &Share) -> Result<u64, WorkspaceError> {
        let sql =
            "INSERT INTO shares (hash, pact, label, may, party, made, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (hash, pact, party) = (new.hash.as_bytes(), new.pact.as_str(), new.party.as_ref().map(PartyId::as_str));
        let (made, expires) = (new.made.unix(), new.expires.unix());
        self.write(|tx| {
            room(tx, "SELECT count(*) AS n FROM shares WHERE pact = ?1", &new.pact, MAX_SHARES)?;
            run(tx, sql, params![hash, pact, new.label, new.may.as_str(), party, made, expires])?;
            Ok(last(tx)?)
        })
    }

    fn shares(&self, pact: &PactId) -> Result<Vec<Share>, Error> {
        self.read(|c| all(c, "SELECT * FROM shares WHERE pact = ?1 ORDER BY number", [pact.as_str()], share))
    }

    fn share(&self, hash: &Digest) -> Result<Option<Share>, Error> {
        self.read(|c| one(c, "SELECT * FROM shares WHERE hash = ?1", [hash.as_bytes()], share))
    }

    fn revoke_share(&self, pact: &PactId, number: u64, now: Time) -> Result<(), Error> {
        let sql = "UPDATE shares SET revoked = coalesce(revoked, ?3) WHERE pact = ?1 AND number = ?2";
        found(self.write(|tx| run(tx, sql, params![pact.as_str(), to_sql(number)?, now.unix()]))?)
    }

    fn add_comment(&self, new: &Comment) -> Result<u64, WorkspaceError> {
        let there = "SELECT 1 FROM comments WHERE pact = ?1 AND number = ?2 AND answers IS NULL";
        let sql = "INSERT INTO comments (pact, revision, place, quote, body, author, share, answers, made)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let pact = new.pact.as_str();
        let (share, answers) = (new.share.map(to_sql).transpose()?, new.answers.map(to_sql).transpose()?);
        self.write(|tx| {
            if let Some(answers) = answers {
                one(tx, there, params![pact, answers], |_| Ok(()))?.ok_or(Error::NotFound)?;
            }
            room(tx, "SELECT count(*) AS n FROM comments WHERE pact = ?1", &new.pact, MAX_COMMENTS)?;
            let (revision, made) = (to_sql(new.revision)?, new.made.unix());
            let Comment { place, quote, body, author, .. } = new;
            run(tx, sql, params![pact, revision, place, quote, body, author, share, answers, made])?;
            Ok(last(tx)?)
        })
    }

    fn comments(&self, pact: &PactId) -> Result<Vec<Comment>, Error> {
        self.read(|c| all(c, "SELECT * FROM comments WHERE pact = ?1 ORDER BY number", [pact.as_str()], comment))
    }

    fn open_comments(&self, pact: &PactId) -> Result<u64, Error> {
        let sql = "SELECT count(*) AS n FROM comments WHERE pact = ?1 AND answers IS NULL AND resolved IS NULL";
        Ok(self.read(|c| one(c, sql, [pact.as_str()], |row| row.number("n")))?.unwrap_or_default())
    }

    fn comment(&self, pact: &PactId, number: u64) -> Result<Option<Comment>, Error> {
        let sql = "SELECT * FROM comments WHERE pact = ?1 AND number = ?2";
        let values = params![pact.as_str(), to_sql(number)?];
        self.read(|c| one(c, sql, values, comment))
    }

    fn resolve_comment(&self, pact: &PactId, number: u64, by: Option<(Time, &str)>) -> Result<(), Error> {
        let sql = "UPDATE comments SET resolved = ?3, resolved_by = ?4 WHERE pact = ?1 AND number = ?2";
        let (time, name) = (by.map(|(time, _)| time.unix()), by.map(|(_, name)| name));
        found(self.write(|tx| run(tx, sql, params![pact.as_str(), to_sql(number)?, time, name]))?)
    }

    fn remove_comment(&self, pact: &PactId, number: u64) -> Result<(), Error> {
        self.write(|tx| {
            let values = params![pact.as_str(), to_sql(number)?];
            run(tx, "DELETE FROM comments WHERE pact = ?1 AND answers = ?2", values)?;
            run(tx, "DELETE FROM comments WHERE pact = ?1 AND number = ?2", values).map(drop)
        })
    }

    fn agree(&self, new: &Agreement) -> Result<(), Error> {
        let sql = "INSERT INTO agreements (pact, party, revision, digest, author, share, made)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT (pact, party) DO UPDATE SET revision = ?3, digest = ?4, author = ?5, share = ?6, made = ?7";
        let (pact, party, digest) = (new.pact.as_str(), new.party.as_str(), new.digest.as_bytes());
        let (revision, share) = (to_sql(new.revision)?, new.share.map(to_sql).transpose()?);
        let values = params![pact, party, revision, digest, new.author, share, new.made.unix()];
        self.write(|tx| run(tx, sql, values)).map(drop)
    }

    fn disagree(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        let sql = "DELETE FROM agreements WHERE pact = ?1 AND party = ?2";
        self.write(|tx| run(tx, sql, [pact.as_str(), party.as_str()])).map(drop)
    }

    fn agreements(&self, pact: &PactId) -> Result<Vec<Agreement>, Error> {
        self.read(|c| all(c, "SELECT * FROM agreements WHERE pact = ?1 ORDER BY party", [pact.as_str()], agreement))
    }

    fn forget_discussion(&self, pact: &PactId) -> Result<(), Error> {
        self.write(|tx| forget(tx, pact))
    }
}

/// All that refers to something before what it refers to.
pub(super) fn forget(tx: &Connection, pact: &PactId) -> Result<(), Error> {
    let in_order = [
        "DELETE FROM agreements WHERE pact = ?1",
        "DELETE FROM comments WHERE pact = ?1 AND answers IS NOT NULL",
        "DELETE FROM comments WHERE pact = ?1",
        "DELETE FROM shares WHERE pact = ?1",
        "DELETE FROM versions WHERE pact = ?1",
    ];
    in_order.iter().try_for_each(|sql| run(tx, sql, [pact.as_str()]).map(drop))
}

/// Keeps what was just saved as a version, in the place of the one before where that one is of the same run.
pub(super) fn keep(tx: &Connection, pact: &PactId, new: &Version, document: &[u8]) -> Result<(), Error> {
    let newest =
        "SELECT revision, author, began, saved, name FROM versions WHERE pact = ?1 ORDER BY revision DESC LIMIT 1";
    let before = one(tx, newest, [pact.as_str()], version)?;
    let mut began = new.began;
    if let Some(before) = before
        && before.author == new.author
        && new.saved.unix().saturating_sub(before.began.unix()) < RUN
        && run(
            tx,
            &format!("DELETE FROM versions WHERE pact = ?1 AND revision = ?2 AND {UNREFERRED}"),
            params![pact.as_str(), to_sql(before.revision)?],
        )? == 1
    {
        began = before.began;
    }
    let sql = "INSERT INTO versions (pact, revision, document, author, began, saved) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (revision, saved) = (to_sql(new.revision)?, new.saved.unix());
    run(tx, sql, params![pact.as_str(), revision, document, new.author, began.unix(), saved])?;
    let old = format!(
        "DELETE FROM versions WHERE pact = ?1 AND revision IN (SELECT revision FROM versions WHERE pact = ?1 AND
         {UNREFERRED} ORDER BY revision DESC LIMIT -1 OFFSET ?2)"
    );
    run(tx, &old, params![pact.as_str(), to_sql(KEPT)?]).map(drop)
}

/// Nothing refers to a row of `versions`.
const UNREFERRED: &str = "name IS NULL
  AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.pact = versions.pact AND c.revision = versions.revision)
  AND NOT EXISTS (SELECT 1 FROM agreements a WHERE a.pact = versions.pact AND a.revision = versions.revision)";

fn room(tx: &Connection, sql: &str, pact: &PactId, most: u64) -> Result<(), WorkspaceError> {
    match one(tx, sql, [pact.as_str()], |row| row.number("n"))? {
        Some(count) if count >= most => Err(WorkspaceError::TooMany),
        _ => Ok(()),
    }
}

fn last(tx: &Connection) -> Result<u64, Error> {
    u64::try_from(tx.last_insert_rowid()).map_err(|_| Error::Corrupt("a row has a negative number".to_owned()))
}

fn found(rows: usize) -> Result<(), Error> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn version(row: &Columns<'_, '_>) -> Result<Version, Error> {
    Ok(Version {
        revision: row.number("revision")?,
        author: row.get("author")?,
        began: row.time("began")?,
        saved: row.time("saved")?,
        name: row.get("name")?,
    })
}

fn share(row: &Columns<'_, '_>) -> Result<Share, Error> {
    Ok(Share {
        number: row.number("number")?,
        hash: row.digest("hash")?,
        pact: row.pact_id("pact")?,
        label: row.get("label")?,
        may: row.word("may", &May::WORDS)?,
        party: row.get::<Option<String>>("party")?.map(|_| row.party()).transpose()?,
        made: row.time("made")?,
        expires: row.time("expires")?,
        revoked: row.maybe_time("revoked")?,
    })
}

fn comment(row: &Columns<'_, '_>) -> Result<Comment, Error> {
    let by: Option<String> = row.get("resolved_by")?;
    Ok(Comment {
        number: row.number("number")?,
        pact: row.pact_id("pact")?,
        revision: row.number("revision")?,
        place: row.get("place")?,
        quote: row.get("quote")?,
        body: row.get("body")?,
        author: row.get("author")?,
        share: row.maybe_number("share")?,
        answers: row.maybe_number("answers")?,
        made: row.time("made")?,
        resolved: row.maybe_time("resolved")?.zip(by),
    })
}

fn agreement(row: &Columns<'_, '_>) -> Result<Agreement, Error> {
    Ok(Agreement {
        pact: row.pact_id("pact")?,
        party: row.party()?,
        revision: row.number("revision")?,
        digest: row.digest("digest")?,
        author: row.get("author")?,
        share: row.maybe_number("share")?,
        made: row.time("made")?,
    })
}
