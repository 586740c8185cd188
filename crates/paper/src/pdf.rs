//! Attachments and pictures in a PDF, found without a PDF library. Stream objects always stand in the file as they are
//! (ISO 32000-1 §7.5.7 keeps them out of object streams), so one pass over the bytes finds each, in bounded memory,
//! also in a file whose tables are broken. The result is trusted no more than any other file.

use flate2::{Decompress, FlushDecompress, Status};
use giaouoc_core::evidence::{self, FORMAT};

/// Streams that are looked at: a hostile file cannot keep us busy.
const MAX_STREAMS: usize = 4096;
/// Bytes before `stream` in which a dictionary must stand.
const MAX_DICTIONARY: usize = 2048;

pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    // Readers allow some bytes before the header (ISO 32000-1, implementation note).
    find(bytes.get(..1024.min(bytes.len())).unwrap_or_default(), b"%PDF-").is_some()
}

/// The first attached file that looks like our evidence.
pub(crate) fn evidence(pdf: &[u8]) -> Option<Vec<u8>> {
    let attached = streams(pdf).filter(|stream| has(stream.dictionary, b"EmbeddedFile"));
    attached.take(16).find_map(|stream| {
        let bytes = if has(stream.dictionary, b"FlateDecode") { inflate(stream.data)? } else { stream.data.to_vec() };
        find(&bytes, FORMAT.as_bytes()).map(|_| bytes)
    })
}

/// JPEG pictures in the PDF, as a scanner writes them; 32 at most.
pub(crate) fn photos(pdf: &[u8]) -> impl Iterator<Item = &[u8]> {
    streams(pdf).filter(|stream| has(stream.dictionary, b"DCTDecode")).map(|stream| stream.data).take(32)
}

struct Stream<'p> {
    dictionary: &'p [u8],
    data: &'p [u8],
}

fn streams(pdf: &[u8]) -> impl Iterator<Item = Stream<'_>> {
    let mut rest = pdf;
    std::iter::from_fn(move || {
        loop {
            let at = find(rest, b"stream")?;
            let (head, tail) = rest.split_at_checked(at)?;
            let tail = tail.get(b"stream".len()..)?;
            let is_end = head.ends_with(b"end");
            let dictionary = last(head, MAX_DICTIONARY);
            rest = tail;
            if is_end || find(dictionary, b"<<").is_none() {
                continue;
            }
            let data = tail.strip_prefix(b"\r\n").or_else(|| tail.strip_prefix(b"\n")).unwrap_or(tail);
            let length = find(data, b"endstream").unwrap_or(data.len());
            let data = data.get(..length)?;
            rest = tail.get(length..).unwrap_or_default();
            return Some(Stream { dictionary, data });
        }
    })
    .take(MAX_STREAMS)
}

fn last(bytes: &[u8], count: usize) -> &[u8] {
    let object = bytes.get(bytes.len().saturating_sub(count)..).unwrap_or_default();
    // Of this object only: what stands behind the last `obj`.
    let from = object.windows(4).rposition(|window| window == b" obj").unwrap_or(0);
    object.get(from..).unwrap_or_default()
}

fn has(dictionary: &[u8], name: &[u8]) -> bool {
    find(dictionary, name).is_some()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, what)
}

/// zlib (RFC 1950), at most as much as an evidence file may have.
fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(evidence::MAX_BYTES);
    let status = Decompress::new(true).decompress_vec(data, &mut out, FlushDecompress::Finish);
    matches!(status, Ok(Status::StreamEnd)).then_some(out)
}
