//! One-time codes: given out by the desk, typed once, by one person, on one device.

use crate::house::{Answer, House, document, key};
use giaouoc_core::record::Method;
use giaouoc_tlog::note::SigningKey;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HEAD: &str = "Nguyễn Văn Mẫu head";

/// Another code than this one.
fn wrong(code: &str, n: u32) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1 + n) % 1_000_000)
}

pub(crate) async fn release(house: &House, id: &str, party: &str) -> String {
    let body = json!({ "party": party, "code": true });
    let made = house.post(&format!("/pacts/{id}/releases"), &house.desk, &body).await.must(201).json();
    assert!(made["code_expires"].as_str().is_some_and(|time| time.ends_with('Z')));
    made["code"].as_str().unwrap().to_owned()
}

pub(crate) async fn claim(house: &House, id: &str, party: &str, code: &str) -> Answer {
    house.post(&format!("/pacts/{id}/claims"), "", &json!({ "party": party, "code": code })).await
}

async fn queue(house: &House, id: &str, token: &str, key: &SigningKey) -> Answer {
    let note = house.possession(id, "head", HEAD, Method::InPerson, key).await;
    house.post(&format!("/pacts/{id}/pending"), token, &json!({ "note": note })).await
}

/// How the code of the head's release stands, as the desk sees it.
async fn stands(house: &House, id: &str) -> Value {
    let desk = house.call("GET", &format!("/pacts/{id}/desk"), &house.desk, None).await.must(200).json();
    desk["releases"][0]["code"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gives_one_claim_and_the_claim_enrols() {
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    claim(&house, &id, "head", "482913").await.refused(404, "not-released");
    let code = release(&house, &id, "head").await;
    assert!(code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit()));
    assert_eq!(stands(&house, &id).await, "open");
    let public = house.get(&format!("/pacts/{id}/releases/head")).await.must(200).json();
    assert!(public.get("code").is_none() && public.get("code_expires").is_none());

    // The position is not for whoever merely knows the pact's id any more.
    let (signer, other) = (key(&format!("{id}/head")), key(&format!("{id}/head")));
    for token in ["", "gc_", "gc_wrong", "gi_wrong", &house.desk] {
        queue(&house, &id, token, &other).await.refused(401, "code-needed");
    }
    for unread in ["48291", "48291a", "", "4829134"] {
        claim(&house, &id, "head", unread).await.refused(422, "value-form");
    }
    let problem = claim(&house, &id, "head", &wrong(&code, 0)).await.refused(403, "code-wrong");
    assert_eq!(problem["technical"], "4 tries left");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let made = claim(&house, &id, "head", &spaced).await.must(201).json();
    assert_eq!((made["party"].as_str(), made["holder"].as_str()), (Some("head"), Some(HEAD)));
    let token = made["claim"].as_str().unwrap();
    assert!(token.starts_with("gc_") && token.len() == 46);
    assert_eq!(stands(&house, &id).await, "claimed");
    for typed in [&code, &wrong(&code, 1)] {
        claim(&house, &id, "head", typed).await.refused(409, "code-used");
    }

    // A claim is for its own position of its own pact.
    let elsewhere = house.opened(&document("invite", 1)).await;
    release(&house, &elsewhere, "head").await;
    queue(&house, &elsewhere, token, &key(&format!("{elsewhere}/head"))).await.refused(401, "code-needed");
    queue(&house, &id, token, &signer).await.must(202);
    queue(&house, &id, token, &other).await.refused(409, "pending-taken");

    // Confirmed, nothing is left of it.
    let pending = house.call("GET", &format!("/pacts/{id}/pending"), &house.desk, None).await.json();
    let compared = json!({ "digest": pending[0]["digest"] });
    house.post(&format!("/pacts/{id}/pending/head/confirm"), &house.desk, &compared).await.must(201);
    claim(&house, &id, "head", &code).await.refused(404, "not-released");
    queue(&house, &id, token, &signer).await.refused(404, "not-released");
    house.post(&format!("/pacts/{id}/releases"), &house.desk, &json!({ "party": "head" })).await.must(201);
    assert_eq!(stands(&house, &id).await, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_tries_and_a_fresh_code() {
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    let code = release(&house, &id, "head").await;
    for (n, left) in (0..5).zip(["4", "3", "2", "1", "0"]) {
        let problem = claim(&house, &id, "head", &wrong(&code, n)).await.refused(403, "code-wrong");
        assert_eq!(problem["technical"], format!("{left} tries left"));
    }
    for typed in [&code, &wrong(&code, 9)] {
        claim(&house, &id, "head", typed).await.refused(410, "code-void");
    }
    assert_eq!(stands(&house, &id).await, "void");
    let path = format!("/pacts/{id}/releases/head/code");
    let fresh = house.call("POST", &path, &house.desk, None).await.must(201).json();
    let first = claim(&house, &id, "head", fresh["code"].as_str().unwrap()).await.must(201).json();
    // A filmed code is of no use, and neither is the claim once the desk has made another code.
    let third = house.call("POST", &path, &house.desk, None).await.must(201).json();
    let signer = key(&format!("{id}/head"));
    queue(&house, &id, first["claim"].as_str().unwrap(), &signer).await.refused(401, "code-needed");
    if fresh["code"] != third["code"] {
        claim(&house, &id, "head", fresh["code"].as_str().unwrap()).await.refused(403, "code-wrong");
    }
    let second = claim(&house, &id, "head", third["code"].as_str().unwrap()).await.must(201).json();
    queue(&house, &id, second["claim"].as_str().unwrap(), &signer).await.must(202);
    // Taken back, all of it is gone.
    house.call("DELETE", &format!("/pacts/{id}/releases/head"), &house.desk, None).await.must(204);
    queue(&house, &id, second["claim"].as_str().unwrap(), &signer).await.refused(404, "not-released");
    house.call("POST", &path, &house.desk, None).await.refused(404, "not-released");
    house
        .call("POST", &format!("/pacts/{id}/releases/guests/code"), &house.desk, None)
        .await
        .refused(404, "not-released");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_a_time_get_five_tries() {
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    let code = release(&house, &id, "head").await;
    let tries: Vec<_> = (0..50).map(|n| wrong(&code, n)).collect();
    let answers = all(tries.iter().map(|typed| claim(&house, &id, "head", typed))).await;
    let of = |code: &str| answers.iter().filter(|answer| answer.json()["code"] == code).count();
    assert_eq!((of("code-wrong"), of("code-void")), (5, 45));
    // The right one, fifty times at once: one claim.
    let code = release(&house, &id, "head").await;
    let answers = all((0..50).map(|_| claim(&house, &id, "head", &code))).await;
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
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    for _ in 0..10 {
        let code = release(&house, &id, "head").await;
        let token = claim(&house, &id, "head", &code).await.must(201).json()["claim"].as_str().unwrap().to_owned();
        let keys = [key(&format!("{id}/head")), key(&format!("{id}/head"))];
        let (a, b) = tokio::join!(queue(&house, &id, &token, &keys[0]), queue(&house, &id, &token, &keys[1]));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [202, 409]);
        let pending = house.call("GET", &format!("/pacts/{id}/pending"), &house.desk, None).await.json();
        assert_eq!(pending.as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_may_demand_a_code_too() {
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let body = json!({ "party": "m00", "code": true });
    let made = house.post(&path("/invitations"), &house.organiser, &body).await.must(201).json();
    assert_eq!((&made["invitation"]["code"], &made["invitation"]["identity"]), (&json!(true), &json!("invite")));
    let token = made["token"].as_str().unwrap();
    let key = key(&format!("{id}/m00"));
    let note = house.possession(&id, "m00", "Nguyễn Văn Mẫu m00", Method::Invite, &key).await;
    let enrol = |code: Option<String>| {
        let mut body = json!({ "note": note });
        if let Some(code) = code {
            body["code"] = code.into();
        }
        let (house, path) = (&house, path("/enrolments"));
        async move { house.post(&path, token, &body).await }
    };
    enrol(None).await.refused(401, "code-needed");
    enrol(Some("482913".to_owned())).await.refused(410, "code-void");
    let code = house.call("POST", &path("/invitations/m00/code"), &house.desk, None).await.must(201).json();
    let code = code["code"].as_str().unwrap().to_owned();
    enrol(Some(wrong(&code, 0))).await.refused(403, "code-wrong");
    // The code alone is of no use, nor for a release.
    claim(&house, &id, "m00", &code).await.refused(404, "not-released");
    assert_eq!(house.call("POST", &path("/invitation"), token, None).await.json()["state"], "open");
    enrol(Some(code.clone())).await.must(201);
    // The same again: with the code, without it, with another.
    for again in [Some(code), None, Some("000000".to_owned())] {
        enrol(again).await.must(200);
    }
    // Only where one is demanded.
    house.post(&path("/invitations"), &house.organiser, &json!({ "party": "head" })).await.must(201);
    house.call("POST", &path("/invitations/head/code"), &house.desk, None).await.refused(404, "not-found");
    house.call("POST", &path("/invitations/witness/code"), &house.desk, None).await.refused(404, "not-found");
}
