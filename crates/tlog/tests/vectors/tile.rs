//! Paths, contents and existence of tiles.

use std::collections::HashSet;

use giaouoc_tlog::{
    Node, TlogError,
    merkle::{ConsistencyPlan, InclusionPlan, MAX_SIZE, leaf_hash},
    tile::{EntryBundle, MAX_INDEX, Tile, decode_bundle, encode_bundle},
};

use crate::{fixtures, merkle::Log};

#[test]
fn paths() {
    let table = fixtures::own("merkle/tile_paths.tsv");
    let mut count = 0;
    for line in table.lines().skip(1) {
        let fields: Vec<_> = line.split('\t').collect();
        let &[level, index, width, path] = fields.as_slice() else { panic!("{line}") };
        let (index, width) = (index.parse().unwrap(), width.parse().unwrap());
        let tile = Tile::new(level.parse().unwrap(), index, width).unwrap();
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::parse(path), Ok(tile));

        let bundle = EntryBundle::new(index, width).unwrap();
        let entries = path.replacen(&format!("tile/{level}/"), "tile/entries/", 1);
        assert_eq!((bundle.path(), EntryBundle::parse(&entries)), (entries.clone(), Ok(bundle)));
        assert!(Tile::parse(&entries).is_err() && EntryBundle::parse(path).is_err());
        count += 1;
    }
    assert_eq!(count, 288);
}

#[test]
fn other_spellings_of_paths_are_refused() {
    let long = format!("tile/0/{}000", "x000/".repeat(100_000));
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile//000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x000",
        "tile/0/x001",
        "tile/0/001/000",
        "tile/0/1000",
        "tile/0/x1/000",
        "tile/0/X001/000",
        "tile/0/x001/x000",
        "tile/0/x001//000",
        "tile/0/xx001/000",
        "tile/00/000",
        "tile/+0/000",
        "tile/64/000",
        "tile/256/000",
        "tile/-1/000",
        "tile/a/000",
        "tile/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000.P/1",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000.p/-1",
        "tile/0/000.p/65537",
        "tile/0/ 00",
        "tile/0/+00",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/../000",
        "tile/0/00٠",
        &long,
    ] {
        assert_eq!(Tile::parse(path).unwrap_err().code(), "malformed-tile", "{path}");
        let entries = path.replacen("tile/0/", "tile/entries/", 1);
        assert_eq!(EntryBundle::parse(&entries).unwrap_err().code(), "malformed-tile", "{entries}");
    }
    for (level, index, width) in [(64, 0, 1), (0, 0, 0), (0, 0, 257), (0, MAX_INDEX + 1, 1), (0, u64::MAX, 256)] {
        assert!(Tile::new(level, index, width).is_err());
    }
    assert!(Tile::new(63, MAX_INDEX, 256).unwrap().nodes().is_empty());
}

/// tlog-tiles, Partial Tiles: "a tree of size 70,000 will be represented by …".
#[test]
fn the_example_of_the_standard() {
    let tiles: Vec<_> = Tile::all(70_000).collect();
    let on = |level| tiles.iter().filter(|tile| tile.level() == level).collect::<Vec<_>>();
    let widths = |level| on(level).iter().map(|tile| tile.width()).collect::<Vec<_>>();
    assert_eq!(widths(0), [vec![256; 273], vec![112]].concat());
    assert_eq!(widths(1), [256, 17]);
    assert_eq!(widths(2), [1]);
    assert_eq!(tiles.len(), 274 + 2 + 1);
    assert_eq!(EntryBundle::all(70_000).last().unwrap().path(), "tile/entries/273.p/112");
    // "a tree of size 256 will be represented by a full level 0 tile and a partial level 1 tile of width 1"
    let paths: Vec<_> = Tile::all(256).map(|tile| tile.path()).collect();
    assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!((Tile::all(0).count(), EntryBundle::all(0).count()), (0, 0));
    assert!(Tile::all(MAX_SIZE).next().is_some(), "lazy");
}

#[test]
fn tiles_exist_from_the_size_that_first_needs_them() {
    let mut ever = HashSet::new();
    for size in 0..=600 {
        ever.extend(Tile::all(size).map(|tile| (tile.level(), tile.index(), tile.width())));
        for level in 0..=8 {
            for index in 0..4 {
                for width in [1, 2, 87, 88, 89, 255, 256] {
                    let tile = Tile::new(level, index, width).unwrap();
                    assert_eq!(
                        tile.exists_at(size),
                        ever.contains(&(level, index, width)),
                        "{} at {size}",
                        tile.path()
                    );
                    let bundle = EntryBundle::new(index, width).unwrap();
                    assert_eq!(bundle.exists_at(size), ever.contains(&(0, index, width)));
                    assert_eq!(bundle.first_entry(), index * 256);
                }
            }
        }
    }
    assert!(!Tile::new(63, 0, 1).unwrap().exists_at(u64::MAX));
    assert!(!Tile::new(0, MAX_INDEX, 256).unwrap().exists_at(MAX_SIZE));
}

/// Every hash that a plan asks for is computed from published tiles, across tile borders and levels.
#[test]
fn plans_are_served_from_tiles() {
    let sizes = [1_u64, 255, 256, 257, 700, 66_000];
    let log = Log::of(66_000);
    for size in sizes {
        let check = |node: &Node| {
            let tile = Tile::holding(*node, size).unwrap();
            assert!(Tile::all(size).any(|published| published == tile), "{} at {size}", tile.path());
            let content = Tile::encode(&log.fetch(&tile.nodes()));
            assert_eq!(content.len(), 32 * usize::from(tile.width()));
            let hashes = tile.decode(&content).unwrap();
            assert_eq!(tile.node_hash(*node, &hashes), Ok(log.nodes[node]), "{node:?} at {size}");
        };
        for index in [0, size / 3, size / 2, size - 1] {
            InclusionPlan::new(index, size).unwrap().needs().iter().for_each(check);
            ConsistencyPlan::new(index + 1, size).unwrap().needs().iter().for_each(check);
        }
    }
}

#[test]
fn nodes_elsewhere_are_misuse() {
    let log = Log::of(300);
    let tile = Tile::new(0, 1, 44).unwrap();
    let hashes = log.fetch(&tile.nodes());
    let node = |level, index| Node { level, index };
    assert_eq!(tile.node_hash(node(0, 299), &hashes), Ok(log.nodes[&node(0, 299)]));
    assert_eq!(tile.node_hash(node(5, 8), &hashes), Ok(log.nodes[&node(5, 8)]));
    let full = Tile::new(0, 0, 256).unwrap();
    assert_eq!(full.node_hash(node(8, 0), &log.fetch(&full.nodes())), Ok(log.nodes[&node(8, 0)]), "the root of a tile");
    for (level, index) in [(9, 0), (8, 1), (0, 256), (0, u64::MAX), (1, u64::MAX / 2), (8, u64::MAX / 256)] {
        assert!(full.node_hash(node(level, index), &[leaf_hash(b""); 512]).is_err(), "{level} {index}");
    }
    let outside =
        [(0, 300), (0, 255), (5, 9), (5, 7), (6, 4), (7, 2), (8, 1), (63, 0), (255, 1), (0, u64::MAX), (7, u64::MAX)];
    for (level, index) in outside {
        assert_eq!(tile.node_hash(node(level, index), &hashes).unwrap_err().code(), "misuse", "{level} {index}");
    }
    assert!(tile.node_hash(node(0, 299), &hashes[..43]).is_err());
    for (level, index) in [(0, 300), (5, 9), (9, 0), (62, 0), (63, 0), (255, 0), (0, u64::MAX)] {
        assert!(Tile::holding(node(level, index), 300).is_err(), "{level} {index}");
    }
    assert!(Tile::holding(node(0, 0), u64::MAX).is_err());
    assert_eq!(Tile::holding(node(62, 0), MAX_SIZE).unwrap().path(), "tile/7/000.p/64");
}

#[test]
fn contents() {
    let entries = [&b"first"[..], b"", &[7; 65_535]];
    let bytes = encode_bundle(&entries).unwrap();
    assert_eq!(bytes[..11], *b"\x00\x05first\x00\x00\xff\xff");
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), entries);
    let malformed = |bytes: &[u8], width| assert_eq!(decode_bundle(bytes, width).unwrap_err().code(), "malformed-tile");
    for width in [0, 2, 4, 256, u16::MAX] {
        malformed(&bytes, width);
    }
    for cut in [1, 2, 3, 6, 8, 10, bytes.len() - 1] {
        malformed(&bytes[..cut], 3);
    }
    malformed(&[bytes.as_slice(), &[0]].concat(), 3);
    let misuse = |outcome: Result<Vec<u8>, TlogError>| assert_eq!(outcome.unwrap_err().code(), "misuse");
    misuse(encode_bundle(&[vec![0; 65_536]]));
    misuse(encode_bundle(&[""; 257]));
    misuse(encode_bundle(&[""; 0]));

    let tile = Tile::new(0, 0, 2).unwrap();
    let hashes = [leaf_hash(b"a"), leaf_hash(b"b")];
    assert_eq!(tile.decode(&Tile::encode(&hashes)).unwrap(), hashes);
    for length in [0, 32, 63, 65, 96] {
        assert_eq!(tile.decode(&vec![0; length]).unwrap_err().code(), "malformed-tile");
    }
}
