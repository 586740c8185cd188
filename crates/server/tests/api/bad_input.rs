//! Every class of bad input: a 4xx with code, cause and cure, and nothing written.

use crate::test_server::{TestServer, config, document, key, request};
use axum::body::Body;
use axum::http::Request;
use giaouoc_core::record::Method;
use giaouoc_server::App;
use serde_json::{Value, json};

fn raw(method: &str, path: &str, token: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
    let mut request = request(method, path, token, None);
    if !kind.is_empty() {
        request.headers_mut().insert("content-type", kind.parse().unwrap());
    }
    *request.body_mut() = body.into();
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let (size, records) = (server.size().await, format!("/pacts/{id}/records"));
    let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    let big = format!("{{\"note\":\"{}\"}}", "a".repeat(128 * 1024));
    let cases: [(&str, &str, Body, u16, &str); 14] = [
        (&records, "application/json", "".into(), 400, "json-syntax"),
        (&records, "application/json", "{".into(), 400, "json-syntax"),
        (&records, "application/json", b"\xff\xfe".to_vec().into(), 400, "json-syntax"),
        (&records, "application/json", "{\"note\":\"a\",\"note\":\"b\"}".into(), 400, "json-duplicate-member"),
        (&records, "application/json", "{\"note\":1.5}".into(), 400, "json-number"),
        (&records, "application/json", deep.into(), 400, "json-depth"),
        (&records, "application/json", "{\"note\":null}".into(), 422, "json-null"),
        (&records, "application/json", "{}".into(), 422, "body-form"),
        (&records, "application/json", "{\"note\":\"x\",\"more\":1}".into(), 422, "body-form"),
        (&records, "application/json", big.into(), 413, "body-too-large"),
        (&records, "text/plain", "{\"note\":\"x\"}".into(), 415, "media-type"),
        (&records, "", "{\"note\":\"x\"}".into(), 415, "media-type"),
        ("/verify", "multipart/form-data; boundary=x", "--x--".into(), 415, "media-type"),
        ("/verify", "application/json", vec![b' '; 13 * 1024 * 1024].into(), 413, "body-too-large"),
    ];
    for (path, kind, body, status, code) in cases {
        server.send(raw("POST", path, "", kind, body)).await.refused(status, code);
    }
    server
        .send(raw("PUT", &format!("/pacts/{id}/annexes/a"), &server.organiser, "", vec![0; 21 << 20]))
        .await
        .refused(413, "body-too-large");
    assert_eq!(server.size().await, size);
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_methods_and_queries() {
    let server = TestServer::new().await;
    server.get("/nothing").await.refused(404, "not-found");
    for path in [
        "//ledger/tile/0/000.p/9",
        "//ledger/tile/0/0",
        "//ledger/tile/x/y",
        "//ledger/tile/entries/-1",
        "//ledger/tile/99/000",
    ] {
        server.get(path).await.refused(404, "not-found");
    }
    for query in ["limit=0", "limit=101", "limit=x", "after=zz", "after=d-zz", "after=o--1", "more=1"] {
        server.call("GET", &format!("/pacts?{query}"), &server.organiser, None).await.refused(400, "query-form");
    }
    let answer = server.call("PATCH", "/pacts", &server.organiser, None).await;
    assert!(answer.headers.contains_key("allow"));
    answer.refused(405, "http-method");
    let mut get = request("GET", "/nothing", "", None);
    get.headers_mut().insert("accept-language", "en-GB, vi;q=0.5".parse().unwrap());
    let mut english = server.send(get).await.refused(404, "not-found");
    english["instance"] = "…".into();
    insta::assert_json_snapshot!(english);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents() {
    let server = TestServer::new().await;
    let mut wrong = document("invite", 1);
    wrong["title"] = "Giao\u{200b} ước".into();
    wrong["articles"][0]["text"] = "hoa\u{301}".into();
    wrong["declaration"] = "Tôi đọc h\u{430}nh".into();
    wrong["more"] = 1.into();
    let check = server.post("/pacts/check", "", &wrong).await.must(200).json();
    insta::assert_json_snapshot!(check);
    let id = server.draft(&wrong).await;
    server.call("POST", &format!("/pacts/{id}/adopt"), &server.organiser, None).await.must(422);
    server.call("POST", &format!("/pacts/{id}/open"), &server.organiser, None).await.must(422);
    let draft = server.call("GET", &format!("/pacts/{id}/draft"), &server.organiser, None).await.must(200).json();
    assert_eq!(draft["state"], "draft");
    server.post("/pacts", &server.organiser, &json!([])).await.refused(422, "member-type");
    server.post("/pacts", &server.organiser, &json!({ "id": "short" })).await.refused(422, "member-value");
    server.post("/pacts", &server.organiser, &json!({ "id": id, "title": "x" })).await.refused(409, "draft-exists");
    assert_eq!(server.size().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn records() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let other = server.opened(&document("invite", 1)).await;
    let member = server.enrol_by_invitation(&id, "m00").await;
    let head = server.enrol_by_invitation(&id, "head").await;
    let good = server.signature(&id, "m00", &member).await;
    let (size, path) = (server.size().await, format!("/pacts/{id}/records"));
    let post = |note: String| {
        let (server, path) = (&server, &path);
        async move { server.post(path, "", &json!({ "note": note })).await }
    };
    post(String::new()).await.refused(422, "note-malformed");
    post("x".repeat(5000)).await.refused(413, "too-large");
    post(good.replace("giaouoc/signature/v1", "giaouoc/other/v1")).await.refused(422, "record-kind");
    post(good.replace("channel api", "channel fax")).await.refused(422, "value-form");
    post(good.replace("channel api\n", "")).await.refused(422, "record-lines");
    post(good.replace("time 20", "time 19")).await.refused(422, "signature-wrong");
    post(good.replace("so/2026", "so/2027")).await.refused(409, "other-ledger");
    let out_of_turn = {
        // The head, whose stage is not open, with a value for `after` that it cannot know.
        let mut statement = giaouoc_core::record::Record::parse(good.as_bytes()).unwrap().statement().clone();
        let progress = server.progress(&id).await;
        let party = giaouoc_core::pact::PartyId::parse("head").unwrap();
        let giaouoc_core::record::Act::Signature(act) = &mut statement.act else { panic!() };
        act.party = party.clone();
        act.enrolment = progress.party(&party).unwrap().current().unwrap().digest;
        act.position = progress.pact().roster.position(&party).unwrap();
        statement.sign(&[&head]).unwrap().note().to_string()
    };
    post(out_of_turn).await.refused(409, "stage-not-open");
    post(good.replace(&id, &other)).await.refused(409, "signature-lines");
    server.post(&format!("/pacts/{other}/records"), "", &json!({ "note": good })).await.refused(409, "other-pact");
    let mark = "<svg onload=alert(1)>";
    server.post(&path, "", &json!({ "note": good, "mark": mark })).await.refused(422, "mark-form");
    let mark = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>";
    server.post(&path, "", &json!({ "note": good, "mark": mark })).await.refused(409, "mark-unnamed");
    assert_eq!(server.size().await, size);
    let first = post(good.clone()).await.must(201).json();
    assert_eq!(post(good).await.must(200).json()["index"], first["index"]);
    assert_eq!(server.size().await, size + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_evidence_is_a_report_and_no_error() {
    let server = TestServer::new().await;
    let report = server.post("/verify", "", &json!({ "format": "giaouoc/evidence/v1" })).await.must(200).json();
    assert_eq!((report["verdict"].as_str(), report["report"]["failing_step"].as_u64()), (Some("invalid"), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn example_keys_are_refused_outside_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let (registrar, example) = (key("giaouoc.example/so/2026/registrar"), key("example/key"));
    let mut config = config(&folder, &registrar);
    config.refuse_keys = vec![*registrar.verifying_key().public_key()];
    assert!(matches!(App::open(&config), Err(giaouoc_server::ServeError::ExampleKey(_))));
    config.demo = true;
    drop(App::open(&config).unwrap());
    config.demo = false;
    config.refuse_keys = vec![*example.verifying_key().public_key()];
    let (app, token) = App::open(&config).unwrap();
    assert_eq!(token, None);
    // A second server on one folder is refused, and so is another name for the ledger.
    assert!(matches!(App::open(&config), Err(giaouoc_server::ServeError::Locked(_))));
    app.stop();
    drop(app);
    config.origin = Some("another.example/so/2026".to_owned());
    assert!(matches!(App::open(&config), Err(giaouoc_server::ServeError::Origin(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_example_key_is_enrolled_by_nobody() {
    let example = key("somebody/else");
    let server = TestServer::with(|config| config.refuse_keys = vec![*example.verifying_key().public_key()]).await;
    let id = server.opened(&document("invite", 1)).await;
    let named = giaouoc_tlog::note::SigningKey::new(
        giaouoc_tlog::note::KeyName::parse(&format!("{id}/m00")).unwrap(),
        example.seed(),
    );
    let made =
        server.post(&format!("/pacts/{id}/invitations"), &server.organiser, &json!({ "party": "m00" })).await.json();
    let note = server.possession(&id, "m00", "Nguyễn Văn Mẫu m00", Method::Invite, &named).await;
    let (token, body) = (made["token"].as_str().unwrap(), json!({ "note": note }));
    server.post(&format!("/pacts/{id}/enrolments"), token, &body).await.refused(409, "key-example");
    server.post(&format!("/pacts/{id}/pending"), "", &body).await.refused(409, "key-example");
    let enrolment = server.enrolment(&id, "m00", "Nguyễn Văn Mẫu m00", Method::InPerson, &named).await;
    let note = enrolment.sign(&[&server.registrar, &named]).unwrap().note().to_string();
    server
        .post(&format!("/pacts/{id}/records"), &server.desk, &json!({ "note": note }))
        .await
        .refused(409, "key-example");
    let mut pinned = document("invite", 1);
    pinned["roster"][1]["key"] = example.verifying_key().to_string().into();
    let draft = server.draft(&pinned).await;
    server.call("POST", &format!("/pacts/{draft}/open"), &server.organiser, None).await.refused(409, "key-example");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_is_told_so() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let made =
        server.post(&format!("/pacts/{id}/invitations"), &server.organiser, &json!({ "party": "m00" })).await.json();
    let key = key(&format!("{id}/m00"));
    let mut statement = server.enrolment(&id, "m00", "Nguyễn Văn Mẫu m00", Method::Invite, &key).await;
    statement.time = giaouoc_core::time::Time::from_unix(statement.time.unix() + 700).unwrap();
    let note = giaouoc_tlog::note::Note::new(statement.text(), vec![key.sign(&statement.text())]).unwrap().to_string();
    let token = made["token"].as_str().unwrap();
    let path = format!("/pacts/{id}/enrolments");
    server.post(&path, token, &json!({ "note": note })).await.refused(409, "clock-differs");
    server.post(&path, "", &json!({ "note": note })).await.refused(401, "invitation-missing");
    let expired: Value = json!({ "party": "m00", "expires": "2020-01-01T00:00:00Z" });
    server.post(&format!("/pacts/{id}/invitations"), &server.organiser, &expired).await.refused(422, "member-value");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_halted_ledger_says_so_and_still_answers_readers() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let member = server.enrol_by_invitation(&id, "m00").await;
    server.get("/ready").await.must(200);
    server.app.stop();
    let answer = server.get("/ready").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.refused(503, "halted");
    server.sign(&id, "m00", &member).await.refused(503, "halted");
    server.get("/health").await.must(200);
    server.get(&format!("/pacts/{id}/evidence")).await.must(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_slowed_down_and_one_open_at_a_time_wins() {
    let server = TestServer::new().await;
    let id = server.draft(&document("invite", 1)).await;
    let open = format!("/pacts/{id}/open");
    let call = || server.call("POST", &open, &server.organiser, None);
    let (a, b, c) = tokio::join!(call(), call(), call());
    let mut codes = [a, b, c].map(|answer| answer.status.as_u16());
    codes.sort_unstable();
    assert_eq!((codes, server.size().await), ([200, 200, 201], 1));
    let mut last = server.post("/verify", "", &json!({})).await;
    for _ in 0..600 {
        last = server.post("/verify", "", &json!({})).await;
        if last.status == 429 {
            break;
        }
    }
    assert!(last.headers.contains_key("retry-after"));
    last.refused(429, "rate-limited");
}
