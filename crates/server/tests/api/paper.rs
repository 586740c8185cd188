//! Paper over REST: copy, receipt, draft, and whatever of it comes back to be verified.

use crate::test_server::{TestServer, document, request};
use axum::body::Body;
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_core::report::AnnexesAtHand;
use giaouoc_paper::codes;
use giaouoc_paper::intake::{HandedIn, open, read_codes, verify_all};

async fn sent(server: &TestServer, kind: &str, bytes: Vec<u8>) -> (String, serde_json::Value) {
    let mut post = request("POST", "/verify", "", None);
    post.headers_mut().insert("content-type", kind.parse().unwrap());
    *post.body_mut() = Body::from(bytes);
    let answer = server.send(post).await.must(200).json();
    (answer["verdict"].as_str().unwrap().to_owned(), answer["report"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_carries_its_evidence_and_comes_back_valid() {
    let server = TestServer::new().await;
    let draft = document("invite", 2);
    let id = server.draft(&draft).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    server.get(&path("/paper/copy.pdf")).await.refused(404, "not-found");
    server.get(&path("/draft/paper")).await.refused(401, "unauthorised");
    let paper = server.call("GET", &path("/draft/paper"), &server.organiser, None).await.must(200);
    assert!(paper.bytes.starts_with(b"%PDF"));
    server.call("POST", &path("/open"), &server.organiser, None).await.must(201);

    let mut last = 0;
    let mut signers: Vec<_> = draft["roster"].as_array().unwrap().iter().filter(|p| p["signs"] == true).collect();
    signers.sort_by_key(|party| party["stage"].as_u64());
    for (at, party) in signers.into_iter().enumerate() {
        let party = party["id"].as_str().unwrap();
        let key = server.enrol_by_invitation(&id, party).await;
        last = server.sign(&id, party, &key).await.must(201).json()["index"].as_u64().unwrap();
        if at == 0 {
            let copy = server.get(&path("/paper/copy.pdf")).await.must(200).bytes;
            let (verdict, report) = sent(&server, "application/pdf", copy).await;
            assert_eq!((verdict.as_str(), &report["reason"]), ("incomplete", &"k-of-n".into()));
        }
    }
    server.call("POST", &path("/complete"), &server.organiser, None).await;
    let evidence = server.get(&path("/evidence")).await.must(200).bytes;
    let answer = server.get(&path("/paper/copy.pdf")).await.must(200);
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(open(&answer.bytes, read_codes).unwrap(), HandedIn::Evidence(evidence.clone()));
    let again = server.get(&path("/paper/copy.pdf")).await.must(200);
    assert!(again.bytes == answer.bytes && again.headers["etag"] == answer.headers["etag"]);
    server.get(&path("/paper/other.pdf")).await.refused(404, "not-found");

    let (verdict, report) = sent(&server, "application/pdf", answer.bytes).await;
    assert_eq!((verdict.as_str(), &report["failing_step"]), ("valid", &serde_json::Value::Null));
    let texts =
        codes::write(&PrintedProof::of(&evidence, &server.policy()).unwrap(), "https://giaouoc.example").unwrap();
    let (verdict, _) = sent(&server, "text/plain", texts.join("\n").into_bytes()).await;
    assert_eq!(verdict, "valid");
    let (verdict, _) = sent(&server, "text/plain", texts[1..].join("\n").into_bytes()).await;
    assert_eq!(verdict, "untrusted");
    let picture = giaouoc_paper::QrCode::proof(&texts[0]).unwrap().png(4).unwrap();
    let (verdict, report) = sent(&server, "image/png", picture).await;
    assert_eq!((verdict.as_str(), &report["reason"]), ("incomplete", &"text-missing".into()));

    let receipt = server.get(&path(&format!("/records/{last}/receipt"))).await.must(200).bytes;
    assert!(receipt.starts_with(b"%PDF"));
    server.get(&path("/records/0/receipt")).await.refused(404, "not-found");
    let reports = verify_all(&[&receipt], Some(&server.policy()), &AnnexesAtHand::new(), read_codes);
    assert_ne!(reports[0].1.verdict.as_str(), "valid", "a receipt is no evidence of the pact");
}
