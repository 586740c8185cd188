//! Bit rot, and a foreign hand that has dropped the triggers: one bit of one stored value is flipped, and the audit
//! must say so; and whatever evidence comes of it, none is taken for more than the ledger held.

use crate::world::{World, audited, mark, pact, policy};
use giaouoc_core::Digest;
use giaouoc_core::evidence::Evidence;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::report::Verdict;
use giaouoc_core::verify::verify;
use giaouoc_store::ledger::{Head, Ledger};
use giaouoc_store::reader::Reader;
use giaouoc_store::sqlite::SqliteStore;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Table, column, and its key. Left out is what no hash covers and nothing rests on: the writer's clock beside a
/// checkpoint, and the digest that stands for an erased record (docs/spec/4-leaf.md, Choices).
const COLUMNS: &[(&str, &str)] = &[
    ("entries", "idx"),
    ("entries", "entry"),
    ("nodes", "level"),
    ("nodes", "idx"),
    ("nodes", "hash"),
    ("checkpoints", "size"),
    ("checkpoints", "note"),
    ("pacts", "digest"),
    ("pacts", "id"),
    ("pacts", "opening"),
    ("pacts", "canonical"),
    ("records", "idx"),
    ("records", "pact"),
    ("records", "kind"),
    ("records", "digest"),
    ("records", "note"),
    ("records", "nonce"),
    ("records", "mark"),
];

/// Two pacts, one completed with a mark, one with an erased record.
fn ledger(path: &Path) -> (Head, Vec<PactDigest>) {
    let w = World::new(Arc::new(SqliteStore::open(path).unwrap()));
    let (first, second) = (pact(1, &[1, 1]), pact(2, &[1]));
    w.open(&first).unwrap();
    w.open(&second).unwrap();
    w.enrol(&first, "p0", 0).unwrap();
    w.enrol(&second, "p0", 0).unwrap();
    w.enrol(&first, "p1", 0).unwrap();
    w.sign_with_mark(&first, "p0", 0, mark(1)).unwrap();
    w.sign(&first, "p1", 0).unwrap();
    let signed = w.sign(&second, "p0", 0).unwrap();
    w.complete(&first).unwrap();
    w.seq.erase(signed.index).unwrap();
    (w.seq.head(), vec![first.digest(), second.digest()])
}

#[test]
fn every_flipped_bit_is_found_and_no_verdict_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (path, trial) = (folder.path().join("a.db"), folder.path().join("trial.db"));
    let (head, pacts) = ledger(&path);
    drop_triggers(&path);
    let whole: Vec<Evidence> = evidence(&path, &head, &pacts).into_iter().flatten().collect();
    assert!(audited(&SqliteStore::open(&path).unwrap()).holds() && whole.len() == 2);
    let (mut flipped, mut impossible) = (0, 0);
    for (table, column) in COLUMNS {
        for (row, value) in rows(&path, table, column) {
            for turn in 0..3 {
                let place = format!("{table}.{column}, row {row}, turn {turn}");
                fs::copy(&path, &trial).unwrap();
                // A key that another row has: no such flip can be stored.
                if !write(&trial, table, column, row, flip(&value, &place)) {
                    impossible += 1;
                    continue;
                }
                flipped += 1;
                assert!(!audited(&SqliteStore::open(&trial).unwrap()).holds(), "{place}: the audit holds");
                for (before, after) in whole.iter().zip(evidence(&trial, &head, &pacts)) {
                    after.iter().for_each(|after| no_wrong_verdict(before, after, &place));
                }
            }
        }
    }
    assert!(flipped > 250 && impossible < flipped / 3, "{flipped} flipped, {impossible} impossible");
}

/// Evidence that passes says nothing that the whole ledger did not say.
fn no_wrong_verdict(before: &Evidence, after: &Evidence, place: &str) {
    let report = verify(after.to_json().unwrap().as_bytes(), Some(&policy()), &Default::default());
    if matches!(report.verdict, Verdict::Valid | Verdict::Incomplete) {
        assert_eq!(after.pact, before.pact, "{place}");
        assert!(after.items.iter().all(|item| before.items.contains(item)), "{place}");
        assert!(after.marks.iter().all(|(digest, mark)| before.marks.get(digest) == Some(mark)), "{place}");
    }
}

/// What a server would hand out; nothing where it cannot.
fn evidence(path: &Path, head: &Head, pacts: &[PactDigest]) -> Vec<Option<Evidence>> {
    let store = SqliteStore::open(path).unwrap();
    pacts.iter().map(|pact| Reader::new(&store as &dyn Ledger).evidence(*pact, head).ok()).collect()
}

/// As a foreign hand opens it. Closing it moves the log into the file.
fn raw(path: &Path) -> Connection {
    let raw = Connection::open(path).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    raw
}

fn drop_triggers(path: &Path) {
    let sql = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
    let raw = raw(path);
    let drops: String = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    raw.execute_batch(&drops).unwrap();
}

fn key(table: &str) -> &'static str {
    if table == "nodes" { "level, idx" } else { "rowid" }
}

/// Every value of a column that is there and that something rests on, with its place in the table.
fn rows(path: &Path, table: &str, column: &str) -> Vec<(i64, Value)> {
    let raw = raw(path);
    let erased = if (table, column) == ("records", "digest") { "note IS NOT NULL" } else { "TRUE" };
    let sql = format!("SELECT CASE WHEN {erased} THEN {column} END FROM {table} ORDER BY {}", key(table));
    let mut statement = raw.prepare(&sql).unwrap();
    let values = statement.query_map([], |row| row.get::<_, Value>(0)).unwrap();
    (0..).zip(values.map(Result::unwrap)).filter(|(_, value)| *value != Value::Null).collect()
}

/// The same value with one bit changed, which one the place decides.
fn flip(value: &Value, place: &str) -> Value {
    let [a, b, c, d, ..] = *Digest::of(place).as_bytes();
    let random = u32::from_be_bytes([a, b, c, d]) as usize;
    let flipped = |mut bytes: Vec<u8>| {
        let bit = random % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    match value {
        Value::Integer(number) => Value::Integer(number ^ (1 << (random % 16))),
        Value::Blob(blob) => Value::Blob(flipped(blob.clone())),
        // Not always UTF-8 any more; it is cast where it is written.
        Value::Text(text) => Value::Blob(flipped(text.clone().into_bytes())),
        other => panic!("{other:?}"),
    }
}

/// Puts a value into one row; false where the database cannot hold it there.
fn write(path: &Path, table: &str, column: &str, row: i64, value: Value) -> bool {
    let text = matches!((table, column), (_, "note") | ("pacts", "id") | ("records", "mark"));
    let new = if text { "CAST(?1 AS TEXT)" } else { "?1" };
    let key = key(table);
    let sql = format!(
        "UPDATE {table} SET {column} = {new}
         WHERE ({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET ?2)"
    );
    raw(path).execute(&sql, (value, row)).is_ok_and(|touched| touched == 1)
}
