//! Invitations to `in-person` pacts: the link says who holds it, and no more.

use crate::test_server::{TestServer, document, key, now};
use giaouoc_core::record::{Act, Method, Statement};
use giaouoc_tlog::note::Note;
use serde_json::json;

async fn opened(server: &TestServer) -> String {
    let id = server.draft(&document("in-person", 1)).await;
    let adopted = server.call("POST", &format!("/pacts/{id}/adopt"), &server.organiser, None).await.must(200).json();
    let digest = giaouoc_core::Digest::parse(adopted["check"]["digest"].as_str().unwrap()).unwrap();
    let (ledger, pact) = (server.app.origin().clone(), giaouoc_core::pact::PactDigest(digest));
    let opening = Statement { ledger, pact, act: Act::Opening, time: now() };
    let note = opening.sign(&[&server.registrar]).unwrap().note().to_string();
    server.post(&format!("/pacts/{id}/open"), &server.organiser, &json!({ "note": note })).await.must(201);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_alone_enrols_nobody() {
    let server = TestServer::new().await;
    let id = opened(&server).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let made =
        server.post(&path("/invitations"), &server.organiser, &json!({ "party": "head" })).await.must(201).json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["link"], format!("{}/m/{id}#{token}", server.app.public_url()));
    // A hundred looks consume nothing.
    for _ in 0..100 {
        let look = server.call("POST", &path("/invitation"), token, None).await.must(200).json();
        assert_eq!((look["state"].as_str(), look["method"].as_str()), (Some("open"), Some("in-person")));
        assert_eq!((look["identity"].as_str(), &look["code"]), (Some("in-person"), &json!(false)));
        server.send(crate::test_server::request("GET", &format!("//m/{id}"), "", None)).await.must(200);
    }
    let (signer, size) = (key(&format!("{id}/head")), server.size().await);
    for method in [Method::InPerson, Method::Invite] {
        let note = server.possession(&id, "head", "Nguyễn Văn Mẫu head", method, &signer).await;
        server.post(&path("/enrolments"), token, &json!({ "note": note })).await.refused(409, "needs-release");
        server.post(&path("/pending"), token, &json!({ "note": note })).await.refused(404, "not-released");
    }
    assert_eq!(server.size().await, size);

    // Released by the desk with a code, the party's own link does without typing it, and another's does not.
    server.post(&path("/releases"), &server.desk, &json!({ "party": "head", "code": true })).await.must(201);
    let other =
        server.post(&path("/invitations"), &server.organiser, &json!({ "party": "m00" })).await.must(201).json();
    let note = server.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, &signer).await;
    let body = json!({ "note": note });
    for token in ["", other["token"].as_str().unwrap()] {
        server.post(&path("/pending"), token, &body).await.refused(401, "code-needed");
    }
    server.post(&path("/pending"), token, &body).await.must(202);
    let desk = server.call("GET", &path("/desk"), &server.desk, None).await.must(200).json();
    let waiting = Note::parse(desk["pending"][0]["note"].as_str().unwrap().as_bytes()).unwrap();
    let lines = vec![server.registrar.sign(waiting.text()), waiting.signatures()[0].clone()];
    let whole = Note::new(waiting.text().to_owned(), lines).unwrap().to_string();
    server.post(&path("/records"), &server.desk, &json!({ "note": whole })).await.must(201);
    server.post(&path("/enrolments"), token, &body).await.refused(409, "needs-release");
    let state = server.get(&path("/state")).await.json();
    assert_eq!((&state["parties"][0]["state"], &state["parties"][0]["pending"]), (&json!("enrolled"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_link_does_not_stand_in_for_a_code() {
    let server = TestServer::new().await;
    let id = opened(&server).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let made = server.post(&path("/invitations"), &server.organiser, &json!({ "party": "head" })).await.json();
    server.call("DELETE", &path("/invitations/head"), &server.organiser, None).await.must(204);
    server.post(&path("/releases"), &server.desk, &json!({ "party": "head", "code": true })).await.must(201);
    let key = key(&format!("{id}/head"));
    let note = server.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, &key).await;
    let token = made["token"].as_str().unwrap();
    server.post(&path("/pending"), token, &json!({ "note": note })).await.refused(401, "code-needed");
}
