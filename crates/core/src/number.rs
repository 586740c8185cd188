//! Numbers for people (số đối chiếu, formats §8): a digest for eye and voice, the same in every language.
//!
//! They guard against mistakes, and the long one also where a person compares two screens; tools compare the whole
//! digest. Taking the remainder favours small numbers by less than one part in ten million (2^64 is some 18 million
//! times 10^12), which is of no use to anybody.
//!
//! ```
//! let digest = giaouoc_core::Digest::parse("3d4e282185b541b3bdfc7e6afa3aad8c98f9b406347c9100e170f8ed94957021")?;
//! assert_eq!(giaouoc_core::number::short(digest.as_bytes()), "4089 3931 5635");
//! # Ok::<(), giaouoc_core::CoreError>(())
//! ```

/// Twelve digits in groups of four: the first 8 bytes, big-endian, modulo 10^12, so that people see that screen, phone
/// and paper show the same thing. Against accident only.
pub fn short(digest: &[u8; 32]) -> String {
    grouped(leading(digest, 8), 12)
}

/// Twenty-four digits in groups of four: the first 16 bytes, big-endian, modulo 10^24, for whoever compares keys or
/// texts between two devices.
pub fn long(digest: &[u8; 32]) -> String {
    grouped(leading(digest, 16), 24)
}

/// The first `count` bytes as a big-endian number; `count` ≤ 16.
fn leading(digest: &[u8; 32], count: usize) -> u128 {
    digest.iter().take(count).fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// The last `digits` decimal digits, zero-padded, with a space after every fourth.
fn grouped(number: u128, digits: u32) -> String {
    let padded = format!("{:0width$}", number % 10_u128.pow(digits), width = digits as usize);
    let mut text = String::with_capacity(padded.len() * 5 / 4);
    for (place, digit) in padded.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_taken_from_the_front() {
        let mut digest = [0; 32];
        digest[16..].fill(0xff);
        assert_eq!(short(&digest), "0000 0000 0000");
        assert_eq!(long(&digest), "0000 0000 0000 0000 0000 0000");
        digest[7] = 42;
        assert_eq!(short(&digest), "0000 0000 0042");
        assert_eq!(long(&digest), "0007 7476 3251 0958 0116 7872"); // 42 · 2^64
    }
}
