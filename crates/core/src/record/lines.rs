//! Lines `name value` of a record's text: read in their order, written the same way.

use super::Enrolment;
use crate::error::{Code, Error};
use crate::leaf::Kind;
use crate::text;
use std::fmt::{Display, Write};

/// What stands for "absent", where that is allowed.
const ABSENT: &str = "-";
/// What the text of a record takes, as a rule.
const USUAL_BYTES: usize = 512;

/// Takes the lines after the first, one by one.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Starts behind the first line, which names the kind.
    pub(super) fn new(text: &'a str) -> Result<Self, Error> {
        match text.split_once('\n') {
            // The text's own last line ends with a line feed too; the note parser has seen to it, we rely on nobody.
            Some((_, rest)) if text.ends_with('\n') => Ok(Self { rest }),
            _ => Err(Error::new(Code::RecordLines)),
        }
    }

    /// The value of the next line, which must bear this name. `-` has no meaning here and is refused as a value.
    pub(super) fn value<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, Error>) -> Result<T, Error> {
        self.maybe(name, read)?.ok_or_else(|| not_absent(name))
    }

    /// The value of the next line, or nothing where it is `-`.
    pub(super) fn maybe<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let wrong = || Error::new(Code::RecordLines).at(name);
        let (line, rest) = self.rest.split_once('\n').ok_or_else(wrong)?;
        let value = line.strip_prefix(name).and_then(|line| line.strip_prefix(' ')).ok_or_else(wrong)?;
        self.rest = rest;
        if value == ABSENT {
            return Ok(None);
        }
        text::check_value(value).and_then(|()| read(value)).map(Some).map_err(|e| e.at(name))
    }

    /// Refuses lines that nobody took.
    pub(super) fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::new(Code::RecordLines).because("a line too many")) }
    }
}

fn not_absent(name: &str) -> Error {
    Error::new(Code::ValueForm).at(name).because("`-` is not allowed here")
}

impl Enrolment {
    /// Whether the text of this enrolment would read back as what it was made from. The holder is the one value that has
    /// no type of its own.
    ///
    /// # Errors
    /// Malformed, as [`Statement::parse`](super::Statement::parse).
    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "holder";
        if self.holder == ABSENT {
            return Err(not_absent(name));
        }
        text::check_value(&self.holder).map_err(|e| e.at(name))
    }
}

/// Writes the lines.
pub(super) struct Writer {
    text: String,
}

impl Writer {
    pub(super) fn new(kind: Kind) -> Self {
        let mut text = String::with_capacity(USUAL_BYTES);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "giaouoc/{kind}/v1");
        Self { text }
    }

    pub(super) fn line(&mut self, name: &str, value: impl Display) {
        self.text.push_str(name);
        self.text.push(' ');
        let _ = write!(self.text, "{value}");
        self.text.push('\n');
    }

    pub(super) fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        match value {
            Some(value) => self.line(name, value),
            None => self.line(name, ABSENT),
        }
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}
