//! The head of a document, above its text: organisation, number, place and date, title, group.

use super::found::Found;
use super::words::{cased, date, is_capitals, label, year};
use crate::block::{Block, Line, text_of};
use crate::finding::LeftOut;
use giaouoc_core::text::fold;

/// Blocks among which the title is looked for, and the longest title.
const SEARCHED: usize = 30;
const LONGEST: usize = 160;

/// Reads the head and gives what stands below it.
pub(super) fn read<'b>(
    blocks: &'b [Block],
    all: &str,
    found: &mut Found,
    left_out: &mut Vec<LeftOut>,
) -> Vec<&'b Block> {
    let Some(at) = title_at(blocks) else {
        found.put_in("header", "organisation", Vec::<String>::new());
        return blocks.iter().collect();
    };
    let mut organisation = Vec::new();
    for line in blocks.iter().take(at).flat_map(lines) {
        edge(&line, &mut organisation, found, left_out);
    }
    let mut title = blocks.get(at).map(text_of).unwrap_or_default().trim().replace('\n', " ");
    let mut next = at + 1;
    let mut groups = organisation.clone();
    while let Some(Block::Line(line)) = blocks.get(next) {
        let text = line.text.trim();
        let stands_out = line.centred || line.strong || line.heading.is_some() || is_capitals(text);
        if !stands_out || text.chars().count() > LONGEST || label(text).is_some() || fold(text).starts_with("can cu") {
            break;
        }
        if fold(text).starts_with("nam ") {
            title = format!("{title} {text}");
        } else if kind(text).is_some() {
            groups.push(text.to_owned());
        } else {
            break;
        }
        next += 1;
    }
    found.guess("/title", &title);
    let title = sentence(&title);
    if let Some(year) = year(&title).or_else(|| blocks.iter().take(SEARCHED).find_map(|block| year(&text_of(block)))) {
        found.put_in("period", "from", format!("{year}-01-01"));
        found.put_in("period", "to", format!("{year}-12-31"));
        found.guess("/period", &year.to_string());
    }
    found.put("title", title);
    group(&groups, all, found);
    if !organisation.is_empty() {
        found.guess("/header/organisation", &organisation.join(" / "));
    }
    found.put_in("header", "organisation", organisation);
    blocks.iter().skip(next).collect()
}

fn title_at(blocks: &[Block]) -> Option<usize> {
    let line = |block: &Block| match block {
        Block::Line(line) if line.text.chars().count() <= LONGEST => Some(line.clone()),
        _ => None,
    };
    let says = |line: &Line| fold(&line.text).contains("giao uoc");
    let stands_out = |line: &Line| line.heading.is_some() || line.strong || line.centred || is_capitals(&line.text);
    let find = |fits: &dyn Fn(&Line) -> bool| {
        blocks.iter().take(SEARCHED).position(|block| line(block).is_some_and(|line| fits(&line)))
    };
    find(&|line| says(line) && stands_out(line))
        .or_else(|| find(&|line| says(line) && label(&line.text).is_none() && !fold(&line.text).starts_with("can cu")))
        .or_else(|| find(&|line| line.heading.is_some()))
}

/// The lines of a block, cells one after another.
fn lines(block: &Block) -> Vec<String> {
    let split = |line: &Line| line.text.split('\n').map(|one| one.trim().to_owned()).collect::<Vec<_>>();
    let all: Vec<String> = match block {
        Block::Line(line) => split(line),
        Block::Table(rows) => rows.iter().flatten().flatten().flat_map(split).collect(),
    };
    all.into_iter().filter(|line| line.chars().any(char::is_alphanumeric)).collect()
}

/// One line above the title.
fn edge(line: &str, organisation: &mut Vec<String>, found: &mut Found, left_out: &mut Vec<LeftOut>) {
    let folded = fold(line);
    let mut leave = |what: &'static str| left_out.push(LeftOut { what, text: line.to_owned() });
    if folded.contains("cong hoa xa hoi chu nghia") || folded.contains("doc lap") && folded.contains("tu do") {
        leave("motto");
    } else if let Some(number) =
        folded.starts_with("so").then(|| line.split_once(':')).flatten().map(|(_, number)| number.trim())
    {
        if number.chars().any(char::is_alphanumeric) {
            found.put_in("header", "number", number);
            found.guess("/header/number", line);
        } else {
            leave("hint");
        }
    } else if folded.contains("ngay") && folded.contains("thang") {
        match date(line, None) {
            Some((date, ..)) => {
                found.put_in("event", "date", date);
                found.guess("/event/date", line);
                let place = line.split(',').next().unwrap_or_default().trim();
                if line.contains(',') && !place.is_empty() && !fold(place).contains("ngay") {
                    found.put_in("event", "place", place);
                    found.guess("/event/place", line);
                }
            }
            None => leave("hint"),
        }
    } else {
        organisation.push(line.to_owned());
    }
}

fn kind(line: &str) -> Option<&'static str> {
    let folded = fold(line);
    if folded.contains("khoi thi dua") {
        Some("khoi")
    } else if folded.contains("cum thi dua") {
        Some("cum")
    } else {
        None
    }
}

/// `GIAO ƯỚC THI ĐUA NĂM 2021` in a sentence's letters; what else a title says keeps its own.
fn sentence(title: &str) -> String {
    const WORDS: &str = "giao ước thi đua";
    let cut = title.char_indices().nth(WORDS.chars().count()).map_or(title.len(), |(at, _)| at);
    let (head, rest) = (title.get(..cut).unwrap_or(title), title.get(cut..).unwrap_or_default());
    if !is_capitals(head) || fold(head) != fold(WORDS) {
        return title.to_owned();
    }
    format!("Giao ước thi đua{}", rest.replace(" NĂM ", " năm ").replace(" Năm ", " năm "))
}

fn group(lines: &[String], all: &str, found: &mut Found) {
    let Some((at, kind)) = lines.iter().enumerate().find_map(|(i, line)| Some((i, kind(line)?))) else { return };
    let name = lines.get(at).map(String::as_str).unwrap_or_default();
    found.put_in("group", "kind", kind);
    found.put_in("group", "name", cased(name, all));
    found.guess("/group/name", name);
    if let Some(parent) = at.checked_sub(1).and_then(|before| lines.get(before)) {
        found.put_in("group", "parent", cased(parent, all));
        found.guess("/group/parent", parent);
    }
}
