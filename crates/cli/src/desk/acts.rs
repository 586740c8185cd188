//! The desk's releases, and the acts that its registrar signs. Each signature has two halves: [`draft`] verifies and
//! shows the text, [`sign`] signs that very text after a click, if nothing has moved that it rests on. The rules are
//! those of [`giaouoc_core::desk`]; here are the service, the journal and the page.

use super::handler::{PactPath, PathParts, answer, at_desk};
use super::json::{list, text};
use super::release::{DeskRelease, release_json};
use super::state::{Desk, DraftedAct, SharedDesk};
use crate::clock::now;
use crate::failure::{Failure, ProgramRefusal};
use crate::holder::holder_json;
use crate::loopback::ProgramProblem;
use crate::receipt::verify_inclusion;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use giaouoc_core::desk::{self as rules, ActRequest, Facts, HolderWords, Instruction};
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::progress::Progress;
use giaouoc_core::record::{Act, Method, Record, RecordDigest};
use giaouoc_core::report::Verdict;
use giaouoc_core::{Code, CoreError, Digest};
use serde::Deserialize;
use serde_json::{Value, json};

/// Most drafts that wait for a click. One more discards the others.
const MAX_DRAFTS: usize = 64;

/// The body of a release, as the page sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseBody {
    party: String,
    holder: Option<String>,
    capacity: Option<String>,
    authority: Option<String>,
    #[serde(default)]
    code: bool,
}

/// Releases a position to a person: here first, and then at the service, which tells the signer's device.
pub(super) async fn release(
    State(desk): State<SharedDesk>,
    parts: PathParts,
    Json(body): Json<ReleaseBody>,
) -> Result<Response, ProgramProblem> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| desk.release(&id, &body).map(answer)).await
}

/// Revokes a release.
pub(super) async fn take_back(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, ProgramProblem> {
    let PactPath(id, party) = PactPath::of(parts)?;
    let party = party.ok_or(ProgramRefusal::NoSuchThing)?;
    at_desk(desk, move |desk| {
        desk.released.remove(&(id.clone(), party.clone()));
        let path = format!("/api/v1/pacts/{id}/releases/{party}");
        desk.client.raw("DELETE", &path, None, None).map(crate::loopback::relay)
    })
    .await
}

/// Confirms a decline after the secretary has asked the person. The note is the signer's own, and is verified here.
pub(super) async fn confirm_decline(
    State(desk): State<SharedDesk>,
    parts: PathParts,
) -> Result<Response, ProgramProblem> {
    let PactPath(id, party) = PactPath::of(parts)?;
    let party = party.ok_or(ProgramRefusal::NoSuchThing)?;
    at_desk(desk, move |desk| desk.confirm_decline(&id, &party).map(answer)).await
}

/// Verifies everything, and shows what would be signed.
pub(super) async fn draft(
    State(desk): State<SharedDesk>,
    parts: PathParts,
    Json(request): Json<ActRequest>,
) -> Result<Response, ProgramProblem> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| desk.draft(&id, &request).map(answer)).await
}

/// Signs what was shown, sends it, and verifies the receipt.
pub(super) async fn sign(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, ProgramProblem> {
    let digest = parts.get("digest").and_then(|digest| Digest::parse(digest).ok()).ok_or(ProgramRefusal::ActUnknown)?;
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| desk.sign(&id, RecordDigest(digest)).map(answer)).await
}

impl Desk {
    fn release(&mut self, id: &PactId, body: &ReleaseBody) -> Result<Value, Failure> {
        let verified = self.verified(id)?;
        let party = rules::may_enrol(&verified.progress, &PartyId::parse(&body.party)?)?.clone();
        let (name, capacity, authority) = (&body.holder, &body.capacity, &body.authority);
        let words =
            HolderWords { name: name.as_deref(), capacity: capacity.as_deref(), authority: authority.as_deref() };
        let holder = words.parse(&party)?;
        let method = rules::method_of(&party, Method::InPerson);
        let mut sent = holder_json(&party.id, &holder, method);
        if let Some(members) = sent.as_object_mut() {
            members.insert("code".into(), body.code.into());
        }
        let told = self.client.post(&format!("/api/v1/pacts/{id}/releases"), &sent, None)?;
        let release = DeskRelease { holder, method, time: now() };
        let mut shown = release_json(&party, &release);
        for member in ["code", "code_expires"] {
            if let (Some(value), Some(members)) = (told.get(member), shown.as_object_mut()) {
                members.insert(member.into(), value.clone());
            }
        }
        self.released.insert((id.clone(), party.id), release);
        Ok(shown)
    }

    fn confirm_decline(&mut self, id: &PactId, party: &PartyId) -> Result<Value, Failure> {
        let verified = self.verified(id)?;
        let told = self.service_view(id)?;
        let waiting = list(&told, "declines").iter().find(|one| text(one, "party") == party.as_str());
        let note = waiting.map(|one| text(one, "note")).ok_or(Failure::Refused(ProgramRefusal::NothingWaits))?;
        let record = Record::parse(note.as_bytes())?;
        if !matches!(&record.statement().act, Act::Decline(decline) if decline.party == *party) {
            return Err(Failure::Refused(ProgramRefusal::PendingWrong));
        }
        verified.rehearse(&record)?;
        let answer = self.client.post(&format!("/api/v1/pacts/{id}/declines/{party}/confirm"), &json!({}), None)?;
        verified.check(&answer, &record)?;
        Ok(answer)
    }

    fn draft(&mut self, id: &PactId, request: &ActRequest) -> Result<Value, Failure> {
        let instruction = request.parse()?;
        let (shown, facts) = match instruction {
            Instruction::Opening => self.draft_opening(id)?,
            _ => self.draft_act(id, &instruction)?,
        };
        let (digest, text) = (shown.draft.digest(), shown.draft.statement().text());
        if self.drafts.len() >= MAX_DRAFTS {
            self.drafts.clear();
        }
        self.drafts.insert(digest, shown);
        Ok(json!({ "digest": digest.to_string(), "long_number": digest.0.long(), "text": text, "facts": facts }))
    }

    /// Drafts the opening of the adopted document, which is parsed strictly here: the text that is shown is the one
    /// opened.
    fn draft_opening(&mut self, id: &PactId) -> Result<(DraftedAct, Value), Failure> {
        let told = self.service_view(id)?;
        if told.get("adopted").and_then(Value::as_bool) != Some(true) {
            return Err(Failure::Refused(ProgramRefusal::NotAdopted));
        }
        let document = told.get("document").cloned().unwrap_or_default();
        let pact = Pact::parse(document.to_string().as_bytes())?;
        if pact.id != *id {
            return Err(CoreError::new(Code::OtherPact).into());
        }
        let [log] = self.policy.ledger.logs() else {
            return Err(Failure::told(
                "Chính sách phải có đúng một sổ ghi nhận.",
                "The policy must pin exactly one ledger.",
            ));
        };
        let draft = rules::opening(&pact, log.key.name(), now());
        let facts = json!({
            "title": pact.title, "number": pact.digest().0.short(), "long_number": pact.digest().0.long(),
            "due": pact.roster.signer_count(), "document": document,
        });
        Ok((DraftedAct { pact: id.clone(), draft, opens: Some(Box::new(pact)) }, facts))
    }

    fn draft_act(&mut self, id: &PactId, instruction: &Instruction) -> Result<(DraftedAct, Value), Failure> {
        let verified = self.verified(id)?;
        let draft = rules::draft(instruction, &verified.progress, now(), |party| {
            self.waiting_for(id, party, &self.waiting_note(id, party)?)
        })?;
        let draft = draft.verified(verified.report.verdict);
        let facts = facts_json(draft.facts());
        Ok((DraftedAct { pact: id.clone(), draft, opens: None }, facts))
    }

    fn sign(&mut self, id: &PactId, digest: RecordDigest) -> Result<Value, Failure> {
        let shown = self.drafts.remove(&digest).filter(|shown| shown.pact == *id);
        let shown = shown.ok_or(Failure::Refused(ProgramRefusal::ActUnknown))?;
        let record = shown.draft.sign(&self.registrar)?;
        match &shown.opens {
            Some(pact) => self.open(pact, &record),
            None => self.append(id, record),
        }
    }

    fn open(&mut self, pact: &Pact, record: &Record) -> Result<Value, Failure> {
        self.journal.signed(pact.id.as_str(), record)?;
        let body = json!({ "note": record.note().to_string() });
        let answer = self.client.post(&format!("/api/v1/pacts/{}/open", pact.id), &body, None)?;
        let logged = Record::parse(text(&answer, "note").as_bytes())?;
        let index = verify_inclusion(&answer, &logged, &self.policy)?;
        Progress::open(pact.clone().into(), &record.statement().ledger, &logged, index, &self.policy)?;
        self.journal.logged(logged.digest())?;
        Ok(answer)
    }

    /// Asks the rules by the newest state, signs nothing that they refuse, and believes the receipt only when it holds.
    fn append(&mut self, id: &PactId, record: Record) -> Result<Value, Failure> {
        let verified = self.verified(id)?;
        verified.rehearse(&record)?;
        self.journal.signed(id.as_str(), &record)?;
        let answer = verified.post_record(&record, None)?;
        verified.check(&answer, &record)?;
        self.journal.logged(record.digest())?;
        if let Some(party) = record.statement().party() {
            self.released.remove(&(id.clone(), party.clone()));
        }
        Ok(answer)
    }
}

/// The facts as the service's own desk tells them; the unit where a person is named beside it.
fn facts_json(facts: &Facts) -> Value {
    let mut shown = json!({
        "verdict": facts.verdict.map(Verdict::as_str), "signed": facts.signed, "due": facts.due,
        "title": facts.title, "number": facts.number,
    });
    if let (Some(enrolment), Some(members)) = (&facts.enrolment, shown.as_object_mut()) {
        members.insert("holder".into(), enrolment.holder.clone().into());
        members.insert("capacity".into(), enrolment.capacity.as_str().into());
        members.insert("method".into(), enrolment.method.as_str().into());
        members.insert("unit".into(), facts.unit.clone().into());
    }
    shown
}
