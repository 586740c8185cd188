//! Electronic mail, over SQLite.

use super::SqliteStore;
use super::row::{Columns, all, one, run, to_sql};
use crate::error::Error;
use crate::workspace::mail::{Contact, Kind, Letter, Mail, Outcome};
use giaouoc_core::Language;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use rusqlite::params;

impl Mail for SqliteStore {
    fn put_contact(&self, contact: &Contact) -> Result<(), Error> {
        let sql = "INSERT INTO contacts (pact, party, address, language) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (pact, party) DO UPDATE SET address = ?3, language = ?4";
        let (pact, party) = (contact.pact.as_str(), contact.party.as_str());
        self.write(|tx| run(tx, sql, params![pact, party, contact.address, contact.language.tag()])).map(drop)
    }

    fn contacts(&self, pact: &PactId) -> Result<Vec<Contact>, Error> {
        self.read(|c| all(c, "SELECT * FROM contacts WHERE pact = ?1 ORDER BY party", [pact.as_str()], contact))
    }

    fn contact(&self, pact: &PactId, party: &PartyId) -> Result<Option<Contact>, Error> {
        let sql = "SELECT * FROM contacts WHERE pact = ?1 AND party = ?2";
        self.read(|c| one(c, sql, [pact.as_str(), party.as_str()], contact))
    }

    fn remove_contact(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        let sql = "DELETE FROM contacts WHERE pact = ?1 AND party = ?2";
        self.write(|tx| run(tx, sql, [pact.as_str(), party.as_str()])).map(drop)
    }

    fn pacts_to_tell(&self) -> Result<Vec<PactId>, Error> {
        let sql = "SELECT DISTINCT pact FROM contacts c WHERE NOT EXISTS
                   (SELECT 1 FROM letters l WHERE l.pact = c.pact AND l.party = c.party AND l.kind = 'completion')
                   ORDER BY pact";
        self.read(|c| all(c, sql, [], |row| row.pact_id("pact")))
    }

    fn queue_letter(&self, pact: &PactId, party: &PartyId, kind: Kind, now: Time) -> Result<bool, Error> {
        let there = "SELECT 1 FROM contacts WHERE pact = ?1 AND party = ?2";
        let sql =
            "INSERT INTO letters (pact, party, kind, made, due) VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING";
        let (pact, party) = (pact.as_str(), party.as_str());
        // News is looked for whenever something moves: what was told already needs no write.
        let told =
            "SELECT 1 FROM letters WHERE pact = ?1 AND party = ?2 AND kind = ?3 AND kind IN ('turn', 'completion')";
        if self.read(|c| one(c, told, [pact, party, kind.as_str()], |_| Ok(())))?.is_some() {
            return Ok(false);
        }
        self.write(|tx| {
            one(tx, there, [pact, party], |_| Ok(()))?.ok_or(Error::NotFound)?;
            Ok(run(tx, sql, params![pact, party, kind.as_str(), now.unix()])? > 0)
        })
    }

    fn letters_due(&self, now: Time, limit: usize) -> Result<Vec<Letter>, Error> {
        let sql = "SELECT * FROM letters WHERE ended IS NULL AND due <= ?1 ORDER BY due, number LIMIT ?2";
        self.read(|c| all(c, sql, params![now.unix(), to_sql(limit as u64)?], letter))
    }

    fn next_letter(&self) -> Result<Option<Time>, Error> {
        let sql = "SELECT min(due) AS due FROM letters WHERE ended IS NULL";
        Ok(self.read(|c| one(c, sql, [], |row| row.maybe_time("due")))?.flatten())
    }

    fn end_letter(&self, number: u64, outcome: Outcome, error: Option<&str>, now: Time) -> Result<(), Error> {
        let sql = "UPDATE letters SET ended = ?2, outcome = ?3, error = ?4 WHERE number = ?1";
        self.write(|tx| run(tx, sql, params![to_sql(number)?, now.unix(), outcome.as_str(), error])).map(drop)
    }

    fn retry_letter(&self, number: u64, error: &str, due: Time) -> Result<(), Error> {
        let sql = "UPDATE letters SET tries = tries + 1, error = ?2, due = ?3 WHERE number = ?1";
        self.write(|tx| run(tx, sql, params![to_sql(number)?, error, due.unix()])).map(drop)
    }

    fn newest_letters(&self, pact: &PactId) -> Result<Vec<Letter>, Error> {
        let sql = "SELECT * FROM letters WHERE number IN
                   (SELECT max(number) FROM letters WHERE pact = ?1 GROUP BY party) ORDER BY party";
        self.read(|c| all(c, sql, [pact.as_str()], letter))
    }
}

fn contact(row: &Columns<'_, '_>) -> Result<Contact, Error> {
    Ok(Contact {
        pact: row.pact_id("pact")?,
        party: row.party()?,
        address: row.get("address")?,
        language: row.word("language", &[("vi", Language::Vi), ("en", Language::En)])?,
    })
}

fn letter(row: &Columns<'_, '_>) -> Result<Letter, Error> {
    let outcome = row.get::<Option<String>>("outcome")?.map(|_| row.word("outcome", &Outcome::WORDS)).transpose()?;
    Ok(Letter {
        number: row.number("number")?,
        pact: row.pact_id("pact")?,
        party: row.party()?,
        kind: row.word("kind", &Kind::WORDS)?,
        made: row.time("made")?,
        tries: row.number("tries")?,
        ended: row.maybe_time("ended")?.zip(outcome),
        error: row.get("error")?,
    })
}
