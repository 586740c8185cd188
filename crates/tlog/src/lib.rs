//! The transparency-log formats of [C2SP](https://c2sp.org), pure: signed notes, Merkle trees, tiles, checkpoints,
//! witness cosignatures, trust policies and proofs that stand alone.
//!
//! A *transparency log* is a list that only grows. Its owner signs *checkpoints*, each the root of a Merkle tree over
//! all entries so far. Whoever holds a checkpoint and a short *inclusion proof* knows that an entry is in the list;
//! whoever holds two checkpoints and a *consistency proof* knows that nothing before was changed; and when independent
//! *witnesses* cosign the checkpoints, everybody knows to see the same list.
//!
//! # What it is not
//!
//! No log server, no client, no storage: nothing here does I/O, reads a clock or draws random numbers. It does not know
//! what the entries mean. It does not say whom to trust: that is a [`TlogPolicy`], which a person writes. It speaks
//! Ed25519 only, and refuses every second spelling of a value: what parses is written back byte for byte.
//!
//! # Which function do I want?
//!
//! | I want to | function |
//! | --- | --- |
//! | append entries and store the tree | [`Frontier::push`], after a restart [`Frontier::plan`] and [`Frontier::new`] |
//! | publish the tree | [`Checkpoint::sign`], [`tile::Tile::parse`], [`tile::Tile::nodes`], [`tile::encode_bundle`] |
//! | prove that an entry is logged | [`merkle::InclusionPlan`], as a file [`TlogProof`] |
//! | check such a proof | [`TlogProof::check`], or [`TlogPolicy::check`] and [`merkle::check_inclusion`] |
//! | prove, check that a log only grew | [`merkle::ConsistencyPlan`], [`merkle::check_consistency`] |
//! | be a witness | [`cosignature::cosign`] after [`merkle::check_consistency`] |
//! | sign and verify any other text | [`SigningKey::sign`] and [`Note::new`], [`Note::parse`] and [`Note::verify`] |
//!
//! # Example
//!
//! Five entries are appended, the fourth is proven, and somebody else checks the proof offline:
//!
//! ```
//! use giaouoc_tlog::{Checkpoint, Frontier, KeyName, SigningKey, TlogPolicy, TlogProof, merkle};
//! use std::collections::HashMap;
//! # fn main() -> Result<(), giaouoc_tlog::TlogError> {
//!
//! // The log: a key, the right edge of the tree, and a store of nodes (here in memory).
//! let origin = KeyName::parse("log.example/2026")?;
//! let key = SigningKey::new(origin.clone(), &[7; 32]); // never a constant but in an example
//! let mut tree = Frontier::empty();
//! let mut store = HashMap::new();
//!
//! for entry in ["one", "two", "three", "four", "five"] {
//!     store.extend(tree.push(merkle::leaf_hash(entry.as_bytes()))?);
//! }
//! let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
//! assert_eq!(checkpoint.text(), "log.example/2026\n5\ngy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=\n");
//!
//! // Plan, fetch, compute: the tree says which hashes it needs, the store gives them.
//! let plan = merkle::InclusionPlan::new(3, tree.size())?;
//! let hashes: Vec<_> = plan.needs().iter().map(|node| store[node]).collect();
//! let proof = TlogProof { extra: None, index: 3, hashes: plan.prove(&hashes)?, checkpoint: checkpoint.sign(&key) };
//! let file = proof.to_string();
//! assert!(file.starts_with("c2sp.org/tlog-proof@v1\nindex 3\n"));
//!
//! // The verifier: a policy that a person wrote, and the file.
//! let policy = TlogPolicy::parse(
//!     "log log.example/2026+dcead936+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n\
//!      quorum none\n",
//! )?;
//! let trusted = TlogProof::parse(file.as_bytes())?.check(&policy, b"four")?;
//! assert_eq!(trusted.checkpoint, checkpoint);
//! assert!(TlogProof::parse(file.as_bytes())?.check(&policy, b"FOUR").is_err());
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

// From the bottom up. What holds everywhere: the one error type, and one spelling for base64 and decimals.
mod error;
mod text;

// Two pillars that do not know each other. RFC 6962 §2.1: roots and proofs.
pub mod merkle;

// c2sp.org/signed-note: names, signature lines, keys, all public as part of `note`; and texts with their signatures.
// Keys also verify a witness's lines, whose bytes are described apart.
mod cosigned_message;
mod key;
mod key_name;
pub mod note;
mod signature_line;

// What stands on them: a signed root, a witness's word on it, who must have signed, all of it in one file, the tree as
// files.
pub mod checkpoint;
pub mod cosignature;
pub mod policy;
pub mod proof;
pub mod tile;

pub use checkpoint::Checkpoint;
pub use cosignature::CosigningKey;
pub use error::TlogError;
pub use merkle::{Frontier, Hash, Node};
pub use note::{Algorithm, KeyId, KeyName, Note, SignatureLine, SigningKey, VerifyingKey};
pub use policy::{TlogPolicy, Trusted};
pub use proof::TlogProof;

/// The README, so that its example runs among the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
