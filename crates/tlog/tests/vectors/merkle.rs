//! RFC 6962 three times over: recomputed from the text of the RFC, by `ct-merkle`, and in transparency-dev's vectors.

use std::collections::HashMap;

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use giaouoc_tlog::{
    Frontier, Hash, Node, TlogError,
    merkle::{
        ConsistencyPlan, InclusionPlan, MAX_SIZE, check_consistency, check_inclusion, empty_root, inclusion_root,
        leaf_hash, node_hash,
    },
};
use serde_json::Value;
use sha2::Sha256;

use crate::fixtures;

const SIZES: u64 = 300;

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// RFC 6962 §2.1 to the letter, over ranges of the entries; slow, and so remembered.
#[derive(Default)]
struct Naive(HashMap<(u64, u64), Hash>);

impl Naive {
    /// MTH(D[from:to])
    fn mth(&mut self, from: u64, to: u64) -> Hash {
        if let Some(&known) = self.0.get(&(from, to)) {
            return known;
        }
        let hash = match to - from {
            0 => empty_root(),
            1 => leaf_hash(&entry(from)),
            n => {
                let k = split(n);
                node_hash(&self.mth(from, from + k), &self.mth(from + k, to))
            }
        };
        self.0.insert((from, to), hash);
        hash
    }

    /// PATH(m, D[from:to])
    fn path(&mut self, m: u64, from: u64, to: u64) -> Vec<Hash> {
        if to - from == 1 {
            return Vec::new();
        }
        let k = split(to - from);
        let (mut path, sibling) = if m < k {
            (self.path(m, from, from + k), self.mth(from + k, to))
        } else {
            (self.path(m - k, from + k, to), self.mth(from, from + k))
        };
        path.push(sibling);
        path
    }

    /// SUBPROOF(m, D[from:to], b)
    fn subproof(&mut self, m: u64, from: u64, to: u64, b: bool) -> Vec<Hash> {
        if m == to - from {
            return if b { Vec::new() } else { vec![self.mth(from, to)] };
        }
        let k = split(to - from);
        let (mut proof, aside) = if m <= k {
            (self.subproof(m, from, from + k, b), self.mth(from + k, to))
        } else {
            (self.subproof(m - k, from + k, to, false), self.mth(from, from + k))
        };
        proof.push(aside);
        proof
    }
}

/// k, "the largest power of two smaller than n".
fn split(n: u64) -> u64 {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// The node store that a log keeps.
pub(crate) struct Log {
    pub(crate) nodes: HashMap<Node, Hash>,
    pub(crate) roots: Vec<Hash>,
}

impl Log {
    pub(crate) fn of(size: u64) -> Self {
        let mut tree = Frontier::empty();
        let mut log = Self { nodes: HashMap::new(), roots: vec![tree.root()] };
        for index in 0..size {
            for (node, hash) in tree.push(leaf_hash(&entry(index))).unwrap() {
                assert_eq!(log.nodes.insert(node, hash), None, "{node:?} completed twice");
            }
            log.roots.push(tree.root());
        }
        log
    }

    pub(crate) fn fetch(&self, nodes: &[Node]) -> Vec<Hash> {
        nodes.iter().map(|node| self.nodes[node]).collect()
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        let plan = InclusionPlan::new(index, size).unwrap();
        plan.prove(&self.fetch(plan.needs())).unwrap()
    }

    fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        let plan = ConsistencyPlan::new(old, new).unwrap();
        plan.prove(&self.fetch(plan.needs())).unwrap()
    }
}

#[test]
fn roots_of_all_sizes() {
    let (log, mut naive) = (Log::of(SIZES), Naive::default());
    for size in 0..=SIZES {
        assert_eq!(log.roots[size as usize], naive.mth(0, size), "{size}");
        let edge = Frontier::new(size, log.fetch(&Frontier::plan(size))).unwrap();
        assert_eq!((edge.size(), edge.root()), (size, log.roots[size as usize]));
    }
    // Resuming from a stored edge goes on like the tree that never stopped.
    let mut edge = Frontier::new(200, log.fetch(&Frontier::plan(200))).unwrap();
    for index in 200..SIZES {
        for (node, hash) in edge.push(leaf_hash(&entry(index))).unwrap() {
            assert_eq!(hash, log.nodes[&node]);
        }
    }
    assert_eq!(edge.root(), log.roots[SIZES as usize]);
    for (node, hash) in &log.nodes {
        let (from, to) = (node.index << node.level, (node.index + 1) << node.level);
        assert_eq!(*hash, naive.mth(from, to), "{node:?}");
    }
}

#[test]
fn every_inclusion_proof_of_all_sizes() {
    let (log, mut naive) = (Log::of(SIZES), Naive::default());
    for size in 1..=SIZES {
        let root = log.roots[size as usize];
        for index in 0..size {
            let proof = log.inclusion(index, size);
            assert_eq!(proof, naive.path(index, 0, size), "{index} of {size}");
            let leaf = naive.mth(index, index + 1);
            assert_eq!(check_inclusion(index, size, &leaf, &proof, &root), Ok(()));
            assert!(InclusionPlan::new(index, size).unwrap().needs().len() <= 2 * 9);
        }
    }
}

#[test]
fn every_consistency_proof_of_all_sizes() {
    let (log, mut naive) = (Log::of(SIZES), Naive::default());
    for new in 1..=SIZES {
        for old in 1..=new {
            let proof = log.consistency(old, new);
            assert_eq!(proof, naive.subproof(old, 0, new, true), "{old} to {new}");
            let (from, to) = (log.roots[old as usize], log.roots[new as usize]);
            assert_eq!(check_consistency(old, new, &from, &to, &proof), Ok(()), "{old} to {new}");
        }
    }
}

#[test]
fn ct_merkle_agrees() {
    let (log, mut oracle) = (Log::of(100), MemoryBackedTree::<Sha256, Vec<u8>>::new());
    let mut roots = vec![oracle.root()];
    for size in 1..=100_u64 {
        oracle.push(entry(size - 1));
        let root = oracle.root();
        assert_eq!(root.as_bytes().as_slice(), log.roots[size as usize].0);
        for index in 0..size {
            let ours = log.inclusion(index, size).concat_bytes();
            assert_eq!(oracle.prove_inclusion(index as usize).as_bytes(), ours);
            let proof = InclusionProof::try_from_bytes(ours).unwrap();
            root.verify_inclusion(&entry(index), index, &proof).unwrap();
        }
        for old in 1..size {
            let ours = log.consistency(old, size).concat_bytes();
            assert_eq!(oracle.prove_consistency((size - old) as usize).as_bytes(), ours);
            let proof = ConsistencyProof::try_from_bytes(ours).unwrap();
            let old_root: &RootHash<Sha256> = &roots[old as usize];
            root.verify_consistency(old_root, &proof).unwrap();
        }
        roots.push(root);
    }
}

trait Concat {
    fn concat_bytes(&self) -> Vec<u8>;
}

impl Concat for Vec<Hash> {
    fn concat_bytes(&self) -> Vec<u8> {
        self.iter().flat_map(|hash| hash.0).collect()
    }
}

/// Every way of spoiling a list of hashes: each bit, and each change of shape.
fn spoiled(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Vec<Hash>)| {
        let mut copy = proof.to_vec();
        change(&mut copy);
        if copy != proof {
            all.push(copy);
        }
    };
    for at in 0..proof.len() {
        for bit in 0..256 {
            with(&|p| p[at].0[bit / 8] ^= 1 << (bit % 8));
        }
        with(&|p| _ = p.remove(at));
        with(&|p| p.insert(at, p[at]));
        with(&|p| p[at] = empty_root());
        for other in 0..at {
            with(&|p| p.swap(at, other));
        }
    }
    for extra in [empty_root(), Hash([0; 32])] {
        with(&|p| p.insert(0, extra));
        with(&|p| p.push(extra));
    }
    with(&Vec::clear);
    all
}

fn flipped(hash: &Hash) -> impl Iterator<Item = Hash> {
    (0..256).map(|bit| {
        let mut copy = *hash;
        copy.0[bit / 8] ^= 1 << (bit % 8);
        copy
    })
}

#[test]
fn spoiled_inclusion_proofs_are_refused() {
    let log = Log::of(40);
    let refused = Err(TlogError::InclusionMismatch);
    let mut count = 0;
    for (index, size) in (1..=12).chain([32, 33, 40]).flat_map(|size| (0..size).map(move |i| (i, size))) {
        let (leaf, root) = (leaf_hash(&entry(index)), log.roots[size as usize]);
        let proof = log.inclusion(index, size);
        for bad in spoiled(&proof) {
            assert_eq!(check_inclusion(index, size, &leaf, &bad, &root), refused, "{index} of {size}");
            count += 1;
        }
        for bad in flipped(&leaf) {
            assert_eq!(check_inclusion(index, size, &bad, &proof, &root), refused);
        }
        for bad in flipped(&root) {
            assert_eq!(check_inclusion(index, size, &leaf, &proof, &bad), refused);
        }
        for other in (0..size + 3).filter(|&other| other != index) {
            assert_eq!(check_inclusion(other, size, &leaf, &proof, &root), refused, "{other} for {index}");
        }
        for other in [0, index, MAX_SIZE + 1, u64::MAX] {
            assert_eq!(check_inclusion(index, other, &leaf, &proof, &root), refused);
        }
        // A node is no leaf: entries and nodes are hashed apart.
        if let Some(sibling) = proof.first() {
            let parent = [&[1][..], &leaf.0, &sibling.0].concat();
            assert_eq!(check_inclusion(index, size, &leaf_hash(&parent), &proof[1..], &root), refused);
        }
    }
    assert!(count > 50_000, "{count}");
}

#[test]
fn spoiled_consistency_proofs_are_refused() {
    let log = Log::of(40);
    let refused = Err(TlogError::ConsistencyMismatch);
    let mut count = 0;
    for (old, new) in (1..=12).chain([32, 33, 40]).flat_map(|new| (1..=new).map(move |old| (old, new))) {
        let (from, to) = (log.roots[old as usize], log.roots[new as usize]);
        let proof = log.consistency(old, new);
        for bad in spoiled(&proof) {
            assert_eq!(check_consistency(old, new, &from, &to, &bad), refused, "{old} to {new}");
            count += 1;
        }
        for bad in flipped(&from) {
            assert_eq!(check_consistency(old, new, &bad, &to, &proof), refused);
        }
        for bad in flipped(&to) {
            assert_eq!(check_consistency(old, new, &from, &bad, &proof), refused);
        }
        if old != new {
            assert_eq!(check_consistency(old, new, &to, &from, &proof), refused);
            assert_eq!(check_consistency(new, old, &to, &from, &proof), refused);
        }
        for other in [0, MAX_SIZE + 1, u64::MAX] {
            assert_eq!(check_consistency(other, new, &from, &to, &proof), refused);
            assert_eq!(check_consistency(other, other, &to, &to, &[]), refused, "{other}");
        }
    }
    assert!(count > 50_000, "{count}");
}

/// In a tree whose leaves are all alike a node's hash depends on its level only, so that huge trees can be computed.
#[test]
fn huge_trees() {
    let mut levels = vec![leaf_hash(b"")];
    for level in 0..62 {
        levels.push(node_hash(&levels[level], &levels[level]));
    }
    let fetch = |nodes: &[Node]| nodes.iter().map(|n| levels[n.level as usize]).collect::<Vec<_>>();
    let root = |size| Frontier::new(size, fetch(&Frontier::plan(size))).unwrap().root();

    let sizes = [MAX_SIZE, MAX_SIZE - 1, MAX_SIZE / 2 + 1, (1 << 40) + 12_345, 0x2aaa_aaaa_aaaa_aaaa];
    for size in sizes {
        for index in [0, 1, size / 3, size / 2, size - 2, size - 1] {
            let plan = InclusionPlan::new(index, size).unwrap();
            assert!(plan.needs().len() <= 2 * 62, "{}", plan.needs().len());
            let proof = plan.prove(&fetch(plan.needs())).unwrap();
            assert!(proof.len() <= 62);
            assert_eq!(check_inclusion(index, size, &levels[0], &proof, &root(size)), Ok(()));
        }
        for old in [1, 2, size / 3, size / 2, size - 1, size] {
            let plan = ConsistencyPlan::new(old, size).unwrap();
            let proof = plan.prove(&fetch(plan.needs())).unwrap();
            assert_eq!(check_consistency(old, size, &root(old), &root(size), &proof), Ok(()));
        }
    }
    let mut full = Frontier::new(MAX_SIZE - 1, fetch(&Frontier::plan(MAX_SIZE - 1))).unwrap();
    assert_eq!(full.push(levels[0]).unwrap().len(), 63);
    assert_eq!(full.root(), levels[62]);
    assert_eq!(full.push(levels[0]).unwrap_err().code(), "misuse");
}

#[test]
fn misuse_is_told() {
    let misuse = |error: TlogError| assert_eq!(error.code(), "misuse");
    for (index, size) in [(0, 0), (5, 5), (6, 5), (0, MAX_SIZE + 1), (u64::MAX, u64::MAX)] {
        misuse(InclusionPlan::new(index, size).unwrap_err());
    }
    for (old, new) in [(2, 1), (0, MAX_SIZE + 1), (u64::MAX, u64::MAX)] {
        misuse(ConsistencyPlan::new(old, new).unwrap_err());
    }
    assert_eq!(ConsistencyPlan::new(0, 9).unwrap().needs(), []);
    let plan = InclusionPlan::new(4, 7).unwrap();
    misuse(plan.prove(&[]).unwrap_err());
    misuse(plan.prove(&vec![empty_root(); plan.needs().len() + 1]).unwrap_err());
    misuse(Frontier::new(3, vec![empty_root()]).unwrap_err());
    misuse(Frontier::new(u64::MAX, vec![empty_root(); 64]).unwrap_err());
    assert_eq!(Frontier::plan(u64::MAX).len(), 64);
    assert_eq!(Frontier::empty().root(), empty_root());
}

/// Computing a root compares with nothing, so a proof can be refused for its length alone.
#[test]
fn roots_from_proofs() {
    let log = Log::of(13);
    let root = |index, size, proof: &[Hash]| inclusion_root(index, size, &leaf_hash(&entry(index)), proof);
    let refused = Err(TlogError::InclusionMismatch);
    for (index, size) in (1..=13).flat_map(|size| (0..size).map(move |index| (index, size))) {
        let mut proof = log.inclusion(index, size);
        assert_eq!(root(index, size, &proof), Ok(log.roots[size as usize]));
        proof.push(empty_root());
        assert_eq!(root(index, size, &proof), refused, "too long: {index} of {size}");
        proof.truncate(proof.len().saturating_sub(2));
        assert_eq!(root(index, size, &proof).is_err(), size > 1, "too short: {index} of {size}");
    }
    assert_eq!(root(0, 0, &[]), refused);
    assert!(root(0, MAX_SIZE, &[empty_root(); 62]).is_ok());
    assert_eq!(root(0, MAX_SIZE + 1, &[empty_root(); 63]), refused, "larger than any tree");
}

/// An error is due exactly when `wantErr`, but for hashes that are not 32 bytes: these our types refuse outright.
#[test]
fn transparency_dev() {
    let Some(folder) = fixtures::others("merkle/transparency-dev-merkle") else { return };
    let mut count = [0; 4]; // inclusion, consistency; of which are accepted, and refused only for a short hash
    for file in fixtures::files(&folder).iter().filter(|file| file.extension().is_some_and(|e| e == "json")) {
        let case = fixtures::json(file);
        let want = case["wantErr"].as_bool().unwrap();
        let is_inclusion = file.strip_prefix(&folder).unwrap().starts_with("inclusion");
        let holds = if is_inclusion { inclusion_case(&case) } else { consistency_case(&case) };
        match &holds {
            Err(TlogError::MalformedHash(_)) => count[3] += usize::from(!want),
            outcome => assert_eq!(outcome.is_err(), want, "{}: {outcome:?}", file.display()),
        }
        count[usize::from(!is_inclusion)] += 1;
        count[2] += usize::from(holds.is_ok());
    }
    assert_eq!(count, [98, 98, 11, 1]);
}

fn inclusion_case(case: &Value) -> Result<(), TlogError> {
    let (index, size) = (case["leafIdx"].as_u64().unwrap(), case["treeSize"].as_u64().unwrap());
    let (leaf, root) = (hash(&case["leafHash"])?, hash(&case["root"])?);
    check_inclusion(index, size, &leaf, &hashes(&case["proof"])?, &root)
}

fn consistency_case(case: &Value) -> Result<(), TlogError> {
    let (old, new) = (case["size1"].as_u64().unwrap(), case["size2"].as_u64().unwrap());
    let (from, to) = (hash(&case["root1"])?, hash(&case["root2"])?);
    check_consistency(old, new, &from, &to, &hashes(&case["proof"])?)
}

fn hash(value: &Value) -> Result<Hash, TlogError> {
    Hash::from_base64(value.as_str().unwrap_or_default())
}

fn hashes(value: &Value) -> Result<Vec<Hash>, TlogError> {
    value.as_array().map_or(&[][..], Vec::as_slice).iter().map(hash).collect()
}
