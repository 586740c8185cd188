//! Durable appends by 64 clients beside the same rows in the same batches through bare rusqlite.

use giaouoc_core::leaf::{Kind, Nonce};
use giaouoc_core::pact::Pact;
use giaouoc_core::progress::Authentic;
use giaouoc_core::record::{Channel, Method, Record};
use giaouoc_core::time::Time;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sequencer::{Sequencer, Sources, Submission};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tests::keys;
use giaouoc_tests::mem_ledger::{MemLedger, representative};
use giaouoc_tlog::note::{KeyName, SigningKey};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const CLIENTS: usize = 64;
const PACTS: u8 = 12;
const ROUNDS: usize = 5;

pub(crate) fn figures() {
    let (pacts, clients) = prepare();
    let records: usize = clients.iter().map(Vec::len).sum();
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let (ours, sizes) = through_the_sequencer(folder.path(), &pacts, &clients);
        let raw = through_rusqlite(folder.path(), &sizes);
        ratios.push((raw.as_secs_f64() / ours.as_secs_f64(), ours, raw, sizes.len()));
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, ours, raw, batches) = ratios[ROUNDS / 2];
    let rate = |time: Duration| records as f64 / time.as_secs_f64();
    println!(
        "durable appends, {CLIENTS} clients, {records} records in {batches} batches / bare SQLite: {:.0}/s / {:.0}/s = {ratio:.3}",
        rate(ours),
        rate(raw)
    );
}

/// A pact and its opening.
type Opened = (Arc<Pact>, Record);

/// Every record of the ceremonies, authentic, dealt out to the clients: one client is one party of every pact.
fn prepare() -> (Vec<Opened>, Vec<Vec<Authentic>>) {
    let mut ledger = MemLedger::example("2023-02-17T01:30:00Z").unwrap();
    let policy = keys::policy().unwrap();
    let mut pacts = Vec::new();
    let mut clients = vec![Vec::new(); CLIENTS];
    for number in 0..PACTS {
        let pact = Arc::new(Pact::parse(document(number).to_string().as_bytes()).unwrap());
        let digest = pact.digest();
        ledger.open(&pact, &keys::registrar().unwrap()).unwrap();
        pacts.push((Arc::clone(&pact), Record::parse(ledger.log().last().unwrap().note.as_bytes()).unwrap()));
        for (k, party) in pact.roster.signers().enumerate() {
            let seed = [number, u8::try_from(k).unwrap(), 7, 7].repeat(8).try_into().unwrap();
            let key = SigningKey::new(KeyName::parse(&pact.key_name(&party.id)).unwrap(), &seed);
            ledger.enrol(digest, party.id.as_str(), &key, representative(party), Method::InPerson).unwrap();
            ledger.sign(digest, party.id.as_str(), Channel::Api, None).unwrap();
        }
        for logged in ledger.log_of(digest).filter(|logged| logged.kind != Kind::Opening) {
            let record = Record::parse(logged.note.as_bytes()).unwrap();
            let party = record.statement().party().unwrap().clone();
            let client = pact.roster.position(&party).unwrap().k - 1;
            clients[client].push(ledger.progress(digest).unwrap().authenticate(record, &policy).unwrap());
        }
    }
    (pacts, clients)
}

fn document(number: u8) -> Value {
    let text = std::fs::read(giaouoc_tests::root().join("fixtures/s3-khoi-thi-dua-2/1-pact.json")).unwrap();
    let mut pact: Value = serde_json::from_slice(&text).unwrap();
    pact["id"] = giaouoc_core::pact::PactId::from_random([number; 16]).as_str().into();
    let party = |k: usize| {
        json!({
            "id": format!("p{k}"), "unit": format!("Đơn vị mẫu {k:02}"), "role": "member", "stage": 1, "signs": true,
            "representative": { "name": format!("Nguyễn Văn Mẫu {k:02}"), "titles": [] },
        })
    };
    pact["roster"] = (1..=CLIENTS).map(party).collect();
    pact
}

/// The time that all clients take, and the sizes of the checkpoints that were made.
fn through_the_sequencer(folder: &Path, pacts: &[Opened], clients: &[Vec<Authentic>]) -> (Duration, Vec<u64>) {
    let store = Arc::new(SqliteStore::open(folder.join("ours.db")).unwrap());
    let clock = || {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        Time::from_unix(i64::try_from(now).unwrap()).unwrap()
    };
    let nonce = || {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        Ok(Nonce(bytes))
    };
    let sources = Sources { clock: Box::new(clock), nonce: Box::new(nonce) };
    let ledger: Arc<dyn Ledger> = store.clone();
    let sequencer = Sequencer::start(ledger, keys::ledger().unwrap(), keys::policy().unwrap(), sources, None).unwrap();
    for (pact, record) in pacts {
        sequencer.submit_wait(Submission::Open { pact: Arc::clone(pact), record: record.clone() }).unwrap();
    }
    let start_size = sequencer.head().size;
    let gate = Barrier::new(clients.len() + 1);
    let time = std::thread::scope(|scope| {
        for records in clients {
            let (gate, sequencer) = (&gate, &sequencer);
            scope.spawn(move || {
                gate.wait();
                for authentic in records {
                    let submission = Submission::Record { authentic: authentic.clone(), mark: None };
                    assert!(!sequencer.submit_wait(submission).unwrap().known);
                }
                gate.wait();
            });
        }
        gate.wait();
        let start = Instant::now();
        gate.wait();
        start.elapsed()
    });
    sequencer.stop();
    let heads = store.checkpoints(start_size, usize::MAX >> 1).unwrap();
    (time, heads.into_iter().map(|head| head.size).collect())
}

/// The same rows once more, by bare statements, in transactions of the same sizes.
fn through_rusqlite(folder: &Path, sizes: &[u64]) -> Duration {
    drop(SqliteStore::open(folder.join("raw.db")).unwrap());
    let source = Connection::open(folder.join("ours.db")).unwrap();
    let raw = Connection::open(folder.join("raw.db")).unwrap();
    raw.pragma_update(None, "journal_mode", "WAL").unwrap();
    raw.pragma_update(None, "synchronous", "FULL").unwrap();
    raw.pragma_update(None, "foreign_keys", true).unwrap();
    let start = i64::try_from(sizes[0]).unwrap();
    let span = |from: i64, to: i64| Batch::read(&source, from, to);
    let before = span(0, start);
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    copy(&raw, "pacts", &rows(&source, "SELECT * FROM pacts", &[]));
    before.write(&raw);
    raw.execute_batch("COMMIT").unwrap();
    let batches: Vec<Batch> = sizes.windows(2).map(|w| span(w[0].cast_signed(), w[1].cast_signed())).collect();
    let begun = Instant::now();
    for batch in &batches {
        raw.execute_batch("BEGIN IMMEDIATE").unwrap();
        batch.write(&raw);
        raw.execute_batch("COMMIT").unwrap();
    }
    begun.elapsed()
}

type Rows = Vec<Vec<Sql>>;

/// The rows that one commit wrote.
struct Batch(Vec<(&'static str, Rows)>);

impl Batch {
    fn read(source: &Connection, from: i64, to: i64) -> Self {
        let leaves = "idx >= ?1 AND idx < ?2";
        // A node is complete, and so written, with its last leaf.
        let nodes = "SELECT * FROM nodes WHERE ((idx + 1) << level) > ?1 AND ((idx + 1) << level) <= ?2";
        Self(vec![
            ("entries", rows(source, &format!("SELECT * FROM entries WHERE {leaves}"), &[from, to])),
            ("records", rows(source, &format!("SELECT * FROM records WHERE {leaves}"), &[from, to])),
            ("nodes", rows(source, nodes, &[from, to])),
            ("checkpoints", rows(source, "SELECT * FROM checkpoints WHERE size = ?1", &[to])),
        ])
    }

    fn write(&self, raw: &Connection) {
        for (table, rows) in &self.0 {
            copy(raw, table, rows);
        }
    }
}

fn rows(source: &Connection, sql: &str, params: &[i64]) -> Rows {
    let mut statement = source.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..columns).map(|i| row.get(i)).collect::<Result<Vec<Sql>, _>>();
    statement.query_map(params_from_iter(params), row).unwrap().map(Result::unwrap).collect()
}

fn copy(raw: &Connection, table: &str, rows: &Rows) {
    let Some(first) = rows.first() else { return };
    let marks = vec!["?"; first.len()].join(", ");
    let mut statement = raw.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})")).unwrap();
    for row in rows {
        statement.execute(params_from_iter(row)).unwrap();
    }
}
