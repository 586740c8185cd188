//! Proof codes: no verdict `valid` but for the sheets that stand in the seeds.
//!
//! Digits hide CBOR, and slices hide DEFLATE, from a fuzzer that changes bytes. So the first byte says what the others
//! are:
//!
//! * `s`: the payload of one code, put beside the slices of a valid sheet;
//! * `x`: compact evidence, deflated and cut, put beside the seal of a valid sheet;
//! * `d`: the DEFLATE stream itself, likewise;
//! * anything else: with the first byte, the codes' texts, one a line.
#![no_main]

use flate2::{Compress, Compression, FlushCompress};
use giaouoc_core::policy::Policy;
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_core::verify::verify_printed_proof;
use giaouoc_fuzz::{FIXTURES, VECTORS, policy, seeds};
use giaouoc_paper::codes::{self, Scanned};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const URL: &str = "https://kiem-tra.example";

static POLICIES: LazyLock<[Policy; 2]> = LazyLock::new(|| [FIXTURES, VECTORS].map(policy));
/// A valid sheet's texts: its seal, its slices, its parity.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = include_str!("../../../fixtures/vectors/formats/7-codes.txt");
    texts.lines().map(str::to_owned).collect()
});
/// Every seed that is valid.
static VALID: LazyLock<Vec<PrintedProof>> = LazyLock::new(|| {
    let read = |seed: &Vec<u8>| texts(seed).and_then(|texts| codes::read(texts.iter().map(String::as_str)).ok());
    seeds("codes").iter().filter_map(read).filter(is_valid).collect()
});

fuzz_target!(
    init: {
        assert!(VALID.len() > 3, "the seeds are not of these policies");
        let forms = [b's', b'x', b'd'];
        assert!(forms.iter().all(|form| seeds("codes").iter().any(|seed| seed.first() == Some(form))));
    },
    |data: &[u8]| {
        let Some(texts) = texts(data) else { return };
        let read = codes::read(texts.iter().map(String::as_str));
        let untold = verify_printed_proof(read.as_ref().map_err(Clone::clone), None, &AnnexesAtHand::new());
        assert!(!matches!(untold.verdict, Verdict::Valid | Verdict::Incomplete));
        let Ok(sheet) = read else { return };
        if is_valid(&sheet) {
            assert!(VALID.iter().any(|seed| is_as(&sheet, seed)), "valid, and in no seed");
        }
        written_back(&sheet);
    }
);

/// The texts that the input stands for.
fn texts(data: &[u8]) -> Option<Vec<String>> {
    let slices = |stream: &[u8]| Some([&TEXTS[..1], &cut(stream)?].concat());
    match data.split_first() {
        Some((b's', payload)) => Some([&[text(payload)], &TEXTS[1..]].concat()),
        Some((b'x', evidence)) => slices(&deflate(evidence)),
        Some((b'd', stream)) => slices(stream),
        _ => Some(str::from_utf8(data).ok()?.lines().map(str::to_owned).collect()),
    }
}

fn is_valid(sheet: &PrintedProof) -> bool {
    POLICIES.iter().any(|policy| verify_printed_proof(Ok(sheet), Some(policy), &AnnexesAtHand::new()).verdict == Verdict::Valid)
}

/// Equal; cosignatures that the policy does not ask for may be gone, or others stand there.
fn is_as(sheet: &PrintedProof, seed: &PrintedProof) -> bool {
    let bare = |sheet: &PrintedProof| {
        let mut seal = sheet.seal.clone()?;
        seal.cosignatures.clear();
        Some(seal)
    };
    sheet.text == seed.text && bare(sheet) == bare(seed)
}

fn written_back(sheet: &PrintedProof) {
    if let Ok(texts) = codes::write(sheet, URL) {
        assert_eq!(codes::read(texts.iter().map(String::as_str)).as_ref(), Ok(sheet));
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    let done = Compress::new(Compression::fast(), false).compress_vec(bytes, &mut out, FlushCompress::Finish);
    done.expect("memory is there");
    out
}

/// Data slices of one length, without parity: the pact is that of the seal, as every slice of the valid sheet names it.
fn cut(stream: &[u8]) -> Option<Vec<String>> {
    let Scanned::Code(slice) = codes::scan(&TEXTS[1]) else { return None };
    // An array of six, version, type, a byte string of eight.
    let head = slice.get(..12)?;
    let (length, count) = (1200, u8::try_from(stream.len().div_ceil(1200)).ok()?);
    let slices = (0..count).zip(stream.chunks(length)).map(|(place, chunk)| {
        let mut bytes = chunk.to_vec();
        bytes.resize(length, 0);
        // Numbers below 24 are one byte; a longer sheet is refused by its count.
        let around = [place.min(23), count.min(23), 0x59, 0x04, 0xb0];
        text(&[head, &around, &bytes].concat())
    });
    Some(slices.collect())
}

/// Bytes as a code's text (`docs/spec/7-codes.md`, digits).
fn text(payload: &[u8]) -> String {
    let widths = [0, 3, 5, 8, 10, 13, 15, 17];
    let digits = payload.chunks(7).map(|chunk| {
        let mut number = [0; 8];
        number[..chunk.len()].copy_from_slice(chunk);
        format!("{:0width$}", u64::from_le_bytes(number), width = widths[chunk.len()])
    });
    format!("{URL}/v#1.{}", digits.collect::<String>())
}
