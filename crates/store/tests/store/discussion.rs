//! The written contract of [`Discussion`], asked of any driver.

use crate::world::{Driver, at, pact_id, party};
use giaouoc_core::Digest;
use giaouoc_core::pact::PactId;
use giaouoc_store::Error;
use giaouoc_store::workspace::WorkspaceError;
use giaouoc_store::workspace::discussion::{Agreement, Comment, KEPT, MAX_COMMENTS, May, RUN, Share};

/// Every promise, each on a fresh store.
pub(crate) const PROMISES: [fn(&dyn Driver); 6] = [
    a_run_of_saves_is_one_version,
    what_is_referred_to_stays,
    old_versions_go_and_named_ones_stay,
    shares_are_found_by_hash_until_revoked,
    comments_are_answered_resolved_and_removed,
    a_discussion_outlives_the_opening_and_not_the_draft,
];

fn revisions(d: &dyn Driver, pact: &PactId) -> Vec<u64> {
    d.versions(pact, None, 1000).unwrap().iter().map(|version| version.revision).collect()
}

fn said(pact: &PactId, revision: u64, answers: Option<u64>) -> Comment {
    Comment {
        number: 0,
        pact: pact.clone(),
        revision,
        place: "/articles/0/text".into(),
        quote: "chỉ tiêu".into(),
        body: "Nên nêu số.".into(),
        author: "Nguyễn Văn Mẫu 01".into(),
        share: None,
        answers,
        made: at(5),
        resolved: None,
    }
}

fn word(pact: &PactId, revision: u64) -> Agreement {
    let (digest, author) = (Digest::of(b"x"), "Nguyễn Văn Mẫu 01".to_owned());
    Agreement { pact: pact.clone(), party: party("a"), revision, digest, author, share: None, made: at(6) }
}

fn a_run_of_saves_is_one_version(d: &dyn Driver) {
    let id = pact_id(1);
    for (over, (author, second)) in
        [("a", 0), ("a", 1), ("a", RUN - 1), ("a", RUN), ("b", RUN + 1), ("b", RUN + 2)].iter().enumerate()
    {
        let bytes = format!("{over}");
        d.save_draft(&id, over as u64, bytes.as_bytes(), author, at(*second)).unwrap();
    }
    assert_eq!(revisions(d, &id), [6, 4, 3]);
    let (version, document) = d.version(&id, 3).unwrap().unwrap();
    assert_eq!((version.began, version.saved, document), (at(0), at(RUN - 1), b"2".to_vec()));
    assert_eq!(d.version(&id, 2).unwrap(), None);
    assert_eq!(d.versions(&id, Some(6), 1).unwrap()[0].revision, 4);
}

fn what_is_referred_to_stays(d: &dyn Driver) {
    let id = pact_id(1);
    let save = |over| d.save_draft(&id, over, b"{}", "a", at(0)).unwrap();
    save(0);
    d.name_version(&id, 1, "Bản trình").unwrap();
    save(1);
    d.add_comment(&said(&id, 2, None)).unwrap();
    save(2);
    d.agree(&word(&id, 3)).unwrap();
    save(3);
    save(4);
    assert_eq!(revisions(d, &id), [5, 3, 2, 1]);
    assert_eq!(d.version(&id, 1).unwrap().unwrap().0.name.as_deref(), Some("Bản trình"));
    assert!(matches!(d.name_version(&id, 4, "x"), Err(Error::NotFound)));
}

fn old_versions_go_and_named_ones_stay(d: &dyn Driver) {
    let id = pact_id(1);
    for over in 0..KEPT + 5 {
        d.save_draft(&id, over, b"{}", if over % 2 == 0 { "a" } else { "b" }, at(0)).unwrap();
        if over == 1 {
            d.name_version(&id, 2, "Bản trình").unwrap();
        }
    }
    let kept = revisions(d, &id);
    assert_eq!((kept.len() as u64, kept.last()), (KEPT + 1, Some(&2)));
}

fn shares_are_found_by_hash_until_revoked(d: &dyn Driver) {
    let (id, hash) = (pact_id(1), Digest::of(b"token"));
    let mut share = Share {
        number: 0,
        hash,
        pact: id.clone(),
        label: "Đơn vị Mẫu 01".into(),
        may: May::Comment,
        party: Some(party("a")),
        made: at(1),
        expires: at(9),
        revoked: None,
    };
    share.number = d.add_share(&share).unwrap();
    assert_eq!(d.share(&hash).unwrap(), Some(share.clone()));
    assert_eq!(d.share(&Digest::of(b"other")).unwrap(), None);
    assert!(matches!(d.revoke_share(&pact_id(2), share.number, at(2)), Err(Error::NotFound)));
    for time in [3, 4] {
        d.revoke_share(&id, share.number, at(time)).unwrap();
    }
    share.revoked = Some(at(3));
    assert_eq!(d.shares(&id).unwrap(), [share]);
    assert_eq!(d.shares(&pact_id(2)).unwrap(), []);
}

fn comments_are_answered_resolved_and_removed(d: &dyn Driver) {
    let id = pact_id(1);
    let first = d.add_comment(&said(&id, 1, None)).unwrap();
    let answer = d.add_comment(&said(&id, 1, Some(first))).unwrap();
    let other = d.add_comment(&said(&id, 1, None)).unwrap();
    for wrong in [answer, 1000] {
        let refused = d.add_comment(&said(&id, 1, Some(wrong)));
        assert!(matches!(refused, Err(WorkspaceError::Store(Error::NotFound))));
    }
    assert!(matches!(d.add_comment(&said(&pact_id(2), 1, Some(first))), Err(WorkspaceError::Store(Error::NotFound))));
    assert_eq!(d.open_comments(&id).unwrap(), 2);
    d.resolve_comment(&id, first, Some((at(7), "Ban Tổ chức"))).unwrap();
    assert_eq!(d.comment(&id, first).unwrap().unwrap().resolved, Some((at(7), "Ban Tổ chức".into())));
    assert_eq!(d.open_comments(&id).unwrap(), 1);
    d.resolve_comment(&id, first, None).unwrap();
    assert_eq!(d.open_comments(&id).unwrap(), 2);
    assert!(matches!(d.resolve_comment(&pact_id(2), first, None), Err(Error::NotFound)));
    d.remove_comment(&pact_id(2), first).unwrap();
    d.remove_comment(&id, first).unwrap();
    let left: Vec<u64> = d.comments(&id).unwrap().iter().map(|comment| comment.number).collect();
    assert_eq!(left, [other]);
    for _ in 1..MAX_COMMENTS {
        d.add_comment(&said(&id, 1, None)).unwrap();
    }
    assert!(matches!(d.add_comment(&said(&id, 1, None)), Err(WorkspaceError::TooMany)));
}

fn a_discussion_outlives_the_opening_and_not_the_draft(d: &dyn Driver) {
    let id = pact_id(1);
    let talk = || {
        let answered = d.add_comment(&said(&id, 1, None)).unwrap();
        d.add_comment(&said(&id, 1, Some(answered))).unwrap();
        d.agree(&word(&id, 1)).unwrap();
    };
    d.save_draft(&id, 0, b"{}", "a", at(0)).unwrap();
    talk();
    d.close_draft(&id).unwrap();
    assert_eq!((d.draft(&id).unwrap(), d.comments(&id).unwrap().len()), (None, 2));
    assert_eq!((d.agreements(&id).unwrap(), revisions(d, &id)), (vec![word(&id, 1)], vec![1]));
    d.disagree(&id, &party("a")).unwrap();
    assert_eq!(d.agreements(&id).unwrap(), []);
    talk();
    d.forget_discussion(&id).unwrap();
    assert_eq!((d.comments(&id).unwrap().len(), d.agreements(&id).unwrap().len(), revisions(d, &id).len()), (0, 0, 0));
    d.save_draft(&id, 0, b"{}", "a", at(0)).unwrap();
    talk();
    d.delete_draft(&id).unwrap();
    assert_eq!((d.draft(&id).unwrap(), d.comments(&id).unwrap().len(), revisions(d, &id).len()), (None, 0, 0));
}
