//! Progress from paper: a printed sheet holds neither the opening's line nor those of enrolments. Whoever signs names
//! both by digest, and the completion, which the registrar did sign, names all signatures; so it vouches for these
//! texts (`docs/spec/7-codes.md`, step 5). The rules on them are the same as in a ledger.

use super::{Authentic, Enrolled, Progress};
use crate::error::CoreError;
use crate::pact::Pact;
use crate::policy::Policy;
use crate::record::{Act, Enrolment, Record, RecordDigest, Statement};
use crate::time::Time;
use giaouoc_tlog::note::{KeyName, VerifyingKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Progress {
    /// Starts from an opening of which only the time is known.
    pub(crate) fn open_from_paper(pact: Arc<Pact>, ledger: &KeyName, registrar: &KeyName, opened: Time) -> Self {
        let statement = Statement { ledger: ledger.clone(), pact: pact.digest(), act: Act::Opening, time: opened };
        let opening = RecordDigest::of(&statement.text());
        Self {
            ledger: ledger.clone(),
            registrar: registrar.clone(),
            opening,
            opened,
            parties: pact.roster.signers().map(|p| (p.id.clone(), super::PartyState::default())).collect(),
            pact,
            end: None,
            logged: BTreeMap::from([(opening, 0)]),
            erased: BTreeMap::new(),
            not_erased: BTreeSet::new(),
        }
    }

    /// A record of this ledger and pact whose one line was verified by this key already. Whether it is the key that is
    /// due is for [`Progress::admit`] to say.
    pub(crate) fn verified(record: Record, key: VerifyingKey) -> Authentic {
        Authentic { record, keys: Some(vec![key]) }
    }

    /// Takes an enrolment whose lines are not at hand, if its form and the rules allow it.
    pub(crate) fn take_enrolment_from_paper(
        &mut self,
        index: u64,
        enrolment: Enrolment,
        time: Time,
        policy: &Policy,
    ) -> Result<RecordDigest, CoreError> {
        enrolment.check()?;
        self.admit_enrolment(&enrolment, policy)?;
        let act = Act::Enrolment(enrolment.clone());
        let statement = Statement { ledger: self.ledger.clone(), pact: self.pact.digest(), act, time };
        let digest = RecordDigest::of(&statement.text());
        self.logged.insert(digest, index);
        if let Some(state) = self.parties.get_mut(&enrolment.party) {
            state.enrolments.push(Enrolled { index, digest, enrolment, time });
        }
        Ok(digest)
    }
}
