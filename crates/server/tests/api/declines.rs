//! Declines: signed on a device, confirmed at the desk, and only then a record.

use crate::test_server::{TestServer, document, key, now};
use giaouoc_core::pact::PartyId;
use giaouoc_tlog::note::SigningKey;
use serde_json::json;

async fn decline(server: &TestServer, id: &str, party: &str, reason: &str, key: &SigningKey) -> String {
    let party = PartyId::parse(party).unwrap();
    let statement = server.progress(id).await.draft_decline(&party, Some(reason.to_owned()), now()).unwrap();
    statement.sign(&[key]).unwrap().note().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_waits_until_the_desk_confirms_it() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 2)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let key = server.enrol_by_invitation(&id, "m00").await;
    let first = decline(&server, &id, "m00", "chưa thống nhất", &key).await;
    let size = server.size().await;
    for _ in 0..2 {
        let queued = server.post(&path("/declines"), "", &json!({ "note": first })).await.must(202).json();
        assert_eq!(queued["party"], "m00");
    }
    let second = decline(&server, &id, "m00", "chờ ý kiến <b>", &key).await;
    server.post(&path("/declines"), "", &json!({ "note": second })).await.must(202);
    let state = server.get(&path("/state")).await.json();
    assert_eq!((&state["state"], &state["parties"][1]["declining"]), (&json!("signing"), &json!(true)));
    let desk = server.call("GET", &path("/desk"), &server.desk, None).await.must(200).json();
    assert_eq!(desk["declines"].as_array().unwrap().len(), 1);
    let waiting = &desk["declines"][0];
    assert_eq!((waiting["reason"].as_str(), waiting["note"].as_str()), (Some("chờ ý kiến <b>"), Some(second.as_str())));
    assert_eq!(waiting["holder"], "Nguyễn Văn Mẫu m00");
    assert_eq!(server.size().await, size);

    // A mistake leaves nothing.
    server.call("DELETE", &path("/declines/m00"), &server.desk, None).await.must(204);
    server.call("DELETE", &path("/declines/m00"), &server.desk, None).await.refused(404, "nothing-declined");
    server.call("POST", &path("/declines/m00/confirm"), &server.desk, None).await.refused(404, "nothing-declined");
    // Meant after all.
    server.post(&path("/declines"), "", &json!({ "note": first })).await.must(202);
    let receipt = server.call("POST", &path("/declines/m00/confirm"), &server.desk, None).await.must(201).json();
    assert_eq!((receipt["kind"].as_str(), receipt["note"].as_str()), (Some("decline"), Some(first.as_str())));
    let state = server.get(&path("/state")).await.json();
    assert_eq!((&state["state"], &state["parties"][1]["declining"]), (&json!("declined"), &json!(false)));
    server.post(&path("/declines"), "", &json!({ "note": first })).await.refused(409, "already-declined");
    server.post(&path("/declines"), "", &json!({ "note": second })).await.refused(409, "already-declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_signed_decline_waits() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 2)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let signer = server.enrol_by_invitation(&id, "m00").await;
    let forged = decline(&server, &id, "m00", "x", &key(&format!("{id}/m00"))).await;
    server.post(&path("/declines"), "", &json!({ "note": forged })).await.refused(409, "signature-lines");
    let signature = server.signature(&id, "m00", &signer).await;
    server.post(&path("/declines"), "", &json!({ "note": signature })).await.refused(422, "not-a-decline");
    server.post(&path("/declines"), "", &json!({ "note": "no note" })).await.must(422);
    let elsewhere = server.opened(&document("invite", 2)).await;
    let note = decline(&server, &id, "m00", "x", &signer).await;
    server.post(&format!("/pacts/{elsewhere}/declines"), "", &json!({ "note": note })).await.refused(409, "other-pact");
    let none = server.call("GET", &path("/desk"), &server.desk, None).await.json();
    assert_eq!(none["declines"], json!([]));
    // Whoever signs after all has not declined.
    server.post(&path("/declines"), "", &json!({ "note": note })).await.must(202);
    server.sign(&id, "m00", &signer).await.must(201);
    server.call("POST", &path("/declines/m00/confirm"), &server.desk, None).await.refused(404, "nothing-declined");
    server.post(&path("/declines"), "", &json!({ "note": note })).await.refused(409, "already-signed");
}
