//! What the SQLite driver promises of its file.

use giaouoc_store::Error;
use giaouoc_store::sqlite::{APPLICATION_ID, SqliteStore};
use rusqlite::Connection;
use std::fs;

#[test]
fn opens_what_it_made_and_marks_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    assert!(matches!(SqliteStore::open_existing(&path), Err(Error::NotFound)));
    assert!(!path.exists());
    for _ in 0..2 {
        SqliteStore::open(&path).unwrap();
        SqliteStore::open_existing(&path).unwrap();
    }
    let raw = Connection::open(&path).unwrap();
    let pragma = |name: &str| raw.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).unwrap();
    assert_eq!((pragma("application_id"), pragma("user_version")), (APPLICATION_ID, 7));
    let mode: String = raw.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn refuses_what_is_not_ours_and_leaves_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("another program's", "PRAGMA application_id = 1; CREATE TABLE t (x)"),
        ("nobody's, with a table", "CREATE TABLE t (x)"),
        ("nobody's, with a version", "PRAGMA user_version = 1; CREATE TABLE t (x); DROP TABLE t"),
        ("ours, but newer", &format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1000")),
        ("ours, but of no version", &format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = -1")),
    ];
    for (name, sql) in cases {
        let path = folder.path().join(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let before = fs::read(&path).unwrap();
        let opened = SqliteStore::open(&path);
        assert!(matches!(opened, Err(Error::Unknown(_))), "{name}: {opened:?}");
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
    }
    let path = folder.path().join("no database");
    fs::write(&path, "x".repeat(5000)).unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(Error::Unknown(_))));
}

#[test]
fn an_older_version_of_ours_is_brought_forward() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../../src/sqlite/1-ledger.sql")).unwrap();
    raw.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1")).unwrap();
    drop(raw);
    SqliteStore::open(&path).unwrap();
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let count: i64 = Connection::open(&path).unwrap().query_row(tables, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 24);
}
