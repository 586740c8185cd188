//! The ten steps of verification for a printed proof; `docs/spec/7-codes.md` says what each step checks on paper.
//!
//! ```text
//! seal → completion's note → leaf → root → checkpoint (3, 4) → registrar (5)
//! text → pact (2) → opening → enrolments (6) → signatures (7) → held against the seal (10)
//! ```

use super::verifier::Verifier;
use crate::error::{Code, CoreError};
use crate::leaf::{Entry, Kind};
use crate::pact::{Pact, Party};
use crate::policy::{Policy, Registrar, checkpoint_error};
use crate::printed_proof::{Cosignature, PrintedProof, PrintedSigner, Seal, SignedText};
use crate::progress::{Admission, Progress};
use crate::record::{Act, Enrolment, Intent, Record, RecordDigest, Signature, Statement};
use crate::report::{AnnexesAtHand, CheckpointFacts, Report, Status, Step, Warning};
use crate::sample::is_sample;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::inclusion_root;
use giaouoc_tlog::note::{Algorithm, Note, SignatureLine, VerifyingKey};
use giaouoc_tlog::{cosignature, policy::Trusted};
use std::sync::Arc;

/// Verifies a proof that was read from paper.
///
/// * `read`: what the codes say, or why they could not be read, which fails step 1.
/// * `policy`, `annexes`: as for [`verify`](super::verify).
///
/// Never fails: whatever is wrong stands in the report.
pub fn verify_printed_proof(
    read: Result<&PrintedProof, CoreError>,
    policy: Option<&Policy>,
    annexes: &AnnexesAtHand,
) -> Report {
    let mut v = Verifier::default();
    match read {
        Err(error) => v.failed(Step::Parse, error),
        Ok(sheet) => {
            v.passed(Step::Parse, usize::from(sheet.seal.is_some()) + usize::from(sheet.text.is_some()));
            v.printed_proof(sheet, policy, annexes);
        }
    }
    v.report()
}

impl Verifier {
    fn printed_proof(&mut self, sheet: &PrintedProof, policy: Option<&Policy>, annexes: &AnnexesAtHand) {
        let pact = sheet.text.as_ref().and_then(|text| self.printed_pact(text, sheet.seal.as_ref()));
        let completed = sheet.seal.as_ref().and_then(|seal| self.seal(seal, policy));
        if sheet.seal.is_none() {
            self.failed(Step::Checkpoint, CoreError::new(Code::SealMissing));
        }
        self.sealed = sheet.seal.as_ref().map(|seal| seal.count);
        let (Some(seal), Some(policy)) = (&sheet.seal, policy) else { return };
        let registrar = completed.as_ref().map(|completed| completed.registrar);
        self.registrar(registrar, pact.as_deref());
        if let (Some(pact), Some(text)) = (&pact, &sheet.text) {
            self.attachments(&[], &std::collections::BTreeMap::new(), pact, annexes);
            self.rebuild(pact, text, seal, completed, policy);
        }
        self.warnings.push(Warning::later_revocation());
    }

    /// Step 2: the canonical bytes of the pact that the seal names.
    fn printed_pact(&mut self, text: &SignedText, seal: Option<&Seal>) -> Option<Arc<Pact>> {
        let parsed = Pact::parse(&text.pact).and_then(|pact| {
            if pact.canonical() != text.pact {
                return Err(CoreError::new(Code::CodesMalformed).because("the pact's bytes are not canonical"));
            }
            match seal {
                Some(seal) if seal.pact != pact.digest() => {
                    Err(CoreError::new(Code::CodesDiffer).because(format!("the seal names {}", seal.pact)))
                }
                _ => Ok(pact),
            }
        });
        match parsed {
            Ok(pact) => {
                let pact = Arc::new(pact);
                self.pact = Some(Arc::clone(&pact));
                self.passed(Step::Digest, 1);
                Some(pact)
            }
            Err(error) => {
                self.failed(Step::Digest, error);
                None
            }
        }
    }

    /// Steps 3 and 4: whose completion it is, and whose checkpoint its path leads to.
    fn seal<'p>(&mut self, seal: &Seal, policy: Option<&'p Policy>) -> Option<Completed<'p>> {
        let Some(policy) = policy else {
            self.failed(Step::Checkpoint, CoreError::new(Code::PolicyMissing));
            self.failed(Step::Opening, CoreError::new(Code::PolicyMissing));
            return None;
        };
        // Without a pinned registrar's name the completion's note is not known, nor its leaf, nor the root.
        let completed = completed(seal, policy)?;
        let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::ProofWrong).because(e.to_string());
        let leaf = Entry::new(Kind::Completion, &seal.nonce, &completed.note).leaf_hash();
        let root = match inclusion_root(seal.index, seal.size, &leaf, &seal.path) {
            Ok(root) => root,
            Err(error) => {
                self.failed(Step::Inclusion, wrong(error));
                return Some(completed);
            }
        };
        self.passed(Step::Inclusion, 1);
        let tree = Checkpoint { origin: seal.origin.clone(), size: seal.size, root };
        let mut facts = CheckpointFacts {
            origin: tree.origin.to_string(),
            size: tree.size,
            root: tree.root.to_base64(),
            cosigned: Vec::new(),
        };
        match checkpoint(seal, &tree, policy) {
            Ok(trusted) => {
                self.sample |= is_sample(&trusted.log);
                facts.cosigned = trusted.cosignatures;
                self.passed(Step::Checkpoint, 1);
            }
            Err(error) => self.failed(Step::Checkpoint, error),
        }
        self.checkpoint = Some(facts);
        Some(completed)
    }

    /// Step 5: the registrar that signed the completion vouches for the opening, which every signature names.
    fn registrar(&mut self, registrar: Option<&Registrar>, pact: Option<&Pact>) {
        let untrusted = |detail: &str| CoreError::new(Code::RegistrarUntrusted).because(detail);
        match (registrar, pact) {
            (None, _) => self.failed(Step::Opening, untrusted("no pinned registrar signed the completion")),
            (Some(registrar), Some(pact)) if !registrar.counts_for(pact.identity) => {
                self.failed(Step::Opening, untrusted("the registrar counts for invitations only"));
            }
            (Some(registrar), pact) => {
                self.sample |= is_sample(&registrar.key);
                if pact.is_some() {
                    self.passed(Step::Opening, 1);
                }
            }
        }
    }

    /// Steps 6, 7, 8, 10.
    fn rebuild(
        &mut self,
        pact: &Arc<Pact>,
        text: &SignedText,
        seal: &Seal,
        completed: Option<Completed<'_>>,
        policy: &Policy,
    ) {
        let name = completed.as_ref().map_or(&seal.origin, |completed| completed.registrar.key.name());
        let mut progress = Progress::open_from_paper(Arc::clone(pact), &seal.origin, name, text.opened);
        for step in [Step::Enrolments, Step::Signatures, Step::Others, Step::Completion] {
            self.passed(step, 0);
        }
        let enrolled = self.enrol(&mut progress, text, policy);
        self.sign(&mut progress, enrolled, policy);
        if let Some(completed) = completed {
            match complete(&mut progress, seal, completed, policy) {
                Ok(()) => self.count(Step::Completion),
                Err(error) => self.failed(Step::Completion, error),
            }
        }
        self.progress = Some(progress);
        let of = |v: &Self, step| v.status(step).and_then(Status::error).is_some();
        if of(self, Step::Opening) {
            self.forget(&[Step::Others, Step::Completion]);
        }
        if of(self, Step::Enrolments) {
            self.forget(&[Step::Signatures, Step::Completion]);
        }
        if of(self, Step::Signatures) {
            self.forget(&[Step::Completion]);
        }
    }

    /// Step 6: each enrolment, rebuilt and judged by the rules; those that hold are handed on, by stage.
    fn enrol<'t>(&mut self, progress: &mut Progress, text: &'t SignedText, policy: &Policy) -> Vec<Enrolled<'t>> {
        let pact = Arc::clone(progress.pact());
        let mut enrolled: Vec<Enrolled<'t>> = Vec::with_capacity(text.signers.len());
        for (at, signer) in text.signers.iter().enumerate() {
            let index = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
            let in_order = enrolled.last().is_none_or(|last| last.signer.place < signer.place);
            let result = printed_party(&pact, signer, in_order).and_then(|party| {
                let (enrolment, key) = enrolment(&pact, party, signer)?;
                let digest = progress.take_enrolment_from_paper(index, enrolment, signer.enrolled, policy)?;
                Ok(Enrolled { party: party.clone(), signer, key, digest })
            });
            match result {
                Ok(one) => {
                    self.sample |= is_sample(&one.key);
                    self.count(Step::Enrolments);
                    enrolled.push(one);
                }
                Err(error) => self.failed(Step::Enrolments, error.at(format!("signer {}", signer.place))),
            }
        }
        enrolled.sort_by_key(|one| one.party.stage);
        enrolled
    }

    /// Step 7: each signature's text is rebuilt from what came before, and verified strictly.
    fn sign(&mut self, progress: &mut Progress, enrolled: Vec<Enrolled<'_>>, policy: &Policy) {
        let first = u64::try_from(enrolled.len()).unwrap_or(u64::MAX).saturating_add(1);
        for (index, one) in (first..).zip(enrolled) {
            let place = format!("signer {}", one.signer.place);
            if progress.not_closed(Kind::Signature, one.signer.time).is_err() {
                self.warnings.push(Warning::signature_after_close(&one.party.unit, place.clone()));
            }
            let taken = signature(progress, &one).and_then(|record| {
                let authentic = progress.authenticate(record, policy)?;
                if let Admission::Known { .. } = progress.admit(&authentic, policy)? {
                    return Err(CoreError::new(Code::RecordTwice));
                }
                progress.take(index, authentic);
                Ok(())
            });
            match taken {
                Ok(()) => self.count(Step::Signatures),
                Err(error) => self.failed(Step::Signatures, error.at(place)),
            }
        }
    }
}

/// A completion that a pinned registrar signed.
struct Completed<'p> {
    registrar: &'p Registrar,
    record: Record,
    note: String,
}

struct Enrolled<'t> {
    party: Party,
    signer: &'t PrintedSigner,
    key: VerifyingKey,
    digest: RecordDigest,
}

/// Each pinned registrar is tried: the seal does not say which it was.
fn completed<'p>(seal: &Seal, policy: &'p Policy) -> Option<Completed<'p>> {
    let text = seal.completion().text();
    let registrar = policy.registrars.iter().find(|r| r.key.verify(text.as_bytes(), &seal.signature).is_ok())?;
    let line = SignatureLine::new(registrar.key.name().clone(), registrar.key.id(), seal.signature.to_vec()).ok()?;
    let note = Note::new(text, vec![line]).ok()?;
    let text = note.to_string();
    Some(Completed { registrar, record: Record::from_note(note).ok()?, note: text })
}

/// The checkpoint's note is rebuilt with the pinned keys' names.
fn checkpoint(seal: &Seal, tree: &Checkpoint, policy: &Policy) -> Result<Trusted, CoreError> {
    let text = tree.text();
    let mut found =
        CoreError::new(Code::CheckpointUntrusted).at("checkpoint").because(format!("no pinned log is {}", seal.origin));
    for log in policy.ledger.logs().iter().filter(|log| log.key.name() == &seal.origin) {
        let line = |key: &VerifyingKey, bytes: Vec<u8>| SignatureLine::new(key.name().clone(), key.id(), bytes);
        let mut lines = vec![line(&log.key, seal.checkpoint_signature.to_vec()).map_err(|e| checkpoint_error(&e))?];
        for given in &seal.cosignatures {
            lines.extend(cosigned(given, &text, policy));
        }
        let note = Note::new(text.clone(), lines).map_err(|e| checkpoint_error(&e))?;
        match policy.ledger.check(&note) {
            Ok(trusted) => return Ok(trusted),
            Err(error) => found = checkpoint_error(&error),
        }
    }
    Err(found)
}

/// The line of the pinned witness that bears this key ID; nothing for one that nobody pinned.
fn cosigned(given: &Cosignature, text: &str, policy: &Policy) -> Option<SignatureLine> {
    let bytes = [&given.time.to_be_bytes()[..], &given.signature].concat();
    let mut of_id = policy.ledger.witnesses().iter().filter(|witness| witness.key.id() == given.id);
    let made = |key: &VerifyingKey| SignatureLine::new(key.name().clone(), key.id(), bytes.clone()).ok();
    // Two names may share a key ID: then the one whose key verifies is meant.
    let verifies = |key: &VerifyingKey| made(key).is_some_and(|line| cosignature::verify(key, &line, text).is_ok());
    let first = of_id.next()?;
    let meant = std::iter::once(first).chain(of_id).find(|witness| verifies(&witness.key)).unwrap_or(first);
    made(&meant.key)
}

fn printed_party<'p>(pact: &'p Pact, signer: &PrintedSigner, in_order: bool) -> Result<&'p Party, CoreError> {
    let wrong = |detail: &str| CoreError::new(Code::CodesMalformed).because(detail);
    match pact.roster.parties().get(signer.place) {
        _ if !in_order => Err(wrong("signers do not stand in roster order")),
        Some(party) if party.signs => Ok(party),
        _ => Err(wrong("no such place among those that sign")),
    }
}

fn enrolment(pact: &Pact, party: &Party, signer: &PrintedSigner) -> Result<(Enrolment, VerifyingKey), CoreError> {
    let wrong = |detail: &str| CoreError::new(Code::CodesMalformed).because(detail);
    let usual = pact.key_name(&party.id);
    let name = match &signer.key_name {
        Some(name) if *name == usual => return Err(wrong("the usual key name is written as null")),
        Some(name) => name.as_str(),
        None => usual.as_str(),
    };
    let named = party.representative.as_ref().map(|r| r.name.as_str());
    let holder = match (signer.holder.as_deref(), named) {
        (Some(holder), Some(named)) if holder == named => return Err(wrong("the roster's name is written as null")),
        (Some(holder), _) | (None, Some(holder)) => holder.to_owned(),
        (None, None) => return Err(wrong("neither roster nor codes name the holder")),
    };
    let name = crate::key::parse_name(name)?;
    let key = VerifyingKey::new(name, Algorithm::Ed25519, signer.key)
        .map_err(|e| CoreError::new(crate::key::code_of(&e)).because(e.to_string()))?;
    let enrolment = Enrolment {
        party: party.id.clone(),
        key: key.clone(),
        holder,
        capacity: signer.capacity,
        authority: signer.authority,
        method: signer.method,
    };
    Ok((enrolment, key))
}

fn signature(progress: &Progress, one: &Enrolled<'_>) -> Result<Record, CoreError> {
    let pact = progress.pact();
    let party = &one.party;
    let after = progress.after(party.stage).ok_or_else(|| CoreError::new(Code::StageNotOpen))?;
    let position = pact.roster.position(&party.id).ok_or_else(|| CoreError::new(Code::PartyNamedOnly))?;
    let act = Act::Signature(Signature {
        party: party.id.clone(),
        position,
        intent: Intent::of(party.role),
        enrolment: one.digest,
        after,
        mark: one.signer.mark,
        channel: one.signer.channel,
    });
    let ledger = progress.ledger().clone();
    let statement = Statement { ledger, pact: pact.digest(), act, time: one.signer.time };
    let text = statement.text();
    let malformed = |e: giaouoc_tlog::TlogError| CoreError::new(Code::NoteMalformed).because(e.to_string());
    let line =
        SignatureLine::new(one.key.name().clone(), one.key.id(), one.signer.signature.to_vec()).map_err(malformed)?;
    Record::of_statement(statement, Note::new(text, vec![line]).map_err(malformed)?)
}

/// Step 10: what was rebuilt is what the seal counts.
fn complete(
    progress: &mut Progress,
    seal: &Seal,
    Completed { registrar, record, .. }: Completed<'_>,
    policy: &Policy,
) -> Result<(), CoreError> {
    let differs = |detail: String| CoreError::new(Code::CodesDiffer).because(detail);
    let due = progress.pact().roster.signer_count();
    if seal.count != due {
        return Err(differs(format!("the seal counts {}, the roster {due}", seal.count)));
    }
    match progress.signatures() {
        Some(signatures) if signatures == seal.signatures => {}
        found => return Err(differs(format!("the seal names {}, found {found:?}", seal.signatures))),
    }
    // Ledger and pact are the seal's own, and finding the registrar verified its line.
    let authentic = Progress::verified(record, registrar.key.clone());
    progress.admit(&authentic, policy)?;
    progress.take(u64::MAX, authentic);
    Ok(())
}
