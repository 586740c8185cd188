//! The numbered chains of the five seed pacts, `fixtures/s0-…` to `s4-…`: from `1-pact.json`, which people write, to
//! `6-evidence.giaouoc.json`.
//!
//! All five stand in one ledger, in the order of their days, and are complete. Party n of a pact signs with
//! `keys-example/party-<n>.pem`. Each checkpoint is the one right after the completion, cosigned by the witness.

use crate::keys;
use crate::mem_ledger::{Logged, MemLedger, representative};
use crate::workspace::{Files, Outcome};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giaouoc_core::Digest;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Identity, Pact, Party};
use giaouoc_core::progress::Holder;
use giaouoc_core::record::{Capacity, Channel, Method, RecordDigest};
use giaouoc_core::time::Time;
use giaouoc_tlog::Note;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// One seed pact and the way in which it is signed.
struct Seed {
    folder: &'static str,
    /// UTC. Seven hours ahead it is the morning or the afternoon of the event's day; S1 tells no day.
    start: &'static str,
    /// The party for which a delegate signs.
    delegate: Option<&'static str>,
    /// The party that draws a mark.
    marked: Option<&'static str>,
    channels: &'static [Channel],
}

/// In the order of their days.
const SEEDS: [Seed; 5] = [
    Seed {
        folder: "s0-co-quan-trung-uong-doan",
        start: "2021-01-23T07:30:00Z",
        delegate: None,
        marked: None,
        channels: &[Channel::Phone, Channel::Phone, Channel::Api],
    },
    Seed {
        folder: "s1-cong-doan-phuong-cau-dien",
        start: "2021-01-25T01:30:00Z",
        delegate: None,
        marked: None,
        channels: &[Channel::Phone],
    },
    Seed {
        folder: "s4-cum-thi-dua-3",
        start: "2021-03-17T07:15:00Z",
        delegate: Some("cuc-thong-ke"),
        marked: None,
        channels: &[Channel::Kiosk, Channel::Phone],
    },
    Seed {
        folder: "s2-khoi-thi-dua-1",
        start: "2021-03-31T07:00:00Z",
        delegate: None,
        marked: None,
        channels: &[Channel::Phone, Channel::Kiosk, Channel::Cli],
    },
    Seed {
        folder: "s3-khoi-thi-dua-2",
        start: "2023-02-17T01:30:00Z",
        delegate: None,
        marked: Some("co-quan-tu-doan"),
        channels: &[Channel::Kiosk],
    },
];

/// The folders of the chains, in the order of the ledger.
pub fn folders() -> impl Iterator<Item = &'static str> {
    SEEDS.iter().map(|seed| seed.folder)
}

/// The delegate's letter of authority; only its digest is logged.
const LETTER: &str = "MẪU. Giấy ủy quyền ký giao ước thi đua. Văn bản này không có giá trị.\n";

/// A drawn mark: two strokes.
pub const MARK: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">"#,
    r##"<path d="M20 70C60 10 80 10 90 60C100 90 120 40 140 50" fill="none" stroke="#000" stroke-width="2.5"/>"##,
    r##"<path d="M30 85L270 75" fill="none" stroke="#000" stroke-width="2"/></svg>"##
);

/// Files 2 to 6 of every chain, and the one `fixtures/4-entries.json`.
pub fn files(root: &Path) -> Outcome<Files> {
    let mut files = Files::new();
    let ledger = ceremonies(root, |ledger, folder, pact| {
        let records = ledger.log_of(pact.digest()).map(described).collect();
        let checkpoint = ledger.cosigned(&keys::witness()?)?.to_string();
        let mut evidence = ledger.evidence(pact.digest())?;
        evidence.checkpoint.clone_from(&checkpoint);
        let mut put = |name: &str, bytes: Vec<u8>| files.insert(format!("fixtures/{folder}/{name}"), bytes);
        put("2-canonical.json", pact.canonical().to_vec());
        put("2-digest.hex", format!("{}\n", pact.digest()).into_bytes());
        put("3-records.json", pretty(records)?);
        put("5-checkpoint.txt", checkpoint.into_bytes());
        put("6-evidence.giaouoc.json", evidence.to_json()?.into_bytes());
        Ok(())
    })?;
    let entries = ledger.log().iter().map(|logged| BASE64_STANDARD.encode(logged.entry).into()).collect();
    files.insert("fixtures/4-entries.json".into(), pretty(entries)?);
    Ok(files)
}

/// Holds the five ceremonies one after another; `then` sees the ledger right after each.
pub fn ceremonies(root: &Path, mut then: impl FnMut(&MemLedger, &str, &Pact) -> Outcome<()>) -> Outcome<MemLedger> {
    let mut ledger = MemLedger::example("2021-01-23T07:30:00Z")?;
    for seed in &SEEDS {
        let path = root.join("fixtures").join(seed.folder).join("1-pact.json");
        let bytes = fs::read(path).map_err(|e| format!("{}: {e}", seed.folder))?;
        let pact = Arc::new(Pact::parse(&bytes)?);
        hold(&mut ledger, seed, &pact)?;
        then(&ledger, seed.folder, &pact)?;
    }
    Ok(ledger)
}

/// The ceremony: opened, all enrolled in roster order, then signed stage by stage, completed.
fn hold(ledger: &mut MemLedger, seed: &Seed, pact: &Arc<Pact>) -> Outcome<()> {
    let (registrar, method) = match pact.identity {
        Identity::Invite => (keys::online()?, Method::Invite),
        Identity::InPerson => (keys::registrar()?, Method::InPerson),
    };
    ledger.at(Time::parse(seed.start)?);
    ledger.open(pact, &registrar)?;
    let digest = pact.digest();
    for (i, party) in pact.roster.signers().enumerate() {
        let key = keys::party(i + 1, &pact.key_name(&party.id))?;
        ledger.enrol(digest, party.id.as_str(), &key, holder(seed, party), method)?;
    }
    for (i, party) in signing_order(pact).into_iter().enumerate() {
        let channel = seed.channels.iter().cycle().nth(i).copied().unwrap_or(Channel::Phone);
        let drawn = seed.marked == Some(party.id.as_str());
        let mark = if drawn { Some(Mark::parse(MARK)?) } else { None };
        ledger.sign(digest, party.id.as_str(), channel, mark)?;
    }
    ledger.complete(digest)?;
    Ok(())
}

/// By stages; within one, the last of the roster first: the order of `after` is the roster's, not the ledger's.
fn signing_order(pact: &Pact) -> Vec<&Party> {
    let mut order: Vec<_> = pact.roster.signers().collect();
    order.reverse();
    order.sort_by_key(|party| party.stage);
    order
}

fn holder(seed: &Seed, party: &Party) -> Holder {
    if seed.delegate == Some(party.id.as_str()) {
        let (capacity, authority) = (Capacity::Delegate, Some(Digest::of(LETTER)));
        return Holder { name: "Trịnh Thị Mẫu 10".to_owned(), capacity, authority };
    }
    representative(party)
}

/// A record as `3-records.json` shows it, like `fixtures/vectors/formats/3-records.json`.
fn described(logged: &Logged) -> Value {
    let text = Note::parse(logged.note.as_bytes()).map(|note| RecordDigest::of(note.text()).to_string());
    json!({
        "index": logged.index,
        "kind": logged.kind.as_str(),
        "nonce": logged.nonce.to_string(),
        "note": logged.note,
        "record_digest": text.unwrap_or_default(),
        "entry": BASE64_STANDARD.encode(logged.entry),
        "leaf_hash": logged.entry.leaf_hash().to_base64(),
    })
}

fn pretty(values: Vec<Value>) -> Outcome<Vec<u8>> {
    Ok((serde_json::to_string_pretty(&values)? + "\n").into_bytes())
}
