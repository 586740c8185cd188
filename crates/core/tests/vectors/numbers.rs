//! Numbers for people: formats §8.

use giaouoc_core::Digest;
use serde_json::Value;

use super::folders;

#[test]
fn numbers_for_people() {
    let cases: Value =
        serde_json::from_slice(&std::fs::read(folders::ours("formats/8-numbers.json")).unwrap()).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let digest = Digest::parse(case["digest"].as_str().unwrap()).unwrap();
        assert_eq!(digest.short(), case["short"].as_str().unwrap());
        assert_eq!(digest.long(), case["long"].as_str().unwrap());
    }
}
