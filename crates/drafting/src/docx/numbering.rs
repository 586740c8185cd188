//! Numbering (ECMA-376 part 1, 17.9): the labels that a word processor puts before lines by itself. `Điều 1.` is often
//! one.

use super::xml::{attribute, events};
use crate::error::RefusedFile;
use quick_xml::events::Event;
use std::collections::HashMap;

#[derive(Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: u64,
}

/// The lists of a document, and the format of their levels.
#[derive(Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Vec<Level>>,
    lists: HashMap<String, String>,
}

/// The numbers that each list has reached, by level.
#[derive(Default)]
pub(super) struct Counters(HashMap<String, Vec<u64>>);

/// Levels of a list (17.9.6).
const LEVELS: usize = 9;

impl Numbering {
    pub(super) fn parse(xml: &[u8]) -> Result<Self, RefusedFile> {
        let mut found = Self::default();
        let (mut of, mut list, mut at) = (String::new(), String::new(), 0usize);
        events(xml, |event| {
            if let Event::Start(element) | Event::Empty(element) = &event {
                let value = || attribute(element, "val").unwrap_or_default();
                if element.local_name().as_ref() == "lvl" {
                    at = attribute(element, "ilvl").and_then(|text| text.parse().ok()).unwrap_or_default();
                }
                let mut level = |change: &dyn Fn(&mut Level)| {
                    let levels = found.abstracts.entry(of.clone()).or_insert_with(|| vec![Level::default(); LEVELS]);
                    if let Some(level) = levels.get_mut(at) {
                        change(level);
                    }
                };
                match element.local_name().as_ref() {
                    "abstractNum" => of = attribute(element, "abstractNumId").unwrap_or_default(),
                    "lvl" => level(&|level| level.start = 1),
                    "start" => level(&|level| level.start = value().parse().unwrap_or(1)),
                    "numFmt" => level(&|level| level.format = value()),
                    "lvlText" => level(&|level| level.text = value()),
                    "num" => list = attribute(element, "numId").unwrap_or_default(),
                    "abstractNumId" => {
                        found.lists.insert(list.clone(), value());
                    }
                    _ => {}
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

impl Counters {
    /// The next label of a list; `-` for a bullet.
    pub(super) fn next(&mut self, numbering: &Numbering, list: &str, level: usize) -> Option<String> {
        let of = numbering.lists.get(list)?;
        let levels = numbering.abstracts.get(of)?;
        let this = levels.get(level)?;
        let counts = self.0.entry(of.clone()).or_insert_with(|| vec![0; LEVELS]);
        for (i, count) in counts.iter_mut().enumerate() {
            match i {
                i if i == level => *count = if *count == 0 { this.start } else { count.saturating_add(1) },
                i if i > level => *count = 0,
                _ => {}
            }
        }
        match this.format.as_str() {
            "none" => None,
            "bullet" => Some("-".to_owned()),
            _ => {
                let mut label = this.text.clone();
                for (i, (count, level)) in counts.iter().zip(levels).enumerate() {
                    label = label.replace(&format!("%{}", i + 1), &written(*count, &level.format));
                }
                Some(label).filter(|label| !label.trim().is_empty())
            }
        }
    }
}

fn written(count: u64, format: &str) -> String {
    match format {
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperLetter" => letter(count).to_uppercase(),
        "lowerLetter" => letter(count),
        _ => count.to_string(),
    }
}

fn roman(mut count: u64) -> String {
    const SIGNS: [(u64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    if count > 3999 {
        return count.to_string();
    }
    for (value, sign) in SIGNS {
        while count >= value {
            out.push_str(sign);
            count -= value;
        }
    }
    out
}

fn letter(count: u64) -> String {
    let at = count.saturating_sub(1) % 26;
    u8::try_from(at).map(|at| char::from(b'a' + at).to_string()).unwrap_or_default()
}
