//! The Merkle tree of RFC 6962 §2.1 (the same in RFC 9162 §2.1), over SHA-256.
//!
//! Nothing here stores a tree. *Plan, fetch, compute*: a plan names the [`Node`]s whose hashes it needs, the caller
//! reads them from wherever they are, the plan computes. A caller that stores every pair that [`Frontier::push`]
//! returns has, for ever after, all that any plan asks for.
//!
//! Sizes are numbers of leaves, at most [`MAX_SIZE`]; indices count leaves from 0.

use std::{fmt, iter};

use sha2::{Digest, Sha256};

use crate::{TlogError, text};

/// The largest tree, 2^62 leaves: no index or size within it can overflow, and a proof has at most 62 hashes.
pub const MAX_SIZE: u64 = 1 << 62;

/// A SHA-256 hash. Shown in base64, as checkpoints and proofs write it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Bytes of a hash.
    pub const LEN: usize = 32;

    /// Reads 44 characters of canonical base64; else [`TlogError::MalformedHash`].
    pub fn from_base64(text: &str) -> Result<Self, TlogError> {
        let bytes = text::from_base64(text).ok_or(TlogError::MalformedHash("not canonical base64"))?;
        Self::from_slice(&bytes)
    }

    /// The hash as 44 characters of base64.
    pub fn to_base64(&self) -> String {
        text::base64(&self.0)
    }

    /// Takes exactly 32 bytes; else [`TlogError::MalformedHash`].
    pub fn from_slice(bytes: &[u8]) -> Result<Self, TlogError> {
        bytes.try_into().map(Self).map_err(|_| TlogError::MalformedHash("not 32 bytes"))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// Hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962 §2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// Hash of two neighbours: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The place of a *complete* subtree: its leaves are `[index << level, (index + 1) << level)`, its hash is their RFC
/// 6962 tree hash. It never changes once it exists. Level 0 are the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// Height above the leaves, 0 to 62.
    pub level: u8,
    /// Place among the nodes of this level, from the left.
    pub index: u64,
}

/// The right edge of a growing tree: the few hashes from which its root is computed and to which leaves are appended.
///
/// A tree of 6 leaves, `0b110`, is one complete subtree of 4 leaves and one of 2; its frontier is these two hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One hash for each 1 bit of `size`, the highest bit (the leftmost subtree) first.
    hashes: Vec<Hash>,
}

impl Frontier {
    /// The nodes whose hashes [`Frontier::new`] wants, in its order: at most 62, none for size 0.
    pub fn plan(size: u64) -> Vec<Node> {
        complete_nodes(0, size).collect()
    }

    /// The edge of a tree of `size` leaves, `hashes` in the order of [`Frontier::plan`]. [`TlogError::Misuse`] if they
    /// are not as many as planned, or the tree is larger than [`MAX_SIZE`]. Whether they are the *right* hashes, only
    /// the root tells: compare it with a signed checkpoint.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Result<Self, TlogError> {
        if size > MAX_SIZE {
            return Err(TOO_LARGE);
        }
        if hashes.len() != size.count_ones() as usize {
            return Err(WRONG_COUNT);
        }
        Ok(Self { size, hashes })
    }

    /// The tree without leaves.
    pub fn empty() -> Self {
        Self { size: 0, hashes: Vec::new() }
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The nodes of this edge with their hashes, in the order of [`plan`](Self::plan).
    pub fn nodes(&self) -> impl Iterator<Item = (Node, Hash)> {
        Self::plan(self.size).into_iter().zip(self.hashes.clone())
    }

    /// The tree hash MTH(D\[size\]) of RFC 6962 §2.1.
    pub fn root(&self) -> Hash {
        fold(&self.hashes).unwrap_or_else(empty_root)
    }

    /// Appends one leaf hash. Returns every node that became complete by it, the leaf itself first, then upwards; a
    /// caller who stores them all can serve every plan. [`TlogError::Misuse`] if the tree is full.
    pub fn push(&mut self, leaf: Hash) -> Result<Vec<(Node, Hash)>, TlogError> {
        if self.size >= MAX_SIZE {
            return Err(TOO_LARGE);
        }
        let mut node = Node { level: 0, index: self.size };
        let mut hash = leaf;
        let mut completed = vec![(node, hash)];
        // Like a carry in binary addition: a right child completes its parent, whose left child is the newest edge
        // hash.
        while node.index % 2 == 1
            && let Some(left) = self.hashes.pop()
        {
            node = Node { level: node.level + 1, index: node.index / 2 };
            hash = node_hash(&left, &hash);
            completed.push((node, hash));
        }
        self.hashes.push(hash);
        self.size += 1;
        Ok(completed)
    }
}

/// A plan to prove that a leaf is in a tree (RFC 6962 §2.1.1): first it names the hashes to fetch, then it makes the
/// proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionPlan(Plan);

impl InclusionPlan {
    /// For leaf `index` of a tree of `size` leaves; [`TlogError::Misuse`] unless `index < size ≤ MAX_SIZE`.
    pub fn new(index: u64, size: u64) -> Result<Self, TlogError> {
        if size > MAX_SIZE {
            return Err(TOO_LARGE);
        }
        if index >= size {
            return Err(TlogError::Misuse("no such leaf in a tree of this size"));
        }
        // PATH(m, D[n]): descend to the leaf and note the half that is left aside at each step.
        let (mut start, mut end, mut aside) = (0, size, Vec::new());
        while end - start > 1 {
            aside.push(descend(&mut start, &mut end, index));
        }
        Ok(Self(Plan::new(aside)))
    }

    /// The nodes to fetch, O(log size).
    pub fn needs(&self) -> &[Node] {
        &self.0.needs
    }

    /// The inclusion proof, the leaf's sibling first, from the hashes of [`needs`](Self::needs) in the same order;
    /// [`TlogError::Misuse`] if they are not as many.
    pub fn prove(&self, hashes: &[Hash]) -> Result<Vec<Hash>, TlogError> {
        self.0.compute(hashes)
    }
}

/// A plan to prove that a tree is the beginning of a larger one (RFC 6962 §2.1.2): first it names the hashes to fetch,
/// then it makes the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyPlan(Plan);

impl ConsistencyPlan {
    /// From `old` to `new` leaves; [`TlogError::Misuse`] unless `old ≤ new ≤ MAX_SIZE`. From 0, and between equal
    /// sizes, the proof is empty.
    pub fn new(old: u64, new: u64) -> Result<Self, TlogError> {
        if new > MAX_SIZE {
            return Err(TOO_LARGE);
        }
        if old > new {
            return Err(TlogError::Misuse("the old tree is larger than the new one"));
        }
        // SUBPROOF(m, D[n], b): descend along the old tree's right edge until a subtree ends where the old tree ends.
        let (mut start, mut end, mut aside) = (0, new, Vec::new());
        while old > 0 && end != old {
            aside.push(descend(&mut start, &mut end, old - 1));
        }
        // b is true while the subtree starts at 0: then it *is* the old tree, whose root the verifier has already.
        if start > 0 {
            aside.push((start, end));
        }
        Ok(Self(Plan::new(aside)))
    }

    /// The nodes to fetch, O(log new).
    pub fn needs(&self) -> &[Node] {
        &self.0.needs
    }

    /// The consistency proof, from the hashes of [`needs`](Self::needs) in the same order; [`TlogError::Misuse`] if
    /// they are not as many.
    pub fn prove(&self, hashes: &[Hash]) -> Result<Vec<Hash>, TlogError> {
        self.0.compute(hashes)
    }
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with this `root`; else
/// [`TlogError::InclusionMismatch`].
pub fn check_inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> Result<(), TlogError> {
    if inclusion_root(index, size, leaf, proof)? == *root { Ok(()) } else { Err(TlogError::InclusionMismatch) }
}

/// The only root under which this proof holds, for one who rebuilds a checkpoint from it (RFC 9162 §2.1.3.2).
/// [`TlogError::InclusionMismatch`] if the proof is too long or too short, or `index < size ≤ MAX_SIZE` does not hold.
pub fn inclusion_root(index: u64, size: u64, leaf: &Hash, proof: &[Hash]) -> Result<Hash, TlogError> {
    if index >= size || size > MAX_SIZE {
        return Err(TlogError::InclusionMismatch); // step 1
    }
    let (mut fnode, mut snode) = (index, size - 1); // step 2
    let mut hash = *leaf; // step 3
    for sibling in proof {
        if snode == 0 {
            return Err(TlogError::InclusionMismatch); // step 4.1: too long
        }
        if fnode % 2 == 1 || fnode == snode {
            hash = node_hash(sibling, &hash);
            skip_missing_levels(&mut fnode, &mut snode);
        } else {
            hash = node_hash(&hash, sibling);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    if snode == 0 { Ok(hash) } else { Err(TlogError::InclusionMismatch) } // step 5: not too short
}

/// Checks that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162 §2.1.4.2); else
/// [`TlogError::ConsistencyMismatch`]. Between equal sizes the roots must be equal and the proof empty.
///
/// Nothing is proven from size 0, not even to size 0: every tree begins with the empty one, so the sentence would be
/// empty and the old root unchecked. A caller who starts from nothing says so itself.
pub fn check_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), TlogError> {
    let mismatch = Err(TlogError::ConsistencyMismatch);
    if old == 0 || old > new || new > MAX_SIZE {
        return mismatch;
    }
    if old == new {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { mismatch };
    }
    match consistency_roots(old, new, old_root, proof) {
        Some((from, to)) if from == *old_root && to == *new_root => Ok(()),
        _ => mismatch,
    }
}

/// The two roots that a proof leads to (RFC 9162 §2.1.4.2), for `0 < old < new`; `None` if it has the wrong length.
fn consistency_roots(old: u64, new: u64, old_root: &Hash, proof: &[Hash]) -> Option<(Hash, Hash)> {
    // Steps 1 and 2: a complete old tree is a subtree of the new one, and its root is left out of the proof.
    let first = old.is_power_of_two().then_some(old_root);
    let mut path = first.into_iter().chain(proof);
    let (mut fnode, mut snode) = (old - 1, new - 1); // step 3
    while fnode % 2 == 1 {
        fnode >>= 1; // step 4
        snode >>= 1;
    }
    let seed = *path.next()?;
    let (mut from, mut to) = (seed, seed); // step 5
    for sibling in path {
        if snode == 0 {
            return None; // step 6.1: too long
        }
        if fnode % 2 == 1 || fnode == snode {
            from = node_hash(sibling, &from);
            to = node_hash(sibling, &to);
            skip_missing_levels(&mut fnode, &mut snode);
        } else {
            to = node_hash(&to, sibling);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    (snode == 0).then_some((from, to)) // step 7: not too short
}

/// A left child on the right edge has no sibling: it stands for its parents until one is a right child.
fn skip_missing_levels(fnode: &mut u64, snode: &mut u64) {
    while fnode.is_multiple_of(2) && *fnode != 0 {
        *fnode >>= 1;
        *snode >>= 1;
    }
}

const TOO_LARGE: TlogError = TlogError::Misuse("a tree has at most 2^62 leaves");
const WRONG_COUNT: TlogError = TlogError::Misuse("not as many hashes as were planned");

/// The nodes to fetch for a proof, and how many of them make up each of its hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    needs: Vec<Node>,
    widths: Vec<usize>,
}

impl Plan {
    /// From the ranges of leaves that were left aside on the way down; a proof lists them on the way up.
    fn new(aside: Vec<(u64, u64)>) -> Self {
        let mut plan = Self { needs: Vec::new(), widths: Vec::new() };
        for (start, end) in aside.into_iter().rev() {
            let before = plan.needs.len();
            plan.needs.extend(complete_nodes(start, end));
            plan.widths.push(plan.needs.len() - before);
        }
        plan
    }

    fn compute(&self, hashes: &[Hash]) -> Result<Vec<Hash>, TlogError> {
        if hashes.len() != self.needs.len() {
            return Err(WRONG_COUNT);
        }
        let mut rest = hashes;
        let take = |&width: &usize| {
            let (range, after) = rest.split_at_checked(width)?;
            rest = after;
            fold(range)
        };
        self.widths.iter().map(take).collect::<Option<_>>().ok_or(WRONG_COUNT)
    }
}

/// One step of the recursions of RFC 6962 §2.1: splits `[start, end)` at k, the largest power of two smaller than its
/// length, keeps the half that holds `leaf` and returns the other.
fn descend(start: &mut u64, end: &mut u64, leaf: u64) -> (u64, u64) {
    let middle = *start + (1 << (*end - *start - 1).ilog2());
    if leaf < middle { (middle, std::mem::replace(end, middle)) } else { (std::mem::replace(start, middle), middle) }
}

/// The complete subtrees that make up the leaves `[start, end)`, from left to right and so from large to small. `start`
/// is a multiple of a power of two that is at least the length, as it is for every range of RFC 6962.
fn complete_nodes(start: u64, end: u64) -> impl Iterator<Item = Node> {
    let mut at = start;
    iter::from_fn(move || {
        let level = (end - at).checked_ilog2()?;
        let node = Node { level: level as u8, index: at >> level };
        at += 1 << level;
        Some(node)
    })
}

/// The tree hash over complete subtrees that stand side by side, each smaller than the one before.
fn fold(hashes: &[Hash]) -> Option<Hash> {
    hashes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right))
}
