//! Calls to a service, and the check of what it answers: nothing is believed that can be verified here.

mod pin;

use crate::failure::{Failure, Problem};
use crate::files;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::Progress;
use giaouoc_core::record::Record;
use giaouoc_core::{Code, Error};
use giaouoc_tlog::merkle::{Hash, check_inclusion};
use giaouoc_tlog::note::Note;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::TlsConfig;
use zeroize::Zeroizing;

/// No answer that we ask for is larger than an evidence file.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;
/// A call that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One service, by its address.
pub(crate) struct Client {
    base: String,
    agent: Agent,
    token: Option<Zeroizing<String>>,
}

impl crate::args::Service {
    /// The client of this service.
    pub(crate) fn client(&self, token_file: Option<&Path>) -> Result<Client, Failure> {
        Client::pinned(&self.server, token_file, self.server_fingerprint.as_deref())
    }

    /// What links and QR codes for others begin with.
    pub(crate) fn public_url(&self, client: &Client) -> String {
        self.public_url.as_deref().unwrap_or(client.base()).trim_end_matches('/').to_owned()
    }
}

/// An answer as it came.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// Its media type.
    pub(crate) kind: String,
    /// Its body.
    pub(crate) bytes: Vec<u8>,
}

/// A body on its way.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'b> {
    /// Its media type.
    pub(crate) kind: &'b str,
    /// Its bytes.
    pub(crate) bytes: &'b [u8],
}

impl Client {
    /// * `base`: `http://host:port` or `https://host`.
    /// * `token_file`: a file with the token of organiser or desk.
    pub(crate) fn new(base: &str, token_file: Option<&Path>) -> Result<Self, Failure> {
        Self::pinned(base, token_file, None)
    }

    /// The same, where the service's certificate is known by its SHA-256 and by nobody's word for it.
    pub(crate) fn pinned(base: &str, token_file: Option<&Path>, fingerprint: Option<&str>) -> Result<Self, Failure> {
        // The certificate first: nothing secret goes to another machine.
        let tls = fingerprint.map(|fingerprint| pin::certificate(base, fingerprint)).transpose()?;
        let token = token_file.map(files::read_token).transpose()?;
        Ok(Self::over(base, token, tls))
    }

    /// The same with a token at hand.
    ///
    /// # Errors
    /// Where a fingerprint is given and the service has another certificate.
    pub(crate) fn with_token(
        base: &str,
        token: Option<Zeroizing<String>>,
        fingerprint: Option<&str>,
    ) -> Result<Self, Failure> {
        let tls = fingerprint.map(|fingerprint| pin::certificate(base, fingerprint)).transpose()?;
        Ok(Self::over(base, token, tls))
    }

    fn over(base: &str, token: Option<Zeroizing<String>>, tls: Option<TlsConfig>) -> Self {
        let config = Agent::config_builder()
            .tls_config(tls.unwrap_or_default())
            .timeout_global(Some(TIMEOUT))
            // Answers that are no success carry a problem document, which we want to read.
            .http_status_as_error(false)
            // A token must not follow a redirection to somewhere else.
            .max_redirects(0)
            .build();
        Self { base: base.trim_end_matches('/').to_owned(), agent: config.into(), token }
    }

    /// Another handle on the same service.
    pub(crate) fn again(&self) -> Self {
        Self { base: self.base.clone(), agent: self.agent.clone(), token: self.token.clone() }
    }

    /// The address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Any call, its answer as it comes, whatever its status: for a program that passes answers on.
    pub(crate) fn raw(
        &self,
        method: &str,
        path: &str,
        body: Option<Sent<'_>>,
        token: Option<&str>,
    ) -> Result<Answer, Failure> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(bearer) = self.bearer(token) {
            request = request.header("Authorization", bearer.as_str());
        }
        let bytes = body.map_or(&[][..], |body| body.bytes);
        if let Some(body) = body {
            request = request.header("Content-Type", body.kind);
        }
        let request = request.body(bytes).map_err(Failure::io(path))?;
        let mut response = self.agent.run(request).map_err(|e| unreachable_service(&self.base, &e))?;
        let kind =
            response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(Failure::io(path))?;
        Ok(Answer { status: response.status().as_u16(), kind, bytes })
    }

    /// A public thing, as bytes.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(bearer) = self.bearer(None) {
            request = request.header("Authorization", bearer.as_str());
        }
        self.answer(path, request.call())
    }

    /// A JSON answer.
    pub(crate) fn get_json(&self, path: &str) -> Result<Value, Failure> {
        serde_json::from_slice(&self.get(path)?).map_err(Failure::io(path))
    }

    /// Posts JSON; `token` goes before the client's own.
    pub(crate) fn post(&self, path: &str, body: &Value, token: Option<&str>) -> Result<Value, Failure> {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("Content-Type", "application/json");
        if let Some(bearer) = self.bearer(token) {
            request = request.header("Authorization", bearer.as_str());
        }
        self.json(path, request.send(body.to_string()))
    }

    /// Puts bytes.
    pub(crate) fn put(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Value, Failure> {
        let mut request = self.agent.put(format!("{}{path}", self.base)).header("Content-Type", media_type);
        if let Some(bearer) = self.bearer(None) {
            request = request.header("Authorization", bearer.as_str());
        }
        self.json(path, request.send(body))
    }

    fn bearer(&self, token: Option<&str>) -> Option<Zeroizing<String>> {
        let token = token.or(self.token.as_ref().map(|own| own.as_str()))?;
        Some(Zeroizing::new(format!("Bearer {token}")))
    }

    fn json(
        &self,
        path: &str,
        result: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, Failure> {
        let bytes = self.answer(path, result)?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes).map_err(Failure::io(path))
    }

    fn answer(
        &self,
        path: &str,
        result: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Vec<u8>, Failure> {
        let what = format!("{}{path}", self.base);
        let mut response = result.map_err(|e| unreachable_service(&self.base, &e))?;
        let bytes = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(Failure::io(&what))?;
        if response.status().is_success() {
            return Ok(bytes);
        }
        let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let code = body.get("code").and_then(Value::as_str).unwrap_or("no-problem-document").to_owned();
        Err(Failure::Problem(Box::new(Problem { status: response.status().as_u16(), code, body })))
    }
}

fn unreachable_service(base: &str, error: &ureq::Error) -> Failure {
    Failure::told(
        format!(
            "Không gọi được máy chủ {base} ({error}). Kiểm tra địa chỉ (bắt đầu bằng http:// hoặc https://) và kết nối."
        ),
        format!(
            "The service {base} cannot be reached ({error}). Check its address (http:// or https://) and the network."
        ),
    )
}

/// What the ledger answered, verified.
pub(crate) struct Receipt {
    /// Index of the logged record.
    pub(crate) index: u64,
    /// Short number of the logged record.
    pub(crate) number: String,
    /// Whether it was there before.
    pub(crate) known: bool,
    /// False where the ledger holds another text by the same key.
    pub(crate) same_text: bool,
}

/// Checks a receipt: what was logged is what was sent (or, for a signature, another text by the same key for the same
/// place), its own lines verify, and it is under a checkpoint that the policy trusts.
///
/// The logged note may carry another signature over the same text (a repetition), so the answer brings it along.
pub(crate) fn check_receipt(
    answer: &Value,
    sent: &Record,
    progress: &Progress,
    policy: &Policy,
) -> Result<Receipt, Failure> {
    let logged = match text(answer, "note") {
        "" => sent.clone(),
        note => Record::parse(note.as_bytes())?,
    };
    let (ours, theirs) = (sent.statement(), logged.statement());
    let same_text = logged.digest() == sent.digest();
    let same_place = ours.pact == theirs.pact && ours.kind() == theirs.kind() && ours.party() == theirs.party();
    if !same_place || !(same_text || sent.kind() == Kind::Signature) || same_text != flag(answer, "same_text") {
        return Err(Error::new(Code::ProofWrong).because("the receipt is for another record").into());
    }
    // A log may hold anything: what stands there under our text must be signed by whoever signed ours.
    let mine = progress.authenticate(sent.clone(), policy)?;
    let logged_keys = progress.authenticate(logged.clone(), policy)?;
    if mine.keys() != logged_keys.keys() {
        return Err(Error::new(Code::ProofWrong).because("the receipt is for another key's record").into());
    }
    let index = included(answer, &logged, policy)?;
    Ok(Receipt { index, number: logged.digest().0.short(), known: flag(answer, "known"), same_text })
}

/// Checks that a record is in the ledger: the checkpoint is by a ledger that the policy trusts, and the leaf is under it.
pub(crate) fn included(answer: &Value, logged: &Record, policy: &Policy) -> Result<u64, Failure> {
    let index = answer.get("index").and_then(Value::as_u64).ok_or_else(|| Error::new(Code::ProofWrong))?;
    let malformed = |_| Error::new(Code::CheckpointMalformed);
    let checkpoint = Note::parse(text(answer, "checkpoint").as_bytes()).map_err(malformed)?;
    let untrusted = |e: giaouoc_tlog::Error| Error::new(Code::CheckpointUntrusted).because(e.to_string());
    let tree = policy.ledger.check(&checkpoint).map_err(untrusted)?.checkpoint;
    if tree.origin != logged.statement().ledger {
        return Err(Error::new(Code::OtherLedger).into());
    }
    let wrong = |e: giaouoc_tlog::Error| Error::new(Code::ProofWrong).because(e.to_string());
    let hashes = answer.get("proof").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let proof: Result<Vec<Hash>, _> =
        hashes.iter().map(|h| Hash::from_base64(h.as_str().unwrap_or_default())).collect();
    let nonce = Nonce::parse(text(answer, "nonce"))?;
    let leaf = Entry::new(logged.kind(), &nonce, &logged.note().to_string()).leaf_hash();
    check_inclusion(index, tree.size, &leaf, &proof.map_err(wrong)?, &tree.root).map_err(wrong)?;
    Ok(index)
}

fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn flag(answer: &Value, member: &str) -> bool {
    answer.get(member).and_then(Value::as_bool).unwrap_or_default()
}
