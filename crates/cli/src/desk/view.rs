//! What the desk's page shows: the state from verified evidence, and what waits, each judged here.

use super::handler::{PactPath, PathParts, answer, at_desk};
use super::json::{list, text};
use super::release::release_json;
use super::state::{Desk, SharedDesk};
use crate::clock::now;
use crate::failure::Failure;
use crate::loopback::Trouble;
use crate::verified_pact::Site;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use giaouoc_core::Language;
use giaouoc_core::pact::{PactId, Party, PartyId};
use giaouoc_core::record::Record;
use giaouoc_core::time::Time;
use serde_json::{Map, Value, json};

/// Everything that the page shows of a pact.
pub(super) async fn desk(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, Trouble> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| desk.shown(&id).map(answer)).await
}

/// Where the pact stands, by verified evidence.
pub(super) async fn state(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, Trouble> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| {
        let site = desk.site(&id)?;
        Ok(answer(giaouoc_ceremony::view::state_as_json(&site.progress)))
    })
    .await
}

/// The evidence file, as it was verified here.
pub(super) async fn evidence(State(desk): State<SharedDesk>, parts: PathParts) -> Result<Response, Trouble> {
    let PactPath(id, _) = PactPath::of(parts)?;
    at_desk(desk, move |desk| {
        let name = format!("attachment; filename=\"{id}.giaouoc.json\"");
        let site = desk.site(&id)?;
        Ok((
            [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)],
            site.evidence,
        )
            .into_response())
    })
    .await
}

impl Desk {
    fn shown(&mut self, id: &PactId) -> Result<Value, Failure> {
        let told = self.told(id)?;
        let mut shown = Map::new();
        // Of the service: what is no evidence of anything.
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
        let site = self.site(id)?;
        shown.insert("document".into(), document(&site)?);
        let (pending, declines) = (self.pending(&site, &told), declines(&site, &told));
        shown.insert("state".into(), self.state(id, &site, &pending, &declines));
        shown.insert("releases".into(), self.releases(&site, &told).into());
        shown.insert("pending".into(), pending.into());
        shown.insert("declines".into(), declines.into());
        let lines = json!({ "vi": site.report.line(Language::Vi), "en": site.report.line(Language::En) });
        let verified = json!({ "verdict": site.report.verdict.as_str(), "line": lines, "size": site.size() });
        shown.insert("verified".into(), verified);
        Ok(Value::Object(shown))
    }

    /// The service's marks beside each party, by what this desk knows itself.
    fn state(&self, id: &PactId, site: &Site, pending: &[Value], declines: &[Value]) -> Value {
        let mut state = giaouoc_ceremony::view::state_as_json(&site.progress);
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

    /// This desk's own releases; how their codes stand, the service says.
    fn releases(&self, site: &Site, told: &Value) -> Vec<Value> {
        let pact = site.progress.pact();
        let of = |party: &Party| {
            let mut shown = release_json(party, self.released.get(&(pact.id.clone(), party.id.clone()))?);
            let there = list(told, "releases").iter().find(|one| text(one, "party") == party.id.as_str());
            let code = there.map_or("none", |one| text(one, "code")).to_owned();
            shown.as_object_mut()?.insert("code".into(), code.into());
            Some(shown)
        };
        pact.roster.signers().filter_map(of).collect()
    }

    /// What waits, each with whether it is what this desk has released. Its number is not told: the secretary reads it from
    /// the signer's screen.
    fn pending(&self, site: &Site, told: &Value) -> Vec<Value> {
        let of = |one: &Value| {
            let party = PartyId::parse(text(one, "party")).ok()?;
            let judged = self.judge(&site.progress, &party, text(one, "note"));
            let fits = judged.is_ok();
            let why = judged.err().map(|failure| failure.message(Language::Vi));
            Some(json!({ "party": party.as_str(), "time": text(one, "time"), "fits": fits, "problem": why }))
        };
        list(told, "pending").iter().filter_map(of).collect()
    }
}

/// Declines that wait and that the signer's own key has signed.
fn declines(site: &Site, told: &Value) -> Vec<Value> {
    let of = |one: &Value| {
        let record = Record::parse(text(one, "note").as_bytes()).ok()?;
        site.rehearse(&record).ok()?;
        let party = record.statement().party()?.clone();
        let holder = site.progress.party(&party)?.current()?.enrolment.holder.clone();
        Some(
            json!({ "party": party.as_str(), "holder": holder, "reason": one.get("reason"), "time": text(one, "time") }),
        )
    };
    list(told, "declines").iter().filter_map(of).collect()
}

fn document(site: &Site) -> Result<Value, Failure> {
    serde_json::from_slice(site.progress.pact().canonical()).map_err(Failure::io("JSON"))
}

/// How far the service's clock is ahead of this machine's, in seconds.
fn skew(there: &str) -> i64 {
    Time::parse(there).map_or(0, |there| there.unix() - now().unix())
}
