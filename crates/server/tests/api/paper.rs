//! Paper over REST: copy, receipt, draft, and whatever of it comes back to be verified.

use crate::house::{House, document, request};
use axum::body::Body;
use giaouoc_core::report::AnnexesAtHand;
use giaouoc_core::sheet::Sheet;
use giaouoc_paper::codes;
use giaouoc_paper::intake::{Found, look, open, verify_all};

async fn sent(house: &House, kind: &str, bytes: Vec<u8>) -> (String, serde_json::Value) {
    let mut post = request("POST", "/verify", "", None);
    post.headers_mut().insert("content-type", kind.parse().unwrap());
    *post.body_mut() = Body::from(bytes);
    let answer = house.send(post).await.must(200).json();
    (answer["verdict"].as_str().unwrap().to_owned(), answer["report"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_carries_its_evidence_and_comes_back_valid() {
    let house = House::new().await;
    let draft = document("invite", 2);
    let id = house.draft(&draft).await;
    let path = |rest: &str| format!("/pacts/{id}{rest}");
    house.get(&path("/paper/copy.pdf")).await.refused(404, "not-found");
    house.get(&path("/draft/paper")).await.refused(401, "unauthorised");
    let paper = house.call("GET", &path("/draft/paper"), &house.organiser, None).await.must(200);
    assert!(paper.bytes.starts_with(b"%PDF"));
    house.call("POST", &path("/open"), &house.organiser, None).await.must(201);

    let mut last = 0;
    let mut signers: Vec<_> = draft["roster"].as_array().unwrap().iter().filter(|p| p["signs"] == true).collect();
    signers.sort_by_key(|party| party["stage"].as_u64());
    for (at, party) in signers.into_iter().enumerate() {
        let party = party["id"].as_str().unwrap();
        let key = house.enrol_by_invitation(&id, party).await;
        last = house.sign(&id, party, &key).await.must(201).json()["index"].as_u64().unwrap();
        if at == 0 {
            let copy = house.get(&path("/paper/copy.pdf")).await.must(200).bytes;
            let (verdict, report) = sent(&house, "application/pdf", copy).await;
            assert_eq!((verdict.as_str(), &report["reason"]), ("incomplete", &"k-of-n".into()));
        }
    }
    house.call("POST", &path("/complete"), &house.organiser, None).await;
    let evidence = house.get(&path("/evidence")).await.must(200).bytes;
    let answer = house.get(&path("/paper/copy.pdf")).await.must(200);
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(open(&answer.bytes, look).unwrap(), Found::Evidence(evidence.clone()));
    let again = house.get(&path("/paper/copy.pdf")).await.must(200);
    assert!(again.bytes == answer.bytes && again.headers["etag"] == answer.headers["etag"]);
    house.get(&path("/paper/other.pdf")).await.refused(404, "not-found");

    let (verdict, report) = sent(&house, "application/pdf", answer.bytes).await;
    assert_eq!((verdict.as_str(), &report["failing_step"]), ("valid", &serde_json::Value::Null));
    let texts = codes::write(&Sheet::of(&evidence, &house.policy()).unwrap(), "https://giaouoc.example").unwrap();
    let (verdict, _) = sent(&house, "text/plain", texts.join("\n").into_bytes()).await;
    assert_eq!(verdict, "valid");
    let (verdict, _) = sent(&house, "text/plain", texts[1..].join("\n").into_bytes()).await;
    assert_eq!(verdict, "untrusted");
    let picture = giaouoc_paper::Code::proof(&texts[0]).unwrap().png(4).unwrap();
    let (verdict, report) = sent(&house, "image/png", picture).await;
    assert_eq!((verdict.as_str(), &report["reason"]), ("incomplete", &"text-missing".into()));

    let receipt = house.get(&path(&format!("/records/{last}/receipt"))).await.must(200).bytes;
    assert!(receipt.starts_with(b"%PDF"));
    house.get(&path("/records/0/receipt")).await.refused(404, "not-found");
    let reports = verify_all(&[&receipt], Some(&house.policy()), &AnnexesAtHand::new(), look);
    assert_ne!(reports[0].1.verdict.as_str(), "valid", "a receipt is no evidence of the pact");
}
