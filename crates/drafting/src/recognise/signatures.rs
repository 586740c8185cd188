//! The signature block: a table of units, or lines that begin with `ĐẠI DIỆN`.

use super::found::Found;
use super::words::{cased, is_capitals, is_name};
use crate::block::{Block, Line, text_of};
use crate::finding::LeftOut;
use giaouoc_core::text::fold;
use serde_json::{Map, Value, json};

/// Signatories at most: a roster has no more.
const MOST: usize = 64;

/// Splits a document into its signature block, if one begins late enough to be one, and the blocks before it.
pub(super) fn split(blocks: &[Block]) -> (&[Block], &[Block]) {
    let half = blocks.len() / 2;
    let at = blocks.iter().enumerate().position(|(i, block)| {
        let enough = i >= half || matches!(block, Block::Table(_)) && i * 3 >= blocks.len();
        enough && is_signatures(block)
    });
    let (rest, signed) = blocks.split_at(at.unwrap_or(blocks.len()));
    (signed, rest)
}

fn is_signatures(block: &Block) -> bool {
    match block {
        Block::Line(line) => represents(&line.text) && (is_capitals(&line.text) || line.strong || line.centred),
        Block::Table(rows) => {
            let lines: Vec<&str> =
                rows.iter().flatten().flatten().flat_map(|line| line.text.split('\n')).map(str::trim).collect();
            let says = lines.iter().any(|line| represents(line) || is_hint(line) || role_of(line).is_some());
            says && lines.iter().any(|line| is_person(line))
        }
    }
}

fn represents(line: &str) -> bool {
    let folded = fold(line.trim());
    ["dai dien", "dd. ", "tm. "].iter().any(|word| folded.starts_with(word))
}

/// A person's name, and nothing else that stands in a signature block.
fn is_person(line: &str) -> bool {
    is_name(line) && !represents(line) && !is_title(line) && role_of(line).is_none()
}

/// `(Ký, ghi rõ họ tên)`, `Đã ký`.
fn is_hint(line: &str) -> bool {
    let folded = fold(line.trim().trim_matches(['(', ')', '[', ']', ' ']));
    folded == "da ky"
        || folded == "ky ten"
        || folded == "ky"
        || folded.starts_with("ky") && (folded.contains("ho ten") || folded.contains("dong dau"))
}

fn role_of(line: &str) -> Option<&'static str> {
    let folded = fold(line);
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if says(&["khoi pho", "cum pho", "pho khoi", "pho cum", "pho truong khoi", "pho truong cum"]) {
        Some("deputy")
    } else if says(&["khoi truong", "cum truong", "truong khoi", "truong cum"]) {
        Some("head")
    } else if says(&["chung kien"]) {
        Some("witness")
    } else {
        None
    }
}

/// The words with which titles begin, folded.
const TITLES: [&str; 28] = [
    "chu tich",
    "pho chu tich",
    "truong",
    "pho",
    "giam doc",
    "bi thu",
    "chanh",
    "khoi truong",
    "khoi pho",
    "cum truong",
    "cum pho",
    "cuc truong",
    "uy vien",
    "kt.",
    "q.",
    "quyen",
    "thu truong",
    "vu truong",
    "tong",
    "hieu truong",
    "vien truong",
    "thanh vien",
    "nguoi",
    "ong",
    "ba ",
    "chung kien",
    "bo truong",
    "thu ky",
];

fn is_title(line: &str) -> bool {
    let folded = fold(line.trim());
    TITLES.iter().any(|title| folded.starts_with(title))
}

/// Reads the block into the roster. What is not understood in it is left out, and told.
pub(super) fn read(signed: &[Block], all: &str, found: &mut Found, left_out: &mut Vec<LeftOut>) {
    let mut parties: Vec<(Map<String, Value>, String)> = Vec::new();
    let mut take = |lines: &[String], parties: &mut Vec<(Map<String, Value>, String)>| {
        let told = lines.join(" / ");
        match party(lines, all, left_out) {
            Some(party) if parties.len() < MOST => parties.push((party, told)),
            _ if told.is_empty() => {}
            _ => left_out.push(LeftOut { what: "after-signatures", text: told }),
        }
    };
    let mut open: Vec<String> = Vec::new();
    for block in signed {
        match block {
            Block::Table(rows) => {
                take(&std::mem::take(&mut open), &mut parties);
                columns(rows).iter().for_each(|lines| take(lines, &mut parties));
            }
            Block::Line(_) => {
                for line in text_of(block).split('\n').map(str::trim).filter(|line| !line.is_empty()) {
                    // A new unit, or something behind the last name.
                    if represents(line) || open.last().is_some_and(|last| is_person(last)) {
                        take(&std::mem::take(&mut open), &mut parties);
                    }
                    open.push(line.to_owned());
                }
            }
        }
    }
    take(&open, &mut parties);
    let is_head = |party: &Map<String, Value>| party.get("role").and_then(Value::as_str) == Some("head");
    let has_head = parties.iter().any(|(party, _)| is_head(party));
    let mut roster = Vec::new();
    for (i, (mut party, told)) in parties.into_iter().enumerate() {
        found.guess(format!("/roster/{i}"), &told);
        party.insert("id".to_owned(), format!("ben-{}", i + 1).into());
        party.insert("stage".to_owned(), if has_head && is_head(&party) { 2 } else { 1 }.into());
        roster.push(Value::Object(party));
    }
    found.put("roster", roster);
}

/// The lines of each signatory in a table: a cell each, or a column of cells up to its name.
fn columns(rows: &[Vec<Vec<Line>>]) -> Vec<Vec<String>> {
    let mut done = Vec::new();
    let mut open: Vec<Vec<String>> = Vec::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row.iter().map(|cell| lines(cell)).collect();
        let full =
            open.iter().filter(|lines| !lines.is_empty()).all(|lines| lines.last().is_some_and(|last| is_person(last)));
        if full || cells.len() != open.len() {
            done.append(&mut open);
            open = cells;
        } else {
            open.iter_mut().zip(cells).for_each(|(lines, mut cell)| lines.append(&mut cell));
        }
    }
    done.append(&mut open);
    done
}

fn lines(cell: &[Line]) -> Vec<String> {
    let all = cell.iter().flat_map(|line| line.text.split('\n')).map(|line| line.trim().to_owned());
    all.filter(|line| line.chars().any(char::is_alphanumeric)).collect()
}

/// One signatory: role, unit, titles, name, in about this order.
fn party(lines: &[String], all: &str, left_out: &mut Vec<LeftOut>) -> Option<Map<String, Value>> {
    let mut rest: Vec<&str> = Vec::new();
    for line in lines {
        if is_hint(line) { left_out.push(LeftOut { what: "hint", text: line.clone() }) } else { rest.push(line) }
    }
    let name =
        rest.last().filter(|line| rest.len() > 1 && is_name(line) && !represents(line) && !is_title(line)).copied();
    if name.is_some() {
        rest.pop();
    }
    let role = rest.iter().find_map(|line| role_of(line)).unwrap_or("member");
    let mut titles: Vec<&str> = Vec::new();
    let mut unit: Vec<&str> = Vec::new();
    let mut behind = false;
    for line in rest {
        if unit.is_empty() && !represents(line) && (role_of(line).is_some() || is_title(line)) {
            // A role above the unit is a title, too.
            titles.push(line);
        } else if unit.is_empty() || !behind && continues(&unit, line) {
            unit.push(line);
        } else {
            behind = true;
            titles.push(line);
        }
    }
    let unit = unit.join(" ");
    let unit = without_prefix(&unit);
    if unit.is_empty() || name.is_none() && titles.is_empty() && !lines.iter().any(|line| represents(line)) {
        return None;
    }
    let mut party = Map::new();
    party.insert("unit".to_owned(), cased(unit, all).into());
    party.insert("role".to_owned(), role.into());
    party.insert("signs".to_owned(), (role != "witness").into());
    if let Some(name) = name {
        party.insert("representative".to_owned(), json!({ "name": name, "titles": titles }));
    } else if !titles.is_empty() {
        left_out.push(LeftOut { what: "after-signatures", text: titles.join(" / ") });
    }
    Some(party)
}

/// A unit's name over two lines: both in capitals, or the first says no more than `ĐẠI DIỆN`.
fn continues(unit: &[&str], line: &str) -> bool {
    without_prefix(&unit.join(" ")).is_empty()
        || is_capitals(line) && !is_title(line) && unit.iter().all(|line| is_capitals(line))
}

/// `ĐẠI DIỆN SỞ TƯ PHÁP` speaks for `SỞ TƯ PHÁP`.
fn without_prefix(unit: &str) -> &str {
    const SIGNS: [char; 3] = [' ', ':', '-'];
    let unit = unit.trim();
    let (first, rest) = unit.split_once(char::is_whitespace).unwrap_or((unit, ""));
    let (second, behind) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest, ""));
    match (fold(first).as_str(), fold(second.trim_end_matches(SIGNS)).as_str()) {
        ("dai", "dien") => behind.trim_start_matches(SIGNS),
        ("dd." | "tm.", _) => rest.trim_start_matches(SIGNS),
        _ => unit,
    }
}
