//! A strict reader of JSON objects: takes members one by one, knows their places, refuses what is left over.

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::json::pointer_step;
use crate::text::{self, Lines};
use crate::time::{Date, Time};
use crate::words::value_of;
use serde_json::{Map, Value};
use std::fmt;

/// The place of a value, as a chain of steps from the root; spelled out (RFC 6901) only when something is wrong.
#[derive(Clone, Copy)]
pub(crate) struct JsonPlace<'a> {
    up: Option<&'a JsonPlace<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl<'a> JsonPlace<'a> {
    pub(crate) fn root() -> Self {
        Self { up: None, step: Step::Root }
    }

    fn member<'b>(&'b self, name: &'b str) -> JsonPlace<'b> {
        JsonPlace { up: Some(self), step: Step::Member(name) }
    }

    fn item<'b>(&'b self, index: usize) -> JsonPlace<'b> {
        JsonPlace { up: Some(self), step: Step::Item(index) }
    }
}

impl fmt::Display for JsonPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(up) = self.up {
            up.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Member(name) => write!(f, "/{}", pointer_step(name)),
            Step::Item(index) => write!(f, "/{index}"),
        }
    }
}

/// A value and its place.
pub(crate) struct At<'a> {
    value: &'a Value,
    place: JsonPlace<'a>,
}

impl<'a> At<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        At { value, place: JsonPlace::root() }
    }

    pub(crate) fn place(&self) -> String {
        self.place.to_string()
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    fn wrong(&self, code: Code, detail: &str) -> CoreError {
        // A null is never right here, and its own code tells the cure: leave the member out.
        let code = if self.value.is_null() { Code::JsonNull } else { code };
        CoreError::new(code).at(self.place()).because(detail)
    }

    pub(crate) fn fields(&self) -> Result<Fields<'_>, CoreError> {
        Fields::new(self.value, self.place)
    }

    pub(crate) fn list<T>(&self, read: impl Fn(&At<'_>) -> Result<T, CoreError>) -> Result<Vec<T>, CoreError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong(Code::MemberType, "an array is due"))?;
        items.iter().enumerate().map(|(i, value)| read(&At { value, place: self.place.item(i) })).collect()
    }

    pub(crate) fn string(&self) -> Result<&'a str, CoreError> {
        self.value.as_str().ok_or_else(|| self.wrong(Code::MemberType, "a string is due"))
    }

    pub(crate) fn bool(&self) -> Result<bool, CoreError> {
        self.value.as_bool().ok_or_else(|| self.wrong(Code::MemberType, "true or false is due"))
    }

    pub(crate) fn natural(&self) -> Result<u64, CoreError> {
        if !self.value.is_number() {
            return Err(self.wrong(Code::MemberType, "an integer is due"));
        }
        self.value.as_u64().ok_or_else(|| self.wrong(Code::MemberValue, "an integer of 0 or more is due"))
    }

    /// Text on one line.
    pub(crate) fn line(&self) -> Result<String, CoreError> {
        self.text(Lines::Single)
    }

    /// Text that may hold line feeds.
    pub(crate) fn prose(&self) -> Result<String, CoreError> {
        self.text(Lines::Multi)
    }

    fn text(&self, lines: Lines) -> Result<String, CoreError> {
        let text = self.string()?;
        text::check(text, lines).map_err(|e| e.at(self.place()))?;
        Ok(text.to_owned())
    }

    /// Text that also obeys the rule for record values.
    pub(crate) fn record_value(&self) -> Result<String, CoreError> {
        let text = self.string()?;
        text::check_value(text).map_err(|e| e.at(self.place()))?;
        Ok(text.to_owned())
    }

    pub(crate) fn date(&self) -> Result<Date, CoreError> {
        Date::parse(self.string()?).map_err(|e| self.wrong(Code::MemberValue, &e.detail))
    }

    pub(crate) fn time(&self) -> Result<Time, CoreError> {
        Time::parse(self.string()?).map_err(|e| self.wrong(Code::MemberValue, &e.detail))
    }

    pub(crate) fn digest(&self) -> Result<Digest, CoreError> {
        Digest::parse(self.string()?).map_err(|_| self.wrong(Code::MemberValue, "64 lowercase hex digits are due"))
    }

    pub(crate) fn matching(&self, form: &str, matches: impl Fn(&str) -> bool) -> Result<String, CoreError> {
        let text = self.string()?;
        if matches(text) { Ok(text.to_owned()) } else { Err(self.wrong(Code::MemberValue, form)) }
    }

    pub(crate) fn word(&self, allowed: &[&str]) -> Result<String, CoreError> {
        self.matching(&format!("one of {}", allowed.join(", ")), |text| allowed.contains(&text))
    }

    pub(crate) fn choice<T: Copy>(&self, allowed: &[(&str, T)]) -> Result<T, CoreError> {
        let text = self.string()?;
        value_of(allowed, text).ok_or_else(|| {
            let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
            self.wrong(Code::MemberValue, &format!("one of {}", words.join(", ")))
        })
    }
}

/// The members of one object that have not been taken yet.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    place: JsonPlace<'a>,
    taken: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(value: &'a Value, place: JsonPlace<'a>) -> Result<Self, CoreError> {
        let object =
            value.as_object().ok_or_else(|| At { value, place }.wrong(Code::MemberType, "an object is due"))?;
        Ok(Self { object, place, taken: Vec::new() })
    }

    pub(crate) fn place(&self) -> String {
        self.place.to_string()
    }

    pub(crate) fn maybe<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&At<'_>) -> Result<T, CoreError>,
    ) -> Result<Option<T>, CoreError> {
        self.taken.push(name);
        self.object.get(name).map(|value| read(&At { value, place: self.place.member(name) })).transpose()
    }

    pub(crate) fn with<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&At<'_>) -> Result<T, CoreError>,
    ) -> Result<T, CoreError> {
        let place = self.place;
        self.maybe(name, read)?.ok_or_else(|| CoreError::new(Code::MemberMissing).at(place.member(name).to_string()))
    }

    pub(crate) fn line(&mut self, name: &'static str) -> Result<String, CoreError> {
        self.with(name, |v| v.line())
    }

    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&At<'_>) -> Result<T, CoreError>,
    ) -> Result<Vec<T>, CoreError> {
        self.with(name, |v| v.list(read))
    }

    pub(crate) fn constant(&mut self, name: &'static str, due: &str) -> Result<(), CoreError> {
        self.with(name, |v| v.word(&[due])).map(drop)
    }

    /// Refuses members that nobody took.
    pub(crate) fn finish(&self) -> Result<(), CoreError> {
        match self.object.keys().find(|name| !self.taken.contains(&name.as_str())) {
            Some(name) => Err(CoreError::new(Code::MemberUnknown).at(self.place.member(name).to_string())),
            None => Ok(()),
        }
    }
}
