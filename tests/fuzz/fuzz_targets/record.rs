//! Records: the note and the statement in it are written back byte for byte.
#![no_main]

use giaouoc_core::record::{Record, RecordDigest, Statement};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(record) = Record::parse(data) {
        assert_eq!(record.note().to_string().as_bytes(), data);
        assert_eq!(record.statement().text(), record.note().text());
        assert_eq!(record.digest(), RecordDigest::of(record.note().text()));
    }
    if let Ok(text) = str::from_utf8(data)
        && let Ok(statement) = Statement::parse(text)
    {
        assert_eq!(statement.text(), text);
    }
});
