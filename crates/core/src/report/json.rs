//! The report as JSON: the same for the command line, for REST and for pages.

use super::{Report, StepReport};
use crate::error::{CoreError, Language};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// In JSON an error is `{code, kind, place, detail, cause: {vi, en}, cure: {vi, en}}`.
impl Serialize for CoreError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.as_str())?;
        map.serialize_entry("kind", self.kind().as_str())?;
        if !self.place.is_empty() {
            map.serialize_entry("place", &self.place)?;
        }
        if !self.detail.is_empty() {
            map.serialize_entry("detail", &self.detail)?;
        }
        let (vi, en) = (self.code.words(Language::Vi), self.code.words(Language::En));
        map.serialize_entry("cause", &Both { vi: vi.cause, en: en.cause })?;
        map.serialize_entry("cure", &Both { vi: vi.cure, en: en.cure })?;
        map.end()
    }
}

#[derive(Serialize)]
struct Both<T> {
    vi: T,
    en: T,
}

impl Serialize for StepReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("step", &self.step.number())?;
        let title = Both { vi: self.step.title(Language::Vi), en: self.step.title(Language::En) };
        map.serialize_entry("title", &title)?;
        map.serialize_entry("status", self.status.as_str())?;
        map.serialize_entry("count", &self.count)?;
        if let Some(error) = self.status.error() {
            map.serialize_entry("error", error)?;
        }
        if !self.unchecked.is_empty() {
            let unchecked: Vec<_> = self.unchecked.iter().map(|(what, index)| (what.as_str(), index)).collect();
            map.serialize_entry("unchecked", &unchecked)?;
        }
        map.end()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("verdict", &self.verdict)?;
        map.serialize_entry("reason", &self.reason)?;
        map.serialize_entry("line", &Both { vi: self.line(Language::Vi), en: self.line(Language::En) })?;
        map.serialize_entry("failing_step", &self.deciding().map(|s| s.step.number()))?;
        map.serialize_entry("signed", &self.signed)?;
        map.serialize_entry("due", &self.due)?;
        map.serialize_entry("pact", &self.pact)?;
        map.serialize_entry("checkpoint", &self.checkpoint)?;
        map.serialize_entry("steps", &self.steps)?;
        map.serialize_entry("signers", &self.signers)?;
        map.serialize_entry("others", &self.others)?;
        map.serialize_entry("erased", &self.erased)?;
        map.serialize_entry("warnings", &self.warnings)?;
        map.end()
    }
}
