//! Keys from seeds, pacts from one fixture, and a writer over any ledger.

use giaouoc_core::CoreError;
use giaouoc_core::leaf::Nonce;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Authentic, Holder, Progress, Signing};
use giaouoc_core::record::{Act, Capacity, Channel, Method, Record, Statement};
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use giaouoc_core::verify::verify;
use giaouoc_store::Error;
use giaouoc_store::audit::{AuditReport, audit};
use giaouoc_store::ledger::Ledger;
use giaouoc_store::reader::Reader;
use giaouoc_store::sequencer::{CheckpointFile, Receipt, Sequencer, Sources, Submission};
use giaouoc_store::workspace::Workspace;
use giaouoc_tlog::note::{KeyName, SigningKey};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A driver of both contracts.
pub(crate) trait Driver: Ledger + Workspace {}
impl<T: Ledger + Workspace> Driver for T {}

pub(crate) const ORIGIN: &str = "giaouoc.example/so/2026";
/// 2023-02-17T01:00:00Z.
pub(crate) const START: i64 = 1_676_595_600;

pub(crate) fn key(name: &str, seed: u8) -> SigningKey {
    SigningKey::new(KeyName::parse(name).unwrap(), &[seed; 32])
}

pub(crate) fn ledger_key() -> SigningKey {
    key(ORIGIN, 1)
}

pub(crate) fn registrar() -> SigningKey {
    key("giaouoc.example/so/2026/registrar", 2)
}

pub(crate) fn policy() -> Policy {
    let (log, registrar) = (ledger_key().verifying_key(), registrar().verifying_key());
    Policy::parse(&format!("log {log}\nregistrar {registrar}\nquorum none\n")).unwrap()
}

pub(crate) fn at(seconds: i64) -> Time {
    Time::from_unix(START + seconds).unwrap()
}

pub(crate) fn party(id: &str) -> PartyId {
    PartyId::parse(id).unwrap()
}

pub(crate) fn pact_id(number: u64) -> PactId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    PactId::from_random(bytes)
}

/// A pact whose parties are `p0`, `p1` …, each in the stage given.
pub(crate) fn pact(number: u64, stages: &[u64]) -> Arc<Pact> {
    pact_with(number, stages, |_| {})
}

pub(crate) fn pact_with(number: u64, stages: &[u64], change: impl FnOnce(&mut Value)) -> Arc<Pact> {
    let mut document: Value =
        serde_json::from_str(include_str!("../../../../fixtures/vectors/formats/1-pact.json")).unwrap();
    document["id"] = json!(pact_id(number).as_str());
    let member = |(i, stage): (usize, &u64)| {
        let role = if i == 0 { "head" } else { "member" };
        json!({ "id": format!("p{i}"), "unit": format!("Đơn vị {i}"), "role": role, "stage": stage, "signs": true })
    };
    document["roster"] = stages.iter().enumerate().map(member).collect();
    change(&mut document);
    Arc::new(Pact::parse(document.to_string().as_bytes()).unwrap())
}

pub(crate) fn mark(width: u32) -> Mark {
    let head = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120">"#;
    let path = format!(r##"<path d="M{width} 2L3 4" fill="none" stroke="#000" stroke-width="2"/>"##);
    Mark::parse(&format!("{head}{path}</svg>")).unwrap()
}

/// A ledger and its writer.
pub(crate) struct World {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) seq: Sequencer,
    /// Seconds after [`START`] on the writer's clock.
    pub(crate) clock: Arc<AtomicI64>,
    /// Makes each text another one.
    tick: AtomicI64,
}

/// Nonces that differ, and are the same in each run.
pub(crate) fn sources(clock: Arc<AtomicI64>) -> Sources {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let nonce = || {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Ok(Nonce(bytes))
    };
    Sources { clock: Box::new(move || at(clock.load(Ordering::Relaxed))), nonce: Box::new(nonce) }
}

impl World {
    pub(crate) fn new(ledger: Arc<dyn Ledger>) -> Self {
        Self::with_checkpoint_file(ledger, None).unwrap()
    }

    pub(crate) fn with_checkpoint_file(
        ledger: Arc<dyn Ledger>,
        checkpoint_file: Option<CheckpointFile>,
    ) -> Result<Self, Error> {
        let clock = Arc::new(AtomicI64::new(0));
        let sources = sources(Arc::clone(&clock));
        let seq = Sequencer::start(Arc::clone(&ledger), ledger_key(), policy(), sources, checkpoint_file)?;
        Ok(Self { ledger, seq, clock, tick: AtomicI64::new(0) })
    }

    /// The same ledger under a new writer.
    pub(crate) fn restart(&mut self) {
        self.seq.stop();
        let sources = sources(Arc::clone(&self.clock));
        self.seq = Sequencer::start(Arc::clone(&self.ledger), ledger_key(), policy(), sources, None).unwrap();
    }

    /// A time that no earlier text has claimed.
    pub(crate) fn now(&self) -> Time {
        at(self.tick.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn progress(&self, pact: &Pact) -> Arc<Progress> {
        self.seq.progress(pact.digest()).unwrap().expect("the pact is open")
    }

    pub(crate) fn opening(&self, pact: &Pact) -> Record {
        let ledger = KeyName::parse(ORIGIN).unwrap();
        let statement = Statement { ledger, pact: pact.digest(), act: Act::Opening, time: at(0) };
        statement.sign(&[&registrar()]).unwrap()
    }

    pub(crate) fn open(&self, pact: &Arc<Pact>) -> Result<Receipt, Error> {
        let record = self.opening(pact);
        self.seq.submit_wait(Submission::Open { pact: Arc::clone(pact), record })
    }

    /// Signs and authenticates, as the server does before it submits.
    pub(crate) fn authentic(
        &self,
        pact: &Pact,
        statement: &Statement,
        keys: &[&SigningKey],
    ) -> Result<Authentic, CoreError> {
        self.progress(pact).authenticate(statement.sign(keys)?, self.seq.policy())
    }

    pub(crate) fn submit(&self, pact: &Pact, statement: &Statement, keys: &[&SigningKey]) -> Result<Receipt, Error> {
        let authentic = self.authentic(pact, statement, keys)?;
        self.seq.submit_wait(Submission::Record { authentic, mark: None })
    }

    pub(crate) fn enrolment(&self, pact: &Pact, id: &str, key: &SigningKey) -> Statement {
        let holder = Holder { name: format!("Người ký {id}"), capacity: Capacity::Delegate, authority: None };
        let (party, key) = (party(id), key.verifying_key());
        self.progress(pact).draft_enrolment(&party, key, holder, Method::InPerson, self.now())
    }

    pub(crate) fn enrol(&self, pact: &Pact, id: &str, seed: u8) -> Result<Receipt, Error> {
        let key = party_key(pact, id, seed);
        self.submit(pact, &self.enrolment(pact, id, &key), &[&registrar(), &key])
    }

    pub(crate) fn signature(&self, pact: &Pact, id: &str, mark: Option<&Mark>) -> Result<Statement, CoreError> {
        let signing = Signing { mark: mark.map(Mark::digest), channel: Channel::Cli, time: self.now() };
        self.progress(pact).draft_signature(&party(id), signing)
    }

    pub(crate) fn sign(&self, pact: &Pact, id: &str, seed: u8) -> Result<Receipt, Error> {
        self.submit(pact, &self.signature(pact, id, None)?, &[&party_key(pact, id, seed)])
    }

    pub(crate) fn sign_with_mark(&self, pact: &Pact, id: &str, seed: u8, mark: Mark) -> Result<Receipt, Error> {
        let statement = self.signature(pact, id, Some(&mark))?;
        let authentic = self.authentic(pact, &statement, &[&party_key(pact, id, seed)])?;
        self.seq.submit_wait(Submission::Record { authentic, mark: Some(mark) })
    }

    pub(crate) fn complete(&self, pact: &Pact) -> Result<Receipt, Error> {
        self.submit(pact, &self.progress(pact).draft_completion(self.now())?, &[&registrar()])
    }

    pub(crate) fn withdraw(&self, pact: &Pact) -> Result<Receipt, Error> {
        self.submit(pact, &self.progress(pact).draft_withdrawal(None, self.now()), &[&registrar()])
    }

    /// Opens, enrols, signs by stage, completes.
    pub(crate) fn ceremony(&self, pact: &Arc<Pact>) {
        self.open(pact).unwrap();
        let mut signers: Vec<_> = pact.roster.signers().collect();
        signers.iter().for_each(|party| drop(self.enrol(pact, party.id.as_str(), 0).unwrap()));
        signers.sort_by_key(|party| party.stage);
        signers.iter().for_each(|party| drop(self.sign(pact, party.id.as_str(), 0).unwrap()));
        self.complete(pact).unwrap();
    }

    pub(crate) fn evidence(&self, pact: PactDigest) -> String {
        Reader::new(&*self.ledger).evidence(pact, &self.seq.head()).unwrap().to_json().unwrap()
    }

    pub(crate) fn verdict(&self, pact: PactDigest) -> Report {
        verify(self.evidence(pact).as_bytes(), Some(&policy()), &Default::default())
    }

    pub(crate) fn audit(&self) -> AuditReport {
        audited(&*self.ledger)
    }
}

pub(crate) fn audited(ledger: &dyn Ledger) -> AuditReport {
    audit(ledger, &ledger_key().verifying_key(), &policy(), &mut |_, _| {}).unwrap()
}

pub(crate) fn party_key(pact: &Pact, id: &str, seed: u8) -> SigningKey {
    let name = pact.key_name(&party(id));
    // The seed is the name's, so that no key serves two parties.
    let mut bytes = *giaouoc_core::Digest::of(&name).as_bytes();
    bytes[0] = seed;
    SigningKey::new(KeyName::parse(&name).unwrap(), &bytes)
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(error)) => error.code.as_str(),
        other => panic!("a refusal is due, found {other:?}"),
    }
}
