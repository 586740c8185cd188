//! The written contract of [`Accounts`], asked of any driver.

use crate::world::{Driver, at};
use giaouoc_core::Digest;
use giaouoc_store::workspace::accounts::{Account, Change, Session};
use giaouoc_store::workspace::{Scope, WorkspaceError};
use std::sync::atomic::{AtomicU32, Ordering};

/// Every promise, each on a fresh store.
pub(crate) const PROMISES: [fn(&dyn Driver); 3] =
    [the_first_account_is_made_once, an_administrator_stays, sessions_end_with_what_they_rest_on];

fn account(name: &str, role: Scope) -> Account {
    Account { name: name.to_owned(), password: "$argon2id$".to_owned(), role, made: at(1), disabled: None }
}

fn session(d: &dyn Driver, token: &str, name: &str) -> Digest {
    let hash = Digest::of(token);
    d.add_session(&Session { hash, account: name.to_owned(), made: at(1), expires: at(10) }).unwrap();
    hash
}

fn the_first_account_is_made_once(d: &dyn Driver) {
    let made = AtomicU32::new(0);
    std::thread::scope(|threads| {
        for i in 0..8 {
            let (made, name) = (&made, format!("a{i}"));
            threads.spawn(move || {
                if d.add_first_account(&account(&name, Scope::Admin)).is_ok() {
                    made.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!((made.into_inner(), d.accounts().unwrap().len()), (1, 1));
    d.add_account(&account("b", Scope::Desk)).unwrap();
    assert!(matches!(d.add_account(&account("b", Scope::Admin)), Err(WorkspaceError::NameTaken)));
    assert_eq!(d.account("b").unwrap(), Some(account("b", Scope::Desk)));
    assert_eq!(d.account("c").unwrap(), None);
}

fn an_administrator_stays(d: &dyn Driver) {
    d.add_first_account(&account("a", Scope::Admin)).unwrap();
    let demoted = Change { role: Some(Scope::Desk), ..Change::default() };
    let disabled = Change { disabled: Some(Some(at(2))), ..Change::default() };
    for change in [&demoted, &disabled] {
        assert!(matches!(d.change_account("a", change), Err(WorkspaceError::LastAdministrator)));
    }
    assert_eq!(d.account("a").unwrap(), Some(account("a", Scope::Admin)));
    d.add_account(&account("b", Scope::Admin)).unwrap();
    d.change_account("a", &demoted).unwrap();
    assert!(matches!(d.change_account("b", &disabled), Err(WorkspaceError::LastAdministrator)));
    assert!(matches!(d.change_account("nobody", &disabled), Err(WorkspaceError::NoSuchAccount)));
}

fn sessions_end_with_what_they_rest_on(d: &dyn Driver) {
    d.add_first_account(&account("a", Scope::Admin)).unwrap();
    d.add_account(&account("b", Scope::Desk)).unwrap();
    let (one, other) = (session(d, "one", "b"), session(d, "other", "a"));
    assert_eq!(d.session(&one, at(9)).unwrap(), Some(account("b", Scope::Desk)));
    assert_eq!(d.session(&one, at(10)).unwrap(), None);
    assert_eq!(d.session(&Digest::of("none"), at(2)).unwrap(), None);
    d.end_session(&one).unwrap();
    d.end_session(&one).unwrap();
    assert_eq!(d.session(&one, at(2)).unwrap(), None);
    let changes = [
        Change { password: Some("new".to_owned()), ..Change::default() },
        Change { role: Some(Scope::Organiser), ..Change::default() },
        Change { disabled: Some(Some(at(2))), ..Change::default() },
    ];
    for (i, change) in changes.iter().enumerate() {
        let hash = session(d, &format!("b{i}"), "b");
        d.change_account("b", change).unwrap();
        assert_eq!(d.session(&hash, at(2)).unwrap(), None);
    }
    // Who is disabled has no session, even where one was made in between.
    let hash = session(d, "late", "b");
    assert_eq!(d.session(&hash, at(2)).unwrap(), None);
    d.change_account("b", &Change { disabled: Some(None), ..Change::default() }).unwrap();
    assert!(d.account("b").unwrap().unwrap().disabled.is_none());
    assert!(d.session(&other, at(2)).unwrap().is_some());
}
