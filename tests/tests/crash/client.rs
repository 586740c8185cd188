//! A client: enrols and signs for its parties, believes nothing but verified receipts, and sends again what nobody
//! answered.

use super::shared::{Acknowledged, Quit, Shared};
use giaouoc_core::leaf::{Entry, Nonce};
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Admission, Holder, Progress, Signing};
use giaouoc_core::record::{Capacity, Channel, Method, Record, RecordDigest};
use giaouoc_core::time::Time;
use giaouoc_core::verify::verified_progress;
use giaouoc_tests::Outcome;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Hash, check_inclusion};
use giaouoc_tlog::note::{KeyName, Note, SigningKey};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// Until a server must have answered, however loaded the machine is.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clients at a time.
pub(super) const CLIENTS: usize = 8;
/// Parties of a pact, all in one stage.
pub(super) const PARTIES: usize = 60;

/// The pact of a number.
pub(super) fn pact(number: usize) -> Pact {
    let mut document: Value =
        serde_json::from_str(include_str!("../../../fixtures/vectors/formats/1-pact.json")).unwrap();
    let mut id = [0; 16];
    id[8..].copy_from_slice(&(number as u64).to_be_bytes());
    document["id"] = json!(PactId::from_random(id).as_str());
    document["identity"] = json!("invite");
    document["annexes"] = json!([]);
    let party = |i: usize| {
        let role = if i == 0 { "head" } else { "member" };
        json!({ "id": format!("p{i}"), "unit": format!("Đơn vị {i}"), "role": role, "stage": 1, "signs": true })
    };
    document["roster"] = (0..PARTIES).map(party).collect();
    Pact::parse(document.to_string().as_bytes()).unwrap()
}

/// A path below the pact.
pub(super) fn path(pact: &Pact, rest: &str) -> String {
    format!("/api/v1/pacts/{}/{rest}", pact.id)
}

/// A call; an error where no answer came.
pub(super) fn call(
    agent: &Agent,
    url: &str,
    body: Option<&Value>,
    bearer: Option<&str>,
) -> Result<Answer, ureq::Error> {
    let body = body.map_or_else(String::new, Value::to_string);
    let request = agent.post(url).header("Content-Type", "application/json");
    let request = bearer.into_iter().fold(request, |r, token| r.header("Authorization", format!("Bearer {token}")));
    Answer::read(request.send(body)?)
}

pub(super) fn agent() -> Agent {
    Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build().into()
}

/// An answer of the server.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Self, ureq::Error> {
        Ok(Self { body: response.body_mut().read_to_vec()? })
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A receipt that holds.
pub(super) struct Receipt {
    index: u64,
    record: Record,
    known: bool,
    size: u64,
    checkpoint: String,
}

impl Receipt {
    /// The checkpoint is by the ledger that the policy pins, the logged record is under it, and it says what was sent.
    pub(super) fn check(answer: &Answer, sent: Option<RecordDigest>, policy: &Policy) -> Outcome<Self> {
        let json = answer.json();
        let text = |member: &str| json[member].as_str().ok_or_else(|| format!("no {member}"));
        let index = json["index"].as_u64().ok_or("no index")?;
        let record = Record::parse(text("note")?.as_bytes())?;
        if sent.is_some_and(|sent| sent != record.digest()) || json["same_text"] != true {
            return Err("the receipt is for another record".into());
        }
        let checkpoint = text("checkpoint")?.to_owned();
        let Checkpoint { size, root, .. } = policy.ledger.check(&Note::parse(checkpoint.as_bytes())?)?.checkpoint;
        let hashes = json["proof"].as_array().ok_or("no proof")?;
        let proof = hashes.iter().map(|hash| Hash::from_base64(hash.as_str().unwrap_or_default()));
        let entry = Entry::new(record.kind(), &Nonce::parse(text("nonce")?)?, &record.note().to_string());
        check_inclusion(index, size, &entry.leaf_hash(), &proof.collect::<Result<Vec<_>, _>>()?, &root)?;
        Ok(Self { index, record, known: json["known"] == true, size, checkpoint })
    }
}

/// One of the eight.
pub(super) struct Client {
    shared: Arc<Shared>,
    policy: Policy,
    /// The administrator's.
    token: String,
    number: usize,
    agent: Agent,
    /// The server that it talks to, by its number and address.
    server: (u64, String),
    /// The last signature that was acknowledged: where it was sent, itself, its index.
    last: Option<(String, Record, u64)>,
}

impl Client {
    pub(super) fn new(shared: Arc<Shared>, policy: Policy, token: String, number: usize) -> Self {
        Self { shared, policy, token, number, agent: agent(), server: (0, String::new()), last: None }
    }

    /// Pact after pact, until the driver has enough.
    pub(super) fn run(mut self) {
        // It ends only by `Quit`.
        let _ = self.connect().and_then(|()| (0..).try_for_each(|number| self.work(&pact(number))));
    }

    fn work(&mut self, pact: &Pact) -> Result<(), Quit> {
        self.open(pact)?;
        let mut progress = self.progress(pact)?;
        for party in (self.number..PARTIES).step_by(CLIENTS) {
            let id = PartyId::parse(&format!("p{party}")).unwrap();
            let seed = [party as u8 + 1; 32];
            let key = SigningKey::new(KeyName::parse(&pact.key_name(&id)).unwrap(), &seed);
            self.enrol(&mut progress, &id, &key)?;
            self.sign(&progress, &id, &key)?;
        }
        Ok(())
    }

    /// Brings the document and opens it, as all others do at the same time: one opening comes of it.
    fn open(&mut self, pact: &Pact) -> Result<(), Quit> {
        let (token, document) = (self.token.clone(), serde_json::from_slice(pact.canonical()).unwrap());
        // Another may have opened it by now: then this is refused, and the next call is not.
        self.send("/api/v1/pacts", Some(&document), Some(&token))?;
        let opened = self.send(&path(pact, "open"), None, Some(&token))?;
        let receipt = self.check(&opened, None)?;
        self.acknowledge(pact, &receipt)
    }

    /// The state, from evidence that is verified here.
    fn progress(&mut self, pact: &Pact) -> Result<Progress, Quit> {
        let answer = self.until_answered(|client| {
            let url = format!("{}{}", client.server.1, path(pact, "evidence"));
            Answer::read(client.agent.get(url).call()?)
        })?;
        match verified_progress(&answer.body, &self.policy) {
            Ok((_, progress)) => Ok(progress),
            Err(_) => Err(self.complain("no evidence", &answer)),
        }
    }

    fn enrol(&mut self, progress: &mut Progress, party: &PartyId, key: &SigningKey) -> Result<(), Quit> {
        let pact = Arc::clone(progress.pact());
        let holder = Holder { name: "Người Mẫu".into(), capacity: Capacity::Representative, authority: None };
        let text = progress.draft_enrolment(party, key.verifying_key(), holder, Method::Invite, now()).text();
        let possession = Note::new(text.clone(), vec![key.sign(&text)]).unwrap();
        let invitation = self.invite(&pact, party)?;
        let (started, sent) = (self.server.0, self.in_flight(possession.text()));
        // Also where the kill came after the token was spent and before the record was written: the token is bound to
        // this text, which may be sent until there is a receipt.
        let body = json!({ "note": possession.to_string() });
        let answer = self.send(&path(&pact, "enrolments"), Some(&body), Some(&invitation))?;
        let receipt = self.answered(&pact, &answer, sent, started)?;
        let authentic = progress.authenticate(receipt.record, &self.policy).unwrap();
        assert!(matches!(progress.admit(&authentic, &self.policy), Ok(Admission::New { .. })));
        progress.take(receipt.index, authentic);
        Ok(())
    }

    fn invite(&mut self, pact: &Pact, party: &PartyId) -> Result<String, Quit> {
        let (token, body) = (self.token.clone(), json!({ "party": party.as_str(), "holder": "Người Mẫu" }));
        let answer = self.send(&path(pact, "invitations"), Some(&body), Some(&token))?;
        match answer.json()["token"].as_str() {
            Some(invitation) => Ok(invitation.to_owned()),
            None => Err(self.complain("no invitation", &answer)),
        }
    }

    fn sign(&mut self, progress: &Progress, party: &PartyId, key: &SigningKey) -> Result<(), Quit> {
        let signing = Signing { mark: None, channel: Channel::Cli, time: now() };
        let record = progress.draft_signature(party, signing).unwrap().sign(&[key]).unwrap();
        let path = path(progress.pact(), "records");
        let (started, sent) = (self.server.0, self.in_flight(record.note().text()));
        let answer = self.send(&path, Some(&json!({ "note": record.note().to_string() })), None)?;
        let receipt = self.answered(progress.pact(), &answer, sent, started)?;
        self.last = Some((path, record, receipt.index));
        Ok(())
    }

    // ---- what was signed stays in flight until its receipt is verified

    fn in_flight(&self, text: &str) -> RecordDigest {
        let digest = RecordDigest::of(text);
        self.shared.change(|state| state.in_flight.insert(self.number, digest));
        digest
    }

    fn answered(&self, pact: &Pact, answer: &Answer, sent: RecordDigest, started: u64) -> Result<Receipt, Quit> {
        let receipt = self.check(answer, Some(sent))?;
        self.acknowledge(pact, &receipt)?;
        self.shared.change(|state| {
            state.in_flight.remove(&self.number);
            match receipt.known {
                _ if self.server.0 == started => {}
                true => state.resent_known += 1,
                false => state.resent_new += 1,
            }
        });
        Ok(receipt)
    }

    fn acknowledge(&self, pact: &Pact, receipt: &Receipt) -> Result<(), Quit> {
        let Receipt { index, record, size, checkpoint, .. } = receipt;
        let (digest, note) = (record.digest(), record.note().to_string());
        let new = Acknowledged { pact: pact.digest(), digest, note };
        let clash = self.shared.change(|state| {
            let signed = state.checkpoints.insert(*size, checkpoint.clone());
            let there = state.acknowledged.insert(*index, new);
            signed.is_some_and(|other| other != *checkpoint) || there.is_some_and(|other| other.digest != digest)
        });
        if clash {
            Err(self.shared.complain(format!("two records at {index}, or two trees of {size}")))
        } else {
            Ok(())
        }
    }

    fn check(&self, answer: &Answer, sent: Option<RecordDigest>) -> Result<Receipt, Quit> {
        Receipt::check(answer, sent, &self.policy).map_err(|error| self.complain(&error.to_string(), answer))
    }

    fn complain(&self, what: &str, answer: &Answer) -> Quit {
        self.shared.complain(format!("client {}: {what}: {}", self.number, String::from_utf8_lossy(&answer.body)))
    }

    // ---- servers come and go

    fn send(&mut self, path: &str, body: Option<&Value>, bearer: Option<&str>) -> Result<Answer, Quit> {
        self.until_answered(|client| call(&client.agent, &format!("{}{path}", client.server.1), body, bearer))
    }

    fn until_answered(&mut self, ask: impl Fn(&Self) -> Result<Answer, ureq::Error>) -> Result<Answer, Quit> {
        loop {
            if self.shared.is_served_by(self.server.0)?
                && let Ok(answer) = ask(self)
            {
                return Ok(answer);
            }
            self.connect()?;
        }
    }

    /// Waits for the next server. What the last one has acknowledged, this one acknowledges too.
    fn connect(&mut self) -> Result<(), Quit> {
        loop {
            self.server = self.shared.server(self.server.0)?;
            let Some((path, record, index)) = &self.last else { return Ok(()) };
            let body = json!({ "note": record.note().to_string() });
            let Ok(answer) = call(&self.agent, &format!("{}{path}", self.server.1), Some(&body), None) else {
                continue;
            };
            let receipt = self.check(&answer, Some(record.digest()))?;
            if receipt.index != *index || !receipt.known {
                return Err(self.complain("another receipt than before", &answer));
            }
            return Ok(());
        }
    }
}

fn now() -> Time {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(seconds.try_into().unwrap()).unwrap()
}
