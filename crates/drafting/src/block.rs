//! The content of a page, whatever program wrote it: lines and tables.

use crate::encoding::Encoding;

/// A line of its own, or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Line(Line),
    /// Rows of cells of lines.
    Table(Vec<Vec<Vec<Line>>>),
}

/// A paragraph. Line feeds within it are breaks that its author has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// 1 to 9; none: no heading.
    pub(crate) heading: Option<u8>,
    /// All of it is bold.
    pub(crate) strong: bool,
    pub(crate) centred: bool,
    /// By its font, where the fonts say so.
    pub(crate) encoding: Option<Encoding>,
}

impl Line {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self { heading: Some(level), ..Self::plain(text) }
    }
}

impl Block {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::Line(Line::plain(text))
    }

    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Line(Line::heading(level, text))
    }

    /// A table of texts.
    pub(crate) fn table(rows: Vec<Vec<String>>) -> Self {
        let cell = |text: String| vec![Line::plain(text)];
        Self::Table(rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect())
    }
}

/// The text of a cell.
pub(crate) fn cell_text(cell: &[Line]) -> String {
    cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// All words of a block.
pub(crate) fn text_of(block: &Block) -> String {
    match block {
        Block::Line(line) => line.text.clone(),
        Block::Table(rows) => rows.iter().map(|row| row_text(row)).collect::<Vec<_>>().join("\n"),
    }
}

/// A row as one line.
pub(crate) fn row_text(row: &[Vec<Line>]) -> String {
    let cells = row.iter().map(|cell| cell_text(cell).trim().replace('\n', " "));
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// The lines of all blocks, in their order.
pub(crate) fn lines_mut(blocks: &mut [Block]) -> impl Iterator<Item = &mut Line> {
    blocks.iter_mut().flat_map(|block| -> Box<dyn Iterator<Item = &mut Line>> {
        match block {
            Block::Line(line) => Box::new(std::iter::once(line)),
            Block::Table(rows) => Box::new(rows.iter_mut().flatten().flatten()),
        }
    })
}
