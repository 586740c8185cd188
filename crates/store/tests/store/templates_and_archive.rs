//! The written contract of [`TemplatesAndArchive`], asked of any driver.

use crate::world::{Driver, at, pact_id};
use giaouoc_store::workspace::WorkspaceError;
use giaouoc_store::workspace::templates_and_archive::MAX_TEMPLATES;

/// Every promise, each on a fresh store.
pub(crate) const PROMISES: [fn(&dyn Driver); 2] = [templates_go_by_their_names, pacts_are_put_away_and_brought_back];

fn templates_go_by_their_names(d: &dyn Driver) {
    let first = d.put_template("Khối", b"{}", "a", at(1)).unwrap();
    assert_eq!(d.put_template("Khối", b"{\"title\":\"x\"}", "b", at(2)).unwrap(), first);
    let second = d.put_template("Cụm", b"{}", "a", at(3)).unwrap();
    let kept = d.templates().unwrap();
    let names: Vec<(&str, u64)> = kept.iter().map(|one| (one.name.as_str(), one.number)).collect();
    assert_eq!(names, [("Cụm", second), ("Khối", first)]);
    assert_eq!(
        (kept[1].author.as_str(), kept[1].saved, &kept[1].document[..]),
        ("b", at(2), &b"{\"title\":\"x\"}"[..])
    );
    for _ in 0..2 {
        d.remove_template(first).unwrap();
    }
    assert_eq!(d.templates().unwrap().len(), 1);
    for i in 1..MAX_TEMPLATES {
        d.put_template(&format!("{i}"), b"{}", "a", at(4)).unwrap();
    }
    assert!(matches!(d.put_template("one more", b"{}", "a", at(5)), Err(WorkspaceError::TooMany)));
    d.put_template("1", b"{}", "c", at(6)).unwrap();
}

fn pacts_are_put_away_and_brought_back(d: &dyn Driver) {
    for away in [true, true] {
        d.archive(&pact_id(2), away, at(1)).unwrap();
    }
    d.archive(&pact_id(1), true, at(1)).unwrap();
    assert_eq!(d.archived().unwrap(), [pact_id(1), pact_id(2)]);
    d.archive(&pact_id(1), false, at(2)).unwrap();
    d.archive(&pact_id(3), false, at(2)).unwrap();
    assert_eq!(d.archived().unwrap(), [pact_id(2)]);
}
