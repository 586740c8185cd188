//! Lines `name value` of a record's text: read in their order, written the same way.

use crate::error::{Code, CoreError};
use crate::leaf::Kind;
use crate::text;
use std::fmt::{Display, Write};

/// Value of a line whose fact is absent, where the kind allows that.
pub(super) const ABSENT: &str = "-";
/// Usual size of a record's text.
const USUAL_BYTES: usize = 512;

/// Takes the lines after the first, one by one.
pub(super) struct LineReader<'a> {
    rest: &'a str,
}

impl<'a> LineReader<'a> {
    /// Starts behind the first line, which names the kind.
    pub(super) fn new(text: &'a str) -> Result<Self, CoreError> {
        match text.split_once('\n') {
            // The text's own last line ends with a line feed too; the note parser has seen to it, we rely on nobody.
            Some((_, rest)) if text.ends_with('\n') => Ok(Self { rest }),
            _ => Err(CoreError::new(Code::RecordLines)),
        }
    }

    /// The value of the next line, which must bear this name. `-` has no meaning here and is refused as a value.
    pub(super) fn value<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, CoreError>,
    ) -> Result<T, CoreError> {
        self.maybe(name, read)?.ok_or_else(|| not_absent(name))
    }

    /// The value of the next line, or nothing where it is `-`.
    pub(super) fn maybe<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, CoreError>,
    ) -> Result<Option<T>, CoreError> {
        let wrong = || CoreError::new(Code::RecordLines).at(name);
        let (line, rest) = self.rest.split_once('\n').ok_or_else(wrong)?;
        let value = line.strip_prefix(name).and_then(|line| line.strip_prefix(' ')).ok_or_else(wrong)?;
        self.rest = rest;
        if value == ABSENT {
            return Ok(None);
        }
        text::check_value(value).and_then(|()| read(value)).map(Some).map_err(|e| e.at(name))
    }

    /// Refuses lines that nobody took.
    pub(super) fn finish(self) -> Result<(), CoreError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CoreError::new(Code::RecordLines).because("a line too many")) }
    }
}

pub(super) fn not_absent(name: &str) -> CoreError {
    CoreError::new(Code::ValueForm).at(name).because("`-` is not allowed here")
}

/// Writes the lines.
pub(super) struct LineWriter {
    text: String,
}

impl LineWriter {
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
