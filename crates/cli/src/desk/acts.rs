//! What the desk does: releases, and what the registrar signs. Each signature has two halves: [`draft`] verifies and shows
//! the text, [`sign`] signs that very text after a click, if nothing has moved that it rests on.

use super::{Desk, Named, Release, Shared, answer, at, list, text};
use crate::act::{self, attested, holder_json, now};
use crate::failure::{Failure, Own};
use crate::loopback::Trouble;
use crate::pact::opening;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Pact, PactId, Party, PartyId};
use giaouoc_core::progress::{Holder, Progress};
use giaouoc_core::record::{Act, Capacity, Enrolment, Method, Record, RecordDigest, Statement};
use giaouoc_core::{Code, Digest, Error, text as rule};
use giaouoc_tlog::note::Note;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How far an enrolment's time may be from this machine's, in seconds: as at the service.
const CLOCK_SKEW: i64 = 600;
/// Drafts that wait for a click; older ones go.
const DRAFTS: usize = 64;

type Parts = Path<BTreeMap<String, String>>;

/// A text that was shown.
pub(super) struct Drafted {
    pact: PactId,
    statement: Statement,
    rest: Rest,
}

/// What else is needed in order to sign it.
enum Rest {
    /// The adopted document, and which revision of the draft it was.
    Opening(Box<Pact>),
    /// What the signer's device made.
    Enrolment(Note),
    Nothing,
}

/// Whom to release, as the page says it.
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

/// What to draft.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActBody {
    act: String,
    party: Option<String>,
    reason: Option<String>,
    number: Option<String>,
}

/// Releases a position to a person: here first, and then at the service, which tells the signer's device.
pub(super) async fn release(
    State(desk): State<Shared>,
    parts: Parts,
    Json(body): Json<ReleaseBody>,
) -> Result<Response, Trouble> {
    let Named(id, _) = Named::of(parts)?;
    at(desk, move |desk| desk.release(&id, &body).map(answer)).await
}

/// Takes a release back.
pub(super) async fn take_back(State(desk): State<Shared>, parts: Parts) -> Result<Response, Trouble> {
    let Named(id, party) = Named::of(parts)?;
    let party = party.ok_or(Own::NoSuchThing)?;
    at(desk, move |desk| {
        desk.released.remove(&(id.clone(), party.clone()));
        let path = format!("/api/v1/pacts/{id}/releases/{party}");
        desk.client.raw("DELETE", &path, None, None).map(crate::loopback::pass)
    })
    .await
}

/// Lets a decline become a record, after the person was asked. The note is the signer's own, and is verified here.
pub(super) async fn confirm_decline(State(desk): State<Shared>, parts: Parts) -> Result<Response, Trouble> {
    let Named(id, party) = Named::of(parts)?;
    let party = party.ok_or(Own::NoSuchThing)?;
    at(desk, move |desk| desk.confirm_decline(&id, &party).map(answer)).await
}

/// Verifies everything, and shows what would be signed.
pub(super) async fn draft(
    State(desk): State<Shared>,
    parts: Parts,
    Json(body): Json<ActBody>,
) -> Result<Response, Trouble> {
    let Named(id, _) = Named::of(parts)?;
    at(desk, move |desk| desk.draft(&id, &body).map(answer)).await
}

/// Signs what was shown, sends it, and verifies the receipt.
pub(super) async fn sign(State(desk): State<Shared>, parts: Parts) -> Result<Response, Trouble> {
    let digest = parts.get("digest").and_then(|digest| Digest::parse(digest).ok()).ok_or(Own::ActUnknown)?;
    let Named(id, _) = Named::of(parts)?;
    at(desk, move |desk| desk.sign(&id, RecordDigest(digest)).map(answer)).await
}

impl Desk {
    fn release(&mut self, id: &PactId, body: &ReleaseBody) -> Result<Value, Failure> {
        let site = self.site(id)?;
        let party = signer(&site.progress, &PartyId::parse(&body.party)?)?.clone();
        let holder = holder(&party, body)?;
        let method = if party.key.is_some() { Method::Pinned } else { Method::InPerson };
        let mut sent = holder_json(&party.id, &holder, method);
        if let Some(members) = sent.as_object_mut() {
            members.insert("code".into(), body.code.into());
        }
        let told = self.client.post(&format!("/api/v1/pacts/{id}/releases"), &sent, None)?;
        let release = Release { holder, method, time: now() };
        let mut shown = super::view::release(&party, &release);
        for member in ["code", "code_expires"] {
            if let (Some(value), Some(members)) = (told.get(member), shown.as_object_mut()) {
                members.insert(member.into(), value.clone());
            }
        }
        self.released.insert((id.clone(), party.id), release);
        Ok(shown)
    }

    fn confirm_decline(&mut self, id: &PactId, party: &PartyId) -> Result<Value, Failure> {
        let site = self.site(id)?;
        let told = self.told(id)?;
        let waiting = list(&told, "declines").iter().find(|one| text(one, "party") == party.as_str());
        let note = waiting.map(|one| text(one, "note")).ok_or(Failure::Refused(Own::NothingWaits))?;
        let record = Record::parse(note.as_bytes())?;
        if !matches!(&record.statement().act, Act::Decline(decline) if decline.party == *party) {
            return Err(Failure::Refused(Own::PendingWrong));
        }
        site.rehearse(&record)?;
        let answer = self.client.post(&format!("/api/v1/pacts/{id}/declines/{party}/confirm"), &json!({}), None)?;
        site.check(&answer, &record)?;
        Ok(answer)
    }

    fn draft(&mut self, id: &PactId, body: &ActBody) -> Result<Value, Failure> {
        let reason = body.reason.clone().filter(|reason| !reason.is_empty());
        reason.as_deref().map_or(Ok(()), |reason| rule::check_value(reason).map_err(|e| e.at("/reason")))?;
        let party = body.party.as_deref().map(PartyId::parse).transpose()?;
        let (statement, rest, facts) = match (body.act.as_str(), party) {
            ("opening", _) => self.draft_opening(id)?,
            ("enrolment", Some(party)) => {
                self.draft_enrolment(id, &party, body.number.as_deref().unwrap_or_default())?
            }
            ("withdrawal", _) => {
                let site = self.ready(id, Kind::Withdrawal)?;
                (site.progress.draft_withdrawal(reason, now()), Rest::Nothing, facts(&site))
            }
            ("completion", _) => {
                let site = self.ready(id, Kind::Completion)?;
                (site.progress.draft_completion(now())?, Rest::Nothing, facts(&site))
            }
            ("revocation", Some(party)) => {
                let site = self.ready(id, Kind::Revocation)?;
                let newest = site.progress.party(&party).and_then(|state| state.enrolments.last());
                let key = newest.ok_or_else(|| Error::new(Code::KeyNeverEnrolled))?.enrolment.key.clone();
                (site.progress.draft_revocation(&party, key, reason, now()), Rest::Nothing, facts(&site))
            }
            _ => return Err(Failure::Refused(Own::BodyForm)),
        };
        let text = statement.text();
        let digest = RecordDigest::of(&text);
        if self.drafts.len() >= DRAFTS {
            self.drafts.clear();
        }
        self.drafts.insert(digest, Drafted { pact: id.clone(), statement, rest });
        Ok(json!({ "digest": digest.to_string(), "long_number": digest.0.long(), "text": text, "facts": facts }))
    }

    /// The state, where a record of this kind may still come: nobody is shown a text that could not be logged.
    fn ready(&mut self, id: &PactId, kind: Kind) -> Result<act::Site, Failure> {
        let site = self.site(id)?;
        site.progress.whole(kind)?;
        site.progress.not_ended(kind)?;
        Ok(site)
    }

    /// The adopted document, parsed strictly here: what is shown is what is opened.
    fn draft_opening(&mut self, id: &PactId) -> Result<(Statement, Rest, Value), Failure> {
        let told = self.told(id)?;
        if told.get("adopted").and_then(Value::as_bool) != Some(true) {
            return Err(Failure::Refused(Own::NotAdopted));
        }
        let document = told.get("document").cloned().unwrap_or_default();
        let pact = Pact::parse(document.to_string().as_bytes())?;
        if pact.id != *id {
            return Err(Error::new(Code::OtherPact).into());
        }
        let [log] = self.policy.ledger.logs() else {
            return Err(Failure::told(
                "Chính sách phải có đúng một sổ ghi nhận.",
                "The policy must pin exactly one ledger.",
            ));
        };
        let facts = json!({
            "title": pact.title, "number": pact.digest().0.short(), "long_number": pact.digest().0.long(),
            "due": pact.roster.signer_count(), "document": document,
        });
        Ok((opening(&pact, log.key.name())?, Rest::Opening(Box::new(pact)), facts))
    }

    fn draft_enrolment(
        &mut self,
        id: &PactId,
        party: &PartyId,
        number: &str,
    ) -> Result<(Statement, Rest, Value), Failure> {
        let site = self.ready(id, Kind::Enrolment)?;
        let (note, statement) = self.judged(&site.progress, &self.waiting(id, party)?, party)?;
        if !is_number_of(number, &statement) {
            return Err(Failure::Refused(Own::NumberDiffers));
        }
        let mut facts = facts(&site);
        if let (Act::Enrolment(enrolment), Some(members)) = (&statement.act, facts.as_object_mut()) {
            let unit = site.progress.pact().roster.party(party).map(|party| party.unit.clone());
            members.insert("holder".into(), enrolment.holder.clone().into());
            members.insert("capacity".into(), enrolment.capacity.as_str().into());
            members.insert("method".into(), enrolment.method.as_str().into());
            members.insert("unit".into(), unit.into());
        }
        Ok((statement, Rest::Enrolment(note), facts))
    }

    fn waiting(&self, id: &PactId, party: &PartyId) -> Result<String, Failure> {
        let told = self.told(id)?;
        let of_party = list(&told, "pending").iter().find(|one| text(one, "party") == party.as_str());
        of_party.map(|one| text(one, "note").to_owned()).ok_or(Failure::Refused(Own::NothingWaits))
    }

    /// What waits must be, byte for byte, the enrolment that this desk would draft for whom it has released, with one
    /// line: by the key that is enrolled.
    pub(super) fn judged(
        &self,
        progress: &Progress,
        note: &str,
        party: &PartyId,
    ) -> Result<(Note, Statement), Failure> {
        let wrong = || Failure::Refused(Own::PendingWrong);
        let place = (progress.pact().id.clone(), party.clone());
        let release = self.released.get(&place).ok_or(Failure::Refused(Own::NotReleasedHere))?;
        let note = Note::parse(note.as_bytes()).map_err(|_| wrong())?;
        let statement = Statement::parse(note.text()).map_err(|_| wrong())?;
        let Act::Enrolment(Enrolment { key, .. }) = &statement.act else { return Err(wrong()) };
        let (holder, method) = (release.holder.clone(), release.method);
        let due = progress.draft_enrolment(party, key.clone(), holder, method, statement.time);
        let [line] = note.signatures() else { return Err(wrong()) };
        if due.text() != note.text() || !key.made(line) || key.verify_line(line, note.text()).is_err() {
            return Err(wrong());
        }
        if (statement.time.unix() - now().unix()).abs() > CLOCK_SKEW {
            return Err(Failure::Refused(Own::ClockDiffers));
        }
        Ok((note, statement))
    }

    fn sign(&mut self, id: &PactId, digest: RecordDigest) -> Result<Value, Failure> {
        let drafted = self.drafts.remove(&digest).filter(|drafted| drafted.pact == *id);
        let drafted = drafted.ok_or(Failure::Refused(Own::ActUnknown))?;
        match &drafted.rest {
            Rest::Opening(pact) => self.open(pact, &drafted.statement),
            Rest::Enrolment(note) => self.append(id, attested(note, &self.registrar)?),
            Rest::Nothing => self.append(id, drafted.statement.sign(&[&self.registrar])?),
        }
    }

    fn open(&mut self, pact: &Pact, statement: &Statement) -> Result<Value, Failure> {
        let record = statement.sign(&[&self.registrar])?;
        self.journal.signed(pact.id.as_str(), &record)?;
        let body = json!({ "note": record.note().to_string() });
        let answer = self.client.post(&format!("/api/v1/pacts/{}/open", pact.id), &body, None)?;
        let logged = Record::parse(text(&answer, "note").as_bytes())?;
        let index = crate::client::included(&answer, &logged, &self.policy)?;
        Progress::open(pact.clone().into(), &statement.ledger, &logged, index, &self.policy)?;
        self.journal.logged(logged.digest())?;
        Ok(answer)
    }

    /// Asks the rules by the newest state, signs nothing that they refuse, and believes the receipt only when it holds.
    fn append(&mut self, id: &PactId, record: Record) -> Result<Value, Failure> {
        let site = self.site(id)?;
        site.rehearse(&record)?;
        self.journal.signed(id.as_str(), &record)?;
        let answer = site.post_record(&record, None)?;
        site.check(&answer, &record)?;
        self.journal.logged(record.digest())?;
        if let Some(party) = record.statement().party() {
            self.released.remove(&(id.clone(), party.clone()));
        }
        Ok(answer)
    }
}

fn signer<'p>(progress: &'p Progress, id: &PartyId) -> Result<&'p Party, Failure> {
    let party = progress.pact().roster.party(id).ok_or_else(|| Error::new(Code::PartyUnknown).because(id.as_str()))?;
    let state = progress.party(id).ok_or_else(|| Error::new(Code::PartyNamedOnly).because(id.as_str()))?;
    match (&state.signed, state.declined) {
        (Some(_), _) => Err(Error::new(Code::AlreadySigned).into()),
        (_, Some(_)) => Err(Error::new(Code::AlreadyDeclined).into()),
        _ => Ok(party),
    }
}

/// As the ledger will demand it of the enrolment.
fn holder(party: &Party, body: &ReleaseBody) -> Result<Holder, Failure> {
    let named = party.representative.as_ref().map(|representative| &representative.name);
    let name = body.holder.as_ref().or(named).ok_or_else(|| Error::new(Code::MemberMissing).at("/holder"))?.clone();
    rule::check_value(&name).map_err(|e| e.at("/holder"))?;
    let word = body.capacity.as_deref().unwrap_or(Capacity::Representative.as_str());
    let capacity = Capacity::WORDS.iter().find(|(known, _)| *known == word).map(|(_, capacity)| *capacity);
    let capacity = capacity.ok_or_else(|| Error::new(Code::ValueForm).at("/capacity"))?;
    if capacity == Capacity::Representative && named.is_some_and(|named| *named != name) {
        return Err(Error::new(Code::HolderDiffers).at("/holder").into());
    }
    let authority = body.authority.as_deref().map(Digest::parse).transpose().map_err(|e| e.at("/authority"))?;
    Ok(Holder { name, capacity, authority })
}

/// The 24 digits, or the whole digest as a code holds it, whatever stands between.
fn is_number_of(given: &str, statement: &Statement) -> bool {
    let digest = Digest::of(statement.text().as_bytes());
    let given = given.trim();
    let given = given.strip_prefix("GIAOUOC:").unwrap_or(given).to_ascii_lowercase();
    let bare: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let digits: String = digest.long().chars().filter(char::is_ascii_digit).collect();
    bare == digits || bare == digest.to_string()
}

/// What was verified just before.
fn facts(site: &act::Site) -> Value {
    let progress = &site.progress;
    json!({
        "verdict": site.report.verdict.as_str(), "signed": progress.signed_count(),
        "due": progress.pact().roster.signer_count(), "title": progress.pact().title,
        "number": progress.pact().digest().0.short(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_taken_as_people_and_scanners_give_it() {
        let records = include_str!("../../../../fixtures/vectors/formats/6-evidence.giaouoc.json");
        let records: Value = serde_json::from_str(records).unwrap();
        let note = records.pointer("/records/1/note").and_then(Value::as_str).unwrap();
        let statement = Statement::parse(Note::parse(note.as_bytes()).unwrap().text()).unwrap();
        let digest = Digest::of(statement.text().as_bytes());
        let scanned = format!("GIAOUOC:{}", digest.to_string().to_uppercase());
        for given in [digest.long(), digest.long().replace(' ', ""), format!(" {} ", digest.long()), scanned] {
            assert!(is_number_of(&given, &statement), "{given}");
        }
        for given in ["", "0", digest.short().as_str(), &digest.long()[1..], "GIAOUOC:"] {
            assert!(!is_number_of(given, &statement), "{given}");
        }
    }
}
