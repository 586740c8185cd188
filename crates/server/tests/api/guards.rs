//! What an attacker, or bad luck, would otherwise bring about: a swapped enrolment, a lost update, a flood.

use crate::test_server::{Answer, TestServer, document, key, request};
use axum::body::{Body, Bytes};
use axum::http::Request;
use giaouoc_core::pact::Pact;
use giaouoc_core::record::Method;
use giaouoc_tlog::note::SigningKey;
use hyper::body::Frame;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::os::unix::fs::PermissionsExt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::ServiceExt;

async fn queue(server: &TestServer, id: &str, key: &SigningKey) -> Answer {
    let note = server.possession(id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, key).await;
    server.post(&format!("/pacts/{id}/pending"), "", &json!({ "note": note })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_confirms_what_it_compared_and_nothing_else() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let (signer, attacker) = (key(&format!("{id}/head")), key(&format!("{id}/head")));
    server.post(&path("/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    queue(&server, &id, &signer).await.must(202);
    let compared = server.call("GET", &path("/pending"), &server.desk, None).await.must(200).json();
    assert!(compared[0]["long_number"].as_str().is_some_and(|number| number.len() > 20));
    let note = compared[0]["note"].clone();

    // Another key does not get in between; the same text does, and the same key.
    queue(&server, &id, &attacker).await.refused(409, "pending-taken");
    assert_eq!(server.call("GET", &path("/pending"), &server.desk, None).await.json(), compared);
    server.post(&path("/pending"), "", &json!({ "note": note })).await.must(202);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    queue(&server, &id, &signer).await.must(202);

    // And what has changed since it was compared is not confirmed.
    let confirm = path("/pending/head/confirm");
    let size = server.size().await;
    server.post(&confirm, &server.desk, &json!({})).await.refused(422, "body-form");
    server.post(&confirm, &server.desk, &json!({ "digest": "x" })).await.must(422);
    let old = json!({ "digest": compared[0]["digest"] });
    server.post(&confirm, &server.desk, &old).await.refused(409, "pending-differs");
    assert_eq!(server.size().await, size);

    // A new release drops what waited, whoever it was by.
    server.post(&path("/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    server.post(&confirm, &server.desk, &old).await.refused(404, "nothing-pending");
    queue(&server, &id, &attacker).await.must(202);
    server.post(&confirm, &server.desk, &old).await.refused(409, "pending-differs");
    server.call("DELETE", &path("/releases/head"), &server.desk, None).await.must(204);
    server.post(&path("/releases"), &server.desk, &json!({ "party": "head" })).await.must(201);
    queue(&server, &id, &signer).await.must(202);
    let compared = server.call("GET", &path("/pending"), &server.desk, None).await.must(200).json();
    let right = json!({ "digest": compared[0]["digest"] });
    server.post(&confirm, &server.desk, &right).await.must(201);
    assert_eq!(server.size().await, size + 1);
}

fn with_revision(mut request: Request<Body>, revision: u64) -> Request<Body> {
    request.headers_mut().insert("if-match", format!("\"{revision}\"").parse().unwrap());
    request
}

/// Sends both at once; their statuses.
async fn race(server: &TestServer, first: Request<Body>, second: Request<Body>, round: u32) -> (u16, u16) {
    let send = |request: Request<Body>, wait: u32| {
        let router = server.router.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_micros(u64::from(wait) * 100)).await;
            router.oneshot(request).await.unwrap().status().as_u16()
        })
    };
    let (first, second) = (send(first, round % 8), send(second, round / 8 % 8));
    (first.await.unwrap(), second.await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_saved_is_what_is_opened() {
    let server = TestServer::new().await;
    for round in 0..60 {
        let id = server.draft(&document("invite", 1)).await;
        let draft = format!("/pacts/{id}/draft");
        let mut newer = server.call("GET", &draft, &server.organiser, None).await.json()["document"].clone();
        newer["title"] = format!("Giao ước lần {round}").into();
        let put = with_revision(request("PUT", &draft, &server.organiser, Some(&newer)), 1);
        let open = request("POST", &format!("/pacts/{id}/open"), &server.organiser, None);
        let (put, open) = race(&server, put, open, round).await;
        assert_eq!(open, 201, "round {round}: PUT {put}");
        assert!([200, 409].contains(&put), "round {round}: PUT {put}");
        let opened: Pact = server.pact(&id).await;
        assert_eq!(opened.title == newer["title"].as_str().unwrap(), put == 200, "round {round}: PUT {put}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_is_deleted_or_opened() {
    let server = TestServer::new().await;
    for round in 0..60 {
        let id = server.draft(&document("invite", 1)).await;
        let delete = with_revision(request("DELETE", &format!("/pacts/{id}/draft"), &server.organiser, None), 1);
        let open = request("POST", &format!("/pacts/{id}/open"), &server.organiser, None);
        let both = race(&server, delete, open, round).await;
        assert!(matches!(both, (204, 404) | (409, 201)), "round {round}: {both:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_may_name_its_revision() {
    let server = TestServer::new().await;
    let id = server.draft(&document("invite", 1)).await;
    let call = |act: &str, revision| {
        with_revision(request("POST", &format!("/pacts/{id}/{act}"), &server.organiser, None), revision)
    };
    server.send(call("adopt", 2)).await.refused(412, "stale");
    server.send(call("open", 2)).await.refused(412, "stale");
    server.send(call("open", 1)).await.must(201);
    server.send(call("open", 1)).await.must(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_answers_little_to_much() {
    let server = TestServer::new().await;
    let mut much = document("invite", 1);
    // Each item is a problem, and a word that deceives the eye; and the place of each is long.
    much["x".repeat(100_000)] = vec!["\u{7}аa"; 5000].into();
    let answer = server.post("/pacts/check", "", &much).await.must(200);
    assert!(answer.bytes.len() < 300_000, "{}", answer.bytes.len());
    let check = answer.json();
    let listed = |name: &str| check[name].as_array().unwrap().len();
    assert_eq!((listed("problems"), listed("warnings")), (100, 100));
    assert_eq!((&check["more_problems"], &check["more_warnings"]), (&json!(4901), &json!(4900)));
    let few: Value = server.post("/pacts/check", "", &document("invite", 1)).await.must(200).json();
    assert!(few.get("more_problems").is_none() && few.get("more_warnings").is_none());
    much["title"] = "x".repeat(512 * 1024).into();
    server.post("/pacts/check", "", &much).await.refused(413, "body-too-large");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_the_folder() {
    let server = TestServer::new().await;
    server.opened(&document("invite", 1)).await;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(server.folder.path().join("data")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        names.push(name);
    }
    assert!(names.iter().any(|name| name == "checkpoint") && names.len() >= 8, "{names:?}");
}

/// A body that never comes.
struct Never;

impl hyper::body::Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn large_bodies_must_come_soon_and_one_address_has_a_few() {
    let server = TestServer::new().await;
    tokio::time::pause();
    for path in ["/verify", "/pacts/check"] {
        let slow = || {
            let request = request("POST", path, "", Some(&json!({}))).map(|_| Body::new(Never));
            let router = server.router.clone();
            tokio::spawn(async move {
                let started = tokio::time::Instant::now();
                let status = router.oneshot(request).await.unwrap().status().as_u16();
                (status, started.elapsed().as_secs())
            })
        };
        let held: Vec<_> = (0..8).map(|_| slow()).collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        server.post(path, "", &json!({})).await.refused(429, "rate-limited");
        for one in held {
            assert_eq!(one.await.unwrap(), (408, 10), "{path}");
        }
        server.post(path, "", &json!({})).await.must(200);
    }
}
