//! A pact as listeners hear of it: whole on connect, after each change, never by asking.

use crate::test_server::{TestServer, config, document, key, request};
use axum::body::Body;
use axum::extract::ConnectInfo;
use giaouoc_server::{Ready, serve};
use hyper::body::Body as _;
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;
use tower::ServiceExt;

/// What a browser's EventSource hears.
pub(crate) struct Ear {
    body: Body,
    heard: String,
}

impl Ear {
    pub(crate) async fn open(server: &TestServer, id: &str) -> Self {
        let response = server.router.clone().oneshot(request("GET", &format!("/pacts/{id}/events"), "", None)).await;
        let response = response.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"text/event-stream".parse().unwrap())
        );
        Self { body: response.into_body(), heard: String::new() }
    }

    /// The next event; nothing where the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        while !self.heard.contains("\n\n") {
            let frame = std::future::poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx)).await?;
            self.heard.push_str(std::str::from_utf8(frame.unwrap().data_ref().unwrap()).unwrap());
        }
        let (event, rest) = self.heard.split_once("\n\n").unwrap();
        let (name, data) = event.split_once('\n').unwrap();
        let told = (name.strip_prefix("event: ").unwrap(), data.strip_prefix("data: ").unwrap());
        let told = (told.0.to_owned(), serde_json::from_str(told.1).unwrap());
        self.heard = rest.to_owned();
        Some(told)
    }

    /// The next event of this name, past others.
    pub(crate) async fn wait(&mut self, name: &str) -> Value {
        let heard = async {
            loop {
                let (found, data) = self.next().await.unwrap();
                if found == name {
                    return data;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap_or_else(|_| panic!("no {name} came"))
    }

    /// Whether nothing comes for a while.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(300), self.next()).await.is_err()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_on_connect_and_after_each_change() {
    let server = TestServer::new().await;
    let (id, other) = (server.opened(&document("invite", 2)).await, server.opened(&document("invite", 1)).await);
    let mut ear = Ear::open(&server, &id).await;
    let (name, first) = ear.next().await.unwrap();
    assert_eq!((name.as_str(), first["id"].as_str(), first["signed"].as_u64()), ("state", Some(id.as_str()), Some(0)));
    assert!(first["now"].as_str().is_some_and(|now| now.ends_with('Z')));
    let mut whole = first.clone();
    whole.as_object_mut().unwrap().remove("now");
    assert_eq!(whole, server.get(&format!("/pacts/{id}/state")).await.json());

    // Another pact's changes are not ours.
    let foreign = server.enrol_by_invitation(&other, "m00").await;
    server.sign(&other, "m00", &foreign).await.must(201);
    assert!(ear.is_silent().await);

    // The desk: what may still change, and what the state shows of it.
    server.post(&format!("/pacts/{id}/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    let state = ear.wait("state").await;
    assert_eq!((&state["parties"][0]["released"], &state["parties"][1]["released"]), (&json!(true), &json!(false)));
    assert!(ear.wait("office").await["now"].is_string());
    server.call("DELETE", &format!("/pacts/{id}/releases/head"), &server.desk, None).await.must(204);
    assert_eq!(ear.wait("state").await["parties"][0]["released"], false);

    // The ledger: an enrolment, a signature, an erasure.
    let key = server.enrol_by_invitation(&id, "m00").await;
    let state = ear.wait("state").await;
    assert_eq!((&state["parties"][1]["state"], &state["signed"]), (&json!("enrolled"), &json!(0)));
    let receipt = server.sign(&id, "m00", &key).await.must(201).json();
    let mut late = Ear::open(&server, &id).await;
    for ear in [&mut ear, &mut late] {
        let signed = loop {
            let state = ear.wait("state").await;
            if state["signed"] == 1 {
                break state;
            }
        };
        assert_eq!(signed["parties"][1]["signature"]["index"], receipt["index"]);
    }
    server.sign(&id, "m00", &key).await.must(200);
    assert!(late.is_silent().await);
    server.call("POST", &format!("/records/{}/erase", receipt["index"]), &server.admin, None).await.must(204);
    assert_eq!(late.wait("state").await["erased"], true);
    // Where the opening is gone, so is the state, and the stream ends.
    server.call("POST", "/records/0/erase", &server.admin, None).await.must(204);
    assert!(late.next().await.is_none());
}

/// Whoever lags behind misses what was between, and never the end.
#[tokio::test(flavor = "multi_thread")]
async fn who_lags_behind_hears_the_newest() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let mut ear = Ear::open(&server, &id).await;
    ear.wait("state").await;
    for _ in 0..20 {
        server.post(&format!("/pacts/{id}/releases"), &server.desk, &json!({ "party": "m00" })).await.must(201);
        server.call("DELETE", &format!("/pacts/{id}/releases/m00"), &server.desk, None).await.must(204);
    }
    server.post(&format!("/pacts/{id}/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    let mut heard = 0;
    loop {
        heard += 1;
        let state = ear.wait("state").await;
        if state["parties"][0]["released"] == true {
            assert_eq!(state["parties"][1]["released"], false);
            break;
        }
    }
    assert!(heard < 20, "{heard} states for a listener that did not listen");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_what_is_not_opened() {
    let server = TestServer::new().await;
    let draft = server.draft(&document("invite", 1)).await;
    for id in [draft.as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaa", "not-an-id"] {
        server.get(&format!("/pacts/{id}/events")).await.refused(404, "not-found");
    }
}

#[tokio::test]
async fn there_is_a_sign_of_life_each_fifteen_seconds() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let mut ear = Ear::open(&server, &id).await;
    ear.next().await.unwrap();
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    for _ in 0..8 {
        let (name, data) = ear.next().await.unwrap();
        assert_eq!((name.as_str(), data["now"].is_string()), ("ping", true));
    }
    let seconds = started.elapsed().as_secs();
    assert!((115..=121).contains(&seconds), "{seconds} s: longer than a call or a silent connection may last");
}

/// A hall behind one address, and then somebody who wants all.
#[tokio::test(flavor = "multi_thread")]
async fn a_hall_fits_and_one_address_has_not_all() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let from = |last: u8| {
        let mut request = request("GET", &format!("/pacts/{id}/events"), "", None);
        let address = SocketAddr::new(IpAddr::from([192, 0, 2, last]), 1);
        request.extensions_mut().insert(ConnectInfo(address));
        server.router.clone().oneshot(request)
    };
    let mut held = Vec::new();
    for n in 0..200 {
        let response = from(1).await.unwrap();
        if response.status() != 200 {
            assert_eq!((n, response.status().as_u16()), (128, 429));
            break;
        }
        held.push(response);
    }
    assert_eq!((held.len(), from(2).await.unwrap().status().as_u16()), (128, 200));
    held.clear();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(from(1).await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_server_does_not_wait_for_listeners() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    config.listen = "127.0.0.1:0".parse().unwrap();
    let id = {
        let server = TestServer::with(|own| own.data = config.data.clone()).await;
        server.opened(&document("invite", 1)).await
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = oneshot::channel::<Ready>();
    let on_ready = move |ready: &Ready| tell.send(ready.clone()).unwrap();
    let server = tokio::spawn(serve(config, on_ready, async move { drop(stopped.await) }));
    let ready = told.await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(ready.address).await.unwrap();
    let call = format!("GET /api/v1/pacts/{id}/events HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(call.as_bytes()).await.unwrap();
    let mut heard = vec![0; 8192];
    let mut count = 0;
    while !String::from_utf8_lossy(&heard[..count]).contains("event: state") {
        count += stream.read(&mut heard[count..]).await.unwrap();
    }
    let started = Instant::now();
    stop.send(()).unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    server.await.unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// The hall's page is whole before its script runs, and no title gets out of its data.
#[tokio::test(flavor = "multi_thread")]
async fn the_hall_sees_the_state_before_any_event() {
    let server = TestServer::new().await;
    let mut hostile = document("invite", 1);
    hostile["title"] = "</script><script>alert(1)</script>\"'&<!--".into();
    let id = server.opened(&hostile).await;
    let page = server.send(request("GET", &format!("//p/{id}/live"), "", None)).await.must(200).text();
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"config\">").unwrap();
    let config: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(config["state"], server.get(&format!("/pacts/{id}/state")).await.json());
    assert_eq!(
        (config["state"]["title"].clone(), config["id"].as_str()),
        (hostile["title"].clone(), Some(id.as_str()))
    );
    assert!(!page.contains("<script>") && page.matches("<script").count() == 2, "{page}");
    server.call("POST", "/records/0/erase", &server.admin, None).await.must(204);
    server.send(request("GET", &format!("//p/{id}/live"), "", None)).await.must(410);
}
