//! What a ceremony keeps for minutes, over SQLite.

use super::SqliteStore;
use super::row::{Columns, all, one, run, to_sql};
use crate::error::Error;
use crate::workspace::WorkspaceError;
use crate::workspace::ceremony::{CODE_TRIES, Ceremony, Code, Kiosk, Opens, Waiting};
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use rusqlite::{Connection, params};

impl Ceremony for SqliteStore {
    fn put_code(&self, pact: &PactId, party: &PartyId, opens: Opens, hash: &str, expires: Time) -> Result<(), Error> {
        let there = match opens {
            Opens::Release => "SELECT 1 FROM releases WHERE pact = ?1 AND party = ?2",
            Opens::Invitation => "SELECT 1 FROM invitations WHERE pact = ?1 AND party = ?2 AND current = 1",
        };
        let sql = "INSERT INTO codes (pact, party, opens, hash, expires, tries) VALUES (?1, ?2, ?3, ?4, ?5, 0)
                   ON CONFLICT (pact, party, opens) DO UPDATE SET hash = ?4, expires = ?5, tries = 0, used_on = NULL";
        let (pact, party) = (pact.as_str(), party.as_str());
        self.write(|tx| {
            one(tx, there, [pact, party], |_| Ok(()))?.ok_or(Error::NotFound)?;
            run(tx, sql, params![pact, party, opens.as_str(), hash, expires.unix()]).map(drop)
        })
    }

    fn code(&self, pact: &PactId, party: &PartyId, opens: Opens) -> Result<Option<Code>, Error> {
        self.read(|c| code_row(c, pact, party, opens))
    }

    fn codes(&self, pact: &PactId, opens: Opens) -> Result<Vec<(PartyId, Code)>, Error> {
        let sql = "SELECT * FROM codes WHERE pact = ?1 AND opens = ?2 ORDER BY party";
        self.read(|c| all(c, sql, [pact.as_str(), opens.as_str()], |row| Ok((row.party()?, code(row)?))))
    }

    fn try_code(&self, pact: &PactId, party: &PartyId, opens: Opens, now: Time) -> Result<Code, WorkspaceError> {
        self.write(|tx| {
            let there = code_row(tx, pact, party, opens)?.ok_or(WorkspaceError::NoSuchCode)?;
            if there.used_on.is_some() {
                return Err(WorkspaceError::CodeUsed);
            }
            if now >= there.expires {
                return Err(WorkspaceError::CodeExpired);
            }
            if there.tries >= CODE_TRIES {
                return Err(WorkspaceError::CodeTried);
            }
            let sql = "UPDATE codes SET tries = tries + 1 WHERE pact = ?1 AND party = ?2 AND opens = ?3";
            run(tx, sql, [pact.as_str(), party.as_str(), opens.as_str()])?;
            Ok(Code { tries: there.tries + 1, ..there })
        })
    }

    fn use_code(
        &self,
        pact: &PactId,
        party: &PartyId,
        opens: Opens,
        hash: &str,
        on: &Digest,
    ) -> Result<(), WorkspaceError> {
        self.write(|tx| {
            let there = code_row(tx, pact, party, opens)?.filter(|code| code.hash == hash);
            match there.ok_or(WorkspaceError::NoSuchCode)?.used_on {
                Some(used) if used == *on => return Ok(()),
                Some(_) => return Err(WorkspaceError::CodeUsed),
                None => {}
            }
            let sql = "UPDATE codes SET used_on = ?4 WHERE pact = ?1 AND party = ?2 AND opens = ?3";
            run(tx, sql, params![pact.as_str(), party.as_str(), opens.as_str(), on.as_bytes()])?;
            Ok(())
        })
    }

    fn put_decline(&self, pact: &PactId, party: &PartyId, note: &str, now: Time) -> Result<(), Error> {
        let sql = "INSERT INTO declines (pact, party, note, time) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (pact, party) DO UPDATE SET note = ?3, time = ?4";
        self.write(|tx| run(tx, sql, params![pact.as_str(), party.as_str(), note, now.unix()])).map(drop)
    }

    fn declines(&self, pact: &PactId) -> Result<Vec<Waiting>, Error> {
        let sql = "SELECT * FROM declines WHERE pact = ?1 ORDER BY party";
        self.read(|c| all(c, sql, [pact.as_str()], waiting))
    }

    fn drop_decline(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        let sql = "DELETE FROM declines WHERE pact = ?1 AND party = ?2";
        self.write(|tx| run(tx, sql, [pact.as_str(), party.as_str()])).map(drop)
    }

    fn add_kiosk(&self, hash: &Digest, now: Time, expires: Time, most: usize) -> Result<u64, Error> {
        self.write(|tx| {
            run(tx, "DELETE FROM kiosks WHERE expires <= ?1", [now.unix()])?;
            let sql = "SELECT count(*) AS n FROM kiosks WHERE expires IS NOT NULL";
            let waiting = one(tx, sql, [], |row| row.number("n"))?.unwrap_or_default();
            if waiting >= most as u64 {
                return Err(Error::Busy);
            }
            let sql = "INSERT INTO kiosks (hash, made, expires) VALUES (?1, ?2, ?3)";
            run(tx, sql, params![hash.as_bytes(), now.unix(), expires.unix()])?;
            let sql = "SELECT number FROM kiosks WHERE hash = ?1";
            one(tx, sql, [hash.as_bytes()], |row| row.number("number"))?.ok_or(Error::NotFound)
        })
    }

    fn kiosk(&self, hash: &Digest) -> Result<Option<Kiosk>, Error> {
        self.read(|c| one(c, "SELECT * FROM kiosks WHERE hash = ?1", [hash.as_bytes()], kiosk))
    }

    fn pair_kiosk(&self, number: u64, pact: &PactId, name: &str, now: Time) -> Result<(), Error> {
        let sql = "UPDATE kiosks SET pact = ?2, name = ?3, expires = NULL WHERE number = ?1 AND expires > ?4";
        match self.write(|tx| run(tx, sql, params![to_sql(number)?, pact.as_str(), name, now.unix()]))? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    fn kiosks(&self, pact: &PactId) -> Result<Vec<Kiosk>, Error> {
        self.read(|c| all(c, "SELECT * FROM kiosks WHERE pact = ?1 ORDER BY number", [pact.as_str()], kiosk))
    }

    fn remove_kiosk(&self, pact: &PactId, number: u64) -> Result<(), Error> {
        let sql = "DELETE FROM kiosks WHERE pact = ?1 AND number = ?2";
        match self.write(|tx| run(tx, sql, params![pact.as_str(), to_sql(number)?]))? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }
}

fn code_row(c: &Connection, pact: &PactId, party: &PartyId, opens: Opens) -> Result<Option<Code>, Error> {
    let sql = "SELECT * FROM codes WHERE pact = ?1 AND party = ?2 AND opens = ?3";
    one(c, sql, [pact.as_str(), party.as_str(), opens.as_str()], code)
}

fn code(row: &Columns<'_, '_>) -> Result<Code, Error> {
    Ok(Code {
        hash: row.get("hash")?,
        expires: row.time("expires")?,
        tries: row.get("tries")?,
        used_on: row.maybe_digest("used_on")?,
    })
}

fn waiting(row: &Columns<'_, '_>) -> Result<Waiting, Error> {
    Ok(Waiting { party: row.party()?, note: row.get("note")?, time: row.time("time")? })
}

fn kiosk(row: &Columns<'_, '_>) -> Result<Kiosk, Error> {
    let name: Option<String> = row.get("name")?;
    Ok(Kiosk {
        number: row.number("number")?,
        hash: row.digest("hash")?,
        made: row.time("made")?,
        expires: row.maybe_time("expires")?,
        paired: name.map(|name| Ok::<_, Error>((row.pact_id("pact")?, name))).transpose()?,
    })
}
