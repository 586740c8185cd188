//! The findings of a verification while it runs, and the report that they make.

use super::facts;
use crate::error::CoreError;
use crate::pact::Pact;
use crate::progress::{End, Progress, Unchecked};
use crate::report::{
    CheckpointFacts, OtherFacts, PactFacts, Reason, Report, Status, Step, StepReport, Verdict, Warning,
};
use std::sync::Arc;

/// The steps as they come to be known; what nobody sets stays `not checked`.
#[derive(Default)]
pub(super) struct Verifier {
    steps: [Option<Status>; Step::ALL.len()],
    counts: [usize; Step::ALL.len()],
    pub(super) unchecked: Vec<(Step, Unchecked, u64)>,
    pub(super) pact: Option<Arc<Pact>>,
    pub(super) checkpoint: Option<CheckpointFacts>,
    pub(super) progress: Option<Progress>,
    pub(super) others: Vec<OtherFacts>,
    pub(super) warnings: Vec<Warning>,
    /// True when a sample key, whose private half everybody has, had a hand in the pact.
    pub(super) sample: bool,
    /// The number of signatures that a printed seal counts.
    pub(super) sealed: Option<usize>,
}

impl Verifier {
    fn slot(step: Step) -> usize {
        usize::from(step.number()) - 1
    }

    pub(super) fn status(&self, step: Step) -> Option<&Status> {
        self.steps.get(Self::slot(step)).and_then(Option::as_ref)
    }

    pub(super) fn passed(&mut self, step: Step, count: usize) {
        self.set(step, Status::Passed);
        if let Some(slot) = self.counts.get_mut(Self::slot(step)) {
            *slot = count;
        }
    }

    pub(super) fn count(&mut self, step: Step) {
        if let Some(slot) = self.counts.get_mut(Self::slot(step)) {
            *slot += 1;
        }
    }

    /// The first defect of a step is the one that is told.
    pub(super) fn failed(&mut self, step: Step, error: CoreError) {
        if self.status(step).and_then(Status::error).is_none() {
            self.set(step, Status::failing(error));
        }
    }

    pub(super) fn forget(&mut self, steps: &[Step]) {
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

    pub(super) fn report(self) -> Report {
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
            warnings: self.sample.then(Warning::sample_keys).into_iter().chain(self.warnings).collect(),
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
