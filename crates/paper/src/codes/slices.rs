//! Compact evidence cut into slices of equal length, with one more that is the XOR of all: any one may be lost.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::PactDigest;
use std::collections::BTreeMap;

/// Data slices of one sheet.
pub const MAX_SLICES: usize = 32;
/// Bytes of compact evidence, inflated.
pub const MAX_INFLATED: usize = 320 * 1024;
/// Bytes of CBOR around a slice's own: array, version, type, 8 bytes of digest, place, count, and the head of `bytes`.
const HEAD: usize = 1 + 1 + 1 + 9 + 2 + 2 + 3;

/// One slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// First bytes of the pact's digest: which pact.
    pub(super) pact: [u8; 8],
    /// From 0; equal to `count` for the parity slice.
    pub(super) place: usize,
    /// Data slices in all.
    pub(super) count: usize,
    pub(super) bytes: Vec<u8>,
}

fn wrong(detail: impl Into<String>) -> CoreError {
    CoreError::new(Code::CodesMalformed).because(detail.into())
}

fn mixed(detail: &str) -> CoreError {
    CoreError::new(Code::CodesMixed).because(detail)
}

fn first_bytes(digest: PactDigest) -> [u8; 8] {
    digest.0.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Deflates, and cuts into the fewest slices of which each fits into `room` bytes; the parity slice last.
pub(super) fn cut(text: &[u8], pact: PactDigest, room: usize) -> Result<Vec<Slice>, CoreError> {
    let too_large = |what: String| CoreError::new(Code::CodesTooLarge).because(what);
    if text.len() > MAX_INFLATED {
        return Err(too_large(format!("{} bytes of compact evidence", text.len())));
    }
    let stream = deflate(text);
    let most = room.saturating_sub(HEAD);
    if most == 0 || stream.len().div_ceil(most) > MAX_SLICES {
        return Err(too_large(format!("{} bytes, deflated", stream.len())));
    }
    let count = stream.len().div_ceil(most);
    let length = stream.len().div_ceil(count);
    let pact = first_bytes(pact);
    let mut slices: Vec<Slice> = (0..count)
        .map(|place| {
            let mut bytes: Vec<u8> = stream.iter().skip(place * length).take(length).copied().collect();
            bytes.resize(length, 0);
            Slice { pact, place, count, bytes }
        })
        .collect();
    let parity = xor(slices.iter().map(|slice| slice.bytes.as_slice()), length);
    slices.push(Slice { pact, place: count, count, bytes: parity });
    Ok(slices)
}

fn xor<'s>(all: impl Iterator<Item = &'s [u8]>, length: usize) -> Vec<u8> {
    let mut sum = vec![0; length];
    for bytes in all {
        sum.iter_mut().zip(bytes).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

/// Slices as they come in.
#[derive(Default)]
pub(super) struct Gathered(BTreeMap<usize, Slice>);

impl Gathered {
    /// Takes one more; the same one again is welcome.
    pub(super) fn add(&mut self, slice: Slice) -> Result<(), CoreError> {
        if let Some(other) = self.0.values().next() {
            if other.pact != slice.pact {
                return Err(mixed("slices of two pacts"));
            }
            if (other.count, other.bytes.len()) != (slice.count, slice.bytes.len()) {
                return Err(mixed("slices of two sheets"));
            }
        }
        match self.0.get(&slice.place) {
            Some(same) if *same != slice => Err(mixed("two slices for one place")),
            _ => {
                self.0.insert(slice.place, slice);
                Ok(())
            }
        }
    }

    pub(super) fn belongs_to(&self, pact: PactDigest) -> bool {
        self.0.values().all(|slice| slice.pact == first_bytes(pact))
    }

    /// The compact evidence, if no more than one slice is missing.
    pub(super) fn join(mut self) -> Result<Option<Vec<u8>>, CoreError> {
        let Some((count, length)) = self.0.values().next().map(|slice| (slice.count, slice.bytes.len())) else {
            return Ok(None);
        };
        if self.0.len() < count {
            return Ok(None);
        }
        if self.0.len() == count + 1 {
            // Parity that does not fit says that some slice was altered.
            if xor(self.0.values().map(|slice| slice.bytes.as_slice()), length).iter().any(|byte| *byte != 0) {
                return Err(wrong("the parity slice does not fit the others"));
            }
        }
        let missing = (0..count).find(|place| !self.0.contains_key(place));
        if let Some(place) = missing {
            let bytes = xor(self.0.values().map(|slice| slice.bytes.as_slice()), length);
            self.0.insert(place, Slice { pact: [0; 8], place, count, bytes });
        }
        let stream: Vec<u8> = self.0.into_values().take(count).flat_map(|slice| slice.bytes).collect();
        inflate(&stream).map(Some)
    }
}

/// Raw DEFLATE (RFC 1951).
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut stream = Compress::new(Compression::best(), false);
    // Stored blocks, the worst case, take 5 bytes each 16 KiB or so.
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 256);
    // Room for the whole stream is there, so that one call ends it; if not, reading refuses what came out.
    let _ = stream.compress_vec(bytes, &mut out, FlushCompress::Finish);
    out
}

/// Never makes more than [`MAX_INFLATED`] bytes; after the stream only zeros may stand.
fn inflate(stream: &[u8]) -> Result<Vec<u8>, CoreError> {
    let mut decompress = Decompress::new(false);
    let mut out = Vec::with_capacity(MAX_INFLATED);
    let status = decompress.decompress_vec(stream, &mut out, FlushDecompress::Finish);
    if !matches!(status, Ok(Status::StreamEnd)) {
        return Err(wrong("the slices are no DEFLATE stream of at most 320 KiB"));
    }
    let read = usize::try_from(decompress.total_in()).unwrap_or(usize::MAX);
    if stream.iter().skip(read).any(|byte| *byte != 0) {
        return Err(wrong("something stands after the end of the stream"));
    }
    Ok(out)
}
