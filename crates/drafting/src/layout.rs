//! Our own page of a draft: headings say which member follows, so that what goes out comes in as the same document.
//!
//! It is a page to work on, not the print: what the print does not show (who signs in which turn, digests of annexes)
//! stands in its tables. Its headings are Vietnamese and do not change.

use crate::block::{Block, Line, cell_text};
use serde_json::{Map, Value, json};

const GENERAL: &str = "Thông tin chung";
const GROUNDS: &str = "Căn cứ";
const PREAMBLE: &str = "Lời mở đầu";
const ARTICLES: &str = "Nội dung giao ước";
const PHASES: &str = "Các đợt thi đua";
const ANNEXES: &str = "Tài liệu kèm theo";
const ROSTER: &str = "Các bên";
const DECLARATION: &str = "Lời cam kết";
const SECTIONS: [&str; 8] = [GENERAL, GROUNDS, PREAMBLE, ARTICLES, PHASES, ANNEXES, ROSTER, DECLARATION];

const TARGETS: [&str; 3] = ["Chỉ tiêu", "Mức", "Đơn vị tính"];
const SPAN: [&str; 3] = ["Từ ngày", "Đến ngày", "Chủ đề"];
const COMMEMORATIONS: [&str; 2] = ["Ngày kỷ niệm", "Ngày"];
const ANNEX: [&str; 5] = ["Tên tài liệu", "Tệp", "Loại", "Số byte", "SHA-256"];
const PARTY: [&str; 8] = ["Mã", "Đơn vị", "Vai trò", "Lượt ký", "Ký", "Người đại diện", "Chức vụ", "Khóa"];

const KINDS: [(&str, &str); 4] =
    [("khoi", "Khối thi đua"), ("cum", "Cụm thi đua"), ("co-quan", "Cơ quan"), ("khac", "Khác")];
const PARTS: [(&str, &str); 3] = [("sang", "Sáng"), ("chieu", "Chiều"), ("toi", "Tối")];
const ROLES: [(&str, &str); 4] =
    [("head", "Trưởng"), ("deputy", "Phó"), ("member", "Thành viên"), ("witness", "Chứng kiến")];
const MODES: [(&str, &str); 2] = [("in-person", "Trực tiếp tại bàn thư ký"), ("invite", "Qua liên kết mời ký")];
const SIGNS: [&str; 2] = ["Ký", "Được nêu tên"];
const NOT_KNOWN: &str = "Chưa rõ";

/// The form of a value in a row of the general table.
#[derive(Clone, Copy)]
enum CellForm {
    Text,
    Day,
    Word(&'static [(&'static str, &'static str)]),
}

/// The rows of the general table: label, JSON pointer in the document, form of the value.
const FACTS: [(&str, &str, CellForm); 13] = [
    ("Từ ngày", "/period/from", CellForm::Day),
    ("Đến ngày", "/period/to", CellForm::Day),
    ("Loại đơn vị tổ chức", "/group/kind", CellForm::Word(&KINDS)),
    ("Tên đơn vị tổ chức", "/group/name", CellForm::Text),
    ("Cấp trên", "/group/parent", CellForm::Text),
    ("Số văn bản", "/header/number", CellForm::Text),
    ("Tên hội nghị", "/event/name", CellForm::Text),
    ("Địa điểm", "/event/place", CellForm::Text),
    ("Ngày", "/event/date", CellForm::Day),
    ("Buổi", "/event/part", CellForm::Word(&PARTS)),
    ("Xác nhận người ký", "/identity", CellForm::Word(&MODES)),
    ("Ký đến hết", "/closes", CellForm::Text),
    ("Thay thế bản", "/supersedes", CellForm::Text),
];
const ORGANISATION: &str = "Dòng đầu bản in";
const EVENT: &str = "Hội nghị";

/// A draft, whole or not, as a page. `id`, `created`, `format` and `language` are not on it: an imported page is a
/// new draft.
pub(crate) fn blocks(document: &Value) -> Vec<Block> {
    let text = |place: &str| document.pointer(place).and_then(Value::as_str).unwrap_or_default();
    let list = |place: &str| document.pointer(place).and_then(Value::as_array).map(Vec::as_slice);
    let mut out = vec![Block::heading(1, text("/title"))];

    let mut facts = vec![row(&["Mục", "Nội dung"])];
    if let Some(organisation) = list("/header/organisation") {
        facts.push(vec![
            ORGANISATION.to_owned(),
            organisation.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        ]);
    }
    if document.get("event").and_then(Value::as_object).is_some_and(Map::is_empty) {
        facts.push(row(&[EVENT, NOT_KNOWN]));
    }
    for (label, place, form) in FACTS {
        if let Some(value) = document.pointer(place).and_then(Value::as_str) {
            facts.push(vec![label.to_owned(), form.write(value)]);
        }
    }
    out.extend([Block::heading(2, GENERAL), Block::table(facts)]);

    if let Some(grounds) = list("/grounds") {
        out.push(Block::heading(2, GROUNDS));
        out.extend(grounds.iter().filter_map(Value::as_str).map(Block::plain));
    }
    if document.get("preamble").is_some() {
        out.extend([Block::heading(2, PREAMBLE), Block::plain(text("/preamble"))]);
    }
    if let Some(articles) = list("/articles") {
        out.push(Block::heading(2, ARTICLES));
        for article in articles {
            out.push(Block::heading(3, member(article, "heading")));
            out.push(Block::plain(member(article, "text")));
            if let Some(targets) = article.get("targets").and_then(Value::as_array) {
                out.push(records(&TARGETS, targets, |target| {
                    ["name", "value", "unit"].map(|name| member(target, name)).to_vec()
                }));
            }
        }
    }
    if let Some(phases) = list("/phases") {
        out.push(Block::heading(2, PHASES));
        for phase in phases {
            out.push(Block::heading(3, member(phase, "name")));
            let span = vec![
                CellForm::Day.write(&member(phase, "from")),
                CellForm::Day.write(&member(phase, "to")),
                member(phase, "theme"),
            ];
            out.push(Block::table(vec![row(&SPAN), span]));
            if let Some(items) = phase.get("commemorations").and_then(Value::as_array) {
                out.push(records(&COMMEMORATIONS, items, |item| {
                    vec![member(item, "name"), CellForm::Day.write(&member(item, "date"))]
                }));
            }
        }
    }
    if let Some(annexes) = list("/annexes") {
        out.push(Block::heading(2, ANNEXES));
        out.push(records(&ANNEX, annexes, |annex| {
            let size = annex.get("size").and_then(Value::as_u64).map(|size| size.to_string()).unwrap_or_default();
            vec![
                member(annex, "title"),
                member(annex, "file"),
                member(annex, "media_type"),
                size,
                member(annex, "sha256"),
            ]
        }));
    }
    if let Some(roster) = list("/roster") {
        out.push(Block::heading(2, ROSTER));
        out.push(records(&PARTY, roster, party_row));
    }
    if document.get("declaration").is_some() {
        out.extend([Block::heading(2, DECLARATION), Block::plain(text("/declaration"))]);
    }
    out
}

fn party_row(party: &Value) -> Vec<String> {
    let person = |name: &str| party.pointer(&format!("/representative/{name}"));
    let titles = person("titles")
        .and_then(Value::as_array)
        .map(|titles| titles.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"));
    let signs = party.get("signs").and_then(Value::as_bool);
    vec![
        member(party, "id"),
        member(party, "unit"),
        CellForm::Word(&ROLES).write(&member(party, "role")),
        party.get("stage").and_then(Value::as_u64).map(|stage| stage.to_string()).unwrap_or_default(),
        signs.map_or_else(String::new, |signs| if signs { SIGNS[0] } else { SIGNS[1] }.to_owned()),
        person("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        titles.unwrap_or_default(),
        member(party, "key"),
    ]
}

/// The document of such a page; none where the page is not one of ours: a heading of the second level that we do not
/// know, or not enough of ours.
pub(crate) fn document(blocks: &[Block]) -> Option<Value> {
    let heading = |block: &Block| match block {
        Block::Line(Line { text, heading: Some(2), .. }) => Some(text.trim().to_owned()),
        _ => None,
    };
    let named: Vec<String> = blocks.iter().filter_map(heading).collect();
    if named.len() < 3 || !named.iter().all(|name| SECTIONS.contains(&name.as_str())) {
        return None;
    }
    let mut document = Map::new();
    let mut parts = blocks.split(|block| heading(block).is_some());
    let title = parts.next()?.iter().find_map(|block| match block {
        Block::Line(Line { text, heading: Some(1), .. }) => Some(text.clone()),
        _ => None,
    })?;
    if !title.is_empty() {
        document.insert("title".to_owned(), title.into());
    }
    for (name, part) in named.iter().zip(parts) {
        let (member, value) = match name.as_str() {
            GENERAL => {
                general(&mut document, part)?;
                continue;
            }
            GROUNDS => ("grounds", Value::from(lines(part).map(|line| line.text.clone()).collect::<Vec<_>>())),
            PREAMBLE => ("preamble", prose(part).into()),
            DECLARATION => ("declaration", prose(part).into()),
            ARTICLES => ("articles", sections(part).map(|(heading, part)| article(heading, part)).collect()),
            PHASES => ("phases", sections(part).map(|(name, part)| phase(name, part)).collect()),
            ANNEXES => ("annexes", rows(part, &ANNEX).map(|row| annex(&row)).collect()),
            _ => ("roster", rows(part, &PARTY).map(|row| party(&row)).collect()),
        };
        document.insert(member.to_owned(), value);
    }
    Some(Value::Object(document))
}

fn general(document: &mut Map<String, Value>, part: &[Block]) -> Option<()> {
    for row in rows(part, &["Mục", "Nội dung"]) {
        let [label, text] = row.as_slice() else { return None };
        if label == ORGANISATION {
            let lines: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
            put(document, "/header/organisation", lines.into());
        } else if label == EVENT {
            document.entry("event").or_insert_with(|| json!({}));
        } else {
            let (_, place, form) = FACTS.into_iter().find(|(known, ..)| known == label)?;
            put(document, place, form.read(text).into());
        }
    }
    Some(())
}

/// Two steps at most: that is all that there is here.
fn put(document: &mut Map<String, Value>, place: &str, value: Value) {
    let mut steps = place.split('/').skip(1);
    match (steps.next(), steps.next()) {
        (Some(outer), Some(inner)) => {
            if let Some(object) = document.entry(outer).or_insert_with(|| json!({})).as_object_mut() {
                object.insert(inner.to_owned(), value);
            }
        }
        (Some(name), None) => drop(document.insert(name.to_owned(), value)),
        _ => {}
    }
}

fn article(heading: &str, part: &[Block]) -> Value {
    let mut article = object(&[("heading", heading)]);
    article.insert("text".to_owned(), prose(part).into());
    if table(part, &TARGETS).is_some() {
        let targets = rows(part, &TARGETS).map(|row| Value::Object(object(&zip(&["name", "value", "unit"], &row))));
        article.insert("targets".to_owned(), targets.collect());
    }
    Value::Object(article)
}

fn phase(name: &str, part: &[Block]) -> Value {
    let span = rows(part, &SPAN).next().unwrap_or_default();
    let at = |i: usize| span.get(i).map(String::as_str).unwrap_or_default();
    let (from, to) = (CellForm::Day.read(at(0)), CellForm::Day.read(at(1)));
    let mut phase = object(&[("name", name), ("from", &from), ("to", &to), ("theme", at(2))]);
    if table(part, &COMMEMORATIONS).is_some() {
        let items = rows(part, &COMMEMORATIONS).map(|row| {
            let date = row.get(1).map(|date| CellForm::Day.read(date)).unwrap_or_default();
            Value::Object(object(&[("name", row.first().map(String::as_str).unwrap_or_default()), ("date", &date)]))
        });
        phase.insert("commemorations".to_owned(), items.collect());
    }
    Value::Object(phase)
}

fn annex(row: &[String]) -> Value {
    let mut annex = object(&zip(&["title", "file", "media_type", "", "sha256"], row));
    if let Some(size) = row.get(3).and_then(|size| size.parse::<u64>().ok()) {
        annex.insert("size".to_owned(), size.into());
    }
    Value::Object(annex)
}

fn party(row: &[String]) -> Value {
    let at = |i: usize| row.get(i).map(String::as_str).unwrap_or_default();
    let role = CellForm::Word(&ROLES).read(at(2));
    let mut party = object(&[("id", at(0)), ("unit", at(1)), ("role", &role), ("key", at(7))]);
    if let Ok(stage) = at(3).trim().parse::<u64>() {
        party.insert("stage".to_owned(), stage.into());
    }
    if let Some(signs) = SIGNS.iter().position(|word| *word == at(4).trim()) {
        party.insert("signs".to_owned(), (signs == 0).into());
    }
    if !at(5).is_empty() || !at(6).is_empty() {
        let titles: Vec<&str> = at(6).split('\n').filter(|title| !title.is_empty()).collect();
        let mut person = object(&[("name", at(5))]);
        person.insert("titles".to_owned(), titles.into());
        party.insert("representative".to_owned(), Value::Object(person));
    }
    Value::Object(party)
}

/// An object of those members that have a name and a text; an empty text means that the value is not known.
fn object(members: &[(&str, &str)]) -> Map<String, Value> {
    let known = members.iter().filter(|(name, text)| !name.is_empty() && !text.is_empty());
    known.map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
}

fn zip<'a>(names: &[&'a str], row: &'a [String]) -> Vec<(&'a str, &'a str)> {
    names.iter().copied().zip(row.iter().map(String::as_str)).collect()
}

fn member(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn records(head: &[&str], items: &[Value], write: impl Fn(&Value) -> Vec<String>) -> Block {
    Block::table(std::iter::once(row(head)).chain(items.iter().map(write)).collect())
}

fn lines(part: &[Block]) -> impl Iterator<Item = &Line> {
    part.iter().filter_map(|block| match block {
        Block::Line(line) if !line.text.is_empty() => Some(line),
        _ => None,
    })
}

/// The lines of text of a part, one under the other.
fn prose(part: &[Block]) -> String {
    lines(part).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The headings of the third level, each with the blocks below it.
fn sections(part: &[Block]) -> impl Iterator<Item = (&str, &[Block])> {
    let heading = |block: &Block| matches!(block, Block::Line(Line { heading: Some(3), .. }));
    let names = part.iter().filter_map(|block| match block {
        Block::Line(Line { text, heading: Some(3), .. }) => Some(text.as_str()),
        _ => None,
    });
    names.zip(part.split(heading).skip(1))
}

fn table<'b>(part: &'b [Block], head: &[&str]) -> Option<&'b [Vec<Vec<Line>>]> {
    part.iter().find_map(|block| match block {
        Block::Table(rows) => {
            let first: Vec<String> = rows.first()?.iter().map(|cell| cell_text(cell).trim().to_owned()).collect();
            (first == head).then_some(rows.as_slice())
        }
        Block::Line(_) => None,
    })
}

/// The rows of a table, its head apart.
fn rows(part: &[Block], head: &[&str]) -> impl Iterator<Item = Vec<String>> {
    let found = table(part, head).unwrap_or_default();
    found.iter().skip(1).map(|row| row.iter().map(|cell| cell_text(cell)).collect())
}

impl CellForm {
    fn write(self, value: &str) -> String {
        match self {
            Self::Text => value.to_owned(),
            // 2021-03-17 → 17/03/2021
            Self::Day => match value.split('-').collect::<Vec<_>>().as_slice() {
                [year, month, day] if is_date(year, month, day) => format!("{day}/{month}/{year}"),
                _ => value.to_owned(),
            },
            Self::Word(words) => {
                words.iter().find(|(word, _)| *word == value).map_or(value, |(_, told)| told).to_owned()
            }
        }
    }

    fn read(self, text: &str) -> String {
        match self {
            Self::Text => text.to_owned(),
            Self::Day => match text.split('/').collect::<Vec<_>>().as_slice() {
                [day, month, year] if is_date(year, month, day) => format!("{year}-{month}-{day}"),
                _ => text.to_owned(),
            },
            Self::Word(words) => {
                words.iter().find(|(_, told)| *told == text.trim()).map_or(text, |(word, _)| word).to_owned()
            }
        }
    }
}

fn is_date(year: &str, month: &str, day: &str) -> bool {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(year, 4) && digits(month, 2) && digits(day, 2)
}
