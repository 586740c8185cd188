//! Templates and the archive, over SQLite.

use super::SqliteStore;
use super::row::{all, one, run, to_sql};
use crate::error::Error;
use crate::workspace::WorkspaceError;
use crate::workspace::templates_and_archive::{MAX_TEMPLATES, Template, TemplatesAndArchive};
use giaouoc_core::pact::PactId;
use giaouoc_core::time::Time;
use rusqlite::params;

impl TemplatesAndArchive for SqliteStore {
    fn put_template(&self, name: &str, document: &[u8], author: &str, now: Time) -> Result<u64, WorkspaceError> {
        let sql = "INSERT INTO templates (name, document, author, saved) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (name) DO UPDATE SET document = ?2, author = ?3, saved = ?4";
        self.write(|tx| {
            let others = "SELECT count(*) AS n FROM templates WHERE name <> ?1";
            if one(tx, others, [name], |row| row.number("n"))?.is_some_and(|count| count >= MAX_TEMPLATES) {
                return Err(WorkspaceError::TooMany);
            }
            run(tx, sql, params![name, document, author, now.unix()])?;
            let found = one(tx, "SELECT number FROM templates WHERE name = ?1", [name], |row| row.number("number"))?;
            Ok(found.ok_or(Error::NotFound)?)
        })
    }

    fn templates(&self) -> Result<Vec<Template>, Error> {
        self.read(|c| {
            all(c, "SELECT * FROM templates ORDER BY name", [], |row| {
                Ok(Template {
                    number: row.number("number")?,
                    name: row.get("name")?,
                    document: row.get("document")?,
                    author: row.get("author")?,
                    saved: row.time("saved")?,
                })
            })
        })
    }

    fn remove_template(&self, number: u64) -> Result<(), Error> {
        self.write(|tx| run(tx, "DELETE FROM templates WHERE number = ?1", [to_sql(number)?])).map(drop)
    }

    fn archive(&self, pact: &PactId, away: bool, now: Time) -> Result<(), Error> {
        let put = "INSERT INTO archived (pact, time) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.write(|tx| match away {
            true => run(tx, put, params![pact.as_str(), now.unix()]),
            false => run(tx, "DELETE FROM archived WHERE pact = ?1", [pact.as_str()]),
        })
        .map(drop)
    }

    fn archived(&self) -> Result<Vec<PactId>, Error> {
        self.read(|c| all(c, "SELECT pact FROM archived ORDER BY pact", [], |row| row.pact_id("pact")))
    }
}
