//! Proof codes: the vectors' codes, and the properties that a reader owes to whoever scans.

use crate::fixtures::{EVIDENCE, POLICY, TEXTS, URL};
use giaouoc_core::Digest;
use giaouoc_core::error::Code;
use giaouoc_core::policy::Policy;
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_core::report::{AnnexesAtHand, Reason, Report, Step, Verdict};
use giaouoc_core::verify::{LATER_REVOCATION, verify, verify_printed_proof};
use giaouoc_paper::codes;
use proptest::prelude::*;

fn vector() -> Vec<&'static str> {
    TEXTS.lines().collect()
}

fn judge<'t>(texts: impl IntoIterator<Item = &'t str>) -> Report {
    judge_by(texts, Some(&POLICY))
}

fn judge_by<'t>(texts: impl IntoIterator<Item = &'t str>, policy: Option<&Policy>) -> Report {
    let sheet = codes::read(texts);
    verify_printed_proof(sheet.as_ref().map_err(Clone::clone), policy, &AnnexesAtHand::new())
}

fn deciding(report: &Report) -> (Step, Code) {
    let step = report.deciding().unwrap();
    (step.step, step.status.error().unwrap().code)
}

fn ours() -> Vec<String> {
    codes::write(&PrintedProof::of(EVIDENCE, &POLICY).unwrap(), URL).unwrap()
}

#[test]
fn the_vectors_codes_are_valid_and_tell_what_the_evidence_tells() {
    let (paper, file) = (judge(vector()), verify(EVIDENCE, Some(&POLICY), &AnnexesAtHand::new()));
    assert_eq!(paper.verdict, Verdict::Valid, "{:#?}", paper.steps);
    assert_eq!(paper.checkpoint, file.checkpoint);
    assert_eq!((&paper.pact, paper.signed, paper.due), (&file.pact, file.signed, file.due));
    assert_eq!(paper.line(giaouoc_core::Language::Vi), file.line(giaouoc_core::Language::Vi));
    let mut signers = file.signers;
    signers.iter_mut().for_each(|s| s.signature.as_mut().unwrap().index = None);
    assert_eq!(paper.signers, signers);
    assert!(paper.warnings.iter().any(|w| w.code == LATER_REVOCATION));
}

#[test]
fn what_is_read_from_the_vector_is_what_the_evidence_prints() {
    let read = codes::read(vector()).unwrap();
    assert_eq!(read, PrintedProof::of(EVIDENCE, &POLICY).unwrap());
    // The seal is deterministic, whoever writes it; the DEFLATE stream need not be.
    assert_eq!(ours()[0], vector()[0]);
    assert_eq!(codes::read(ours().iter().map(String::as_str)).unwrap(), read);
}

#[test]
fn any_one_slice_may_be_lost_and_the_seal_may_not() {
    let all = vector();
    for lost in 1..all.len() {
        let texts = all.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, text)| *text);
        assert_eq!(judge(texts).verdict, Verdict::Valid, "without code {lost}");
    }
    let without_seal = judge(all[1..].iter().copied());
    assert_eq!(without_seal.verdict, Verdict::Untrusted);
    assert_eq!(deciding(&without_seal), (Step::Checkpoint, Code::SealMissing));
    assert!(without_seal.pact.is_some());
    for texts in [&all[..1], &all[..2], &all[..3]] {
        let report = judge(texts.iter().copied());
        assert_eq!((report.verdict, report.reason), (Verdict::Incomplete, Some(Reason::TextMissing)));
        assert_eq!((report.signed, report.due), (4, 4));
        assert!(report.pact.is_none());
    }
}

#[test]
fn whom_nobody_pinned_is_not_trusted() {
    let none = judge_by(vector(), None);
    assert_eq!((none.verdict, deciding(&none).1), (Verdict::Untrusted, Code::PolicyMissing));
    let lines = |keep: &dyn Fn(&str) -> bool| {
        let text: String = POLICY.to_string().lines().filter(|l| keep(l)).map(|l| format!("{l}\n")).collect();
        Policy::parse(&text).unwrap()
    };
    let no_registrar = judge_by(vector(), Some(&lines(&|l| !l.starts_with("registrar"))));
    assert_eq!(deciding(&no_registrar), (Step::Opening, Code::RegistrarUntrusted));
    assert_eq!(no_registrar.verdict, Verdict::Untrusted);
    let no_log = judge_by(vector(), Some(&lines(&|l| !l.starts_with("log"))));
    assert_eq!(deciding(&no_log), (Step::Checkpoint, Code::CheckpointUntrusted));
    assert_eq!(no_log.verdict, Verdict::Untrusted);
}

#[test]
fn slices_of_two_pacts_and_two_sheets_are_refused() {
    let codes = ours();
    let sheet = PrintedProof::of(EVIDENCE, &POLICY).unwrap();
    let mut other = sheet.clone();
    other.seal.as_mut().unwrap().pact.0 = Digest::of("another pact");
    let other = codes::write(&other, URL).unwrap();
    for texts in [[&codes[0], &other[1]], [&codes[1], &other[2]], [&codes[0], &other[0]]] {
        let report = judge(texts.into_iter().map(String::as_str));
        assert_eq!(deciding(&report), (Step::Parse, Code::CodesMixed), "{texts:?}");
        assert_eq!(report.verdict, Verdict::Invalid);
    }
    // One place, two contents: same pact, another person.
    let mut changed = sheet.clone();
    changed.text.as_mut().unwrap().signers[0].holder = Some("Nguyễn Văn Mẫu 99".to_owned());
    let changed = codes::write(&changed, URL).unwrap();
    let report = judge([codes[0].as_str(), &codes[1], &changed[1]]);
    assert!(matches!(deciding(&report), (Step::Parse, Code::CodesMixed)));
}

/// A sheet whose bytes are all well-formed, but whose words or persons are others.
#[test]
fn a_changed_text_is_found_whatever_is_changed() {
    let good = PrintedProof::of(EVIDENCE, &POLICY).unwrap();
    type Change = fn(&mut PrintedProof);
    let changes: [(&str, Change, Step); 11] = [
        ("holder absent", |s| s.text.as_mut().unwrap().signers[0].holder = Some("-".to_owned()), Step::Enrolments),
        ("holder empty", |s| s.text.as_mut().unwrap().signers[0].holder = Some(String::new()), Step::Enrolments),
        (
            "holder of two lines",
            |s| s.text.as_mut().unwrap().signers[0].holder = Some("Mẫu 1\ncapacity delegate".to_owned()),
            Step::Enrolments,
        ),
        (
            "text",
            |s| {
                s.text.as_mut().unwrap().pact.pop();
            },
            Step::Digest,
        ),
        (
            "opened",
            |s| {
                let t = s.text.as_mut().unwrap();
                t.opened = t.signers[0].time;
            },
            Step::Signatures,
        ),
        ("key", |s| s.text.as_mut().unwrap().signers[0].key = [0; 32], Step::Enrolments),
        (
            "time",
            |s| {
                let t = s.text.as_mut().unwrap();
                t.signers[0].time = t.opened;
            },
            Step::Signatures,
        ),
        ("signature", |s| s.text.as_mut().unwrap().signers[1].signature[0] ^= 1, Step::Signatures),
        ("mark", |s| s.text.as_mut().unwrap().signers[1].mark = Some(Digest::of("x")), Step::Signatures),
        (
            "signer gone",
            |s| {
                s.text.as_mut().unwrap().signers.pop();
            },
            Step::Completion,
        ),
        ("order", |s| s.text.as_mut().unwrap().signers.reverse(), Step::Enrolments),
    ];
    for (what, change, step) in changes {
        let mut sheet = good.clone();
        change(&mut sheet);
        let report = verify_printed_proof(Ok(&sheet), Some(&POLICY), &AnnexesAtHand::new());
        assert_eq!(report.verdict, Verdict::Invalid, "{what}");
        assert_eq!(report.deciding().unwrap().step, step, "{what}");
    }
    let seals: [(&str, Change); 6] = [
        ("n", |s| s.seal.as_mut().unwrap().count -= 1),
        ("time", |s| {
            let t = s.text.as_ref().unwrap().opened;
            s.seal.as_mut().unwrap().time = t;
        }),
        ("signature", |s| s.seal.as_mut().unwrap().signature[3] ^= 1),
        ("nonce", |s| s.seal.as_mut().unwrap().nonce.0[0] ^= 1),
        ("size", |s| s.seal.as_mut().unwrap().size += 1),
        ("index", |s| s.seal.as_mut().unwrap().index -= 1),
    ];
    for (what, change) in seals {
        let mut sheet = good.clone();
        change(&mut sheet);
        let report = verify_printed_proof(Ok(&sheet), Some(&POLICY), &AnnexesAtHand::new());
        assert!(matches!(report.verdict, Verdict::Untrusted | Verdict::Invalid), "{what}: {:?}", report.verdict);
    }
}

#[test]
fn foreign_codes_are_passed_over_and_other_versions_named() {
    let mut texts = vec!["https://example.com", "WIFI:S:x;;", "", "HTTPS://KIEM-TRA.EXAMPLE/V/ABC#x.1"];
    assert_eq!(codes::read(texts.iter().copied()).unwrap_err().code, Code::CodesMalformed);
    texts.extend(vector());
    assert_eq!(judge(texts).verdict, Verdict::Valid);
    assert_eq!(codes::read(["https://a/v#2.123"]).unwrap_err().code, Code::CodesVersion);
    // Version 2 inside: [2, 1].
    assert_eq!(codes::read(["https://a/v#1.00066178"]).unwrap_err().code, Code::CodesVersion);
}

#[test]
fn bombs_and_large_claims_cost_nothing() {
    let mut texts = Vec::new();
    for _ in 0..=codes::MAX_TEXTS {
        texts.push(vector()[0]);
    }
    assert_eq!(codes::read(texts).unwrap_err().code, Code::CodesMalformed);
    let long = format!("https://a/v#1.{}", "1".repeat(codes::MAX_DIGITS + 1));
    assert_eq!(codes::read([long.as_str()]).unwrap_err().code, Code::CodesMalformed);
    // A pact of zeros deflates well: 320 KiB and not a byte more.
    let mut sheet = PrintedProof::of(EVIDENCE, &POLICY).unwrap();
    sheet.text.as_mut().unwrap().pact = vec![0; codes::MAX_INFLATED];
    assert_eq!(codes::write(&sheet, URL).unwrap_err().code, Code::CodesTooLarge);
    sheet.text.as_mut().unwrap().pact = vec![0; codes::MAX_INFLATED - 4096];
    let bomb = codes::write(&sheet, URL).unwrap();
    let report = judge(bomb.iter().map(String::as_str));
    assert_eq!((report.verdict, report.deciding().unwrap().step), (Verdict::Invalid, Step::Digest));
}

#[test]
fn a_code_never_needs_more_than_version_25() {
    for host in ["a", "kiem-tra.example", "mot-dia-chi-rat-dai.co-quan.example.vn"] {
        for text in codes::write(&PrintedProof::of(EVIDENCE, &POLICY).unwrap(), &format!("https://{host}")).unwrap() {
            let code = qrcode::QrCode::with_version(&text, qrcode::Version::Normal(25), qrcode::EcLevel::M);
            assert!(code.is_ok(), "{host}: {} characters", text.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_order_with_doubles_is_the_same_sheet(order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(), again in 0..5_usize) {
        let all = vector();
        let texts = order.iter().chain([&again]).map(|at| all[*at % all.len()]);
        prop_assert_eq!(judge(texts).verdict, Verdict::Valid);
    }

    /// However a digit is altered, reading gives a verdict, and never another text.
    #[test]
    fn altered_digits_never_give_another_text(code in 0..5_usize, at in any::<prop::sample::Index>(), digit in 0..10_u8) {
        let mut texts: Vec<String> = vector().into_iter().map(str::to_owned).collect();
        let code = code % texts.len();
        let start = texts[code].find("#1.").unwrap() + 3;
        let place = start + at.index(texts[code].len() - start);
        let before = texts[code].clone();
        texts[code].replace_range(place..=place, &digit.to_string());
        let report = judge(texts.iter().map(String::as_str));
        if texts[code] == before {
            prop_assert_eq!(report.verdict, Verdict::Valid);
        } else {
            prop_assert!(matches!(report.verdict, Verdict::Invalid | Verdict::Untrusted), "{:?}", report.verdict);
        }
    }

    #[test]
    fn truncated_codes_are_refused(code in 0..5_usize, cut in 1..400_usize) {
        let mut texts: Vec<String> = vector().into_iter().map(str::to_owned).collect();
        let code = code % texts.len();
        let length = texts[code].len() - cut;
        texts[code].truncate(length);
        prop_assert_eq!(judge(texts.iter().map(String::as_str)).verdict, Verdict::Invalid);
    }

    #[test]
    fn any_text_gets_an_answer(text in ".{0,400}", digits in "[0-9]{0,2000}") {
        let code = format!("https://a/v#1.{digits}");
        let _ = judge([text.as_str(), code.as_str()]);
    }
}
