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
mod found;
mod head;
mod signatures;
mod words;

use crate::block::{Block, text_of};
use crate::finding::{Guess, LeftOut};
use found::Found;
use serde_json::Value;

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
