//! An older copy of the database is put back: the checkpoint beside it knows.

use crate::world::{World, pact};
use giaouoc_store::Error;
use giaouoc_store::sequencer::CheckpointFile;
use giaouoc_store::sqlite::SqliteStore;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn start(folder: &Path, accept: bool) -> Result<World, Error> {
    let store = SqliteStore::open(folder.join("a.db")).unwrap();
    World::with_checkpoint_file(
        Arc::new(store),
        Some(CheckpointFile::new(folder.join("checkpoint")).accept_older(accept)),
    )
}

fn refused(folder: &Path) -> String {
    match start(folder, false) {
        Err(Error::Corrupt(what)) => what,
        other => panic!("a refusal is due, found {:?}", other.map(|w| w.seq.head())),
    }
}

/// Copies the database while nobody has it open.
fn copy(folder: &Path, from: &str, to: &str) {
    for end in ["-wal", "-shm"] {
        fs::remove_file(folder.join(format!("a.db{end}"))).ok();
    }
    fs::copy(folder.join(from), folder.join(to)).unwrap();
}

#[test]
fn an_older_backup_is_refused_until_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let w = start(folder, false).unwrap();
    w.open(&pact(1, &[1])).unwrap();
    assert_eq!(fs::read_to_string(folder.join("checkpoint")).unwrap(), w.seq.head().checkpoint);
    drop(w);
    copy(folder, "a.db", "backup.db");

    let w = start(folder, false).unwrap();
    w.open(&pact(2, &[1])).unwrap();
    drop(w);
    copy(folder, "backup.db", "a.db");
    assert!(refused(folder).contains("older backup"), "{}", refused(folder));

    // Told to go on, it signs another tree of two entries: the file follows, and starts agree again.
    let w = start(folder, true).unwrap();
    assert_eq!(w.seq.head().size, 1);
    w.open(&pact(3, &[1])).unwrap();
    drop(w);
    drop(start(folder, false).unwrap());
}

#[test]
fn a_fork_of_the_same_or_a_larger_size_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    drop(start(folder, false).unwrap());
    copy(folder, "a.db", "backup.db");
    let w = start(folder, false).unwrap();
    w.open(&pact(1, &[1])).unwrap();
    let first = w.seq.head().checkpoint;
    drop(w);
    copy(folder, "backup.db", "a.db");
    let w = start(folder, true).unwrap();
    w.open(&pact(2, &[1])).unwrap();
    drop(w);
    fs::write(folder.join("checkpoint"), &first).unwrap();
    assert!(refused(folder).contains("fork"));
    drop(start(folder, true).unwrap());
    let w = start(folder, false).unwrap();
    w.open(&pact(3, &[1])).unwrap();
    drop(w);
    fs::write(folder.join("checkpoint"), &first).unwrap();
    assert!(refused(folder).contains("fork"));
}

#[test]
fn a_file_that_a_power_cut_emptied_or_left_behind_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let w = start(folder, false).unwrap();
    let empty = w.seq.head().checkpoint;
    w.open(&pact(1, &[1])).unwrap();
    drop(w);
    for left in ["", "torn", &empty] {
        fs::write(folder.join("checkpoint"), left).unwrap();
        drop(start(folder, false).unwrap());
    }
    fs::remove_file(folder.join("checkpoint")).unwrap();
    drop(start(folder, false).unwrap());
    // What is a checkpoint, but by another key, is no torn file.
    let foreign = include_str!("../../../../fixtures/vectors/formats/5-checkpoint.txt");
    fs::write(folder.join("checkpoint"), foreign).unwrap();
    assert!(refused(folder).contains("no checkpoint of it"));
}
