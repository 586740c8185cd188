//! The desk's page of a pact: the state from verified evidence, and waiting enrolments and declines, each judged here.

use super::handler::{PactPath, PathParts, answer, at_desk};
use super::json::{list, text};
use super::release::release_json;
use super::state::{Desk, SharedDesk};
use crate::clock::now;
use crate::failure::Failure;
use crate::loopback::ProgramProblem;
use crate::verified_pact::VerifiedPact;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use giaouoc_core::Language;
use giaouoc_core::pact::{PactId, Party, PartyId};
use giaouoc_core::record::Record;
use giaouoc_core::time::Time;
use serde_json::{Map, Value, json};

/// The page's data of a pact.
pub(super) async fn desk(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, ProgramProblem> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| desk.overview(&id).map(answer)).await
}

/// The state of the pact, by verified evidence.
pub(super) async fn state(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, ProgramProblem> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| {
        let verified = desk.verified(&id)?;
        Ok(answer(giaouoc_ceremony::view::state_as_json(&verified.progress)))
    })
    .await
}

/// The evidence file that was verified here.
pub(super) async fn evidence(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, ProgramProblem> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| {
        let name = format!("attachment; filename=\"{id}.giaouoc.json\"");
        let verified = desk.verified(&id)?;
        Ok((
            [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)],
            verified.evidence,
        )
            .into_response())
    })
    .await
}

impl Desk {
    fn overview(&mut self, id: &PactId) -> Result<Value, Failure> {
        let told = self.service_view(id)?;
        let mut shown = Map::new();
        // Members that are no evidence of anything are taken from the service.
        for member in ["kiosks", "invitations", "now"] {
            shown.insert(member.into(), told.get(member).cloned().unwrap_or_default());
        }
        shown.insert("clock".into(), json!({ "skew": skew(text(&told, "now")) }));
        shown.insert("adopted".into(), told.get("adopted").cloned().unwrap_or(false.into()));
        if told.get("state").is_none_or(Value::is_null) {
            // Not opened: there is nothing to verify yet.
            shown.insert("state".into(), Value::Null);
            shown.insert("document".into(), told.get("document").cloned().unwrap_or_default());
            return Ok(Value::Object(shown));
        }
        let verified = self.verified(id)?;
        shown.insert("document".into(), document(&verified)?);
        let (pending, declines) = (self.pending(&verified, &told), declines(&verified, &told));
        shown.insert("state".into(), self.state(id, &verified, &pending, &declines));
        shown.insert("releases".into(), self.releases(&verified, &told).into());
        shown.insert("pending".into(), pending.into());
        shown.insert("declines".into(), declines.into());
        let lines = json!({ "vi": verified.report.line(Language::Vi), "en": verified.report.line(Language::En) });
        let verified = json!({ "verdict": verified.report.verdict.as_str(), "line": lines, "size": verified.size() });
        shown.insert("verified".into(), verified);
        Ok(Value::Object(shown))
    }

    /// The state as JSON, with the marks beside each party by this desk's own knowledge.
    fn state(&self, id: &PactId, verified: &VerifiedPact, pending: &[Value], declines: &[Value]) -> Value {
        let mut state = giaouoc_ceremony::view::state_as_json(&verified.progress);
        let parties = state.get_mut("parties").and_then(Value::as_array_mut).into_iter().flatten();
        for party in parties.filter_map(Value::as_object_mut) {
            let name = party.get("party").and_then(Value::as_str).unwrap_or_default().to_owned();
            let is_in = |list: &[Value]| list.iter().any(|one| text(one, "party") == name);
            let released = PartyId::parse(&name).is_ok_and(|party| self.released.contains_key(&(id.clone(), party)));
            party.insert("released".into(), released.into());
            party.insert("pending".into(), is_in(pending).into());
            party.insert("declining".into(), is_in(declines).into());
        }
        state
    }

    /// This desk's own releases, with the state of their codes as the service says.
    fn releases(&self, verified: &VerifiedPact, told: &Value) -> Vec<Value> {
        let pact = verified.progress.pact();
        let of = |party: &Party| {
            let mut shown = release_json(party, self.released.get(&(pact.id.clone(), party.id.clone()))?);
            let there = list(told, "releases").iter().find(|one| text(one, "party") == party.id.as_str());
            let code = there.map_or("none", |one| text(one, "code")).to_owned();
            shown.as_object_mut()?.insert("code".into(), code.into());
            Some(shown)
        };
        pact.roster.signers().filter_map(of).collect()
    }

    /// Waiting enrolments, each with the judgement if it is for a release of this desk. Its number is not told: the
    /// secretary reads it from the signer's screen.
    fn pending(&self, verified: &VerifiedPact, told: &Value) -> Vec<Value> {
        let of = |one: &Value| {
            let party = PartyId::parse(text(one, "party")).ok()?;
            let judged = self.check_waiting(&verified.progress, &party, text(one, "note"));
            let fits = judged.is_ok();
            let why = judged.err().map(|failure| failure.message(Language::Vi));
            Some(json!({ "party": party.as_str(), "time": text(one, "time"), "fits": fits, "problem": why }))
        };
        list(told, "pending").iter().filter_map(of).collect()
    }
}

/// Waiting declines that the signer's own key has signed.
fn declines(verified: &VerifiedPact, told: &Value) -> Vec<Value> {
    let of = |one: &Value| {
        let record = Record::parse(text(one, "note").as_bytes()).ok()?;
        verified.rehearse(&record).ok()?;
        let party = record.statement().party()?.clone();
        let holder = verified.progress.party(&party)?.current()?.enrolment.holder.clone();
        Some(
            json!({ "party": party.as_str(), "holder": holder, "reason": one.get("reason"), "time": text(one, "time") }),
        )
    };
    list(told, "declines").iter().filter_map(of).collect()
}

fn document(verified: &VerifiedPact) -> Result<Value, Failure> {
    serde_json::from_slice(verified.progress.pact().canonical()).map_err(Failure::io("JSON"))
}

/// Seconds by which the service's clock is ahead of this machine's.
fn skew(there: &str) -> i64 {
    Time::parse(there).map_or(0, |there| there.unix() - now().unix())
}
