//! Somebody has the whole data folder, database and the service's keys included, and wants a signature that nobody gave
//! in an `in-person` pact. What is missing is the registrar's key, and the keys of those who have not signed.
//!
//! Each attempt is logged in a ledger of the thief's own making under the stolen ledger key, with right leaves, proofs
//! and checkpoint, and judged by the program itself. The controls: the same machinery with the records as they were
//! given is believed, and with the registrar's key, which the thief does not have, it is `valid`.

use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::key::{parse_name, read_pem};
use giaouoc_core::pact::{Pact, PactId, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Holder, Progress};
use giaouoc_core::record::{Act, Capacity, Completion, Method, Record, RecordDigest, Statement, kind_of};
use giaouoc_core::verify::verified_progress;
use giaouoc_store::ledger::Ledger as _;
use giaouoc_store::reader::Reader;
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tests::installation::{Installation, ORIGIN, REGISTRAR};
use giaouoc_tests::mem_ledger::MemLedger;
use giaouoc_tlog::note::{Note, SigningKey};
use serde_json::Value;
use std::fs;

/// The party that has signed, and the one that never does.
const SIGNED: &str = "member";
const VICTIM: &str = "head";

type Notes = Vec<String>;

/// Somebody who has everything that the service had, and keys of their own making.
struct Thief {
    ledger: SigningKey,
    online: SigningKey,
    policy: Policy,
    pact: Pact,
    /// Opening, enrolment and signature of the party that has signed.
    stolen: Notes,
    progress: Progress,
    /// Bears the victim's name.
    own: SigningKey,
    /// Bears the registrar's name.
    registrar: SigningKey,
}

impl Thief {
    fn break_in(installation: &Installation, id: &str) -> Self {
        let policy = Policy::parse(&fs::read_to_string(installation.path("data/policy.txt")).unwrap()).unwrap();
        let store = SqliteStore::open_existing(installation.path("data/giaouoc.db")).unwrap();
        let pact = store.pact_by_id(&PactId::parse(id).unwrap()).unwrap().unwrap();
        let evidence = Reader::new(&store).evidence(pact.digest(), &store.head().unwrap().unwrap()).unwrap();
        let (_, progress) = verified_progress(evidence.to_json().unwrap().as_bytes(), &policy).unwrap();
        let note = |item: &Item| match item {
            Item::Present { note, .. } => note.clone(),
            Item::Erased { .. } => panic!("nothing was erased"),
        };
        Self {
            ledger: key_file(installation, "data/ledger.key", ORIGIN),
            online: key_file(installation, "data/online.key", &format!("{ORIGIN}/online")),
            policy,
            pact: (*pact).clone(),
            stolen: evidence.items.iter().map(note).collect(),
            progress,
            own: SigningKey::new(parse_name(&format!("{id}/{VICTIM}")).unwrap(), &[9; 32]),
            registrar: SigningKey::new(parse_name(REGISTRAR).unwrap(), &[8; 32]),
        }
    }

    /// Evidence over these notes in a ledger under the stolen key.
    fn logged(&self, pact: &Pact, notes: &[String]) -> Evidence {
        let mut ledger = MemLedger::new(self.ledger.clone(), self.policy.clone(), self.progress.opened());
        for note in notes {
            let kind = kind_of(note).unwrap();
            ledger.append(pact.digest(), kind, note.clone()).unwrap();
        }
        ledger.evidence_of(pact).unwrap()
    }

    fn stolen(&self, at: usize) -> Record {
        Record::parse(self.stolen[at].as_bytes()).unwrap()
    }

    fn statement(&self, act: Act) -> Statement {
        let (ledger, pact) = (self.ledger.name().clone(), self.pact.digest());
        Statement { ledger, pact, act, time: self.progress.opened() }
    }

    /// The thief's key for the victim, attested by whomever.
    fn enrolment(&self, by: &SigningKey, method: Method) -> Record {
        let name = "Nguyễn Văn Mẫu 01".to_owned();
        let holder = Holder { name, capacity: Capacity::Representative, authority: None };
        let (party, key) = (PartyId::parse(VICTIM).unwrap(), self.own.verifying_key());
        let drafted = self.progress.draft_enrolment(&party, key, holder, method, self.progress.opened());
        drafted.sign(&[by, &self.own]).unwrap()
    }

    /// The victim's signature as the rules demand it, under this enrolment, by this key.
    fn signature(&self, enrolment: &Record, by: &SigningKey) -> Record {
        let Act::Signature(mut signature) = self.stolen(2).statement().act.clone() else { panic!("a signature") };
        signature.party = PartyId::parse(VICTIM).unwrap();
        signature.position = self.pact.roster.position(&signature.party).unwrap();
        signature.enrolment = enrolment.digest();
        signature.after = self.progress.after(2).unwrap();
        self.statement(Act::Signature(signature)).sign(&[by]).unwrap()
    }

    /// The victim stands first in the roster.
    fn completion(&self, victims: &Record, by: &SigningKey) -> Record {
        let signatures = RecordDigest::chain([victims.digest(), self.stolen(2).digest()]);
        let mut count = self.pact.roster.position(&PartyId::parse(SIGNED).unwrap()).unwrap();
        count.k = count.n;
        self.statement(Act::Completion(Completion { signatures, count })).sign(&[by]).unwrap()
    }

    /// The stolen records, and then the victim's enrolment, signature and the completion, each by whomever.
    fn chain(&self, attested: &SigningKey, method: Method, completed: &SigningKey) -> Notes {
        let enrolment = self.enrolment(attested, method);
        let signature = self.signature(&enrolment, &self.own);
        let completion = self.completion(&signature, completed);
        let forged = [enrolment, signature, completion].map(|record| record.note().to_string());
        self.stolen.iter().cloned().chain(forged).collect()
    }

    /// The document with another identity mode or text, opened by whomever.
    fn twin(&self, member: &str, value: &str, by: &SigningKey) -> (Pact, Notes) {
        let mut document: Value = serde_json::from_slice(self.pact.canonical()).unwrap();
        document[member] = value.into();
        let twin = Pact::parse(document.to_string().as_bytes()).unwrap();
        let opening = Statement { pact: twin.digest(), ..self.statement(Act::Opening) };
        let opening = opening.sign(&[by]).unwrap().note().to_string();
        (twin, vec![opening])
    }
}

fn key_file(installation: &Installation, file: &str, name: &str) -> SigningKey {
    read_pem(parse_name(name).unwrap(), &fs::read_to_string(installation.path(file)).unwrap()).unwrap()
}

/// The lines of another record under a text of one's own.
fn borrowed(text: &Record, lines: &Record) -> String {
    Note::new(text.note().text().to_owned(), lines.note().signatures().to_vec()).unwrap().to_string()
}

/// Every way that was thought of: its name, the document, the notes.
fn attempts(thief: &Thief) -> Vec<(&'static str, Pact, Notes)> {
    let Thief { online, registrar, own, ledger, stolen, pact, .. } = thief;
    let by = |name, attested, method, completed| (name, pact.clone(), thief.chain(attested, method, completed));
    let enrolment = thief.enrolment(registrar, Method::InPerson);
    let signature = thief.signature(&enrolment, own);
    let completion = thief.completion(&signature, online).note().to_string();
    let with = |forged: Vec<String>| stolen.iter().cloned().chain(forged).collect::<Notes>();
    let (other_text, opened) = thief.twin("title", "Giao ước khác", online);
    let forged_opening = thief.twin("title", "Giao ước khác", registrar);
    let mut replaced = stolen.clone();
    replaced[0] = thief.statement(Act::Opening).sign(&[online]).unwrap().note().to_string();
    // The member's own enrolment serves the victim, too.
    let member = thief.stolen(1);
    let as_victim = thief.signature(&member, own).note().to_string();
    let copied = borrowed(&thief.signature(&member, own), &thief.stolen(2));
    vec![
        by("attested and completed by the service's registrar", online, Method::Invite, online),
        by("the same, claiming that somebody was seen", online, Method::InPerson, online),
        by("by a key that bears the registrar's name", registrar, Method::InPerson, registrar),
        by("by the ledger's key", ledger, Method::InPerson, ledger),
        by("by the thief's own key", own, Method::InPerson, own),
        (
            "the registrar's line of another enrolment",
            pact.clone(),
            with(vec![borrowed(&enrolment, &member), signature.note().to_string(), completion.clone()]),
        ),
        ("no enrolment at all", pact.clone(), with(vec![signature.note().to_string(), completion.clone()])),
        ("the other party's enrolment", pact.clone(), with(vec![as_victim, completion.clone()])),
        ("the other party's signature line", pact.clone(), with(vec![copied, completion.clone()])),
        ("no signature, but a completion", pact.clone(), with(vec![completion.clone()])),
        ("another text under the same opening", other_text.clone(), stolen.clone()),
        ("another text, opened by the service", other_text, opened),
        ("another text, opened under the registrar's name", forged_opening.0, forged_opening.1),
        ("the opening by the service's registrar", pact.clone(), replaced),
    ]
}

#[test]
fn with_everything_but_the_registrars_key_nobody_signs_for_another() {
    let mut installation = Installation::start();
    let id = installation.write_pact();
    installation.open_pact();
    installation.sign(&id, SIGNED);
    installation.stop();
    let thief = Thief::break_in(&installation, &id);
    let judge = |pact: &Pact, notes: &[String]| {
        fs::write(installation.path("forged.giaouoc.json"), thief.logged(pact, notes).to_json().unwrap()).unwrap();
        let output = installation.run(&["verify", "--json", "forged.giaouoc.json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), report)
    };

    // Controls: what was really given is believed in the thief's ledger too, and with the registrar's key it is valid.
    let (code, report) = judge(&thief.pact, &thief.stolen);
    assert_eq!((code, report["reason"].as_str()), (1, Some("k-of-n")), "{report}");
    let registrar = key_file(&installation, "registrar.pem", REGISTRAR);
    let (code, report) = judge(&thief.pact, &thief.chain(&registrar, Method::InPerson, &registrar));
    assert_eq!(code, 0, "{report}");

    let attempts = attempts(&thief);
    assert_eq!(attempts.len(), 14);
    for (name, pact, notes) in attempts {
        let (code, report) = judge(&pact, &notes);
        assert!(matches!(code, 2 | 3), "{name}: {code} {report}");
    }
    // What the service's registrar may do is another pact, by its digest and by its identity mode: no trick, but a
    // limit.
    let (twin, notes) = thief.twin("identity", "invite", &thief.online);
    let (code, report) = judge(&twin, &notes);
    assert_eq!((code, report["pact"]["identity"].as_str()), (1, Some("invite")), "{report}");
    assert_ne!(twin.digest(), thief.pact.digest());
}
