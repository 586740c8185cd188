//! Checkpoints under the policies of the fixtures: trusted are only the texts that stand in the seeds.
#![no_main]

use giaouoc_core::policy::Policy;
use giaouoc_fuzz::{FIXTURES, VECTORS, WITNESSED, policy, seeds};
use giaouoc_tlog::Note;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static POLICIES: LazyLock<Vec<Policy>> =
    LazyLock::new(|| [FIXTURES, VECTORS, WITNESSED].map(policy).into_iter().collect());

/// Texts of the seeds that some policy trusts. Lines of strangers may stand below them, in any number.
static SIGNED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let notes = seeds("checkpoint").into_iter().filter_map(|seed| Note::parse(&seed).ok());
    notes.filter(|note| POLICIES.iter().any(|p| p.ledger.check(note).is_ok())).map(|n| n.text().to_owned()).collect()
});

fuzz_target!(
    init: assert!(SIGNED.len() > 3, "the seeds are not of these policies"),
    |data: &[u8]| {
        let Ok(note) = Note::parse(data) else { return };
        for policy in POLICIES.iter() {
            let Ok(trusted) = policy.ledger.check(&note) else { continue };
            assert_eq!(trusted.checkpoint.text(), note.text());
            assert!(SIGNED.contains(note.text()), "nobody signed this checkpoint");
            assert!(policy.ledger.quorum().is_none() || !trusted.cosignatures.is_empty());
        }
    }
);
