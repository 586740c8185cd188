//! The whole life of a pact, in both identity modes, as callers and devices live it.

use crate::test_server::{TestServer, document, now};
use giaouoc_core::Digest;
use giaouoc_core::leaf::{Entry, Kind, Nonce};
use giaouoc_core::record::{Act, Method, Record, Statement};
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_tlog::checkpoint::Checkpoint;
use giaouoc_tlog::merkle::{Hash, check_inclusion};
use giaouoc_tlog::note::Note;
use serde_json::{Value, json};

/// What a client does with a receipt: recompute the leaf, and find it under the signed checkpoint.
fn check_receipt(server: &TestServer, receipt: &Value) {
    let note = receipt["note"].as_str().unwrap();
    let kind = Kind::RECORDS.into_iter().find(|kind| kind.as_str() == receipt["kind"]).unwrap();
    let nonce = Nonce::parse(receipt["nonce"].as_str().unwrap()).unwrap();
    let leaf = Entry::new(kind, &nonce, note).leaf_hash();
    let proof: Vec<Hash> =
        receipt["proof"].as_array().unwrap().iter().map(|h| Hash::from_base64(h.as_str().unwrap()).unwrap()).collect();
    let checkpoint = Note::parse(receipt["checkpoint"].as_str().unwrap().as_bytes()).unwrap();
    let policy = server.policy();
    let trusted: Checkpoint = policy.ledger.check(&checkpoint).unwrap().checkpoint;
    assert_eq!(receipt["size"], trusted.size);
    check_inclusion(receipt["index"].as_u64().unwrap(), trusted.size, &leaf, &proof, &trusted.root).unwrap();
    let text = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(receipt["digest"], Digest::of(text.text()).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_pact_from_draft_to_evidence() {
    let server = TestServer::new().await;
    let mut draft = document("invite", 2);
    let id = server.draft(&draft).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");

    // A draft is nobody else's business, and changes only over the revision that was seen.
    for rest in ["", "/document", "/state", "/records", "/evidence", "/verification"] {
        server.get(&path(rest)).await.refused(404, "not-found");
    }
    let annex = b"Ke hoach hoat dong".as_slice();
    draft["annexes"] = json!([{ "title": "Kế hoạch", "file": "ke-hoach.txt", "media_type": "text/plain",
                                "size": annex.len(), "sha256": Digest::of(annex).to_string() }]);
    server.call("PUT", &path("/draft"), &server.organiser, Some(&draft)).await.refused(428, "condition-missing");
    let mut put = crate::test_server::request("PUT", &path("/draft"), &server.organiser, Some(&draft));
    put.headers_mut().insert("if-match", "\"1\"".parse().unwrap());
    let saved = server.send(put).await.must(200);
    assert_eq!((saved.headers["etag"].to_str().unwrap(), &saved.json()["check"]["ok"]), ("\"2\"", &json!(true)));
    let mut put = crate::test_server::request("PUT", &path("/draft"), &server.organiser, Some(&draft));
    put.headers_mut().insert("if-match", "\"1\"".parse().unwrap());
    server.send(put).await.refused(412, "stale");

    let upload = |bytes: &'static [u8]| {
        let mut request = crate::test_server::request("PUT", &path("/annexes/ke-hoach.txt"), &server.organiser, None);
        *request.body_mut() = axum::body::Body::from(bytes);
        request
    };
    server.send(upload(b"something else")).await.refused(409, "annex-differs");
    server.send(upload(b"Ke hoach hoat dong")).await.must(204);
    server.get(&path("/annexes/ke-hoach.txt")).await.refused(404, "not-found");

    // Adopted it is frozen; opened it is for ever.
    let adopted = server.call("POST", &path("/adopt"), &server.organiser, None).await.must(200).json();
    assert_eq!(adopted["state"], "adopted");
    let opened = server.call("POST", &path("/open"), &server.organiser, None).await.must(201).json();
    check_receipt(&server, &opened);
    assert_eq!(
        opened["digest"],
        server.call("POST", &path("/open"), &server.organiser, None).await.must(200).json()["digest"]
    );
    server.call("GET", &path("/draft"), &server.organiser, None).await.refused(409, "already-opened");
    let got = server.get(&path("/annexes/ke-hoach.txt")).await.must(200);
    assert_eq!(
        (got.bytes.as_slice(), got.headers["x-content-type-options"].as_bytes()),
        (annex, b"nosniff".as_slice())
    );
    assert!(got.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));

    // Members sign in any order, then the head, then the witness.
    let mut keys = Vec::new();
    for party in ["m00", "m01", "head", "witness"] {
        keys.push((party, server.enrol_by_invitation(&id, party).await));
    }
    let state = server.get(&path("/state")).await.must(200).json();
    assert_eq!((state["turn"].clone(), state["signed"].clone()), (json!(["m00", "m01"]), json!(0)));
    server.call("POST", &path("/complete"), &server.organiser, None).await.refused(409, "not-all-signed");
    for (party, key) in &keys {
        check_receipt(&server, &server.sign(&id, party, key).await.must(201).json());
    }
    assert_eq!(server.get(&path("/state")).await.json()["state"], "all-signed");
    let completed = server.call("POST", &path("/complete"), &server.organiser, None).await.must(201).json();
    check_receipt(&server, &completed);
    assert_eq!(
        server.call("POST", &path("/complete"), &server.organiser, None).await.must(200).json()["index"],
        completed["index"]
    );

    // A stranger verifies.
    let evidence = server.get(&path("/evidence")).await.must(200);
    assert_eq!(evidence.headers["content-disposition"], format!("attachment; filename=\"{id}.giaouoc.json\""));
    let report = verify(&evidence.bytes, Some(&server.policy()), &AnnexesAtHand::new());
    assert_eq!((report.verdict, report.signed), (Verdict::Valid, 4));
    let file: Value = evidence.json();
    let told = server.post("/verify", "", &file).await.must(200).json();
    assert_eq!((told["verdict"].clone(), told["policy"].as_str()), (json!("valid"), Some(server.app.policy_text())));
    assert_eq!(server.get(&path("/verification")).await.must(200).json()["verdict"], "valid");
    let tag = evidence.headers["etag"].clone();
    let mut again = crate::test_server::request("GET", &path("/evidence"), "", None);
    again.headers_mut().insert("if-none-match", tag);
    server.send(again).await.must(304);

    // One record alone, erasure, and the list.
    let proof = server.get(&path("/records/0/proof")).await.must(200);
    assert!(proof.text().starts_with("c2sp.org/tlog-proof@v1\n"));
    server.get(&path("/records/99/proof")).await.refused(404, "not-found");
    server.call("POST", "/records/5/erase", &server.admin, None).await.must(204);
    let records = server.get(&path("/records")).await.must(200).json();
    assert_eq!(records.as_array().unwrap().iter().filter(|r| r["erased"] == true).count(), 1);
    assert_eq!(server.get(&path("/verification")).await.json()["report"]["reason"], "erased");
    let list = server.call("GET", "/pacts?limit=1", &server.organiser, None).await.must(200).json();
    assert_eq!((list["items"][0]["id"].as_str(), list["next"].as_str()), (Some(id.as_str()), Some("o-0")));
}

/// What tells a pact's state is gone with its opening, and the answer says so.
#[tokio::test(flavor = "multi_thread")]
async fn an_erased_opening_is_gone() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    server.get(&path("/releases/head")).await.refused(404, "not-released");
    server.get(&path("/releases/nobody")).await.refused(404, "not-found");
    server.call("POST", "/records/0/erase", &server.admin, None).await.must(204);
    for rest in ["", "/document", "/state", "/releases/head"] {
        server.get(&path(rest)).await.refused(410, "opening-erased");
    }
    for rest in ["/invitations", "/pending", "/releases"] {
        server.call("GET", &path(rest), &server.organiser, None).await.refused(410, "opening-erased");
    }
    for rest in ["/records", "/evidence", "/verification"] {
        server.get(&path(rest)).await.must(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_in_person_pact_through_the_pending_queue() {
    let server = TestServer::new().await;
    let pinned = crate::test_server::key("cong-doan-khac.example/2026");
    let mut draft = document("in-person", 1);
    draft["roster"][1]["key"] = pinned.verifying_key().to_string().into();
    let id = server.draft(&draft).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");

    // The registrar's key is elsewhere: an adopted draft waits for its note.
    let adopted = server.call("POST", &path("/adopt"), &server.organiser, None).await.must(200).json();
    server.call("POST", &path("/open"), &server.organiser, None).await.refused(409, "needs-registrar");
    let digest = Digest::parse(adopted["check"]["digest"].as_str().unwrap()).unwrap();
    let pact = giaouoc_core::pact::PactDigest(digest);
    let opening = Statement { ledger: server.app.origin().clone(), pact, act: Act::Opening, time: now() };
    let opening = opening.sign(&[&server.registrar]).unwrap().note().to_string();
    server.post(&path("/records"), &server.desk, &json!({ "note": opening })).await.refused(422, "use-open");
    server.post(&path("/open"), &server.organiser, &json!({ "note": opening })).await.must(201);
    server.post(&path("/open"), &server.organiser, &json!({ "note": opening })).await.must(200);

    // Release, pending, the registrar's line, the signature.
    let mut keys = Vec::new();
    for (party, key) in [
        ("m00", pinned),
        ("head", crate::test_server::key(&format!("{id}/head"))),
        ("witness", crate::test_server::key(&format!("{id}/witness"))),
    ] {
        let method = if party == "m00" { Method::Pinned } else { Method::InPerson };
        let name = format!("Nguyễn Văn Mẫu {party}");
        let note = server.possession(&id, party, &name, method, &key).await;
        server.post(&path("/pending"), "", &json!({ "note": note })).await.refused(404, "not-released");
        server.post(&path("/releases"), &server.desk, &json!({ "party": party })).await.must(201);
        let release = server.get(&path(&format!("/releases/{party}"))).await.must(200).json();
        assert_eq!(
            (release["holder"].as_str().unwrap(), release["method"].as_str().unwrap()),
            (name.as_str(), method.as_str())
        );
        server.post(&path("/pending"), "", &json!({ "note": note })).await.must(202);
        let pending = server.call("GET", &path("/pending"), &server.desk, None).await.must(200).json();
        let waiting = Note::parse(pending[0]["note"].as_str().unwrap().as_bytes()).unwrap();
        let compared = json!({ "digest": pending[0]["digest"] });
        server
            .post(&path(&format!("/pending/{party}/confirm")), &server.desk, &compared)
            .await
            .refused(409, "needs-registrar");
        let lines = vec![server.registrar.sign(waiting.text()), waiting.signatures()[0].clone()];
        let whole = Note::new(waiting.text().to_owned(), lines).unwrap().to_string();
        let enrolled = server.post(&path("/records"), &server.desk, &json!({ "note": whole })).await.must(201).json();
        check_receipt(&server, &enrolled);
        server.get(&path(&format!("/releases/{party}"))).await.refused(404, "not-released");
        assert_eq!(server.call("GET", &path("/pending"), &server.desk, None).await.json(), json!([]));
        keys.push((party, key));
    }
    for (party, key) in &keys {
        server.sign(&id, party, key).await.must(201);
    }
    server.call("POST", &path("/complete"), &server.organiser, None).await.refused(409, "needs-registrar");
    let completion = server.progress(&id).await.draft_completion(now()).unwrap().sign(&[&server.registrar]).unwrap();
    server.post(&path("/records"), &server.desk, &json!({ "note": completion.note().to_string() })).await.must(201);
    let evidence = server.get(&path("/evidence")).await.must(200).bytes;
    assert_eq!(verify(&evidence, Some(&server.policy()), &AnnexesAtHand::new()).verdict, Verdict::Valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_spent_once_and_a_retry_is_answered() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let made = server.post(&path("/invitations"), &server.organiser, &json!({ "party": "m00" })).await.must(201).json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["link"], format!("{}/m/{id}#{token}", server.app.public_url()));
    for _ in 0..100 {
        let look = server.call("POST", &path("/invitation"), token, None).await.must(200).json();
        assert_eq!((look["state"].as_str(), look["party"].as_str()), (Some("open"), Some("m00")));
    }
    let key = crate::test_server::key(&format!("{id}/m00"));
    let holder = "Nguyễn Văn Mẫu m00";
    // What is not what was invited consumes nothing.
    let other = server.possession(&id, "m00", "Người Khác", Method::Invite, &key).await;
    let problem =
        server.post(&path("/enrolments"), token, &json!({ "note": other })).await.refused(409, "enrolment-differs");
    assert_eq!(problem["place"], "holder");
    let wrong_name =
        server.possession(&id, "m00", holder, Method::Invite, &crate::test_server::key("someone/else")).await;
    server.post(&path("/enrolments"), token, &json!({ "note": wrong_name })).await.refused(409, "key-name");
    let note = server.possession(&id, "m00", holder, Method::Invite, &key).await;
    let twice = json!({ "note": note });
    let enrolments = path("/enrolments");
    let (a, b) = tokio::join!(server.post(&enrolments, token, &twice), server.post(&enrolments, token, &twice));
    let mut codes = [a.status.as_u16(), b.status.as_u16()];
    codes.sort_unstable();
    assert_eq!((codes, a.json()["index"].clone()), ([200, 201], b.json()["index"].clone()));
    assert_eq!(server.call("POST", &path("/invitation"), token, None).await.json()["state"], "spent");
    let late =
        server.possession(&id, "m00", holder, Method::Invite, &crate::test_server::key(&format!("{id}/m00"))).await;
    server.post(&path("/enrolments"), token, &json!({ "note": late })).await.refused(409, "invitation-spent");
    // A newer invitation voids the older, a revocation voids it too.
    let first = server.post(&path("/invitations"), &server.organiser, &json!({ "party": "head" })).await.json();
    let second = server.post(&path("/invitations"), &server.organiser, &json!({ "party": "head" })).await.json();
    server.call("DELETE", &path("/invitations/head"), &server.organiser, None).await.must(204);
    let key = crate::test_server::key(&format!("{id}/head"));
    let note = server.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::Invite, &key).await;
    for token in [&first["token"], &second["token"]] {
        let token = token.as_str().unwrap();
        server.post(&path("/enrolments"), token, &json!({ "note": note })).await.refused(410, "invitation-void");
    }
    server.post(&path("/enrolments"), "gi_unknown", &json!({ "note": note })).await.refused(404, "invitation-unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn decline_revoke_withdraw_and_supersede() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 2)).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    let key = server.enrol_by_invitation(&id, "m00").await;
    let body = json!({ "party": "m00", "key": key.verifying_key().to_string(), "reason": "mất khóa" });
    server.post(&path("/revoke"), &server.organiser, &body).await.must(201);
    assert_eq!(server.get(&path("/state")).await.json()["parties"][1]["state"], "waiting");
    let key = server.enrol_by_invitation(&id, "m01").await;
    let party = giaouoc_core::pact::PartyId::parse("m01").unwrap();
    let decline = server.progress(&id).await.draft_decline(&party, Some("chưa thống nhất".into()), now()).unwrap();
    let note = decline.sign(&[&key]).unwrap().note().to_string();
    server.post(&path("/records"), "", &json!({ "note": note })).await.must(201);
    assert_eq!(server.get(&path("/state")).await.json()["state"], "declined");

    let mut newer = document("invite", 2);
    newer["supersedes"] = server.pact(&id).await.digest().to_string().into();
    let next = server.draft(&newer).await;
    let open = format!("/pacts/{next}/open");
    let problem = server.call("POST", &open, &server.organiser, None).await.must(409).json();
    assert_eq!(problem["code"], "superseded-not-ended");
    let withdrawn =
        server.post(&path("/withdraw"), &server.organiser, &json!({ "reason": "sửa đổi" })).await.must(201).json();
    assert_eq!(
        withdrawn["index"],
        server.call("POST", &path("/withdraw"), &server.organiser, None).await.must(200).json()["index"]
    );
    server.call("POST", &open, &server.organiser, None).await.must(201);
    let record = Record::parse(note.as_bytes()).unwrap();
    let again = server.post(&path("/records"), "", &json!({ "note": note })).await.must(200).json();
    assert_eq!(
        (again["known"].clone(), again["digest"].as_str().unwrap()),
        (json!(true), record.digest().to_string().as_str())
    );
}
