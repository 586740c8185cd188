//! The ceremony copy: the same bytes again, its states, other templates. What it looks like, and what foreign tools say
//! of it, is `tests/interop/test_paper.py`.

use crate::fixtures::{EVIDENCE, POLICY, SAMPLE, SAMPLE_POLICY, URL};
use giaouoc_core::pact::Pact;
use giaouoc_core::report::Verdict;
use giaouoc_paper::copy::{CopyError, Options, ceremony_copy, draft_copy};

fn options(template: Option<&str>) -> Options {
    Options { public_url: URL.to_owned(), proof_codes: true, template: template.map(str::to_owned) }
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let print = || ceremony_copy(SAMPLE, &SAMPLE_POLICY, &options(None)).unwrap();
    let (one, two) = (print(), print());
    assert!(one == two, "two prints of the same evidence differ");
    assert!(one.starts_with(b"%PDF-1.7"));
    let other = ceremony_copy(SAMPLE, &SAMPLE_POLICY, &Options { proof_codes: false, ..options(None) }).unwrap();
    assert!(other.len() < one.len(), "proof codes take room");
}

#[test]
fn what_does_not_hold_is_not_printed() {
    let untrusted = ceremony_copy(EVIDENCE, &SAMPLE_POLICY, &options(None)).unwrap_err();
    assert!(matches!(untrusted, CopyError::Refused(report) if report.verdict == Verdict::Untrusted));
    let changed = String::from_utf8(EVIDENCE.to_vec()).unwrap().replacen("Giao ước", "Giao ứơc", 1);
    let invalid = ceremony_copy(changed.as_bytes(), &POLICY, &options(None)).unwrap_err();
    assert!(matches!(invalid, CopyError::Refused(report) if report.verdict == Verdict::Invalid));
    assert!(matches!(ceremony_copy(b"{}", &POLICY, &options(None)), Err(CopyError::Refused(_))));
}

#[test]
fn a_draft_is_printed_without_evidence() {
    let pact = Pact::parse(include_bytes!("../../../../fixtures/s4-cum-thi-dua-3/1-pact.json")).unwrap();
    assert!(draft_copy(&pact, &options(None)).unwrap().starts_with(b"%PDF"));
}

#[test]
fn another_template_sees_its_data_and_nothing_else() {
    let plain = "#set document(title: \"x\")\n#let data = json(\"data.json\")\n#data.title";
    assert!(ceremony_copy(SAMPLE, &SAMPLE_POLICY, &options(Some(plain))).is_ok());
    let broken = [
        ("#read(\"/etc/passwd\")", "denied"),
        ("#read(\"../../Cargo.toml\")", ""),
        ("#import \"@preview/cetz:0.3.0\": canvas", "denied"),
        ("#datetime.today()", ""),
        ("#let", "expected"),
        ("#panic(\"enough\")", "enough"),
        ("#plugin(bytes((0, 97, 115, 109, 1, 0, 0, 0)))", "runs no WebAssembly"),
    ];
    for (template, word) in broken {
        let error = ceremony_copy(SAMPLE, &SAMPLE_POLICY, &options(Some(template))).unwrap_err();
        assert!(matches!(error, CopyError::Typeset(_)), "{template}");
        assert!(error.to_string().contains(word), "{template}: {error}");
        assert!(error.to_string().contains("line 1") || word.is_empty(), "{template}: {error}");
    }
}
