//! The database itself refuses what no function offers: each attempt is one line of raw SQL.

use crate::world::{World, mark, pact};
use giaouoc_store::sqlite::SqliteStore;
use rusqlite::Connection;
use std::sync::Arc;

/// What must be refused, in a ledger of one pact with five records, the third a signature with a mark.
const ATTEMPTS: &[&str] = &[
    "DELETE FROM entries",
    "DELETE FROM entries WHERE idx = (SELECT max(idx) FROM entries)",
    "UPDATE entries SET entry = entry WHERE idx = 0",
    "UPDATE entries SET idx = idx + 100 WHERE idx = 3",
    "UPDATE OR REPLACE entries SET idx = 0 WHERE idx = 1",
    "INSERT OR REPLACE INTO entries SELECT 0, entry FROM entries WHERE idx = 1",
    "INSERT INTO entries SELECT 9, entry FROM entries WHERE idx = 1",
    "REPLACE INTO entries SELECT idx, entry FROM entries",
    "DELETE FROM nodes",
    "UPDATE nodes SET hash = zeroblob(32) WHERE level = 0 AND idx = 0",
    "UPDATE nodes SET level = 9 WHERE level = 0 AND idx = 0",
    "INSERT OR REPLACE INTO nodes VALUES (0, 0, zeroblob(32))",
    "INSERT INTO nodes VALUES (0, 0, zeroblob(32)) ON CONFLICT DO UPDATE SET hash = excluded.hash",
    "DELETE FROM checkpoints WHERE size = 0",
    "UPDATE checkpoints SET note = 'x'",
    "UPDATE checkpoints SET time = 0",
    "INSERT OR REPLACE INTO checkpoints VALUES (1, 'x', 0)",
    "INSERT INTO checkpoints VALUES (2, 'x', 0)",
    "DELETE FROM pacts",
    "UPDATE pacts SET canonical = x'00'",
    "UPDATE pacts SET id = id",
    "INSERT OR REPLACE INTO pacts SELECT digest, id, 1, x'00' FROM pacts",
    "INSERT OR REPLACE INTO pacts SELECT zeroblob(32), id, 1, x'00' FROM pacts",
    "INSERT OR REPLACE INTO pacts SELECT zeroblob(32), 'aaaaaaaaaaaaaaaaaaaaaaaaaa', opening, x'00' FROM pacts",
    "DELETE FROM records",
    "DELETE FROM records WHERE note IS NULL",
    "UPDATE records SET note = 'x' WHERE idx = 1",
    "UPDATE records SET note = NULL WHERE idx = 1",
    "UPDATE records SET nonce = NULL WHERE idx = 1",
    "UPDATE records SET note = NULL, nonce = NULL WHERE idx = 2",
    "UPDATE records SET mark = NULL WHERE idx = 2",
    "UPDATE records SET note = NULL, nonce = NULL, mark = NULL, digest = zeroblob(32) WHERE idx = 1",
    "UPDATE records SET note = NULL, nonce = NULL, mark = NULL, kind = 4 WHERE idx = 1",
    "UPDATE records SET note = NULL, nonce = NULL, mark = NULL, pact = zeroblob(32) WHERE idx = 1",
    "UPDATE records SET note = NULL, nonce = NULL, mark = NULL, idx = 77 WHERE idx = 1",
    "UPDATE records SET note = 'x', nonce = zeroblob(32) WHERE idx = 4",
    "UPDATE records SET note = 'back' WHERE idx = 4",
    "UPDATE OR REPLACE records SET idx = 0 WHERE idx = 1",
    "INSERT OR REPLACE INTO records SELECT 1, pact, kind, zeroblob(32), 'x', nonce, NULL FROM records WHERE idx = 1",
    "INSERT OR REPLACE INTO records SELECT 9, pact, kind, digest, 'x', nonce, NULL FROM records WHERE idx = 1",
    "INSERT INTO records SELECT 9, pact, kind, zeroblob(32), NULL, NULL, NULL FROM records WHERE idx = 1",
];

#[test]
fn raw_sql_changes_and_deletes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let w = World::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let pact = pact(1, &[1, 1]);
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    w.sign_with_mark(&pact, "p0", 0, mark(1)).unwrap();
    w.enrol(&pact, "p1", 0).unwrap();
    w.sign(&pact, "p1", 0).unwrap();
    w.seq.erase(4).unwrap();
    let before = dump(&path);

    // As a stranger's program opens it: whether foreign keys are looked at makes no difference.
    for foreign_keys in ["ON", "OFF"] {
        let raw = Connection::open(&path).unwrap();
        raw.execute_batch(&format!("PRAGMA foreign_keys = {foreign_keys}")).unwrap();
        for attempt in ATTEMPTS {
            // One that touches no row is refused by nobody, and would test nothing.
            assert!(raw.execute(attempt, []).is_err(), "{attempt}");
        }
    }
    assert_eq!(dump(&path), before);
    assert!(w.audit().holds());
}

/// Every row of the append-only tables.
fn dump(path: &std::path::Path) -> Vec<String> {
    let raw = Connection::open(path).unwrap();
    let mut rows = Vec::new();
    for table in ["entries", "nodes", "checkpoints", "pacts", "records"] {
        let mut statement = raw.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let count = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| {
            (0..count).map(|i| Ok(format!("{:?}", row.get_ref(i)?))).collect::<rusqlite::Result<Vec<_>>>()
        };
        rows.extend(statement.query_map([], read).unwrap().map(|row| format!("{table} {:?}", row.unwrap())));
    }
    rows
}
