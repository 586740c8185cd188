//! Who may call what: every mutating or private call without a token, with a wrong one, and with the right one.

use crate::test_server::{TestServer, document};
use serde_json::{Value, json};

/// Method, path, the least scope.
const CALLS: [(&str, &str, &str); 64] = [
    ("POST", "/pacts", "organiser"),
    ("GET", "/pacts", "organiser"),
    ("GET", "/pacts/{id}/draft", "organiser"),
    ("PUT", "/pacts/{id}/draft", "organiser"),
    ("DELETE", "/pacts/{id}/draft", "organiser"),
    ("POST", "/pacts/{id}/adopt", "organiser"),
    ("DELETE", "/pacts/{id}/adopt", "organiser"),
    ("POST", "/pacts/{id}/open", "organiser"),
    ("POST", "/import", "organiser"),
    ("GET", "/pacts/{id}/export/docx", "organiser"),
    ("GET", "/pacts/{id}/draft/paper", "organiser"),
    ("GET", "/templates", "organiser"),
    ("POST", "/templates", "organiser"),
    ("DELETE", "/templates/1", "organiser"),
    ("PUT", "/pacts/{id}/archived", "organiser"),
    ("DELETE", "/pacts/{id}/archived", "organiser"),
    ("GET", "/years/2021/evidence", "organiser"),
    ("GET", "/pacts/{id}/contacts", "organiser"),
    ("PUT", "/pacts/{id}/contacts/head", "organiser"),
    ("DELETE", "/pacts/{id}/contacts/head", "organiser"),
    ("POST", "/pacts/{id}/letters", "organiser"),
    ("GET", "/pacts/{id}/discussion", "organiser"),
    ("DELETE", "/pacts/{id}/discussion", "organiser"),
    ("GET", "/pacts/{id}/shares", "organiser"),
    ("POST", "/pacts/{id}/shares", "organiser"),
    ("DELETE", "/pacts/{id}/shares/1", "organiser"),
    ("POST", "/pacts/{id}/comments", "organiser"),
    ("DELETE", "/pacts/{id}/comments/1", "organiser"),
    ("PUT", "/pacts/{id}/comments/1/resolved", "organiser"),
    ("PUT", "/pacts/{id}/agreements/head", "organiser"),
    ("DELETE", "/pacts/{id}/agreements/head", "organiser"),
    ("GET", "/pacts/{id}/versions", "organiser"),
    ("GET", "/pacts/{id}/versions/1", "organiser"),
    ("PUT", "/pacts/{id}/versions/1", "organiser"),
    ("PUT", "/pacts/{id}/annexes/a.txt", "organiser"),
    ("POST", "/pacts/{id}/invitations", "organiser"),
    ("GET", "/pacts/{id}/invitations", "organiser"),
    ("DELETE", "/pacts/{id}/invitations/head", "organiser"),
    ("POST", "/pacts/{id}/complete", "organiser"),
    ("POST", "/pacts/{id}/withdraw", "organiser"),
    ("POST", "/pacts/{id}/revoke", "organiser"),
    ("POST", "/pacts/{id}/releases", "desk"),
    ("GET", "/pacts/{id}/releases", "desk"),
    ("DELETE", "/pacts/{id}/releases/head", "desk"),
    ("GET", "/pacts/{id}/pending", "desk"),
    ("POST", "/pacts/{id}/pending/head/confirm", "desk"),
    ("GET", "/desk/pacts", "desk"),
    ("GET", "/pacts/{id}/desk", "desk"),
    ("POST", "/pacts/{id}/releases/head/code", "desk"),
    ("POST", "/pacts/{id}/invitations/head/code", "desk"),
    ("POST", "/pacts/{id}/acts", "desk"),
    ("POST", "/pacts/{id}/acts/0000000000000000000000000000000000000000000000000000000000000000/sign", "desk"),
    ("POST", "/pacts/{id}/declines/head/confirm", "desk"),
    ("DELETE", "/pacts/{id}/declines/head", "desk"),
    ("PUT", "/pacts/{id}/authorities/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "desk"),
    ("GET", "/pacts/{id}/authorities/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "desk"),
    ("POST", "/pacts/{id}/kiosks", "desk"),
    ("DELETE", "/pacts/{id}/kiosks/1", "desk"),
    ("GET", "/tokens", "admin"),
    ("POST", "/tokens", "admin"),
    ("DELETE", "/tokens/77", "admin"),
    ("POST", "/records/0/erase", "admin"),
    ("POST", "/records/99/erase", "admin"),
    ("POST", "/pacts/{id}/parties/nobody/erase", "admin"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_call_by_everybody() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let made = server.post(&format!("/pacts/{id}/invitations"), &server.organiser, &json!({ "party": "m00" })).await;
    let invitation = made.json()["token"].as_str().unwrap().to_owned();
    let size = server.size().await;
    for (method, path, scope) in CALLS {
        let path = path.replace("{id}", &id);
        let nobody = ["", "gu_", "gu_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "garbage", &invitation];
        for token in nobody {
            server.call(method, &path, token, None).await.refused(401, "unauthorised");
        }
        let lesser: &[&String] = match scope {
            "desk" => &[],
            "organiser" => &[&server.desk],
            _ => &[&server.desk, &server.organiser],
        };
        for token in lesser {
            server.call(method, &path, token, None).await.refused(403, "forbidden-scope");
        }
        if path.contains("/records/") || path.ends_with("/withdraw") {
            continue;
        }
        let right = match scope {
            "desk" => &server.desk,
            "organiser" => &server.organiser,
            _ => &server.admin,
        };
        let status = server.call(method, &path, right, None).await.status.as_u16();
        assert!(status != 401 && status != 403 && status < 500, "{method} {path}: {status}");
    }
    assert_eq!(server.size().await, size);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_registrar_signs_needs_the_desk_too() {
    let server = TestServer::new().await;
    let id = server.opened(&document("invite", 1)).await;
    let withdrawal = server.progress(&id).await.draft_withdrawal(None, crate::test_server::now());
    let note = withdrawal.sign(&[&server.registrar]).unwrap().note().to_string();
    let path = format!("/pacts/{id}/records");
    server.post(&path, "", &json!({ "note": note })).await.refused(401, "unauthorised");
    // And the desk's token does not make another registrar the one that opened it.
    server.post(&path, &server.desk, &json!({ "note": note })).await.refused(409, "registrar-unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_no_token() {
    let server = TestServer::new().await;
    let tokens = server.call("GET", "/tokens", &server.admin, None).await.must(200).json();
    assert!(!tokens.to_string().contains("gu_"));
    let number = tokens.as_array().unwrap().iter().find(|t| t["scope"] == "desk").unwrap()["number"].clone();
    server.call("DELETE", &format!("/tokens/{number}"), &server.admin, None).await.must(204);
    server.call("GET", "/pacts", &server.desk, None).await.refused(401, "unauthorised");
    server.call("DELETE", "/tokens/77", &server.admin, None).await.refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_answers_all_the_same() {
    let server = TestServer::new().await;
    let draft = server.draft(&document("invite", 1)).await;
    let mut answers: Vec<Value> = Vec::new();
    for id in [draft.as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaa", "not-an-id", "%2e%2e"] {
        for rest in ["", "/document", "/state", "/records", "/evidence", "/verification", "/releases/head"] {
            let mut body = server.get(&format!("/pacts/{id}{rest}")).await.refused(404, "not-found");
            body["instance"] = "…".into();
            answers.push(body);
        }
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    insta::assert_json_snapshot!(answers[0]);
}
