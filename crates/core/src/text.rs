//! The text rule: what may stand in a pact and in a record (formats §1 and §3).
//!
//! What people sign must be what they see, so text holds no hidden character, no second kind of space, no second
//! spelling of a letter. [`check`] judges and never mends; [`repair`] mends, while drafting and before anybody signs,
//! and tells what it changed.
//!
//! The characters are those of Unicode **15.0**, by a table of our own, because engines and crates follow other
//! versions. The crate that normalizes follows a newer one, and that does no harm: a text is searched for code points
//! that 15.0 does not know *before* it is normalized, and the stability policy of Unicode promises that a text of
//! known code points has the same NFC in every later version (UAX #15, §3).
//!
//! ```
//! use giaouoc_core::text::{self, Lines};
//!
//! let error = text::check("Khối\u{200b} thi đua", Lines::Single).unwrap_err();
//! assert_eq!(error.detail, "U+200B at 4");
//! let (mended, repairs) = text::repair("Khối\u{200b}\u{a0}thi đua", Lines::Single);
//! assert_eq!((mended.as_str(), repairs.len()), ("Khối thi đua", 2));
//! ```

mod unicode15;

use std::fmt;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};
use unicode_security::MixedScript;

use crate::error::{Code, CoreError};

/// The number of lines that a text may have. In a pact only `text`, `preamble` and `declaration` may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// No line feed.
    Single,
    /// U+000A ends a line.
    Multi,
}

/// The most code points of a record's value.
pub const VALUE_CODE_POINTS: usize = 200;

/// Judges a text: not empty, no forbidden character, NFC.
///
/// # Errors
///
/// [`Code::TextEmpty`]; [`Code::TextForbidden`] and [`Code::TextNotNfc`] with the first fault in the detail, `U+200B at
/// 4`: positions count code points from 0. The place is left to the caller.
pub fn check(text: &str, lines: Lines) -> Result<(), CoreError> {
    if text.is_empty() {
        return Err(CoreError::new(Code::TextEmpty));
    }
    // Most text is of these letters alone, which are allowed and compose with nothing: a test holds them to it.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) || text.chars().all(is_plain) {
        return Ok(());
    }
    if let Some((at, found)) = text.chars().enumerate().find(|(_, c)| !is_allowed(*c, lines)) {
        return Err(CoreError::new(Code::TextForbidden).because(format!("{} at {at}", CodePoint(found))));
    }
    if !is_nfc(text) {
        return Err(CoreError::new(Code::TextNotNfc).because(first_difference(text)));
    }
    Ok(())
}

/// Judges the value of a record's line, and what a pact says that records repeat: the text rule, no line feed, no space
/// at either end, at most [`VALUE_CODE_POINTS`]. Whether `-` means "absent" is the caller's to know.
///
/// # Errors
///
/// As [`check`], and [`Code::ValueForm`] for spaces at an end and for length.
pub fn check_value(text: &str) -> Result<(), CoreError> {
    check(text, Lines::Single)?;
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(CoreError::new(Code::ValueForm).because("a space at an end"));
    }
    let length = text.chars().count();
    if length > VALUE_CODE_POINTS {
        return Err(
            CoreError::new(Code::ValueForm).because(format!("{length} code points, at most {VALUE_CODE_POINTS}"))
        );
    }
    Ok(())
}

/// One change that [`repair`] made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The place in the text as it was given: code points from 0.
    pub at: usize,
    /// The original characters, without hidden ones that have a repair of their own.
    pub found: String,
    /// The replacement; empty where something was removed.
    pub put: String,
    /// The reason for the change.
    pub why: RepairKind,
}

/// The reasons for which [`repair`] changes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RepairKind {
    /// An unusual space, a tab, or a line break where none may stand, became a space.
    Space,
    /// Another way to end a line became a line feed.
    LineBreak,
    /// A character that nobody sees, or that Unicode 15.0 does not know, was removed.
    Removed,
    /// A letter spelled in parts was composed (NFC).
    Composed,
}

/// Makes a text obey the rule and tells each change, in the order of places. What comes out passes [`check`], or is
/// empty. For drafting only: nothing that has been signed is ever repaired.
pub fn repair(text: &str, lines: Lines) -> (String, Vec<Repair>) {
    let mut repairs = Vec::new();
    let kept = replace_forbidden(text, lines, &mut repairs);
    let mended = compose(&kept, &mut repairs);
    repairs.sort_by_key(|repair| repair.at);
    (mended, repairs)
}

/// Something that people should look at, and that is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The place where the word begins: code points from 0.
    pub at: usize,
    /// The word.
    pub word: String,
    /// The reason for the warning.
    pub why: WarningKind,
}

/// The reasons for which a word may deceive the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningKind {
    /// Letters of several scripts in one word, a Latin one with a Cyrillic `а` for instance (UTS #39, §5.1).
    MixedScripts,
    /// `Ð` (U+00D0, Icelandic), `ð` (U+00F0) or `Ɖ` (U+0189) where Vietnamese writes `Đ` (U+0110) or `đ` (U+0111).
    LookAlike,
}

/// Looks for words that may deceive the eye. A word is a run of letters, digits and combining marks.
pub fn warnings(text: &str) -> Vec<Warning> {
    let mut found = Vec::new();
    for (at, word) in words(text) {
        let mut warn = |why| found.push(Warning { at, word: word.clone(), why });
        if !word.as_str().is_single_script() {
            warn(WarningKind::MixedScripts);
        }
        if word.contains(['\u{d0}', '\u{f0}', '\u{189}']) {
            warn(WarningKind::LookAlike);
        }
    }
    found
}

/// The letters alone, for searching: lowercase, without tone and vowel marks, đ as d. Never signed, never shown.
pub fn fold(text: &str) -> String {
    let bare = text.nfd().flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c));
    bare.map(|c| if matches!(c, 'đ' | 'ð' | 'ɖ') { 'd' } else { c }).collect()
}

fn is_allowed(c: char, lines: Lines) -> bool {
    match c {
        '\n' => lines == Lines::Multi,
        _ if is_plain(c) => true,
        _ => !within(&unicode15::REFUSED, c),
    }
}

/// Letters that Vietnamese text is made of: all are known to Unicode 15.0, and any text of them is its own NFC.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{2af}' | '\u{1ea0}'..='\u{1ef9}')
}

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let point = u32::from(c);
    let after = ranges.partition_point(|(first, _)| *first <= point);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|(_, last)| point <= *last)
}

/// The first place at which a text differs from its NFC. A text that is not its own NFC always has one before its end.
fn first_difference(text: &str) -> String {
    let mut normal = text.nfc();
    let found = text.chars().enumerate().find(|(_, c)| normal.next() != Some(*c));
    found.map_or_else(String::new, |(at, c)| format!("{} at {at}", CodePoint(c)))
}

/// `U+200B`: how Unicode writes a code point.
struct CodePoint(char);

impl fmt::Display for CodePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.0))
    }
}

/// A character and where it stood in the text as given.
type Placed = (usize, char);

/// First step of a repair: spaces, line ends, hidden characters.
fn replace_forbidden(text: &str, lines: Lines, repairs: &mut Vec<Repair>) -> Vec<Placed> {
    let mut kept = Vec::with_capacity(text.len());
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        if is_allowed(c, lines) {
            kept.push((at, c));
            continue;
        }
        let mut found = String::from(c);
        if c == '\r' {
            found.extend(chars.next_if(|(_, next)| *next == '\n').map(|(_, next)| next));
        }
        let (put, why) = substitute(c, lines);
        kept.extend(put.map(|put| (at, put)));
        repairs.push(Repair { at, found, put: put.map(String::from).unwrap_or_default(), why });
    }
    kept
}

/// The replacement for a forbidden character; none where the character is removed.
fn substitute(c: char, lines: Lines) -> (Option<char>, RepairKind) {
    match c {
        // Whatever Unicode lets end a line (UAX #14: LF, CR, NEL, VT, FF, LS, PS).
        '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => match lines {
            Lines::Single => (Some(' '), RepairKind::Space),
            Lines::Multi => (Some('\n'), RepairKind::LineBreak),
        },
        '\t' => (Some(' '), RepairKind::Space),
        _ if within(&unicode15::SPACES, c) => (Some(' '), RepairKind::Space),
        _ => (None, RepairKind::Removed),
    }
}

/// Second step of a repair: NFC, piece by piece, so that each change has its place.
fn compose(kept: &[Placed], repairs: &mut Vec<Repair>) -> String {
    let mut mended = String::with_capacity(kept.len());
    for piece in kept.chunk_by(|_, (_, next)| !begins_piece(*next)) {
        let found: String = piece.iter().map(|(_, c)| c).collect();
        let put: String = found.nfc().collect();
        mended.push_str(&put);
        if let Some((at, _)) = piece.first().filter(|_| put != found) {
            repairs.push(Repair { at: *at, found, put, why: RepairKind::Composed });
        }
    }
    mended
}

/// True for a stable code point (UAX #15, §9.1), across which normalization never reaches back.
fn begins_piece(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Words and where they begin.
fn words(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<Placed> = text.chars().enumerate().collect();
    let mut found = Vec::new();
    for piece in chars.chunk_by(|(_, a), (_, b)| is_of_word(*a) == is_of_word(*b)) {
        if let Some((at, _)) = piece.first().filter(|(_, c)| is_of_word(*c)) {
            found.push((*at, piece.iter().map(|(_, c)| c).collect()));
        }
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str, lines: Lines) -> (Code, String) {
        let error = check(text, lines).unwrap_err();
        assert_eq!(error.place, "");
        (error.code, error.detail)
    }

    /// That each is a starter which composes with nothing before it (UAX #15, §9) makes any text of them its own NFC.
    #[test]
    fn plain_letters_are_allowed_and_compose_with_nothing() {
        let plain: Vec<char> = (char::MIN..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert_eq!(plain.len(), 95 + 496 + 90);
        for c in plain {
            assert!(!within(&unicode15::REFUSED, c), "{c}");
            assert_eq!((canonical_combining_class(c), is_nfc_quick(std::iter::once(c))), (0, IsNormalized::Yes), "{c}");
        }
    }

    /// Counts of Unicode 15.0: DerivedGeneralCategory.txt and DerivedCoreProperties.txt end each section with its
    /// total.
    #[test]
    fn the_table_is_whole_and_sorted() {
        assert!(unicode15::REFUSED.windows(2).all(|pair| pair[0].0 <= pair[0].1 && pair[0].1 + 1 < pair[1].0));
        let count = |ranges: &[(u32, u32)]| ranges.iter().map(|(first, last)| last - first + 1).sum::<u32>();
        // Cc 65, Cf 170, Cs 2048, Co 137468, Cn 825345, Zl 1, Zp 1, Zs 17 less U+0020.
        let categories = 65 + 170 + 2048 + 137_468 + 825_345 + 1 + 1 + 16;
        // Default_Ignorable_Code_Point 4174, of which Cf 147 and Cn 3775 are counted already.
        let ignorable = count_ignorable_outside_of_categories();
        assert_eq!(count(&unicode15::REFUSED), categories + ignorable);
        assert_eq!(count(&unicode15::SPACES), 16);
        assert!(unicode15::SPACES.iter().all(|(first, last)| {
            (*first..=*last).all(|point| within(&unicode15::REFUSED, char::from_u32(point).unwrap()))
        }));
    }

    /// Letters and marks that nobody sees: graphemes joiner, Hangul fillers, Khmer vowels, Mongolian and general
    /// variation selectors.
    fn count_ignorable_outside_of_categories() -> u32 {
        let ranges = [
            (0x34f, 0x34f),
            (0x115f, 0x1160),
            (0x17b4, 0x17b5),
            (0x180b, 0x180d),
            (0x180f, 0x180f),
            (0x3164, 0x3164),
            (0xfe00, 0xfe0f),
            (0xffa0, 0xffa0),
            (0xe0100, 0xe01ef),
        ];
        for (first, last) in ranges {
            assert!((first..=last).all(|point| within(&unicode15::REFUSED, char::from_u32(point).unwrap())));
        }
        ranges.iter().map(|(first, last)| last - first + 1).sum()
    }

    #[test]
    fn known_characters() {
        for allowed in
            ['a', ' ', '~', 'ạ', 'Đ', '€', '–', '“', '…', '′', '\u{301}', '中', '😀', '\u{fffd}', '\u{1fae8}']
        {
            assert!(is_allowed(allowed, Lines::Single), "{}", CodePoint(allowed));
        }
        for refused in [
            '\0',
            '\t',
            '\r',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{34f}',
            '\u{600}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{1680}',
            '\u{2000}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{2029}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{3000}',
            '\u{3164}',
            '\u{d7ff}',
            '\u{e000}',
            '\u{fe0f}',
            '\u{fdd0}',
            '\u{feff}',
            '\u{fff9}',
            '\u{ffff}',
            '\u{1bca0}',
            '\u{e0001}',
            '\u{e0020}',
            '\u{f0000}',
            '\u{10ffff}',
            // Letters of Unicode 15.1, 16.0 and later.
            '\u{2ffc}',
            '\u{1c89}',
            '\u{a7cb}',
            '\u{10d40}',
        ] {
            assert!(!is_allowed(refused, Lines::Single), "{}", CodePoint(refused));
        }
        assert!(is_allowed('\n', Lines::Multi) && !is_allowed('\r', Lines::Multi));
    }

    #[test]
    fn faults_are_named_with_their_place() {
        assert_eq!(refusal("", Lines::Multi), (Code::TextEmpty, String::new()));
        assert_eq!(refusal("Đỗ\u{200b}", Lines::Multi), (Code::TextForbidden, "U+200B at 2".to_owned()));
        assert_eq!(refusal("a\nb", Lines::Single), (Code::TextForbidden, "U+000A at 1".to_owned()));
        assert_eq!(refusal("\u{1f3f3}\u{fe0f}", Lines::Single), (Code::TextForbidden, "U+FE0F at 1".to_owned()));
        assert_eq!(refusal("x\u{e0001}", Lines::Single), (Code::TextForbidden, "U+E0001 at 1".to_owned()));
        assert_eq!(refusal("Hue\u{302}\u{301}", Lines::Single), (Code::TextNotNfc, "U+0065 at 2".to_owned()));
        assert_eq!(refusal("\u{212b}", Lines::Single), (Code::TextNotNfc, "U+212B at 0".to_owned()));
        check("a\nb", Lines::Multi).unwrap();
        check("Công đoàn Viên chức Việt Nam", Lines::Single).unwrap();
    }

    #[test]
    fn values_are_trimmed_and_short() {
        check_value(&"ạ".repeat(200)).unwrap();
        check_value("-").unwrap();
        for wrong in [" a", "a ", " ", &"ạ".repeat(201)] {
            assert_eq!(check_value(wrong).unwrap_err().code, Code::ValueForm, "{wrong}");
        }
        assert_eq!(check_value("").unwrap_err().code, Code::TextEmpty);
        assert_eq!(check_value("a\nb").unwrap_err().code, Code::TextForbidden);
        assert_eq!(check_value("\u{a0}a").unwrap_err().code, Code::TextForbidden);
    }

    #[test]
    fn repairs_say_what_was_where() {
        let repaired =
            |at, found: &str, put: &str, why| Repair { at, found: found.to_owned(), put: put.to_owned(), why };
        let (text, repairs) =
            repair("Hue\u{302}\u{301}\u{a0}thi\u{ad}\u{200b}\tđua\r\nI\u{feff}I\r\u{2028}", Lines::Multi);
        assert_eq!(text, "Huế thi đua\nII\n\n");
        assert_eq!(
            repairs,
            [
                repaired(2, "e\u{302}\u{301}", "ế", RepairKind::Composed),
                repaired(5, "\u{a0}", " ", RepairKind::Space),
                repaired(9, "\u{ad}", "", RepairKind::Removed),
                repaired(10, "\u{200b}", "", RepairKind::Removed),
                repaired(11, "\t", " ", RepairKind::Space),
                repaired(15, "\r\n", "\n", RepairKind::LineBreak),
                repaired(18, "\u{feff}", "", RepairKind::Removed),
                repaired(20, "\r", "\n", RepairKind::LineBreak),
                repaired(21, "\u{2028}", "\n", RepairKind::LineBreak),
            ]
        );
        let (text, repairs) = repair("a\r\nb\nc", Lines::Single);
        assert_eq!((text.as_str(), repairs.len()), ("a b c", 2));
        // What hid between a letter and its mark goes first, then the two meet.
        let (text, repairs) = repair("a\u{200d}\u{301}", Lines::Single);
        assert_eq!(text, "á");
        assert_eq!(repairs[0], repaired(0, "a\u{301}", "á", RepairKind::Composed));
        assert_eq!(repairs[1], repaired(1, "\u{200d}", "", RepairKind::Removed));
        assert_eq!(repair("\u{200b}", Lines::Single).0, "");
        assert_eq!(repair("Sạch sẽ", Lines::Single), ("Sạch sẽ".to_owned(), vec![]));
    }

    #[test]
    fn words_that_deceive_are_warned_of() {
        let kinds = |text: &str| warnings(text).into_iter().map(|w| (w.at, w.word, w.why)).collect::<Vec<_>>();
        assert_eq!(kinds("Nguyễn Văn Ước, Đỗ Thị 2023: «Москва» – 東京タワー"), []);
        assert_eq!(
            kinds("Ban chấp h\u{430}nh \u{d0}o\u{e0}n"),
            [
                (9, "h\u{430}nh".to_owned(), WarningKind::MixedScripts),
                (14, "\u{d0}o\u{e0}n".to_owned(), WarningKind::LookAlike),
            ]
        );
        assert_eq!(warnings("").len(), 0);
    }

    #[test]
    fn folding_leaves_bare_letters() {
        assert_eq!(fold("ĐẶNG Thị Hường – Khối thi đua II"), "dang thi huong – khoi thi dua ii");
        assert_eq!(fold("Nguye\u{302}\u{303}n \u{130}"), "nguyen i");
    }

    proptest! {
        #[test]
        fn what_is_repaired_passes(text in any::<String>(), multi in any::<bool>()) {
            let lines = if multi { Lines::Multi } else { Lines::Single };
            let (mended, repairs) = repair(&text, lines);
            prop_assert!(mended.is_empty() || check(&mended, lines).is_ok(), "{mended:?}");
            prop_assert_eq!(repairs.is_empty(), mended == text);
            prop_assert_eq!(repair(&mended, lines), (mended, vec![]));
        }

        #[test]
        fn what_passes_is_left_alone(text in "[ -~\u{300}-\u{345}À-ỹ가-힣\u{1100}-\u{11ff}\n\r\u{200b}]{0,40}") {
            let (mended, repairs) = repair(&text, Lines::Multi);
            prop_assert!(mended.is_empty() || check(&mended, Lines::Multi).is_ok(), "{mended:?}");
            prop_assert_eq!(check(&text, Lines::Multi).is_ok(), repairs.is_empty() && !text.is_empty());
            let _ = (warnings(&text), fold(&text));
        }
    }
}
