//! Pacts and their text: the canonical bytes are the same pact; what `repair` mends, `check` takes.
#![no_main]

use giaouoc_core::pact::Pact;
use giaouoc_core::text::{self, Lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(pact) = Pact::parse(data) {
        let again = Pact::parse(pact.canonical()).expect("the canonical bytes of a pact are a pact");
        assert_eq!(again.digest(), pact.digest());
        assert_eq!(again, pact);
    }
    if let Ok(text) = str::from_utf8(data) {
        [Lines::Single, Lines::Multi].into_iter().for_each(|lines| repaired(text, lines));
        let _ = (text::check_value(text), text::warnings(text), text::fold(text));
    }
});

fn repaired(text: &str, lines: Lines) {
    let (mended, repairs) = text::repair(text, lines);
    assert!(mended.is_empty() || text::check(&mended, lines).is_ok());
    assert_eq!(repairs.is_empty(), mended == text);
    assert_eq!(text::check(text, lines).is_ok(), repairs.is_empty() && !text.is_empty());
    assert_eq!(text::repair(&mended, lines), (mended, vec![]));
}
