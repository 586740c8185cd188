//! A server in a scratch folder, its callers, and the devices of signers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use giaouoc_core::evidence::Evidence;
use giaouoc_core::pact::{Pact, PartyId};
use giaouoc_core::policy::{Policy, Registrar};
use giaouoc_core::progress::{Holder, Progress, Signing};
use giaouoc_core::record::{Capacity, Channel, Method, Record, Statement};
use giaouoc_core::time::Time;
use giaouoc_server::{App, Config, router};
use giaouoc_tlog::note::{KeyName, Note, SigningKey};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

pub(crate) struct TestServer {
    pub(crate) router: Router,
    pub(crate) app: App,
    pub(crate) admin: String,
    pub(crate) organiser: String,
    pub(crate) desk: String,
    /// The in-person registrar, whose key the server does not have.
    pub(crate) registrar: SigningKey,
    pub(crate) folder: tempfile::TempDir,
    /// What the server says that it answers.
    description: Value,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    pub(crate) fn must(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// Asserts a problem: status, code, and all that a problem must have.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Value {
        let problem = self.must(status);
        assert_eq!(problem.headers["content-type"], "application/problem+json");
        let body = problem.json();
        assert_eq!(body["code"], code, "{body:#}");
        for words in ["cause", "cure"] {
            assert!(body[words]["vi"].as_str().is_some_and(|text| text.len() > 3), "{body:#}");
            assert!(body[words]["en"].as_str().is_some_and(|text| text.len() > 3), "{body:#}");
        }
        let id = problem.headers["x-request-id"].to_str().unwrap();
        assert_eq!(body["instance"], format!("urn:giaouoc:request:{id}"));
        body
    }
}

pub(crate) fn key(name: &str) -> SigningKey {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    SigningKey::new(KeyName::parse(name).unwrap(), &seed)
}

pub(crate) fn config(folder: &tempfile::TempDir, registrar: &SigningKey) -> Config {
    let mut config = Config::new("127.0.0.1:8787".parse().unwrap(), folder.path().join("data"));
    config.origin = Some("giaouoc.example/so/2026".to_owned());
    config.registrars = vec![Registrar { key: registrar.verifying_key(), invite: false }];
    config
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registrar = key("giaouoc.example/so/2026/registrar");
        let mut config = config(&folder, &registrar);
        change(&mut config);
        let (app, admin) = App::open(&config).unwrap();
        let router = router(app.clone());
        let admin = admin.unwrap();
        let (organiser, desk) = (String::new(), String::new());
        let description = Value::Null;
        let mut server = Self { router, app, admin, organiser, desk, registrar, folder, description };
        server.description = server.send(request("GET", "/openapi.json", "", None)).await.json();
        server.organiser = server.token("organiser").await;
        server.desk = server.token("desk").await;
        server
    }

    async fn token(&self, scope: &str) -> String {
        let body = json!({ "scope": scope, "label": format!("a {scope}") });
        let made = self.post("/tokens", &self.admin, &body).await.must(201).json();
        made["token"].as_str().unwrap().to_owned()
    }

    /// Sends, and holds the answer against its description.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        let answer = Answer { status, headers, bytes };
        let json = answer.headers.get("content-type").is_some_and(|kind| kind == "application/json");
        if self.description.is_object() && json {
            crate::schema::check(&self.description, &method, &path, status.as_u16(), &answer.json());
        }
        answer
    }

    /// A call below `/api/v1`, or anywhere with a path that begins with `//`.
    pub(crate) async fn call(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        self.send(request(method, path, token, body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, "", None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.call("POST", path, token, Some(body)).await
    }

    /// Drafts and opens a pact with the server's registrar; its id.
    pub(crate) async fn opened(&self, document: &Value) -> String {
        let id = self.draft(document).await;
        self.call("POST", &format!("/pacts/{id}/open"), &self.organiser, None).await.must(201);
        id
    }

    pub(crate) async fn draft(&self, document: &Value) -> String {
        let made = self.post("/pacts", &self.organiser, document).await.must(201).json();
        made["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn pact(&self, id: &str) -> Pact {
        Pact::parse(&self.get(&format!("/pacts/{id}/document")).await.must(200).bytes).unwrap()
    }

    /// The state as a signer's device computes it, from records that it has verified itself.
    pub(crate) async fn progress(&self, id: &str) -> Progress {
        let file = self.get(&format!("/pacts/{id}/evidence")).await.must(200).bytes;
        let evidence = Evidence::parse(&file).unwrap();
        let policy = self.policy();
        let mut progress = None;
        for item in evidence.items {
            let giaouoc_core::evidence::Item::Present { index, note, .. } = item else { panic!("erased") };
            let record = Record::parse(note.as_bytes()).unwrap();
            match &mut progress {
                None => {
                    let pact = Arc::new(evidence.pact.clone());
                    progress = Some(Progress::open(pact, self.app.origin(), &record, index, &policy).unwrap());
                }
                Some(progress) => {
                    let authentic = progress.authenticate(record, &policy).unwrap();
                    progress.admit(&authentic, &policy).unwrap();
                    progress.take(index, authentic);
                }
            }
        }
        progress.unwrap()
    }

    pub(crate) fn policy(&self) -> Policy {
        Policy::parse(self.app.policy_text()).unwrap()
    }

    pub(crate) async fn size(&self) -> u64 {
        let checkpoint = self.get("//ledger/checkpoint").await.must(200).text();
        checkpoint.lines().nth(1).unwrap().parse().unwrap()
    }

    /// Invites a party and enrols a new key by the invitation.
    pub(crate) async fn enrol_by_invitation(&self, id: &str, party: &str) -> SigningKey {
        let made = self.post(&format!("/pacts/{id}/invitations"), &self.organiser, &json!({ "party": party })).await;
        let made = made.must(201).json();
        let key = key(&format!("{id}/{party}"));
        let holder = made["invitation"]["holder"].as_str().unwrap();
        let note = self.possession(id, party, holder, Method::Invite, &key).await;
        let token = made["token"].as_str().unwrap();
        self.post(&format!("/pacts/{id}/enrolments"), token, &json!({ "note": note })).await.must(201);
        key
    }

    /// Enrolment text and possession line, as a signer's device makes them.
    pub(crate) async fn possession(
        &self,
        id: &str,
        party: &str,
        holder: &str,
        method: Method,
        key: &SigningKey,
    ) -> String {
        let statement = self.enrolment(id, party, holder, method, key).await;
        Note::new(statement.text(), vec![key.sign(&statement.text())]).unwrap().to_string()
    }

    pub(crate) async fn enrolment(
        &self,
        id: &str,
        party: &str,
        holder: &str,
        method: Method,
        key: &SigningKey,
    ) -> Statement {
        let holder = Holder { name: holder.to_owned(), capacity: Capacity::Representative, authority: None };
        let party = PartyId::parse(party).unwrap();
        self.progress(id).await.draft_enrolment(&party, key.verifying_key(), holder, method, now())
    }

    pub(crate) async fn signature(&self, id: &str, party: &str, key: &SigningKey) -> String {
        let signing = Signing { mark: None, channel: Channel::Api, time: now() };
        let progress = self.progress(id).await;
        let statement = progress.draft_signature(&PartyId::parse(party).unwrap(), signing).unwrap();
        statement.sign(&[key]).unwrap().note().to_string()
    }

    pub(crate) async fn sign(&self, id: &str, party: &str, key: &SigningKey) -> Answer {
        let note = self.signature(id, party, key).await;
        self.post(&format!("/pacts/{id}/records"), "", &json!({ "note": note })).await
    }
}

pub(crate) fn request(method: &str, path: &str, token: &str, body: Option<&Value>) -> Request<Body> {
    let path =
        path.strip_prefix('/').filter(|rest| rest.starts_with('/')).map_or(format!("/api/v1{path}"), str::to_owned);
    let mut request = Request::builder().method(method).uri(path);
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    match body {
        Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap(),
        None => request.body(Body::empty()).unwrap(),
    }
}

pub(crate) fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Time::from_unix(i64::try_from(since.as_secs()).unwrap()).unwrap()
}

/// A document without id and created: `n` members in stage 1, then the head in stage 2, then a witness in stage 3.
pub(crate) fn document(identity: &str, members: usize) -> Value {
    let party = |id: String, role: &str, stage: u64| {
        json!({ "id": id, "unit": format!("Đơn vị {id}"), "role": role, "stage": stage, "signs": true,
                "representative": { "name": format!("Nguyễn Văn Mẫu {id}"), "titles": ["Chủ tịch"] } })
    };
    let mut roster: Vec<Value> = (0..members).map(|i| party(format!("m{i:02}"), "member", 1)).collect();
    roster.insert(0, party("head".to_owned(), "head", 2));
    roster.push(party("witness".to_owned(), "witness", 3));
    roster.push(json!({ "id": "guests", "unit": "Khách mời", "role": "witness", "stage": 1, "signs": false }));
    json!({
        "title": "Giao ước thi đua năm 2026",
        "period": { "from": "2026-01-01", "to": "2026-12-31" },
        "group": { "kind": "khoi", "name": "Khối thi đua mẫu" },
        "event": {},
        "header": { "organisation": ["CÔNG ĐOÀN MẪU"] },
        "grounds": [],
        "articles": [{ "heading": "Thứ nhất", "text": "Thi đua hoàn thành nhiệm vụ." }],
        "phases": [],
        "annexes": [],
        "declaration": "Chúng tôi cam kết thực hiện.",
        "roster": roster,
        "identity": identity,
    })
}
