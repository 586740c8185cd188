//! CommonMark with tables, in and out. What goes out comes in as the same blocks.

use crate::block::{Block, Line, cell_text};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::fmt::Write;

/// Reads a text: Markdown, or plain paragraphs.
pub(crate) fn read(text: String) -> Vec<Block> {
    let mut page = MarkdownReader::default();
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.end_line();
    page.blocks
}

#[derive(Default)]
struct MarkdownReader {
    blocks: Vec<Block>,
    line: Option<Line>,
    /// Letters of the line, and of them those in bold.
    letters: usize,
    bold_letters: usize,
    bold: usize,
    /// The next label of each list that is open; none: bullets.
    lists: Vec<Option<u64>>,
    table: Option<Vec<Vec<Vec<Line>>>>,
}

impl MarkdownReader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text)
            }
            Event::InlineHtml(html) if is_break(&html) => self.text("\n"),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::FootnoteReference(name) => self.text(&format!("[{name}]")),
            Event::TaskListMarker(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_line();
                self.line = Some(Line::heading(number(level), ""));
            }
            // The first paragraph of an item goes on behind its label.
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock if !self.is_item() => {
                self.end_line();
                self.line = Some(Line::default());
            }
            Tag::List(first) => {
                self.end_line();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_line();
                let label = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let label = format!("{next}. ");
                        *next = next.saturating_add(1);
                        label
                    }
                    _ => "- ".to_owned(),
                };
                self.line = Some(Line::plain(label));
            }
            Tag::Table(_) => {
                self.end_line();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.line = Some(Line::default()),
            Tag::Strong => self.bold += 1,
            _ => {}
        }
    }

    /// True when the open line holds the label of a list item and nothing behind it.
    fn is_item(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.text.ends_with(' '))
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item => self.end_line(),
            // What is taken as it is ends with the end of its last line.
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                if let Some(line) = &mut self.line {
                    line.text.truncate(line.text.trim_end_matches('\n').len());
                }
                self.end_line();
            }
            TagEnd::List(_) => {
                self.end_line();
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let line = self.take_line().unwrap_or_default();
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(vec![line]);
                }
            }
            TagEnd::Table => self.blocks.extend(self.table.take().map(Block::Table)),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.letters += letters;
        if self.bold > 0 {
            self.bold_letters += letters;
        }
        self.line.get_or_insert_default().text.push_str(text);
    }

    fn take_line(&mut self) -> Option<Line> {
        let mut line = self.line.take()?;
        line.strong = self.letters > 0 && self.letters == self.bold_letters;
        (self.letters, self.bold_letters) = (0, 0);
        Some(line)
    }

    fn end_line(&mut self) {
        let line = self.take_line().filter(|line| line.heading.is_some() || !line.text.is_empty());
        self.blocks.extend(line.map(Block::Line));
    }
}

fn is_break(html: &str) -> bool {
    matches!(html.to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />")
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Writes blocks.
pub(crate) fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Line(Line { text, heading: Some(level), .. }) => {
                let _ = writeln!(out, "{} {}\n", "#".repeat((*level).into()), escaped(text, "<br>"));
            }
            Block::Line(line) => {
                let _ = writeln!(out, "{}\n", escaped(&line.text, "\\\n"));
            }
            Block::Table(rows) => table(&mut out, rows),
        }
    }
    out
}

fn table(out: &mut String, rows: &[Vec<Vec<Line>>]) {
    let row = |out: &mut String, cells: &[String]| {
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    };
    for (i, cells) in rows.iter().enumerate() {
        row(out, &cells.iter().map(|cell| escaped(&cell_text(cell), "<br>")).collect::<Vec<_>>());
        if i == 0 {
            row(out, &vec!["---".to_owned(); cells.len()]);
        }
    }
    out.push('\n');
}

/// A text whose every character means itself. Line feeds become `feed`.
fn escaped(text: &str, feed: &str) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = text.split('\n').collect();
    for (i, line) in lines.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).and_then(|before| lines.get(before)) {
            // A break beside nothing is none in Markdown.
            out.push_str(if before.is_empty() || line.is_empty() { "&#10;" } else { feed });
        }
        let (first, last) = (0, line.chars().count().saturating_sub(1));
        // A number before a full stop or a bracket begins a list.
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        for (at, c) in line.chars().enumerate() {
            let begins = at == first && "#>-+=:~|".contains(c) || at == digits && digits > 0 && ".)".contains(c);
            match c {
                ' ' if at == first || at == last => out.push_str("&#32;"),
                '\t' => out.push_str("&#9;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '$' => {
                    out.push('\\');
                    out.push(c);
                }
                // A heading loses what closes it.
                '#' => out.push_str("\\#"),
                c if begins => {
                    out.push('\\');
                    out.push(c);
                }
                // Unicode's other spaces would be trimmed.
                c if c != ' ' && (c.is_whitespace() || c.is_control()) => {
                    let _ = write!(out, "&#{};", u32::from(c));
                }
                c => out.push(c),
            }
        }
    }
    out
}
