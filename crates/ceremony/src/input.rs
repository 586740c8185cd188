//! Readers of what people and programs send: words, times, lines of text.

use crate::refusal::Refused;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::text::{self, Lines};
use giaouoc_core::time::Time;

/// Longest label of a link, name of a person who comments, and name of a version or template, in characters.
pub(crate) const MAX_LABEL: usize = 200;

/// The end of something that is made now: the time asked for, which must be to come, else `life` seconds from now.
pub(crate) fn expiry(now: Time, asked: Option<&str>, life: i64) -> Result<Time, Refused> {
    let expires = match asked {
        Some(text) => Time::parse(text).map_err(|e| e.at("/expires"))?,
        None => Time::from_unix(now.unix() + life)?,
    };
    if expires <= now {
        return Err(CoreError::new(Code::MemberValue).at("/expires").because(format!("it is {now}")).into());
    }
    Ok(expires)
}

/// A line that somebody has typed, repaired as drafts are: composed letters, no invisible signs. `most` counts
/// characters.
pub(crate) fn line(given: &str, most: usize, place: &str) -> Result<String, Refused> {
    typed(given, Lines::Single, most, place)
}

/// A text that somebody has typed, with line feeds.
pub(crate) fn multiline(given: &str, most: usize, place: &str) -> Result<String, Refused> {
    typed(given, Lines::Multi, most, place)
}

fn typed(given: &str, lines: Lines, most: usize, place: &str) -> Result<String, Refused> {
    let (repaired, _) = text::repair(given.trim(), lines);
    text::check(&repaired, lines).map_err(|e| e.at(place))?;
    match repaired.chars().count() {
        count if count > most => {
            let detail = format!("{count} characters, at most {most}");
            Err(CoreError::new(Code::MemberValue).at(place).because(detail).into())
        }
        _ => Ok(repaired),
    }
}
