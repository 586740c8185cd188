//! Proofs that stand alone (c2sp.org/tlog-proof): index, inclusion proof and checkpoint in one text file,
//! `*.tlog-proof`.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra YWdlLXYxLjIuMQ==
//! index 73894
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//!
//! example.com/fancylog
//! …
//! ```

use std::fmt;

use crate::{
    TlogError,
    merkle::{self, Hash},
    note::{MAX_NOTE, Note},
    policy::{TlogPolicy, Trusted},
    text,
};

/// Most bytes of a proof, 2 MiB: the largest note and as much again.
pub const MAX_PROOF: usize = 2 * MAX_NOTE;

/// Most hashes of an inclusion proof: a tree of 2^62 leaves needs 62, and other implementations stop at 63.
pub const MAX_HASHES: usize = 63;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A parsed proof. Nothing of it is trusted before [`TlogProof::check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Bytes that the application put beside the proof; **not authenticated**. Never `Some` of no bytes: empty `extra`
    /// is written as none.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry in the log, from 0.
    pub index: u64,
    /// The inclusion proof, the leaf's sibling first.
    pub hashes: Vec<Hash>,
    /// The log's checkpoint, perhaps with cosignatures.
    pub checkpoint: Note,
}

impl TlogProof {
    /// Reads exactly what [`Display`](fmt::Display) writes; else [`TlogError::MalformedProof`],
    /// [`TlogError::MalformedNote`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogError> {
        if bytes.len() > MAX_PROOF {
            return Err(TlogError::MalformedProof("larger than 2 MiB"));
        }
        let proof = str::from_utf8(bytes).map_err(|_| TlogError::MalformedProof("not UTF-8"))?;
        // "After the inclusion proof lines and an empty line, the checkpoint … is included verbatim": the first empty
        // line.
        let (head, checkpoint) = proof.split_once("\n\n").ok_or(TlogError::MalformedProof("no empty line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(TlogError::MalformedProof("the first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra ")).map(parse_extra).transpose()?;
        let index = parse_index(lines.next())?;
        let hashes = parse_hashes(lines)?;
        Ok(Self { extra, index, hashes, checkpoint: Note::parse(checkpoint.as_bytes())? })
    }

    /// Checks that the policy trusts the checkpoint and that `entry` is leaf [`index`](Self::index) of its tree. The
    /// errors are those of [`TlogPolicy::check`], or [`TlogError::InclusionMismatch`].
    pub fn check(&self, policy: &TlogPolicy, entry: &[u8]) -> Result<Trusted, TlogError> {
        let trusted = policy.check(&self.checkpoint)?;
        let tree = &trusted.checkpoint;
        merkle::check_inclusion(self.index, tree.size, &merkle::leaf_hash(entry), &self.hashes, &tree.root)?;
        Ok(trusted)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = self.extra.as_ref().filter(|extra| !extra.is_empty()) {
            writeln!(f, "extra {}", text::base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

fn parse_extra(line: &str) -> Result<Vec<u8>, TlogError> {
    // "If no extra data is present, this line is omitted."
    line.strip_prefix("extra ")
        .and_then(text::from_base64)
        .filter(|extra| !extra.is_empty())
        .ok_or(TlogError::MalformedProof("the extra data is empty or not canonical base64"))
}

fn parse_index(line: Option<&str>) -> Result<u64, TlogError> {
    line.and_then(|line| line.strip_prefix("index "))
        .and_then(text::from_decimal)
        .ok_or(TlogError::MalformedProof("no index line, or not a decimal in it"))
}

fn parse_hashes<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Hash>, TlogError> {
    let hashes = lines
        .take(MAX_HASHES + 1)
        .map(Hash::from_base64)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| TlogError::MalformedProof("a hash is not canonical base64 of 32 bytes"))?;
    if hashes.len() > MAX_HASHES {
        return Err(TlogError::MalformedProof("more than 63 hashes"));
    }
    Ok(hashes)
}
