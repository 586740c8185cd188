//! Office Open XML (ECMA-376 part 1): the main document of a word processor's file, its styles and its numbering.

mod archive;
mod numbering;
mod parse;
mod styles;
mod write;
mod xml;

pub(crate) use write::write;

use crate::block::Block;
use crate::error::{FileRefusal, RefusedFile};
use crate::finding::LeftOut;

/// Reads the visible blocks of a Word file, and lists the parts of it that were left out.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Block>, Vec<LeftOut>), RefusedFile> {
    let mut archive = archive::Archive::open(bytes)?;
    let document = archive
        .read("word/document.xml")?
        .ok_or_else(|| RefusedFile::new(FileRefusal::NoDocx).because("no word/document.xml"))?;
    let styles =
        archive.read("word/styles.xml")?.map(|part| styles::Styles::parse(&part)).transpose()?.unwrap_or_default();
    let numbering = archive
        .read("word/numbering.xml")?
        .map(|part| numbering::Numbering::parse(&part))
        .transpose()?
        .unwrap_or_default();
    let mut parser = parse::Parser::new(&styles, numbering);
    let mut blocks = parser.parse(&document)?;
    let mut left_out = std::mem::take(&mut parser.left_out);
    for (part, edge) in archive.beside() {
        let Some(xml) = archive.read(&part)? else { continue };
        let mut lines = parser.parse(&xml)?;
        left_out.append(&mut parser.left_out);
        if edge {
            let text = |block: &Block| match block {
                Block::Line(line) => line.text.clone(),
                Block::Table(rows) => {
                    rows.iter().flatten().map(|cell| crate::block::cell_text(cell)).collect::<Vec<_>>().join(" ")
                }
            };
            let texts = lines.iter().map(text).filter(|text| !text.trim().is_empty());
            left_out.extend(texts.map(|text| LeftOut { what: "page-edge", text }));
        } else {
            // Footnotes and endnotes: their words belong to the text, and stand at its end.
            blocks.append(&mut lines);
        }
    }
    for what in archive.dropped() {
        left_out.push(LeftOut { what, text: String::new() });
    }
    Ok((blocks, left_out))
}
