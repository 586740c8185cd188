//! Files of every kind, honest and hostile.

use crate::fixtures::{POLICY, SAMPLE, SAMPLE_POLICY, TEXTS, URL};
use giaouoc_core::error::Code;
use giaouoc_core::report::{AnnexesAtHand, Report, Verdict};
use giaouoc_paper::copy::{Options, ceremony_copy};
use giaouoc_paper::intake::{self, HandedIn};
use giaouoc_paper::short_code;
use proptest::prelude::*;
use std::sync::LazyLock;

static PDF: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let options = Options { public_url: URL.to_owned(), proof_codes: false, template: None };
    ceremony_copy(SAMPLE, &SAMPLE_POLICY, &options).unwrap()
});

fn judge(files: &[&[u8]]) -> Vec<Report> {
    let reports = intake::verify_all(files, Some(&POLICY), &AnnexesAtHand::new(), intake::read_codes);
    reports.into_iter().map(|(_, report)| report).collect()
}

fn code(report: &Report) -> Code {
    report.deciding().unwrap().status.error().unwrap().code
}

#[test]
fn a_pdf_gives_the_evidence_that_it_was_made_from() {
    assert_eq!(intake::open(&PDF, intake::read_codes).unwrap(), HandedIn::Evidence(SAMPLE.to_vec()));
    let cut = &PDF[..PDF.len() / 8];
    assert!(matches!(intake::open(cut, intake::read_codes), Err(e) if e.code == Code::PdfWithoutEvidence));
}

#[test]
fn photos_of_single_codes_make_one_sheet() {
    let photos: Vec<Vec<u8>> =
        TEXTS.lines().map(|text| short_code::QrCode::proof(text).unwrap().png(4).unwrap()).collect();
    let all: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    let reports = judge(&all);
    assert_eq!(reports.iter().map(|r| r.verdict).collect::<Vec<_>>(), [Verdict::Valid]);
    let without_seal = judge(&all[1..]);
    assert_eq!((without_seal[0].verdict, code(&without_seal[0])), (Verdict::Untrusted, Code::SealMissing));
}

#[test]
fn texts_one_a_line_are_a_sheet() {
    let with_others = format!("HTTPS://KIEM-TRA.EXAMPLE/V/X\r\n\r\n{TEXTS}");
    assert_eq!(judge(&[with_others.as_bytes()])[0].verdict, Verdict::Valid);
    assert_eq!(code(&judge(&[b"https://example.com/v#2.12345"])[0]), Code::CodesVersion);
}

#[test]
fn a_picture_without_codes_and_a_broken_one_are_told_apart() {
    let white = short_code::QrCode::proof("https://example.com").unwrap().png(4).unwrap();
    assert_eq!(code(&judge(&[&white])[0]), Code::CodesMalformed);
    assert_eq!(code(&judge(&[&white[..100]])[0]), Code::PictureUnreadable);
}

/// A PNG that claims 60,000 x 60,000 pixels in a few bytes.
#[test]
fn a_picture_that_claims_too_much_is_not_unpacked() {
    let mut png = short_code::QrCode::proof("https://example.com").unwrap().png(1).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    // The header's checksum is right again.
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    let report = &judge(&[&png])[0];
    assert_eq!(code(report), Code::PictureUnreadable);
    assert!(report.deciding().unwrap().status.error().unwrap().detail.contains("60000"), "the size decided");
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xedb8_8320 * (c & 1)));
    !bytes.iter().fold(u32::MAX, step)
}

/// Found by fuzzing: arithmetic in the library that finds codes overflows on this picture, which a build with checks
/// tells.
#[test]
fn a_picture_on_which_the_reader_panics_shows_no_code() {
    let pdf = include_bytes!("../../../../tests/fuzz/seeds/file/reader-panics.pdf");
    assert_eq!(code(&judge(&[pdf])[0]), Code::PdfWithoutEvidence);
}

/// An attachment that inflates without end is cut off, and is none.
#[test]
fn a_bomb_in_a_pdf_is_no_evidence() {
    use std::io::Write as _;
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    (0..64).for_each(|_| zlib.write_all(&block).unwrap());
    let bomb = zlib.finish().unwrap();
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n".to_vec();
    pdf.extend(bomb);
    pdf.extend(b"\nendstream\nendobj\n");
    assert_eq!(code(&judge(&[&pdf])[0]), Code::PdfWithoutEvidence);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_it_is_there_is_an_answer(head in prop::sample::select(vec![&b""[..], b"%PDF-1.7\n<</EmbeddedFile/FlateDecode>>stream\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"https://a/v#1."]), tail in prop::collection::vec(any::<u8>(), 0..2000)) {
        let bytes = [head, &tail].concat();
        for report in judge(&[&bytes]) {
            prop_assert!(report.verdict != Verdict::Valid);
        }
    }

    #[test]
    fn a_changed_pdf_is_never_valid_with_other_evidence(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut pdf = PDF.clone();
        let place = at.index(pdf.len());
        pdf[place] ^= 1 << bit;
        if let Ok(HandedIn::Evidence(evidence)) = intake::open(&pdf, intake::read_codes) && evidence != SAMPLE {
            let report = giaouoc_core::verify::verify(&evidence, Some(&SAMPLE_POLICY), &AnnexesAtHand::new());
            prop_assert!(report.verdict != Verdict::Valid);
        }
    }
}
