//! Policies: what is written back parses to the same, ours with `registrar` lines and the plain tlog-policy alike;
//! without `registrar` lines the two are one.
#![no_main]

use giaouoc_core::policy::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(policy) = Policy::parse(text) {
        let written = policy.to_string();
        assert_eq!(Policy::parse(&written).as_ref(), Ok(&policy));
        if policy.registrars.is_empty() {
            assert_eq!(giaouoc_tlog::TlogPolicy::parse(text), Ok(policy.ledger));
        }
    }
    if let Ok(policy) = giaouoc_tlog::TlogPolicy::parse(text) {
        assert_eq!(giaouoc_tlog::TlogPolicy::parse(&policy.to_string()), Ok(policy));
    }
});
