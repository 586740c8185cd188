//! Anybody's page: what of a pact can be recognised in it. The rest goes into the draft as text, in its place.
//!
//! ```text
//! head        organisation, number, place and date, title, group
//! contents    grounds, preamble, articles with targets, phases, declaration
//! signatures  the block at the end: units, roles, titles, names
//! ```
//!
//! A guess says from which words it comes. What is not known is left out: the editor asks for it.

mod contents;
mod head;
mod signatures;
mod words;

use crate::LeftOut;
use crate::block::{Block, Line, cell_text};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What was recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// JSON pointer.
    pub place: String,
    /// From which words, at most 200 characters of them.
    pub from: String,
}

/// What is gathered while a page is read.
#[derive(Default)]
struct Found {
    document: Map<String, Value>,
    guesses: Vec<Guess>,
}

impl Found {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.document.insert(name.to_owned(), value.into());
    }

    /// Into an object that may be there already; what is there stays.
    fn put_in(&mut self, outer: &str, name: &str, value: impl Into<Value>) {
        if let Some(object) = self.document.entry(outer).or_insert_with(|| json!({})).as_object_mut() {
            object.entry(name).or_insert_with(|| value.into());
        }
    }

    fn guess(&mut self, place: impl Into<String>, from: &str) {
        self.guesses.push(Guess { place: place.into(), from: from.trim().chars().take(200).collect() });
    }
}

/// A draft, and what of it was guessed.
pub(crate) fn document(blocks: &[Block], left_out: &mut Vec<LeftOut>) -> (Value, Vec<Guess>) {
    let mut found = Found::default();
    let blocks: Vec<Block> = blocks.iter().filter(|block| !is_empty(block)).cloned().collect();
    let all = blocks.iter().map(text_of).collect::<Vec<_>>().join("\n");
    let (signed, rest) = signatures::split(&blocks);
    let rest = head::read(rest, &all, &mut found, left_out);
    contents::read(&rest, &mut found);
    signatures::read(signed, &all, &mut found, left_out);
    (Value::Object(found.document), found.guesses)
}

fn is_empty(block: &Block) -> bool {
    text_of(block).trim().is_empty()
}

/// All words of a block.
fn text_of(block: &Block) -> String {
    match block {
        Block::Line(line) => line.text.clone(),
        Block::Table(rows) => rows.iter().map(|row| row_text(row)).collect::<Vec<_>>().join("\n"),
    }
}

/// A row as a line.
fn row_text(row: &[Vec<Line>]) -> String {
    let cells = row.iter().map(|cell| cell_text(cell).trim().replace('\n', " "));
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
}
