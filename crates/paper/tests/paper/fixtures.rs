//! Evidence, policies and other inputs that the tests print and read.

use giaouoc_core::policy::Policy;
use std::sync::LazyLock;

pub(crate) const URL: &str = "https://kiem-tra.example";
/// The vectors' evidence as codes.
pub(crate) const TEXTS: &str = include_str!("../../../../fixtures/vectors/formats/7-codes.txt");
pub(crate) const EVIDENCE: &[u8] = include_bytes!("../../../../fixtures/vectors/formats/6-evidence.giaouoc.json");
pub(crate) static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_str!("../../../../fixtures/vectors/formats/policy.txt")).unwrap());
/// A pact of our own fixtures, signed with sample keys.
pub(crate) const SAMPLE: &[u8] = include_bytes!("../../../../fixtures/s3-khoi-thi-dua-2/6-evidence.giaouoc.json");
pub(crate) static SAMPLE_POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_str!("../../../../fixtures/policy.txt")).unwrap());
