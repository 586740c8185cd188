//! The written contract of [`Mail`], asked of any driver.

use crate::world::{Driver, at, pact_id, party};
use giaouoc_core::Language;
use giaouoc_store::Error;
use giaouoc_store::workspace::mail::{Contact, Kind, Outcome};

/// Every promise, each on a fresh store.
pub(crate) const PROMISES: [fn(&dyn Driver); 3] =
    [contacts_are_kept_and_go_with_their_letters, letters_are_given_out_until_they_end, some_letters_are_queued_once];

fn contact(d: &dyn Driver, id: &str) -> Contact {
    let address = format!("{id}@example.org");
    let contact = Contact { pact: pact_id(1), party: party(id), address, language: Language::Vi };
    d.put_contact(&contact).unwrap();
    contact
}

fn contacts_are_kept_and_go_with_their_letters(d: &dyn Driver) {
    let (b, mut a) = (contact(d, "b"), contact(d, "a"));
    a.language = Language::En;
    d.put_contact(&a).unwrap();
    assert_eq!(d.contacts(&pact_id(1)).unwrap(), [a.clone(), b]);
    assert_eq!(
        (d.contact(&pact_id(1), &a.party).unwrap(), d.contacts(&pact_id(2)).unwrap()),
        (Some(a.clone()), vec![])
    );
    assert_eq!(d.pacts_to_tell().unwrap(), [pact_id(1)]);
    assert!(matches!(d.queue_letter(&pact_id(2), &a.party, Kind::Invitation, at(1)), Err(Error::NotFound)));
    d.queue_letter(&pact_id(1), &a.party, Kind::Invitation, at(1)).unwrap();
    for _ in 0..2 {
        d.remove_contact(&pact_id(1), &a.party).unwrap();
    }
    assert_eq!((d.contact(&pact_id(1), &a.party).unwrap(), d.letters_due(at(9), 9).unwrap()), (None, vec![]));
}

fn letters_are_given_out_until_they_end(d: &dyn Driver) {
    let (a, b) = (contact(d, "a").party, contact(d, "b").party);
    assert_eq!(d.next_letter().unwrap(), None);
    d.queue_letter(&pact_id(1), &a, Kind::Invitation, at(2)).unwrap();
    d.queue_letter(&pact_id(1), &b, Kind::Reminder, at(1)).unwrap();
    let numbers = |time: i64| {
        d.letters_due(at(time), 9).unwrap().iter().map(|one| (one.party.to_string(), one.tries)).collect::<Vec<_>>()
    };
    assert_eq!(
        (numbers(0), numbers(1), numbers(2)),
        (vec![], vec![("b".into(), 0)], vec![("b".into(), 0), ("a".into(), 0)])
    );
    let [second, first] = &d.letters_due(at(2), 9).unwrap()[..] else { panic!() };
    d.retry_letter(first.number, "no answer", at(10)).unwrap();
    assert_eq!((numbers(9), d.next_letter().unwrap()), (vec![("b".into(), 0)], Some(at(1))));
    assert_eq!(numbers(10), [("b".to_owned(), 0), ("a".to_owned(), 1)]);
    d.end_letter(second.number, Outcome::Sent, None, at(3)).unwrap();
    d.end_letter(first.number, Outcome::Failed, Some("no such box"), at(11)).unwrap();
    assert_eq!((numbers(99), d.next_letter().unwrap()), (vec![], None));
    let newest = d.newest_letters(&pact_id(1)).unwrap();
    assert_eq!((newest[0].ended, newest[0].error.as_deref()), (Some((at(11), Outcome::Failed)), Some("no such box")));
    assert_eq!(newest[1].ended, Some((at(3), Outcome::Sent)));
}

fn some_letters_are_queued_once(d: &dyn Driver) {
    let a = contact(d, "a").party;
    for kind in [Kind::Turn, Kind::Completion] {
        assert!(d.queue_letter(&pact_id(1), &a, kind, at(1)).unwrap());
        for letter in d.letters_due(at(1), 9).unwrap() {
            d.end_letter(letter.number, Outcome::Sent, None, at(1)).unwrap();
        }
        assert!(!d.queue_letter(&pact_id(1), &a, kind, at(2)).unwrap());
    }
    assert_eq!(d.pacts_to_tell().unwrap(), []);
    contact(d, "b");
    assert_eq!(d.pacts_to_tell().unwrap(), [pact_id(1)]);
    for _ in 0..2 {
        assert!(d.queue_letter(&pact_id(1), &a, Kind::Reminder, at(3)).unwrap());
    }
    assert_eq!(d.letters_due(at(3), 9).unwrap().len(), 2);
}
