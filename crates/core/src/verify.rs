//! From an evidence file and a policy to a verdict: the ten steps of `docs/spec/6-evidence.md`, each reported.
//!
//! ```text
//! 1 parse → 2 digest → 3 checkpoint → 4 inclusion → 5 opening → 6 enrolments
//!                                                 → 7 signatures → 8 others → 9 attachments → 10 completion
//! ```
//!
//! Steps 6, 7, 8 and 10 are one replay of [`Progress`] in ledger order, each record judged in the step of its kind. A
//! record that fails is not taken, so that it cannot make a later one fail in a smaller step.

mod facts;
mod logged;
mod printed_proof;
mod verifier;

pub use crate::report::{LATER_REVOCATION, SAMPLE_KEYS};
pub use printed_proof::verify_printed_proof;

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::evidence::{Evidence, Item};
use crate::leaf::Kind;
use crate::mark::Mark;
use crate::pact::Pact;
use crate::policy::{Policy, checkpoint_error};
use crate::progress::{Admission, End, Progress};
use crate::record::Record;
use crate::report::{AnnexesAtHand, CheckpointFacts, Report, Status, Step, Verdict, Warning};
use crate::sample::is_sample;
use crate::time::Time;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::note::Note;
use logged::{Leafed, Seen, in_order, is_opening, leafed, named_mark, signer_of};
use std::collections::BTreeSet;
use std::sync::Arc;
use verifier::Verifier;

/// Verifies an evidence file.
///
/// * `file`: its bytes, at most 4 MiB.
/// * `policy`: whom to trust. It never comes from beside the file, nor from the server that is verified; with none the
///   verdict is `untrusted` at best.
/// * `annexes`: digests of adopted documents that are at hand, by file name; others are not looked for.
///
/// Never fails: whatever is wrong stands in the report.
pub fn verify(file: &[u8], policy: Option<&Policy>, annexes: &AnnexesAtHand) -> Report {
    run(file, policy, annexes).report()
}

/// Verifies evidence and, where nothing in it failed, gives the state of the pact: what a signer's own program builds
/// its statement on, without believing a server.
///
/// Where records were erased, the state is not whole: whatever a signature would rest on may be missing, or may never
/// have been there (that something was erased is a claim without proof). It is given all the same, because a pact can
/// still be withdrawn and a key revoked; [`Progress::whole`] tells.
///
/// # Errors
/// The report, where the verdict is `invalid` or `untrusted`.
pub fn verified_progress(file: &[u8], policy: &Policy) -> Result<(Report, Progress), Box<Report>> {
    let v = run(file, Some(policy), &AnnexesAtHand::new());
    let progress = v.progress.clone();
    let report = v.report();
    match (report.verdict, progress) {
        (Verdict::Valid | Verdict::Incomplete, Some(progress)) => Ok((report, progress)),
        _ => Err(Box::new(report)),
    }
}

fn run(file: &[u8], policy: Option<&Policy>, annexes: &AnnexesAtHand) -> Verifier {
    let mut v = Verifier::default();
    match Evidence::parse(file) {
        Err(error) => v.failed(Step::Parse, error),
        Ok(evidence) => {
            v.passed(Step::Parse, 1);
            v.run(evidence, policy, annexes);
        }
    }
    v
}

impl Verifier {
    fn run(&mut self, evidence: Evidence, policy: Option<&Policy>, annexes: &AnnexesAtHand) {
        let Evidence { pact, items, checkpoint, marks } = evidence;
        let pact = Arc::new(pact);
        self.pact = Some(Arc::clone(&pact));
        // Parsing has made the canonical bytes and their digest; whether it is the digest that was opened is step 5.
        self.passed(Step::Digest, 1);

        let Some(tree) = self.checkpoint(&checkpoint, policy) else { return };
        let Some(seen) = self.inclusion(items, &tree) else { return };
        self.attachments(&seen, &marks, &pact, annexes);
        if let Some((policy, progress)) = self.opening(&seen, &pact, &tree, policy) {
            self.replay(progress, seen, policy);
        }
    }

    /// Step 3. The tree is known unless the checkpoint itself is broken: an untrusted one still shows inclusion.
    fn checkpoint(&mut self, text: &str, policy: Option<&Policy>) -> Option<Checkpoint> {
        let parsed = Note::parse(text.as_bytes())
            .and_then(|note| Checkpoint::parse_text(note.text()).map(|checkpoint| (note, checkpoint)));
        let (note, tree) = match parsed {
            Ok(parsed) => parsed,
            Err(error) => {
                self.failed(Step::Checkpoint, checkpoint_error(&error));
                return None;
            }
        };
        let checked = match policy {
            None => Err(CoreError::new(Code::PolicyMissing)),
            Some(policy) => policy.ledger.check(&note).map_err(|e| checkpoint_error(&e)),
        };
        let mut facts = CheckpointFacts {
            origin: tree.origin.to_string(),
            size: tree.size,
            root: tree.root.to_base64(),
            cosigned: Vec::new(),
        };
        match checked {
            Ok(trusted) => {
                self.sample |= is_sample(&trusted.log);
                facts.cosigned = trusted.cosignatures;
                self.passed(Step::Checkpoint, 1);
            }
            Err(error) => {
                self.failed(Step::Checkpoint, error);
                if matches!(self.status(Step::Checkpoint), Some(Status::Failed(_))) {
                    return None;
                }
            }
        }
        self.checkpoint = Some(facts);
        Some(tree)
    }

    /// Step 4: order, nonce, note, leaf, proof of every record.
    fn inclusion(&mut self, items: Vec<Item>, tree: &Checkpoint) -> Option<Vec<Seen>> {
        let mut seen = Vec::with_capacity(items.len());
        let mut next = 0;
        for item in items {
            let index = item.index();
            let result = in_order(index, next, tree).and_then(|()| leafed(item, tree));
            match result {
                Ok(one) => seen.push(one),
                Err(error) => {
                    self.failed(Step::Inclusion, error.at(place(index)));
                    return None;
                }
            }
            next = index.saturating_add(1);
        }
        self.passed(Step::Inclusion, seen.len());
        Some(seen)
    }

    /// Step 5: the first record opens this very pact, by a registrar who counts.
    fn opening<'p>(
        &mut self,
        seen: &[Seen],
        pact: &Arc<Pact>,
        tree: &Checkpoint,
        policy: Option<&'p Policy>,
    ) -> Option<(&'p Policy, Progress)> {
        let opened = match (seen, policy) {
            ([Seen::Note(Leafed { record: Err(error), .. }), ..], Some(_)) => Err(error.clone()),
            ([Seen::Note(Leafed { record: Ok(record), index, .. }), ..], Some(policy)) => {
                Progress::open(Arc::clone(pact), &tree.origin, record, *index, policy)
                    .map(|progress| (policy, progress))
            }
            ([Seen::Note(_), ..], None) => Err(CoreError::new(Code::PolicyMissing)),
            ([Seen::Erased(..), rest @ ..], _) if !rest.iter().any(is_opening) => {
                Err(CoreError::new(Code::OpeningErased))
            }
            _ => Err(CoreError::new(Code::OpeningMissing)),
        };
        match opened {
            Ok(opened) => {
                self.passed(Step::Opening, 1);
                Some(opened)
            }
            Err(error) => {
                self.failed(Step::Opening, error);
                None
            }
        }
    }

    /// Steps 6, 7, 8, 10, and further openings in step 5.
    fn replay(&mut self, mut progress: Progress, seen: Vec<Seen>, policy: &Policy) {
        for step in [Step::Enrolments, Step::Signatures, Step::Others, Step::Completion] {
            self.passed(step, 0);
        }
        progress.not_erased(seen.iter().filter_map(signer_of));
        let mut latest = progress.opened();
        for one in seen.into_iter().skip(1) {
            match one {
                Seen::Erased(index, digest) => progress.erase(index, digest),
                Seen::Note(Leafed { index, kind, record }) => {
                    match record.and_then(|record| self.record(&mut progress, index, record, policy)) {
                        Ok(time) => self.times(&progress, index, kind, &mut latest, time),
                        Err(error) => self.failed(step_of(kind), error.at(place(index))),
                    }
                }
            }
        }
        if progress.end().is_none_or(|(end, _)| end != End::Completed) {
            // No completion, nothing to hold against the roster.
            self.forget(&[Step::Completion]);
        }
        self.progress = Some(progress);
        self.forget_what_hangs_on_a_failed_step();
    }

    fn record(
        &mut self,
        progress: &mut Progress,
        index: u64,
        record: Record,
        policy: &Policy,
    ) -> Result<Time, CoreError> {
        let (step, time) = (step_of(record.kind()), record.statement().time);
        let authentic = progress.authenticate(record, policy)?;
        self.sample |= authentic.keys().iter().any(is_sample);
        match progress.admit(&authentic, policy)? {
            Admission::Known { index, .. } => {
                Err(CoreError::new(Code::RecordTwice).because(format!("the other stands at {index}")))
            }
            Admission::New { unchecked } => {
                self.count(step);
                self.unchecked.extend(unchecked.into_iter().map(|what| (step, what, index)));
                self.others.extend(facts::other(index, authentic.record().statement()));
                progress.take(index, authentic);
                Ok(time)
            }
        }
    }

    /// Claimed times decide nothing, but ones that run backwards or past `closes` are worth a word.
    fn times(&mut self, progress: &Progress, index: u64, kind: Kind, latest: &mut Time, time: Time) {
        if time < *latest {
            self.warnings.push(Warning::time_backwards(index, place(index)));
        }
        if progress.not_closed(kind, time).is_err() {
            self.warnings.push(Warning::record_after_close(index, place(index)));
        }
        *latest = time.max(*latest);
    }

    /// Signatures rest on enrolments, and the completion on all before it.
    fn forget_what_hangs_on_a_failed_step(&mut self) {
        let failed = |v: &Self, step: Step| v.status(step).and_then(Status::error).is_some();
        if failed(self, Step::Opening) {
            self.forget(&[Step::Enrolments, Step::Signatures, Step::Others, Step::Completion]);
        }
        if failed(self, Step::Enrolments) {
            self.forget(&[Step::Signatures, Step::Others, Step::Completion]);
        }
        if failed(self, Step::Signatures) || failed(self, Step::Others) {
            self.forget(&[Step::Completion]);
        }
    }

    /// Step 9: marks match the digests that signatures name, annexes at hand those of the pact.
    fn attachments(
        &mut self,
        seen: &[Seen],
        marks: &std::collections::BTreeMap<String, String>,
        pact: &Pact,
        annexes: &AnnexesAtHand,
    ) {
        let named: BTreeSet<String> = seen.iter().filter_map(named_mark).map(|digest| digest.to_string()).collect();
        let marks = marks.iter().try_for_each(|(digest, svg)| mark(digest, svg, &named));
        let annex = |(file, digest): (&String, &Digest)| match pact.annexes.iter().find(|a| a.file == *file) {
            Some(annex) if annex.sha256 == *digest => Ok(()),
            _ => Err(CoreError::new(Code::AnnexWrong).at(file)),
        };
        match marks.and_then(|()| annexes.iter().try_for_each(annex)) {
            Ok(()) => self.passed(Step::Attachments, named.len() + annexes.len()),
            Err(error) => self.failed(Step::Attachments, error),
        }
    }
}

fn place(index: u64) -> String {
    format!("record {index}")
}

fn step_of(kind: Kind) -> Step {
    match kind {
        Kind::Opening | Kind::PreviousLog => Step::Opening,
        Kind::Enrolment => Step::Enrolments,
        Kind::Signature => Step::Signatures,
        Kind::Decline | Kind::Revocation | Kind::Withdrawal => Step::Others,
        Kind::Completion => Step::Completion,
    }
}

fn mark(digest: &str, svg: &str, named: &BTreeSet<String>) -> Result<(), CoreError> {
    let at = || format!("/marks/{digest}");
    if !named.contains(digest) {
        return Err(CoreError::new(Code::MarkUnnamed).at(at()));
    }
    let mark = Mark::parse(svg).map_err(|e| e.at(at()))?;
    if mark.digest().to_string() == digest { Ok(()) } else { Err(CoreError::new(Code::MarkWrong).at(at())) }
}
