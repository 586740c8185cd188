//! The base of rejects and accepts: one small pact, its honest ceremony, and tools to forge what
//! comes next so that the log truly holds the false record.
//!
//! The roster tells orders apart: by roster head, a, b, witness; by stages a and b, then the head, then the witness.

use crate::keys;
use crate::mem_ledger::{MemLedger, representative};
use crate::workspace::Outcome;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Pact, PartyId};
use giaouoc_core::progress::{Holder, Signing};
use giaouoc_core::record::{Act, Channel, Method, Record, RecordDigest, Statement};
use giaouoc_tlog::{Note, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Head, stage 2, position 1/4.
pub const HEAD: &str = "khoi-truong";
/// Member, stage 1, position 2/4.
pub const A: &str = "don-vi-a";
/// Member, stage 1, position 3/4, its key pinned.
pub const B: &str = "don-vi-b";
/// Witness who signs, stage 3, position 4/4.
pub const WITNESS: &str = "chung-kien";
/// Witnesses who are merely named.
pub const GUESTS: &str = "khach-moi";
/// The name of the pinned key.
pub const HELD: &str = "giu-khoa.example/don-vi-b";

/// The pact document.
pub fn pact() -> Outcome<Value> {
    let held = keys::party(3, HELD)?.verifying_key().to_string();
    let party = |id: &str, unit: &str, role: &str, stage: u64, name: &str| {
        json!({ "id": id, "unit": unit, "role": role, "stage": stage, "signs": true,
                "representative": { "name": name, "titles": ["Đại diện"] } })
    };
    let mut b = party(B, "Đơn vị mẫu B", "member", 1, "Lê Văn Mẫu 03");
    put(&mut b, "/key", json!(held))?;
    Ok(json!({
        "format": "giaouoc/pact/v1", "id": "mauaaaaaaaaaaaaaaaaaaaaaaa", "language": "vi",
        "title": "Giao ước thi đua MẪU",
        "period": { "from": "2026-01-01", "to": "2026-12-31" },
        "group": { "kind": "khac", "name": "Nhóm mẫu" },
        "event": {}, "header": { "organisation": ["NHÓM MẪU"] }, "grounds": [],
        "articles": [{ "heading": "Điều 1", "text": "Nội dung mẫu.",
                       "targets": [{ "name": "Chỉ tiêu mẫu", "value": "1" }] }],
        "phases": [{ "name": "Đợt 1", "from": "2026-01-01", "to": "2026-06-30" }],
        "annexes": [{ "title": "Tài liệu mẫu", "file": "mau.txt", "media_type": "text/plain", "size": 4,
                      "sha256": giaouoc_core::Digest::of("MẪU").to_string() }],
        "declaration": "Tôi đã đọc và đồng ý.",
        "roster": [
            party(HEAD, "Đơn vị mẫu trưởng", "head", 2, "Nguyễn Văn Mẫu 01"),
            party(A, "Đơn vị mẫu A", "member", 1, "Trần Thị Mẫu 02"),
            b,
            party(WITNESS, "Người chứng kiến mẫu", "witness", 3, "Phạm Thị Mẫu 04"),
            { "id": GUESTS, "unit": "Khách mời mẫu", "role": "witness", "stage": 1, "signs": false }
        ],
        "identity": "in-person", "created": "2026-01-01T00:00:00Z"
    }))
}

/// Puts a value at a JSON pointer; its parent must be there.
pub fn put(value: &mut Value, pointer: &str, new: Value) -> Outcome<()> {
    let (parent, member) = pointer.rsplit_once('/').ok_or("no pointer")?;
    match value.pointer_mut(parent).ok_or_else(|| format!("nothing at {parent}"))? {
        Value::Object(object) => drop(object.insert(member.to_owned(), new)),
        Value::Array(items) if member == "-" => items.push(new),
        Value::Array(items) => *items.get_mut(member.parse::<usize>()?).ok_or("no such item")? = new,
        _ => return Err("neither object nor array".into()),
    }
    Ok(())
}

/// The next act of an honest program.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// The desk opens.
    Opening,
    /// The desk enrols this party.
    Enrolment(&'static str),
    /// This party signs.
    Signature(&'static str),
    /// This party declines.
    Decline(&'static str),
    /// The desk takes this party's key back.
    Revocation(&'static str),
    /// The desk withdraws.
    Withdrawal,
    /// The desk completes.
    Completion,
}

/// A point that the honest ceremony has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// A stranger's entry is in the ledger, nothing else.
    Nothing,
    /// The desk has opened.
    Opened,
    /// A alone is enrolled.
    EnrolledA,
    /// All are enrolled.
    Enrolled,
    /// Stage 1 has signed, b before a.
    Stage1,
    /// The head has signed.
    Stage2,
    /// All have signed.
    Signed,
    /// Completed.
    Completed,
}

/// A text and the keys that sign it.
pub type Draft = (String, Vec<SigningKey>);

/// The small pact, its ceremony in a ledger of its own, and the marks of its evidence file.
#[derive(Clone, Debug)]
pub struct BaseCeremony {
    /// The ledger.
    pub ledger: MemLedger,
    /// The pact.
    pub pact: Arc<Pact>,
    /// The marks of the file, by their digests.
    pub marks: BTreeMap<String, String>,
}

impl BaseCeremony {
    /// The base pact at some point of its ceremony.
    pub fn at(point: Point) -> Outcome<Self> {
        Self::of(&pact()?, point)
    }

    /// The base pact with a as its only party, completed: six leaves, opening at 1, enrolment at 2, signature at 4,
    /// completion at 5, strangers at 0 and 3. For defects that have nothing to do with the roster.
    pub fn alone() -> Outcome<Self> {
        let mut pact = pact()?;
        let a = pact.pointer("/roster/1").cloned().ok_or("no roster")?;
        put(&mut pact, "/roster", json!([a]))?;
        let mut base = Self::of(&pact, Point::EnrolledA)?;
        base.stranger()?;
        base.sign(A)?;
        base.ledger.complete(base.pact.digest())?;
        Ok(base)
    }

    /// Another pact with the same parties.
    pub fn of(pact: &Value, point: Point) -> Outcome<Self> {
        let pact = Arc::new(Pact::parse(pact.to_string().as_bytes())?);
        let mut base = Self { ledger: MemLedger::example("2026-01-02T02:00:00Z")?, pact, marks: BTreeMap::new() };
        base.stranger()?;
        base.reach(point)?;
        Ok(base)
    }

    /// Goes on honestly from nothing.
    fn reach(&mut self, point: Point) -> Outcome<()> {
        if point >= Point::Opened {
            self.ledger.open(&Arc::clone(&self.pact), &keys::registrar()?)?;
        }
        if point == Point::EnrolledA {
            self.enrol(A)?;
        }
        if point >= Point::Enrolled {
            [HEAD, A, B, WITNESS].into_iter().try_for_each(|id| self.enrol(id))?;
            self.stranger()?;
        }
        let signers = [(B, Point::Stage1), (A, Point::Stage1), (HEAD, Point::Stage2), (WITNESS, Point::Signed)];
        signers.into_iter().filter(|(_, at)| point >= *at).try_for_each(|(id, _)| self.sign(id))?;
        if point >= Point::Completed {
            self.ledger.complete(self.pact.digest())?;
        }
        Ok(())
    }

    /// An entry of some other pact.
    pub fn stranger(&mut self) -> Outcome<()> {
        let other = giaouoc_core::pact::PactDigest(giaouoc_core::Digest::of("another pact"));
        self.ledger.append(other, Kind::Signature, "of another pact\n".into()).map(drop)
    }

    /// The desk enrols a party honestly.
    pub fn enrol(&mut self, id: &str) -> Outcome<()> {
        let (key, holder, method) = (self.key(id)?, self.holder(id)?, self.method(id)?);
        self.ledger.enrol(self.pact.digest(), id, &key, holder, method).map(drop)
    }

    /// A party signs honestly, without a mark.
    pub fn sign(&mut self, id: &str) -> Outcome<()> {
        self.ledger.sign(self.pact.digest(), id, Channel::Phone, None).map(drop)
    }

    /// A party signs honestly, and its mark goes into the file.
    pub fn sign_with(&mut self, id: &str, mark: &str) -> Outcome<()> {
        let mark = Mark::parse(mark)?;
        self.marks.insert(mark.digest().to_string(), mark.as_str().to_owned());
        self.ledger.sign(self.pact.digest(), id, Channel::Phone, Some(mark)).map(drop)
    }

    /// The key that a party is enrolled with: that of its place in the roster.
    pub fn key(&self, id: &str) -> Outcome<SigningKey> {
        let found = self.pact.roster.parties().iter().enumerate().find(|(_, party)| party.id.as_str() == id);
        let (i, party) = found.ok_or_else(|| format!("no party {id}"))?;
        let name = party.key.as_ref().map_or_else(|| self.pact.key_name(&party.id), |key| key.name().to_string());
        keys::party(i + 1, &name)
    }

    /// Another key under the name that is due for a party.
    pub fn other_key(&self, number: usize, id: &str) -> Outcome<SigningKey> {
        keys::party(number, &self.pact.key_name(&PartyId::parse(id)?))
    }

    fn holder(&self, id: &str) -> Outcome<Holder> {
        let party = self.pact.roster.party(&PartyId::parse(id)?).ok_or_else(|| format!("no party {id}"))?;
        Ok(representative(party))
    }

    fn method(&self, id: &str) -> Outcome<Method> {
        let pinned = self.pact.roster.party(&PartyId::parse(id)?).is_some_and(|party| party.key.is_some());
        Ok(if pinned { Method::Pinned } else { Method::InPerson })
    }

    // ---- forging

    /// The text that an honest program would sign next, and the keys that are due.
    pub fn draft(&mut self, next: Next) -> Outcome<Draft> {
        let time = self.ledger.tick()?;
        let digest = self.pact.digest();
        if let Next::Opening = next {
            let ledger = self.ledger.tree().origin;
            let statement = Statement { ledger, pact: digest, act: Act::Opening, time };
            return Ok((statement.text(), vec![keys::registrar()?]));
        }
        let progress = self.ledger.progress(digest)?.clone();
        let party = |id: &str| PartyId::parse(id);
        let reason = || Some("Lý do mẫu".to_owned());
        let (statement, signers) = match next {
            Next::Opening => return Err("drafted above".into()),
            Next::Enrolment(id) => {
                let (key, holder, method) = (self.key(id)?, self.holder(id)?, self.method(id)?);
                let text = progress.draft_enrolment(&party(id)?, key.verifying_key(), holder, method, time);
                (text, vec![keys::registrar()?, key])
            }
            Next::Signature(id) => {
                let signing = Signing { mark: None, channel: Channel::Phone, time };
                let key = self.ledger.party_key(digest, id)?.clone();
                (progress.draft_signature(&party(id)?, signing)?, vec![key])
            }
            Next::Decline(id) => {
                let key = self.ledger.party_key(digest, id)?.clone();
                (progress.draft_decline(&party(id)?, reason(), time)?, vec![key])
            }
            Next::Revocation(id) => {
                let key = self.key(id)?.verifying_key();
                (progress.draft_revocation(&party(id)?, key, reason(), time), vec![keys::registrar()?])
            }
            Next::Withdrawal => (progress.draft_withdrawal(reason(), time), vec![keys::registrar()?]),
            Next::Completion => (progress.draft_completion(time)?, vec![keys::registrar()?]),
        };
        Ok((statement.text(), signers))
    }

    /// Logs the next record whether or not the rules take it.
    pub fn append(&mut self, next: Next) -> Outcome<()> {
        let draft = self.draft(next)?;
        self.log_draft(&draft)
    }

    /// Logs a record that was drafted before.
    pub fn log_draft(&mut self, (text, signers): &Draft) -> Outcome<()> {
        self.log_note(signed(text, signers))
    }

    /// The next record, its text changed before it is signed by the keys that are due.
    pub fn forge(&mut self, next: Next, change: impl FnOnce(&str) -> String) -> Outcome<()> {
        let (text, signers) = self.draft(next)?;
        self.log_draft(&(changed(&text, change)?, signers))
    }

    /// The next record, its text untouched, signed by other keys.
    pub fn forge_by(&mut self, next: Next, signers: &[SigningKey]) -> Outcome<()> {
        let (text, _) = self.draft(next)?;
        self.log_note(signed(&text, signers))
    }

    /// The next record, signed rightly, and the whole note changed afterwards.
    pub fn forge_note(&mut self, next: Next, change: impl FnOnce(&str) -> String) -> Outcome<()> {
        let (text, signers) = self.draft(next)?;
        self.log_note(changed(&signed(&text, &signers), change)?)
    }

    /// Logs a note under the kind that its first line names, or as a signature.
    pub fn log_note(&mut self, note: String) -> Outcome<()> {
        let kind = giaouoc_core::record::kind_of(&note).unwrap_or(Kind::Signature);
        self.ledger.append(self.pact.digest(), kind, note).map(drop)
    }

    /// Record digests of the signatures of these parties, as they stand in the log.
    pub fn signatures(&self, ids: &[&str]) -> Outcome<Vec<RecordDigest>> {
        let progress = self.ledger.progress(self.pact.digest())?;
        let one = |id: &&str| {
            let state = progress.party(&PartyId::parse(id)?).and_then(|state| state.signed.as_ref());
            Ok(state.ok_or_else(|| format!("{id} has not signed"))?.digest)
        };
        ids.iter().map(one).collect()
    }

    /// The record digest of the newest enrolment of a party.
    pub fn enrolment(&self, id: &str) -> Outcome<RecordDigest> {
        let state = self.ledger.progress(self.pact.digest())?.party(&PartyId::parse(id)?);
        Ok(state.and_then(|state| state.enrolments.last()).ok_or_else(|| format!("{id} is not enrolled"))?.digest)
    }

    /// The record that was logged last.
    pub fn last(&self) -> Outcome<Record> {
        let logged = self.ledger.log_of(self.pact.digest()).last().ok_or("nothing is logged")?;
        Ok(Record::from_note(Note::parse(logged.note.as_bytes())?)?)
    }

    /// The evidence file of what is logged.
    pub fn file(&self) -> Outcome<String> {
        let mut evidence = self.ledger.evidence_of(&self.pact)?;
        evidence.marks.clone_from(&self.marks);
        Ok(evidence.to_json()?)
    }

    /// The same as a JSON value.
    pub fn value(&self) -> Outcome<Value> {
        Ok(serde_json::from_str(&self.file()?)?)
    }
}

/// A note with one line by each key; the text may be any.
pub fn signed(text: &str, signers: &[SigningKey]) -> String {
    let lines: String = signers.iter().map(|key| key.sign(text).to_string()).collect();
    format!("{text}\n{lines}")
}

/// A change that changes something, or else the case would prove nothing.
pub fn changed(text: &str, change: impl FnOnce(&str) -> String) -> Outcome<String> {
    let new = change(text);
    if new == text { Err("the change changes nothing".into()) } else { Ok(new) }
}

// ---- changes of a record's text, by the names of its lines

/// Gives a line another value.
pub fn set(name: &'static str, value: impl Into<String>) -> impl FnOnce(&str) -> String {
    let value = value.into();
    move |text| each(text, |line| if names(line, name) { format!("{name} {value}\n") } else { line.to_owned() })
}

/// Changes the value of a line.
pub fn map(name: &'static str, change: fn(&str) -> String) -> impl FnOnce(&str) -> String {
    move |text| {
        each(text, |line| match line.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')) {
            Some(value) => format!("{name} {}\n", change(value.trim_end_matches('\n'))),
            None => line.to_owned(),
        })
    }
}

/// Leaves a line out.
pub fn without(name: &'static str) -> impl FnOnce(&str) -> String {
    move |text| each(text, |line| if names(line, name) { String::new() } else { line.to_owned() })
}

/// Writes a line twice.
pub fn twice(name: &'static str) -> impl FnOnce(&str) -> String {
    move |text| each(text, |line| if names(line, name) { line.repeat(2) } else { line.to_owned() })
}

/// Moves a line down past the one after it.
pub fn down(name: &'static str) -> impl FnOnce(&str) -> String {
    move |text| {
        let mut lines: Vec<_> = text.split_inclusive('\n').collect();
        if let Some(at) = lines.iter().position(|line| names(line, name))
            && at + 1 < lines.len()
        {
            lines.swap(at, at + 1);
        }
        lines.concat()
    }
}

/// Replaces a piece of text.
pub fn swap(from: &'static str, to: &'static str) -> impl FnOnce(&str) -> String {
    move |text| text.replacen(from, to, 1)
}

fn names(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))
}

fn each(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split_inclusive('\n').map(change).collect()
}
