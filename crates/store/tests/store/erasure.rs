//! An erased text is gone: from every answer and from every file; and nothing else is.

use crate::world::{World, mark, pact};
use giaouoc_core::report::{Reason, Verdict};
use giaouoc_store::Error;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::reader::Reader;
use giaouoc_store::sqlite::SqliteStore;
use std::path::Path;
use std::sync::Arc;

/// Which of these byte strings stand in any file of the folder.
fn found(folder: &Path, needles: &[Vec<u8>]) -> Vec<usize> {
    let files: Vec<Vec<u8>> =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let holds = |needle: &[u8]| files.iter().any(|file| file.windows(needle.len()).any(|w| w == needle));
    (0..needles.len()).filter(|i| holds(&needles[*i])).collect()
}

#[test]
fn an_erased_record_leaves_every_other_proof_whole() {
    let folder = tempfile::tempdir().unwrap();
    let w = World::new(Arc::new(SqliteStore::open(folder.path().join("a.db")).unwrap()));
    let (pact, other) = (pact(1, &[1, 1]), pact(2, &[1]));
    w.open(&pact).unwrap();
    w.enrol(&pact, "p0", 0).unwrap();
    let signed = w.sign_with_mark(&pact, "p0", 0, mark(4711)).unwrap();
    w.ceremony(&other);
    let (_, stored) = w.ledger.record(signed.index).unwrap().unwrap();
    let (note, nonce) = stored.text.unwrap();
    let needles = vec![note.clone().into_bytes(), nonce.0.to_vec(), mark(4711).as_str().into()];
    assert_eq!(found(folder.path(), &needles), [0, 1, 2], "the search finds what is there");

    w.seq.erase(signed.index).unwrap();
    w.seq.erase(signed.index).unwrap();
    assert!(found(folder.path(), &needles).is_empty());
    let wal = std::fs::metadata(folder.path().join("a.db-wal")).unwrap();
    assert_eq!(wal.len(), 0);

    let evidence = w.evidence(pact.digest());
    assert!(evidence.contains(&format!("\"erased\": \"{}\"", signed.digest)) && !evidence.contains("<svg"));
    let report = w.verdict(pact.digest());
    assert_eq!((report.verdict, report.reason), (Verdict::Incomplete, Some(Reason::Erased)));
    assert_eq!(w.verdict(other.digest()).verdict, Verdict::Valid);
    let reader = Reader::new(&*w.ledger);
    assert!(matches!(reader.tlog_proof(signed.index, &w.seq.head()), Err(Error::NotFound)));
    reader.tlog_proof(signed.index + 1, &w.seq.head()).unwrap();
    let audit = w.audit();
    assert!(audit.holds(), "{:?}", audit.findings);
    assert_eq!((audit.records, audit.erased), (w.seq.head().size - 1, 1));
    assert!(matches!(w.seq.erase(99), Err(Error::NotFound)));
}

/// Pages of a B-tree are split, merged and rewritten: copies of a text could stay in their gaps. Many texts, erased in
/// no order and with records written in between, while readers look on.
#[test]
fn no_erased_text_is_left_in_any_page() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path().join("a.db")).unwrap());
    let w = World::new(Arc::clone(&store) as Arc<dyn Ledger>);
    let (mut texts, mut erased) = (Vec::new(), Vec::new());
    for round in 0..40_u64 {
        let pact = pact(round, &[1, 1]);
        w.ceremony(&pact);
        for record in w.ledger.records(pact.digest()).unwrap() {
            texts.push((record.index, record.text.unwrap()));
        }
        for step in 0..4 {
            let (index, (note, nonce)) = texts.swap_remove(((round * 31 + step * 17) % texts.len() as u64) as usize);
            w.seq.erase(index).unwrap();
            // The signature line is unlike any other text, and stands at the end; the nonce is random.
            erased.extend([note.as_bytes()[note.len() - 80..].to_vec(), nonce.0.to_vec()]);
        }
        store.pacts(None, 5).unwrap();
    }
    let kept: Vec<_> = texts.iter().map(|(_, (_, nonce))| nonce.0.to_vec()).collect();
    assert_eq!(found(folder.path(), &kept).len(), kept.len());
    assert_eq!(found(folder.path(), &erased), [0_usize; 0]);
    assert!(w.audit().holds());
}

/// A long read keeps the log from being emptied: the caller is told, and asks again.
#[test]
fn an_erasure_that_a_reader_holds_up_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let w = World::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let pact = pact(1, &[1]);
    w.open(&pact).unwrap();
    let enrolled = w.enrol(&pact, "p0", 0).unwrap();
    let nonce = w.ledger.record(enrolled.index).unwrap().unwrap().1.text.unwrap().1.0.to_vec();
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM records").unwrap();
    assert!(matches!(w.seq.erase(enrolled.index), Err(Error::Busy)));
    // Gone from every answer, but not yet from the files.
    assert!(w.progress(&pact).is_erased());
    assert_eq!(found(folder.path(), std::slice::from_ref(&nonce)), [0]);
    reader.execute_batch("COMMIT").unwrap();
    w.seq.erase(enrolled.index).unwrap();
    assert!(found(folder.path(), &[nonce]).is_empty());
}
