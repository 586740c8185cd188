//! The evidence file: all that a verifier needs, offline (`docs/spec/6-evidence.md`).
//!
//! Reading it answers only whether it has the form of an evidence file; what its strings hold (notes, nonces, proofs,
//! the checkpoint) is judged by [`crate::verify`], step by step.

use crate::error::{Code, CoreError};
use crate::json::{self, Limits};
use crate::leaf::Nonce;
use crate::mark::Mark;
use crate::pact::Pact;
use crate::pact::reader::{At, Fields};
use crate::record::RecordDigest;
use giaouoc_tlog::merkle::Hash;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The value of the member `format`.
pub const FORMAT: &str = "giaouoc/evidence/v1";
/// Bytes of an evidence file: at most 4 MiB.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Nesting, of the whole file: the pact inside begins at 2.
const MAX_DEPTH: usize = crate::pact::MAX_DEPTH;

/// An evidence file of right form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The pact document.
    pub pact: Pact,
    /// The pact's records, in the order of the file.
    pub items: Vec<Item>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
    /// Handwritten marks by the hex of their SHA-256.
    pub marks: BTreeMap<String, String>,
}

/// One record of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A record that is there. Its strings are as the file has them.
    Present {
        /// Index of its leaf.
        index: u64,
        /// Base64 of 32 bytes.
        nonce: String,
        /// The signed note.
        note: String,
        /// Base64 of hashes, the leaf's sibling first.
        proof: Vec<String>,
    },
    /// A record that was erased.
    Erased {
        /// Index of its leaf.
        index: u64,
        /// Hex of its record digest.
        digest: String,
    },
}

impl Item {
    /// A record that is there.
    pub fn present(index: u64, nonce: &Nonce, note: String, proof: &[Hash]) -> Self {
        let proof = proof.iter().map(Hash::to_base64).collect();
        Self::Present { index, nonce: nonce.to_string(), note, proof }
    }

    /// A record that was erased.
    pub fn erased(index: u64, digest: RecordDigest) -> Self {
        Self::Erased { index, digest: digest.to_string() }
    }

    /// Index of its leaf.
    pub fn index(&self) -> u64 {
        match self {
            Self::Present { index, .. } | Self::Erased { index, .. } => *index,
        }
    }

    fn read(v: &At<'_>) -> Result<Self, CoreError> {
        let mut f = v.fields()?;
        let index = f.with("index", |v| v.natural())?;
        let item = match f.maybe("erased", |v| v.string().map(str::to_owned))? {
            Some(digest) => Self::Erased { index, digest },
            None => Self::Present {
                index,
                nonce: f.with("nonce", |v| v.string().map(str::to_owned))?,
                note: f.with("note", |v| v.string().map(str::to_owned))?,
                proof: f.list("proof", |v| v.string().map(str::to_owned))?,
            },
        };
        f.finish()?;
        Ok(item)
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Present { index, nonce, note, proof } => {
                json!({ "index": index, "nonce": nonce, "note": note, "proof": proof })
            }
            Self::Erased { index, digest } => json!({ "index": index, "erased": digest }),
        }
    }
}

impl Evidence {
    /// Reads a file: strict JSON, its members, and the pact inside.
    pub fn parse(bytes: &[u8]) -> Result<Self, CoreError> {
        let value = json::parse(bytes, Limits { depth: MAX_DEPTH, bytes: MAX_BYTES })?;
        let root = At::root(&value);
        let mut f: Fields<'_> = root.fields()?;
        f.constant("format", FORMAT)?;
        let evidence = Self {
            pact: f.with("pact", |v| Pact::from_value(v.value()).map_err(|e| within("/pact", e)))?,
            items: f.list("records", Item::read)?,
            checkpoint: f.with("checkpoint", |v| v.string().map(str::to_owned))?,
            marks: f.maybe("marks", marks)?.unwrap_or_default(),
        };
        f.finish()?;
        Ok(evidence)
    }

    /// Adds a mark under its digest.
    pub fn add_mark(&mut self, mark: &Mark) {
        self.marks.insert(mark.digest().to_string(), mark.as_str().to_owned());
    }

    /// The file, indented for people, ending with a line feed.
    pub fn to_json(&self) -> Result<String, CoreError> {
        let pact: Value = serde_json::from_slice(self.pact.canonical())
            .map_err(|e| CoreError::new(Code::JsonSyntax).because(e.to_string()))?;
        let mut file = Map::new();
        file.insert("format".into(), FORMAT.into());
        file.insert("pact".into(), pact);
        file.insert("records".into(), self.items.iter().map(Item::to_json).collect());
        file.insert("checkpoint".into(), self.checkpoint.clone().into());
        if !self.marks.is_empty() {
            file.insert("marks".into(), json!(self.marks));
        }
        let text = serde_json::to_string_pretty(&Value::Object(file))
            .map_err(|e| CoreError::new(Code::JsonSyntax).because(e.to_string()))?;
        Ok(text + "\n")
    }
}

fn marks(v: &At<'_>) -> Result<BTreeMap<String, String>, CoreError> {
    let object = v.value().as_object().ok_or_else(|| CoreError::new(Code::MemberType).at(v.place()))?;
    let mark = |(name, svg): (&String, &Value)| match svg.as_str() {
        Some(svg) => Ok((name.clone(), svg.to_owned())),
        None => Err(CoreError::new(Code::MemberType).at(format!("{}/{name}", v.place()))),
    };
    object.iter().map(mark).collect()
}

/// Puts a place in front of an error of something that stands deeper.
fn within(place: &str, mut error: CoreError) -> CoreError {
    error.place.insert_str(0, place);
    error
}
