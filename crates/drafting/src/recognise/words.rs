//! Words by which a Vietnamese document says what comes: folded, that is without tones, so that `hoà` and `hòa` are
//! one.

use giaouoc_core::text::fold;

/// Numbers as words, folded.
const NUMBERS: [(&str, u32); 16] = [
    ("nhat", 1),
    ("mot", 1),
    ("hai", 2),
    ("ba", 3),
    ("tu", 4),
    ("bon", 4),
    ("nam", 5),
    ("sau", 6),
    ("bay", 7),
    ("tam", 8),
    ("chin", 9),
    ("muoi", 10),
    ("muoi mot", 11),
    ("muoi hai", 12),
    ("muoi ba", 13),
    ("muoi bon", 14),
];

/// The ways in which contents are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scheme {
    /// `Điều 1`
    Article,
    /// `Thứ nhất`
    Ordinal,
    /// `Một là`
    Cardinal,
    /// `I.`
    Roman,
    /// `1.`, `1)`
    Decimal,
}

/// All schemes, outermost first: contents of one may be divided by the schemes behind it.
pub(super) const SCHEMES: [Scheme; 5] =
    [Scheme::Article, Scheme::Ordinal, Scheme::Cardinal, Scheme::Roman, Scheme::Decimal];

/// A label at the beginning of a line: scheme, number, and where the rest begins, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) scheme: Scheme,
    pub(super) number: u32,
    pub(super) end: usize,
}

/// The label of a line, if it bears one.
pub(super) fn label(line: &str) -> Option<Label> {
    let lead = line.len() - line.trim_start().len();
    let text = line.get(lead..)?;
    let make = |scheme, number, end: usize| Some(Label { scheme, number, end: lead + end });
    let words: Vec<(usize, &str)> = split(text);
    let word = |i: usize| {
        words
            .get(i)
            .map(|(at, word)| (*at + word.len(), fold(word.trim_end_matches([',', ':', '.', ';', ')', '-', '–']))))
    };
    let (first_end, first) = word(0)?;
    if let Some((end, second)) = word(1) {
        if first == "dieu"
            && let Ok(number) = second.parse()
        {
            return make(Scheme::Article, number, end);
        }
        if first == "thu"
            && let Some((number, end)) = number_words(&words, 1)
        {
            return make(Scheme::Ordinal, number, end);
        }
        if let Some((number, end)) = number_words(&words, 0)
            && words
                .iter()
                .find(|(at, _)| *at >= end)
                .is_some_and(|(_, next)| matches!(fold(next.trim_end_matches([',', ':'])).as_str(), "la"))
        {
            let end = words.iter().find(|(at, _)| *at >= end).map_or(end, |(at, next)| at + next.len());
            return make(Scheme::Cardinal, number, end);
        }
    }
    let mark = words.first()?.1;
    let body = mark.trim_end_matches(['.', ')', '/']);
    if body.len() == mark.len() {
        return None;
    }
    if let Some(number) = roman(body) {
        return make(Scheme::Roman, number, first_end);
    }
    let number: u32 = body.parse().ok().filter(|number| (1..100).contains(number))?;
    make(Scheme::Decimal, number, first_end)
}

/// Words and where they begin.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(i),
            (true, Some(from)) => {
                words.extend(text.get(from..i).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
        if words.len() > 4 {
            return words;
        }
    }
    if let Some(from) = start {
        words.extend(text.get(from..).map(|word| (from, word)));
    }
    words
}

/// A number in words that begins at a word; the longest counts.
fn number_words(words: &[(usize, &str)], from: usize) -> Option<(u32, usize)> {
    let clean = |word: &str| fold(word.trim_end_matches([',', ':', '.', ';', ')', '-', '–']));
    let (at, first) = words.get(from)?;
    let one = clean(first);
    if let Some((next_at, next)) = words.get(from + 1)
        && clean(first).len() == first.chars().count()
    {
        let two = format!("{one} {}", clean(next));
        if let Some((_, number)) = NUMBERS.iter().find(|(word, _)| *word == two) {
            return Some((*number, next_at + next.len()));
        }
    }
    let (_, number) = NUMBERS.iter().find(|(word, _)| *word == one)?;
    Some((*number, at + first.len()))
}

fn roman(text: &str) -> Option<u32> {
    const NUMBERS: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
        "XVIII", "XIX", "XX",
    ];
    let at = NUMBERS.iter().position(|number| *number == text)?;
    u32::try_from(at + 1).ok()
}

/// A calendar date in a text, and where it ends: `17/3/2021`, `17.3.2021`, `ngày 17 tháng 3 năm 2021`, `1/1` in `year`.
pub(super) fn date(text: &str, year: Option<i32>) -> Option<(String, usize, usize)> {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let begins = bytes.get(i).is_some_and(u8::is_ascii_digit)
            && (i == 0 || !bytes.get(i - 1).is_some_and(u8::is_ascii_digit));
        if begins && let Some((date, end)) = date_at(text, i, year) {
            return Some((date, i, end));
        }
        i += 1;
    }
    None
}

fn date_at(text: &str, at: usize, year: Option<i32>) -> Option<(String, usize)> {
    let (day, mut end) = digits(text, at)?;
    let month;
    let mut found_year = None;
    match text.as_bytes().get(end)? {
        separator @ (b'/' | b'.' | b'-') => {
            let (number, after) = digits(text, end + 1)?;
            month = number;
            end = after;
            if text.as_bytes().get(end) == Some(separator)
                && let Some((number, after)) = digits(text, end + 1)
                && number > 1900
            {
                found_year = Some(number);
                end = after;
            }
        }
        _ => {
            let rest = text.get(end..)?;
            let number_after = |text: &str, word: &str| -> Option<(i32, usize)> {
                let trimmed = text.trim_start();
                let lead = text.len() - trimmed.len();
                let name: String = trimmed.chars().take_while(|c| c.is_alphabetic()).collect();
                (fold(&name) == word).then_some(())?;
                let behind = trimmed.get(name.len()..)?;
                let gap = behind.len() - behind.trim_start().len();
                let (number, after) = digits(behind, gap)?;
                Some((number, lead + name.len() + after))
            };
            let (number, after) = number_after(rest, "thang")?;
            month = number;
            end += after;
            if let Some((number, after)) = text.get(end..).and_then(|rest| number_after(rest, "nam")) {
                found_year = Some(number);
                end += after;
            }
        }
    }
    let year = found_year.or(year)?;
    let valid = (1..=31).contains(&day) && (1..=12).contains(&month) && (1900..=2200).contains(&year);
    let text = format!("{year:04}-{month:02}-{day:02}");
    (valid && giaouoc_core::time::Date::parse(&text).is_ok()).then_some((text, end))
}

fn digits(text: &str, at: usize) -> Option<(i32, usize)> {
    let rest = text.get(at..)?;
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&count) {
        return None;
    }
    Some((rest.get(..count)?.parse().ok()?, at + count))
}

/// The last year that a text names behind the word `năm`, or alone.
pub(super) fn year(text: &str) -> Option<i32> {
    let words = text.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4);
    words.filter_map(|word| word.parse().ok()).find(|year| (1990..=2100).contains(year))
}

/// True when at least nine of ten letters are capitals, of two letters or more.
pub(super) fn is_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    letters > 1 && capitals * 10 >= letters * 9
}

/// The commonest family names, folded.
const FAMILIES: [&str; 40] = [
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "dao", "doan", "vuong", "trinh", "truong", "dinh", "lam", "phung", "mai", "to", "ha", "ta", "cao", "luong",
    "luu", "chu", "thai", "tang", "kieu", "quach", "la", "nghiem", "dam", "khuat",
];

/// True when a line looks like a person's name: two to seven words, each beginning with a capital, and no signs; a word
/// of digits is taken, for invented names. A name in capitals, as units are written too, must begin with a family name.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let family = words.first().map(|word| fold(word)).unwrap_or_default();
    (!is_capitals(text) || FAMILIES.contains(&family.as_str()))
        && (2..=7).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().all(|c| c.is_alphabetic()) && word.chars().next().is_some_and(char::is_uppercase)
                || word.chars().all(|c| c.is_ascii_digit())
        })
}

/// Letters of a text in which names are looked for.
const SEARCHED: usize = 200_000;

/// A unit's name as the text writes it, where it does so other than in capitals.
pub(super) fn cased(unit: &str, all: &str) -> String {
    let low = |text: &str| text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect::<Vec<char>>();
    if !is_capitals(unit) {
        return unit.to_owned();
    }
    let all: String = all.chars().take(SEARCHED).collect();
    let (text, due, lowered) = (all.chars().collect::<Vec<char>>(), low(unit), low(&all));
    let found = lowered
        .windows(due.len().max(1))
        .zip(text.windows(due.len().max(1)))
        .find(|(window, as_written)| *window == due && !is_capitals(&as_written.iter().collect::<String>()));
    found.map_or_else(|| unit.to_owned(), |(_, as_written)| as_written.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let rest =
            |line: &'static str| label(line).map(|label| (label.scheme, label.number, line[label.end..].to_owned()));
        for (line, scheme, number, after) in [
            ("Điều 1. Phong trào", Scheme::Article, 1, " Phong trào"),
            ("ĐIỀU 12: Tổ chức", Scheme::Article, 12, " Tổ chức"),
            ("Thứ nhất, tập trung", Scheme::Ordinal, 1, " tập trung"),
            ("Thứ mười hai: x", Scheme::Ordinal, 12, " x"),
            ("  Một là, nâng cao", Scheme::Cardinal, 1, " nâng cao"),
            ("Hai là: x", Scheme::Cardinal, 2, " x"),
            ("IV. Tổ chức", Scheme::Roman, 4, " Tổ chức"),
            ("3) Thi đua", Scheme::Decimal, 3, " Thi đua"),
        ] {
            assert_eq!(rest(line), Some((scheme, number, after.to_owned())), "{line}");
        }
        for line in [
            "Điều kiện làm việc",
            "Thứ trưởng Bộ",
            "Một lần nữa",
            "2021 là năm",
            "17/3/2021",
            "",
            "Thứ",
            "I",
            "5 căn nhà",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn dates() {
        let found = |text: &str| date(text, Some(2021)).map(|(date, ..)| date);
        assert_eq!(found("Hà Nội, ngày 17 tháng 3 năm 2022").as_deref(), Some("2022-03-17"));
        assert_eq!(found("từ 1/1 đến 31/5").as_deref(), Some("2021-01-01"));
        assert_eq!(found("(01.06.2023)").as_deref(), Some("2023-06-01"));
        assert_eq!(found("ngày … tháng … năm 2021"), None);
        assert_eq!(found("31/2/2021"), None);
        assert_eq!(found("số 12345/6"), None);
    }

    #[test]
    fn names() {
        assert!(is_name("Nguyễn Văn Mẫu 01") && is_name("NGUYỄN THỊ MẪU"));
        assert!(!is_name("Chủ tịch") && !is_name("(Ký tên)") && !is_name("Sở Tư pháp") && !is_name("Nguyễn"));
        assert!(!is_name("CÔNG ĐOÀN CƠ QUAN MẪU 02"));
    }
}
