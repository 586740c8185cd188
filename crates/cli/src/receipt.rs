//! The check of what a service answers to a record: nothing is believed that can be verified here.

use crate::failure::Failure;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::Progress;
use giaouoc_core::record::Record;
use giaouoc_core::{Code, CoreError};
use giaouoc_tlog::merkle::{Hash, check_inclusion};
use giaouoc_tlog::note::Note;
use serde_json::Value;

/// A receipt that was verified.
pub(crate) struct VerifiedReceipt {
    /// Index of the logged record.
    pub(crate) index: u64,
    /// Short number of the logged record.
    pub(crate) number: String,
    /// True if the record was logged before.
    pub(crate) known: bool,
    /// False if the ledger holds another text by the same key.
    pub(crate) same_text: bool,
}

/// Checks a receipt: what was logged is what was sent (or, for a signature, another text by the same key for the same
/// place), its own lines verify, and it is under a checkpoint that the policy trusts.
///
/// The logged note may carry another signature over the same text (a repetition), so the answer brings it along.
pub(crate) fn verify_receipt(
    answer: &Value,
    sent: &Record,
    progress: &Progress,
    policy: &Policy,
) -> Result<VerifiedReceipt, Failure> {
    let logged = match text(answer, "note") {
        "" => sent.clone(),
        note => Record::parse(note.as_bytes())?,
    };
    let (ours, theirs) = (sent.statement(), logged.statement());
    let same_text = logged.digest() == sent.digest();
    let same_place = ours.pact == theirs.pact && ours.kind() == theirs.kind() && ours.party() == theirs.party();
    if !same_place || !(same_text || sent.kind() == Kind::Signature) || same_text != flag(answer, "same_text") {
        return Err(CoreError::new(Code::ProofWrong).because("the receipt is for another record").into());
    }
    // A log may hold anything: what stands there under our text must be signed by whoever signed ours.
    let mine = progress.authenticate(sent.clone(), policy)?;
    let logged_keys = progress.authenticate(logged.clone(), policy)?;
    if mine.keys() != logged_keys.keys() {
        return Err(CoreError::new(Code::ProofWrong).because("the receipt is for another key's record").into());
    }
    let index = verify_inclusion(answer, &logged, policy)?;
    Ok(VerifiedReceipt { index, number: logged.digest().0.short(), known: flag(answer, "known"), same_text })
}

/// Checks that a record is in the ledger, and returns its index: the checkpoint is by a ledger that the policy trusts,
/// and the leaf is under it.
pub(crate) fn verify_inclusion(answer: &Value, logged: &Record, policy: &Policy) -> Result<u64, Failure> {
    let index = answer.get("index").and_then(Value::as_u64).ok_or_else(|| CoreError::new(Code::ProofWrong))?;
    let malformed = |_| CoreError::new(Code::CheckpointMalformed);
    let checkpoint = Note::parse(text(answer, "checkpoint").as_bytes()).map_err(malformed)?;
    let untrusted = |e: giaouoc_tlog::TlogError| CoreError::new(Code::CheckpointUntrusted).because(e.to_string());
    let tree = policy.ledger.check(&checkpoint).map_err(untrusted)?.checkpoint;
    if tree.origin != logged.statement().ledger {
        return Err(CoreError::new(Code::OtherLedger).into());
    }
    let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::ProofWrong).because(e.to_string());
    let hashes = answer.get("proof").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let proof: Result<Vec<Hash>, _> =
        hashes.iter().map(|h| Hash::from_base64(h.as_str().unwrap_or_default())).collect();
    let nonce = Nonce::parse(text(answer, "nonce"))?;
    let leaf = Entry::new(logged.kind(), &nonce, &logged.note().to_string()).leaf_hash();
    check_inclusion(index, tree.size, &leaf, &proof.map_err(wrong)?, &tree.root).map_err(wrong)?;
    Ok(index)
}

fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn flag(answer: &Value, member: &str) -> bool {
    answer.get(member).and_then(Value::as_bool).unwrap_or_default()
}
