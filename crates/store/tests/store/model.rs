//! Random acts against a simple model: what it expects is what the writer answers, and after every act the whole log is
//! verified again, by the audit and, for the pact that was touched, by the verifier of evidence files.

use crate::world::{World, mark, pact_with, party, party_key, registrar};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::Pact;
use giaouoc_core::record::{Act, Channel, Completion, Decline, Intent, Record, RecordDigest, Signature, Statement};
use giaouoc_core::{Code, CoreError};
use giaouoc_store::Error;
use giaouoc_store::sequencer::{Receipt, Submission};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::note::KeyName;
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// Stages of the parties of each pact; the last pact supersedes the first.
const PACTS: [&[u64]; 4] = [&[1], &[2, 1], &[1, 1, 3], &[1, 1]];
/// Keys that one party may use.
const KEYS: u8 = 3;

/// One act, drawn by weight; the numbers choose pact, party, key or record, modulo what there is.
#[derive(Clone, Copy, Debug)]
enum Op {
    Open(usize),
    Enrol(usize, usize, u8),
    /// Under the newest enrolment, or an older one; with a mark, or with the wrong one.
    Sign(usize, usize, usize, u8),
    Decline(usize, usize),
    Revoke(usize, usize, u8),
    Withdraw(usize),
    Complete(usize),
    /// A record that was taken before, as it was.
    Again(usize),
    /// Somebody else's signature under a right text.
    Forge(usize, usize),
    Erase(usize),
    Restart,
}

fn op() -> impl Strategy<Value = Op> {
    let (pact, party, key, any) = (0..PACTS.len(), 0..3_usize, 0..KEYS, any::<usize>());
    prop_oneof![
        4 => pact.clone().prop_map(Op::Open),
        8 => (pact.clone(), party.clone(), key.clone()).prop_map(|(p, i, k)| Op::Enrol(p, i, k)),
        14 => (pact.clone(), party.clone(), 0..5_usize, 0..4_u8).prop_map(|(p, i, e, m)| Op::Sign(p, i, e, m)),
        1 => (pact.clone(), party.clone()).prop_map(|(p, i)| Op::Decline(p, i)),
        1 => (pact.clone(), party.clone(), key).prop_map(|(p, i, k)| Op::Revoke(p, i, k)),
        1 => pact.clone().prop_map(Op::Withdraw),
        5 => pact.clone().prop_map(Op::Complete),
        4 => any.prop_map(Op::Again),
        2 => (pact, party).prop_map(|(p, i)| Op::Forge(p, i)),
        1 => any.prop_map(Op::Erase),
        1 => Just(Op::Restart),
    ]
}

/// What the model knows of a party.
#[derive(Default)]
struct PartyModel {
    stage: u64,
    /// Key and record digest of each enrolment.
    enrolled: Vec<(u8, RecordDigest)>,
    /// Key under which it signed.
    signed: Option<u8>,
    declined: bool,
    revoked: Vec<u8>,
}

#[derive(Default)]
struct PactModel {
    opened: bool,
    completed: bool,
    withdrawn: bool,
    erased: bool,
    parties: Vec<PartyModel>,
}

impl PactModel {
    fn ended(&self) -> Option<Code> {
        match (self.withdrawn, self.completed) {
            (true, _) => Some(Code::PactWithdrawn),
            (_, true) => Some(Code::PactCompleted),
            _ => None,
        }
    }

    fn stage_open(&self, stage: u64) -> bool {
        self.parties.iter().all(|party| party.stage >= stage || party.signed.is_some())
    }

    fn all_signed(&self) -> bool {
        self.parties.iter().all(|party| party.signed.is_some())
    }
}

/// What is expected of an act.
#[derive(Debug, PartialEq)]
enum Due {
    Taken,
    /// It, or another text of its signer, is there.
    Known(bool),
    Refused(Code),
    /// Something was erased: nothing new is taken, how it is answered depends on what.
    NotTaken,
}

/// A record that was taken.
struct Logged {
    pact: usize,
    note: String,
    mark: Option<Mark>,
    erased: bool,
}

struct Run {
    w: World,
    pacts: Vec<Arc<Pact>>,
    model: Vec<PactModel>,
    log: Vec<Logged>,
}

impl Run {
    fn new() -> Self {
        let w = World::new(Arc::new(SqliteStore::open_in_memory().unwrap()));
        let mut pacts: Vec<Arc<Pact>> = Vec::new();
        for (number, stages) in PACTS.iter().enumerate() {
            let pact = pact_with(number as u64, stages, |document| {
                if number == PACTS.len() - 1 {
                    document["supersedes"] = json!(pacts[0].digest().to_string());
                }
            });
            pacts.push(pact);
        }
        let party = |stage: &u64| PartyModel { stage: *stage, ..Default::default() };
        let model = |stages: &&[u64]| PactModel { parties: stages.iter().map(party).collect(), ..Default::default() };
        Self { w, pacts, model: PACTS.iter().map(model).collect(), log: Vec::new() }
    }

    fn step(&mut self, op: Op) {
        let touched = match op {
            Op::Open(p) => self.open(p),
            Op::Restart => {
                self.w.restart();
                None
            }
            Op::Again(n) => self.again(n),
            Op::Erase(n) => self.erase(n),
            Op::Enrol(p, ..) | Op::Sign(p, ..) | Op::Decline(p, _) | Op::Revoke(p, ..) if !self.model[p].opened => None,
            Op::Withdraw(p) | Op::Complete(p) | Op::Forge(p, _) if !self.model[p].opened => None,
            Op::Enrol(p, i, k) => self.enrol(p, i % PACTS[p].len(), k),
            Op::Sign(p, i, e, m) => self.sign(p, i % PACTS[p].len(), e, m),
            Op::Decline(p, i) => self.decline(p, i % PACTS[p].len()),
            Op::Revoke(p, i, k) => self.revoke(p, i % PACTS[p].len(), k),
            Op::Withdraw(p) => self.withdraw(p),
            Op::Complete(p) => self.complete(p),
            Op::Forge(p, i) => self.forge(p, i % PACTS[p].len()),
        };
        self.verify(touched);
    }

    fn open(&mut self, p: usize) -> Option<usize> {
        let supersedes_open = p == PACTS.len() - 1 && self.model[0].ended().is_none();
        let opening_erased = self.log.iter().any(|l| l.pact == p && l.erased && l.note.contains("/opening/"));
        let due = match self.model[p].opened {
            true if opening_erased => Due::Refused(Code::OpeningErased),
            true => Due::Known(true),
            false if supersedes_open => Due::Refused(Code::SupersededNotEnded),
            false => Due::Taken,
        };
        let answer = self.w.open(&self.pacts[p]);
        self.answered(p, &due, answer, self.w.opening(&self.pacts[p]), None);
        self.model[p].opened |= due == Due::Taken;
        Some(p)
    }

    fn enrol(&mut self, p: usize, i: usize, k: u8) -> Option<usize> {
        let (pact, id) = (Arc::clone(&self.pacts[p]), format!("p{i}"));
        let key = party_key(&pact, &id, k);
        let statement = self.state(p)?.draft_enrolment(
            &party(&id),
            key.verifying_key(),
            giaouoc_core::progress::Holder {
                name: format!("Người ký {id}"),
                capacity: giaouoc_core::record::Capacity::Delegate,
                authority: None,
            },
            giaouoc_core::record::Method::InPerson,
            self.w.now(),
        );
        let (model, state) = (&self.model[p], &self.model[p].parties[i]);
        let due = match model.ended() {
            _ if model.erased => Due::NotTaken,
            Some(code) => Due::Refused(code),
            None if state.signed.is_some() => Due::Refused(Code::AlreadySigned),
            None if state.declined => Due::Refused(Code::AlreadyDeclined),
            None if state.enrolled.len() >= 8 => Due::Refused(Code::EnrolledTooOften),
            None if state.revoked.contains(&k) => Due::Refused(Code::KeyRevoked),
            None => Due::Taken,
        };
        let record = statement.sign(&[&registrar(), &key]).unwrap();
        let digest = record.digest();
        if self.submit(p, &due, record, None) {
            self.model[p].parties[i].enrolled.push((k, digest));
        }
        Some(p)
    }

    fn sign(&mut self, p: usize, i: usize, e: usize, m: u8) -> Option<usize> {
        let (k, enrolment, newest) = self.enrolment(p, i, e)?;
        let pact = Arc::clone(&self.pacts[p]);
        let state = self.state(p)?;
        let stage = PACTS[p][i];
        let opens = state.after(stage);
        let named = (m > 0).then(|| mark(7));
        let id = party(&format!("p{i}"));
        let signature = Signature {
            position: pact.roster.position(&id).unwrap(),
            party: id,
            intent: Intent::Sign,
            enrolment,
            after: opens.unwrap_or(state.opening().0),
            mark: named.as_ref().map(Mark::digest),
            channel: Channel::Cli,
        };
        let (model, party) = (&self.model[p], &self.model[p].parties[i]);
        let due = match (m, model.ended()) {
            (3, _) => Due::Refused(Code::MarkWrong),
            _ if model.erased => Due::NotTaken,
            _ if party.signed == Some(k) => Due::Known(false),
            (_, Some(code)) => Due::Refused(code),
            _ if party.signed.is_some() => Due::Refused(Code::PositionTaken),
            _ if party.declined => Due::Refused(Code::AlreadyDeclined),
            _ if party.revoked.contains(&k) => Due::Refused(Code::KeyRevoked),
            _ if !newest => Due::Refused(Code::EnrolmentOutdated),
            _ if !model.stage_open(stage) => Due::Refused(Code::StageNotOpen),
            _ => Due::Taken,
        };
        assert!(model.erased || opens.is_some() == model.stage_open(stage));
        let sent = match m {
            2 => named,
            3 => Some(mark(8)),
            _ => None,
        };
        let record = self.signed(p, Act::Signature(signature), &[&party_key(&pact, &format!("p{i}"), k)]);
        if self.submit(p, &due, record, sent) {
            self.model[p].parties[i].signed = Some(k);
        }
        Some(p)
    }

    fn decline(&mut self, p: usize, i: usize) -> Option<usize> {
        let (k, enrolment, _) = self.enrolment(p, i, 0)?;
        let (model, state) = (&self.model[p], &self.model[p].parties[i]);
        let due = match model.ended() {
            _ if model.erased => Due::NotTaken,
            Some(code) => Due::Refused(code),
            None if state.signed.is_some() => Due::Refused(Code::AlreadySigned),
            None if state.declined => Due::Refused(Code::AlreadyDeclined),
            None if state.revoked.contains(&k) => Due::Refused(Code::KeyRevoked),
            None => Due::Taken,
        };
        let id = format!("p{i}");
        let decline = Decline { party: party(&id), enrolment, reason: None };
        let record = self.signed(p, Act::Decline(decline), &[&party_key(&self.pacts[p], &id, k)]);
        if self.submit(p, &due, record, None) {
            self.model[p].parties[i].declined = true;
        }
        Some(p)
    }

    fn revoke(&mut self, p: usize, i: usize, k: u8) -> Option<usize> {
        let id = format!("p{i}");
        let key = party_key(&self.pacts[p], &id, k).verifying_key();
        let statement = self.state(p)?.draft_revocation(&party(&id), key, None, self.w.now());
        let model = &self.model[p];
        let due = match model.withdrawn {
            true if model.erased => Due::NotTaken,
            true => Due::Refused(Code::PactWithdrawn),
            false if model.erased || model.parties[i].enrolled.iter().any(|(key, _)| *key == k) => Due::Taken,
            false => Due::Refused(Code::KeyNeverEnrolled),
        };
        // An erased withdrawal is not seen by the rules: a revocation is harmless, and taken.
        let due = if model.erased && model.withdrawn && self.state(p)?.end().is_none() { Due::Taken } else { due };
        if self.submit(p, &due, statement.sign(&[&registrar()]).unwrap(), None) {
            self.model[p].parties[i].revoked.push(k);
        }
        Some(p)
    }

    fn withdraw(&mut self, p: usize) -> Option<usize> {
        let statement = self.state(p)?.draft_withdrawal(None, self.w.now());
        let model = &self.model[p];
        let due = match model.ended() {
            Some(_) if model.erased => Due::NotTaken,
            Some(code) => Due::Refused(code),
            None => Due::Taken,
        };
        let taken = self.submit(p, &due, statement.sign(&[&registrar()]).unwrap(), None);
        self.model[p].withdrawn |= taken;
        Some(p)
    }

    fn complete(&mut self, p: usize) -> Option<usize> {
        let state = self.state(p)?;
        let (model, n) = (&self.model[p], PACTS[p].len());
        let due = match model.ended() {
            _ if model.erased => Due::NotTaken,
            Some(code) => Due::Refused(code),
            None if model.parties.iter().any(|party| party.declined) => Due::Refused(Code::PactDeclined),
            None if !model.all_signed() => Due::Refused(Code::NotAllSigned),
            None => Due::Taken,
        };
        let signatures = state.signatures().unwrap_or(state.opening().0);
        let count = giaouoc_core::pact::Position { k: n, n };
        let record = self.signed(p, Act::Completion(Completion { signatures, count }), &[&registrar()]);
        let taken = self.submit(p, &due, record, None);
        self.model[p].completed |= taken;
        Some(p)
    }

    fn again(&mut self, n: usize) -> Option<usize> {
        let logged = self.log.get(n % self.log.len().max(1))?;
        let p = logged.pact;
        let record = Record::parse(logged.note.as_bytes()).unwrap();
        let (erased, mark) = (logged.erased, logged.mark.clone());
        if record.kind() == giaouoc_core::leaf::Kind::Opening {
            return self.open(p);
        }
        self.state(p)?;
        let due = match (erased, self.model[p].erased) {
            (true, _) => Due::NotTaken,
            // Its key may be unknown by now.
            (false, true) => return None,
            (false, false) => Due::Known(true),
        };
        self.submit(p, &due, record, mark);
        Some(p)
    }

    /// A right text, signed by somebody else: it does not reach the writer.
    fn forge(&mut self, p: usize, i: usize) -> Option<usize> {
        let (_, enrolment, _) = self.enrolment(p, i, 0)?;
        let id = format!("p{i}");
        let decline = Decline { party: party(&id), enrolment, reason: None };
        let record = self.signed(p, Act::Decline(decline), &[&party_key(&self.pacts[p], &id, 99)]);
        let state = self.state(p)?;
        if !self.model[p].erased {
            assert_eq!(state.authenticate(record, self.w.seq.policy()).unwrap_err().code, Code::SignatureLines);
        }
        None
    }

    fn erase(&mut self, n: usize) -> Option<usize> {
        let index = n % self.log.len().max(1);
        let logged = self.log.get_mut(index)?;
        self.w.seq.erase(index as u64).unwrap();
        logged.erased = true;
        self.model[logged.pact].erased = true;
        Some(logged.pact)
    }

    /// Nothing where its opening was erased.
    fn state(&self, p: usize) -> Option<Arc<giaouoc_core::progress::Progress>> {
        match self.w.seq.progress(self.pacts[p].digest()) {
            Ok(state) => Some(state.expect("it is open")),
            Err(Error::Refused(error)) => {
                assert_eq!(error.code, Code::OpeningErased);
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Key and digest of an enrolment, and whether it is the newest; the newest for 0 and 1, else one by chance.
    fn enrolment(&self, p: usize, i: usize, e: usize) -> Option<(u8, RecordDigest, bool)> {
        let enrolled = &self.model[p].parties[i].enrolled;
        let newest = enrolled.len().checked_sub(1)?;
        let at = if e < 2 { newest } else { e % enrolled.len() };
        Some((enrolled[at].0, enrolled[at].1, at == newest))
    }

    fn signed(&self, p: usize, act: Act, keys: &[&giaouoc_tlog::note::SigningKey]) -> Record {
        let ledger = KeyName::parse(crate::world::ORIGIN).unwrap();
        Statement { ledger, pact: self.pacts[p].digest(), act, time: self.w.now() }.sign(keys).unwrap()
    }

    /// As the server does: authenticate against the newest state, then submit. True if it was taken.
    fn submit(&mut self, p: usize, due: &Due, record: Record, mark: Option<Mark>) -> bool {
        let Some(state) = self.state(p) else { return false };
        let answer = match state.authenticate(record.clone(), self.w.seq.policy()) {
            Ok(authentic) => self.w.seq.submit_wait(Submission::Record { authentic, mark: mark.clone() }),
            Err(error) => Err(error.into()),
        };
        self.answered(p, due, answer, record, mark);
        *due == Due::Taken
    }

    fn answered(&mut self, pact: usize, due: &Due, answer: Result<Receipt, Error>, record: Record, mark: Option<Mark>) {
        match (due, answer) {
            (Due::Taken, Ok(receipt)) => {
                assert_eq!((receipt.known, receipt.index), (false, self.log.len() as u64));
                assert_eq!((receipt.digest, receipt.size), (record.digest(), receipt.index + 1));
                self.log.push(Logged { pact, note: record.note().to_string(), mark, erased: false });
            }
            (Due::Known(same), Ok(receipt)) => {
                let logged = &self.log[receipt.index as usize];
                assert_eq!((receipt.known, receipt.same_text), (true, *same));
                assert_eq!(Record::parse(logged.note.as_bytes()).unwrap().digest(), receipt.digest);
            }
            (Due::Refused(code), Err(Error::Refused(CoreError { code: found, .. }))) => assert_eq!(*code, found),
            (Due::NotTaken, Err(Error::Refused(_))) => {}
            (Due::NotTaken, Ok(receipt)) => assert!(receipt.known),
            (due, answer) => panic!("{due:?} is due, found {answer:?}"),
        }
    }

    /// The whole log, and the evidence of the pact that was touched.
    fn verify(&self, touched: Option<usize>) {
        let audit = self.w.audit();
        assert!(audit.holds(), "{:?}", audit.findings);
        let erased = self.log.iter().filter(|logged| logged.erased).count() as u64;
        assert_eq!((audit.entries, audit.erased), (self.log.len() as u64, erased));
        assert_eq!(audit.records + audit.erased, audit.entries);
        if let Some(p) = touched.filter(|p| self.model[*p].opened) {
            let report = self.w.verdict(self.pacts[p].digest());
            let verdict = (report.verdict.as_str(), report.reason.map(|reason| reason.as_str()));
            assert_eq!(verdict, self.verdict(p), "{report:?}");
        }
    }

    fn verdict(&self, p: usize) -> (&'static str, Option<&'static str>) {
        let model = &self.model[p];
        let of_pact = || self.log.iter().filter(|logged| logged.pact == p);
        if of_pact().next().is_some_and(|opening| opening.erased) {
            return ("untrusted", None);
        }
        match () {
            () if model.erased => ("incomplete", Some("erased")),
            () if model.withdrawn => ("incomplete", Some("withdrawn")),
            () if model.parties.iter().any(|party| party.declined) => ("incomplete", Some("declined")),
            () if model.completed => ("valid", None),
            () if !model.all_signed() => ("incomplete", Some("k-of-n")),
            () => ("incomplete", Some("no-completion")),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    /// 24 ledgers of 100 acts each.
    #[test]
    fn the_writer_does_what_the_model_says(ops in prop::collection::vec(op(), 100)) {
        let mut run = Run::new();
        ops.into_iter().for_each(|op| run.step(op));
    }
}
