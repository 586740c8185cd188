//! Many at once.

use crate::test_server::{TestServer, document};
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_two_sign_at_once_in_one_stage() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 61)).await;
    let mut notes = Vec::new();
    for i in 0..61 {
        let party = format!("m{i:02}");
        let key = server.enrol_by_invitation(&id, &party).await;
        notes.push(server.signature(&id, &party, &key).await);
    }
    let before = server.size().await;
    let mut tasks = tokio::task::JoinSet::new();
    // Each sends twice, as a phone does that did not hear the answer.
    for note in notes.iter().chain(&notes) {
        let request =
            crate::test_server::request("POST", &format!("/pacts/{id}/records"), "", Some(&json!({ "note": note })));
        let router = server.router.clone();
        tasks.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16() });
    }
    let codes = tasks.join_all().await;
    assert_eq!(codes.iter().filter(|code| **code == 201).count(), 61);
    assert_eq!(codes.iter().filter(|code| **code == 200).count(), 61);
    assert_eq!(server.size().await, before + 61);
    let report = verify(
        &server.get(&format!("/pacts/{id}/evidence")).await.bytes,
        Some(&server.policy()),
        &AnnexesAtHand::new(),
    );
    assert_eq!((report.verdict, report.signed), (Verdict::Incomplete, 61));
}
