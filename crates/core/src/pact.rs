//! The pact document: one strict JSON object, its typed form and its digest (`docs/spec/1-pact.md`).
//!
//! Parsing never repairs: what is not exactly right is refused with the place of the defect. The typed form is what
//! the rules need; the canonical bytes (RFC 8785) are what everybody signs, and the two come from one parse.

pub(crate) mod reader;
mod roster;

pub use roster::{MAX_PARTIES, Party, PartyId, Position, Representative, Role, Roster};

use crate::digest::Digest;
use crate::error::{Code, Error};
use crate::json::{self, Limits};
use crate::time::{Date, Time};
use reader::{Fields, Place};
use serde_json::Value;
use std::fmt;

/// The value of the member `format`.
pub const FORMAT: &str = "giaouoc/pact/v1";
/// Canonical bytes of a pact: at most 256 KiB.
pub const MAX_CANONICAL: usize = 256 * 1024;
/// Bytes of a pact as it comes in. White space and escapes may blow canonical bytes up at most sixfold (`\u00e0`).
pub const MAX_INPUT: usize = 6 * MAX_CANONICAL;
/// Nesting: the object itself is 1.
pub const MAX_DEPTH: usize = 16;

/// SHA-256 of the canonical bytes of a pact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PactDigest(pub Digest);

impl fmt::Display for PactDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// 26 characters of lowercase base32 without padding: 128 random bits that name the pact in links.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PactId(String);

impl PactId {
    /// Length of the text form.
    pub const LEN: usize = 26;
    const ALPHABET: &'static [u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

    /// Parses the lowercase text form; the two unused bits of the last character must be zero (RFC 4648 §3.5).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let value = |c: u8| Self::ALPHABET.iter().position(|a| *a == c);
        let well_formed = text.len() == Self::LEN && text.bytes().all(|c| value(c).is_some());
        let last_bits_zero = text.bytes().last().and_then(value).is_some_and(|v| v % 4 == 0);
        if well_formed && last_bits_zero {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::new(Code::MemberValue).because("a pact id is 26 characters a-z2-7, unused bits zero"))
        }
    }

    /// Makes an id from 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let bits = u128::from_be_bytes(bytes);
        let text = (0..Self::LEN).map(|i| {
            // 26 × 5 = 130 bits: the number is shifted left by the two unused ones.
            let shift = 5 * (Self::LEN - 1 - i);
            let five = if shift >= 2 { bits >> (shift - 2) } else { bits << 2 };
            char::from(Self::ALPHABET.get((five & 31) as usize).copied().unwrap_or(b'a'))
        });
        Self(text.collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which enrolments count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Methods `in-person` and `pinned` only.
    InPerson,
    /// All three methods.
    Invite,
}

impl Identity {
    /// `in-person` or `invite`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::Invite => "invite",
        }
    }
}

/// A span of calendar days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Who emulates together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `khoi`, `cum`, `co-quan` or `khac`.
    pub kind: String,
    /// "Khối thi đua II".
    pub name: String,
    /// The body above.
    pub parent: Option<String>,
}

/// The conference at which it is signed; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Name of the conference.
    pub name: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// On which day.
    pub date: Option<Date>,
    /// `sang`, `chieu` or `toi`.
    pub part: Option<String>,
}

/// The lines at the top left of the printed pact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// One line each.
    pub organisation: Vec<String>,
    /// "Số: …".
    pub number: Option<String>,
}

/// One of the numbered contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// "Thứ nhất", "Một là", "Điều 1".
    pub heading: Option<String>,
    /// The text; may hold line feeds.
    pub text: String,
    /// What is to be reached.
    pub targets: Vec<Target>,
}

/// A figure to be reached; the value is text ("2", "95 %").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is counted.
    pub name: String,
    /// How much.
    pub value: String,
    /// In which unit.
    pub unit: Option<String>,
}

/// A phase of the year (đợt thi đua).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// "Đợt 1".
    pub name: String,
    /// From when to when.
    pub period: Period,
    /// Its theme.
    pub theme: Option<String>,
    /// Days that it honours.
    pub commemorations: Vec<Commemoration>,
}

/// A day that a phase honours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commemoration {
    /// What is honoured.
    pub name: String,
    /// On which day.
    pub date: Option<Date>,
}

/// A document adopted with the pact, bound by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Its title.
    pub title: String,
    /// A file name, unique in the pact; a label, never a path.
    pub file: String,
    /// IANA media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

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
    /// Who emulates together.
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
    /// Which enrolments count.
    pub identity: Identity,
    /// When signing ends.
    pub closes: Option<Time>,
    /// When the document was made.
    pub created: Time,
}

impl Pact {
    /// Parses a document: strict JSON, every member, every rule of `docs/spec/1-pact.md`.
    ///
    /// # Errors
    /// Malformed input, with the JSON pointer of the first defect.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_value(&json::parse(bytes, Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?)
    }

    /// The same from JSON that [`json::parse`] has read (an evidence file holds the pact inside).
    pub fn from_value(value: &Value) -> Result<Self, Error> {
        let canonical = json::canonical(value)?;
        if canonical.len() > MAX_CANONICAL {
            return Err(Error::new(Code::TooLarge).because(format!("{} canonical bytes", canonical.len())));
        }
        let digest = PactDigest(Digest::of(&canonical));
        let mut f = Fields::new(value, Place::root())?;
        f.constant("format", FORMAT)?;
        f.constant("language", "vi")?;
        let pact = Self {
            canonical,
            digest,
            id: f.with("id", |v| PactId::parse(v.string()?).map_err(|e| e.at(v.place())))?,
            supersedes: f.maybe("supersedes", |v| v.digest().map(PactDigest))?,
            title: f.line("title")?,
            period: f.with("period", |v| period(&mut v.fields()?, true))?,
            group: f.with("group", group)?,
            event: f.maybe("event", event)?.unwrap_or_default(),
            header: f.with("header", header)?,
            grounds: f.list("grounds", |v| v.line())?,
            preamble: f.maybe("preamble", |v| v.prose())?,
            articles: f.list("articles", article)?,
            phases: f.list("phases", phase)?,
            annexes: f.list("annexes", annex)?,
            declaration: f.with("declaration", |v| v.prose())?,
            roster: f.with("roster", roster::read)?,
            identity: f
                .with("identity", |v| v.choice(&[("in-person", Identity::InPerson), ("invite", Identity::Invite)]))?,
            closes: f.maybe("closes", |v| v.time())?,
            created: f.with("created", |v| v.time())?,
        };
        f.finish()?;
        unique_files(&pact.annexes)?;
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

fn period(f: &mut Fields<'_>, closed: bool) -> Result<Period, Error> {
    let from = f.with("from", |v| v.date())?;
    let to = f.with("to", |v| v.date())?;
    if from > to {
        return Err(Error::new(Code::DatesReversed).at(f.place()));
    }
    if closed {
        f.finish()?;
    }
    Ok(Period { from, to })
}

fn group(v: &reader::At<'_>) -> Result<Group, Error> {
    let mut f = v.fields()?;
    let group = Group {
        kind: f.with("kind", |v| v.word(&["khoi", "cum", "co-quan", "khac"]))?,
        name: f.line("name")?,
        parent: f.maybe("parent", |v| v.line())?,
    };
    f.finish()?;
    Ok(group)
}

fn event(v: &reader::At<'_>) -> Result<Event, Error> {
    let mut f = v.fields()?;
    let event = Event {
        name: f.maybe("name", |v| v.line())?,
        place: f.maybe("place", |v| v.line())?,
        date: f.maybe("date", |v| v.date())?,
        part: f.maybe("part", |v| v.word(&["sang", "chieu", "toi"]))?,
    };
    f.finish()?;
    Ok(event)
}

fn header(v: &reader::At<'_>) -> Result<Header, Error> {
    let mut f = v.fields()?;
    let header =
        Header { organisation: f.list("organisation", |v| v.line())?, number: f.maybe("number", |v| v.line())? };
    f.finish()?;
    Ok(header)
}

fn article(v: &reader::At<'_>) -> Result<Article, Error> {
    let mut f = v.fields()?;
    let article = Article {
        heading: f.maybe("heading", |v| v.line())?,
        text: f.with("text", |v| v.prose())?,
        targets: f.maybe("targets", |v| v.list(target))?.unwrap_or_default(),
    };
    f.finish()?;
    Ok(article)
}

fn target(v: &reader::At<'_>) -> Result<Target, Error> {
    let mut f = v.fields()?;
    let target = Target { name: f.line("name")?, value: f.line("value")?, unit: f.maybe("unit", |v| v.line())? };
    f.finish()?;
    Ok(target)
}

fn phase(v: &reader::At<'_>) -> Result<Phase, Error> {
    let mut f = v.fields()?;
    let phase = Phase {
        name: f.line("name")?,
        period: period(&mut f, false)?,
        theme: f.maybe("theme", |v| v.line())?,
        commemorations: f.maybe("commemorations", |v| v.list(commemoration))?.unwrap_or_default(),
    };
    f.finish()?;
    Ok(phase)
}

fn commemoration(v: &reader::At<'_>) -> Result<Commemoration, Error> {
    let mut f = v.fields()?;
    let commemoration = Commemoration { name: f.line("name")?, date: f.maybe("date", |v| v.date())? };
    f.finish()?;
    Ok(commemoration)
}

fn annex(v: &reader::At<'_>) -> Result<Annex, Error> {
    let mut f = v.fields()?;
    let annex = Annex {
        title: f.line("title")?,
        file: f.with("file", |v| v.matching("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", is_file_name))?,
        media_type: f.line("media_type")?,
        size: f.with("size", |v| v.natural())?,
        sha256: f.with("sha256", |v| v.digest())?,
    };
    f.finish()?;
    Ok(annex)
}

fn is_file_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    (1..=100).contains(&text.len()) && text.bytes().enumerate().all(|(i, b)| plain(b) || (i > 0 && b == b'.'))
}

fn unique_files(annexes: &[Annex]) -> Result<(), Error> {
    for (i, annex) in annexes.iter().enumerate() {
        if annexes.iter().take(i).any(|a| a.file == annex.file) {
            return Err(Error::new(Code::AnnexDuplicate).at(format!("/annexes/{i}/file")));
        }
    }
    Ok(())
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
