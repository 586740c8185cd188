//! Facts that a person should look at before the registrar signs.

use crate::pact::Pact;
use crate::progress::Progress;
use crate::record::{Act, Enrolment, Statement};
use crate::report::Verdict;

/// Facts about the pact and the act, beside the text that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The verdict over the pact's evidence, where whoever drafts has verified it.
    pub verdict: Option<Verdict>,
    /// Number of parties that have signed.
    pub signed: usize,
    /// Number of parties that are to sign.
    pub due: usize,
    /// The unit of the party that the act is about.
    pub unit: Option<String>,
    /// The enrolment, where the act is one.
    pub enrolment: Option<Enrolment>,
    /// The pact's title.
    pub title: String,
    /// The pact digest's short number for people.
    pub number: String,
}

impl Facts {
    /// Facts about an act on an opened pact.
    pub(super) fn new(progress: &Progress, statement: &Statement) -> Self {
        let pact = progress.pact();
        let unit = statement.party().and_then(|party| pact.roster.party(party)).map(|party| party.unit.clone());
        let enrolment = match &statement.act {
            Act::Enrolment(enrolment) => Some(enrolment.clone()),
            _ => None,
        };
        Self { signed: progress.signed_count(), unit, enrolment, ..Self::of_pact(pact) }
    }

    /// Facts about a pact that nobody has signed.
    pub(super) fn of_pact(pact: &Pact) -> Self {
        Self {
            verdict: None,
            signed: 0,
            due: pact.roster.signer_count(),
            unit: None,
            enrolment: None,
            title: pact.title.clone(),
            number: pact.digest().0.short(),
        }
    }
}
