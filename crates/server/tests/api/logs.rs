//! Logs say what was done and never hold a secret.

use crate::test_server::{TestServer, document};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The subscriber is the process's, so that the writer's and the blocking threads' words are caught too, and whatever
/// other tests do meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_name_is_logged() {
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    tracing::subscriber::set_global_default(subscriber.with_ansi(false).finish()).unwrap();
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let key = server.enrol_by_invitation(&id, "m00").await;
    server.sign(&id, "m00", &key).await.must(201);
    server.call("GET", "/pacts?after=o-5&limit=7", &server.organiser, None).await.must(200);
    server.call("GET", "/pacts", "gu_wrong-token-in-clear", None).await.must(401);
    let secrets_of_the_hall = hall(&server, &id).await;
    let pem = std::fs::read_to_string(server.folder.path().join("data/ledger.key")).unwrap();
    let body = pem.lines().nth(1).unwrap().to_owned();
    let log = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/pacts/{id}/records") && log.contains("status=201"), "{log}");
    let secrets = [server.admin, server.organiser, server.desk, id, body];
    let others = ["gu_", "gi_", "gc_", "gk_", "gm_", "wrong-token", "Bearer", "Nguyễn", "limit=7", "o-5", "PRIVATE"]
        .map(str::to_owned);
    for secret in secrets.into_iter().chain(others).chain(secrets_of_the_hall) {
        assert!(!log.contains(&secret), "{secret} in {log}");
    }
}

/// A kiosk, a mark and a claim, each by its token; a wrong code, a right one.
async fn hall(server: &TestServer, id: &str) -> Vec<String> {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
    let kiosk = server.post("/kiosks", "", &json!({})).await.must(201).json();
    let body = json!({ "code": kiosk["code"], "name": "Bàn ký của Nguyễn" });
    server.post(&format!("/pacts/{id}/kiosks"), &server.desk, &body).await.must(201);
    server.call("GET", "/kiosk", &text(&kiosk, "token"), None).await.must(200);
    let slot = server.call("POST", "/marks", &text(&kiosk, "token"), None).await.must(201).json();
    server
        .call("PUT", &format!("/marks/{}", text(&slot, "slot")), &text(&slot, "token"), Some(&json!({})))
        .await
        .must(422);
    let body = json!({ "party": "head", "code": true });
    let release = server.post(&format!("/pacts/{id}/releases"), &server.desk, &body).await.must(201).json();
    let typed = |code: &str| json!({ "party": "head", "code": code });
    let claims = format!("/pacts/{id}/claims");
    server.post(&claims, "", &typed("48 29 1 3 x")).await.must(422);
    let claim = server.post(&claims, "", &typed(&text(&release, "code"))).await.must(201).json();
    server.post(&format!("/pacts/{id}/pending"), &text(&claim, "claim"), &json!({ "note": "x" })).await.must(422);
    vec![
        text(&kiosk, "token"),
        text(&slot, "token"),
        text(&slot, "slot"),
        text(&claim, "claim"),
        "48 29 1 3".to_owned(),
    ]
}
