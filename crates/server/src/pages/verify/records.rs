//! The records of a pact, in words.

use crate::pages::page_context::clock;
use crate::pages::words::Words;
use giaouoc_ceremony::overview::Overview;
use giaouoc_ceremony::view::RecordAnswer;
use giaouoc_core::record::{Act, Record};

/// One record.
pub(super) struct RecordLine {
    pub(super) index: u64,
    pub(super) kind: &'static str,
    pub(super) number: String,
    pub(super) erased: bool,
    /// As in the record.
    pub(super) time: String,
    pub(super) clock: String,
    /// The unit that it is about.
    pub(super) unit: Option<String>,
    /// Reason of a decline, revocation or withdrawal.
    pub(super) reason: Option<String>,
}

pub(super) fn lines(w: &Words, facts: &Overview) -> Vec<RecordLine> {
    facts.records.iter().map(|record| line(w, facts, record)).collect()
}

fn line(w: &Words, facts: &Overview, answer: &RecordAnswer) -> RecordLine {
    let record = answer.note.as_ref().and_then(|note| Record::parse(note.as_bytes()).ok());
    let statement = record.as_ref().map(Record::statement);
    let party = statement.and_then(|statement| facts.pact.roster.party(statement.party()?));
    RecordLine {
        index: answer.index,
        kind: kind(w, answer.kind),
        number: answer.number.clone(),
        erased: answer.erased,
        time: statement.map(|statement| statement.time.to_string()).unwrap_or_default(),
        clock: statement.map(|statement| clock(statement.time)).unwrap_or_default(),
        unit: party.map(|party| party.unit.clone()),
        reason: statement.and_then(|statement| reason(&statement.act)),
    }
}

fn reason(act: &Act) -> Option<String> {
    match act {
        Act::Decline(decline) => decline.reason.clone(),
        Act::Revocation(revocation) => revocation.reason.clone(),
        Act::Withdrawal(withdrawal) => withdrawal.reason.clone(),
        _ => None,
    }
}

fn kind(w: &Words, kind: &'static str) -> &'static str {
    match kind {
        "opening" => w.kind_opening,
        "enrolment" => w.kind_enrolment,
        "signature" => w.kind_signature,
        "decline" => w.kind_decline,
        "revocation" => w.kind_revocation,
        "withdrawal" => w.kind_withdrawal,
        "completion" => w.kind_completion,
        other => other,
    }
}
