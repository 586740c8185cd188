//! The ceremonies of the sample pacts, told as acts.

use super::sample_keys::{party_key, registrar_key};
use crate::client::Client;
use crate::clock::now;
use crate::failure::Failure;
use crate::holder::holder_json;
use crate::opening::open_on_server;
use crate::receipt::verify_receipt;
use crate::signer::possession;
use crate::verified_pact::VerifiedPact;
use giaouoc_core::desk;
use giaouoc_core::pact::{Identity, Pact, PactId, Party, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Holder, Signing};
use giaouoc_core::record::{Capacity, Channel, Method, Record};
use giaouoc_core::{Digest, Language};
use giaouoc_tlog::note::{Note, SigningKey};
use serde_json::{Value, json};

/// A sample pact and the files that it binds.
pub(super) struct Sample {
    document: &'static str,
    annexes: &'static [(&'static str, &'static [u8])],
}

macro_rules! sample {
    ($folder:literal $(, $file:literal)*) => {
        Sample {
            document: include_str!(concat!("../../../../fixtures/", $folder, "/1-pact.json")),
            annexes: &[$((
                $file,
                include_bytes!(concat!("../../../../fixtures/", $folder, "/annexes/", $file)),
            )),*],
        }
    };
}

const S0: Sample = sample!("s0-co-quan-trung-uong-doan");
const S1: Sample = sample!("s1-cong-doan-phuong-cau-dien");
const S1_AMENDED: Sample = sample!("s1b-thay-the");
const S2: Sample = sample!("s2-khoi-thi-dua-1", "ke-hoach-hoat-dong.md");
pub(super) const S3: Sample = sample!("s3-khoi-thi-dua-2");
const S4: Sample =
    sample!("s4-cum-thi-dua-3", "ke-hoach.md", "noi-dung-phat-dong.md", "quy-che.md", "bieu-cham-diem.csv");

/// Words in both languages.
#[derive(Clone, Copy)]
pub(super) struct Words(&'static str, &'static str);

impl Words {
    pub(super) fn pick(self, language: Language) -> &'static str {
        language.pick(self.0, self.1)
    }
}

/// Runs every ceremony as far as it goes. Acts that were done before are found done.
pub(super) fn run_all(client: &Client) -> Result<Vec<(Words, PactId)>, Failure> {
    let policy = policy(client)?;
    let stage = |sample: &Sample| SampleCeremony::open(client, &policy, sample.document()?, sample.annexes);

    let s3 = stage(&S3)?;
    s3.all_sign()?;
    s3.complete()?;

    let s4 = stage(&S4)?;
    s4.sign_first(5)?;

    let s0 = stage(&S0)?;
    s0.sign_first(2)?;
    s0.decline(3, "Đơn vị đề nghị bổ sung nội dung trước khi ký")?;

    let s1 = stage(&S1)?;
    s1.sign_first(2)?;
    s1.withdraw("Thay bằng bản giao ước sửa đổi")?;

    let amended = S1_AMENDED.superseding(&s1.pact)?;
    let amended = SampleCeremony::open(client, &policy, amended, &[])?;
    let s2 = stage(&S2)?;
    Ok(vec![
        (Words("hoàn tất 7/7", "complete, 7 of 7"), s3.pact.id.clone()),
        (Words("đang ký", "being signed"), s4.pact.id.clone()),
        (Words("có bên từ chối", "declined"), s0.pact.id.clone()),
        (Words("đã rút", "withdrawn"), s1.pact.id.clone()),
        (Words("mới mở, ký qua liên kết mời", "just opened, by invitation"), amended.pact.id.clone()),
        (Words("mới mở, xác nhận trực tiếp", "just opened, in person"), s2.pact.id.clone()),
    ])
}

/// The demo's own policy. It may take it from the service: there is nothing to protect here, and it says so.
pub(super) fn policy(client: &Client) -> Result<Policy, Failure> {
    let text = client.get("/.well-known/giaouoc/policy")?;
    Ok(Policy::parse(&String::from_utf8_lossy(&text))?)
}

impl Sample {
    pub(super) fn document(&self) -> Result<Value, Failure> {
        serde_json::from_str(self.document).map_err(Failure::io("sample"))
    }

    /// The same document as a replacement of an opened pact.
    fn superseding(&self, old: &Pact) -> Result<Value, Failure> {
        let mut document = self.document()?;
        if let Some(members) = document.as_object_mut() {
            members.insert("supersedes".into(), old.digest().to_string().into());
        }
        Ok(document)
    }
}

/// The ceremony of one sample pact.
pub(super) struct SampleCeremony<'a> {
    client: &'a Client,
    policy: &'a Policy,
    pub(super) pact: Pact,
}

impl<'a> SampleCeremony<'a> {
    /// Brings annexes and document, opens the pact; one that is open already is taken as it is.
    pub(super) fn open(
        client: &'a Client,
        policy: &'a Policy,
        document: Value,
        annexes: &[(&str, &[u8])],
    ) -> Result<Self, Failure> {
        let bytes = document.to_string().into_bytes();
        let pact = Pact::parse(&bytes)?;
        let stage = Self { client, policy, pact };
        if client.get(&stage.path("document")).is_ok() {
            return Ok(stage);
        }
        client.post("/api/v1/pacts", &document, None)?;
        for (file, content) in annexes {
            client.put(&stage.path(&format!("annexes/{file}")), "application/octet-stream", content)?;
        }
        let note = match (stage.pact.identity, policy.ledger.logs()) {
            (Identity::InPerson, [log, ..]) => {
                Some(desk::opening(&stage.pact, log.key.name(), now()).sign(&registrar_key()?)?)
            }
            _ => None,
        };
        open_on_server(client, &stage.pact, &bytes, note.as_ref())?;
        Ok(stage)
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/pacts/{}/{rest}", self.pact.id)
    }

    /// The state, from evidence that was verified here.
    pub(super) fn verified(&self) -> Result<VerifiedPact, Failure> {
        let client = self.client.clone();
        VerifiedPact::on_server(client, self.pact.id.as_str(), self.policy.clone())
    }

    /// Everybody signs, stage by stage.
    pub(super) fn all_sign(&self) -> Result<(), Failure> {
        self.sign_first(self.pact.roster.signer_count())
    }

    /// The first `count` parties sign, smaller stages first.
    fn sign_first(&self, count: usize) -> Result<(), Failure> {
        let mut order: Vec<(usize, &Party)> = self.pact.roster.signers().enumerate().collect();
        order.sort_by_key(|(k, party)| (party.stage, *k));
        order.into_iter().take(count).try_for_each(|(k, party)| self.sign(k + 1, party).map(drop))
    }

    /// Enrols and signs, unless that is done or the pact has ended.
    pub(super) fn sign(&self, k: usize, party: &Party) -> Result<Option<u64>, Failure> {
        let key = self.key(k, party)?;
        let verified = self.enrolled(party, &key)?;
        let done = verified.progress.party(&party.id).is_none_or(|s| s.signed.is_some() || s.declined.is_some());
        if done || verified.progress.end().is_some() {
            return Ok(None);
        }
        let channel = if k.is_multiple_of(2) { Channel::Kiosk } else { Channel::Phone };
        let signing = Signing { mark: None, channel, time: now() };
        let record = verified.progress.draft_signature(&party.id, signing)?.sign(&[&key])?;
        self.deliver(&verified, &record).map(Some)
    }

    /// The k-th that signs enrols and declines.
    fn decline(&self, k: usize, reason: &str) -> Result<(), Failure> {
        let Some(party) = self.pact.roster.signers().nth(k - 1) else { return Ok(()) };
        let key = self.key(k, party)?;
        let verified = self.enrolled(party, &key)?;
        if verified.progress.is_declined() {
            return Ok(());
        }
        let record = verified.progress.draft_decline(&party.id, Some(reason.to_owned()), now())?.sign(&[&key])?;
        self.deliver(&verified, &record).map(drop)
    }

    fn withdraw(&self, reason: &str) -> Result<(), Failure> {
        if self.verified()?.progress.end().is_none() {
            self.client.post(&self.path("withdraw"), &json!({ "reason": reason }), None)?;
        }
        Ok(())
    }

    /// The registrar completes, after verifying the whole evidence.
    pub(super) fn complete(&self) -> Result<Option<u64>, Failure> {
        let verified = self.verified()?;
        if verified.progress.end().is_some() {
            return Ok(None);
        }
        let record = verified.progress.draft_completion(now())?.sign(&[&registrar_key()?])?;
        self.deliver(&verified, &record).map(Some)
    }

    fn key(&self, k: usize, party: &Party) -> Result<SigningKey, Failure> {
        party_key(k, &self.pact.key_name(&party.id))
    }

    /// The state in which this party is enrolled.
    fn enrolled(&self, party: &Party, key: &SigningKey) -> Result<VerifiedPact, Failure> {
        let verified = self.verified()?;
        let known = verified.progress.party(&party.id).is_some_and(|state| !state.enrolments.is_empty());
        if known || verified.progress.end().is_some() {
            return Ok(verified);
        }
        match self.pact.identity {
            Identity::InPerson => self.enrol_in_person(&verified, party, key)?,
            Identity::Invite => self.enrol_by_invitation(&verified, party, key)?,
        }
        self.verified()
    }

    /// Release, pending, comparison, attestation: the order of formats and desk.
    fn enrol_in_person(&self, verified: &VerifiedPact, party: &Party, key: &SigningKey) -> Result<(), Failure> {
        let holder = self.holder(party);
        let body = holder_json(&party.id, &holder, Method::InPerson);
        self.client.post(&self.path("releases"), &body, None)?;
        let made = self.possession(verified, &party.id, key, holder, Method::InPerson)?;
        self.client.post(&self.path("pending"), &json!({ "note": made.to_string() }), None)?;
        self.deliver(verified, &desk::attest(&made, &registrar_key()?)?).map(drop)
    }

    fn enrol_by_invitation(&self, verified: &VerifiedPact, party: &Party, key: &SigningKey) -> Result<(), Failure> {
        let holder = self.holder(party);
        let mut body = holder_json(&party.id, &holder, Method::Invite);
        if let Some(members) = body.as_object_mut() {
            members.remove("method");
        }
        let answer = self.client.post(&self.path("invitations"), &body, None)?;
        let token = answer.get("token").and_then(Value::as_str).unwrap_or_default();
        let made = self.possession(verified, &party.id, key, holder, Method::Invite)?;
        self.client.post(&self.path("enrolments"), &json!({ "note": made.to_string() }), Some(token)).map(drop)
    }

    fn possession(
        &self,
        verified: &VerifiedPact,
        party: &PartyId,
        key: &SigningKey,
        holder: Holder,
        method: Method,
    ) -> Result<Note, Failure> {
        possession(&verified.progress.draft_enrolment(party, key.verifying_key(), holder, method, now()), key)
    }

    /// The roster's representative; for a unit that names nobody an obviously invented person.
    fn holder(&self, party: &Party) -> Holder {
        let named = party.representative.as_ref().map(|r| r.name.clone());
        let number = self.pact.roster.position(&party.id).map_or(0, |p| p.k);
        // One of them signs by a letter of authority.
        let delegate = number == 4 && self.pact.identity == Identity::InPerson;
        if delegate {
            let authority = Some(Digest::of("Giấy ủy quyền mẫu".as_bytes()));
            return Holder { name: "Hoàng Thị Mẫu 99".to_owned(), capacity: Capacity::Delegate, authority };
        }
        let name = named.unwrap_or_else(|| format!("Nguyễn Văn Mẫu {number:02}"));
        Holder { name, capacity: Capacity::Representative, authority: None }
    }

    /// Posts a record and verifies its receipt.
    fn deliver(&self, verified: &VerifiedPact, record: &Record) -> Result<u64, Failure> {
        let body = json!({ "note": record.note().to_string() });
        let answer = self.client.post(&self.path("records"), &body, None)?;
        Ok(verify_receipt(&answer, record, &verified.progress, self.policy)?.index)
    }
}
