//! Kiosks and the marks that phones draw for them.

use crate::codes::{claim, release};
use crate::events::Ear;
use crate::test_server::{TestServer, document, request};
use serde_json::{Value, json};

async fn new(server: &TestServer) -> (u64, String, String) {
    let made = server.post("/kiosks", "", &json!({})).await.must(201).json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    assert!(text("token").starts_with("gk_") && text("code").len() == 6 && text("expires").ends_with('Z'));
    (made["number"].as_u64().unwrap(), text("code"), text("token"))
}

async fn paired(server: &TestServer, id: &str) -> (u64, String) {
    let (number, code, token) = new(server).await;
    let body = json!({ "code": code, "name": format!("Bàn ký {number}") });
    server.post(&format!("/pacts/{id}/kiosks"), &server.desk, &body).await.must(201);
    (number, token)
}

async fn look(server: &TestServer, token: &str) -> Value {
    server.call("GET", "/kiosk", token, None).await.must(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_paired_by_the_code_on_its_screen() {
    let server = TestServer::new().await;
    let (id, other) = (server.opened(&document("invite", 1)).await, server.opened(&document("invite", 1)).await);
    let kiosks = format!("/pacts/{id}/kiosks");
    let (number, code, token) = new(&server).await;
    let waits = look(&server, &token).await;
    assert_eq!((&waits["paired"], &waits["pact"], &waits["name"]), (&json!(false), &Value::Null, &json!("")));
    server.call("POST", "/marks", &token, None).await.refused(403, "forbidden-scope");

    let mut ear = Ear::open(&server, &id).await;
    ear.wait("state").await;
    let mistyped = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let body = |code: &str| json!({ "code": code, "name": "Bàn ký 1" });
    server.post(&kiosks, &server.desk, &body(&mistyped)).await.refused(403, "code-wrong");
    server.post(&kiosks, &server.desk, &body("x")).await.refused(422, "value-form");
    server.post(&kiosks, &server.desk, &json!({ "code": code, "name": "" })).await.must(422);
    server.post("/pacts/aaaaaaaaaaaaaaaaaaaaaaaaaa/kiosks", &server.desk, &body(&code)).await.refused(404, "not-found");
    let answer = server.post(&kiosks, &server.desk, &body(&code)).await.must(201).json();
    assert_eq!(
        (&answer["number"], &answer["name"], &answer["connected"]),
        (&json!(number), &json!("Bàn ký 1"), &json!(true))
    );
    ear.wait("office").await;
    server.post(&kiosks, &server.desk, &body(&code)).await.refused(403, "code-wrong");
    let now = look(&server, &token).await;
    assert_eq!((&now["paired"], &now["pact"], &now["name"]), (&json!(true), &json!(id), &json!("Bàn ký 1")));

    let desk = server.call("GET", &format!("/pacts/{id}/desk"), &server.desk, None).await.json();
    assert_eq!(desk["kiosks"][0]["number"], number);
    let desk = server.call("GET", &format!("/pacts/{other}/desk"), &server.desk, None).await.json();
    assert_eq!(desk["kiosks"], json!([]));
    // Only its own pact's desk takes it out.
    server
        .call("DELETE", &format!("/pacts/{other}/kiosks/{number}"), &server.desk, None)
        .await
        .refused(404, "not-found");
    server.call("DELETE", &format!("{kiosks}/{number}"), &server.desk, None).await.must(204);
    server.call("GET", "/kiosk", &token, None).await.refused(401, "unauthorised");
}

#[tokio::test(flavor = "multi_thread")]
async fn few_kiosks_wait_to_be_paired() {
    let server = TestServer::new().await;
    for _ in 0..64 {
        new(&server).await;
    }
    server.post("/kiosks", "", &json!({})).await.refused(503, "busy");
    server.post("/kiosks", "", &json!({ "name": "x" })).await.refused(422, "body-form");
    for token in ["", "gk_", "gk_wrong", &server.desk] {
        server.call("GET", "/kiosk", token, None).await.refused(401, "unauthorised");
        server.call("POST", "/marks", token, None).await.refused(401, "unauthorised");
    }
}

/// Released with a code, typed at the kiosk: the whole way of one person.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_of_a_person_at_a_kiosk() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    paired(&server, &id).await;
    let code = release(&server, &id, "m00").await;
    let token = claim(&server, &id, "m00", &code).await.must(201).json()["claim"].as_str().unwrap().to_owned();
    let key = crate::test_server::key(&format!("{id}/m00"));
    let method = giaouoc_core::record::Method::InPerson;
    let note = server.possession(&id, "m00", "Nguyễn Văn Mẫu m00", method, &key).await;
    server.post(&format!("/pacts/{id}/pending"), &token, &json!({ "note": note })).await.must(202);
    let pending =
        server.call("GET", &format!("/pacts/{id}/desk"), &server.desk, None).await.json()["pending"][0].clone();
    let body = json!({ "act": "enrolment", "party": "m00", "number": pending["long_number"] });
    let act = server.post(&format!("/pacts/{id}/acts"), &server.desk, &body).await.must(201).json();
    let sign = format!("/pacts/{id}/acts/{}/sign", act["digest"].as_str().unwrap());
    server.call("POST", &sign, &server.desk, None).await.must(201);
    server.sign(&id, "m00", &key).await.must(201);
}

const MARK: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120"><path d="M10 10L20 20" fill="none" stroke="#000" stroke-width="2"/></svg>"##;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_draws_for_one_kiosk() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let ((_, one), (_, other)) = (paired(&server, &id).await, paired(&server, &id).await);
    let slot = server.call("POST", "/marks", &one, None).await.must(201).json();
    let (name, token) = (slot["slot"].as_str().unwrap(), slot["token"].as_str().unwrap());
    assert_eq!(slot["link"], format!("{}/mark#{name}.{token}", server.app.public_url()));
    let path = format!("/marks/{name}");
    assert_eq!(server.call("GET", &path, &one, None).await.must(200).json()["mark"], Value::Null);
    let body = json!({ "mark": MARK });
    // Neither another's token nor another kind of token, and nothing that is no mark.
    for wrong in ["", &one, &server.desk, "gc_x"] {
        server.call("PUT", &path, wrong, Some(&body)).await.refused(401, "unauthorised");
    }
    let foreign = server.call("POST", "/marks", &other, None).await.must(201).json();
    server.call("PUT", &path, foreign["token"].as_str().unwrap(), Some(&body)).await.refused(410, "slot-closed");
    server.call("PUT", "/marks/unknown", token, Some(&body)).await.refused(410, "slot-closed");
    server.call("PUT", &path, token, Some(&json!({ "mark": "<svg onload='alert(1)'/>" }))).await.must(422);
    server.call("PUT", &path, token, Some(&body)).await.must(204);
    assert_eq!(server.call("GET", &path, &one, None).await.must(200).json()["mark"], MARK);
    server.call("GET", &path, &other, None).await.refused(404, "not-found");
    server.call("GET", &path, token, None).await.refused(401, "unauthorised");
    // The next person's slot closes this one.
    server.call("POST", "/marks", &one, None).await.must(201);
    server.call("GET", &path, &one, None).await.refused(404, "not-found");
    server.call("PUT", &path, token, Some(&body)).await.refused(410, "slot-closed");
    let page = server.send(request("GET", "//mark", "", None)).await.must(200);
    assert!(page.text().contains("/assets/mark.js"));
}
