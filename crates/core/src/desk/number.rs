//! Long numbers (số đối chiếu) as a person or a scanner reads them from the signer's screen.

use crate::digest::Digest;

/// Compares a digest with its long number as a person read or typed it; white space does not count.
pub fn is_long_number(read: &str, digest: &Digest) -> bool {
    bare(read) == bare(&digest.long())
}

/// Compares a digest with its long number, or with the text of its QR code: all hex digits in either case, perhaps
/// after `GIAOUOC:`.
pub fn is_number_of(read: &str, digest: &Digest) -> bool {
    let read = bare(read);
    let read = read.strip_prefix("GIAOUOC:").unwrap_or(&read);
    is_long_number(read, digest) || read.eq_ignore_ascii_case(&digest.to_string())
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_and_codes_give_them() {
        let digest = Digest::of("text");
        let (long, hex) = (digest.long(), digest.to_string());
        let joined = long.replace(' ', "");
        for read in [long.clone(), joined.clone(), format!(" {long}\n"), format!("{}\t{}", &joined[..7], &joined[7..])]
        {
            assert!(is_long_number(&read, &digest) && is_number_of(&read, &digest), "{read}");
        }
        for read in [hex.clone(), hex.to_uppercase(), format!("GIAOUOC:{}", hex.to_uppercase()), format!(" {hex} ")] {
            assert!(is_number_of(&read, &digest) && !is_long_number(&read, &digest), "{read}");
        }
        let (cut, short, other) = (&long[1..], digest.short(), Digest::of("other").long());
        for wrong in ["", "0", "GIAOUOC:", "giaouoc:", cut, &short, &hex[..32], &other] {
            assert!(!is_long_number(wrong, &digest) && !is_number_of(wrong, &digest), "{wrong}");
        }
    }
}
