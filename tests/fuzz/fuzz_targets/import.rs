//! Files that become drafts: whatever the bytes, an answer, and one that writes and reads again. The bytes are read as
//! they are, and as the main part of a Word file, which no mutation of a packed archive would reach.

#![no_main]

use giaouoc_drafting::{Encoding, Form, read, write};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    round(bytes);
    round(&word(bytes));
});

fn round(bytes: &[u8]) {
    let Ok(found) = read(bytes, None) else { return };
    for form in [Form::Docx, Form::Markdown, Form::Json] {
        let out = write(&found.mended, form).expect("a draft is written");
        let back = read(&out, Some(Encoding::Unicode)).expect("what was written is read");
        assert_eq!(back.form, form);
    }
}

fn word(document: &[u8]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", options).expect("a part");
    zip.write_all(document).expect("its bytes");
    zip.finish().expect("an archive").into_inner()
}
