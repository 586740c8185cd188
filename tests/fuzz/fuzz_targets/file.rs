//! A file of any kind: an answer in bounded time and memory, and no verdict `valid` but for pacts of the seeds.
//!
//! Twice: the bytes as they are, and as the attachment of a PDF, where compression would hide them from a fuzzer.
#![no_main]

use giaouoc_core::policy::Policy;
use giaouoc_core::report::{AnnexesAtHand, Report, Verdict};
use giaouoc_fuzz::{FIXTURES, VECTORS, policy, seeds};
use giaouoc_paper::intake::{self, HandedIn};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static POLICIES: LazyLock<[Policy; 2]> = LazyLock::new(|| [FIXTURES, VECTORS].map(policy));
/// Pacts of the seeds that are valid.
static PACTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let reports = seeds("file").into_iter().flat_map(|seed| reports(&seed));
    reports.filter(|report| report.verdict == Verdict::Valid).filter_map(|report| pact(&report)).collect()
});

fuzz_target!(
    init: {
        bear_with_rxing();
        assert!(PACTS.len() > 1, "the seeds are not of these policies");
    },
    |data: &[u8]| {
        for file in [data, &attached(data)] {
            for report in reports(file) {
                let known = || pact(&report).is_some_and(|pact| PACTS.contains(&pact));
                assert!(report.verdict != Verdict::Valid || known(), "valid, and in no seed");
            }
        }
        // Evidence that was attached is found as it is, whatever it says; a stream within the stream ends it.
        let plain = !data.windows(6).any(|window| window == b"stream");
        if let (true, Ok(HandedIn::Evidence(found))) = (plain, intake::open(&attached(data), intake::read_codes)) {
            // The line feed before `endstream` belongs to nobody: white space behind JSON.
            assert_eq!(found.strip_suffix(b"\n"), Some(data), "other bytes than were attached");
        }
    }
);

/// The reader of QR codes may panic, which `paper` catches; any other panic is a finding, and ends the run as ever.
fn bear_with_rxing() {
    let ends = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("/rxing-")) {
            ends(panic);
        }
    }));
}

fn reports(file: &[u8]) -> Vec<Report> {
    let judged = |policy| intake::verify_all(&[file], Some(policy), &AnnexesAtHand::new(), intake::read_codes);
    POLICIES.iter().flat_map(judged).map(|(_, report)| report).collect()
}

fn pact(report: &Report) -> Option<String> {
    report.pact.as_ref().map(|pact| pact.digest.clone())
}

fn attached(bytes: &[u8]) -> Vec<u8> {
    let head = b"%PDF-1.7\n1 0 obj\n<</Type/EmbeddedFile>>\nstream\n";
    [&head[..], bytes, b"\nendstream\nendobj\n"].concat()
}
