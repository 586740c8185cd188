//! The two spellings that every format here shares. Each value has one spelling only; any other is refused, because a
//! signed text that can be written in two ways can be disputed in two ways.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Standard base64 with padding (RFC 4648 §4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads what [`base64`] writes and nothing else: padding must be there, its unused bits zero (RFC 4648 §3.5).
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// An ASCII decimal without leading zeroes, within u64.
pub(crate) fn from_decimal(text: &str) -> Option<u64> {
    // `u64::from_str` alone would take "+1" and "01".
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    canonical.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_spelling() {
        assert_eq!(from_base64("AQ=="), Some(vec![1]));
        for other in ["AQ", "AQ=", "AR==", "AQ==\n", " AQ==", "AQ= =", "AQ===", "_-==", "A"] {
            assert_eq!(from_base64(other), None, "{other:?}");
        }
        assert_eq!(from_decimal("0"), Some(0));
        assert_eq!(from_decimal("18446744073709551615"), Some(u64::MAX));
        for other in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "0x1", "١", "18446744073709551616"] {
            assert_eq!(from_decimal(other), None, "{other:?}");
        }
    }
}
