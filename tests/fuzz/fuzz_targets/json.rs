//! Strict JSON beside serde_json: what the strict reader takes, serde_json reads as the same value, and only for the
//! reasons that it names does it refuse what serde_json takes.
#![no_main]

use giaouoc_core::Code;
use giaouoc_core::json::{self, DEPTH_MOST, Limits};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const LIMITS: Limits = Limits { depth: DEPTH_MOST, bytes: 1 << 20 };

fuzz_target!(|data: &[u8]| {
    let lax = serde_json::from_slice::<Value>(data);
    match json::parse(data, LIMITS) {
        Ok(value) => {
            assert_eq!(lax.expect("the strict reader took it"), value);
            canonical(&value);
        }
        Err(error) => {
            assert!(error.place.len() <= 1000);
            let stricter = matches!(error.code, Code::JsonDuplicate | Code::JsonNumber | Code::JsonDepth);
            assert!(stricter || lax.is_err(), "{error:?}");
        }
    }
});

fn canonical(value: &Value) {
    let bytes = json::canonical(value).expect("integers within 2^53 are doubles");
    assert_eq!(json::parse(&bytes, Limits { bytes: 6 << 20, ..LIMITS }).as_ref(), Ok(value));
    if let Some(place) = json::find_null(value) {
        assert_eq!(value.pointer(&place), Some(&Value::Null));
    }
}
