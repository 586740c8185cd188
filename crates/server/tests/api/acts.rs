//! What the desk has the server's registrar sign: drafted, looked at, signed as it was shown.

use crate::test_server::{Answer, TestServer, document, key};
use giaouoc_core::Digest;
use giaouoc_core::record::Method;
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use serde_json::{Value, json};

async fn draft(server: &TestServer, id: &str, body: Value) -> Answer {
    server.post(&format!("/pacts/{id}/acts"), &server.desk, &body).await
}

async fn sign(server: &TestServer, id: &str, act: &Value) -> Answer {
    let digest = act["digest"].as_str().unwrap();
    assert_eq!(digest, Digest::of(act["text"].as_str().unwrap()).to_string());
    server.call("POST", &format!("/pacts/{id}/acts/{digest}/sign"), &server.desk, None).await
}

/// From the adopted draft to the completion, by the desk alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_ceremony_at_the_desk() {
    let server = TestServer::new().await;
    let id = server.draft(&document("invite", 1)).await;
    let desk = format!("/pacts/{id}/desk");
    server.call("GET", &desk, &server.desk, None).await.refused(404, "not-found");
    draft(&server, &id, json!({ "act": "opening" })).await.refused(404, "not-found");
    server.call("POST", &format!("/pacts/{id}/adopt"), &server.organiser, None).await.must(200);
    let waiting = server.call("GET", &desk, &server.desk, None).await.must(200).json();
    assert_eq!((&waiting["adopted"], &waiting["state"]), (&json!(true), &Value::Null));
    assert_eq!(waiting["document"]["title"], "Giao ước thi đua năm 2026");

    draft(&server, &id, json!({ "act": "opening", "reason": "x" })).await.refused(422, "body-form");
    let act = draft(&server, &id, json!({ "act": "opening" })).await.must(201).json();
    assert!(act["text"].as_str().unwrap().starts_with("giaouoc/opening/v1\n"));
    assert_eq!((&act["facts"]["signed"], &act["facts"]["due"]), (&json!(0), &json!(3)));
    server.call("GET", &format!("/pacts/{id}/state"), "", None).await.refused(404, "not-found");
    sign(&server, &id, &act).await.must(201);
    sign(&server, &id, &act).await.must(200);
    draft(&server, &id, json!({ "act": "opening" })).await.refused(409, "already-opened");
    draft(&server, &id, json!({ "act": "completion" })).await.refused(409, "not-all-signed");

    for party in ["m00", "head", "witness"] {
        let key = key(&format!("{id}/{party}"));
        let holder = format!("Nguyễn Văn Mẫu {party}");
        let number = "0000 0000 0000 0000 0000 0000";
        let enrolment = |number: &str| json!({ "act": "enrolment", "party": party, "number": number });
        draft(&server, &id, enrolment(number)).await.refused(404, "not-released");
        server.post(&format!("/pacts/{id}/releases"), &server.desk, &json!({ "party": party })).await.must(201);
        draft(&server, &id, enrolment(number)).await.refused(404, "nothing-pending");
        let note = server.possession(&id, party, &holder, Method::InPerson, &key).await;
        server.post(&format!("/pacts/{id}/pending"), "", &json!({ "note": note })).await.must(202);
        let pending = server.call("GET", &desk, &server.desk, None).await.json()["pending"][0].clone();
        draft(&server, &id, enrolment(number)).await.refused(409, "number-differs");
        draft(&server, &id, json!({ "act": "enrolment", "party": party })).await.refused(422, "member-missing");
        let hex = pending["digest"].as_str().unwrap().to_uppercase();
        for read in [pending["long_number"].as_str().unwrap(), &hex, &format!("GIAOUOC:{hex}")] {
            draft(&server, &id, enrolment(read)).await.must(201);
        }
        let act = draft(&server, &id, enrolment(&hex)).await.must(201).json();
        let facts = &act["facts"];
        assert_eq!((&facts["holder"], &facts["method"]), (&json!(holder), &json!("in-person")));
        assert_eq!((&facts["verdict"], &facts["unit"]), (&json!("incomplete"), &json!(format!("Đơn vị {party}"))));
        let first = sign(&server, &id, &act).await.must(201).json();
        assert_eq!(sign(&server, &id, &act).await.must(200).json()["index"], first["index"]);
        server.sign(&id, party, &key).await.must(201);
    }
    let act = draft(&server, &id, json!({ "act": "completion" })).await.must(201).json();
    assert_eq!((&act["facts"]["signed"], &act["facts"]["number"].is_string()), (&json!(3), &true));
    sign(&server, &id, &act).await.must(201);
    sign(&server, &id, &act).await.must(200);
    let evidence = server.get(&format!("/pacts/{id}/evidence")).await.must(200).bytes;
    assert_eq!(verify(&evidence, Some(&server.policy()), &AnnexesAtHand::new()).verdict, Verdict::Valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_signed_that_was_not_shown() {
    let server = TestServer::new().await;
    let (id, other) = (server.opened(&document("invite", 1)).await, server.opened(&document("invite", 1)).await);
    let act = draft(&server, &id, json!({ "act": "withdrawal", "reason": "sửa đổi" })).await.must(201).json();
    sign(&server, &other, &act).await.refused(404, "nothing-to-sign");
    for digest in ["0".repeat(64), "x".to_owned()] {
        let path = format!("/pacts/{id}/acts/{digest}/sign");
        let code = if digest == "x" { "not-found" } else { "nothing-to-sign" };
        server.call("POST", &path, &server.desk, None).await.refused(404, code);
    }
    for (body, status, code) in [
        (json!({ "act": "signature" }), 422, "value-form"),
        (json!({ "act": "withdrawal", "party": "head" }), 422, "body-form"),
        (json!({ "act": "revocation", "party": "head" }), 409, "enrolment-unknown"),
        (json!({ "act": "revocation" }), 422, "member-missing"),
        (json!({}), 422, "body-form"),
    ] {
        draft(&server, &id, body).await.refused(status, code);
    }
    // A key that is another by now is not enrolled.
    let signer = key(&format!("{id}/head"));
    let note = server.possession(&id, "head", "Nguyễn Văn Mẫu head", Method::InPerson, &signer).await;
    let releases = format!("/pacts/{id}/releases");
    server.post(&releases, &server.desk, &json!({ "party": "head" })).await.must(201);
    server.post(&format!("/pacts/{id}/pending"), "", &json!({ "note": note })).await.must(202);
    let body = json!({ "act": "enrolment", "party": "head", "number": Digest::of(note.split("\n\n").next().unwrap().to_owned() + "\n").to_string() });
    let enrolment = draft(&server, &id, body).await.must(201).json();
    server.post(&releases, &server.desk, &json!({ "party": "head" })).await.must(201);
    sign(&server, &id, &enrolment).await.refused(404, "nothing-pending");
    // The key of a party is taken back without naming it.
    server.enrol_by_invitation(&id, "m00").await;
    let act = draft(&server, &id, json!({ "act": "revocation", "party": "m00" })).await.must(201).json();
    sign(&server, &id, &act).await.must(201);
    let act = draft(&server, &id, json!({ "act": "withdrawal" })).await.must(201).json();
    sign(&server, &id, &act).await.must(201);
    assert_eq!(server.get(&format!("/pacts/{id}/state")).await.json()["state"], "withdrawn");
}

/// The server's registrar counts for nothing there.
#[tokio::test(flavor = "multi_thread")]
async fn in_person_pacts_need_a_registrar_elsewhere() {
    let server = TestServer::new().await;
    let id = server.draft(&document("in-person", 1)).await;
    server.call("POST", &format!("/pacts/{id}/adopt"), &server.organiser, None).await.must(200);
    draft(&server, &id, json!({ "act": "opening" })).await.refused(409, "needs-registrar");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_finds_its_pacts() {
    let server = TestServer::new().await;
    server.draft(&document("invite", 1)).await;
    let (first, second) = (server.opened(&document("invite", 1)).await, server.opened(&document("invite", 2)).await);
    let adopted = server.draft(&document("in-person", 1)).await;
    server.call("POST", &format!("/pacts/{adopted}/adopt"), &server.organiser, None).await.must(200);
    let key = server.enrol_by_invitation(&second, "m00").await;
    server.sign(&second, "m00", &key).await.must(201);
    let pacts = server.call("GET", "/desk/pacts", &server.desk, None).await.must(200).json();
    let told: Vec<_> = pacts.as_array().unwrap().iter().map(|p| (p["id"].clone(), p["state"].clone())).collect();
    assert_eq!(
        told,
        [(json!(second), json!("signing")), (json!(first), json!("signing")), (json!(adopted), json!("adopted"))]
    );
    assert_eq!((&pacts[0]["signed"], &pacts[0]["due"], &pacts[0]["year"]), (&json!(1), &json!(4), &json!(2026)));
    assert_eq!((&pacts[2]["identity"], &pacts[2]["group"]), (&json!("in-person"), &json!("Khối thi đua mẫu")));
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_authority_are_kept_for_the_desk() {
    let server = TestServer::new().await;
    let (id, other) = (server.opened(&document("invite", 1)).await, server.opened(&document("invite", 1)).await);
    let letter = b"%PDF-1.7 giay uy quyen".as_slice();
    let digest = Digest::of(letter);
    let put = |token: &str, digest: &Digest, bytes: &[u8]| {
        let mut request = crate::test_server::request("PUT", &format!("/pacts/{id}/authorities/{digest}"), token, None);
        *request.body_mut() = axum::body::Body::from(bytes.to_vec());
        server.send(request)
    };
    put("", &digest, letter).await.refused(401, "unauthorised");
    put(&server.desk, &Digest::of("else"), letter).await.refused(409, "file-differs");
    put(&server.desk, &digest, &vec![0; 10 * 1024 * 1024 + 1]).await.refused(413, "body-too-large");
    put(&server.desk, &digest, letter).await.must(204);
    let path = format!("/pacts/{id}/authorities/{digest}");
    // Only what this pact names is given back.
    server.call("GET", &path, &server.desk, None).await.refused(404, "not-found");
    let body = json!({ "party": "head", "holder": "Trần Thị Mẫu 02", "capacity": "delegate", "authority": digest.to_string() });
    server.post(&format!("/pacts/{id}/releases"), &server.desk, &body).await.must(201);
    let got = server.call("GET", &path, &server.desk, None).await.must(200);
    assert_eq!(got.bytes, letter);
    assert!(got.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    server.get(&path).await.refused(401, "unauthorised");
    let elsewhere = format!("/pacts/{other}/authorities/{digest}");
    server.call("GET", &elsewhere, &server.desk, None).await.refused(404, "not-found");
}
