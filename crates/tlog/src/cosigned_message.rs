//! The bytes of a witness cosignature, version 1 (c2sp.org/tlog-cosignature): its signed message and its line.

/// The largest time, 2^63 − 1 ("It MUST NOT exceed").
pub const MAX_TIME: u64 = i64::MAX as u64;

/// The message that a witness signs: header line, timestamp line, "the whole note body … including the final newline".
pub(crate) fn message(time: u64, checkpoint_text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint_text}")
}

/// Splits the bytes of a line, `struct { u64 timestamp; opaque ed25519_signature[64]; }`, big-endian. None if they have
/// another length or a time beyond [`MAX_TIME`].
pub(crate) fn timestamped(bytes: &[u8]) -> Option<(u64, &[u8; 64])> {
    let (time, signature) = bytes.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    (time <= MAX_TIME).then_some((time, signature.try_into().ok()?))
}
