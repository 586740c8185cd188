//! Power cuts, from a recording: `strace` writes down what the server tells the kernel to write and to sync, and what
//! it answers. From it comes what a disk may hold at any moment: all that was synced, and of the rest any part, torn at
//! any sector. Each such image must open, pass the audit, and hold every record that was acknowledged by then.
//!
//! Taken for granted: that a synced write stays, that sectors of 512 bytes are whole, and that the two files themselves
//! are there. The control is the same recording without the syncs of the write-ahead log, as under
//! `synchronous=NORMAL`.

use super::client::CLIENTS;
use super::drive::{Random, Run, exclusive};
use giaouoc_core::policy::Policy;
use giaouoc_store::audit::audit;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tests::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Acknowledged records that are enough for the log to be moved into the database now and then.
const RECORDS: usize = 350;
/// Moments at which the power is cut.
const CUTS: usize = 40;
/// Defects that are enough to tell.
const ENOUGH: usize = 30;
const SECTOR: usize = 512;

#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() {
    let _exclusive = exclusive();
    Command::new("strace").arg("--version").output().expect("strace, which records what is written");
    let mut run = Run::recorded(giaouoc_tests::binary("giaouoc").unwrap());
    assert!(run.shared.wait(|state| state.acknowledged.len() >= RECORDS || !state.complaints.is_empty()));
    run.server.take().unwrap().kill();
    assert!(run.shared.closed(CLIENTS), "a client hangs");
    let events = events(&run.program.recording());
    let answered: BTreeMap<_, _> = events.iter().filter_map(Event::answer).collect();
    for (index, acknowledged) in &run.shared.state().acknowledged {
        let digest = acknowledged.digest.to_string();
        assert_eq!(answered.get(index), Some(&&*digest), "the recording is not whole");
    }
    let first = events.iter().position(|event| event.answer().is_some()).unwrap();
    let moved = events[first..].iter().filter(|event| matches!(event, Event::Write(Place::Database, ..))).count();
    assert!(moved > 0, "the log was never moved into the database");

    let found = cuts(&events, first, &run.inspector.policy, |_| true);
    assert_eq!(found.wrong, Vec::<String>::new());
    let control = cuts(&events, first, &run.inspector.policy, |place| place != Place::Log);
    println!("{} images of {} answers; control: {} lost something", found.images, answered.len(), control.wrong.len());
    assert!(control.wrong.len() > control.images / 2, "the control lost next to nothing");
    run.end(&mut Default::default());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Database,
    Log,
}

enum Event {
    Write(Place, usize, Vec<u8>),
    Truncate(Place, usize),
    /// A sync begins: what was written before will be on the disk when it ends.
    Sync(Place),
    Synced(Place),
    /// An answer is on its way: the index and the digest of a receipt.
    Answer(u64, String),
}

impl Event {
    fn answer(&self) -> Option<(u64, &str)> {
        if let Self::Answer(index, digest) = self { Some((*index, digest)) } else { None }
    }
}

// ---- what strace has written

fn events(recording: &str) -> Vec<Event> {
    let (mut events, mut syncing) = (Vec::new(), BTreeMap::new());
    for line in recording.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.starts_with("<... f") && call.contains("sync resumed>") {
            // Of other files too.
            let place = syncing.remove(thread);
            events.extend(place.filter(|_| call.ends_with("= 0")).map(Event::Synced));
            continue;
        }
        let Some((name, rest)) = call.split_once('(') else { continue };
        let Some((file, rest)) = rest.split_once('>') else { continue };
        let file = bytes(file);
        let place = match () {
            () if file.ends_with(b"giaouoc.db") => Some(Place::Database),
            () if file.ends_with(b"giaouoc.db-wal") => Some(Place::Log),
            () => None,
        };
        match (name, place) {
            ("pwrite64", Some(place)) => {
                let mut numbers = numbers(rest.rsplit('"').next().unwrap());
                let offset = numbers.nth(1).unwrap();
                events.push(Event::Write(place, offset, bytes(rest.split('"').nth(1).unwrap())));
            }
            ("ftruncate", Some(place)) => events.push(Event::Truncate(place, numbers(rest).next().unwrap())),
            ("fsync" | "fdatasync", Some(place)) => {
                events.push(Event::Sync(place));
                if rest.ends_with("<unfinished ...>") {
                    syncing.insert(thread.to_owned(), place);
                } else if rest.ends_with("= 0") {
                    events.push(Event::Synced(place));
                }
            }
            ("write" | "writev" | "sendto", None) => events.extend(receipt(&bytes(rest))),
            (_, None) => {}
            (name, Some(place)) => panic!("{name} on {place:?}: this recording cannot be understood"),
        }
    }
    events
}

/// Everything that is escaped as `\\xNN`.
fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).filter_map(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()).collect()
}

fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok())
}

/// The beginning of a receipt, in whatever is sent.
fn receipt(sent: &[u8]) -> Option<Event> {
    let sent = String::from_utf8_lossy(sent);
    let (_, body) = sent.split_once("{\"index\":")?;
    let (index, rest) = body.split_once(",\"digest\":\"")?;
    Some(Event::Answer(index.parse().ok()?, rest.get(..64)?.to_owned()))
}

// ---- what a disk may hold

#[derive(Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<(usize, Option<Vec<u8>>)>,
    /// Number of writes that the running sync will have brought to the disk.
    syncing: usize,
}

impl File {
    /// The bytes on the disk after a cut; `keeps` is asked for each sector that was not synced.
    fn image(&self, mut keeps: impl FnMut() -> bool) -> Vec<u8> {
        let mut image = self.durable.clone();
        for (offset, bytes) in &self.pending {
            match bytes {
                Some(bytes) => {
                    let mut at = *offset;
                    for sector in bytes.chunks(SECTOR) {
                        if keeps() {
                            put(&mut image, at, sector);
                        }
                        at += sector.len();
                    }
                }
                None if keeps() => image.resize(*offset, 0),
                None => {}
            }
        }
        image
    }

    fn synced(&mut self) {
        for (offset, bytes) in self.pending.drain(..self.syncing) {
            match bytes {
                Some(bytes) => put(&mut self.durable, offset, &bytes),
                None => self.durable.resize(offset, 0),
            }
        }
        self.syncing = 0;
    }
}

fn put(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    image.resize(image.len().max(at + bytes.len()), 0);
    image[at..at + bytes.len()].copy_from_slice(bytes);
}

#[derive(Default)]
struct Disk {
    database: File,
    log: File,
}

impl Disk {
    fn file(&mut self, place: Place) -> &mut File {
        match place {
            Place::Database => &mut self.database,
            Place::Log => &mut self.log,
        }
    }

    fn sync(&mut self, place: Place) {
        let file = self.file(place);
        file.syncing = file.pending.len();
    }
}

struct Found {
    images: usize,
    wrong: Vec<String>,
}

/// Cuts the power at moments spread over the recording, half of them right after an answer.
fn cuts(events: &[Event], first: usize, policy: &Policy, honoured: impl Fn(Place) -> bool) -> Found {
    let answers: Vec<_> = (first..events.len()).filter(|at| events[*at].answer().is_some()).collect();
    let evenly = |i: usize, of: usize| i * of * 2 / CUTS;
    let anywhere = (0..CUTS / 2).map(|i| first + evenly(i, events.len() - first));
    let moments: BTreeSet<usize> = (0..CUTS / 2).map(|i| answers[evenly(i, answers.len())]).chain(anywhere).collect();
    let (mut disk, mut answered) = (Disk::default(), BTreeMap::new());
    let (mut found, mut random) = (Found { images: 0, wrong: Vec::new() }, Random(2));
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Write(place, offset, bytes) => disk.file(*place).pending.push((*offset, Some(bytes.clone()))),
            Event::Truncate(place, size) => disk.file(*place).pending.push((*size, None)),
            Event::Sync(place) => disk.sync(*place),
            Event::Synced(place) if honoured(*place) => disk.file(*place).synced(),
            Event::Synced(_) => {}
            Event::Answer(index, digest) => drop(answered.insert(*index, digest.clone())),
        }
        if found.wrong.len() >= ENOUGH {
            break;
        }
        if !moments.contains(&at) {
            continue;
        }
        // Nothing of what was not synced, half of it, most of it.
        for odds in [0, 50, 90] {
            let mut keeps = || random.below(100) < odds;
            let images = (disk.database.image(&mut keeps), disk.log.image(&mut keeps));
            found.images += 1;
            if let Err(error) = check(&images.0, &images.1, &answered, policy) {
                found.wrong.push(format!("cut at event {at}, {odds} % of the unsynced kept: {error}"));
            }
        }
    }
    found
}

fn check(database: &[u8], log: &[u8], answered: &BTreeMap<u64, String>, policy: &Policy) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("giaouoc.db");
    fs::write(&path, database)?;
    fs::write(folder.path().join("giaouoc.db-wal"), log)?;
    let store = SqliteStore::open_existing(path)?;
    let key = &policy.ledger.logs().first().ok_or("no log in the policy")?.key;
    let report = audit(&store, key, policy, &mut |_, _| {})?;
    if let Some(finding) = report.findings.first() {
        return Err(finding.to_string().into());
    }
    for (index, digest) in answered {
        if store.record(*index)?.is_none_or(|(_, stored)| stored.digest.to_string() != *digest) {
            return Err(format!("record {index} was acknowledged and is gone").into());
        }
    }
    Ok(())
}
