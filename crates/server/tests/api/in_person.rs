//! Invitations to `in-person` pacts: the link says who holds it, and no more.

use crate::house::{House, document, key, now};
use giaouoc_core::record::{Act, Method, Statement};
use giaouoc_tlog::note::Note;
use serde_json::json;

async fn opened(house: &House) -> String {
    let id = house.draft(&document("in-person", 1)).await;
    let adopted = house.call("POST", &format!("/pacts/{id}/adopt"), &house.organiser, None).await.must(200).json();
    let digest = giaouoc_core::Digest::parse(adopted["check"]["digest"].as_str().unwrap()).unwrap();
    let (ledger, pact) = (house.app.origin().clone(), giaouoc_core::pact::PactDigest(digest));
    let opening = Statement { ledger, pact, act: Act::Opening, time: now() };
    let note = opening.sign(&[&house.registrar]).unwrap().note().to_string();
    house.post(&format!("/pacts/{id}/open"), &house.organiser, &json!({ "note": note })).await.must(201);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_alone_enrols_nobody() {
    let house = House::new().await;
    let id = opened(&house).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let made = house.post(&path("/invitations"), &house.organiser, &json!({ "party": "head" })).await.must(201).json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["link"], format!("{}/m/{id}#{token}", house.app.public_url()));
    // A hundred looks consume nothing.
    for _ in 0..100 {
        let look = house.call("POST", &path("/invitation"), token, None).await.must(200).json();
        assert_eq!((look["state"].as_str(), look["method"].as_str()), (Some("open"), Some("in-person")));
        assert_eq!((look["identity"].as_str(), &look["code"]), (Some("in-person"), &json!(false)));
        house.send(crate::house::request("GET", &format!("//m/{id}"), "", None)).await.must(200);
    }
    let (signer, size) = (key(&format!("{id}/head")), house.size().await);
    for method in [Method::InPerson, Method::Invite] {
        let note = house.possession(&id, "head", "Nguyễn Văn Mẫu head", method, &signer).await;
        house.post(&path("/enrolments"), token, &json!({ "note": note })).await.refused(409, "needs-release");
        house.post(&path("/pending"), token, &json!({ "note": note })).await.refused(404, "not-released");
    }
    assert_eq!(house.size().await, size);

    // Released by the desk with a code, the party's own link does without typing it, and another's does not.
    house.post(&path("/releases"), &house.desk, &json!({ "party": "head", "code": true })).await.must(201);
    let other = house.post(&path("/invitations"), &house.organiser, &json!({ "party": "m00" })).await.must(201).json();
    let note = house.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, &signer).await;
    let body = json!({ "note": note });
    for token in ["", other["token"].as_str().unwrap()] {
        house.post(&path("/pending"), token, &body).await.refused(401, "code-needed");
    }
    house.post(&path("/pending"), token, &body).await.must(202);
    let desk = house.call("GET", &path("/desk"), &house.desk, None).await.must(200).json();
    let waiting = Note::parse(desk["pending"][0]["note"].as_str().unwrap().as_bytes()).unwrap();
    let lines = vec![house.registrar.sign(waiting.text()), waiting.signatures()[0].clone()];
    let whole = Note::new(waiting.text().to_owned(), lines).unwrap().to_string();
    house.post(&path("/records"), &house.desk, &json!({ "note": whole })).await.must(201);
    house.post(&path("/enrolments"), token, &body).await.refused(409, "needs-release");
    let state = house.get(&path("/state")).await.json();
    assert_eq!((&state["parties"][0]["state"], &state["parties"][0]["pending"]), (&json!("enrolled"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_link_does_not_stand_in_for_a_code() {
    let house = House::new().await;
    let id = opened(&house).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let made = house.post(&path("/invitations"), &house.organiser, &json!({ "party": "head" })).await.json();
    house.call("DELETE", &path("/invitations/head"), &house.organiser, None).await.must(204);
    house.post(&path("/releases"), &house.desk, &json!({ "party": "head", "code": true })).await.must(201);
    let key = key(&format!("{id}/head"));
    let note = house.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, &key).await;
    let token = made["token"].as_str().unwrap();
    house.post(&path("/pending"), token, &json!({ "note": note })).await.refused(401, "code-needed");
}
