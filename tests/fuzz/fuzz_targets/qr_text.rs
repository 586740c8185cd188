//! The text of the short code: an address on the first line, a pact id on the second. Proof codes: `codes`.
#![no_main]

use giaouoc_core::pact::PactId;
use giaouoc_paper::ShortCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some(random) = data.first_chunk() {
        let id = PactId::from_random(*random);
        assert_eq!(PactId::parse(id.as_str()).as_ref(), Ok(&id));
    }
    let Ok(text) = str::from_utf8(data) else { return };
    let (address, id) = text.split_once('\n').unwrap_or((text, "4nywhvqvjouc4lk42zhwzxktju"));
    let Ok(id) = PactId::parse(id) else { return };
    assert_eq!(text.split_once('\n').map_or(id.as_str(), |(_, id)| id), id.as_str());
    if let Ok(code) = ShortCode::new(address, &id) {
        drawn(&code, &id);
    }
});

fn drawn(code: &ShortCode, id: &PactId) {
    // ISO/IEC 18004, table 5: the alphanumeric mode.
    let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b" $%*+-./:".contains(&b);
    assert!(code.text().bytes().all(plain), "{}", code.text());
    assert!(code.text().ends_with(&format!("/V/{}", id.as_str().to_ascii_uppercase())));
    assert!(!code.svg().is_empty() && !code.terminal().is_empty());
    assert!(code.png(1).is_ok());
}
