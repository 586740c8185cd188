//! The written contract of [`Ceremony`], asked of any driver.

use crate::batches::settle;
use crate::world::{Driver, at, pact_id, party};
use giaouoc_core::Digest;
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Capacity, Method};
use giaouoc_store::Error;
use giaouoc_store::workspace::ceremony::{CODE_TRIES, Kiosk, Opens};
use giaouoc_store::workspace::{Invitation, Release, WorkspaceError};
use std::sync::atomic::{AtomicU32, Ordering};

/// Every promise, each on a fresh store.
pub(crate) const PROMISES: [fn(&dyn Driver); 6] = [
    codes_are_tried_five_times_and_used_once,
    codes_go_with_what_they_open,
    races_for_a_code,
    declines_wait_and_are_settled,
    kiosks_are_paired_once,
    few_kiosks_wait,
];

fn holder() -> Holder {
    Holder { name: "Nguyễn Văn Mẫu 01".into(), capacity: Capacity::Representative, authority: None }
}

fn release(d: &dyn Driver, id: &str) {
    let (pact, party) = (pact_id(1), party(id));
    d.release(&Release { pact, party, holder: holder(), method: Method::InPerson, time: at(1) }).unwrap();
}

fn invite(d: &dyn Driver, token: &str, id: &str) {
    let (hash, pact, party) = (Digest::of(token), pact_id(1), party(id));
    let expires = at(100);
    d.invite(&Invitation {
        hash,
        pact,
        party,
        holder: holder(),
        expires,
        spent: None,
        current: true,
        needs_code: true,
    })
    .unwrap();
}

fn codes_are_tried_five_times_and_used_once(d: &dyn Driver) {
    let (pact, p0, opens) = (pact_id(1), party("p0"), Opens::Release);
    assert!(matches!(d.put_code(&pact, &p0, opens, "hash", at(10)), Err(Error::NotFound)));
    assert!(matches!(d.try_code(&pact, &p0, opens, at(2)), Err(WorkspaceError::NoSuchCode)));
    release(d, "p0");
    d.put_code(&pact, &p0, opens, "hash", at(10)).unwrap();
    assert!(matches!(d.try_code(&pact, &p0, opens, at(10)), Err(WorkspaceError::CodeExpired)));
    for tries in 1..=CODE_TRIES {
        let code = d.try_code(&pact, &p0, opens, at(9)).unwrap();
        assert_eq!((code.hash.as_str(), code.tries, code.expires, code.used_on), ("hash", tries, at(10), None));
    }
    for _ in 0..2 {
        assert!(matches!(d.try_code(&pact, &p0, opens, at(9)), Err(WorkspaceError::CodeTried)));
    }
    // The last try may have been the right one.
    let (claim, other) = (Digest::of("claim"), Digest::of("other"));
    assert!(matches!(d.use_code(&pact, &p0, opens, "another", &claim), Err(WorkspaceError::NoSuchCode)));
    d.use_code(&pact, &p0, opens, "hash", &claim).unwrap();
    d.use_code(&pact, &p0, opens, "hash", &claim).unwrap();
    assert!(matches!(d.use_code(&pact, &p0, opens, "hash", &other), Err(WorkspaceError::CodeUsed)));
    assert!(matches!(d.try_code(&pact, &p0, opens, at(9)), Err(WorkspaceError::CodeUsed)));
    assert_eq!(d.codes(&pact, opens).unwrap(), [(p0.clone(), d.code(&pact, &p0, opens).unwrap().unwrap())]);
    assert_eq!(d.code(&pact, &p0, opens).unwrap().unwrap().used_on, Some(claim));
    // A fresh one takes its place, and its claim's.
    d.put_code(&pact, &p0, opens, "fresh", at(20)).unwrap();
    let fresh = d.code(&pact, &p0, opens).unwrap().unwrap();
    assert_eq!((fresh.hash.as_str(), fresh.tries, fresh.used_on), ("fresh", 0, None));
}

fn codes_go_with_what_they_open(d: &dyn Driver) {
    let (pact, p0) = (pact_id(1), party("p0"));
    let count = || [Opens::Release, Opens::Invitation].map(|opens| d.codes(&pact, opens).unwrap().len());
    release(d, "p0");
    release(d, "p1");
    assert!(matches!(d.put_code(&pact, &p0, Opens::Invitation, "i", at(10)), Err(Error::NotFound)));
    invite(d, "1", "p0");
    assert!(d.invitation(&pact, &p0).unwrap().unwrap().needs_code);
    d.put_code(&pact, &p0, Opens::Release, "r", at(10)).unwrap();
    d.put_code(&pact, &party("p1"), Opens::Release, "r", at(10)).unwrap();
    d.put_code(&pact, &p0, Opens::Invitation, "i", at(10)).unwrap();
    assert_eq!(count(), [2, 1]);
    // Released anew, invited anew: the old codes open nothing.
    release(d, "p0");
    assert_eq!(count(), [1, 1]);
    invite(d, "2", "p0");
    assert_eq!(count(), [1, 0]);
    d.put_code(&pact, &p0, Opens::Invitation, "i", at(10)).unwrap();
    d.revoke_invitation(&pact, &p0).unwrap();
    assert_eq!(count(), [1, 0]);
    assert!(settle(d, &pact, &party("p1")));
    assert_eq!(count(), [0, 0]);
}

fn races_for_a_code(d: &dyn Driver) {
    let (pact, p0) = (pact_id(1), party("p0"));
    release(d, "p0");
    d.put_code(&pact, &p0, Opens::Release, "hash", at(10)).unwrap();
    let (tried, used) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for n in 0..50_u8 {
            let (tried, used, pact, p0) = (&tried, &used, &pact, &p0);
            scope.spawn(move || {
                match d.try_code(pact, p0, Opens::Release, at(2)) {
                    Ok(_) => drop(tried.fetch_add(1, Ordering::Relaxed)),
                    Err(error) => {
                        return assert!(
                            matches!(error, WorkspaceError::CodeTried | WorkspaceError::CodeUsed),
                            "{error}"
                        );
                    }
                }
                match d.use_code(pact, p0, Opens::Release, "hash", &Digest::of([n])) {
                    Ok(()) => drop(used.fetch_add(1, Ordering::Relaxed)),
                    Err(error) => assert!(matches!(error, WorkspaceError::CodeUsed), "{error}"),
                }
            });
        }
    });
    assert!(tried.into_inner() <= CODE_TRIES);
    assert_eq!(used.into_inner(), 1);
}

fn declines_wait_and_are_settled(d: &dyn Driver) {
    let (pact, p0, p1) = (pact_id(1), party("p0"), party("p1"));
    d.put_decline(&pact, &p1, "b", at(1)).unwrap();
    d.put_decline(&pact, &p0, "a", at(2)).unwrap();
    d.put_decline(&pact, &p0, "newer", at(3)).unwrap();
    d.put_decline(&pact_id(2), &p0, "elsewhere", at(3)).unwrap();
    let notes = |pact| d.declines(pact).unwrap().into_iter().map(|w| (w.party, w.note, w.time)).collect::<Vec<_>>();
    assert_eq!(notes(&pact), [(p0.clone(), "newer".to_owned(), at(3)), (p1.clone(), "b".to_owned(), at(1))]);
    d.drop_decline(&pact, &p1).unwrap();
    d.drop_decline(&pact, &p1).unwrap();
    release(d, "p0");
    d.take_back(&pact, &p0).unwrap();
    d.take_back(&pact, &p0).unwrap();
    assert!(d.releases(&pact).unwrap().is_empty());
    assert_eq!(notes(&pact).len(), 1, "a decline is not the release's");
    assert!(settle(d, &pact, &p0));
    assert!(!settle(d, &pact, &p0), "nothing was left to settle");
    assert!(notes(&pact).is_empty());
    assert_eq!(notes(&pact_id(2)).len(), 1);
}

fn kiosks_are_paired_once(d: &dyn Driver) {
    let (hash, pact) = (Digest::of("kiosk"), pact_id(1));
    assert_eq!(d.kiosk(&hash).unwrap(), None);
    let number = d.add_kiosk(&hash, at(1), at(10), 64).unwrap();
    let waits = Kiosk { number, hash, made: at(1), expires: Some(at(10)), paired: None };
    assert_eq!(d.kiosk(&hash).unwrap(), Some(waits.clone()));
    assert!(d.add_kiosk(&hash, at(1), at(10), 64).is_err());
    assert!(matches!(d.pair_kiosk(number, &pact, "Bàn 1", at(10)), Err(Error::NotFound)));
    d.pair_kiosk(number, &pact, "Bàn 1", at(9)).unwrap();
    assert!(matches!(d.pair_kiosk(number, &pact_id(2), "Bàn 1", at(9)), Err(Error::NotFound)));
    let paired = Kiosk { expires: None, paired: Some((pact.clone(), "Bàn 1".to_owned())), ..waits };
    assert_eq!(d.kiosks(&pact).unwrap(), [paired]);
    // Paired ones do not expire, and only their own pact removes them.
    let next = d.add_kiosk(&Digest::of("another"), at(999), at(1999), 64).unwrap();
    assert!(next > number && d.kiosk(&hash).unwrap().is_some());
    assert!(matches!(d.remove_kiosk(&pact_id(2), number), Err(Error::NotFound)));
    assert!(matches!(d.remove_kiosk(&pact, next), Err(Error::NotFound)));
    d.remove_kiosk(&pact, number).unwrap();
    assert_eq!(d.kiosk(&hash).unwrap(), None);
}

fn few_kiosks_wait(d: &dyn Driver) {
    for n in 0..3_u8 {
        d.add_kiosk(&Digest::of([n]), at(1), at(10), 3).unwrap();
    }
    assert!(matches!(d.add_kiosk(&Digest::of([3]), at(9), at(19), 3), Err(Error::Busy)));
    d.add_kiosk(&Digest::of([3]), at(10), at(19), 3).unwrap();
    assert_eq!(d.kiosk(&Digest::of([0])).unwrap(), None);
}
