//! The records of an evidence file as the ledger holds them: order, nonce, note, leaf and inclusion proof (step 4).

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::evidence::Item;
use crate::leaf::{Entry, Kind, Nonce};
use crate::mark;
use crate::pact::PartyId;
use crate::record::{Record, RecordDigest, kind_of, parse_note};
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Hash, check_inclusion};

/// Hashes of one inclusion proof: a tree of 2^63 leaves needs no more.
const MAX_PROOF: usize = 63;

/// A record of the file whose leaf was recomputed. Its form is judged in the step of its kind.
pub(super) struct Leafed {
    pub(super) index: u64,
    pub(super) kind: Kind,
    pub(super) record: Result<Record, CoreError>,
}

/// The file's entry at one index, after step 4: a note, or the digest of an erased one.
#[expect(clippy::large_enum_variant, reason = "nearly all of a file's records are notes")]
pub(super) enum Seen {
    Note(Leafed),
    Erased(u64, RecordDigest),
}

pub(super) fn in_order(index: u64, next: u64, tree: &Checkpoint) -> Result<(), CoreError> {
    if index < next {
        return Err(CoreError::new(Code::RecordOrder));
    }
    if index >= tree.size {
        return Err(CoreError::new(Code::ProofWrong).because(format!("the tree has {} leaves", tree.size)));
    }
    Ok(())
}

/// Recomputes a leaf and checks that the tree holds it there.
pub(super) fn leafed(item: Item, tree: &Checkpoint) -> Result<Seen, CoreError> {
    let (index, nonce, text, proof) = match item {
        Item::Erased { index, digest } => return Digest::parse(&digest).map(|d| Seen::Erased(index, RecordDigest(d))),
        Item::Present { index, nonce, note, proof } => (index, nonce, note, proof),
    };
    let nonce = Nonce::parse(&nonce)?;
    let note = parse_note(text.as_bytes())?;
    let kind = kind_of(note.text())?;
    if proof.len() > MAX_PROOF {
        return Err(CoreError::new(Code::ProofWrong).because(format!("{} hashes", proof.len())));
    }
    let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::ProofWrong).because(e.to_string());
    let proof = proof.iter().map(|hash| Hash::from_base64(hash)).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let leaf = Entry::new(kind, &nonce, &text).leaf_hash();
    check_inclusion(index, tree.size, &leaf, &proof, &tree.root).map_err(wrong)?;
    Ok(Seen::Note(Leafed { index, kind, record: Record::from_note(note) }))
}

pub(super) fn is_opening(seen: &Seen) -> bool {
    matches!(seen, Seen::Note(leafed) if leafed.kind == Kind::Opening)
}

/// The party that a signature record names, also where the signature does not hold.
pub(super) fn signer_of(seen: &Seen) -> Option<PartyId> {
    match seen {
        Seen::Note(Leafed { kind: Kind::Signature, record: Ok(record), .. }) => record.statement().party().cloned(),
        _ => None,
    }
}

/// The mark that a signature record names, also where the signature does not hold.
pub(super) fn named_mark(seen: &Seen) -> Option<Digest> {
    let Seen::Note(Leafed { record: Ok(record), .. }) = seen else { return None };
    mark::named_mark(&record.statement().act)
}
