//! Many at once.

use crate::house::{House, document};
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_two_sign_at_once_in_one_stage() {
    let house = House::new().await;
    let id = house.opened(&document("invite", 61)).await;
    let mut notes = Vec::new();
    for i in 0..61 {
        let party = format!("m{i:02}");
        let key = house.enrol_by_invitation(&id, &party).await;
        notes.push(house.signature(&id, &party, &key).await);
    }
    let before = house.size().await;
    let mut tasks = tokio::task::JoinSet::new();
    // Each sends twice, as a phone does that did not hear the answer.
    for note in notes.iter().chain(&notes) {
        let request =
            crate::house::request("POST", &format!("/pacts/{id}/records"), "", Some(&json!({ "note": note })));
        let router = house.router.clone();
        tasks.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16() });
    }
    let codes = tasks.join_all().await;
    assert_eq!(codes.iter().filter(|code| **code == 201).count(), 61);
    assert_eq!(codes.iter().filter(|code| **code == 200).count(), 61);
    assert_eq!(house.size().await, before + 61);
    let report =
        verify(&house.get(&format!("/pacts/{id}/evidence")).await.bytes, Some(&house.policy()), &AnnexesAtHand::new());
    assert_eq!((report.verdict, report.signed), (Verdict::Incomplete, 61));
}
