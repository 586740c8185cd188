//! The main document: paragraphs, tables, and of how they look what tells what they are.

use super::numbering::{Counters, Numbering};
use super::styles::{Style, Styles};
use super::xml::{attribute, events, is_on};
use crate::block::{Block, Line};
use crate::encoding::Encoding;
use crate::error::{FileRefusal, RefusedFile};
use crate::finding::LeftOut;
use crate::legacy::decode;
use quick_xml::events::{BytesStart, Event};

/// Lines of a document.
const MAX_LINES: usize = 20_000;

/// An element that is open.
enum Frame {
    Table(Vec<Vec<Vec<Line>>>),
    Row(Vec<Vec<Line>>),
    Cell(Vec<Line>),
    Paragraph(Box<Paragraph>),
}

#[derive(Default)]
struct Paragraph {
    line: Line,
    style: Style,
    list: Option<(String, usize)>,
    bold: Option<bool>,
    run: Run,
    /// Number of letters.
    letters: usize,
    /// Number of bold letters.
    strong: usize,
    /// The legacy encoding of the letters, if a font names one.
    encoding: Option<Encoding>,
}

/// The properties of the run that is open.
#[derive(Clone, Default)]
struct Run {
    open: bool,
    bold: Option<bool>,
    caps: bool,
    font: Option<String>,
}

pub(super) struct Parser<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    counters: Counters,
    pub(super) left_out: Vec<LeftOut>,
    lines: usize,
}

impl<'s> Parser<'s> {
    pub(super) fn new(styles: &'s Styles, numbering: Numbering) -> Self {
        Self { styles, numbering, counters: Counters::default(), left_out: Vec::new(), lines: 0 }
    }

    /// One part.
    pub(super) fn parse(&mut self, xml: &[u8]) -> Result<Vec<Block>, RefusedFile> {
        let mut page = PartReader {
            parser: self,
            stack: Vec::new(),
            blocks: Vec::new(),
            in_text: false,
            hidden: 0,
            deleted: None,
        };
        events(xml, |event| page.take(event))?;
        Ok(page.blocks)
    }
}

struct PartReader<'p, 's> {
    parser: &'p mut Parser<'s>,
    stack: Vec<Frame>,
    blocks: Vec<Block>,
    /// Within an element whose text is read.
    in_text: bool,
    /// Depth within what is not shown: another program's rendering of the same, field codes.
    hidden: usize,
    /// Words of a tracked deletion.
    deleted: Option<String>,
}

impl PartReader<'_, '_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), RefusedFile> {
        match event {
            Event::Start(element) => self.start(&element, false),
            Event::Empty(element) => {
                self.start(&element, true)?;
                if self.hidden == 0 { self.end(element.local_name().as_ref()) } else { Ok(()) }
            }
            Event::End(element) => {
                if self.hidden > 0 {
                    self.hidden -= 1;
                    return Ok(());
                }
                self.end(element.local_name().as_ref())
            }
            Event::Text(text) => {
                self.text(&text);
                Ok(())
            }
            Event::CData(text) => {
                self.text(&text);
                Ok(())
            }
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                let known =
                    character.or_else(|| quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned));
                let text = known.ok_or_else(|| RefusedFile::new(FileRefusal::Entities).because(entity.to_string()))?;
                self.text(&text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), RefusedFile> {
        if self.hidden > 0 {
            if !empty {
                self.hidden += 1;
            }
            return Ok(());
        }
        match element.local_name().as_ref() {
            // Another rendering of what stands beside it; field codes; properties as they were before a tracked change.
            "Fallback" | "instrText" | "rPrChange" | "pPrChange" | "sdtPr" | "del_Instr" if !empty => self.hidden = 1,
            "tbl" => self.push(Frame::Table(Vec::new()))?,
            "tr" => self.push(Frame::Row(Vec::new()))?,
            "tc" => self.push(Frame::Cell(Vec::new()))?,
            "p" => self.push(Frame::Paragraph(Box::default()))?,
            "t" => self.in_text = true,
            "delText" | "moveFromText" => {
                self.in_text = true;
                self.deleted.get_or_insert_default();
            }
            "tab" if self.run_is_open() => self.text_now("\t"),
            "br" | "cr" if self.run_is_open() => self.text_now("\n"),
            "noBreakHyphen" => self.text_now("-"),
            "sym" => self.text_now("•"),
            _ => self.property(element),
        }
        Ok(())
    }

    /// Takes over an element that describes the open paragraph or run: style, list, alignment, weight, capitals, font.
    fn property(&mut self, element: &BytesStart<'_>) {
        let styles = self.parser.styles;
        let Some(paragraph) = self.paragraph() else { return };
        let value = || attribute(element, "val").unwrap_or_default();
        match element.local_name().as_ref() {
            "pStyle" => paragraph.style = styles.of(&value()),
            "jc" => paragraph.line.centred = value() == "center",
            "numId" => paragraph.list.get_or_insert_default().0 = value(),
            "ilvl" => paragraph.list.get_or_insert_default().1 = value().parse().unwrap_or_default(),
            "outlineLvl" => {
                paragraph.style.heading = value().parse().ok().filter(|level: &u8| *level < 9).map(|level| level + 1)
            }
            "r" => paragraph.run = Run { open: true, ..Run::default() },
            "b" if paragraph.run.open => paragraph.run.bold = Some(is_on(element)),
            "b" => paragraph.bold = Some(is_on(element)),
            "caps" if paragraph.run.open => paragraph.run.caps = is_on(element),
            "rFonts" if paragraph.run.open => {
                paragraph.run.font = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi"))
            }
            _ => {}
        }
    }

    fn push(&mut self, frame: Frame) -> Result<(), RefusedFile> {
        self.parser.lines += 1;
        if self.parser.lines > MAX_LINES {
            return Err(RefusedFile::new(FileRefusal::Deep).because(format!("more than {MAX_LINES} lines and cells")));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        match self.stack.last_mut() {
            Some(Frame::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }

    fn run_is_open(&mut self) -> bool {
        self.paragraph().is_some_and(|paragraph| paragraph.run.open)
    }

    fn text(&mut self, text: &str) {
        if self.hidden == 0 && self.in_text {
            self.text_now(text);
        }
    }

    fn text_now(&mut self, text: &str) {
        if let Some(deleted) = &mut self.deleted {
            deleted.push_str(text);
            return;
        }
        let styles = self.parser.styles;
        let Some(paragraph) = self.paragraph() else { return };
        let Paragraph { run, style, .. } = &*paragraph;
        let font = run.font.as_ref().or(style.font.as_ref()).or(styles.font());
        let encoding = font.and_then(|font| Encoding::of_font(font));
        let bold = run.bold.or(style.bold).unwrap_or_default();
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        let shown = if run.caps || style.caps { text.to_uppercase() } else { text.to_owned() };
        paragraph.letters += letters;
        if bold {
            paragraph.strong += letters;
        }
        // A line of several fonts: what is legacy in it is converted here, and the line is Unicode from then on.
        match encoding {
            Some(encoding) if letters > 0 && paragraph.line.text.trim().is_empty() => {
                paragraph.encoding = Some(encoding)
            }
            Some(encoding) if letters > 0 && paragraph.encoding != Some(encoding) => {
                unify(paragraph);
                paragraph.line.text.push_str(&decode(encoding, &shown));
                return;
            }
            None if letters > 0 && paragraph.encoding.is_some() => unify(paragraph),
            _ => {}
        }
        paragraph.line.text.push_str(&shown);
    }

    fn end(&mut self, name: &str) -> Result<(), RefusedFile> {
        match name {
            "t" => self.in_text = false,
            "delText" | "moveFromText" => {
                self.in_text = false;
                if let Some(text) = self.deleted.take().filter(|text| !text.trim().is_empty()) {
                    self.parser.left_out.push(LeftOut { what: "deleted", text });
                }
            }
            "r" => {
                if let Some(paragraph) = self.paragraph() {
                    paragraph.run = Run::default();
                }
            }
            "p" => {
                if let Some(Frame::Paragraph(_)) = self.stack.last()
                    && let Some(Frame::Paragraph(paragraph)) = self.stack.pop()
                {
                    let line = self.finished(*paragraph);
                    self.put(line);
                }
            }
            "tc" => {
                if let Some(Frame::Cell(lines)) = self.pop_if(|frame| matches!(frame, Frame::Cell(_))) {
                    match self.stack.last_mut() {
                        Some(Frame::Row(cells)) => cells.push(lines),
                        _ => lines.into_iter().for_each(|line| self.put(line)),
                    }
                }
            }
            "tr" => {
                if let Some(Frame::Row(cells)) = self.pop_if(|frame| matches!(frame, Frame::Row(_))) {
                    match self.stack.last_mut() {
                        Some(Frame::Table(rows)) => rows.push(cells),
                        _ => cells.into_iter().flatten().for_each(|line| self.put(line)),
                    }
                }
            }
            "tbl" => {
                if let Some(Frame::Table(rows)) = self.pop_if(|frame| matches!(frame, Frame::Table(_))) {
                    if self.stack.iter().any(|frame| matches!(frame, Frame::Cell(_) | Frame::Paragraph(_))) {
                        // A table within a cell: its lines.
                        rows.into_iter().flatten().flatten().for_each(|line| self.put(line));
                    } else {
                        self.blocks.push(Block::Table(rows));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn pop_if(&mut self, is: impl Fn(&Frame) -> bool) -> Option<Frame> {
        if self.stack.last().is_some_and(is) { self.stack.pop() } else { None }
    }

    /// A line goes into the cell that is open, or stands by itself.
    fn put(&mut self, line: Line) {
        let cell = self.stack.iter_mut().rev().find_map(|frame| match frame {
            Frame::Cell(lines) => Some(lines),
            _ => None,
        });
        match cell {
            Some(lines) => lines.push(line),
            None => self.blocks.push(Block::Line(line)),
        }
    }

    fn finished(&mut self, paragraph: Paragraph) -> Line {
        let Paragraph { mut line, style, list, letters, strong, encoding, .. } = paragraph;
        line.heading = style.heading;
        line.centred |= style.centred;
        line.strong = letters > 0 && strong == letters;
        line.encoding = encoding;
        if let Some((list, level)) = list.or(style.list)
            && !line.text.trim().is_empty()
            && let Some(label) = self.parser.counters.next(&self.parser.numbering, &list, level)
        {
            line.text = format!("{label} {}", line.text);
        }
        line
    }
}

/// The line so far in Unicode.
fn unify(paragraph: &mut Paragraph) {
    if let Some(encoding) = paragraph.encoding.take() {
        paragraph.line.text = decode(encoding, &paragraph.line.text);
    }
}
