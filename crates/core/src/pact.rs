//! The pact document: one strict JSON object, its typed form and its digest (`docs/spec/1-pact.md`).
//!
//! Parsing never repairs: what is not exactly right is refused with the place of the defect. The typed form is what
//! the rules need; the canonical bytes (RFC 8785) are what everybody signs, and the two come from one parse.

mod content;
mod id;
pub(crate) mod reader;
mod roster;

pub use content::{Annex, Article, Commemoration, Event, Group, Header, Identity, Period, Phase, Target};
pub use id::{PactDigest, PactId};
pub use roster::{MAX_PARTIES, Party, PartyId, Position, Representative, Role, Roster};

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::json::{self, Limits};
use crate::time::Time;
use reader::{Fields, JsonPlace};
use serde_json::Value;

/// The value of the member `format`.
pub const FORMAT: &str = "giaouoc/pact/v1";
/// Canonical bytes of a pact: at most 256 KiB.
pub const MAX_CANONICAL: usize = 256 * 1024;
/// Bytes of a pact as it comes in. White space and escapes may blow canonical bytes up at most sixfold (`\u00e0`).
pub const MAX_INPUT: usize = 6 * MAX_CANONICAL;
/// Nesting: the object itself is 1.
pub const MAX_DEPTH: usize = 16;

/// A pact that has passed every rule on its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pact {
    canonical: Vec<u8>,
    digest: PactDigest,
    /// Names the pact in links.
    pub id: PactId,
    /// The opened pact that this one replaces.
    pub supersedes: Option<PactDigest>,
    /// Title.
    pub title: String,
    /// The year, as a rule.
    pub period: Period,
    /// The emulation group (khối, cụm thi đua) whose units sign.
    pub group: Group,
    /// The conference.
    pub event: Event,
    /// Printed head.
    pub header: Header,
    /// Căn cứ.
    pub grounds: Vec<String>,
    /// Opening words.
    pub preamble: Option<String>,
    /// Contents.
    pub articles: Vec<Article>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Adopted documents.
    pub annexes: Vec<Annex>,
    /// The sentence beside the sign button.
    pub declaration: String,
    /// All parties and witnesses.
    pub roster: Roster,
    /// The identity mode, which says which methods of enrolment count.
    pub identity: Identity,
    /// The time at which signing ends.
    pub closes: Option<Time>,
    /// The time at which the document was made.
    pub created: Time,
}

impl Pact {
    /// Parses a document: strict JSON, every member, every rule of `docs/spec/1-pact.md`.
    ///
    /// # Errors
    /// Malformed input, with the JSON pointer of the first defect.
    pub fn parse(bytes: &[u8]) -> Result<Self, CoreError> {
        Self::from_value(&json::parse(bytes, Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?)
    }

    /// Parses a document from JSON that [`json::parse`] has read: an evidence file holds the pact inside.
    pub fn from_value(value: &Value) -> Result<Self, CoreError> {
        let canonical = json::canonical(value)?;
        if canonical.len() > MAX_CANONICAL {
            return Err(CoreError::new(Code::TooLarge).because(format!("{} canonical bytes", canonical.len())));
        }
        let digest = PactDigest(Digest::of(&canonical));
        let mut f = Fields::new(value, JsonPlace::root())?;
        f.constant("format", FORMAT)?;
        f.constant("language", "vi")?;
        let pact = Self {
            canonical,
            digest,
            id: f.with("id", |v| PactId::parse(v.string()?).map_err(|e| e.at(v.place())))?,
            supersedes: f.maybe("supersedes", |v| v.digest().map(PactDigest))?,
            title: f.line("title")?,
            period: f.with("period", |v| content::period(&mut v.fields()?, true))?,
            group: f.with("group", content::group)?,
            event: f.maybe("event", content::event)?.unwrap_or_default(),
            header: f.with("header", content::header)?,
            grounds: f.list("grounds", |v| v.line())?,
            preamble: f.maybe("preamble", |v| v.prose())?,
            articles: f.list("articles", content::article)?,
            phases: f.list("phases", content::phase)?,
            annexes: f.list("annexes", content::annex)?,
            declaration: f.with("declaration", |v| v.prose())?,
            roster: f.with("roster", roster::read)?,
            identity: f
                .with("identity", |v| v.choice(&[("in-person", Identity::InPerson), ("invite", Identity::Invite)]))?,
            closes: f.maybe("closes", |v| v.time())?,
            created: f.with("created", |v| v.time())?,
        };
        f.finish()?;
        content::unique_files(&pact.annexes)?;
        Ok(pact)
    }

    /// RFC 8785 bytes: what is hashed.
    pub fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// SHA-256 of the canonical bytes.
    pub fn digest(&self) -> PactDigest {
        self.digest
    }

    /// The name that a single-use key of this party bears: `<pact id>/<party id>`.
    pub fn key_name(&self, party: &PartyId) -> String {
        format!("{}/{}", self.id, party)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn example() -> Value {
        serde_json::from_str(include_str!("../../../fixtures/vectors/formats/1-pact.json")).unwrap()
    }

    #[test]
    fn canonical_bytes_and_digest_are_the_vectors() {
        let pact = Pact::parse(include_bytes!("../../../fixtures/vectors/formats/1-pact.json")).unwrap();
        assert_eq!(pact.canonical(), include_bytes!("../../../fixtures/vectors/formats/2-canonical.json"));
        assert_eq!(pact.digest().to_string(), include_str!("../../../fixtures/vectors/formats/2-digest.hex").trim());
    }

    /// One change a line: a JSON pointer, what is put there (absent: removed), the code and the place that are due.
    #[test]
    fn every_defect_is_named_with_its_place() {
        let cases: &[(&str, Option<&str>, Code, &str)] = &[
            ("/title", None, Code::MemberMissing, "/title"),
            ("/title", Some("7"), Code::MemberType, "/title"),
            ("/title", Some(r#""""#), Code::TextEmpty, "/title"),
            ("/title", Some(r#""a\nb""#), Code::TextForbidden, "/title"),
            ("/format", Some(r#""giaouoc/pact/v2""#), Code::MemberValue, "/format"),
            ("/id", Some(r#""4nywhvqvjouc4lk42zhwzxktjv""#), Code::MemberValue, "/id"),
            ("/supersedes", Some(r#""00""#), Code::MemberValue, "/supersedes"),
            ("/period/to", Some(r#""2022-12-31""#), Code::DatesReversed, "/period"),
            ("/period/to", Some(r#""2023-02-30""#), Code::MemberValue, "/period/to"),
            ("/group/kind", Some(r#""doan""#), Code::MemberValue, "/group/kind"),
            ("/event/part", Some("null"), Code::JsonNull, "/event/part"),
            ("/annexes/0/file", Some(r#""../x""#), Code::MemberValue, "/annexes/0/file"),
            ("/annexes/0/size", Some("-1"), Code::MemberValue, "/annexes/0/size"),
            ("/roster", Some("[]"), Code::RosterSize, "/roster"),
            ("/roster/0/id", Some(r#""tap-the""#), Code::RosterDuplicate, "/roster/2/id"),
            ("/roster/0/stage", Some("0"), Code::MemberValue, "/roster/0/stage"),
            ("/roster/0/signs", Some("false"), Code::RosterNamedOnly, "/roster/0/signs"),
            ("/roster/0/role", Some(r#""boss""#), Code::MemberValue, "/roster/0/role"),
            ("/roster/0/extra", Some("1"), Code::MemberUnknown, "/roster/0/extra"),
            (
                "/roster/2/key",
                Some(r#""kiem-toan.example/held+0ac80748+AajneWZs8XjJmQDILa7mMkDJHr94+mgUDV9unRA+KDxZ""#),
                Code::RosterNamedOnly,
                "/roster/2/key",
            ),
            (
                "/roster/0/key",
                Some(r#""kiem-toan.example/held+0ac80748+AajneWZs8XjJmQDILa7mMkDJHr94+mgUDV9unRA+KDxZ""#),
                Code::KeyShared,
                "/roster/3/key",
            ),
            ("/roster/0/representative/name", Some(r#"" a""#), Code::ValueForm, "/roster/0/representative/name"),
            ("/identity", Some(r#""remote""#), Code::MemberValue, "/identity"),
            ("/created", Some(r#""2023-02-16T08:00:60Z""#), Code::MemberValue, "/created"),
            ("/closes", Some(r#""2023-02-16T08:00:00+07:00""#), Code::MemberValue, "/closes"),
        ];
        for (pointer, put, code, place) in cases {
            let mut value = example();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            match put {
                Some(json) => parent.insert((*name).to_owned(), serde_json::from_str(json).unwrap()),
                None => parent.remove(name),
            };
            let error = Pact::from_value(&value).unwrap_err();
            assert_eq!((error.code, error.place.as_str()), (*code, *place), "{pointer} {put:?}: {error}");
        }
    }

    #[test]
    fn somebody_who_is_no_witness_must_sign() {
        let mut value = example();
        for party in value["roster"].as_array_mut().unwrap() {
            party["role"] = "witness".into();
        }
        assert_eq!(Pact::from_value(&value).unwrap_err().code, Code::RosterNobodySigns);
    }

    #[test]
    fn ids_from_random_bytes_parse() {
        for byte in 0..=255 {
            let id = PactId::from_random([byte; 16]);
            assert_eq!(PactId::parse(id.as_str()), Ok(id));
        }
        assert_eq!(PactId::from_random([0; 16]).as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(PactId::from_random([255; 16]).as_str(), "7777777777777777777777777".to_owned() + "4");
    }
}
