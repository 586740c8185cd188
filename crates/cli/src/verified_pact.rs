//! The state of a pact, from evidence that was verified here, and the way of a signed record from it:
//!
//! evidence → verified under the policy → the statement that this state demands → signed → delivered → receipt verified
//!
//! Statements are built from notes that were verified here; no bytes are signed that a server handed over.

use crate::args::PactAccess;
use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use crate::receipt::{VerifiedReceipt, verify_receipt};
use giaouoc_core::mark::Mark;
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Admission, Progress};
use giaouoc_core::record::Record;
use giaouoc_core::report::Report;
use giaouoc_core::verify::verified_progress;
use giaouoc_core::{Code, CoreError, Language};
use serde_json::{Value, json};
use std::path::Path;

/// A pact by verified evidence, and the service that takes records for it.
pub(crate) struct VerifiedPact {
    /// The service, unless the work is on files alone.
    pub(crate) client: Option<Client>,
    /// The trust policy.
    pub(crate) policy: Policy,
    /// The verified state.
    pub(crate) progress: Progress,
    /// The report of the verification.
    pub(crate) report: Report,
    /// The evidence file that was verified.
    pub(crate) evidence: Vec<u8>,
}

impl VerifiedPact {
    /// Fetches or reads the evidence, and verifies it.
    pub(crate) fn open(access: &PactAccess) -> Result<Self, Failure> {
        let policy = files::read_policy(&access.policy)?;
        match (&access.server, &access.evidence) {
            (Some(server), _) => {
                let pact = access.pact.as_deref().ok_or_else(|| Failure::usage("--pact"))?;
                Self::on_server(
                    Client::pinned(server, access.token_file.as_deref(), access.server_fingerprint.as_deref())?,
                    pact,
                    policy,
                )
            }
            (None, Some(file)) => {
                let evidence = files::read(file)?;
                let (report, progress) = verified_progress(&evidence, &policy)?;
                Ok(Self { client: None, policy, progress, report, evidence })
            }
            (None, None) => Err(Failure::usage("--server / --evidence")),
        }
    }

    /// Fetches the evidence of a pact, and verifies it.
    pub(crate) fn on_server(client: Client, pact: &str, policy: Policy) -> Result<Self, Failure> {
        let evidence = client.get(&format!("/api/v1/pacts/{pact}/evidence"))?;
        let (report, progress) = verified_progress(&evidence, &policy)?;
        if progress.pact().id.as_str() != pact {
            return Err(CoreError::new(Code::OtherPact).into());
        }
        Ok(Self { client: Some(client), policy, progress, report, evidence })
    }

    /// The path `/api/v1/pacts/<id>/<rest>`.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/pacts/{}/{rest}", self.progress.pact().id)
    }

    /// Checks a record by the rules, before anybody is asked and anything is sent.
    pub(crate) fn rehearse(&self, record: &Record) -> Result<(), Failure> {
        // That something was erased is a claim without proof: nothing is signed that would rest on it.
        self.progress.whole(record.kind())?;
        let authentic = self.progress.authenticate(record.clone(), &self.policy)?;
        match self.progress.admit(&authentic, &self.policy)? {
            Admission::New { unchecked } if !unchecked.is_empty() => Err(CoreError::new(Code::RecordErased).into()),
            Admission::New { .. } | Admission::Known { .. } => Ok(()),
        }
    }

    /// Number of entries under the verified checkpoint.
    pub(crate) fn size(&self) -> u64 {
        self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size)
    }

    /// Sends a record. The answer is not verified yet: see [`check`](Self::check).
    pub(crate) fn post_record(&self, record: &Record, mark: Option<&Mark>) -> Result<Value, Failure> {
        let client = self.client.as_ref().ok_or_else(|| Failure::usage("--server"))?;
        let mut body = json!({ "note": record.note().to_string() });
        if let (Some(mark), Some(body)) = (mark, body.as_object_mut()) {
            body.insert("mark".into(), mark.as_str().into());
        }
        client.post(&self.path("records"), &body, None)
    }

    /// Verifies the receipt for a record.
    pub(crate) fn check(&self, answer: &Value, record: &Record) -> Result<VerifiedReceipt, Failure> {
        verify_receipt(answer, record, &self.progress, &self.policy)
    }

    /// Delivers a record to the service and verifies its receipt, or writes it to `out`.
    pub(crate) fn deliver(
        &self,
        record: &Record,
        mark: Option<&Mark>,
        out: Option<&Path>,
        language: Language,
    ) -> Result<(), Failure> {
        if self.client.is_none() {
            files::write(out, record.note().to_string().as_bytes())?;
            if let Some(out) = out {
                eprintln!("{} {}", language.pick("Mục ghi đã ký nằm trong", "The signed note is in"), out.display());
            }
            return Ok(());
        }
        let answer =
            self.post_record(record, mark).inspect_err(|failure| save_unacknowledged(record, failure, language))?;
        self.receipt(&answer, record, language)
    }

    /// Verifies the receipt and prints the record's index and number.
    pub(crate) fn receipt(&self, answer: &Value, record: &Record, language: Language) -> Result<(), Failure> {
        let receipt =
            self.check(answer, record).inspect_err(|failure| save_unacknowledged(record, failure, language))?;
        let logged = match (receipt.known, receipt.same_text) {
            (false, _) => language.pick("Đã ghi nhận", "Logged"),
            (true, true) => language.pick("Đã ghi nhận từ trước", "Logged before"),
            (true, false) => {
                language.pick("Vị trí này đã có chữ ký khác của cùng khóa", "The same key signed this position before")
            }
        };
        let (record, number) = language.pick(("mục ghi", "số đối chiếu"), ("record", "number"));
        println!("{logged}: {record} {}, {number} {}", receipt.index, receipt.number);
        Ok(())
    }
}

/// Saves a signed record that was not acknowledged, so that it is not lost. A refused one is not kept.
fn save_unacknowledged(record: &Record, failure: &Failure, language: Language) {
    if matches!(failure, Failure::Problem(problem) if problem.status < 500) {
        return;
    }
    let path = format!("{:.16}.note", record.digest().to_string());
    let note = record.note().to_string();
    let saved = std::fs::write(&path, &note).is_ok();
    let words = language.pick("Chưa được ghi nhận. Gửi lại bằng", "Not logged yet. Send it again by");
    if saved {
        eprintln!("{words}: giaouoc post {path} --server … --pact … --policy …");
    } else {
        eprintln!("{words}: giaouoc post\n{note}");
    }
}
