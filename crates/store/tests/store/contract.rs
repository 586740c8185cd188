//! The written contract of both kinds of storage, asked of any [`Driver`]: [`contract`] is all of it.

use crate::batches::{Batches, record, settle};
use crate::world::{Driver, at, pact, pact_id, party};
use giaouoc_core::Digest;
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Capacity, Method, RecordDigest};
use giaouoc_store::Error;
use giaouoc_store::ledger::{Batch, Head, NewRecord};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_store::workspace::{Invitation, Release, Scope, Token, WorkspaceError};
use giaouoc_tlog::merkle::Node;
use std::sync::atomic::{AtomicU32, Ordering};

/// Every promise, each on a fresh store.
pub(crate) fn contract(make: &dyn Fn() -> Box<dyn Driver>) {
    let ledger: [fn(&dyn Driver); 8] = [
        an_empty_ledger_has_nothing,
        a_batch_is_there_as_a_whole,
        a_batch_on_another_size_is_fenced_off,
        a_refused_batch_leaves_nothing,
        missing_rows_are_corrupt,
        pages_of_pacts_and_checkpoints,
        erasure_takes_text_nonce_and_mark,
        concurrent_commits_have_one_winner,
    ];
    let workspace: [fn(&dyn Driver); 8] = [
        a_person_is_forgotten_with_all_that_names_them,
        drafts_are_saved_over_what_was_seen,
        adopted_drafts_are_frozen,
        drafts_come_in_pages,
        files_and_tokens,
        invitations_are_spent_once,
        spending_races_have_one_winner,
        releases_and_pending,
    ];
    ledger
        .iter()
        .chain(&workspace)
        .chain(&crate::ceremony::PROMISES)
        .chain(&crate::accounts::PROMISES)
        .chain(&crate::discussion::PROMISES)
        .chain(&crate::mail::PROMISES)
        .chain(&crate::templates_and_archive::PROMISES)
        .for_each(|promise| promise(&*make()));
}

#[test]
fn sqlite_in_memory_keeps_the_contract() {
    contract(&|| Box::new(SqliteStore::open_in_memory().unwrap()));
}

#[test]
fn sqlite_in_a_file_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    contract(&|| {
        count.set(count.get() + 1);
        Box::new(SqliteStore::open(folder.path().join(format!("{}.db", count.get()))).unwrap())
    });
}

fn an_empty_ledger_has_nothing(d: &dyn Driver) {
    assert_eq!(d.head().unwrap(), None);
    assert!(d.checkpoints(0, 9).unwrap().is_empty() && d.pacts(None, 9).unwrap().is_empty());
    assert!(d.nodes(&[]).unwrap().is_empty() && d.entries(0..0).unwrap().is_empty());
    let pact = pact(1, &[1]);
    assert!(d.pact(pact.digest()).unwrap().is_none() && d.pact_by_id(&pact.id).unwrap().is_none());
    assert!(d.records(pact.digest()).unwrap().is_empty() && d.record(0).unwrap().is_none());
    assert!(matches!(d.erase(0), Err(Error::NotFound)));
    d.commit(&Batches::empty()).unwrap();
    assert_eq!(d.head().unwrap(), Some(Head { size: 0, checkpoint: "checkpoint 0".into() }));
}

fn a_batch_is_there_as_a_whole(d: &dyn Driver) {
    let (pact, mark) = (pact(1, &[1]), crate::world::mark(1));
    let records =
        vec![record(&pact, Kind::Opening, "a", None), record(&pact, Kind::Signature, "b", Some(mark.clone()))];
    let mut batches = Batches::new();
    let batch = batches.next(records.clone());
    d.commit(&batch).unwrap();
    let nodes: Vec<Node> = batch.nodes.iter().map(|(node, _)| *node).collect();
    assert_eq!(d.nodes(&nodes).unwrap(), batch.nodes.iter().map(|(_, hash)| *hash).collect::<Vec<_>>());
    assert_eq!(nodes.len(), 3);
    assert_eq!(d.head().unwrap().unwrap(), Head { size: 2, checkpoint: "checkpoint 2".into() });
    assert_eq!(d.entries(0..2).unwrap(), records.iter().map(|r| r.entry).collect::<Vec<_>>());
    assert_eq!(*d.pact(pact.digest()).unwrap().unwrap(), *pact);
    assert_eq!(*d.pact_by_id(&pact.id).unwrap().unwrap(), *pact);
    let stored = d.records(pact.digest()).unwrap();
    assert_eq!(
        stored.iter().map(|r| (r.index, r.kind)).collect::<Vec<_>>(),
        [(0, Kind::Opening), (1, Kind::Signature)]
    );
    for (i, (stored, new)) in stored.iter().zip(&records).enumerate() {
        assert_eq!((stored.digest, stored.text.clone()), (new.digest, Some((new.note.clone(), new.nonce))));
        assert_eq!(d.record(i as u64).unwrap().unwrap(), (pact.digest(), stored.clone()));
    }
    assert_eq!(d.marks(pact.digest()).unwrap(), [mark]);
    assert!(d.record(2).unwrap().is_none() && d.marks(PactDigest(Digest::of(""))).unwrap().is_empty());
}

fn a_batch_on_another_size_is_fenced_off(d: &dyn Driver) {
    let pact = pact(1, &[1]);
    let mut batches = Batches::new();
    let opening = batches.next(vec![record(&pact, Kind::Opening, "a", None)]);
    d.commit(&opening).unwrap();
    assert!(matches!(d.commit(&opening), Err(Error::Fenced { expected: 0, found: 1 })));
    assert!(matches!(d.commit(&Batches::empty()), Err(Error::Fenced { expected: 0, found: 1 })));
    let mut ahead = batches.next(vec![record(&pact, Kind::Enrolment, "b", None)]);
    ahead.base = 2;
    assert!(matches!(d.commit(&ahead), Err(Error::Fenced { expected: 2, found: 1 })));
    assert_eq!(d.head().unwrap().unwrap().size, 1);
}

fn a_refused_batch_leaves_nothing(d: &dyn Driver) {
    let (first, other) = (pact(1, &[1]), pact(1, &[1, 1]));
    let mut batches = Batches::new();
    d.commit(&batches.next(vec![record(&first, Kind::Opening, "a", None)])).unwrap();
    let before = (d.head().unwrap(), d.entries(0..1).unwrap());
    // One id, two pacts: the last record of the batch cannot be written, so none is.
    let records = vec![record(&first, Kind::Enrolment, "b", None), record(&other, Kind::Opening, "c", None)];
    let mut torn = batches.clone_next(records);
    assert!(d.commit(&torn).is_err());
    // One text twice, and a record of a pact that was never opened.
    torn = batches.clone_next(vec![record(&first, Kind::Opening, "a", None)]);
    assert!(d.commit(&torn).is_err());
    torn = batches.clone_next(vec![record(&other, Kind::Enrolment, "d", None)]);
    assert!(d.commit(&torn).is_err());
    assert_eq!((d.head().unwrap(), d.entries(0..1).unwrap()), before);
    assert!(d.entries(1..2).is_err() && d.record(1).unwrap().is_none() && d.pact(other.digest()).unwrap().is_none());
    d.commit(&batches.next(vec![record(&first, Kind::Enrolment, "b", None)])).unwrap();
}

impl Batches {
    /// A batch that is expected to fail, and so does not move on.
    fn clone_next(&self, records: Vec<NewRecord>) -> Batch {
        Self { frontier: self.frontier.clone() }.next(records)
    }
}

fn missing_rows_are_corrupt(d: &dyn Driver) {
    let pact = pact(1, &[1]);
    d.commit(&Batches::new().next(vec![record(&pact, Kind::Opening, "a", None)])).unwrap();
    let (there, missing) = (Node { level: 0, index: 0 }, Node { level: 1, index: 0 });
    assert!(matches!(d.nodes(&[there, missing]), Err(Error::Corrupt(_))));
    assert!(matches!(d.entries(0..2), Err(Error::Corrupt(_))));
    assert!(d.entries(0..257).is_err());
}

fn pages_of_pacts_and_checkpoints(d: &dyn Driver) {
    d.commit(&Batches::empty()).unwrap();
    let mut batches = Batches::new();
    let pacts: Vec<_> = (0..5).map(|i| pact(i, &[1])).collect();
    for (i, pact) in pacts.iter().enumerate() {
        d.commit(&batches.next(vec![record(pact, Kind::Opening, &format!("opening {i}"), None)])).unwrap();
    }
    let indices = |before, limit| d.pacts(before, limit).unwrap().into_iter().map(|(i, _)| i).collect::<Vec<_>>();
    assert_eq!((indices(None, 2), indices(Some(3), 2), indices(Some(1), 9)), (vec![4, 3], vec![2, 1], vec![0]));
    assert!(indices(Some(0), 9).is_empty());
    assert_eq!(*d.pacts(Some(3), 1).unwrap()[0].1, *pacts[2]);
    let sizes = |from, limit| d.checkpoints(from, limit).unwrap().into_iter().map(|c| c.size).collect::<Vec<_>>();
    assert_eq!((sizes(0, 2), sizes(3, 9)), (vec![0, 1], vec![3, 4, 5]));
}

fn erasure_takes_text_nonce_and_mark(d: &dyn Driver) {
    let (pact, mark) = (pact(1, &[1]), crate::world::mark(1));
    let records = vec![record(&pact, Kind::Opening, "a", None), record(&pact, Kind::Signature, "b", Some(mark))];
    let batch = Batches::new().next(records);
    d.commit(&batch).unwrap();
    let before = d.records(pact.digest()).unwrap();
    for _ in 0..2 {
        d.erase(1).unwrap();
        let after = d.records(pact.digest()).unwrap();
        assert_eq!(after[0], before[0]);
        assert_eq!((after[1].index, after[1].kind, after[1].digest), (1, before[1].kind, before[1].digest));
        assert!(after[1].text.is_none() && d.marks(pact.digest()).unwrap().is_empty());
        assert_eq!(d.entries(0..2).unwrap(), batch.records.iter().map(|r| r.entry).collect::<Vec<_>>());
    }
    assert!(matches!(d.erase(2), Err(Error::NotFound)));
}

fn concurrent_commits_have_one_winner(d: &dyn Driver) {
    let won = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for i in 0..8 {
            let won = &won;
            scope.spawn(move || {
                let pact = pact(i, &[1]);
                match d.commit(&Batches::new().next(vec![record(&pact, Kind::Opening, &format!("o{i}"), None)])) {
                    Ok(_) => drop(won.fetch_add(1, Ordering::Relaxed)),
                    Err(error) => assert!(matches!(error, Error::Fenced { expected: 0, found: 1 }), "{error}"),
                }
            });
        }
    });
    assert_eq!(won.into_inner(), 1);
    assert_eq!((d.head().unwrap().unwrap().size, d.pacts(None, 9).unwrap().len()), (1, 1));
}

fn drafts_are_saved_over_what_was_seen(d: &dyn Driver) {
    let id = pact_id(1);
    assert!(matches!(d.save_draft(&id, 3, b"x", "a", at(0)), Err(WorkspaceError::Stale { found: 0 })));
    assert_eq!(d.save_draft(&id, 0, b"first", "a", at(1)).unwrap(), 1);
    assert!(matches!(d.save_draft(&id, 0, b"x", "a", at(2)), Err(WorkspaceError::Stale { found: 1 })));
    assert_eq!(d.save_draft(&id, 1, b"second", "a", at(3)).unwrap(), 2);
    assert!(matches!(d.save_draft(&id, 1, b"x", "a", at(4)), Err(WorkspaceError::Stale { found: 2 })));
    let draft = d.draft(&id).unwrap().unwrap();
    assert_eq!((draft.revision, &draft.document[..], draft.saved, draft.adopted), (2, &b"second"[..], at(3), None));
    d.delete_draft(&id).unwrap();
    d.delete_draft(&id).unwrap();
    assert_eq!(d.draft(&id).unwrap(), None);
}

fn adopted_drafts_are_frozen(d: &dyn Driver) {
    let id = pact_id(1);
    assert!(matches!(d.adopt_draft(&id, 1, at(0)), Err(WorkspaceError::NoSuchDraft)));
    assert!(matches!(d.release_draft(&id), Err(WorkspaceError::NoSuchDraft)));
    d.save_draft(&id, 0, b"{}", "a", at(0)).unwrap();
    assert!(matches!(d.adopt_draft(&id, 2, at(1)), Err(WorkspaceError::Stale { found: 1 })));
    d.adopt_draft(&id, 1, at(2)).unwrap();
    d.adopt_draft(&id, 1, at(3)).unwrap();
    assert_eq!(d.draft(&id).unwrap().unwrap().adopted, Some(at(2)));
    assert!(matches!(d.save_draft(&id, 1, b"x", "a", at(4)), Err(WorkspaceError::Adopted)));
    d.release_draft(&id).unwrap();
    d.release_draft(&id).unwrap();
    assert_eq!(d.save_draft(&id, 1, b"x", "a", at(5)).unwrap(), 2);
}

fn drafts_come_in_pages(d: &dyn Driver) {
    let ids: Vec<_> = (0..5).map(pact_id).collect();
    for id in ids.iter().rev() {
        assert_eq!(d.save_draft(id, 0, b"{}", "a", at(0)).unwrap(), 1);
    }
    let page = |after, limit| d.drafts(after, limit).unwrap().into_iter().map(|d| d.id).collect::<Vec<_>>();
    assert_eq!(page(None, 2), ids[..2]);
    assert_eq!(page(Some(&ids[1]), 9), ids[2..]);
    assert!(page(Some(&ids[4]), 9).is_empty());
}

fn files_and_tokens(d: &dyn Driver) {
    let digest = Digest::of("bytes");
    assert_eq!(d.file(&digest).unwrap(), None);
    d.put_file(&digest, b"bytes").unwrap();
    d.put_file(&digest, b"bytes").unwrap();
    assert_eq!(d.file(&digest).unwrap().unwrap(), b"bytes");

    let token = |text: &str, scope| Token {
        number: 0,
        hash: Digest::of(text),
        scope,
        label: text.into(),
        made: at(1),
        revoked: None,
    };
    d.add_token(&token("a", Scope::Admin)).unwrap();
    d.add_token(&token("b", Scope::Desk)).unwrap();
    assert!(d.add_token(&token("b", Scope::Desk)).is_err());
    let b = d.token(&Digest::of("b")).unwrap().unwrap();
    assert_eq!((b.scope, b.label.as_str(), b.made), (Scope::Desk, "b", at(1)));
    d.revoke_token(b.number, at(2)).unwrap();
    d.revoke_token(b.number, at(3)).unwrap();
    assert_eq!(d.token(&Digest::of("b")).unwrap(), None);
    assert!(matches!(d.revoke_token(99, at(2)), Err(Error::NotFound)));
    let all = d.tokens().unwrap();
    assert_eq!(all.iter().map(|t| (t.number, t.revoked)).collect::<Vec<_>>(), [(1, None), (b.number, Some(at(2)))]);
}

fn holder(name: &str) -> Holder {
    Holder { name: name.into(), capacity: Capacity::Delegate, authority: Some(Digest::of("letter")) }
}

fn invitation(token: &str, id: &str) -> Invitation {
    Invitation {
        hash: Digest::of(token),
        pact: pact_id(1),
        party: party(id),
        holder: holder("Nguyễn Văn A"),
        expires: at(100),
        spent: None,
        current: true,
        needs_code: false,
    }
}

fn on(number: u8) -> RecordDigest {
    RecordDigest(Digest::of([number]))
}

fn invitations_are_spent_once(d: &dyn Driver) {
    let (first, second, other) = (invitation("1", "p0"), invitation("2", "p0"), invitation("3", "p1"));
    assert!(matches!(d.spend_invitation(&first.hash, on(1), at(1)), Err(WorkspaceError::NoSuchInvitation)));
    [&first, &other, &second].iter().for_each(|i| d.invite(i).unwrap());
    // The second has voided the first, and no other party's.
    assert!(matches!(d.spend_invitation(&first.hash, on(1), at(1)), Err(WorkspaceError::Void)));
    assert_eq!(d.invitation_by_hash(&first.hash).unwrap().unwrap(), Invitation { current: false, ..first.clone() });
    assert_eq!(d.invitation(&first.pact, &first.party).unwrap().unwrap(), second);
    assert!(matches!(d.spend_invitation(&second.hash, on(1), at(100)), Err(WorkspaceError::Expired)));
    let spent = Invitation { spent: Some(at(99)), ..second.clone() };
    assert_eq!(d.spend_invitation(&second.hash, on(1), at(99)).unwrap(), spent);
    // On the same record again, even after it expired; on another one never.
    assert_eq!(d.spend_invitation(&second.hash, on(1), at(200)).unwrap(), spent);
    assert!(matches!(d.spend_invitation(&second.hash, on(2), at(99)), Err(WorkspaceError::Spent)));
    assert_eq!(d.invitation(&second.pact, &second.party).unwrap().unwrap(), spent);
    d.unspend_invitation(&second.hash).unwrap();
    d.spend_invitation(&second.hash, on(1), at(50)).unwrap();
    assert!(matches!(d.unspend_invitation(&Digest::of("?")), Err(Error::NotFound)));
    d.revoke_invitation(&other.pact, &other.party).unwrap();
    assert!(matches!(d.spend_invitation(&other.hash, on(1), at(1)), Err(WorkspaceError::Void)));
    assert_eq!(d.invitation(&other.pact, &other.party).unwrap(), None);
}

fn spending_races_have_one_winner(d: &dyn Driver) {
    let one = invitation("1", "p0");
    d.invite(&one).unwrap();
    let won = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let won = &won;
            scope.spawn(move || match d.spend_invitation(&Digest::of("1"), on(number), at(1)) {
                Ok(_) => drop(won.fetch_add(1, Ordering::Relaxed)),
                Err(error) => assert!(matches!(error, WorkspaceError::Spent), "{error}"),
            });
        }
    });
    assert_eq!(won.into_inner(), 1);
}

fn releases_and_pending(d: &dyn Driver) {
    let release = |id: &str, name: &str| Release {
        pact: pact_id(1),
        party: party(id),
        holder: holder(name),
        method: Method::InPerson,
        time: at(1),
    };
    let (pact, p0) = (pact_id(1), party("p0"));
    assert!(matches!(d.put_pending(&pact, &p0, "note", at(2)), Err(Error::NotFound)));
    d.release(&release("p1", "B")).unwrap();
    d.release(&release("p0", "A")).unwrap();
    assert_eq!(d.releases(&pact).unwrap(), [release("p0", "A"), release("p1", "B")]);
    d.put_pending(&pact, &p0, "note", at(2)).unwrap();
    d.put_pending(&pact, &p0, "newer", at(3)).unwrap();
    let pending = d.pending(&pact).unwrap();
    assert_eq!((pending.len(), pending[0].note.as_str(), pending[0].time), (1, "newer", at(3)));
    // A newer release drops what waits; settling drops both.
    d.release(&release("p0", "C")).unwrap();
    assert!(d.pending(&pact).unwrap().is_empty());
    d.put_pending(&pact, &p0, "again", at(4)).unwrap();
    assert!(settle(d, &pact, &p0));
    assert!(!settle(d, &pact, &p0), "nothing waits any more");
    assert!(d.pending(&pact).unwrap().is_empty());
    assert_eq!(d.releases(&pact).unwrap(), [release("p1", "B")]);
}

fn a_person_is_forgotten_with_all_that_names_them(d: &dyn Driver) {
    use giaouoc_core::Language;
    use giaouoc_store::workspace::mail::{Contact, Kind};
    let (pact, gone, stays) = (pact_id(1), party("a"), party("b"));
    let holder = |name: &str| Holder { name: name.into(), capacity: Capacity::Representative, authority: None };
    for (id, name) in [(&gone, "Nguyễn Văn Mẫu 01"), (&stays, "Nguyễn Văn Mẫu 02")] {
        d.release(&Release {
            pact: pact.clone(),
            party: id.clone(),
            holder: holder(name),
            method: Method::InPerson,
            time: at(1),
        })
        .unwrap();
        d.put_pending(&pact, id, "note", at(1)).unwrap();
        d.put_decline(&pact, id, "note", at(1)).unwrap();
        let invitation = Invitation {
            hash: Digest::of(name),
            pact: pact.clone(),
            party: id.clone(),
            holder: holder(name),
            expires: at(9),
            spent: None,
            current: true,
            needs_code: false,
        };
        d.invite(&invitation).unwrap();
        let address = "x@example.org".to_owned();
        d.put_contact(&Contact { pact: pact.clone(), party: id.clone(), address, language: Language::Vi }).unwrap();
        d.queue_letter(&pact, id, Kind::Invitation, at(1)).unwrap();
    }
    for _ in 0..2 {
        d.forget_person(&pact, &gone).unwrap();
    }
    assert_eq!(d.invitation(&pact, &gone).unwrap(), None);
    assert_eq!(d.invitation_by_hash(&Digest::of("Nguyễn Văn Mẫu 01")).unwrap(), None);
    let left = (d.releases(&pact).unwrap().len(), d.pending(&pact).unwrap().len(), d.declines(&pact).unwrap().len());
    assert_eq!((left, d.contacts(&pact).unwrap().len(), d.letters_due(at(9), 9).unwrap().len()), ((1, 1, 1), 1, 1));
    assert!(d.invitation(&pact, &stays).unwrap().is_some());
}
