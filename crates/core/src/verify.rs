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
mod sheet;

pub use sheet::{LATER_REVOCATION, verify_sheet};

use crate::digest::Digest;
use crate::error::{Code, Error};
use crate::evidence::{Evidence, Item};
use crate::leaf::{Entry, Kind, Nonce};
use crate::mark::Mark;
use crate::pact::{Pact, PartyId};
use crate::policy::{Policy, checkpoint_error};
use crate::progress::{Admission, End, Progress, Unchecked};
use crate::record::{Act, Record, RecordDigest, kind_of, parse_note};
use crate::report::{
    AnnexesAtHand, CheckpointFacts, OtherFacts, PactFacts, Reason, Report, Status, Step, StepReport, Verdict, Warning,
    is_untrusted,
};
use crate::sample::is_sample;
use crate::time::Time;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Hash, check_inclusion};
use giaouoc_tlog::note::Note;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Code of the warning that a sample bears.
pub const SAMPLE_KEYS: &str = "sample-keys";
/// Hashes of one inclusion proof: a tree of 2^63 leaves needs no more.
const MAX_PROOF: usize = 63;

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

/// A record of the file whose leaf was recomputed. Its form is judged in the step of its kind.
struct Leafed {
    index: u64,
    kind: Kind,
    record: Result<Record, Error>,
}

/// What the file holds at one index, after step 4.
#[expect(clippy::large_enum_variant, reason = "nearly all of a file's records are notes")]
enum Seen {
    Note(Leafed),
    Erased(u64, RecordDigest),
}

/// The steps as they come to be known; what nobody sets stays `not checked`.
#[derive(Default)]
struct Verifier {
    steps: [Option<Status>; Step::ALL.len()],
    counts: [usize; Step::ALL.len()],
    unchecked: Vec<(Step, Unchecked, u64)>,
    pact: Option<Arc<Pact>>,
    checkpoint: Option<CheckpointFacts>,
    progress: Option<Progress>,
    others: Vec<OtherFacts>,
    warnings: Vec<Warning>,
    /// Whether a key had a hand in it whose private half everybody has.
    sample: bool,
    /// How many signatures a printed seal counts.
    sealed: Option<usize>,
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
            None => Err(Error::new(Code::PolicyMissing)),
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
                let broken = !is_untrusted(&error);
                self.failed(Step::Checkpoint, error);
                if broken {
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
            ([Seen::Note(_), ..], None) => Err(Error::new(Code::PolicyMissing)),
            ([Seen::Erased(..), rest @ ..], _) if !rest.iter().any(is_opening) => Err(Error::new(Code::OpeningErased)),
            _ => Err(Error::new(Code::OpeningMissing)),
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

    fn record(&mut self, progress: &mut Progress, index: u64, record: Record, policy: &Policy) -> Result<Time, Error> {
        let (step, time) = (step_of(record.kind()), record.statement().time);
        let authentic = progress.authenticate(record, policy)?;
        self.sample |= authentic.keys().iter().any(is_sample);
        match progress.admit(&authentic, policy)? {
            Admission::Known { index, .. } => {
                Err(Error::new(Code::RecordTwice).because(format!("the other stands at {index}")))
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
            self.warnings.push(Warning {
                code: "time-backwards",
                place: place(index),
                vi: format!("Thời điểm khai của mục ghi {index} sớm hơn mục ghi trước đó."),
                en: format!("Record {index} claims a time before that of an earlier record."),
            });
        }
        if progress.not_closed(kind, time).is_err() {
            self.warnings.push(Warning {
                code: "time-after-close",
                place: place(index),
                vi: format!("Thời điểm khai của mục ghi {index} sau hạn ký."),
                en: format!("Record {index} claims a time after the pact closed."),
            });
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
            _ => Err(Error::new(Code::AnnexWrong).at(file)),
        };
        match marks.and_then(|()| annexes.iter().try_for_each(annex)) {
            Ok(()) => self.passed(Step::Attachments, named.len() + annexes.len()),
            Err(error) => self.failed(Step::Attachments, error),
        }
    }

    fn slot(step: Step) -> usize {
        usize::from(step.number()) - 1
    }

    fn status(&self, step: Step) -> Option<&Status> {
        self.steps.get(Self::slot(step)).and_then(Option::as_ref)
    }

    fn passed(&mut self, step: Step, count: usize) {
        self.set(step, Status::Passed);
        if let Some(slot) = self.counts.get_mut(Self::slot(step)) {
            *slot = count;
        }
    }

    fn count(&mut self, step: Step) {
        if let Some(slot) = self.counts.get_mut(Self::slot(step)) {
            *slot += 1;
        }
    }

    /// The first defect of a step is the one that is told.
    fn failed(&mut self, step: Step, error: Error) {
        if self.status(step).and_then(Status::error).is_none() {
            let status = if is_untrusted(&error) { Status::Untrusted(error) } else { Status::Failed(error) };
            self.set(step, status);
        }
    }

    fn forget(&mut self, steps: &[Step]) {
        for step in steps {
            if self.status(*step).and_then(Status::error).is_none() {
                self.set(*step, Status::NotChecked);
            }
        }
    }

    fn set(&mut self, step: Step, status: Status) {
        if let Some(slot) = self.steps.get_mut(Self::slot(step)) {
            *slot = Some(status);
        }
    }

    fn report(self) -> Report {
        let progress = self.progress.as_ref();
        let (verdict, reason) = self.verdict();
        let steps = Step::ALL.into_iter().map(|step| self.step_report(step)).collect();
        let roster = self.pact.as_ref().map(|pact| &pact.roster);
        Report {
            verdict,
            reason,
            steps,
            signed: progress.map(Progress::signed_count).or(self.sealed).unwrap_or_default(),
            due: roster.map(|roster| roster.signer_count()).or(self.sealed).unwrap_or_default(),
            signers: progress.map(|progress| facts::signers(progress, self.sealed.is_some())).unwrap_or_default(),
            pact: self.pact.as_deref().map(PactFacts::of),
            checkpoint: self.checkpoint,
            others: self.others,
            erased: progress.map(facts::erased).unwrap_or_default(),
            warnings: self.sample.then(sample_warning).into_iter().chain(self.warnings).collect(),
        }
    }

    fn step_report(&self, step: Step) -> StepReport {
        let of_step = self.unchecked.iter().filter(|(s, _, _)| *s == step);
        StepReport {
            step,
            status: self.status(step).cloned().unwrap_or(Status::NotChecked),
            count: self.counts.get(Self::slot(step)).copied().unwrap_or_default(),
            unchecked: of_step.map(|(_, what, index)| (*what, *index)).collect(),
        }
    }

    /// The first step that fails decides; where none does, what the records say.
    fn verdict(&self) -> (Verdict, Option<Reason>) {
        let deciding = Step::ALL.into_iter().filter_map(|step| self.status(step)).find(|s| s.error().is_some());
        match deciding {
            Some(Status::Untrusted(_)) => return (Verdict::Untrusted, None),
            Some(_) => return (Verdict::Invalid, None),
            None => {}
        }
        let Some(progress) = &self.progress else {
            // A printed seal without its text; nothing else gets here unfailed.
            let sealed = self.sealed.is_some();
            return if sealed { (Verdict::Incomplete, Some(Reason::TextMissing)) } else { (Verdict::Untrusted, None) };
        };
        let reason = match progress.end() {
            _ if progress.is_erased() => Reason::Erased,
            Some((End::Withdrawn, _)) => Reason::Withdrawn,
            _ if progress.is_declined() => Reason::Declined,
            Some((End::Completed, _)) => return (Verdict::Valid, None),
            None if progress.signatures().is_none() => Reason::KOfN,
            None => Reason::NoCompletion,
        };
        (Verdict::Incomplete, Some(reason))
    }
}

fn sample_warning() -> Warning {
    Warning {
        code: SAMPLE_KEYS,
        place: String::new(),
        vi: "MẪU: ký bằng khóa mẫu công khai, ai cũng có thể ký như vậy. Không có giá trị.".to_owned(),
        en: "SAMPLE (MẪU): signed with public example keys, as anybody could. Worth nothing.".to_owned(),
    }
}

fn place(index: u64) -> String {
    format!("record {index}")
}

fn in_order(index: u64, next: u64, tree: &Checkpoint) -> Result<(), Error> {
    if index < next {
        return Err(Error::new(Code::RecordOrder));
    }
    if index >= tree.size {
        return Err(Error::new(Code::ProofWrong).because(format!("the tree has {} leaves", tree.size)));
    }
    Ok(())
}

/// Recomputes a leaf and checks that the tree holds it there.
fn leafed(item: Item, tree: &Checkpoint) -> Result<Seen, Error> {
    let (index, nonce, text, proof) = match item {
        Item::Erased { index, digest } => return Digest::parse(&digest).map(|d| Seen::Erased(index, RecordDigest(d))),
        Item::Present { index, nonce, note, proof } => (index, nonce, note, proof),
    };
    let nonce = Nonce::parse(&nonce)?;
    let note = parse_note(text.as_bytes())?;
    let kind = kind_of(note.text())?;
    if proof.len() > MAX_PROOF {
        return Err(Error::new(Code::ProofWrong).because(format!("{} hashes", proof.len())));
    }
    let wrong = |e: giaouoc_tlog::Error| Error::new(Code::ProofWrong).because(e.to_string());
    let proof = proof.iter().map(|hash| Hash::from_base64(hash)).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let leaf = Entry::new(kind, &nonce, &text).leaf_hash();
    check_inclusion(index, tree.size, &leaf, &proof, &tree.root).map_err(wrong)?;
    Ok(Seen::Note(Leafed { index, kind, record: Record::from_note(note) }))
}

fn is_opening(seen: &Seen) -> bool {
    matches!(seen, Seen::Note(leafed) if leafed.kind == Kind::Opening)
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

/// Whose signature this is, whether or not it holds.
fn signer_of(seen: &Seen) -> Option<PartyId> {
    match seen {
        Seen::Note(Leafed { kind: Kind::Signature, record: Ok(record), .. }) => record.statement().party().cloned(),
        _ => None,
    }
}

/// The mark that a signature names; whether the signature holds is another step's matter.
fn named_mark(seen: &Seen) -> Option<Digest> {
    let Seen::Note(Leafed { record: Ok(record), .. }) = seen else { return None };
    match &record.statement().act {
        Act::Signature(signature) => signature.mark,
        _ => None,
    }
}

fn mark(digest: &str, svg: &str, named: &BTreeSet<String>) -> Result<(), Error> {
    let at = || format!("/marks/{digest}");
    if !named.contains(digest) {
        return Err(Error::new(Code::MarkUnnamed).at(at()));
    }
    let mark = Mark::parse(svg).map_err(|e| e.at(at()))?;
    if mark.digest().to_string() == digest { Ok(()) } else { Err(Error::new(Code::MarkWrong).at(at())) }
}
