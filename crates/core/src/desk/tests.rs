//! The desk's acts on a small pact, its state led on by real records.

use super::*;
use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::leaf::Kind;
use crate::pact::{Pact, PartyId};
use crate::policy::Policy;
use crate::progress::{Admission, Holder, Progress, Signing};
use crate::record::{Capacity, Channel, Method, Record, Statement};
use crate::time::Time;
use giaouoc_tlog::note::{KeyName, SigningKey};
use serde_json::json;
use std::sync::Arc;

const POLICY: &str = include_str!("../../../../fixtures/policy.txt");
const ORIGIN: &str = "mau.giaouoc.example/so/2026";
const PACT: &str = "mauaaaaaaaaaaaaaaaaaaaaaaa";
/// Signs in stage 2.
const HEAD: &str = "khoi-truong";
/// Signs in stage 1.
const A: &str = "don-vi-a";
/// Signs in stage 1, by a pinned key.
const B: &str = "don-vi-b";
/// Merely named.
const GUESTS: &str = "khach-moi";

fn key(stem: &str, name: &str) -> SigningKey {
    SigningKey::new(KeyName::parse(name).unwrap(), Digest::of(format!("giaouoc keys-example {stem}")).as_bytes())
}

fn registrar() -> SigningKey {
    key("registrar", "mau.giaouoc.example/so/2026/registrar")
}

fn party_key(party: &str) -> SigningKey {
    match party {
        B => key("party-03", "giu-khoa.example/don-vi-b"),
        HEAD => key("party-01", &format!("{PACT}/{party}")),
        _ => key("party-02", &format!("{PACT}/{party}")),
    }
}

fn id(party: &str) -> PartyId {
    PartyId::parse(party).unwrap()
}

fn pact() -> Pact {
    let party = |id: &str, role: &str, stage: u64, name: &str| {
        json!({ "id": id, "unit": format!("Đơn vị {id}"), "role": role, "stage": stage, "signs": true,
                "representative": { "name": name, "titles": ["Đại diện"] } })
    };
    let mut b = party(B, "member", 1, "Lê Văn Mẫu 03");
    b["key"] = json!(party_key(B).verifying_key().to_string());
    let document = json!({
        "format": "giaouoc/pact/v1", "id": PACT, "language": "vi", "title": "Giao ước thi đua MẪU",
        "period": { "from": "2026-01-01", "to": "2026-12-31" }, "group": { "kind": "khac", "name": "Nhóm mẫu" },
        "event": {}, "header": { "organisation": ["NHÓM MẪU"] }, "grounds": [],
        "articles": [{ "heading": "Điều 1", "text": "Nội dung mẫu.", "targets": [{ "name": "Mẫu", "value": "1" }] }],
        "phases": [{ "name": "Đợt 1", "from": "2026-01-01", "to": "2026-06-30" }], "annexes": [],
        "declaration": "Tôi đã đọc và đồng ý.",
        "roster": [
            party(HEAD, "head", 2, "Nguyễn Văn Mẫu 01"), party(A, "member", 1, "Trần Thị Mẫu 02"), b,
            { "id": GUESTS, "unit": "Khách mời mẫu", "role": "witness", "stage": 1, "signs": false },
        ],
        "identity": "in-person", "created": "2026-01-01T00:00:00Z"
    });
    Pact::parse(document.to_string().as_bytes()).unwrap()
}

/// A desk, the ledger that it works on, and their one clock.
struct Table {
    policy: Policy,
    progress: Progress,
    now: Time,
    next: u64,
}

impl Table {
    /// The pact opened, by a draft of the desk.
    fn opened() -> Self {
        let (policy, origin) = (Policy::parse(POLICY).unwrap(), KeyName::parse(ORIGIN).unwrap());
        let (pact, now) = (pact(), Time::parse("2026-01-05T01:00:00Z").unwrap());
        let record = opening(&pact, &origin, now).sign(&registrar()).unwrap();
        let progress = Progress::open(Arc::new(pact), &origin, &record, 0, &policy).unwrap();
        Self { policy, progress, now, next: 1 }
    }

    /// The ledger's answer to a record, which it takes if it may.
    fn take(&mut self, record: &Record) -> Result<Admission, Code> {
        let admit = |progress: &Progress| {
            let authentic = progress.authenticate(record.clone(), &self.policy)?;
            Ok((progress.admit(&authentic, &self.policy)?, authentic))
        };
        let (admission, authentic) = admit(&self.progress).map_err(|e: CoreError| e.code)?;
        if matches!(admission, Admission::New { .. }) {
            self.progress.take(self.next, authentic);
            self.next += 1;
        }
        Ok(admission)
    }

    fn must_take(&mut self, record: &Record) {
        assert!(matches!(self.take(record), Ok(Admission::New { unchecked }) if unchecked.is_empty()));
    }

    /// A draft where nothing waits.
    fn draft(&self, request: &ActRequest) -> Result<Draft, DeskRefusal> {
        draft(&request.parse()?, &self.progress, self.now, |_| Err(DeskRefusal::NotAnEnrolment))
    }

    fn must_draft(&self, request: &ActRequest) -> Draft {
        self.draft(request).unwrap()
    }

    fn code(&self, request: &ActRequest) -> Code {
        code(&self.draft(request).unwrap_err())
    }

    /// The enrolment that the signer's device makes, and its release.
    fn waiting(&self, party: &str) -> Waiting {
        let method = method_of(self.progress.pact().roster.party(&id(party)).unwrap(), Method::InPerson);
        let holder = HolderWords::default().parse(self.progress.pact().roster.party(&id(party)).unwrap()).unwrap();
        let note = self.possession(party, holder.clone(), method);
        Waiting { possession: Possession::parse(&note).unwrap(), holder, method, clock: self.now }
    }

    fn possession(&self, party: &str, holder: Holder, method: Method) -> String {
        let key = party_key(party);
        note(&self.progress.draft_enrolment(&id(party), key.verifying_key(), holder, method, self.now), &[&key])
    }

    /// The draft of an enrolment that waits, the number read aright.
    fn enrolment(&self, party: &str, waiting: &Waiting) -> Result<Draft, DeskRefusal> {
        let number = waiting.possession.digest().0.long();
        let request = ActRequest { number: Some(number), ..about("enrolment", party) };
        draft(&request.parse()?, &self.progress, self.now, |_| Ok(waiting.clone()))
    }

    fn enrol(&mut self, party: &str) {
        let draft = self.enrolment(party, &self.waiting(party)).unwrap();
        self.must_take(&draft.sign(&registrar()).unwrap());
    }

    fn sign(&mut self, party: &str) {
        let signing = Signing { mark: None, channel: Channel::Kiosk, time: self.now };
        let statement = self.progress.draft_signature(&id(party), signing).unwrap();
        self.must_take(&statement.sign(&[&party_key(party)]).unwrap());
    }

    fn all_signed() -> Self {
        let mut table = Self::opened();
        for party in [A, B, HEAD] {
            table.enrol(party);
            table.sign(party);
        }
        table
    }
}

fn note(statement: &Statement, keys: &[&SigningKey]) -> String {
    let text = statement.text();
    let lines = keys.iter().map(|key| key.sign(&text)).collect();
    giaouoc_tlog::note::Note::new(text, lines).unwrap().to_string()
}

fn act(act: &str) -> ActRequest {
    ActRequest { act: act.to_owned(), ..ActRequest::default() }
}

fn about(kind: &str, party: &str) -> ActRequest {
    ActRequest { party: Some(party.to_owned()), ..act(kind) }
}

fn because(request: ActRequest, reason: &str) -> ActRequest {
    ActRequest { reason: Some(reason.to_owned()), ..request }
}

fn code(refusal: &DeskRefusal) -> Code {
    match refusal {
        DeskRefusal::Rule(error) => error.code,
        other => panic!("{other:?}"),
    }
}

/// Code and place of a request that cannot be read.
fn unread(request: &ActRequest) -> (Code, String) {
    match request.parse() {
        Err(DeskRefusal::Rule(error)) => (error.code, error.place),
        other => panic!("{other:?}"),
    }
}

// ---- requests

#[test]
fn a_request_is_read_strictly() {
    let read = |text: &str| serde_json::from_str::<ActRequest>(text).map(|request| request.parse());
    let party = id(A);
    assert_eq!(read(r#"{"act":"opening"}"#).unwrap(), Ok(Instruction::Opening));
    assert_eq!(read(r#"{"act":"completion"}"#).unwrap(), Ok(Instruction::Completion));
    assert_eq!(read(r#"{"act":"withdrawal"}"#).unwrap(), Ok(Instruction::Withdrawal { reason: None }));
    let revocation = Instruction::Revocation { party, key: None, reason: Some("mất máy".into()) };
    assert_eq!(read(r#"{"act":"revocation","party":"don-vi-a","reason":"mất máy"}"#).unwrap(), Ok(revocation));
    for wrong in ["{}", r#"{"act":"opening","pact":"x"}"#, r#"{"act":1}"#, "[]"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn members_of_another_act_are_refused() {
    let all = |kind: &str| ActRequest {
        party: Some(A.into()),
        reason: Some("sửa đổi".into()),
        key: Some(party_key(A).verifying_key().to_string()),
        number: Some("0".into()),
        act: kind.into(),
    };
    type Take = fn(&mut ActRequest) -> &mut Option<String>;
    let members: [(&str, Take); 4] = [
        ("party", |r| &mut r.party),
        ("reason", |r| &mut r.reason),
        ("key", |r| &mut r.key),
        ("number", |r| &mut r.number),
    ];
    for (kind, allowed) in [
        ("opening", &[][..]),
        ("enrolment", &["party", "number"]),
        ("withdrawal", &["reason"]),
        ("completion", &[]),
        ("revocation", &["party", "key", "reason"]),
    ] {
        let mut only_allowed = all(kind);
        for (name, member) in members.iter().filter(|(name, _)| !allowed.contains(name)) {
            let mut request = ActRequest { act: kind.into(), ..ActRequest::default() };
            *member(&mut request) = member(&mut all(kind)).clone();
            assert_eq!(request.parse(), Err(DeskRefusal::MemberOfAnotherAct(name)), "{kind}");
            *member(&mut only_allowed) = None;
        }
        assert_eq!(only_allowed.parse().unwrap().kind().as_str(), kind);
    }
}

#[test]
fn members_are_refused_at_their_place() {
    let at = |code, place: &str| (code, place.to_owned());
    assert_eq!(unread(&act("signature")), at(Code::ValueForm, "/act"));
    assert_eq!(unread(&act("")), at(Code::ValueForm, "/act"));
    assert_eq!(unread(&act("enrolment")), at(Code::MemberMissing, "/party"));
    assert_eq!(unread(&act("revocation")), at(Code::MemberMissing, "/party"));
    assert_eq!(unread(&about("enrolment", A)), at(Code::MemberMissing, "/number"));
    assert_eq!(unread(&because(act("withdrawal"), "")), at(Code::TextEmpty, "/reason"));
    assert_eq!(unread(&because(about("revocation", A), "a\nb")), at(Code::TextForbidden, "/reason"));
    assert_eq!(unread(&about("revocation", "A a")).1, "/party");
    assert_eq!(unread(&ActRequest { key: Some("x".into()), ..about("revocation", A) }).1, "/key");
}

// ---- each act, drafted, shown, signed, taken

#[test]
fn an_opening() {
    let (pact, now) = (pact(), Time::parse("2026-01-05T01:00:00Z").unwrap());
    let draft = opening(&pact, &KeyName::parse(ORIGIN).unwrap(), now);
    assert!(draft.statement().text().starts_with("giaouoc/opening/v1\n"));
    let facts = draft.facts();
    assert_eq!((facts.signed, facts.due, &facts.title), (0, 3, &pact.title));
    assert_eq!((&facts.number, &facts.verdict, &facts.unit), (&pact.digest().0.short(), &None, &None));
    assert_eq!(draft.sign(&registrar()).unwrap().digest(), draft.digest());
    // What is open is not opened again.
    assert_eq!(Table::opened().code(&act("opening")), Code::PactAlreadyOpen);
}

#[test]
fn an_enrolment_by_a_key_of_the_place_and_by_a_pinned_one() {
    for (party, holder, method) in [(A, "Trần Thị Mẫu 02", Method::InPerson), (B, "Lê Văn Mẫu 03", Method::Pinned)]
    {
        let mut table = Table::opened();
        let waiting = table.waiting(party);
        let draft = table.enrolment(party, &waiting).unwrap();
        assert_eq!(draft.digest(), waiting.possession.digest());
        let facts = draft.facts();
        assert_eq!(facts.unit, Some(format!("Đơn vị {party}")));
        let enrolment = facts.enrolment.as_ref().unwrap();
        assert_eq!((enrolment.holder.as_str(), enrolment.method), (holder, method));
        assert_eq!(enrolment.capacity, Capacity::Representative);
        let record = draft.sign(&registrar()).unwrap();
        assert_eq!(record.note().signatures().len(), 2);
        table.must_take(&record);
        assert!(matches!(table.take(&record), Ok(Admission::Known { same_text: true, .. })));
    }
}

#[test]
fn a_completion() {
    let mut table = Table::opened();
    assert_eq!(table.code(&act("completion")), Code::NotAllSigned);
    table = Table::all_signed();
    let draft = table.must_draft(&act("completion"));
    assert_eq!((draft.facts().signed, draft.facts().due), (3, 3));
    table.must_take(&draft.sign(&registrar()).unwrap());
    for request in [act("completion"), act("withdrawal")] {
        assert_eq!(table.code(&request), Code::PactCompleted);
    }
    // Keys may be taken back even then.
    table.must_take(&table.must_draft(&about("revocation", A)).sign(&registrar()).unwrap());
}

#[test]
fn a_withdrawal() {
    let mut table = Table::opened();
    let draft = table.must_draft(&because(act("withdrawal"), "sửa đổi"));
    assert!(draft.statement().text().contains("\nreason sửa đổi\n"));
    table.must_take(&draft.sign(&registrar()).unwrap());
    for request in [act("withdrawal"), act("completion"), about("revocation", A)] {
        assert_eq!(table.code(&request), Code::PactWithdrawn);
    }
    let waiting = table.waiting(A);
    assert_eq!(code(&table.enrolment(A, &waiting).unwrap_err()), Code::PactWithdrawn);
}

#[test]
fn a_revocation_takes_the_newest_key_or_the_one_that_is_named() {
    let mut table = Table::opened();
    assert_eq!(
        table.draft(&about("revocation", A)),
        Err(DeskRefusal::Rule(CoreError::new(Code::EnrolmentUnknown).at("/party")))
    );
    table.enrol(A);
    let draft = table.must_draft(&because(about("revocation", A), "mất máy"));
    let vkey = party_key(A).verifying_key().to_string();
    assert!(draft.statement().text().contains(&format!("\nkey {vkey}\n")));
    assert_eq!(draft.facts().unit, Some(format!("Đơn vị {A}")));
    table.must_take(&draft.sign(&registrar()).unwrap());
    // The newest is revoked now; by its name it may be revoked again.
    assert_eq!(table.code(&about("revocation", A)), Code::EnrolmentUnknown);
    table.now = Time::from_unix(table.now.unix() + 1).unwrap();
    let named = ActRequest { key: Some(vkey), ..about("revocation", A) };
    table.must_take(&table.must_draft(&named).sign(&registrar()).unwrap());
}

#[test]
fn where_records_were_erased_only_withdrawals_and_revocations_are_drafted() {
    let mut table = Table::opened();
    table.enrol(A);
    let waiting = table.waiting(HEAD);
    table.progress.erase(9, crate::record::RecordDigest::of("erased"));
    assert_eq!(table.code(&act("completion")), Code::RecordErased);
    assert_eq!(code(&table.enrolment(HEAD, &waiting).unwrap_err()), Code::RecordErased);
    table.must_draft(&about("revocation", A));
    table.must_draft(&act("withdrawal"));
}

// ---- enrolments that wait

#[test]
fn what_waits_is_asked_for_only_where_the_state_allows_an_enrolment() {
    let mut table = Table::opened();
    let request = ActRequest { number: Some("0".into()), ..about("enrolment", A) };
    assert_eq!(table.draft(&request), Err(DeskRefusal::NotAnEnrolment), "the answer of whoever looks for what waits");
    table.must_take(&table.must_draft(&act("withdrawal")).sign(&registrar()).unwrap());
    let instruction = request.parse().unwrap();
    let drafted = draft(&instruction, &table.progress, table.now, |_| -> Result<_, DeskRefusal> { panic!("asked") });
    assert_eq!(code(&drafted.unwrap_err()), Code::PactWithdrawn);
}

#[test]
fn another_number_than_that_of_the_note_is_refused() {
    let table = Table::opened();
    let waiting = table.waiting(A);
    let digest = waiting.possession.digest().0;
    let drafted = |number: &str| {
        let request = ActRequest { number: Some(number.to_owned()), ..about("enrolment", A) };
        draft(&request.parse().unwrap(), &table.progress, table.now, |_| Ok::<_, DeskRefusal>(waiting.clone()))
    };
    for read in
        [digest.long(), digest.long().replace(' ', ""), format!("GIAOUOC:{}", digest.to_string().to_uppercase())]
    {
        assert_eq!(drafted(&read).unwrap().digest().0, digest);
    }
    for read in ["", "0000 0000 0000 0000 0000 0000", &digest.short()] {
        assert_eq!(drafted(read), Err(DeskRefusal::NumberDiffers));
    }
}

#[test]
fn what_waits_must_be_what_was_released() {
    let table = Table::opened();
    let waiting = table.waiting(A);
    let holder = |name: &str, capacity, authority| Holder { name: name.into(), capacity, authority };
    let named = "Trần Thị Mẫu 02";
    for (holder, method, line) in [
        (holder("Lê Văn Mẫu 99", Capacity::Delegate, None), Method::InPerson, "holder"),
        (holder(named, Capacity::Delegate, None), Method::InPerson, "capacity"),
        (holder(named, Capacity::Representative, Some(Digest::of("letter"))), Method::InPerson, "authority"),
        (holder(named, Capacity::Representative, None), Method::Invite, "method"),
    ] {
        let note = table.possession(A, holder, method);
        let other = Waiting { possession: Possession::parse(&note).unwrap(), ..waiting.clone() };
        assert_eq!(table.enrolment(A, &other), Err(DeskRefusal::EnrolmentDiffers { line: line.into() }));
    }
    // Shown for another position.
    let line = "party".to_owned();
    assert_eq!(table.enrolment(HEAD, &waiting), Err(DeskRefusal::EnrolmentDiffers { line }));
}

#[test]
fn an_enrolment_is_made_about_now() {
    let table = Table::opened();
    let waiting = table.waiting(A);
    for (apart, is_near) in [(0, true), (600, true), (-600, true), (601, false), (-601, false)] {
        let clock = Time::from_unix(table.now.unix() + apart).unwrap();
        let drafted = table.enrolment(A, &Waiting { clock, ..waiting.clone() });
        assert_eq!(drafted.is_ok(), is_near, "{apart}");
        assert!(is_near || drafted == Err(DeskRefusal::ClockDiffers { clock }));
    }
}

#[test]
fn a_note_without_proof_of_possession_is_no_possession() {
    let table = Table::opened();
    let (key, other) = (party_key(A), party_key(HEAD));
    let Waiting { holder, method, .. } = table.waiting(A);
    let statement = table.progress.draft_enrolment(&id(A), key.verifying_key(), holder, method, table.now);
    let refused = |note: &str| code(&Possession::parse(note).unwrap_err());
    assert_eq!(refused(&note(&statement, &[&other])), Code::SignatureLines);
    assert_eq!(refused(&note(&statement, &[&registrar(), &key])), Code::SignatureLines);
    let forged = SigningKey::new(key.name().clone(), &[7; 32]).sign(&statement.text());
    let forged =
        giaouoc_tlog::note::SignatureLine::new(key.name().clone(), key.verifying_key().id(), forged.bytes().into());
    let forged = giaouoc_tlog::note::Note::new(statement.text(), vec![forged.unwrap()]).unwrap();
    assert_eq!(refused(&forged.to_string()), Code::SignatureWrong);
    assert_eq!(refused(""), Code::NoteMalformed);
    assert_eq!(refused(&"x".repeat(crate::record::MAX_NOTE + 1)), Code::TooLarge);
    let withdrawal = table.progress.draft_withdrawal(None, table.now);
    assert_eq!(Possession::parse(&note(&withdrawal, &[&key])), Err(DeskRefusal::NotAnEnrolment));
}

// ---- the pact moves between draft and signature

#[test]
fn what_was_shown_is_signed_and_the_newest_state_decides() {
    // A completion was shown; the pact was withdrawn meanwhile.
    let mut table = Table::all_signed();
    let shown = table.must_draft(&act("completion"));
    table.must_take(&table.must_draft(&act("withdrawal")).sign(&registrar()).unwrap());
    let record = shown.sign(&registrar()).unwrap();
    assert_eq!(record.note().text(), shown.statement().text());
    assert_eq!(table.take(&record), Err(Code::PactWithdrawn));

    // An enrolment was shown; the party declined under an earlier key meanwhile.
    let mut table = Table::opened();
    table.enrol(A);
    table.now = Time::from_unix(table.now.unix() + 60).unwrap();
    let shown = table.enrolment(A, &table.waiting(A)).unwrap();
    let decline = table.progress.draft_decline(&id(A), None, table.now).unwrap();
    table.must_take(&decline.sign(&[&party_key(A)]).unwrap());
    assert_eq!(table.take(&shown.sign(&registrar()).unwrap()), Err(Code::AlreadyDeclined));

    // A revocation was shown; a newer key was enrolled meanwhile. It still takes back the key that it names.
    let mut table = Table::opened();
    table.enrol(A);
    let shown = table.must_draft(&about("revocation", A));
    table.now = Time::from_unix(table.now.unix() + 60).unwrap();
    table.enrol(A);
    table.must_take(&shown.sign(&registrar()).unwrap());

    // A registrar who did not open the pact signs nothing that is taken.
    let shown = table.must_draft(&act("withdrawal"));
    let other = key("online", "mau.giaouoc.example/so/2026/online");
    assert_eq!(table.take(&shown.sign(&other).unwrap()), Err(Code::RegistrarUnknown));
}

// ---- holders

#[test]
fn a_holder_is_whom_the_roster_names_or_a_delegate() {
    let table = Table::opened();
    let party = table.progress.pact().roster.party(&id(A)).unwrap();
    let words = HolderWords::default();
    let holder = words.parse(party).unwrap();
    assert_eq!((holder.name.as_str(), holder.capacity), ("Trần Thị Mẫu 02", Capacity::Representative));
    let digest = Digest::of("letter").to_string();
    let delegate =
        HolderWords { name: Some("Lê Văn Mẫu 99"), capacity: Some("delegate"), authority: Some(&digest) };
    let holder = delegate.parse(party).unwrap();
    assert_eq!((holder.capacity, holder.authority), (Capacity::Delegate, Some(Digest::of("letter"))));
    for (words, code, place) in [
        (HolderWords { name: Some("Lê Văn Mẫu 99"), ..words }, Code::HolderDiffers, "/holder"),
        (HolderWords { name: Some(""), ..words }, Code::TextEmpty, "/holder"),
        (HolderWords { capacity: Some("friend"), ..words }, Code::ValueForm, "/capacity"),
    ] {
        let error = words.parse(party).unwrap_err();
        assert_eq!((error.code, error.place.as_str()), (code, place));
    }
    assert_eq!(HolderWords { authority: Some("x"), ..words }.parse(party).unwrap_err().place, "/authority");
    let unnamed = table.progress.pact().roster.party(&id(GUESTS)).unwrap();
    assert_eq!(words.parse(unnamed).unwrap_err(), CoreError::new(Code::MemberMissing).at("/holder"));
}

#[test]
fn who_may_still_enrol() {
    let refused = |table: &Table, party: &str| may_enrol(&table.progress, &id(party)).err().map(|error| error.code);
    let mut table = Table::opened();
    assert_eq!(refused(&table, A), None);
    assert_eq!(refused(&table, "ai-do"), Some(Code::PartyUnknown));
    assert_eq!(refused(&table, GUESTS), Some(Code::PartyNamedOnly));
    table.enrol(A);
    assert_eq!(refused(&table, A), None);
    table.sign(A);
    assert_eq!(refused(&table, A), Some(Code::AlreadySigned));
    table.enrol(B);
    let decline = table.progress.draft_decline(&id(B), None, table.now).unwrap();
    table.must_take(&decline.sign(&[&party_key(B)]).unwrap());
    assert_eq!(refused(&table, B), Some(Code::AlreadyDeclined));
    table.must_take(&table.must_draft(&act("withdrawal")).sign(&registrar()).unwrap());
    assert_eq!(refused(&table, HEAD), Some(Code::PactWithdrawn));
    assert_eq!(refused(&table, "ai-do"), Some(Code::PartyUnknown));
    let mut table = Table::all_signed();
    table.must_take(&table.must_draft(&act("completion")).sign(&registrar()).unwrap());
    assert_eq!(refused(&table, HEAD), Some(Code::PactCompleted));
    assert_eq!(table.progress.pact().roster.party(&id(B)).map(|b| method_of(b, Method::Invite)), Some(Method::Pinned));
    assert_eq!(Instruction::Completion.check_state(&table.progress).unwrap_err().code, Code::PactCompleted);
    assert_eq!(Instruction::Completion.kind(), Kind::Completion);
}
