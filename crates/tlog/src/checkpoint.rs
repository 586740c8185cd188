//! Checkpoints (c2sp.org/tlog-checkpoint): what a log says about its whole tree, as the text of a signed note.
//!
//! ```text
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```

use crate::{
    TlogError,
    key::SigningKey,
    key_name::KeyName,
    merkle::{self, Hash, MAX_SIZE},
    note::Note,
    text,
};

/// Origin, size and root of a log's tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Checkpoint {
    /// Identity of the log; also the name of the key that signs. Narrower than the standard, which lets an origin hold
    /// spaces.
    pub origin: KeyName,
    /// Number of leaves, at most [`MAX_SIZE`]: a larger one is written but not read again.
    pub size: u64,
    /// Root of the tree at this size.
    pub root: Hash,
}

impl Checkpoint {
    /// The text to sign: three lines, each with its `\n`.
    pub fn text(&self) -> String {
        // tlog-checkpoint, Note text: origin; "ASCII decimal … with no leading zeroes"; base64 of the root hash.
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Reads exactly what [`text`](Self::text) writes; else [`TlogError::MalformedCheckpoint`].
    ///
    /// The standard allows extension lines, "NOT RECOMMENDED, as they are not auditable": a text with any is refused
    /// here. So is a tree of no leaves with another root than [`empty_root`](merkle::empty_root).
    pub fn parse_text(text: &str) -> Result<Self, TlogError> {
        let lines: Vec<_> = text.split('\n').collect();
        let &[origin, size, root, ""] = lines.as_slice() else {
            return Err(TlogError::MalformedCheckpoint("not exactly three lines"));
        };
        let origin =
            KeyName::parse(origin).map_err(|_| TlogError::MalformedCheckpoint("the origin is not a key name"))?;
        let size = text::from_decimal(size)
            .filter(|&size| size <= MAX_SIZE)
            .ok_or(TlogError::MalformedCheckpoint("the size is not a decimal up to 2^62"))?;
        let root = Hash::from_base64(root)
            .map_err(|_| TlogError::MalformedCheckpoint("the root is not canonical base64 of 32 bytes"))?;
        if size == 0 && root != merkle::empty_root() {
            return Err(TlogError::MalformedCheckpoint("the root is not that of the empty tree"));
        }
        Ok(Self { origin, size, root })
    }

    /// The signed checkpoint. The key's name should be the origin: a [`TlogPolicy`](crate::TlogPolicy) trusts no other.
    pub fn sign(&self, key: &SigningKey) -> Note {
        let text = self.text();
        let signature = key.sign(&text);
        Note::from_parts(text, signature)
    }
}
