//! Styles (ECMA-376 part 1, 17.7): headings, fonts, weight and lists that paragraphs inherit.

use super::xml::{attribute, events, is_on};
use crate::error::RefusedFile;
use quick_xml::events::Event;
use std::collections::HashMap;

/// The properties of a style, or of a paragraph with those that it inherits.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    based_on: Option<String>,
    pub(super) heading: Option<u8>,
    pub(super) font: Option<String>,
    pub(super) bold: Option<bool>,
    pub(super) caps: bool,
    pub(super) centred: bool,
    pub(super) list: Option<(String, usize)>,
}

#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The font of paragraphs that name none.
    font: Option<String>,
}

/// Longest chain of styles of which each is based on the next.
const MAX_CHAIN: usize = 16;

impl Styles {
    pub(super) fn parse(xml: &[u8]) -> Result<Self, RefusedFile> {
        let mut styles = Self::default();
        let (mut id, mut style, mut in_defaults) = (None, Style::default(), false);
        events(xml, |event| {
            match &event {
                Event::Start(element) | Event::Empty(element) => {
                    let value = || attribute(element, "val").unwrap_or_default();
                    match element.local_name().as_ref() {
                        "docDefaults" => in_defaults = true,
                        "style" => (id, style) = (attribute(element, "styleId"), Style::default()),
                        "name" => style.heading = style.heading.or(heading(&value())),
                        "basedOn" => style.based_on = Some(value()),
                        "outlineLvl" => {
                            style.heading = value().parse().ok().filter(|level: &u8| *level < 9).map(|level| level + 1)
                        }
                        "rFonts" if in_defaults => styles.font = attribute(element, "ascii"),
                        "rFonts" => style.font = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi")),
                        "b" => style.bold = Some(is_on(element)),
                        "caps" => style.caps = is_on(element),
                        "jc" => style.centred = value() == "center",
                        "numId" => style.list.get_or_insert_default().0 = value(),
                        "ilvl" => style.list.get_or_insert_default().1 = value().parse().unwrap_or_default(),
                        _ => {}
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "docDefaults" => in_defaults = false,
                    "style" => {
                        if let Some(id) = id.take() {
                            styles.by_id.insert(id, std::mem::take(&mut style));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// The font of whatever names none.
    pub(super) fn font(&self) -> Option<&String> {
        self.font.as_ref()
    }

    /// A style with all that it inherits.
    pub(super) fn of(&self, id: &str) -> Style {
        let mut found = Style::default();
        let mut next = Some(id.to_owned());
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.as_ref().and_then(|id| self.by_id.get(id)) else { break };
            found.heading = found.heading.or(style.heading);
            found.font = found.font.take().or_else(|| style.font.clone());
            found.bold = found.bold.or(style.bold);
            found.caps |= style.caps;
            found.centred |= style.centred;
            found.list = found.list.take().or_else(|| style.list.clone());
            next = style.based_on.clone();
        }
        found
    }
}

/// `heading 2` is the second level, `Title` the first.
fn heading(name: &str) -> Option<u8> {
    let lower = name.to_lowercase();
    if lower == "title" {
        return Some(1);
    }
    lower.strip_prefix("heading ")?.parse().ok().filter(|level| (1..=9).contains(level))
}
