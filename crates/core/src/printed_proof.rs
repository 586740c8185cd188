//! The content of the proof codes on a printed copy (`docs/spec/7-codes.md`), without the encoding as codes: the seal,
//! and the text with everybody's signature.
//!
//! For printing, [`PrintedProof::of`] takes evidence that is `valid`. For reading, the reader of the codes builds a
//! [`PrintedProof`] and calls [`verify_printed_proof`](crate::verify::verify_printed_proof).

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::evidence::{Evidence, Item};
use crate::leaf::Nonce;
use crate::pact::{Pact, PactDigest, Party};
use crate::policy::Policy;
use crate::progress::{Enrolled, PartyState, Progress, Signed};
use crate::record::{Act, Capacity, Channel, Completion, Method, Record, Statement};
use crate::report::{Report, Verdict};
use crate::time::Time;
use crate::verify::verified_progress;
use giaouoc_tlog::merkle::Hash;
use giaouoc_tlog::note::{KeyId, KeyName, Note};

/// The proof read from, or to be printed on, paper. A part is absent where its codes were not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedProof {
    /// The seal code, which says by itself "completed, logged, witnessed".
    pub seal: Option<Seal>,
    /// The pact and all signatures, put together from the slices.
    pub text: Option<SignedText>,
}

/// The seal: a completion and its way to a checkpoint, without what pinned keys tell anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Digest of the completed pact.
    pub pact: PactDigest,
    /// The ledger's origin.
    pub origin: KeyName,
    /// Number of signatures; a completed pact has all that are due.
    pub count: usize,
    /// The completion's line `signatures`.
    pub signatures: Digest,
    /// The completion's time.
    pub time: Time,
    /// The registrar's signature on the completion.
    pub signature: [u8; 64],
    /// Index of the completion's leaf.
    pub index: u64,
    /// The leaf's nonce.
    pub nonce: Nonce,
    /// The leaf's inclusion proof, the leaf's sibling first.
    pub path: Vec<Hash>,
    /// Number of leaves in the checkpoint's tree.
    pub size: u64,
    /// The ledger's signature on the checkpoint.
    pub checkpoint_signature: [u8; 64],
    /// Cosignatures, in the checkpoint's order.
    pub cosignatures: Vec<Cosignature>,
}

/// A witness server's line under the checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Key ID of the witness server.
    pub id: KeyId,
    /// Time of the cosignature, in Unix seconds.
    pub time: u64,
    /// Signature over the cosigned message of that time (C2SP tlog-cosignature).
    pub signature: [u8; 64],
}

/// The pact and every signature, without what can be rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedText {
    /// Canonical bytes of the pact.
    pub pact: Vec<u8>,
    /// The opening's time.
    pub opened: Time,
    /// Enrolments and signatures, in roster order.
    pub signers: Vec<PrintedSigner>,
}

/// A party's enrolment and signature, without what follows from the pact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedSigner {
    /// Place in the whole roster, from 0.
    pub place: usize,
    /// The party's public key, 32 bytes of Ed25519.
    pub key: [u8; 32],
    /// The key's name; absent where it is `<pact id>/<party id>`.
    pub key_name: Option<String>,
    /// Name of the person who held the key; absent where the roster names that person.
    pub holder: Option<String>,
    /// The capacity in which the holder signs.
    pub capacity: Capacity,
    /// SHA-256 of the letter of authority.
    pub authority: Option<Digest>,
    /// The method by which the holder was identified.
    pub method: Method,
    /// The enrolment's time.
    pub enrolled: Time,
    /// SHA-256 of the handwritten mark.
    pub mark: Option<Digest>,
    /// The channel by which it was signed.
    pub channel: Channel,
    /// The signature's time.
    pub time: Time,
    /// The party's signature.
    pub signature: [u8; 64],
}

impl Seal {
    /// The completion that the seal is about.
    pub fn completion(&self) -> Statement {
        let count = crate::pact::Position { k: self.count, n: self.count };
        let act = Act::Completion(Completion { signatures: self.signatures, count });
        Statement { ledger: self.origin.clone(), pact: self.pact, act, time: self.time }
    }
}

impl PrintedProof {
    /// From an evidence file, for printing.
    ///
    /// # Errors
    /// [`Code::CodesNotDue`] where the evidence is not `valid` under this policy: proof codes are for completed pacts
    /// only.
    pub fn of(file: &[u8], policy: &Policy) -> Result<Self, CoreError> {
        let not_due = |report: &Report| CoreError::new(Code::CodesNotDue).because(report.verdict.as_str());
        let (report, progress) = verified_progress(file, policy).map_err(|report| not_due(&report))?;
        if report.verdict != Verdict::Valid {
            return Err(not_due(&report));
        }
        Self::of_verified(&Evidence::parse(file)?, &progress, policy)
    }

    /// From evidence that was found `valid` under this policy, and the state that verifying it gave.
    ///
    /// # Errors
    /// [`Code::CodesNotDue`] where they do not belong together, or nothing is completed.
    pub fn of_verified(evidence: &Evidence, progress: &Progress, policy: &Policy) -> Result<Self, CoreError> {
        let seal = seal(evidence, progress, policy)?;
        let text = text(evidence, progress)?;
        Ok(Self { seal: Some(seal), text: Some(text) })
    }
}

/// Evidence that was verified cannot lack these; said as an error all the same, because no input may panic.
fn absent(what: &str) -> CoreError {
    CoreError::new(Code::CodesNotDue).because(what)
}

fn seal(evidence: &Evidence, progress: &Progress, policy: &Policy) -> Result<Seal, CoreError> {
    let (_, index) = progress.end().ok_or_else(|| absent("completion"))?;
    let item = evidence.items.iter().find(|item| item.index() == index);
    let Some(Item::Present { nonce, note, proof, .. }) = item else { return Err(absent("completion")) };
    let record = Record::parse(note.as_bytes())?;
    let Act::Completion(completion) = &record.statement().act else { return Err(absent("completion")) };
    let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::CheckpointMalformed).because(e.to_string());
    let checkpoint = Note::parse(evidence.checkpoint.as_bytes()).map_err(wrong)?;
    let tree = giaouoc_tlog::checkpoint::Checkpoint::parse_text(checkpoint.text()).map_err(wrong)?;
    let by_log = |line: &&giaouoc_tlog::note::SignatureLine| {
        policy.ledger.logs().iter().any(|log| log.key.name() == &tree.origin && log.key.made(line))
    };
    let log_line = checkpoint.signatures().iter().find(by_log).ok_or_else(|| absent("the ledger's line"))?;
    let known = |line: &&giaouoc_tlog::note::SignatureLine| policy.ledger.witnesses().iter().any(|w| w.key.made(line));
    let cosignatures = checkpoint.signatures().iter().filter(known).filter_map(|line| {
        let (time, signature) = line.bytes().split_first_chunk()?;
        let signature = signature.try_into().ok()?;
        Some(Cosignature { id: line.id(), time: u64::from_be_bytes(*time), signature })
    });
    Ok(Seal {
        pact: progress.pact().digest(),
        origin: tree.origin.clone(),
        count: completion.count.n,
        signatures: completion.signatures,
        time: record.statement().time,
        signature: line(&record, 0)?,
        index,
        nonce: Nonce::parse(nonce)?,
        path: proof.iter().map(|hash| Hash::from_base64(hash)).collect::<Result<_, _>>().map_err(wrong)?,
        size: tree.size,
        checkpoint_signature: log_line.bytes().try_into().map_err(|_| absent("64 bytes"))?,
        cosignatures: cosignatures.collect(),
    })
}

fn text(evidence: &Evidence, progress: &Progress) -> Result<SignedText, CoreError> {
    let pact = progress.pact();
    let signers = pact.roster.parties().iter().enumerate().filter(|(_, party)| party.signs);
    let signers = signers.map(|(place, party)| {
        let state = progress.party(&party.id);
        let (signed, enrolled) = signed_under(state).ok_or_else(|| absent("signature"))?;
        signer(evidence, pact, (place, party), signed, enrolled)
    });
    Ok(SignedText {
        pact: pact.canonical().to_vec(),
        opened: progress.opened(),
        signers: signers.collect::<Result<_, _>>()?,
    })
}

fn signed_under(state: Option<&PartyState>) -> Option<(&Signed, &Enrolled)> {
    let state = state?;
    let signed = state.signed.as_ref()?;
    let enrolled = state.enrolments.iter().find(|e| e.digest == signed.signature.enrolment)?;
    Some((signed, enrolled))
}

fn signer(
    evidence: &Evidence,
    pact: &Pact,
    (place, party): (usize, &Party),
    signed: &Signed,
    Enrolled { enrolment, time: enrolled, .. }: &Enrolled,
) -> Result<PrintedSigner, CoreError> {
    let item = evidence.items.iter().find(|item| item.index() == signed.index);
    let Some(Item::Present { note, .. }) = item else { return Err(absent("signature")) };
    let named = party.representative.as_ref().map(|r| r.name.as_str());
    let key_name = enrolment.key.name().as_str();
    Ok(PrintedSigner {
        place,
        key: *enrolment.key.public_key(),
        key_name: (key_name != pact.key_name(&party.id)).then(|| key_name.to_owned()),
        holder: (named != Some(enrolment.holder.as_str())).then(|| enrolment.holder.clone()),
        capacity: enrolment.capacity,
        authority: enrolment.authority,
        method: enrolment.method,
        enrolled: *enrolled,
        mark: signed.signature.mark,
        channel: signed.signature.channel,
        time: signed.time,
        signature: line(&Record::parse(note.as_bytes())?, 0)?,
    })
}

fn line(record: &Record, at: usize) -> Result<[u8; 64], CoreError> {
    let line = record.note().signatures().get(at).ok_or_else(|| absent("signature line"))?;
    line.bytes().try_into().map_err(|_| absent("64 bytes"))
}
