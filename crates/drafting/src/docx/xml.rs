//! The XML of a part of a .docx, event by event: no tree, no entities, no document type definition.

use crate::error::{FileRefusal, RefusedFile};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 256;

/// Calls `each` for one event after another. Refuses document type definitions and elements deeper than [`MAX_DEPTH`].
pub(super) fn events(
    xml: &[u8],
    mut each: impl FnMut(Event<'_>) -> Result<(), RefusedFile>,
) -> Result<(), RefusedFile> {
    let xml = std::str::from_utf8(xml).map_err(|e| RefusedFile::new(FileRefusal::NoDocx).because(e.to_string()))?;
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().map_err(|e| RefusedFile::new(FileRefusal::NoDocx).because(e.to_string()))?;
        match &event {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(RefusedFile::new(FileRefusal::Entities)),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(RefusedFile::new(FileRefusal::Deep).because(format!("more than {MAX_DEPTH} elements deep")));
        }
        each(event)?;
    }
}

/// The value of an attribute, whatever its namespace prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    let text = found.value.into_owned();
    Some(quick_xml::escape::unescape(&text).map(|text| text.into_owned()).unwrap_or(text))
}

/// True if a toggle property is on (ECMA-376 part 1, §17.17.4): an absent value means on.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}
