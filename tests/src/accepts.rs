//! `fixtures/accept/`: evidence that looks odd and holds. `expected.tsv` says with which verdict and reason.

use crate::reject_base::{A, B, BaseCeremony, HEAD, Point, WITNESS, pact, put};
use crate::workspace::{Files, Outcome};
use crate::{chain, keys, mem_ledger};
use giaouoc_core::Digest;
use giaouoc_core::pact::PartyId;
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Capacity, Channel, Method};
use giaouoc_core::time::Time;
use serde_json::{Map, Value, json};

/// Name, verdict, reason of `incomplete` or `-`, why, the file.
type Row = (&'static str, &'static str, &'static str, &'static str, fn() -> Outcome<String>);

const VALID: [Row; 24] = [
    ("spare-takes-over", "valid", "-", "a spare of the same name enrols, revokes, completes", spare_takes_over),
    ("delegate-with-a-letter", "valid", "-", "a delegate bears another name than the roster's", || {
        delegate(A, Some(Digest::of("MẪU")))
    }),
    ("delegate-without-a-letter", "valid", "-", "authority may be `-`", || delegate(A, None)),
    ("delegate-with-a-pinned-key", "valid", "-", "a pinned key may be held by a delegate", || {
        delegate(B, Some(Digest::of("MẪU")))
    }),
    ("mark-of-two-strokes", "valid", "-", "a drawn mark", || marked(chain::MARK, true)),
    ("mark-without-a-stroke", "valid", "-", "a mark may hold no path", || {
        marked(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 99999"></svg>"#, true)
    }),
    ("mark-not-at-hand", "valid", "-", "a mark that the file does not hold is not looked for", || {
        marked(chain::MARK, false)
    }),
    ("enrolled-again-with-another-key", "valid", "-", "the newest enrolment counts", || {
        reenrolled(|s| s.other_key(9, A), false)
    }),
    ("enrolled-again-with-the-same-key", "valid", "-", "the newest enrolment counts", || {
        reenrolled(|s| s.key(A), false)
    }),
    ("revoked-unused-then-enrolled-anew", "valid", "-", "another key takes the place of a revoked one", || {
        reenrolled(|s| s.other_key(9, A), true)
    }),
    ("revoked-after-signing", "valid", "-", "what was signed before a revocation stands", || revoked(Point::Signed, 1)),
    ("revoked-after-completion", "valid", "-", "a completion stands", || revoked(Point::Completed, 1)),
    ("revoked-twice", "valid", "-", "a key may be revoked again", || revoked(Point::Completed, 2)),
    ("gaps-in-stages", "valid", "-", "stages 3, 1000 and the largest integer", gaps_in_stages),
    ("everybody-in-one-stage", "valid", "-", "64 parties, each behind the opening", everybody),
    ("one-party", "valid", "-", "a pact of one", || BaseCeremony::alone()?.file()),
    ("nobody-is-named", "valid", "-", "without a representative any holder will do", nobody_is_named),
    ("invite-by-all-three-methods", "valid", "-", "invite admits in-person and pinned too", three_methods),
    ("times-that-run-backwards", "valid", "-", "claimed times are warned of, not judged", backwards),
    ("signed-after-it-closed", "valid", "-", "closes is the ledger's to see to", closed),
    ("no-event", "valid", "-", "the member event may be absent", || changed("/event", Value::Null)),
    ("words-of-mixed-scripts", "valid", "-", "warned of, not refused", || {
        changed("/title", json!("Giao ước MẪU, mаu"))
    }),
    ("line-feeds-in-prose", "valid", "-", "text, preamble and declaration may hold them", || {
        changed("/preamble", json!("Một.\n\nHai.\n"))
    }),
    ("unusual-json", "valid", "-", "members in any order, white space, escapes", unusual_json),
];

const OTHERS: [Row; 13] = [
    ("opened-only", "incomplete", "k-of-n", "nobody is enrolled yet", || BaseCeremony::at(Point::Opened)?.file()),
    ("enrolled-only", "incomplete", "k-of-n", "nobody has signed yet", || BaseCeremony::at(Point::Enrolled)?.file()),
    ("three-of-four", "incomplete", "k-of-n", "the witness has not signed", || BaseCeremony::at(Point::Stage2)?.file()),
    ("all-signed", "incomplete", "no-completion", "only the completion is missing", || {
        BaseCeremony::at(Point::Signed)?.file()
    }),
    ("declined-before-its-turn", "incomplete", "declined", "a decline needs no open stage", || {
        after(Point::Enrolled, |s| s.ledger.decline(s.pact.digest(), WITNESS, None))
    }),
    ("signed-beside-a-decline", "incomplete", "declined", "others may still sign", || {
        after(Point::Enrolled, |s| {
            s.ledger.decline(s.pact.digest(), WITNESS, Some("Lý do mẫu"))?;
            s.sign(A)?;
            Ok(0)
        })
    }),
    ("declined-then-withdrawn", "incomplete", "withdrawn", "withdrawn comes before declined", || {
        after(Point::Enrolled, |s| {
            s.ledger.decline(s.pact.digest(), A, None)?;
            s.ledger.withdraw(s.pact.digest(), None)
        })
    }),
    ("withdrawn-when-all-had-signed", "incomplete", "withdrawn", "without a completion it can be withdrawn", || {
        after(Point::Signed, |s| s.ledger.withdraw(s.pact.digest(), Some("Lý do mẫu")))
    }),
    ("revoked-and-waiting", "incomplete", "k-of-n", "a revoked key stops nobody else", || revoked(Point::Enrolled, 1)),
    ("reason-of-200-characters", "incomplete", "withdrawn", "200 code points are allowed", || {
        after(Point::Opened, |s| s.ledger.withdraw(s.pact.digest(), Some(&"ậ".repeat(200))))
    }),
    ("erased-enrolment-of-a-pinned-key", "incomplete", "erased", "the roster still tells the key", || {
        erased(Point::Completed, |s| Ok(s.enrolment(B)?.to_string()), 3)
    }),
    ("erased-signature", "incomplete", "erased", "after and signatures are not checked", || {
        erased(Point::Completed, |s| Ok(s.signatures(&[A])?.first().ok_or("none")?.to_string()), 6)
    }),
    ("erased-completion", "incomplete", "erased", "all that remains holds", || {
        erased(Point::Completed, |s| Ok(s.last()?.digest().to_string()), 9)
    }),
];

const WITNESSED: Row = ("cosigned-to-the-quorum", "valid", "-", "the witness server has cosigned", || {
    let s = BaseCeremony::alone()?;
    let mut evidence = s.ledger.evidence_of(&s.pact)?;
    evidence.checkpoint = s.ledger.cosigned(&keys::witness()?)?.to_string();
    Ok(evidence.to_json()?)
});

const BY_A_STRANGER: Row =
    ("checkpoint-with-a-line-by-a-stranger", "valid", "-", "lines by unknown keys are ignored", || {
        let s = BaseCeremony::alone()?;
        let mut evidence = s.ledger.evidence_of(&s.pact)?;
        let line = keys::key("party-16", "mau.example/ai-do")?.sign(&s.ledger.tree().text());
        evidence.checkpoint += &line.to_string();
        Ok(evidence.to_json()?)
    });

/// The folder.
pub fn files() -> Outcome<Files> {
    let mut files = Files::new();
    let mut table = "name\tverdict\treason\tpolicy\twhy\n".to_owned();
    let rows = VALID.into_iter().chain(OTHERS).chain([BY_A_STRANGER]).map(|row| ("policy", row));
    let mut rows: Vec<_> = rows.chain([("policy-witness", WITNESSED)]).collect();
    rows.sort_by_key(|(_, row)| row.0);
    for (policy, (name, verdict, reason, why, file)) in rows {
        let file = file().map_err(|e| format!("{name}: {e}"))?;
        table += &format!("{name}\t{verdict}\t{reason}\t{policy}\t{why}\n");
        files.insert(format!("fixtures/accept/{name}.giaouoc.json"), file.into_bytes());
    }
    files.insert("fixtures/accept/expected.tsv".into(), table.into_bytes());
    Ok(files)
}

/// The file after one more act.
fn after(point: Point, act: fn(&mut BaseCeremony) -> Outcome<u64>) -> Outcome<String> {
    let mut s = BaseCeremony::at(point)?;
    act(&mut s)?;
    s.file()
}

/// All sign, whoever has not, and the desk completes.
fn finish(mut s: BaseCeremony) -> Outcome<String> {
    for id in [B, A, HEAD, WITNESS] {
        let state = s.ledger.progress(s.pact.digest())?.party(&PartyId::parse(id)?);
        if state.is_some_and(|state| state.signed.is_none()) {
            s.sign(id)?;
        }
    }
    s.ledger.complete(s.pact.digest())?;
    s.file()
}

fn spare_takes_over() -> Outcome<String> {
    let mut s = BaseCeremony::at(Point::Opened)?;
    let digest = s.pact.digest();
    [HEAD, A].into_iter().try_for_each(|id| s.enrol(id))?;
    s.ledger.set_registrar(digest, keys::spare()?)?;
    s.ledger.revoke(digest, A, Some("Mất máy"))?;
    let key = s.other_key(9, A)?;
    let name = "Trần Thị Mẫu 02".to_owned();
    let holder = Holder { name, capacity: Capacity::Representative, authority: None };
    s.ledger.enrol(digest, A, &key, holder, Method::InPerson)?;
    [B, WITNESS].into_iter().try_for_each(|id| s.enrol(id))?;
    finish(s)
}

fn delegate(id: &'static str, authority: Option<Digest>) -> Outcome<String> {
    let mut s = BaseCeremony::at(Point::Opened)?;
    for other in [HEAD, A, B, WITNESS].into_iter().filter(|other| *other != id) {
        s.enrol(other)?;
    }
    let (key, method) = (s.key(id)?, if id == B { Method::Pinned } else { Method::InPerson });
    let holder = Holder { name: "Đỗ Thị Mẫu 09".to_owned(), capacity: Capacity::Delegate, authority };
    s.ledger.enrol(s.pact.digest(), id, &key, holder, method)?;
    finish(s)
}

fn marked(mark: &str, at_hand: bool) -> Outcome<String> {
    let mut s = BaseCeremony::at(Point::Enrolled)?;
    s.sign_with(A, mark)?;
    if !at_hand {
        s.marks.clear();
    }
    finish(s)
}

fn reenrolled(key: fn(&BaseCeremony) -> Outcome<giaouoc_tlog::SigningKey>, revoke: bool) -> Outcome<String> {
    let mut s = BaseCeremony::at(Point::Enrolled)?;
    if revoke {
        s.ledger.revoke(s.pact.digest(), A, None)?;
    }
    let (key, name) = (key(&s)?, "Trần Thị Mẫu 02".to_owned());
    let holder = Holder { name, capacity: Capacity::Representative, authority: None };
    s.ledger.enrol(s.pact.digest(), A, &key, holder, Method::InPerson)?;
    finish(s)
}

fn revoked(point: Point, times: usize) -> Outcome<String> {
    let mut s = BaseCeremony::at(point)?;
    for _ in 0..times {
        s.ledger.revoke(s.pact.digest(), A, Some("Mất máy"))?;
    }
    if point == Point::Signed {
        return finish(s);
    }
    s.file()
}

fn changed(pointer: &str, new: Value) -> Outcome<String> {
    let mut value = pact()?;
    let parent = value.as_object_mut().ok_or("no object")?;
    match new {
        Value::Null => drop(parent.remove(pointer.trim_start_matches('/'))),
        new => put(&mut value, pointer, new)?,
    }
    BaseCeremony::of(&value, Point::Completed)?.file()
}

fn gaps_in_stages() -> Outcome<String> {
    let mut value = pact()?;
    let stages = [(0, 1000), (1, 3), (2, 3), (3, 9_007_199_254_740_991_u64)];
    for (i, stage) in stages {
        put(&mut value, &format!("/roster/{i}/stage"), json!(stage))?;
    }
    BaseCeremony::of(&value, Point::Completed)?.file()
}

fn everybody() -> Outcome<String> {
    let party = |i: usize| {
        json!({ "id": format!("ben-{i:02}"), "unit": format!("Đơn vị mẫu {i:02}"), "role": "member", "stage": 1,
                "signs": true })
    };
    let mut value = pact()?;
    put(&mut value, "/roster", (1..=64).map(party).collect())?;
    let mut s = BaseCeremony::of(&value, Point::Opened)?;
    let digest = s.pact.digest();
    let signers: Vec<_> = s.pact.roster.signers().cloned().collect();
    for (i, party) in signers.iter().enumerate() {
        // More parties than key files: these are made from names of files that do not exist.
        let key = keys::party(i + 1, &s.pact.key_name(&party.id))?;
        s.ledger.enrol(digest, party.id.as_str(), &key, mem_ledger::representative(party), Method::InPerson)?;
    }
    for party in signers.iter().rev() {
        s.ledger.sign(digest, party.id.as_str(), Channel::Kiosk, None)?;
    }
    s.ledger.complete(digest)?;
    s.file()
}

fn nobody_is_named() -> Outcome<String> {
    let mut value = pact()?;
    let roster = value.pointer_mut("/roster").and_then(Value::as_array_mut).ok_or("no roster")?;
    for party in roster.iter_mut().filter_map(Value::as_object_mut) {
        party.remove("representative");
    }
    BaseCeremony::of(&value, Point::Completed)?.file()
}

fn three_methods() -> Outcome<String> {
    let mut value = pact()?;
    put(&mut value, "/identity", json!("invite"))?;
    let mut s = BaseCeremony::of(&value, Point::Nothing)?;
    let (digest, holder) = (s.pact.digest(), |name: &str| Holder {
        name: name.to_owned(),
        capacity: Capacity::Representative,
        authority: None,
    });
    s.ledger.open(&s.pact.clone(), &keys::online()?)?;
    [HEAD, B, WITNESS].into_iter().try_for_each(|id| s.enrol(id))?;
    let key = s.key(A)?;
    s.ledger.enrol(digest, A, &key, holder("Trần Thị Mẫu 02"), Method::Invite)?;
    finish(s)
}

fn backwards() -> Outcome<String> {
    let mut s = BaseCeremony::at(Point::Enrolled)?;
    s.ledger.at(Time::parse("2025-12-31T00:00:00Z")?);
    finish(s)
}

fn closed() -> Outcome<String> {
    changed("/closes", json!("2026-01-02T02:00:30Z"))
}

/// One record becomes what an erasure leaves of it.
fn erased(point: Point, digest: fn(&BaseCeremony) -> Outcome<String>, item: usize) -> Outcome<String> {
    let s = BaseCeremony::at(point)?;
    let mut value = s.value()?;
    let pointer = format!("/records/{item}");
    let index = value.pointer(&format!("{pointer}/index")).cloned().ok_or("no such record")?;
    put(&mut value, &pointer, json!({ "index": index, "erased": digest(&s)? }))?;
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

/// The same values, written as nobody writes them.
fn unusual_json() -> Outcome<String> {
    let value = BaseCeremony::alone()?.value()?;
    let mut out = " \t\r\n".to_owned();
    write(&value, &mut out);
    Ok(out + "\r\n\t ")
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => escape(text, out),
        Value::Array(items) => list(items.iter(), out, ('[', ']'), write),
        Value::Object(members) => object(members, out),
        other => *out += &other.to_string(),
    }
}

/// Members backwards.
fn object(members: &Map<String, Value>, out: &mut String) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by(|a, b| b.0.cmp(a.0));
    list(sorted.into_iter(), out, ('{', '}'), |(name, value), out| {
        escape(name, out);
        *out += "\t:\r";
        write(value, out);
    });
}

fn list<T>(items: impl Iterator<Item = T>, out: &mut String, (open, close): (char, char), one: fn(T, &mut String)) {
    out.push(open);
    for (i, item) in items.enumerate() {
        *out += if i == 0 { "\n" } else { " ,\n" };
        one(item, out);
    }
    out.push(close);
}

/// Every letter that is not a digit as `\u`, in pairs beyond the first plane.
fn escape(text: &str, out: &mut String) {
    out.push('"');
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(digit) if digit.is_ascii_digit() => out.push(char::from(digit)),
            Ok(b'/') => *out += "\\/",
            Ok(b'\n') => *out += "\\n",
            _ => *out += &format!("\\u{unit:04X}"),
        }
    }
    out.push('"');
}
