//! A ledger in memory for tests: it holds ceremonies by the rules, and logs without question what [`MemLedger::append`]
//! is given.
//!
//! The acts ([`MemLedger::open`], [`MemLedger::enrol`] …) draft, sign, ask [`Progress`] and log; they fail where the
//! rules refuse. [`MemLedger::append`] asks nobody. Nonces are SHA-256("nonce" ‖ 8-byte big-endian counter), and every
//! act happens 65 seconds after the one before it.

use crate::keys;
use crate::workspace::Outcome;
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PactDigest, Party, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Admission, Holder, Progress, Signing};
use giaouoc_core::record::{Act, Capacity, Channel, Method, Record, Statement};
use giaouoc_core::time::Time;
use giaouoc_core::{CoreError, Digest};
use giaouoc_tlog::merkle::{Hash, InclusionPlan};
use giaouoc_tlog::{Checkpoint, CosigningKey, Frontier, Node, Note, SigningKey, cosignature};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Seconds between two acts.
const PACE: i64 = 65;

/// One entry of the log with all that was hashed into it.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The pact whose evidence shows it.
    pub pact: PactDigest,
    /// Index of its leaf.
    pub index: u64,
    /// As the entry says.
    pub kind: Kind,
    /// Lives beside the record.
    pub nonce: Nonce,
    /// The text as it was given, a signed note or not.
    pub note: String,
    /// The 34 bytes.
    pub entry: Entry,
}

/// One pact's ceremony.
#[derive(Clone, Debug)]
struct Ceremony {
    progress: Progress,
    registrar: SigningKey,
    /// The key enrolled last for each party.
    keys: BTreeMap<PartyId, SigningKey>,
    marks: Vec<Mark>,
}

/// The ledger, its clock, and the pacts that were opened in it.
#[derive(Clone, Debug)]
pub struct MemLedger {
    key: SigningKey,
    policy: Policy,
    clock: Time,
    tree: Frontier,
    nodes: HashMap<Node, Hash>,
    log: Vec<Logged>,
    ceremonies: BTreeMap<PactDigest, Ceremony>,
}

impl MemLedger {
    /// An empty ledger whose first act happens at `start`; `policy` names its registrars.
    pub fn new(key: SigningKey, policy: Policy, start: Time) -> Self {
        let (tree, nodes, log, ceremonies) = (Frontier::empty(), HashMap::new(), Vec::new(), BTreeMap::new());
        Self { key, policy, clock: start, tree, nodes, log, ceremonies }
    }

    /// The ledger, policy and keys of `keys-example/`.
    pub fn example(start: &str) -> Outcome<Self> {
        Ok(Self::new(keys::ledger()?, keys::policy()?, Time::parse(start)?))
    }

    /// The time of this act; the next one is later.
    pub fn tick(&mut self) -> Outcome<Time> {
        let now = self.clock;
        self.clock = Time::from_unix(now.unix() + PACE)?;
        Ok(now)
    }

    /// Goes on at another time.
    pub fn at(&mut self, clock: Time) {
        self.clock = clock;
    }

    /// Everything logged, in order.
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// All that is logged of one pact, in order.
    pub fn log_of(&self, pact: PactDigest) -> impl Iterator<Item = &Logged> {
        self.log.iter().filter(move |logged| logged.pact == pact)
    }

    /// The state of an opened pact, as the honest acts have left it.
    pub fn progress(&self, pact: PactDigest) -> Outcome<&Progress> {
        Ok(&self.ceremony(pact)?.progress)
    }

    /// The registrar who acts for a pact.
    pub fn registrar(&self, pact: PactDigest) -> Outcome<&SigningKey> {
        Ok(&self.ceremony(pact)?.registrar)
    }

    /// From now on this registrar acts for the pact.
    pub fn set_registrar(&mut self, pact: PactDigest, registrar: SigningKey) -> Outcome<()> {
        self.ceremony_mut(pact)?.registrar = registrar;
        Ok(())
    }

    /// The key that was enrolled last for a party.
    pub fn party_key(&self, pact: PactDigest, party: &str) -> Outcome<&SigningKey> {
        let key = self.ceremony(pact)?.keys.get(&PartyId::parse(party)?);
        key.ok_or_else(|| format!("{party} is not enrolled").into())
    }

    // ---- acts by the rules; each returns the index of its leaf

    /// The registrar opens a pact.
    pub fn open(&mut self, pact: &Arc<Pact>, registrar: &SigningKey) -> Outcome<u64> {
        let time = self.tick()?;
        let ledger = self.key.name().clone();
        let record = Statement { ledger, pact: pact.digest(), act: Act::Opening, time }.sign(&[registrar])?;
        let next = self.tree.size();
        let progress = Progress::open(Arc::clone(pact), self.key.name(), &record, next, &self.policy)?;
        let ceremony = Ceremony { progress, registrar: registrar.clone(), keys: BTreeMap::new(), marks: Vec::new() };
        self.ceremonies.insert(pact.digest(), ceremony);
        self.append(pact.digest(), Kind::Opening, record.note().to_string())
    }

    /// The registrar enrols a key for a party.
    pub fn enrol(
        &mut self,
        pact: PactDigest,
        party: &str,
        key: &SigningKey,
        holder: Holder,
        method: Method,
    ) -> Outcome<u64> {
        let (time, party) = (self.tick()?, PartyId::parse(party)?);
        let ceremony = self.ceremony_mut(pact)?;
        let statement = ceremony.progress.draft_enrolment(&party, key.verifying_key(), holder, method, time);
        let registrar = ceremony.registrar.clone();
        let index = self.record(&statement, &[&registrar, key])?;
        self.ceremony_mut(pact)?.keys.insert(party, key.clone());
        Ok(index)
    }

    /// A party signs with the key enrolled last; a drawn mark goes into the evidence.
    pub fn sign(&mut self, pact: PactDigest, party: &str, channel: Channel, mark: Option<Mark>) -> Outcome<u64> {
        let key = self.party_key(pact, party)?.clone();
        let signing = Signing { mark: mark.as_ref().map(Mark::digest), channel, time: self.tick()? };
        let statement = self.progress(pact)?.draft_signature(&PartyId::parse(party)?, signing)?;
        self.ceremony_mut(pact)?.marks.extend(mark);
        self.record(&statement, &[&key])
    }

    /// A party declines.
    pub fn decline(&mut self, pact: PactDigest, party: &str, reason: Option<&str>) -> Outcome<u64> {
        let (key, time) = (self.party_key(pact, party)?.clone(), self.tick()?);
        let reason = reason.map(str::to_owned);
        let statement = self.progress(pact)?.draft_decline(&PartyId::parse(party)?, reason, time)?;
        self.record(&statement, &[&key])
    }

    /// The registrar takes back the key enrolled last for a party.
    pub fn revoke(&mut self, pact: PactDigest, party: &str, reason: Option<&str>) -> Outcome<u64> {
        let (key, time) = (self.party_key(pact, party)?.verifying_key(), self.tick()?);
        let reason = reason.map(str::to_owned);
        let statement = self.progress(pact)?.draft_revocation(&PartyId::parse(party)?, key, reason, time);
        let registrar = self.registrar(pact)?.clone();
        self.record(&statement, &[&registrar])
    }

    /// The registrar withdraws the pact.
    pub fn withdraw(&mut self, pact: PactDigest, reason: Option<&str>) -> Outcome<u64> {
        let time = self.tick()?;
        let statement = self.progress(pact)?.draft_withdrawal(reason.map(str::to_owned), time);
        let registrar = self.registrar(pact)?.clone();
        self.record(&statement, &[&registrar])
    }

    /// The registrar completes the pact.
    pub fn complete(&mut self, pact: PactDigest) -> Outcome<u64> {
        let time = self.tick()?;
        let statement = self.progress(pact)?.draft_completion(time)?;
        let registrar = self.registrar(pact)?.clone();
        self.record(&statement, &[&registrar])
    }

    /// Signs a statement, asks the rules, logs it.
    pub fn record(&mut self, statement: &Statement, keys: &[&SigningKey]) -> Outcome<u64> {
        let (record, next) = (statement.sign(keys)?, self.tree.size());
        let (note, kind, pact) = (record.note().to_string(), record.kind(), statement.pact);
        let policy = self.policy.clone();
        take(&mut self.ceremony_mut(pact)?.progress, record, next, &policy)?;
        self.append(pact, kind, note)
    }

    // ---- the log

    /// Logs any text as an entry of any kind; it will stand in the evidence of that pact.
    pub fn append(&mut self, pact: PactDigest, kind: Kind, note: String) -> Outcome<u64> {
        let index = self.tree.size();
        let nonce = Nonce(*Digest::of([&b"nonce"[..], &index.to_be_bytes()].concat()).as_bytes());
        let entry = Entry::new(kind, &nonce, &note);
        self.nodes.extend(self.tree.push(entry.leaf_hash())?);
        self.log.push(Logged { pact, index, kind, nonce, note, entry });
        Ok(index)
    }

    /// The tree as it is now, unsigned.
    pub fn tree(&self) -> Checkpoint {
        Checkpoint { origin: self.key.name().clone(), size: self.tree.size(), root: self.tree.root() }
    }

    /// The signed checkpoint over everything.
    pub fn checkpoint(&self) -> Note {
        self.tree().sign(&self.key)
    }

    /// The same, cosigned at the time of the next act.
    pub fn cosigned(&self, witness: &CosigningKey) -> Outcome<Note> {
        let mut note = self.checkpoint();
        let line = cosignature::cosign(witness, self.clock.unix().try_into()?, note.text())?;
        note.add(line)?;
        Ok(note)
    }

    /// The inclusion proof of one leaf in the tree as it is now.
    pub fn proof(&self, index: u64) -> Outcome<Vec<Hash>> {
        let plan = InclusionPlan::new(index, self.tree.size())?;
        let hashes = plan.needs().iter().map(|node| self.nodes.get(node).copied());
        Ok(plan.prove(&hashes.collect::<Option<Vec<_>>>().ok_or("a node is missing")?)?)
    }

    /// All that is logged of an opened pact, under the checkpoint of now, with the marks that were drawn.
    pub fn evidence(&self, pact: PactDigest) -> Outcome<Evidence> {
        let ceremony = self.ceremony(pact)?;
        let mut evidence = self.evidence_of(ceremony.progress.pact())?;
        ceremony.marks.iter().for_each(|mark| evidence.add_mark(mark));
        Ok(evidence)
    }

    /// The same of any pact, without marks.
    pub fn evidence_of(&self, pact: &Pact) -> Outcome<Evidence> {
        let item = |l: &Logged| Ok(Item::present(l.index, &l.nonce, l.note.clone(), &self.proof(l.index)?));
        let items = self.log_of(pact.digest()).map(item).collect::<Outcome<_>>()?;
        let checkpoint = self.checkpoint().to_string();
        Ok(Evidence { pact: pact.clone(), items, checkpoint, marks: BTreeMap::new() })
    }

    fn ceremony(&self, pact: PactDigest) -> Outcome<&Ceremony> {
        self.ceremonies.get(&pact).ok_or_else(|| "the pact was not opened here".into())
    }

    fn ceremony_mut(&mut self, pact: PactDigest) -> Outcome<&mut Ceremony> {
        self.ceremonies.get_mut(&pact).ok_or_else(|| "the pact was not opened here".into())
    }
}

/// The roster's representative of a party; an invented person where it names none.
pub fn representative(party: &Party) -> Holder {
    let name = party.representative.as_ref().map_or("Người Mẫu", |r| &r.name).to_owned();
    Holder { name, capacity: Capacity::Representative, authority: None }
}

fn take(progress: &mut Progress, record: Record, index: u64, policy: &Policy) -> Outcome<()> {
    let authentic = progress.authenticate(record, policy)?;
    match progress.admit(&authentic, policy)? {
        Admission::New { .. } => {
            progress.take(index, authentic);
            Ok(())
        }
        Admission::Known { .. } => Err(CoreError::new(giaouoc_core::Code::RecordTwice).into()),
    }
}
