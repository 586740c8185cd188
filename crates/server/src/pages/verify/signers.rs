//! The signers: who signed, when, and how the person was identified.

use crate::pages::page_context::{PageContext, clock_of};
use crate::pages::words::Words;
use giaouoc_ceremony::overview::Overview;
use giaouoc_core::Language;
use giaouoc_core::pact::{Pact, Party};
use giaouoc_core::record::{Capacity, Channel, Method};
use giaouoc_core::report::{Report, SignatureFacts, SignerFacts};
use giaouoc_core::words::value_of;

/// One that signs.
pub(super) struct SignerLine {
    pub(super) position: String,
    pub(super) unit: String,
    pub(super) role: &'static str,
    pub(super) stage: u64,
    pub(super) holder: Option<String>,
    pub(super) capacity: &'static str,
    /// Offices that the pact names, where the one who signs is the one it names.
    pub(super) titles: Vec<String>,
    pub(super) method: &'static str,
    /// For the style sheet.
    pub(super) class: &'static str,
    pub(super) state: &'static str,
    pub(super) turn: bool,
    pub(super) signature: Option<SignatureLine>,
}

/// Its signature.
pub(super) struct SignatureLine {
    pub(super) index: Option<u64>,
    pub(super) number: String,
    pub(super) channel: &'static str,
    /// As in the record.
    pub(super) time: String,
    pub(super) clock: String,
    pub(super) mark: Option<String>,
}

impl SignerLine {
    pub(super) fn mark(&self) -> Option<&str> {
        self.signature.as_ref()?.mark.as_deref()
    }
}

/// The words on what a way of identification proves, and what not.
pub(super) struct MethodWords {
    pub(super) name: &'static str,
    pub(super) proves: &'static str,
    pub(super) proves_not: &'static str,
}

/// Everybody who signs, in roster order.
pub(super) fn lines(context: PageContext, facts: &Overview) -> Vec<SignerLine> {
    facts.pact.roster.signers().map(|party| line(context, facts, party)).collect()
}

fn line(context: PageContext, facts: &Overview, party: &Party) -> SignerLine {
    let (w, pact) = (context.words(), &facts.pact);
    // Where the records could not be read, there is only what the pact says.
    let known = facts.report.signers.iter().find(|signer| signer.party == party.id.as_str());
    let holder = known.and_then(|signer| signer.holder.clone());
    let named =
        party.representative.as_ref().filter(|named| holder.as_ref().is_none_or(|holder| *holder == named.name));
    let (class, state) = state(w, known);
    SignerLine {
        position: pact.roster.position(&party.id).map(|position| position.to_string()).unwrap_or_default(),
        unit: party.unit.clone(),
        role: role(w, &pact.group.kind, party.role.as_str()),
        stage: party.stage,
        capacity: known.and_then(|s| value_of(&Capacity::WORDS, s.capacity?)).map_or("", |c| c.words(context.language)),
        titles: named.map(|named| named.titles.clone()).unwrap_or_default(),
        holder: holder.or_else(|| named.map(|named| named.name.clone())),
        method: known.and_then(|s| value_of(&Method::WORDS, s.method?)).map_or("", |m| m.words(context.language)),
        class,
        state,
        turn: may_sign(facts, pact, party),
        signature: known.and_then(|signer| signer.signature.as_ref()).map(|s| signature(context.language, s)),
    }
}

fn may_sign(facts: &Overview, pact: &Pact, party: &Party) -> bool {
    let place = pact.roster.parties().iter().position(|other| other.id == party.id);
    let state = facts.state.as_ref().filter(|_| !facts.is_closed());
    state.zip(place).and_then(|(state, place)| state.parties.get(place)).is_some_and(|answer| answer.turn)
}

fn state(w: &Words, signer: Option<&SignerFacts>) -> (&'static str, &'static str) {
    match signer.map(|signer| (signer.state, signer.role)) {
        Some(("signed", "witness")) => ("valid", w.witnessed),
        Some(("signed", _)) => ("valid", w.signed),
        Some(("declined", _)) => ("declined", w.declined),
        Some(("revoked", _)) => ("declined", w.revoked),
        Some(("enrolled", _)) => ("open", w.enrolled),
        Some(("unknown", _)) => ("muted", w.unknown),
        Some(_) => ("open", w.waiting),
        None => ("muted", w.unchecked),
    }
}

fn signature(language: Language, signature: &SignatureFacts) -> SignatureLine {
    SignatureLine {
        index: signature.index,
        number: signature.number.clone(),
        channel: value_of(&Channel::WORDS, signature.channel).map_or("", |channel| channel.words(language)),
        clock: clock_of(&signature.time),
        time: signature.time.clone(),
        mark: signature.mark.clone(),
    }
}

/// The role of a party, in the official word of its group.
pub(super) fn role(w: &Words, group: &str, role: &str) -> &'static str {
    match (role, group) {
        ("head", "khoi") => w.head_of_khoi,
        ("head", "cum") => w.head_of_cum,
        ("head", _) => w.head,
        ("deputy", "khoi") => w.deputy_of_khoi,
        ("deputy", "cum") => w.deputy_of_cum,
        ("deputy", _) => w.deputy,
        ("witness", _) => w.witness,
        _ => w.member,
    }
}

/// The ways that occur in this pact.
pub(super) fn methods(w: &Words, language: Language, report: &Report) -> Vec<MethodWords> {
    let occurs = |(word, _): &&(&'static str, Method)| report.signers.iter().any(|s| s.method == Some(*word));
    let explain = |(_, method): &(&'static str, Method)| {
        let (proves, proves_not) = match method {
            Method::InPerson => (w.in_person_proves, w.in_person_not),
            Method::Invite => (w.invite_proves, w.invite_not),
            Method::Pinned => (w.pinned_proves, w.pinned_not),
        };
        MethodWords { name: method.words(language), proves, proves_not }
    };
    Method::WORDS.iter().filter(occurs).map(explain).collect()
}
