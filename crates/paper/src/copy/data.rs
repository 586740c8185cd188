//! `data.json`: everything that a template may print, as strings in the words of the paper, which are Vietnamese like
//! the pact. The shape is documented for organisations in `docs/PRINTING.md`; a member is never taken away or renamed.

use super::legal::LEGAL;
use crate::short_code::{QrCode, ShortCode};
use crate::typeset::printable;
use giaouoc_core::digest::Digest;
use giaouoc_core::error::Language;
use giaouoc_core::pact::{Annex, Article, Pact, Party, Phase, Role};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::{Capacity, Method};
use giaouoc_core::report::{Reason, Report, SignerFacts, Verdict};
use giaouoc_core::time::{Date, Time, VIETNAM};
use giaouoc_core::verify::SAMPLE_KEYS;
use giaouoc_core::words::value_of;
use giaouoc_tlog::note::VerifyingKey;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// File of the short code.
pub(super) const SHORT_CODE: &str = "short-code.svg";

pub(super) fn mark_file(digest: &str) -> String {
    format!("mark-{digest}.svg")
}

pub(super) fn code_file(at: usize) -> String {
    format!("code-{at}.svg")
}

/// The facts of the pact that is printed, from which the template's data are made.
pub(super) struct Facts<'a> {
    pub(super) pact: &'a Pact,
    /// The report of the evidence; absent for a draft.
    pub(super) report: Option<&'a Report>,
    /// The proof codes; absent where none are wanted or due, empty where the pact is too long for them.
    pub(super) codes: Option<&'a [QrCode]>,
    pub(super) short_code: Option<&'a ShortCode>,
    pub(super) policy: Option<&'a Policy>,
}

impl Facts<'_> {
    pub(super) fn json(&self, attachment: Option<&str>, marks: &BTreeMap<String, String>) -> Value {
        let (pact, report) = (self.pact, self.report);
        let signers = pact.roster.parties().iter().filter(|party| party.signs);
        let named = pact.roster.parties().iter().filter(|party| !party.signs);
        let facts = |party: &Party| report?.signers.iter().find(|facts| facts.party == party.id.as_str());
        let data = json!({
            "state": self.state(),
            "state_words": self.state_words(),
            "sample": report.is_some_and(|r| r.warnings.iter().any(|w| w.code == SAMPLE_KEYS)),
            "organisation": pact.header.organisation,
            "number": pact.header.number,
            "place_and_date": place_and_date(pact),
            "title": pact.title,
            "group": pact.group.name,
            "parent": pact.group.parent,
            "grounds": pact.grounds.iter().map(|ground| closed(ground)).collect::<Vec<_>>(),
            "preamble": pact.preamble.as_deref().map(paragraphs),
            "articles": pact.articles.iter().map(article).collect::<Vec<_>>(),
            "phases": pact.phases.iter().map(phase).collect::<Vec<_>>(),
            "annexes": pact.annexes.iter().map(annex).collect::<Vec<_>>(),
            "declaration": paragraphs(&pact.declaration),
            "signers": signers.map(|party| signer(pact, party, facts(party), marks)).collect::<Vec<_>>(),
            "witnesses": named.map(|party| named_only(pact, party)).collect::<Vec<_>>(),
            "digest": pact.digest().to_string(),
            "short_number": pact.digest().0.short(),
            "check": report.map(|report| self.check(report)),
            "short_code": self.short_code.map(|code| json!({ "file": SHORT_CODE, "text": code.text() })),
            "codes": self.codes.map(codes),
            "attachment": attachment,
            "legal": LEGAL,
        });
        printable(data)
    }

    /// `draft`, `signing`, `complete`, `declined`, `withdrawn`.
    fn state(&self) -> &'static str {
        match self.report.map(|report| (report.verdict, report.reason)) {
            None => "draft",
            Some((Verdict::Valid, _)) => "complete",
            Some((_, Some(Reason::Withdrawn))) => "withdrawn",
            Some((_, Some(Reason::Declined))) => "declined",
            Some(_) => "signing",
        }
    }

    fn state_words(&self) -> String {
        let count = self.report.map(|report| format!("{}/{}", report.signed, report.due)).unwrap_or_default();
        match self.state() {
            "draft" => "DỰ THẢO".to_owned(),
            "complete" => format!("{count} – HOÀN TẤT"),
            "withdrawn" => "ĐÃ RÚT".to_owned(),
            "declined" => format!("{count} – CÓ BÊN TỪ CHỐI KÝ"),
            _ => format!("{count} – CHƯA HOÀN TẤT"),
        }
    }

    fn check(&self, report: &Report) -> Value {
        let line = format!("{}: {}", report.verdict.title(Language::Vi), report.line(Language::Vi));
        let checkpoint = report.checkpoint.as_ref().map(|checkpoint| {
            let cosigned: Vec<&str> = checkpoint.cosigned.iter().map(|(name, _)| name.as_str()).collect();
            json!({
                "origin": checkpoint.origin,
                "size": checkpoint.size,
                "root": checkpoint.root,
                "cosigned": cosigned,
            })
        });
        let keys = self.policy.map(|policy| {
            let logs = policy.ledger.logs().iter().map(|log| key("Sổ ghi nhận", &log.key));
            let witnesses = policy.ledger.witnesses().iter().map(|witness| key("Máy chủ chứng kiến", &witness.key));
            let registrars = policy.registrars.iter().map(|registrar| key("Ban Tổ chức", &registrar.key));
            logs.chain(registrars).chain(witnesses).collect::<Vec<_>>()
        });
        json!({ "line": line, "signed": report.signed, "due": report.due, "checkpoint": checkpoint, "keys": keys })
    }
}

fn key(owner: &str, key: &VerifyingKey) -> Value {
    json!({
        "owner": owner,
        "name": format!("{}+{}", key.name(), key.id()),
        "fingerprint": Digest::of(key.public_key()).to_string(),
    })
}

/// "Hà Nội, ngày 17 tháng 02 năm 2023", as far as it is known.
fn place_and_date(pact: &Pact) -> Option<String> {
    let date = pact.event.date.map(Date::vi_long);
    match (&pact.event.place, date) {
        (Some(place), Some(date)) => Some(format!("{place}, {date}")),
        (Some(one), None) => Some(one.clone()),
        (None, date) => date,
    }
}

/// Each ground ends with a semicolon, unless its writers chose another end.
fn closed(ground: &str) -> String {
    if ground.ends_with([';', '.', ',']) { ground.to_owned() } else { format!("{ground};") }
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

fn article(article: &Article) -> Value {
    let target = |t: &giaouoc_core::pact::Target| json!({ "name": t.name, "value": t.value, "unit": t.unit });
    json!({
        "heading": article.heading,
        "paragraphs": paragraphs(&article.text),
        "targets": article.targets.iter().map(target).collect::<Vec<_>>(),
    })
}

fn phase(phase: &Phase) -> Value {
    // A name that tells its date already is not told it again.
    let commemoration = |one: &giaouoc_core::pact::Commemoration| match one.date.map(|date| date.vi_short()) {
        Some(date) if !one.name.contains(&date) => format!("{} ({date})", one.name),
        _ => one.name.clone(),
    };
    json!({
        "name": phase.name,
        "from": phase.period.from.vi_short(),
        "to": phase.period.to.vi_short(),
        "theme": phase.theme,
        "commemorations": phase.commemorations.iter().map(commemoration).collect::<Vec<_>>(),
    })
}

fn annex(annex: &Annex) -> Value {
    json!({ "title": annex.title, "file": annex.file, "size": annex.size, "digest": annex.sha256.to_string() })
}

fn role(pact: &Pact, role: Role) -> &'static str {
    match (role, pact.group.kind.as_str()) {
        (Role::Head, "khoi") => "Khối trưởng",
        (Role::Deputy, "khoi") => "Khối phó",
        (Role::Head, "cum") => "Cụm trưởng",
        (Role::Deputy, "cum") => "Cụm phó",
        (Role::Head, _) => "Đơn vị trưởng",
        (Role::Deputy, _) => "Đơn vị phó",
        (Role::Witness, _) => "Người chứng kiến",
        (Role::Member, _) => "Đơn vị thành viên",
    }
}

fn named_only(pact: &Pact, party: &Party) -> Value {
    let person = party.representative.as_ref();
    json!({
        "unit": party.unit,
        "role": role(pact, party.role),
        "name": person.map(|person| person.name.as_str()),
        "titles": person.map(|person| person.titles.clone()).unwrap_or_default(),
    })
}

fn signer(pact: &Pact, party: &Party, facts: Option<&SignerFacts>, marks: &BTreeMap<String, String>) -> Value {
    let person = party.representative.as_ref();
    let signature = facts.and_then(|facts| facts.signature.as_ref());
    let delegate = facts.is_some_and(|facts| facts.capacity == Some(Capacity::Delegate.as_str()));
    let holder = facts.and_then(|facts| facts.holder.as_deref());
    let method = facts.and_then(|facts| facts.method);
    let method = method.and_then(|word| value_of(&Method::WORDS, word)).map(|method| method.words(Language::Vi));
    let mark = signature.and_then(|s| s.mark.as_ref()).filter(|mark| marks.contains_key(*mark));
    json!({
        "unit": party.unit,
        "role": role(pact, party.role),
        "witness": party.role == Role::Witness,
        "name": if signature.is_some() { holder } else { person.map(|p| p.name.as_str()).or(holder) },
        "titles": if delegate { Vec::new() } else { person.map(|p| p.titles.clone()).unwrap_or_default() },
        "delegate": delegate,
        "state": facts.map_or("waiting", |facts| facts.state),
        "time": signature.and_then(|s| Time::parse(&s.time).ok()).map(|time| time.vi(VIETNAM)),
        "method": signature.and(method),
        "number": signature.map(|s| s.number.as_str()),
        "mark": mark.map(|mark| mark_file(mark)),
    })
}

fn codes(codes: &[QrCode]) -> Value {
    let slices = codes.len().saturating_sub(2);
    let label = |at: usize| match at {
        0 => "Mã 1: xác nhận hoàn tất".to_owned(),
        at if at <= slices => format!("Mã {}: nội dung, phần {at}/{slices}", at + 1),
        at => format!("Mã {}: dự phòng", at + 1),
    };
    let one = |(at, code): (usize, &QrCode)| json!({ "file": code_file(at), "label": label(at), "modules": code.width_with_quiet_zone() });
    codes.iter().enumerate().map(one).collect()
}
