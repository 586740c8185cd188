//! Parts of a pact document beside its roster, and how each is read (`docs/spec/1-pact.md`).

use super::reader::{At, Fields};
use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::time::Date;

/// The identity mode: the methods of enrolment that count for the pact.
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

/// An emulation group (khối, cụm thi đua): the units that emulate together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `khoi`, `cum`, `co-quan` or `khac`.
    pub kind: String,
    /// "Khối thi đua II".
    pub name: String,
    /// Name of the body above the group.
    pub parent: Option<String>,
}

/// The conference at which it is signed; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Name of the conference.
    pub name: Option<String>,
    /// The place of the conference.
    pub place: Option<String>,
    /// The day of the conference.
    pub date: Option<Date>,
    /// The part of the day: `sang`, `chieu` or `toi`.
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
    /// The figures to be reached.
    pub targets: Vec<Target>,
}

/// A figure to be reached; the value is text ("2", "95 %").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Name of the thing that is counted.
    pub name: String,
    /// The figure, as text.
    pub value: String,
    /// The unit of the figure.
    pub unit: Option<String>,
}

/// A phase of the year (đợt thi đua).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// "Đợt 1".
    pub name: String,
    /// First and last day of the phase.
    pub period: Period,
    /// The theme of the phase.
    pub theme: Option<String>,
    /// Days that it honours.
    pub commemorations: Vec<Commemoration>,
}

/// A day that a phase honours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commemoration {
    /// Name of the event that is honoured.
    pub name: String,
    /// The day on which it is honoured.
    pub date: Option<Date>,
}

/// A document adopted with the pact, bound by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// The annex's title.
    pub title: String,
    /// A file name, unique in the pact; a label, never a path.
    pub file: String,
    /// IANA media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

pub(super) fn period(f: &mut Fields<'_>, closed: bool) -> Result<Period, CoreError> {
    let from = f.with("from", |v| v.date())?;
    let to = f.with("to", |v| v.date())?;
    if from > to {
        return Err(CoreError::new(Code::DatesReversed).at(f.place()));
    }
    if closed {
        f.finish()?;
    }
    Ok(Period { from, to })
}

pub(super) fn group(v: &At<'_>) -> Result<Group, CoreError> {
    let mut f = v.fields()?;
    let group = Group {
        kind: f.with("kind", |v| v.word(&["khoi", "cum", "co-quan", "khac"]))?,
        name: f.line("name")?,
        parent: f.maybe("parent", |v| v.line())?,
    };
    f.finish()?;
    Ok(group)
}

pub(super) fn event(v: &At<'_>) -> Result<Event, CoreError> {
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

pub(super) fn header(v: &At<'_>) -> Result<Header, CoreError> {
    let mut f = v.fields()?;
    let header =
        Header { organisation: f.list("organisation", |v| v.line())?, number: f.maybe("number", |v| v.line())? };
    f.finish()?;
    Ok(header)
}

pub(super) fn article(v: &At<'_>) -> Result<Article, CoreError> {
    let mut f = v.fields()?;
    let article = Article {
        heading: f.maybe("heading", |v| v.line())?,
        text: f.with("text", |v| v.prose())?,
        targets: f.maybe("targets", |v| v.list(target))?.unwrap_or_default(),
    };
    f.finish()?;
    Ok(article)
}

fn target(v: &At<'_>) -> Result<Target, CoreError> {
    let mut f = v.fields()?;
    let target = Target { name: f.line("name")?, value: f.line("value")?, unit: f.maybe("unit", |v| v.line())? };
    f.finish()?;
    Ok(target)
}

pub(super) fn phase(v: &At<'_>) -> Result<Phase, CoreError> {
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

fn commemoration(v: &At<'_>) -> Result<Commemoration, CoreError> {
    let mut f = v.fields()?;
    let commemoration = Commemoration { name: f.line("name")?, date: f.maybe("date", |v| v.date())? };
    f.finish()?;
    Ok(commemoration)
}

pub(super) fn annex(v: &At<'_>) -> Result<Annex, CoreError> {
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

pub(super) fn unique_files(annexes: &[Annex]) -> Result<(), CoreError> {
    for (i, annex) in annexes.iter().enumerate() {
        if annexes.iter().take(i).any(|a| a.file == annex.file) {
            return Err(CoreError::new(Code::AnnexDuplicate).at(format!("/annexes/{i}/file")));
        }
    }
    Ok(())
}
