//! A draft at the table: links to it, what is said, versions, and which unit agrees with which of them.

use crate::test_server::{Answer, TestServer, document};
use serde_json::{Value, json};

/// A draft and the ways to it.
struct Table {
    server: TestServer,
    id: String,
}

impl Table {
    async fn new() -> Self {
        let server = TestServer::new().await;
        let id = server.draft(&document("invite", 2)).await;
        Self { server, id }
    }

    async fn call(&self, method: &str, rest: &str, token: &str, body: Option<&Value>) -> Answer {
        self.server.call(method, &format!("/pacts/{}{rest}", self.id), token, body).await
    }

    async fn organise(&self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        self.call(method, rest, &self.server.organiser, body).await
    }

    async fn share(&self, body: &Value) -> (String, u64) {
        let made = self.organise("POST", "/shares", Some(body)).await.must(201).json();
        let token = made["token"].as_str().unwrap().to_owned();
        let link = made["link"].as_str().unwrap();
        assert!(link.ends_with(&format!("/d/{}#{token}", self.id)), "{link}");
        (token, made["share"]["number"].as_u64().unwrap())
    }

    async fn look(&self, token: &str) -> Value {
        self.call("GET", "/discussion", token, None).await.must(200).json()
    }

    /// Saves a change of the title over the newest revision.
    async fn retitle(&self, title: &str) -> u64 {
        let draft = self.organise("GET", "/draft", None).await.json();
        let mut document = draft["document"].clone();
        document["title"] = title.into();
        let path = format!("/pacts/{}/draft", self.id);
        let mut request = crate::test_server::request("PUT", &path, &self.server.organiser, Some(&document));
        request.headers_mut().insert("if-match", format!("\"{}\"", draft["revision"]).parse().unwrap());
        self.server.send(request).await.must(200).json()["revision"].as_u64().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_open_what_they_were_made_for() {
    let table = Table::new().await;
    let (reader, number) = table.share(&json!({ "label": "Đơn vị Mẫu 01", "may": "read" })).await;
    let (unit, _) = table.share(&json!({ "label": "Đơn vị Mẫu 02", "party": "m00" })).await;
    assert_eq!(table.look(&reader).await["me"], json!({ "label": "Đơn vị Mẫu 01", "may": "read", "share": number }));
    let seen = table.look(&unit).await;
    assert_eq!(
        (&seen["state"], &seen["revision"], &seen["me"]["may"]),
        (&json!("draft"), &json!(1), &json!("comment"))
    );
    assert_eq!(seen["document"]["id"], table.id);
    // Links are for the organiser to see.
    assert_eq!(seen.get("shares"), None);
    assert_eq!(table.look(&table.server.organiser).await["shares"].as_array().unwrap().len(), 2);

    // A link is for one draft, and for nothing but its table.
    let other = table.server.draft(&document("invite", 2)).await;
    table.server.call("GET", &format!("/pacts/{other}/discussion"), &unit, None).await.refused(404, "share-unknown");
    for rest in ["/draft", "/shares"] {
        table.call("GET", rest, &unit, None).await.refused(401, "unauthorised");
    }
    table.call("GET", "/discussion", "gd_AAAAAAAA", None).await.refused(404, "share-unknown");
    table.call("GET", "/discussion", "", None).await.refused(401, "unauthorised");
    table.call("GET", "/discussion", &table.server.desk, None).await.refused(403, "forbidden-scope");

    // What it may.
    let said = json!({ "body": "Nên nêu số." });
    table.call("POST", "/comments", &reader, Some(&said)).await.refused(403, "share-reads");
    let agreed = json!({ "digest": seen["digest"] });
    table.call("PUT", "/agreements/m00", &reader, Some(&agreed)).await.refused(403, "not-yours");
    table.call("PUT", "/agreements/head", &unit, Some(&agreed)).await.refused(403, "not-yours");

    // Until it is revoked.
    table.organise("DELETE", &format!("/shares/{number}"), None).await.must(204);
    table.organise("DELETE", "/shares/99", None).await.refused(404, "not-found");
    table.call("GET", "/discussion", &reader, None).await.refused(410, "share-void");
    for wrong in [
        json!({ "label": "" }),
        json!({ "label": "x".repeat(201) }),
        json!({ "label": "x", "may": "sign" }),
        json!({ "label": "x", "party": "nobody" }),
        json!({ "label": "x", "expires": "2020-01-01T00:00:00Z" }),
    ] {
        let answer = table.organise("POST", "/shares", Some(&wrong)).await;
        assert!(answer.status.is_client_error(), "{wrong}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_said_answered_resolved_and_removed() {
    let table = Table::new().await;
    let (unit, _) = table.share(&json!({ "label": "Đơn vị Mẫu 02" })).await;
    let (other, _) = table.share(&json!({ "label": "Đơn vị Mẫu 03" })).await;
    // As a Mac types it: letters in parts.
    let body = json!({ "body": "Ne\u{302}n ne\u{302}u so\u{302}\u{301}.\nXin cảm ơn.", "place": "/articles/0/text",
        "quote": "chỉ tiêu", "name": "Nguyễn Văn Mẫu 02" });
    let said = table.call("POST", "/comments", &unit, Some(&body)).await.must(201).json();
    let number = said["number"].as_u64().unwrap();
    let answer = json!({ "body": "Đã bổ sung.", "answers": number });
    table.organise("POST", "/comments", Some(&answer)).await.must(201);
    table
        .call("POST", "/comments", &other, Some(&json!({ "body": "x", "answers": 77 })))
        .await
        .refused(404, "not-found");
    let comments = table.look(&other).await["comments"].clone();
    assert_eq!(comments[0]["body"], "Nên nêu số.\nXin cảm ơn.");
    assert_eq!((&comments[0]["author"], &comments[0]["from"]), (&json!("Nguyễn Văn Mẫu 02"), &json!("Đơn vị Mẫu 02")));
    assert_eq!((&comments[1]["author"], &comments[1]["answers"]), (&json!("a organiser"), &json!(number)));
    assert_eq!((&comments[0]["mine"], &comments[1].get("from")), (&json!(false), &None));

    let resolved = format!("/comments/{number}/resolved");
    table.call("PUT", &resolved, &other, None).await.refused(403, "not-yours");
    table.call("PUT", &resolved, &unit, None).await.must(204);
    assert_eq!(table.look(&unit).await["comments"][0]["resolved_by"], "Đơn vị Mẫu 02");
    table.organise("DELETE", &resolved, None).await.must(204);
    assert_eq!(table.look(&unit).await["comments"][0].get("resolved"), None);
    table.call("DELETE", &format!("/comments/{number}"), &other, None).await.refused(403, "not-yours");
    table.call("DELETE", &format!("/comments/{number}"), &unit, None).await.must(204);
    assert_eq!(table.look(&unit).await["comments"], json!([]));
    for wrong in [
        json!({ "body": " " }),
        json!({ "body": "x".repeat(4001) }),
        json!({ "body": "x", "place": "articles" }),
        json!({ "body": "x", "name": "x\ny".repeat(200) }),
        json!({ "text": "x" }),
    ] {
        let answer = table.call("POST", "/comments", &unit, Some(&wrong)).await;
        assert!(answer.status.is_client_error(), "{wrong}: {}", answer.text());
    }
    assert_eq!(table.look(&unit).await["comments"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_agrees_with_what_it_has_read() {
    let table = Table::new().await;
    let (unit, _) = table.share(&json!({ "label": "Đơn vị Mẫu 00", "party": "m00" })).await;
    let read = table.look(&unit).await["digest"].clone();
    let revision = table.retitle("Giao ước mẫu, sửa lần 1").await;
    // The text has changed under its reader's eyes.
    table.call("PUT", "/agreements/m00", &unit, Some(&json!({ "digest": read }))).await.refused(412, "stale");
    let seen = table.look(&unit).await;
    let agreed = json!({ "digest": seen["digest"], "name": "Nguyễn Văn Mẫu m00" });
    table.call("PUT", "/agreements/m00", &unit, Some(&agreed)).await.must(204);
    table.organise("PUT", "/agreements/head", Some(&json!({ "digest": seen["digest"] }))).await.must(204);
    table
        .organise("PUT", "/agreements/nobody", Some(&json!({ "digest": seen["digest"] })))
        .await
        .refused(409, "party-unknown");
    let agreements = table.look(&unit).await["agreements"].clone();
    assert_eq!((&agreements[0]["party"], &agreements[0]["from"]), (&json!("head"), &json!(null)["x"]));
    assert_eq!((&agreements[1]["revision"], &agreements[1]["current"]), (&json!(revision), &json!(true)));
    assert_eq!(
        (&agreements[1]["author"], &agreements[1]["from"]),
        (&json!("Nguyễn Văn Mẫu m00"), &json!("Đơn vị Mẫu 00"))
    );
    // The digest is the one that the pact will be signed by.
    let draft = table.organise("GET", "/draft", None).await.json();
    assert_eq!((&draft["check"]["digest"], &draft["check"]["number"]), (&seen["digest"], &agreements[1]["number"]));

    // A change leaves the word with the version that it was given for.
    table.retitle("Giao ước mẫu, sửa lần 2").await;
    assert_eq!(table.look(&unit).await["agreements"][1]["current"], false);
    table.call("DELETE", "/agreements/m00", &unit, None).await.must(204);
    assert_eq!(table.look(&unit).await["agreements"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_tell_what_was_when_and_by_whom() {
    let table = Table::new().await;
    let (unit, _) = table.share(&json!({ "label": "Đơn vị Mẫu 00" })).await;
    let named = table.organise("PUT", "/versions/1", Some(&json!({ "name": "Bản trình" }))).await.must(200).json();
    assert_eq!((&named["name"], &named["author"]), (&json!("Bản trình"), &json!("a organiser")));
    // A run of saves is one version: revision 2 is gone, what was named is not.
    table.retitle("Lần 2").await;
    table.retitle("Lần 3").await;
    let list = table.call("GET", "/versions", &unit, None).await.must(200).json();
    let revisions: Vec<u64> =
        list["items"].as_array().unwrap().iter().map(|one| one["revision"].as_u64().unwrap()).collect();
    assert_eq!((revisions, list.get("next")), (vec![3, 1], None));
    let page = table.call("GET", "/versions?limit=1", &unit, None).await.json();
    assert_eq!((&page["items"][0]["revision"], &page["next"]), (&json!(3), &json!("3")));
    let rest = table.call("GET", "/versions?limit=1&after=3", &unit, None).await.json();
    assert_eq!(rest["items"][0]["name"], "Bản trình");
    table.call("GET", "/versions?after=x", &unit, None).await.refused(400, "query-form");
    let first = table.call("GET", "/versions/1", &unit, None).await.must(200).json();
    assert_eq!((&first["document"]["title"], &first["began"]), (&document("invite", 2)["title"], &first["saved"]));
    table.call("GET", "/versions/2", &unit, None).await.refused(404, "not-found");
    table.call("PUT", "/versions/1", &unit, Some(&json!({ "name": "x" }))).await.refused(401, "unauthorised");
    table.organise("PUT", "/versions/2", Some(&json!({ "name": "x" }))).await.refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_opening_links_lead_nowhere_and_the_organiser_still_reads() {
    let table = Table::new().await;
    let (unit, _) = table.share(&json!({ "label": "Đơn vị Mẫu 00", "party": "m00" })).await;
    let read = table.look(&unit).await["digest"].clone();
    table.call("PUT", "/agreements/m00", &unit, Some(&json!({ "digest": read }))).await.must(204);
    table.call("POST", "/comments", &unit, Some(&json!({ "body": "Nhất trí." }))).await.must(201);
    table.organise("DELETE", "/discussion", None).await.refused(404, "not-found");
    table.organise("POST", "/open", None).await.must(201);
    for (method, rest) in [("GET", "/discussion"), ("GET", "/versions"), ("DELETE", "/agreements/m00")] {
        table.call(method, rest, &unit, None).await.refused(409, "already-opened");
    }
    let kept = table.look(&table.server.organiser).await;
    assert_eq!((&kept["state"], &kept["comments"][0]["body"]), (&json!("opened"), &json!("Nhất trí.")));
    assert_eq!((&kept["agreements"][0]["current"], &kept.get("document")), (&json!(true), &None));
    table.organise("DELETE", "/discussion", None).await.must(204);
    let gone = table.look(&table.server.organiser).await;
    assert_eq!((&gone["comments"], &gone["agreements"], &gone["shares"]), (&json!([]), &json!([]), &json!([])));
}
