//! Bytes as decimal digits, which a QR code packs into numeric mode at 98.8 % of its room.
//!
//! Chunks of 7 bytes, little-endian, as 17 digits; a last chunk of 1…6 bytes as 3, 5, 8, 10, 13 or 15.

use giaouoc_core::error::{Code, CoreError};

/// Digits of one code: version 40-L holds 7,089.
pub const MAX_DIGITS: usize = 7089;
/// Bytes of a whole chunk.
const CHUNK: usize = 7;
/// Digits of a chunk of so many bytes.
const WIDTHS: [usize; CHUNK + 1] = [0, 3, 5, 8, 10, 13, 15, 17];
/// Data bits of a code of version 25 at error correction M (ISO/IEC 18004, table 7: 1,000 codewords).
const BITS: usize = 8000;
/// Bits of mode and length before a byte segment, and before a numeric one (versions 10 to 26, table 3).
const HEADS: usize = (4 + 16) + (4 + 12);

/// The number of bytes that fit into one code, behind an address of `prefix` characters.
pub(super) fn room(prefix: usize) -> usize {
    let bits = BITS.saturating_sub(HEADS + 8 * prefix);
    // Three digits in 10 bits, two in 7, one in 4.
    let digits = bits / 10 * 3
        + match bits % 10 {
            7.. => 2,
            4.. => 1,
            _ => 0,
        };
    let left = digits % 17;
    digits / 17 * CHUNK + WIDTHS.iter().rposition(|width| *width <= left).unwrap_or(0)
}

pub(super) fn write(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 17 / CHUNK + 17);
    for chunk in bytes.chunks(CHUNK) {
        let number = chunk.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let width = WIDTHS.get(chunk.len()).copied().unwrap_or(0);
        text.push_str(&format!("{number:0width$}"));
    }
    text
}

/// # Errors
/// [`Code::CodesMalformed`] for anything but digits, a wrong number of them, or a chunk that is too large.
pub(super) fn read(text: &str) -> Result<Vec<u8>, CoreError> {
    let wrong = |detail: String| CoreError::new(Code::CodesMalformed).because(detail);
    if text.len() > MAX_DIGITS {
        return Err(wrong(format!("{} digits", text.len())));
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong("something else than digits".to_owned()));
    }
    let mut bytes = Vec::with_capacity(text.len() / 17 * CHUNK + CHUNK);
    for chunk in text.as_bytes().chunks(17) {
        let length = WIDTHS.iter().position(|width| *width == chunk.len());
        let length = length.ok_or_else(|| wrong(format!("{} digits at the end", chunk.len())))?;
        let number = chunk.iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
        let chunk = number.to_le_bytes();
        let (head, tail) = chunk.split_at_checked(length).unwrap_or((&chunk, &[]));
        if tail.iter().any(|byte| *byte != 0) {
            return Err(wrong("a chunk is larger than its bytes can be".to_owned()));
        }
        bytes.extend(head);
    }
    Ok(bytes)
}
