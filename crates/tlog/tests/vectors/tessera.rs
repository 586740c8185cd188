//! A real log, written by transparency-dev's tessera: 15 entries, and all that was ever published of it.

use std::fs;

use giaouoc_tlog::{
    Checkpoint, Frontier, Hash, Node, Note, TlogPolicy, TlogProof, VerifyingKey,
    merkle::{ConsistencyPlan, InclusionPlan, check_consistency, leaf_hash},
    tile::{self, EntryBundle, Tile},
};

use crate::fixtures;

const SIZE: u64 = 15;

struct Published {
    key: VerifyingKey,
    notes: Vec<Note>,
    checkpoints: Vec<Checkpoint>,
    /// Contents of tile and bundle at each size from 1.
    tiles: Vec<Vec<Hash>>,
    bundles: Vec<Vec<Vec<u8>>>,
}

fn published() -> Option<Published> {
    let folder = fixtures::others("merkle/tessera-log")?;
    let read = |path: String| fs::read(folder.join("log").join(path)).unwrap();
    let key = VerifyingKey::parse(fs::read_to_string(folder.join("vkey.txt")).unwrap().trim()).unwrap();
    let notes: Vec<_> = (0..=SIZE).map(|size| Note::parse(&read(format!("checkpoint.{size}"))).unwrap()).collect();
    let checkpoints = notes.iter().map(|note| Checkpoint::parse_text(note.text()).unwrap()).collect();
    let tile = |width| {
        let tile = Tile::new(0, 0, width).unwrap();
        tile.decode(&read(tile.path())).unwrap()
    };
    let bundle = |width| tile::decode_bundle(&read(EntryBundle::new(0, width).unwrap().path()), width).unwrap();
    let widths = 1..=SIZE as u16;
    assert_eq!(read("checkpoint".into()), notes[SIZE as usize].to_string().into_bytes());
    Some(Published {
        key,
        checkpoints,
        tiles: widths.clone().map(tile).collect(),
        bundles: widths.map(bundle).collect(),
        notes,
    })
}

#[test]
fn every_checkpoint_verifies() {
    let Some(log) = published() else { return };
    for (size, (note, checkpoint)) in log.notes.iter().zip(&log.checkpoints).enumerate() {
        let verified = note.verify(&[&log.key]).unwrap();
        assert_eq!(verified.signers(), [&log.key]);
        assert_eq!(checkpoint.text(), verified.text());
        assert_eq!(checkpoint.size, size as u64);
        let other = note.to_string().replace(&format!("\n{size}\n"), &format!("\n{}\n", size + 1));
        assert_eq!(Note::parse(other.as_bytes()).unwrap().verify(&[&log.key]).unwrap_err().code(), "bad-signature");
    }
}

#[test]
fn entries_tiles_and_roots_match() {
    let Some(log) = published() else { return };
    let mut tree = Frontier::empty();
    for (index, (tile, bundle)) in log.tiles.iter().zip(&log.bundles).enumerate() {
        let leaves: Vec<_> = bundle.iter().map(|entry| leaf_hash(entry)).collect();
        assert_eq!(&leaves, tile);
        tree.push(leaves[index]).unwrap();
        assert_eq!(tree.root(), log.checkpoints[index + 1].root);
        assert!(log.bundles[SIZE as usize - 1].starts_with(bundle), "append-only");
    }
    assert_eq!(tree.size(), SIZE);
}

/// As a client does it: plan, find each node's tile, compute.
fn fetch(log: &Published, nodes: &[Node], size: u64) -> Vec<Hash> {
    let fetch = |&node| {
        let tile = Tile::holding(node, size).unwrap();
        assert_eq!((tile.level(), tile.index(), u64::from(tile.width())), (0, 0, size));
        tile.node_hash(node, &log.tiles[size as usize - 1]).unwrap()
    };
    nodes.iter().map(fetch).collect()
}

#[test]
fn any_two_checkpoints_are_consistent() {
    let Some(log) = published() else { return };
    let mut count = 0;
    for new in 1..=SIZE {
        for old in 1..=new {
            let plan = ConsistencyPlan::new(old, new).unwrap();
            let proof = plan.prove(&fetch(&log, plan.needs(), new)).unwrap();
            let root = |size: u64| &log.checkpoints[size as usize].root;
            check_consistency(old, new, root(old), root(new), &proof).unwrap();
            count += 1;
        }
    }
    assert_eq!(count, 120);
}

#[test]
fn every_entry_has_a_proof_that_stands_alone() {
    let Some(log) = published() else { return };
    let policy = TlogPolicy::parse(&format!("log {}\nquorum none\n", log.key)).unwrap();
    for index in 0..SIZE {
        let plan = InclusionPlan::new(index, SIZE).unwrap();
        let hashes = plan.prove(&fetch(&log, plan.needs(), SIZE)).unwrap();
        let checkpoint = log.notes[SIZE as usize].clone();
        let proof = TlogProof { extra: None, index, hashes, checkpoint }.to_string();
        let proof = TlogProof::parse(proof.as_bytes()).unwrap();
        let entries = &log.bundles[SIZE as usize - 1];
        let trusted = proof.check(&policy, &entries[index as usize]).unwrap();
        assert_eq!((trusted.checkpoint.size, &trusted.log), (SIZE, &log.key));
        let other = &entries[(index as usize + 1) % SIZE as usize];
        assert_eq!(proof.check(&policy, other).unwrap_err().code(), "inclusion-mismatch");
    }
}
