//! Files that become drafts, and drafts that become files.

use crate::house::{Answer, House, document, request};
use axum::body::Body;
use serde_json::Value;

async fn import(house: &House, query: &str, bytes: Vec<u8>) -> Answer {
    let mut call = request("POST", &format!("/import{query}"), &house.organiser, None);
    *call.body_mut() = Body::from(bytes);
    house.send(call).await
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../drafting/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_as_the_same_document() {
    let house = House::new().await;
    let id = house.draft(&document("invite", 3)).await;
    let kept =
        house.call("GET", &format!("/pacts/{id}/draft"), &house.organiser, None).await.json()["document"].clone();
    for (form, name) in [("docx", "docx"), ("md", "markdown"), ("json", "json")] {
        let out = house.call("GET", &format!("/pacts/{id}/export/{form}"), &house.organiser, None).await.must(200);
        let disposition = out.headers["content-disposition"].to_str().unwrap();
        assert_eq!(disposition, format!("attachment; filename=\"{id}.{form}\""));
        let back = import(&house, "", out.bytes).await.must(200).json();
        assert_eq!(back["form"], name);
        let mut due = kept.clone();
        if form != "json" {
            for member in ["format", "id", "language", "created"] {
                due.as_object_mut().unwrap().remove(member);
            }
        }
        assert_eq!(back["document"], due, "{form}");
    }
    house.call("GET", &format!("/pacts/{id}/export/exe"), &house.organiser, None).await.refused(404, "not-found");
    // An opened pact's document, too.
    house.call("POST", &format!("/pacts/{id}/open"), &house.organiser, None).await.must(201);
    let out = house.call("GET", &format!("/pacts/{id}/export/json"), &house.organiser, None).await.must(200).json();
    assert_eq!(out, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_word_is_a_draft_to_be_confirmed_and_kept_nowhere() {
    let house = House::new().await;
    let found = import(&house, "", file("python-docx-cum-3.docx")).await.must(200).json();
    assert_eq!(found["document"]["roster"].as_array().unwrap().len(), 9);
    assert!(found["guesses"].as_array().unwrap().len() > 20);
    let none: Value = house.call("GET", "/pacts", &house.organiser, None).await.json();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    // As it is, it is all but whole: nothing in it breaks a rule, and the server fills in what only a program knows.
    let made = house.post("/pacts", &house.organiser, &found["mended"]).await.must(201).json();
    assert_eq!(made["check"]["problems"], serde_json::json!([]), "{:#}", made["check"]);

    let legacy = import(&house, "", file("tcvn3.docx")).await.must(200).json();
    assert_eq!(legacy["legacy"]["encoding"], "tcvn3");
    let kept = import(&house, "?encoding=unicode", file("tcvn3.docx")).await.must(200).json();
    assert_eq!(kept.get("legacy"), None);
    import(&house, "?encoding=latin", file("tcvn3.docx")).await.refused(400, "query-form");
    import(&house, "?more=1", file("tcvn3.docx")).await.refused(400, "query-form");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_files_are_refused_with_their_reason() {
    let house = House::new().await;
    for (bytes, code) in [
        (b"%PDF-1.7".to_vec(), "import-pdf"),
        (b"PK\x03\x04".to_vec(), "import-no-docx"),
        (b"\xd0\xcf\x11\xe0".to_vec(), "import-old-word"),
        (b"{".to_vec(), "import-no-json"),
        (b"\0".to_vec(), "import-no-text"),
    ] {
        import(&house, "", bytes).await.refused(422, code);
    }
    import(&house, "", vec![b'a'; (10 << 20) + 1]).await.refused(413, "body-too-large");
}
