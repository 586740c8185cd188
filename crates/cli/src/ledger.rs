//! `ledger audit`, `ledger checkpoint`, `ledger proof`.

use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::Nonce;
use giaouoc_core::{Code, CoreError, Language};
use giaouoc_store::audit::{AuditReport, Finding, audit as audit_store};
use giaouoc_store::sqlite::SqliteStore;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Frontier, Hash, leaf_hash};
use giaouoc_tlog::note::KeyName;
use giaouoc_tlog::note::Note;
use giaouoc_tlog::proof::TlogProof;
use giaouoc_tlog::tile::{EntryBundle, decode_bundle};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::Path;

/// `ledger audit`: exit 0 where all of it holds, 2 where not.
pub(crate) fn audit(data: &Path, json: bool, language: Language) -> Result<u8, Failure> {
    let store = SqliteStore::open_existing(data.join("giaouoc.db")).map_err(Failure::io(data.display()))?;
    let policy = files::read_policy(&data.join("policy.txt"))?;
    let log = policy.ledger.logs().first().ok_or_else(|| CoreError::new(Code::PolicyMalformed))?;
    let bar = progress_bar();
    let mut progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let mut report = audit_store(&store, &log.key, &policy, &mut progress).map_err(Failure::io("audit"))?;
    bar.finish_and_clear();
    report.findings.extend(older_than_checkpoint_file(&data.join("checkpoint"), report.entries));
    let text =
        if json { audit_json(&report).to_string() + "\n" } else { audit_text(&report, log.key.name(), language) };
    files::print(text.as_bytes())?;
    Ok(if report.findings.is_empty() { 0 } else { 2 })
}

/// A finding, if the checkpoint file beside the database is newer than the database.
fn older_than_checkpoint_file(path: &Path, entries: u64) -> Option<Finding> {
    let note = Note::parse(&std::fs::read(path).ok()?).ok()?;
    let tree = Checkpoint::parse_text(note.text()).ok()?;
    let what = format!("the database has {entries} entries, the checkpoint beside it {}: an older backup?", tree.size);
    (tree.size > entries).then(|| Finding { place: "checkpoint".to_owned(), what })
}

fn audit_json(report: &AuditReport) -> Value {
    json!({
        "entries": report.entries, "root": report.root.to_base64(), "records": report.records, "erased": report.erased,
        "nodes": report.nodes, "checkpoints": report.checkpoints, "pacts": report.pacts,
        "findings": report.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), "more": report.more,
    })
}

fn audit_text(report: &AuditReport, ledger: &KeyName, language: Language) -> String {
    let AuditReport { entries, root, records, erased, pacts, nodes, checkpoints, .. } = report;
    let mut text = language.pick(
        format!("{ledger}: {entries} mục trong sổ, {records} mục ghi đã kiểm, {erased} đã xóa, {pacts} bản giao ước, {nodes} nút, {checkpoints} mốc đối chiếu\n{root}\n"),
        format!("{ledger}: {entries} entries, {records} records checked, {erased} erased, {pacts} pacts, {nodes} nodes, {checkpoints} checkpoints\n{root}\n"),
    );
    for finding in &report.findings {
        text.push_str(&format!("✘ {finding}\n"));
    }
    if report.more > 0 {
        text.push_str(&format!("✘ … +{}\n", report.more));
    }
    if report.findings.iter().any(|finding| finding.what.contains("registrar-untrusted")) {
        text.push_str(language.pick(
            "! policy.txt không có khóa Ban Tổ chức đã mở một bản giao ước: xem registrars.txt trước khi kết luận.\n",
            "! policy.txt lacks the registrar that opened a pact: look at registrars.txt before you conclude.\n",
        ));
    }
    text + if report.findings.is_empty() {
        language.pick("✔ Sổ ghi nhận toàn vẹn.\n", "✔ The ledger is whole.\n")
    } else {
        language.pick("✘ Sổ ghi nhận có sai lệch.\n", "✘ The ledger is damaged.\n")
    }
}

/// `ledger checkpoint`: verified; with `since`, every entry bundle is fetched and both roots recomputed.
pub(crate) fn checkpoint(server: &str, policy: &Path, since: Option<&Path>, language: Language) -> Result<(), Failure> {
    let policy = files::read_policy(policy)?;
    let client = Client::new(server, None)?;
    let bytes = client.get("/ledger/checkpoint")?;
    let newest = trusted(&bytes, &policy)?;
    if let Some(since) = since {
        let older = trusted(&files::read(since)?, &policy)?;
        extends(&client, &older, &newest)?;
        eprintln!(
            "{} {} → {}",
            language.pick("✔ Sổ chỉ được ghi nối thêm:", "✔ The ledger was only extended:"),
            older.size,
            newest.size
        );
    }
    files::print(&bytes)
}

fn trusted(bytes: &[u8], policy: &giaouoc_core::policy::Policy) -> Result<Checkpoint, Failure> {
    let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::CheckpointUntrusted).because(e.to_string());
    let note = Note::parse(bytes).map_err(wrong)?;
    Ok(policy.ledger.check(&note).map_err(wrong)?.checkpoint)
}

/// Rebuilds the tree from the served entries, and checks that both checkpoints are of it.
fn extends(client: &Client, older: &Checkpoint, newest: &Checkpoint) -> Result<(), Failure> {
    let wrong = |detail: &str| CoreError::new(Code::ProofWrong).because(detail);
    if older.origin != newest.origin || older.size > newest.size {
        return Err(wrong("the newest checkpoint is not newer").into());
    }
    let mut tree = Frontier::empty();
    let bar = progress_bar();
    bar.set_length(newest.size);
    for bundle in EntryBundle::all(newest.size) {
        let bytes = client.get(&format!("/ledger/{}", bundle.path()))?;
        let entries = decode_bundle(&bytes, bundle.width()).map_err(|e| wrong(&e.to_string()))?;
        for entry in entries {
            if tree.size() == older.size && tree.root() != older.root {
                return Err(wrong("the ledger was rewritten").into());
            }
            tree.push(leaf_hash(&entry)).map_err(|e| wrong(&e.to_string()))?;
        }
        bar.set_position(tree.size());
    }
    bar.finish_and_clear();
    let same = tree.root() == newest.root && (older.size < newest.size || older.root == newest.root);
    if same { Ok(()) } else { Err(wrong("the served entries do not make the checkpoint's root").into()) }
}

/// `ledger proof`: one record as a `.tlog-proof`, note and nonce in its extra line (docs/spec/5-ledger.md).
pub(crate) fn proof(file: &Path, index: u64) -> Result<(), Failure> {
    let evidence = Evidence::parse(&files::read(file)?)?;
    let item = evidence.items.iter().find(|item| item.index() == index);
    let Some(Item::Present { nonce, note, proof, .. }) = item else {
        let there: Vec<String> = evidence.items.iter().map(|item| item.index().to_string()).collect();
        let (file, there) = (file.display(), there.join(", "));
        return Err(Failure::told(
            format!("{file} không có mục ghi {index} (hoặc đã xóa). Có: {there}."),
            format!("{file} holds no record {index}, or it was erased. There are: {there}."),
        )
        .into_usage());
    };
    let wrong = |e: giaouoc_tlog::TlogError| CoreError::new(Code::ProofWrong).because(e.to_string());
    let mut extra = Nonce::parse(nonce)?.0.to_vec();
    extra.extend_from_slice(note.as_bytes());
    let hashes = proof.iter().map(|hash| Hash::from_base64(hash)).collect::<Result<_, _>>().map_err(wrong)?;
    let checkpoint = Note::parse(evidence.checkpoint.as_bytes()).map_err(wrong)?;
    let proof = TlogProof { extra: Some(extra), index, hashes, checkpoint };
    files::print(proof.to_string().as_bytes())
}

fn progress_bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    // indicatif draws on a terminal only, and on standard error.
    ProgressBar::new(0).with_style(style)
}
