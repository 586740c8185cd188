//! Calls to a service.

mod pin;

use crate::failure::{Failure, Problem};
use crate::files;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::TlsConfig;
use zeroize::Zeroizing;

/// Bytes of an answer at most: none is larger than an evidence file.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;
/// Time limit of a call.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one service.
#[derive(Clone)]
pub(crate) struct Client {
    base: String,
    agent: Agent,
    token: Option<Zeroizing<String>>,
}

impl crate::args::ServiceArgs {
    /// The client of this service.
    pub(crate) fn client(&self, token_file: Option<&Path>) -> Result<Client, Failure> {
        Client::pinned(&self.server, token_file, self.server_fingerprint.as_deref())
    }

    /// Beginning of links and QR codes for others.
    pub(crate) fn public_url(&self, client: &Client) -> String {
        self.public_url.as_deref().unwrap_or(client.base()).trim_end_matches('/').to_owned()
    }
}

/// An answer of the service, whatever its status.
pub(crate) struct RawAnswer {
    /// HTTP status.
    pub(crate) status: u16,
    /// Its media type.
    pub(crate) kind: String,
    /// Its body.
    pub(crate) bytes: Vec<u8>,
}

/// The body of a request.
#[derive(Clone, Copy)]
pub(crate) struct RequestBody<'b> {
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

    /// Makes a client that trusts exactly the certificate with this SHA-256, where a fingerprint is given.
    pub(crate) fn pinned(base: &str, token_file: Option<&Path>, fingerprint: Option<&str>) -> Result<Self, Failure> {
        // The certificate first: nothing secret goes to another machine.
        let tls = fingerprint.map(|fingerprint| pin::certificate(base, fingerprint)).transpose()?;
        let token = token_file.map(files::read_token).transpose()?;
        Ok(Self::over(base, token, tls))
    }

    /// The same with a token at hand.
    ///
    /// # Errors
    /// A failure, if the service has another certificate than the fingerprint says.
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

    /// The service's address, without a slash at its end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Calls the service and returns its answer whatever the status, for a program that passes answers on.
    pub(crate) fn raw(
        &self,
        method: &str,
        path: &str,
        body: Option<RequestBody<'_>>,
        token: Option<&str>,
    ) -> Result<RawAnswer, Failure> {
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
        Ok(RawAnswer { status: response.status().as_u16(), kind, bytes })
    }

    /// Gets bytes.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(bearer) = self.bearer(None) {
            request = request.header("Authorization", bearer.as_str());
        }
        self.answer(path, request.call())
    }

    /// Gets JSON.
    pub(crate) fn get_json(&self, path: &str) -> Result<Value, Failure> {
        serde_json::from_slice(&self.get(path)?).map_err(Failure::io(path))
    }

    /// Posts JSON, with `token` in place of the client's own where one is given.
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
