//! What may still change, over SQLite.

use super::row::{Columns, all, one, run, to_sql};
use super::{SqliteStore, discussion};
use crate::error::Error;
use crate::workspace::discussion::Version;
use crate::workspace::{Draft, Invitation, Pending, Release, Scope, Token, Workspace, WorkspaceError};
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::record::{Method, RecordDigest};
use giaouoc_core::time::Time;
use rusqlite::{Connection, params};

impl Workspace for SqliteStore {
    fn save_draft(
        &self,
        id: &PactId,
        over: u64,
        document: &[u8],
        author: &str,
        now: Time,
    ) -> Result<u64, WorkspaceError> {
        self.write(|tx| {
            let there = draft_row(tx, id)?;
            if there.as_ref().is_some_and(|draft| draft.adopted.is_some()) {
                return Err(WorkspaceError::Adopted);
            }
            let found = there.map_or(0, |draft| draft.revision);
            if found != over {
                return Err(WorkspaceError::Stale { found });
            }
            let sql = "INSERT INTO drafts (id, revision, document, saved) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (id) DO UPDATE SET revision = ?2, document = ?3, saved = ?4";
            let revision = found + 1;
            run(tx, sql, params![id.as_str(), to_sql(revision)?, document, now.unix()])?;
            let version = Version { revision, author: author.to_owned(), began: now, saved: now, name: None };
            discussion::keep(tx, id, &version, document)?;
            Ok(revision)
        })
    }

    fn draft(&self, id: &PactId) -> Result<Option<Draft>, Error> {
        self.read(|c| draft_row(c, id))
    }

    fn drafts(&self, after: Option<&PactId>, limit: usize) -> Result<Vec<Draft>, Error> {
        let sql = "SELECT * FROM drafts WHERE id > ?1 ORDER BY id LIMIT ?2";
        let after = after.map_or("", PactId::as_str);
        self.read(|c| all(c, sql, params![after, to_sql(limit as u64)?], draft))
    }

    fn adopt_draft(&self, id: &PactId, revision: u64, now: Time) -> Result<(), WorkspaceError> {
        self.write(|tx| {
            let there = draft_row(tx, id)?.ok_or(WorkspaceError::NoSuchDraft)?;
            if there.revision != revision {
                return Err(WorkspaceError::Stale { found: there.revision });
            }
            // Adopted twice is once: the first time stays.
            let sql = "UPDATE drafts SET adopted = coalesce(adopted, ?2) WHERE id = ?1";
            run(tx, sql, params![id.as_str(), now.unix()])?;
            Ok(())
        })
    }

    fn release_draft(&self, id: &PactId) -> Result<(), WorkspaceError> {
        match self.write(|tx| run(tx, "UPDATE drafts SET adopted = NULL WHERE id = ?1", [id.as_str()]))? {
            0 => Err(WorkspaceError::NoSuchDraft),
            _ => Ok(()),
        }
    }

    fn close_draft(&self, id: &PactId) -> Result<(), Error> {
        self.write(|tx| run(tx, "DELETE FROM drafts WHERE id = ?1", [id.as_str()])).map(drop)
    }

    fn delete_draft(&self, id: &PactId) -> Result<(), Error> {
        self.write(|tx| {
            run(tx, "DELETE FROM drafts WHERE id = ?1", [id.as_str()])?;
            discussion::forget(tx, id)
        })
    }

    fn put_file(&self, digest: &Digest, bytes: &[u8]) -> Result<(), Error> {
        let sql = "INSERT INTO files (digest, bytes) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING";
        self.write(|tx| run(tx, sql, params![digest.as_bytes(), bytes])).map(drop)
    }

    fn file(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT bytes FROM files WHERE digest = ?1";
        self.read(|c| one(c, sql, [digest.as_bytes()], |row| row.get("bytes")))
    }

    fn add_token(&self, token: &Token) -> Result<(), Error> {
        let sql = "INSERT INTO tokens (hash, scope, label, made) VALUES (?1, ?2, ?3, ?4)";
        let values = params![token.hash.as_bytes(), token.scope.as_str(), token.label, token.made.unix()];
        self.write(|tx| run(tx, sql, values)).map(drop)
    }

    fn token(&self, hash: &Digest) -> Result<Option<Token>, Error> {
        let sql = "SELECT * FROM tokens WHERE hash = ?1 AND revoked IS NULL";
        self.read(|c| one(c, sql, [hash.as_bytes()], token))
    }

    fn tokens(&self) -> Result<Vec<Token>, Error> {
        self.read(|c| all(c, "SELECT * FROM tokens ORDER BY number", [], token))
    }

    fn revoke_token(&self, number: u64, now: Time) -> Result<(), Error> {
        let sql = "UPDATE tokens SET revoked = coalesce(revoked, ?2) WHERE number = ?1";
        match self.write(|tx| run(tx, sql, params![to_sql(number)?, now.unix()]))? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    fn invite(&self, new: &Invitation) -> Result<(), Error> {
        let sql = "INSERT INTO invitations (hash, pact, party, name, capacity, authority, expires, current,
                   needs_code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8)";
        let (holder, authority) = (&new.holder, new.holder.authority.as_ref().map(Digest::as_bytes));
        self.write(|tx| {
            void_invitation(tx, &new.pact, &new.party)?;
            let (hash, capacity) = (new.hash.as_bytes(), holder.capacity.as_str());
            let (pact, party) = (new.pact.as_str(), new.party.as_str());
            let expires = new.expires.unix();
            let values = params![hash, pact, party, holder.name, capacity, authority, expires, new.needs_code];
            run(tx, sql, values).map(drop)
        })
    }

    fn invitation(&self, pact: &PactId, party: &PartyId) -> Result<Option<Invitation>, Error> {
        let sql = "SELECT * FROM invitations WHERE pact = ?1 AND party = ?2 AND current = 1";
        self.read(|c| one(c, sql, [pact.as_str(), party.as_str()], invitation))
    }

    fn invitation_by_hash(&self, hash: &Digest) -> Result<Option<Invitation>, Error> {
        self.read(|c| invitation_row(c, hash))
    }

    fn spend_invitation(&self, hash: &Digest, on: RecordDigest, now: Time) -> Result<Invitation, WorkspaceError> {
        self.write(|tx| {
            let there = invitation_row(tx, hash)?.ok_or(WorkspaceError::NoSuchInvitation)?;
            if there.spent.is_some() {
                // Spent on this very record: its writing was cut off, or it is being sent again.
                let same = "SELECT 1 FROM invitations WHERE hash = ?1 AND spent_on = ?2";
                let found = one(tx, same, params![hash.as_bytes(), on.0.as_bytes()], |_| Ok(()))?;
                return found.map(|()| there).ok_or(WorkspaceError::Spent);
            }
            if !there.current {
                return Err(WorkspaceError::Void);
            }
            if now >= there.expires {
                return Err(WorkspaceError::Expired);
            }
            let sql = "UPDATE invitations SET spent = ?2, spent_on = ?3 WHERE hash = ?1";
            run(tx, sql, params![hash.as_bytes(), now.unix(), on.0.as_bytes()])?;
            Ok(Invitation { spent: Some(now), ..there })
        })
    }

    fn unspend_invitation(&self, hash: &Digest) -> Result<(), Error> {
        let sql = "UPDATE invitations SET spent = NULL, spent_on = NULL WHERE hash = ?1";
        match self.write(|tx| run(tx, sql, [hash.as_bytes()]))? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    fn revoke_invitation(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        self.write(|tx| void_invitation(tx, pact, party))
    }

    fn release(&self, new: &Release) -> Result<(), Error> {
        let sql = "INSERT INTO releases (pact, party, name, capacity, authority, method, time)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (holder, authority) = (&new.holder, new.holder.authority.as_ref().map(Digest::as_bytes));
        self.write(|tx| {
            drop_release(tx, &new.pact, &new.party)?;
            let (pact, party, capacity) = (new.pact.as_str(), new.party.as_str(), holder.capacity.as_str());
            let (method, time) = (new.method.as_str(), new.time.unix());
            run(tx, sql, params![pact, party, holder.name, capacity, authority, method, time]).map(drop)
        })
    }

    fn releases(&self, pact: &PactId) -> Result<Vec<Release>, Error> {
        self.read(|c| all(c, "SELECT * FROM releases WHERE pact = ?1 ORDER BY party", [pact.as_str()], release))
    }

    fn put_pending(&self, pact: &PactId, party: &PartyId, note: &str, now: Time) -> Result<(), Error> {
        let released = "SELECT 1 FROM releases WHERE pact = ?1 AND party = ?2";
        let sql = "INSERT INTO pending (pact, party, note, time) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (pact, party) DO UPDATE SET note = ?3, time = ?4";
        let (pact, party) = (pact.as_str(), party.as_str());
        self.write(|tx| {
            one(tx, released, [pact, party], |_| Ok(()))?.ok_or(Error::NotFound)?;
            run(tx, sql, params![pact, party, note, now.unix()]).map(drop)
        })
    }

    fn pending(&self, pact: &PactId) -> Result<Vec<Pending>, Error> {
        self.read(|c| all(c, "SELECT * FROM pending WHERE pact = ?1 ORDER BY party", [pact.as_str()], pending))
    }

    fn take_back(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        self.write(|tx| drop_release(tx, pact, party).map(drop))
    }

    fn forget_person(&self, pact: &PactId, party: &PartyId) -> Result<(), Error> {
        // What refers to something goes with it: pending enrolments and codes with releases, letters with contacts.
        let tables = ["releases", "invitations", "codes", "declines", "contacts", "agreements"];
        self.write(|tx| {
            tables.iter().try_for_each(|table| {
                let sql = format!("DELETE FROM {table} WHERE pact = ?1 AND party = ?2");
                run(tx, &sql, [pact.as_str(), party.as_str()]).map(drop)
            })
        })
    }
}

fn draft_row(c: &Connection, id: &PactId) -> Result<Option<Draft>, Error> {
    one(c, "SELECT * FROM drafts WHERE id = ?1", [id.as_str()], draft)
}

fn draft(row: &Columns<'_, '_>) -> Result<Draft, Error> {
    Ok(Draft {
        id: row.pact_id("id")?,
        revision: row.number("revision")?,
        document: row.get("document")?,
        adopted: row.maybe_time("adopted")?,
        saved: row.time("saved")?,
    })
}

fn token(row: &Columns<'_, '_>) -> Result<Token, Error> {
    Ok(Token {
        number: row.number("number")?,
        hash: row.digest("hash")?,
        scope: row.word("scope", &Scope::WORDS)?,
        label: row.get("label")?,
        made: row.time("made")?,
        revoked: row.maybe_time("revoked")?,
    })
}

fn invitation_row(c: &Connection, hash: &Digest) -> Result<Option<Invitation>, Error> {
    one(c, "SELECT * FROM invitations WHERE hash = ?1", [hash.as_bytes()], invitation)
}

fn void_invitation(c: &Connection, pact: &PactId, party: &PartyId) -> Result<(), Error> {
    let sql = "UPDATE invitations SET current = 0 WHERE pact = ?1 AND party = ?2 AND current = 1";
    run(c, sql, [pact.as_str(), party.as_str()]).map(drop)
}

fn invitation(row: &Columns<'_, '_>) -> Result<Invitation, Error> {
    Ok(Invitation {
        hash: row.digest("hash")?,
        pact: row.pact_id("pact")?,
        party: row.party()?,
        holder: row.holder()?,
        expires: row.time("expires")?,
        spent: row.maybe_time("spent")?,
        current: row.get("current")?,
        needs_code: row.get("needs_code")?,
    })
}

/// Drops all that waits for a party; false where nothing did. The ledger calls it within a commit.
pub(super) fn settle(c: &Connection, pact: &PactId, party: &PartyId) -> Result<bool, Error> {
    let decline = "DELETE FROM declines WHERE pact = ?1 AND party = ?2";
    let declines = run(c, decline, [pact.as_str(), party.as_str()])?;
    Ok(drop_release(c, pact, party)? + declines > 0)
}

/// Drops the release of a party, with which its code and what is pending go; the number of releases, 0 or 1.
fn drop_release(c: &Connection, pact: &PactId, party: &PartyId) -> Result<usize, Error> {
    run(c, "DELETE FROM releases WHERE pact = ?1 AND party = ?2", [pact.as_str(), party.as_str()])
}

fn release(row: &Columns<'_, '_>) -> Result<Release, Error> {
    Ok(Release {
        pact: row.pact_id("pact")?,
        party: row.party()?,
        holder: row.holder()?,
        method: row.word("method", &Method::WORDS)?,
        time: row.time("time")?,
    })
}

fn pending(row: &Columns<'_, '_>) -> Result<Pending, Error> {
    Ok(Pending { party: row.party()?, note: row.get("note")?, time: row.time("time")? })
}
