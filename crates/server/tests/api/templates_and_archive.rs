//! Templates, the archive, a year's evidence, and what a pact supersedes.

use crate::test_server::{TestServer, document};
use serde_json::json;
use std::io::{Cursor, Read};

#[tokio::test(flavor = "multi_thread")]
async fn a_template_keeps_what_is_not_of_one_pact_alone() {
    let server = TestServer::new().await;
    let mut whole = document("invite", 2);
    whole["closes"] = json!("2027-01-01T00:00:00Z");
    let body = json!({ "name": "Khối thi đua mẫu", "document": whole });
    let number = server.post("/templates", &server.organiser, &body).await.must(201).json()["number"].clone();
    let list = server.call("GET", "/templates", &server.organiser, None).await.must(200).json();
    assert_eq!((&list[0]["number"], &list[0]["author"]), (&number, &json!("a organiser")));
    assert_eq!(list[0]["document"]["title"], whole["title"]);
    for gone in ["id", "created", "closes", "annexes"] {
        assert_eq!(list[0]["document"].get(gone), None, "{gone}");
    }
    server.post("/templates", &server.organiser, &json!({ "name": "", "document": {} })).await.must(422);
    server
        .post("/templates", &server.organiser, &json!({ "name": "x", "document": [] }))
        .await
        .refused(422, "body-form");
    server.call("DELETE", &format!("/templates/{number}"), &server.organiser, None).await.must(204);
    let none = server.call("GET", "/templates", &server.organiser, None).await.json();
    assert_eq!(none, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn pacts_are_put_away_and_a_year_is_one_file() {
    let server = TestServer::new().await;
    let mut second = document("invite", 2);
    second["title"] = json!("=2+5, \"dấu phẩy\"");
    let ids = [server.opened(&document("invite", 2)).await, server.opened(&second).await];
    let year = &document("invite", 2)["period"]["from"].as_str().unwrap()[..4].to_owned();
    let place = format!("/pacts/{}/archived", ids[0]);
    server.call("PUT", &place, &server.organiser, None).await.must(204);
    let lines = server.call("GET", "/desk/pacts", &server.organiser, None).await.json();
    let archived: Vec<bool> =
        lines.as_array().unwrap().iter().map(|line| line["archived"].as_bool().unwrap()).collect();
    assert_eq!(archived, [false, true]);
    server.call("DELETE", &place, &server.organiser, None).await.must(204);
    server
        .call("PUT", "/pacts/aaaaaaaaaaaaaaaaaaaaaaaaaa/archived", &server.organiser, None)
        .await
        .refused(404, "not-found");

    let zip = server.call("GET", &format!("/years/{year}/evidence"), &server.organiser, None).await.must(200);
    assert_eq!(zip.headers["content-disposition"], format!("attachment; filename=\"giao-uoc-{year}.zip\"").as_str());
    let mut archive = zip::ZipArchive::new(Cursor::new(zip.bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    for id in &ids {
        let evidence = server.get(&format!("/pacts/{id}/evidence")).await.text();
        assert_eq!(read(&format!("{id}.giaouoc.json")), evidence);
    }
    let table = read("danh-sach.csv");
    assert_eq!(table.lines().count(), 3);
    assert!(table.contains("\"'=2+5, \"\"dấu phẩy\"\"\""), "{table}");
    assert!(read("policy.txt").contains("giaouoc.example/so/2026"));
    server.call("GET", "/years/1999/evidence", &server.organiser, None).await.refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_says_which_pact_it_supersedes() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let state = server.get(&format!("/pacts/{id}/state")).await.json();
    assert_eq!(state.get("supersedes"), None);
    let withdraw = json!({ "reason": "sửa đổi" });
    server.post(&format!("/pacts/{id}/withdraw"), &server.organiser, &withdraw).await.must(201);
    let mut next = document("invite", 1);
    next["supersedes"] = state["digest"].clone();
    let amended = server.opened(&next).await;
    assert_eq!(server.get(&format!("/pacts/{amended}/state")).await.json()["supersedes"], json!(id));
}
