//! Files that become drafts, and drafts that become files.

use crate::test_server::{Answer, TestServer, document, request};
use axum::body::Body;
use serde_json::Value;

async fn import(server: &TestServer, query: &str, bytes: Vec<u8>) -> Answer {
    let mut call = request("POST", &format!("/import{query}"), &server.organiser, None);
    *call.body_mut() = Body::from(bytes);
    server.send(call).await
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../drafting/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_as_the_same_document() {
    let server = TestServer::new().await;
    let id = server.draft(&document("invite", 3)).await;
    let kept =
        server.call("GET", &format!("/pacts/{id}/draft"), &server.organiser, None).await.json()["document"].clone();
    for (form, name) in [("docx", "docx"), ("md", "markdown"), ("json", "json")] {
        let out = server.call("GET", &format!("/pacts/{id}/export/{form}"), &server.organiser, None).await.must(200);
        let disposition = out.headers["content-disposition"].to_str().unwrap();
        assert_eq!(disposition, format!("attachment; filename=\"{id}.{form}\""));
        let back = import(&server, "", out.bytes).await.must(200).json();
        assert_eq!(back["form"], name);
        let mut due = kept.clone();
        if form != "json" {
            for member in ["format", "id", "language", "created"] {
                due.as_object_mut().unwrap().remove(member);
            }
        }
        assert_eq!(back["document"], due, "{form}");
    }
    server.call("GET", &format!("/pacts/{id}/export/exe"), &server.organiser, None).await.refused(404, "not-found");
    // An opened pact's document, too.
    server.call("POST", &format!("/pacts/{id}/open"), &server.organiser, None).await.must(201);
    let out = server.call("GET", &format!("/pacts/{id}/export/json"), &server.organiser, None).await.must(200).json();
    assert_eq!(out, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_word_is_a_draft_to_be_confirmed_and_kept_nowhere() {
    let server = TestServer::new().await;
    let found = import(&server, "", file("python-docx-cum-3.docx")).await.must(200).json();
    assert_eq!(found["document"]["roster"].as_array().unwrap().len(), 9);
    assert!(found["guesses"].as_array().unwrap().len() > 20);
    let none: Value = server.call("GET", "/pacts", &server.organiser, None).await.json();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    // As it is, it is all but whole: nothing in it breaks a rule, and the server fills in what only a program knows.
    let made = server.post("/pacts", &server.organiser, &found["mended"]).await.must(201).json();
    assert_eq!(made["check"]["problems"], serde_json::json!([]), "{:#}", made["check"]);

    let legacy = import(&server, "", file("tcvn3.docx")).await.must(200).json();
    assert_eq!(legacy["legacy"]["encoding"], "tcvn3");
    let kept = import(&server, "?encoding=unicode", file("tcvn3.docx")).await.must(200).json();
    assert_eq!(kept.get("legacy"), None);
    import(&server, "?encoding=latin", file("tcvn3.docx")).await.refused(400, "query-form");
    import(&server, "?more=1", file("tcvn3.docx")).await.refused(400, "query-form");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_files_are_refused_with_their_reason() {
    let server = TestServer::new().await;
    for (bytes, code) in [
        (b"%PDF-1.7".to_vec(), "import-pdf"),
        (b"PK\x03\x04".to_vec(), "import-no-docx"),
        (b"\xd0\xcf\x11\xe0".to_vec(), "import-old-word"),
        (b"{".to_vec(), "import-no-json"),
        (b"\0".to_vec(), "import-no-text"),
    ] {
        import(&server, "", bytes).await.refused(422, code);
    }
    import(&server, "", vec![b'a'; (10 << 20) + 1]).await.refused(413, "body-too-large");
}
