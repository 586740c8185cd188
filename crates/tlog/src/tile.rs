//! Tiles (c2sp.org/tlog-tiles): the tree and its entries as files that never change, under paths that anybody can
//! compute.
//!
//! A hash [`Tile`] holds up to 256 neighbouring hashes of one level, 32 bytes each; the levels between are computed
//! from them, so tile level L holds the nodes of tree level 8·L. An [`EntryBundle`] holds the entries under one tile of
//! level 0. A tile with fewer than 256 is *partial*; its path tells its width.
//!
//! | what | path |
//! | --- | --- |
//! | leaf hashes 0 to 255 | `tile/0/000` |
//! | 112 leaf hashes from 256 · 273 on | `tile/0/273.p/112` |
//! | the 256 hashes over leaf tiles from 256 · 1,234,067 on | `tile/1/x001/x234/067` |
//! | entries 0 to 4 | `tile/entries/000.p/5` |

use std::{fmt, ops::Range};

use crate::{
    TlogError,
    merkle::{self, Hash, Node},
    text,
};

/// Most hashes of a tile, most entries of a bundle.
pub const WIDTH: u16 = 256;

/// Largest tile level that a path may name; a tree of [`MAX_SIZE`](merkle::MAX_SIZE) leaves ends at level 7.
pub const MAX_LEVEL: u8 = 63;

/// Largest tile index, 2^55 − 1: beyond it the tree would hold more than 2^63 hashes in one level.
pub const MAX_INDEX: u64 = (1 << 55) - 1;

/// The coordinates of a hash tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    span: Span,
}

/// The coordinates of an entry bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryBundle(Span);

impl Tile {
    /// The tile at `level` 0 to [`MAX_LEVEL`] and `index` up to [`MAX_INDEX`] with `width` 1 to [`WIDTH`] hashes; else
    /// [`TlogError::MalformedTile`].
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TlogError> {
        if level > MAX_LEVEL {
            return Err(TlogError::MalformedTile("the level is not 0 to 63"));
        }
        Ok(Self { level, span: Span::new(index, width)? })
    }

    /// Reads a path exactly as [`path`](Self::path) writes it; else [`TlogError::MalformedTile`].
    pub fn parse(path: &str) -> Result<Self, TlogError> {
        let (level, span) = path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(NOT_A_PATH)?;
        let level = text::from_decimal(level).and_then(|level| level.try_into().ok()).ok_or(NOT_A_PATH)?;
        let span = Span::parse(span)?;
        Self::new(level, span.index, span.width)
    }

    /// The path below the log's prefix, such as `tile/0/x001/x234/067.p/112`.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, self.span)
    }

    /// Level of the tile: its hashes are over 256^level leaves each.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Place among the tiles of this level, from 0.
    pub fn index(&self) -> u64 {
        self.span.index
    }

    /// Number of hashes, 1 to 256.
    pub fn width(&self) -> u16 {
        self.span.width
    }

    /// The nodes whose hashes are the tile's content, in order. None for levels that no tree reaches.
    pub fn nodes(&self) -> Vec<Node> {
        let Some(level) = tree_level(self.level) else {
            return Vec::new();
        };
        let first = self.span.first();
        (first..first + u64::from(self.span.width)).map(|index| Node { level, index }).collect()
    }

    /// True if a log of `size` leaves has, or at a smaller size had, this tile. A server serves no other: of a tile
    /// that has grown, any smaller width may once have been published.
    pub fn exists_at(&self, size: u64) -> bool {
        tree_level(self.level).is_some_and(|level| self.span.end() <= size >> level)
    }

    /// All tiles of a log of `size` leaves, level by level, the partial one last on each (tlog-tiles, Partial Tiles).
    /// There are about `size / 255`.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        (0..=7).flat_map(move |level| Span::all(size >> (8 * level)).map(move |span| Self { level, span }))
    }

    /// The widest tile at `size` leaves from whose hashes [`node_hash`](Self::node_hash) computes that of `node`;
    /// [`TlogError::Misuse`] if the tree has no such node.
    pub fn holding(node: Node, size: u64) -> Result<Self, TlogError> {
        let no_such = TlogError::Misuse("no such node in a tree of this size");
        if node.level > 62 || size > merkle::MAX_SIZE || node.index >= size >> node.level {
            return Err(no_such);
        }
        let level = node.level / 8;
        let index = (node.index << (node.level % 8)) / u64::from(WIDTH);
        let width = ((size >> (8 * level)) - index * u64::from(WIDTH)).min(u64::from(WIDTH));
        Self::new(level, index, width as u16)
    }

    /// The hash of a node, from those of the tile if it is one of them or up to 8 levels above them;
    /// [`TlogError::Misuse`] if it lies elsewhere or the hashes are too few.
    pub fn node_hash(&self, node: Node, hashes: &[Hash]) -> Result<Hash, TlogError> {
        let below = self.below(node).and_then(|below| hashes.get(below));
        below.map(subtree).ok_or(TlogError::Misuse("the node does not lie in this tile"))
    }

    /// The range of the tile's hashes that make up the node.
    fn below(&self, node: Node) -> Option<Range<usize>> {
        let height = node.level.checked_sub(tree_level(self.level)?).filter(|&height| height <= 8)?;
        let count = 1 << height;
        let first = node.index.checked_mul(count)?.checked_sub(self.span.first())?;
        let end = first.checked_add(count).filter(|&end| end <= u64::from(self.span.width))?;
        Some(first as usize..end as usize)
    }

    /// The content of a tile: its hashes one after the other.
    pub fn encode(hashes: &[Hash]) -> Vec<u8> {
        hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// Reads the content of this tile, exactly [`width`](Self::width) hashes; else [`TlogError::MalformedTile`].
    pub fn decode(&self, bytes: &[u8]) -> Result<Vec<Hash>, TlogError> {
        let (hashes, rest) = bytes.as_chunks();
        if hashes.len() != usize::from(self.span.width) || !rest.is_empty() {
            return Err(TlogError::MalformedTile("not as many hashes as its width"));
        }
        Ok(hashes.iter().copied().map(Hash).collect())
    }
}

impl EntryBundle {
    /// The bundle at `index` up to [`MAX_INDEX`] with `width` 1 to [`WIDTH`] entries; else
    /// [`TlogError::MalformedTile`].
    pub fn new(index: u64, width: u16) -> Result<Self, TlogError> {
        Span::new(index, width).map(Self)
    }

    /// Reads a path exactly as [`path`](Self::path) writes it; else [`TlogError::MalformedTile`].
    pub fn parse(path: &str) -> Result<Self, TlogError> {
        path.strip_prefix("tile/entries/").ok_or(NOT_A_PATH).and_then(Span::parse).map(Self)
    }

    /// The path below the log's prefix, such as `tile/entries/000.p/5`.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", self.0)
    }

    /// Place among the bundles, from 0.
    pub fn index(&self) -> u64 {
        self.0.index
    }

    /// Number of entries, 1 to 256.
    pub fn width(&self) -> u16 {
        self.0.width
    }

    /// Index of the first entry in the log.
    pub fn first_entry(&self) -> u64 {
        self.0.first()
    }

    /// True if a log of `size` entries has, or at a smaller size had, this bundle.
    pub fn exists_at(&self, size: u64) -> bool {
        self.0.end() <= size
    }

    /// All bundles of a log of `size` entries, the partial one last.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        Span::all(size).map(Self)
    }
}

/// The content of a bundle: each entry after its length as big-endian uint16 (tlog-tiles, Log entries).
/// [`TlogError::Misuse`] unless there are 1 to 256 entries of at most 65,535 bytes.
pub fn encode_bundle(entries: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, TlogError> {
    if entries.is_empty() || entries.len() > usize::from(WIDTH) {
        return Err(TlogError::Misuse("a bundle has 1 to 256 entries"));
    }
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| TlogError::Misuse("an entry has at most 65535 bytes"))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads the content of a bundle, exactly `width` entries and nothing after them; else [`TlogError::MalformedTile`].
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<Vec<u8>>, TlogError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first_chunk() {
        let (entry, after) = after
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or(TlogError::MalformedTile("an entry is cut off"))?;
        entries.push(entry.to_vec());
        rest = after;
    }
    if !rest.is_empty() || entries.len() != usize::from(width) {
        return Err(TlogError::MalformedTile("not as many entries as its width"));
    }
    Ok(entries)
}

const NOT_A_PATH: TlogError = TlogError::MalformedTile("not the path of a tile");

/// The coordinates that tiles and entry bundles share: an index and a width, written `<N>[.p/<W>]` in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Span {
    index: u64,
    width: u16,
}

impl Span {
    fn new(index: u64, width: u16) -> Result<Self, TlogError> {
        if index > MAX_INDEX || width == 0 || width > WIDTH {
            return Err(TlogError::MalformedTile("the index is beyond 2^55 - 1 or the width is not 1 to 256"));
        }
        Ok(Self { index, width })
    }

    fn parse(text: &str) -> Result<Self, TlogError> {
        let (elements, width) = match text.split_once(".p/") {
            Some((elements, width)) => (elements, text::from_decimal(width)),
            None => (text, Some(u64::from(WIDTH))),
        };
        // "encoded into zero-padded 3-digit path elements. All but the last path element MUST begin with an x": without
        // them it is a decimal. Other spellings that this lets pass do not survive the comparison below.
        let digits = elements.replace(['x', '/'], "");
        let digits = digits.trim_start_matches('0');
        let index = text::from_decimal(if digits.is_empty() { "0" } else { digits });
        let width = width.and_then(|width| width.try_into().ok());
        let span = Self::new(index.ok_or(NOT_A_PATH)?, width.ok_or(NOT_A_PATH)?)?;
        if span.to_string() == text { Ok(span) } else { Err(NOT_A_PATH) }
    }

    fn all(count: u64) -> impl Iterator<Item = Self> {
        let full = count / u64::from(WIDTH);
        let partial = (count % u64::from(WIDTH)) as u16;
        let last = (partial > 0).then_some(Self { index: full, width: partial });
        (0..full).map(|index| Self { index, width: WIDTH }).chain(last)
    }

    /// Index of the first hash or entry; cannot overflow, see [`MAX_INDEX`].
    fn first(&self) -> u64 {
        self.index * u64::from(WIDTH)
    }

    fn end(&self) -> u64 {
        self.first() + u64::from(self.width)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut elements = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            elements.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        elements.reverse();
        f.write_str(&elements.join("/"))?;
        if self.width < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// The tree level of a tile level's hashes; `None` where no tree reaches.
fn tree_level(tile_level: u8) -> Option<u8> {
    (tile_level <= 7).then(|| 8 * tile_level)
}

/// Root over 2^n hashes.
fn subtree(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => merkle::empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            merkle::node_hash(&subtree(left), &subtree(right))
        }
    }
}
