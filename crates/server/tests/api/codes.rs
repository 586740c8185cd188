//! One-time codes: given out by the desk, typed once, by one person, on one device.

use crate::test_server::{Answer, TestServer, document, key};
use giaouoc_core::record::Method;
use giaouoc_tlog::note::SigningKey;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HEAD: &str = "Nguyễn Văn Mẫu head";

/// Another code than this one.
fn wrong(code: &str, n: u32) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1 + n) % 1_000_000)
}

pub(crate) async fn release(server: &TestServer, id: &str, party: &str) -> String {
    let body = json!({ "party": party, "code": true });
    let made = server.post(&format!("/pacts/{id}/releases"), &server.desk, &body).await.must(201).json();
    assert!(made["code_expires"].as_str().is_some_and(|time| time.ends_with('Z')));
    made["code"].as_str().unwrap().to_owned()
}

pub(crate) async fn claim(server: &TestServer, id: &str, party: &str, code: &str) -> Answer {
    server.post(&format!("/pacts/{id}/claims"), "", &json!({ "party": party, "code": code })).await
}

async fn queue(server: &TestServer, id: &str, token: &str, key: &SigningKey) -> Answer {
    let note = server.possession(id, "head", HEAD, Method::InPerson, key).await;
    server.post(&format!("/pacts/{id}/pending"), token, &json!({ "note": note })).await
}

/// How the code of the head's release stands, as the desk sees it.
async fn stands(server: &TestServer, id: &str) -> Value {
    let desk = server.call("GET", &format!("/pacts/{id}/desk"), &server.desk, None).await.must(200).json();
    desk["releases"][0]["code"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gives_one_claim_and_the_claim_enrols() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    claim(&server, &id, "head", "482913").await.refused(404, "not-released");
    let code = release(&server, &id, "head").await;
    assert!(code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit()));
    assert_eq!(stands(&server, &id).await, "open");
    let public = server.get(&format!("/pacts/{id}/releases/head")).await.must(200).json();
    assert!(public.get("code").is_none() && public.get("code_expires").is_none());

    // The position is not for whoever merely knows the pact's id any more.
    let (signer, other) = (key(&format!("{id}/head")), key(&format!("{id}/head")));
    for token in ["", "gc_", "gc_wrong", "gi_wrong", &server.desk] {
        queue(&server, &id, token, &other).await.refused(401, "code-needed");
    }
    for unread in ["48291", "48291a", "", "4829134"] {
        claim(&server, &id, "head", unread).await.refused(422, "value-form");
    }
    let problem = claim(&server, &id, "head", &wrong(&code, 0)).await.refused(403, "code-wrong");
    assert_eq!(problem["technical"], "4 tries left");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let made = claim(&server, &id, "head", &spaced).await.must(201).json();
    assert_eq!((made["party"].as_str(), made["holder"].as_str()), (Some("head"), Some(HEAD)));
    let token = made["claim"].as_str().unwrap();
    assert!(token.starts_with("gc_") && token.len() == 46);
    assert_eq!(stands(&server, &id).await, "claimed");
    for typed in [&code, &wrong(&code, 1)] {
        claim(&server, &id, "head", typed).await.refused(409, "code-used");
    }

    // A claim is for its own position of its own pact.
    let elsewhere = server.opened(&document("invite", 1)).await;
    release(&server, &elsewhere, "head").await;
    queue(&server, &elsewhere, token, &key(&format!("{elsewhere}/head"))).await.refused(401, "code-needed");
    queue(&server, &id, token, &signer).await.must(202);
    queue(&server, &id, token, &other).await.refused(409, "pending-taken");

    // Confirmed, nothing is left of it.
    let pending = server.call("GET", &format!("/pacts/{id}/pending"), &server.desk, None).await.json();
    let compared = json!({ "digest": pending[0]["digest"] });
    server.post(&format!("/pacts/{id}/pending/head/confirm"), &server.desk, &compared).await.must(201);
    claim(&server, &id, "head", &code).await.refused(404, "not-released");
    queue(&server, &id, token, &signer).await.refused(404, "not-released");
    server.post(&format!("/pacts/{id}/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    assert_eq!(stands(&server, &id).await, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_tries_and_a_fresh_code() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let code = release(&server, &id, "head").await;
    for (n, left) in (0..5).zip(["4", "3", "2", "1", "0"]) {
        let problem = claim(&server, &id, "head", &wrong(&code, n)).await.refused(403, "code-wrong");
        assert_eq!(problem["technical"], format!("{left} tries left"));
    }
    for typed in [&code, &wrong(&code, 9)] {
        claim(&server, &id, "head", typed).await.refused(410, "code-void");
    }
    assert_eq!(stands(&server, &id).await, "void");
    let path = format!("/pacts/{id}/releases/head/code");
    let fresh = server.call("POST", &path, &server.desk, None).await.must(201).json();
    let first = claim(&server, &id, "head", fresh["code"].as_str().unwrap()).await.must(201).json();
    // A filmed code is of no use, and neither is the claim once the desk has made another code.
    let third = server.call("POST", &path, &server.desk, None).await.must(201).json();
    let signer = key(&format!("{id}/head"));
    queue(&server, &id, first["claim"].as_str().unwrap(), &signer).await.refused(401, "code-needed");
    if fresh["code"] != third["code"] {
        claim(&server, &id, "head", fresh["code"].as_str().unwrap()).await.refused(403, "code-wrong");
    }
    let second = claim(&server, &id, "head", third["code"].as_str().unwrap()).await.must(201).json();
    queue(&server, &id, second["claim"].as_str().unwrap(), &signer).await.must(202);
    // Taken back, all of it is gone.
    server.call("DELETE", &format!("/pacts/{id}/releases/head"), &server.desk, None).await.must(204);
    queue(&server, &id, second["claim"].as_str().unwrap(), &signer).await.refused(404, "not-released");
    server.call("POST", &path, &server.desk, None).await.refused(404, "not-released");
    server
        .call("POST", &format!("/pacts/{id}/releases/guests/code"), &server.desk, None)
        .await
        .refused(404, "not-released");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_a_time_get_five_tries() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let code = release(&server, &id, "head").await;
    let tries: Vec<_> = (0..50).map(|n| wrong(&code, n)).collect();
    let answers = all(tries.iter().map(|typed| claim(&server, &id, "head", typed))).await;
    let of = |code: &str| answers.iter().filter(|answer| answer.json()["code"] == code).count();
    assert_eq!((of("code-wrong"), of("code-void")), (5, 45));
    // The right one, fifty times at once: one claim.
    let code = release(&server, &id, "head").await;
    let answers = all((0..50).map(|_| claim(&server, &id, "head", &code))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let left: BTreeSet<String> = answers.iter().filter(|answer| answer.status != 201).map(problem).collect();
    assert!(left.iter().all(|code| ["code-used", "code-void"].contains(&code.as_str())), "{left:?}");
}

fn problem(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap().to_owned()
}

/// All at once.
async fn all<F: Future<Output = Answer>>(calls: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut waiting: Vec<_> = calls.map(|call| (Box::pin(call), None)).collect();
    std::future::poll_fn(|cx| {
        let mut ready = true;
        for (call, answer) in waiting.iter_mut().filter(|(_, answer)| answer.is_none()) {
            match call.as_mut().poll(cx) {
                std::task::Poll::Ready(found) => *answer = Some(found),
                std::task::Poll::Pending => ready = false,
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().map(|(_, answer)| answer.unwrap()).collect()
}

/// Two devices with the same right, one position.
#[tokio::test(flavor = "multi_thread")]
async fn two_devices_race_for_one_position() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    for _ in 0..10 {
        let code = release(&server, &id, "head").await;
        let token = claim(&server, &id, "head", &code).await.must(201).json()["claim"].as_str().unwrap().to_owned();
        let keys = [key(&format!("{id}/head")), key(&format!("{id}/head"))];
        let (a, b) = tokio::join!(queue(&server, &id, &token, &keys[0]), queue(&server, &id, &token, &keys[1]));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [202, 409]);
        let pending = server.call("GET", &format!("/pacts/{id}/pending"), &server.desk, None).await.json();
        assert_eq!(pending.as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_may_demand_a_code_too() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let body = json!({ "party": "m00", "code": true });
    let made = server.post(&path("/invitations"), &server.organiser, &body).await.must(201).json();
    assert_eq!((&made["invitation"]["code"], &made["invitation"]["identity"]), (&json!(true), &json!("invite")));
    let token = made["token"].as_str().unwrap();
    let key = key(&format!("{id}/m00"));
    let note = server.possession(&id, "m00", "Nguyễn Văn Mẫu m00", Method::Invite, &key).await;
    let enrol = |code: Option<String>| {
        let mut body = json!({ "note": note });
        if let Some(code) = code {
            body["code"] = code.into();
        }
        let (server, path) = (&server, path("/enrolments"));
        async move { server.post(&path, token, &body).await }
    };
    enrol(None).await.refused(401, "code-needed");
    enrol(Some("482913".to_owned())).await.refused(410, "code-void");
    let code = server.call("POST", &path("/invitations/m00/code"), &server.desk, None).await.must(201).json();
    let code = code["code"].as_str().unwrap().to_owned();
    enrol(Some(wrong(&code, 0))).await.refused(403, "code-wrong");
    // The code alone is of no use, nor for a release.
    claim(&server, &id, "m00", &code).await.refused(404, "not-released");
    assert_eq!(server.call("POST", &path("/invitation"), token, None).await.json()["state"], "open");
    enrol(Some(code.clone())).await.must(201);
    // The same again: with the code, without it, with another.
    for again in [Some(code), None, Some("000000".to_owned())] {
        enrol(again).await.must(200);
    }
    // Only where one is demanded.
    server.post(&path("/invitations"), &server.organiser, &json!({ "party": "head" })).await.must(201);
    server.call("POST", &path("/invitations/head/code"), &server.desk, None).await.refused(404, "not-found");
    server.call("POST", &path("/invitations/witness/code"), &server.desk, None).await.refused(404, "not-found");
}
