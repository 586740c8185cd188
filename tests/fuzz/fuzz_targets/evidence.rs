//! Evidence: no verdict `valid` but for what stands in the seeds.
//!
//! Twice: the file as it is, and the file *logged anew*, its records put in a ledger of their own with the public
//! sample key, so that a changed record gets past its inclusion proof and only the rules on records and the signatures
//! stand against it.
#![no_main]

use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::{Entry, Nonce};
use giaouoc_core::policy::Policy;
use giaouoc_core::report::{AnnexesAtHand, Report, Verdict};
use giaouoc_core::{key, record, verify};
use giaouoc_fuzz::{FIXTURES, VECTORS, policy, seeds};
use giaouoc_tlog::merkle::InclusionPlan;
use giaouoc_tlog::note::SigningKey;
use giaouoc_tlog::{Checkpoint, Frontier, Note};
use libfuzzer_sys::fuzz_target;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

static POLICIES: LazyLock<[Policy; 2]> = LazyLock::new(|| [FIXTURES, VECTORS].map(policy));

static LEDGER: LazyLock<SigningKey> = LazyLock::new(|| {
    let name = POLICIES[0].ledger.logs()[0].key.name().clone();
    key::read_pem(name, include_str!("../../../keys-example/ledger.pem")).expect("the sample key")
});

/// Every seed that has the form of evidence, whatever its verdict.
static SEEDS: LazyLock<Vec<Evidence>> =
    LazyLock::new(|| seeds("evidence").iter().filter_map(|seed| Evidence::parse(seed).ok()).collect());

/// Those that are valid.
static VALID: LazyLock<Vec<Evidence>> = LazyLock::new(|| {
    let valid = |seed: &Vec<u8>| POLICIES.iter().any(|policy| verdict(seed, policy) == Verdict::Valid);
    seeds("evidence").iter().filter(|seed| valid(seed)).filter_map(|seed| Evidence::parse(seed).ok()).collect()
});

/// The notes of all seeds: what was signed at all.
static SIGNED: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| SEEDS.iter().flat_map(|e| &e.items).filter_map(note).collect());

fuzz_target!(
    init: {
        assert!(VALID.len() > 3, "the seeds are not of these policies");
        let logged = VALID.iter().filter_map(logged_anew).filter(|file| verdict(file, &POLICIES[0]) == Verdict::Valid);
        assert!(logged.count() > 1, "what is logged anew should hold");
    },
    |data: &[u8]| {
        assert!(!matches!(report(data, None).verdict, Verdict::Valid | Verdict::Incomplete));
        if POLICIES.iter().any(|policy| verdict(data, policy) == Verdict::Valid) {
            let found = Evidence::parse(data).expect("it is valid");
            assert!(VALID.iter().any(|seed| is_part(&found, seed)), "valid, and no part of a seed");
        }
        let Ok(evidence) = Evidence::parse(data) else { return };
        written_back(&evidence);
        let Some(file) = logged_anew(&evidence) else { return };
        if verdict(&file, &POLICIES[0]) == Verdict::Valid {
            assert!(SEEDS.iter().any(|seed| seed.pact == evidence.pact), "valid, and nobody opened this pact");
            assert!(evidence.items.iter().filter_map(note).all(signed), "valid, and nobody signed this");
        }
    }
);

fn report(file: &[u8], policy: Option<&Policy>) -> Report {
    let report = verify::verify(file, policy, &AnnexesAtHand::new());
    let json = serde_json::to_vec(&report).expect("a report is JSON");
    assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
    report
}

fn verdict(file: &[u8], policy: &Policy) -> Verdict {
    report(file, Some(policy)).verdict
}

/// Equal, or as valid with less: records that the verdict does not need (a key that never signed, a revocation after
/// completion) and marks may be left out, lines by strangers may stand below the checkpoint.
fn is_part(found: &Evidence, seed: &Evidence) -> bool {
    let text = |e: &Evidence| Note::parse(e.checkpoint.as_bytes()).map(|note| note.text().to_owned());
    found.pact == seed.pact
        && text(found) == text(seed)
        && found.items.iter().all(|item| seed.items.contains(item))
        && found.marks.iter().all(|(digest, mark)| seed.marks.get(digest) == Some(mark))
}

fn written_back(evidence: &Evidence) {
    // Indented it may be larger than what is read.
    let Ok(file) = evidence.to_json() else { panic!("evidence is JSON") };
    if file.len() <= giaouoc_core::evidence::MAX_BYTES {
        assert_eq!(Evidence::parse(file.as_bytes()).as_ref(), Ok(evidence));
    }
}

fn note(item: &Item) -> Option<&str> {
    match item {
        Item::Present { note, .. } => Some(note),
        Item::Erased { .. } => None,
    }
}

/// Whether some seed holds a note of this text. The target has no key of a party or registrar, so it can sign no other.
fn signed(note: &str) -> bool {
    let text = |note: &str| note.rfind("\n\n").map(|end| note[..end].to_owned());
    SIGNED.iter().any(|known| text(known) == text(note))
}

/// The records in a ledger of their own, in the order of the file; none where a record is erased or has no kind.
fn logged_anew(evidence: &Evidence) -> Option<Vec<u8>> {
    let (mut tree, mut nodes) = (Frontier::empty(), HashMap::new());
    for item in &evidence.items {
        let Item::Present { nonce, note, .. } = item else { return None };
        let kind = record::kind_of(Note::parse(note.as_bytes()).ok()?.text()).ok()?;
        nodes.extend(tree.push(Entry::new(kind, &Nonce::parse(nonce).ok()?, note).leaf_hash()).ok()?);
    }
    let proof = |index: u64| {
        let plan = InclusionPlan::new(index, tree.size()).ok()?;
        let hashes: Vec<_> = plan.needs().iter().map(|node| nodes[node]).collect();
        plan.prove(&hashes).ok()
    };
    let logged = |(index, item): (u64, &Item)| {
        let Item::Present { nonce, note, .. } = item else { return None };
        Some(Item::present(index, &Nonce::parse(nonce).ok()?, note.clone(), &proof(index)?))
    };
    let items = (0..).zip(&evidence.items).map(logged).collect::<Option<_>>()?;
    let checkpoint = Checkpoint { origin: LEDGER.name().clone(), size: tree.size(), root: tree.root() };
    let file = Evidence { items, checkpoint: checkpoint.sign(&LEDGER).to_string(), ..evidence.clone() };
    file.to_json().ok().map(String::into_bytes)
}
