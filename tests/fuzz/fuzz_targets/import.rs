//! Files that become drafts: whatever the bytes, an answer, and one that writes and reads again.

#![no_main]

use giaouoc_drafting::{Form, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = read(bytes, None) else { return };
    for form in [Form::Docx, Form::Markdown, Form::Json] {
        let out = write(&found.mended, form).expect("a draft is written");
        let back = read(&out, Some(giaouoc_drafting::Encoding::Unicode)).expect("what was written is read");
        assert_eq!(back.form, form);
    }
});
