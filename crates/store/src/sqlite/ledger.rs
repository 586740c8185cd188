//! The append-only part over SQLite.

use super::SqliteStore;
use super::row::{Columns, all, one, run, to_sql};
use super::workspace::settle;
use crate::error::Error;
use crate::ledger::{Batch, Head, Ledger, NewRecord, StoredRecord};
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId};
use giaouoc_core::record::RecordDigest;
use giaouoc_tlog::merkle::{Hash, Node};
use rusqlite::{Connection, params};
use std::ops::Range;
use std::sync::Arc;

/// Entries that one call may ask for: one bundle.
const MAX_ENTRIES: u64 = 256;

impl Ledger for SqliteStore {
    fn head(&self) -> Result<Option<Head>, Error> {
        self.read(|c| one(c, "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1", [], head))
    }

    fn checkpoints(&self, from: u64, limit: usize) -> Result<Vec<Head>, Error> {
        let limit = to_sql(limit as u64)?;
        let sql = "SELECT size, note FROM checkpoints WHERE size >= ?1 ORDER BY size LIMIT ?2";
        self.read(|c| all(c, sql, params![to_sql(from)?, limit], head))
    }

    fn commit(&self, batch: &Batch) -> Result<Vec<u64>, Error> {
        self.write(|tx| {
            compare(tx, batch)?;
            let mut settled = Vec::new();
            for (index, record) in (batch.base..).zip(&batch.records) {
                insert_record(tx, index, record)?;
                if let Some((pact, party)) = &record.settles
                    && settle(tx, pact, party)?
                {
                    settled.push(index);
                }
            }
            for (node, hash) in &batch.nodes {
                insert_node(tx, *node, hash)?;
            }
            insert_checkpoint(tx, batch)?;
            Ok(settled)
        })
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, Error> {
        // One statement for all of them, whatever their number: it stays prepared.
        let sql = "SELECT asked.key AS place, nodes.hash AS hash FROM json_each(?1) AS asked
                   JOIN nodes ON nodes.level = asked.value ->> 0 AND nodes.idx = asked.value ->> 1 ORDER BY asked.key";
        let asked: Vec<(u8, i64)> =
            nodes.iter().map(|node| Ok((node.level, to_sql(node.index)?))).collect::<Result<_, Error>>()?;
        let asked = serde_json::to_string(&asked).map_err(|e| Error::Io(e.to_string()))?;
        let read = |row: &Columns<'_, '_>| Ok((row.number("place")?, Hash(row.get("hash")?)));
        let found = self.read(|c| all(c, sql, [asked], read))?;
        let gap = (0..).zip(&found).find(|(due, (place, _))| due != place).map_or(found.len() as u64, |(due, _)| due);
        match usize::try_from(gap).ok().and_then(|gap| nodes.get(gap)) {
            Some(node) => Err(Error::Corrupt(format!("node {} of level {} is missing", node.index, node.level))),
            None => Ok(found.into_iter().map(|(_, hash)| hash).collect()),
        }
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, Error> {
        let due = range.end.saturating_sub(range.start);
        if due > MAX_ENTRIES {
            return Err(Error::Io(format!("{due} entries were asked for, at most {MAX_ENTRIES} are given")));
        }
        let (from, to) = (to_sql(range.start)?, to_sql(range.end)?);
        let sql = "SELECT idx, entry FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx";
        let found = self.read(|c| all(c, sql, [from, to], entry))?;
        if found.len() as u64 == due {
            return Ok(found);
        }
        Err(Error::Corrupt(format!("{} of {due} entries from {} on are there", found.len(), range.start)))
    }

    fn pact_by_id(&self, id: &PactId) -> Result<Option<Arc<Pact>>, Error> {
        let found = self.read(|c| one(c, "SELECT * FROM pacts WHERE id = ?1", [id.as_str()], pact))?;
        Ok(found.map(|(_, pact)| pact))
    }

    fn pact(&self, digest: PactDigest) -> Result<Option<Arc<Pact>>, Error> {
        let found = self.read(|c| one(c, "SELECT * FROM pacts WHERE digest = ?1", [digest.0.as_bytes()], pact))?;
        Ok(found.map(|(_, pact)| pact))
    }

    fn pacts(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Arc<Pact>)>, Error> {
        let before = before.map_or(Ok(i64::MAX), to_sql)?;
        let sql = "SELECT * FROM pacts WHERE opening < ?1 ORDER BY opening DESC LIMIT ?2";
        self.read(|c| all(c, sql, params![before, to_sql(limit as u64)?], pact))
    }

    fn records(&self, pact: PactDigest) -> Result<Vec<StoredRecord>, Error> {
        let sql = "SELECT * FROM records WHERE pact = ?1 ORDER BY idx";
        self.read(|c| all(c, sql, [pact.0.as_bytes()], record))
    }

    fn record(&self, index: u64) -> Result<Option<(PactDigest, StoredRecord)>, Error> {
        let read = |row: &Columns<'_, '_>| Ok((PactDigest(row.digest("pact")?), record(row)?));
        self.read(|c| one(c, "SELECT * FROM records WHERE idx = ?1", [to_sql(index)?], read))
    }

    fn marks(&self, pact: PactDigest) -> Result<Vec<Mark>, Error> {
        let sql = "SELECT mark FROM records WHERE pact = ?1 AND mark IS NOT NULL ORDER BY idx";
        self.read(|c| all(c, sql, [pact.0.as_bytes()], mark))
    }

    fn erase(&self, index: u64) -> Result<(), Error> {
        let sql = "UPDATE records SET note = NULL, nonce = NULL, mark = NULL WHERE idx = ?1";
        let touched = self.write(|tx| run(tx, sql, [to_sql(index)?]))?;
        if touched == 0 {
            return Err(Error::NotFound);
        }
        // COMMIT POINT of the promise that the text is gone: until here the write-ahead log may still hold it.
        self.empty_log()
    }
}

/// Compare and swap: the batch builds on this very ledger, and an empty one only on a ledger without a checkpoint.
fn compare(c: &Connection, batch: &Batch) -> Result<(), Error> {
    let sql = "SELECT coalesce((SELECT max(idx) + 1 FROM entries), 0) AS size,
                      EXISTS (SELECT 1 FROM checkpoints WHERE size = ?1) AS there";
    let after = batch.base.saturating_add(batch.records.len() as u64);
    let read = |row: &Columns<'_, '_>| Ok((row.number("size")?, row.get::<bool>("there")?));
    let (size, there) = one(c, sql, [to_sql(after)?], read)?.unwrap_or_default();
    if size != batch.base || there {
        return Err(Error::Fenced { expected: batch.base, found: size });
    }
    Ok(())
}

fn insert_record(c: &Connection, index: u64, new: &NewRecord) -> Result<(), Error> {
    let index = to_sql(index)?;
    run(c, "INSERT INTO entries (idx, entry) VALUES (?1, ?2)", params![index, new.entry.0])?;
    if let Some(pact) = &new.opens {
        // Its opening follows in this transaction; the reference to it is looked at when it ends.
        let sql = "INSERT INTO pacts (digest, id, opening, canonical) VALUES (?1, ?2, ?3, ?4)";
        run(c, sql, params![pact.digest().0.as_bytes(), pact.id.as_str(), index, pact.canonical()])?;
    }
    let sql = "INSERT INTO records (idx, pact, kind, digest, note, nonce, mark) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (pact, digest) = (new.pact.0.as_bytes(), new.digest.0.as_bytes());
    let mark = new.mark.as_ref().map(Mark::as_str);
    run(c, sql, params![index, pact, new.kind as u8, digest, new.note, new.nonce.0, mark])?;
    Ok(())
}

fn insert_node(c: &Connection, node: Node, hash: &Hash) -> Result<(), Error> {
    let sql = "INSERT INTO nodes (level, idx, hash) VALUES (?1, ?2, ?3)";
    run(c, sql, params![node.level, to_sql(node.index)?, hash.0])?;
    Ok(())
}

fn insert_checkpoint(c: &Connection, batch: &Batch) -> Result<(), Error> {
    let size = to_sql(batch.base.saturating_add(batch.records.len() as u64))?;
    let sql = "INSERT INTO checkpoints (size, note, time) VALUES (?1, ?2, ?3)";
    run(c, sql, params![size, batch.checkpoint, batch.time.unix()])?;
    Ok(())
}

fn head(row: &Columns<'_, '_>) -> Result<Head, Error> {
    Ok(Head { size: row.number("size")?, checkpoint: row.get("note")? })
}

fn entry(row: &Columns<'_, '_>) -> Result<Entry, Error> {
    let (index, bytes): (u64, Vec<u8>) = (row.number("idx")?, row.get("entry")?);
    Entry::parse(&bytes).map_err(|_| Error::Corrupt(format!("entry {index} is malformed")))
}

/// Digest and id are kept beside the document to be found by; that they are its own is looked at whenever it is read.
fn pact(row: &Columns<'_, '_>) -> Result<(u64, Arc<Pact>), Error> {
    let opening = row.number("opening")?;
    let corrupt = |what: &str| Error::Corrupt(format!("the pact opened at {opening}: {what}"));
    let pact = Pact::parse(&row.get::<Vec<u8>>("canonical")?).map_err(|e| corrupt(&e.to_string()))?;
    if pact.digest().0 != row.digest("digest")? || pact.id.as_str() != row.get::<String>("id")? {
        return Err(corrupt("its digest or id is another"));
    }
    Ok((opening, Arc::new(pact)))
}

fn record(row: &Columns<'_, '_>) -> Result<StoredRecord, Error> {
    let (note, nonce): (Option<String>, Option<[u8; 32]>) = (row.get("note")?, row.get("nonce")?);
    let index = row.number("idx")?;
    let text = match (note, nonce) {
        (Some(note), Some(nonce)) => Some((note, Nonce(nonce))),
        (None, None) => None,
        _ => return Err(Error::Corrupt(format!("record {index} is half erased"))),
    };
    let kind = row.kind()?;
    if kind == Kind::PreviousLog {
        return Err(Error::Corrupt(format!("record {index} is of a kind that belongs to no pact")));
    }
    Ok(StoredRecord { index, kind, digest: RecordDigest(row.digest("digest")?), text })
}

fn mark(row: &Columns<'_, '_>) -> Result<Mark, Error> {
    Mark::parse(&row.get::<String>("mark")?).map_err(|e| Error::Corrupt(format!("a mark: {e}")))
}
