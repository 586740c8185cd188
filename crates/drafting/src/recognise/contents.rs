//! The text: grounds, preamble, numbered contents with their targets, phases, declaration.

use super::found::Found;
use super::words::{Label, SCHEMES, Scheme, date, label};
use crate::block::{Block, Line, cell_text, row_text};
use giaouoc_core::text::fold;
use serde_json::{Map, Value, json};

/// A line of numbered contents up to this long is a heading, where something follows it.
const HEADING: usize = 120;
const DECLARATION: &str = "Tôi đã đọc và đồng ý ký bản giao ước thi đua này.";

/// The sign by which numbered contents begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ContentsSign {
    Labels(Scheme),
    Headings(u8),
    Nothing,
}

/// Reads all that stands between head and signatures.
pub(super) fn read(blocks: &[&Block], found: &mut Found) {
    let sign = contents_sign(blocks);
    let year = found.document.get("period").and_then(|period| period.get("from")?.as_str()?.get(..4)?.parse().ok());
    let mut page = ContentsReader { sign, year, next: 1, ..ContentsReader::default() };
    let mut rest = blocks.iter().peekable();
    while let Some(block) = rest.next() {
        match block {
            Block::Line(line) => {
                let followed = rest.peek().is_some_and(|next| !page.begins(next));
                page.line(line, followed, found);
            }
            Block::Table(rows) => page.table(rows, found),
        }
    }
    page.finish(found);
}

/// The first scheme that counts to two.
fn contents_sign(blocks: &[&Block]) -> ContentsSign {
    let labels: Vec<Label> =
        blocks.iter().filter_map(|block| line_of(block)).filter_map(|line| label(&line.text)).collect();
    for scheme in SCHEMES {
        let mut numbers = labels.iter().filter(|label| label.scheme == scheme).map(|label| label.number);
        if numbers.any(|number| number == 1) && numbers.any(|number| number == 2) {
            return ContentsSign::Labels(scheme);
        }
    }
    let levels: Vec<u8> = blocks.iter().filter_map(|block| line_of(block)?.heading).collect();
    let twice = (1..=9).find(|level| levels.iter().filter(|one| *one == level).count() > 1);
    twice.map_or(ContentsSign::Nothing, ContentsSign::Headings)
}

fn line_of<'b>(block: &'b &Block) -> Option<&'b Line> {
    match block {
        Block::Line(line) => Some(line),
        Block::Table(_) => None,
    }
}

struct ContentsReader {
    sign: ContentsSign,
    year: Option<i32>,
    /// The number that the next label bears.
    next: u32,
    grounds: Vec<String>,
    preamble: Vec<String>,
    articles: Vec<Map<String, Value>>,
    texts: Vec<Vec<String>>,
    phases: Vec<Map<String, Value>>,
    in_phase: bool,
    declaration: Option<String>,
}

impl Default for ContentsReader {
    fn default() -> Self {
        Self {
            sign: ContentsSign::Nothing,
            year: None,
            next: 1,
            grounds: Vec::new(),
            preamble: Vec::new(),
            articles: Vec::new(),
            texts: Vec::new(),
            phases: Vec::new(),
            in_phase: false,
            declaration: None,
        }
    }
}

impl ContentsReader {
    /// True when a block begins the next of the numbered contents.
    fn begins(&self, block: &Block) -> bool {
        let Block::Line(line) = block else { return false };
        match self.sign {
            ContentsSign::Labels(scheme) => label(&line.text).is_some_and(|label| label.scheme == scheme),
            ContentsSign::Headings(level) => line.heading == Some(level),
            ContentsSign::Nothing => false,
        }
    }

    fn line(&mut self, line: &Line, followed: bool, found: &mut Found) {
        let text = line.text.trim_end();
        let labelled = label(text);
        match (self.sign, labelled) {
            (ContentsSign::Labels(scheme), Some(label)) if label.scheme == scheme && label.number == self.next => {
                self.next += 1;
                self.article(text, Some(label), followed, found);
            }
            (ContentsSign::Headings(level), _) if line.heading == Some(level) => {
                self.article(text, None, followed, found)
            }
            _ => self.plain(text, found),
        }
    }

    fn article(&mut self, text: &str, label: Option<Label>, followed: bool, found: &mut Found) {
        self.in_phase = false;
        let mut article = Map::new();
        let text = text.trim();
        let own = label.map(|label| split(text, label));
        let mut lines = Vec::new();
        match own {
            // A label with a sentence behind it, and not a heading over what follows. A bare number is no heading.
            Some((head, rest)) if !rest.is_empty() && (!followed || text.chars().count() > HEADING) => {
                if label.is_some_and(|label| matches!(label.scheme, Scheme::Decimal | Scheme::Roman)) {
                    lines.push(text.to_owned());
                } else {
                    article.insert("heading".to_owned(), head.into());
                    lines.push(rest.to_owned());
                }
            }
            _ => {
                article.insert("heading".to_owned(), text.replace('\n', " ").into());
            }
        }
        found.guess(format!("/articles/{}", self.articles.len()), text);
        self.articles.push(article);
        self.texts.push(lines);
    }

    fn plain(&mut self, text: &str, found: &mut Found) {
        let folded = fold(text.trim_start());
        if let Some(phase) = self.phase(text, &folded) {
            found.guess(format!("/phases/{}", self.phases.len()), text);
            self.phases.push(phase);
            self.in_phase = true;
            return;
        }
        if self.in_phase
            && folded.starts_with("chu de")
            && let Some(phase) = self.phases.last_mut()
            && !phase.contains_key("theme")
        {
            phase.insert("theme".to_owned(), after_colon(text).into());
            return;
        }
        self.in_phase = false;
        if self.articles.is_empty() {
            let begins = ["can cu", "thuc hien", "xet ", "theo "].iter().any(|word| folded.starts_with(word));
            let goes_on = !self.grounds.is_empty() && text.trim_end().ends_with(';');
            let is_ground = folded.starts_with("can cu")
                || self.preamble.is_empty() && (goes_on || begins && text.trim_end().ends_with(';'));
            if is_ground {
                found.guess(format!("/grounds/{}", self.grounds.len()), text);
                self.grounds.push(text.trim().replace('\n', " "));
                return;
            }
        }
        let says = ["chung toi cam ket", "toi cam ket", "toi da doc"].iter().any(|word| folded.starts_with(word));
        if says && self.declaration.is_none() && !self.articles.is_empty() {
            found.guess("/declaration", text);
            self.declaration = Some(text.trim().to_owned());
            return;
        }
        self.text(text);
    }

    /// Text in its place.
    fn text(&mut self, text: &str) {
        let lines = self.texts.last_mut().unwrap_or(&mut self.preamble);
        lines.push(text.to_owned());
    }

    /// `Đợt 1 (từ 1/1 đến 31/5/2021): …`
    fn phase(&self, text: &str, folded: &str) -> Option<Map<String, Value>> {
        let bare = folded.trim_start_matches(['-', '+', '*', '•', ' ']);
        let number = bare.strip_prefix("dot ")?;
        if !number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x' | 'm' | 'h' | 'b' | 't')) {
            return None;
        }
        let line = text.trim().trim_start_matches(['-', '+', '*', '•', ' ']);
        // The year may stand behind the second date only: it counts for both.
        let (_, first, first_end) = date(line, self.year.or(Some(2000)))?;
        let (to, second, second_end) = date(line.get(first_end..)?, self.year)?;
        let to_year: i32 = to.get(..4)?.parse().ok()?;
        let (from, ..) = date(line.get(first..first_end)?, Some(to_year))?;
        (from <= to).then_some(())?;
        // What stands between the dates is `đến`, `-` or the like; more would be lost.
        let between = fold(line.get(first_end..first_end + second)?);
        let known = ["den", "ngay", "het", "toi"];
        let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.all(|word| known.contains(&word)).then_some(())?;
        let name = line.get(..first)?;
        let name = cut(name, &["từ ngày", "Từ ngày", "từ", "Từ", "bắt đầu"])
            .trim_end_matches([' ', '(', ':', ',', '-', '–', '.', ';']);
        let rest = line.get(first_end + second_end..)?.trim_start_matches([' ', ')', ':', ',', '-', '–', '.', ';']);
        let mut phase = Map::new();
        phase.insert("name".to_owned(), name.into());
        phase.insert("from".to_owned(), from.into());
        phase.insert("to".to_owned(), to.into());
        if !rest.is_empty() {
            let theme = if fold(rest).starts_with("chu de") { after_colon(rest) } else { rest.to_owned() };
            phase.insert("theme".to_owned(), theme.into());
        }
        (!name.is_empty()).then_some(phase)
    }

    fn table(&mut self, rows: &[Vec<Vec<Line>>], found: &mut Found) {
        self.in_phase = false;
        if let (Some(article), Some(targets)) = (self.articles.last_mut(), targets(rows)) {
            found.guess(
                format!("/articles/{}/targets", self.texts.len().saturating_sub(1)),
                &rows.first().map(|row| row_text(row)).unwrap_or_default(),
            );
            if let Some(list) = article.entry("targets").or_insert_with(|| json!([])).as_array_mut() {
                list.extend(targets);
            }
            return;
        }
        for row in rows {
            let text = row_text(row);
            if !text.is_empty() {
                self.text(&text);
            }
        }
    }

    fn finish(mut self, found: &mut Found) {
        if self.articles.is_empty() && !self.preamble.is_empty() {
            // Nothing is numbered: all of it is the one article.
            self.articles.push(Map::new());
            self.texts.push(std::mem::take(&mut self.preamble));
        }
        found.put("grounds", self.grounds);
        if !self.preamble.is_empty() {
            found.guess("/preamble", self.preamble.first().map(String::as_str).unwrap_or_default());
            found.put("preamble", self.preamble.join("\n"));
        }
        let articles = self.articles.into_iter().zip(self.texts).map(|(mut article, lines)| {
            let mut text = lines.join("\n");
            // A heading over nothing: what stands behind its label is the text.
            if text.is_empty()
                && let Some(heading) = article.get("heading").and_then(Value::as_str).map(str::to_owned)
            {
                match label(&heading).map(|label| split(&heading, label)) {
                    Some((head, rest)) if !rest.is_empty() => {
                        text = rest.to_owned();
                        article.insert("heading".to_owned(), head.into());
                    }
                    _ => {
                        text = heading;
                        article.remove("heading");
                    }
                }
            }
            article.insert("text".to_owned(), text.into());
            Value::Object(article)
        });
        found.put("articles", articles.collect::<Vec<_>>());
        found.put("phases", self.phases.into_iter().map(Value::Object).collect::<Vec<_>>());
        found.put("annexes", Vec::<Value>::new());
        found.put("declaration", self.declaration.unwrap_or_else(|| DECLARATION.to_owned()));
        found.document.entry("event").or_insert_with(|| json!({}));
        found.put("identity", "in-person");
    }
}

/// The label, and what stands behind it and its sign.
fn split(text: &str, label: Label) -> (&str, &str) {
    let head = text.get(..label.end).unwrap_or_default().trim_end_matches([',', ':', ';', '.', ')', '-', '–', ' ']);
    let rest = text.get(label.end..).unwrap_or_default().trim_start_matches([',', ':', ';', '.', ')', '-', '–', ' ']);
    (head, rest)
}

fn after_colon(text: &str) -> String {
    let rest = text.split_once(':').map_or_else(|| text.trim().get("Chủ đề".len()..).unwrap_or(text), |(_, rest)| rest);
    rest.trim().to_owned()
}

/// The text up to the last of some words, where it ends with one.
fn cut<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let trimmed = text.trim_end_matches([' ', '(', ':', ',']);
    let bare = trimmed.strip_suffix("ngày").map_or(trimmed, str::trim_end);
    words.iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare)
}

/// A table of targets: its head names target and value, and nothing else but unit and number.
fn targets(rows: &[Vec<Vec<Line>>]) -> Option<Vec<Value>> {
    let head: Vec<String> = rows.first()?.iter().map(|cell| fold(cell_text(cell).trim())).collect();
    let column = |words: &[&str]| head.iter().position(|cell| words.iter().any(|word| cell.contains(word)));
    let name = column(&["chi tieu", "noi dung"])?;
    let value = column(&["muc", "gia tri", "ke hoach", "so luong", "dang ky", "thuc hien"])?;
    let unit = column(&["don vi tinh", "dvt"]);
    let number = column(&["tt", "stt"]).filter(|at| *at != name && *at != value);
    let known = |at: usize| at == name || at == value || Some(at) == unit || Some(at) == number;
    let lost =
        |row: &[Vec<Line>]| row.iter().enumerate().any(|(at, cell)| !known(at) && !cell_text(cell).trim().is_empty());
    if name == value || rows.iter().any(|row| lost(row)) {
        return None;
    }
    let mut found = Vec::new();
    for row in rows.iter().skip(1) {
        let text = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(|cell| cell_text(cell).trim().replace('\n', " ")).unwrap_or_default()
        };
        let mut target = Map::new();
        for (member, text) in [("name", text(Some(name))), ("value", text(Some(value))), ("unit", text(unit))] {
            if !text.is_empty() {
                target.insert(member.to_owned(), text.into());
            }
        }
        if !target.is_empty() {
            found.push(Value::Object(target));
        }
    }
    (!found.is_empty()).then_some(found)
}
