//! The description tells all, and only what is there.

use crate::test_server::{TestServer, request};
use serde_json::Value;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn the_description_lists_what_answers() {
    let server = TestServer::new().await;
    let description = server.get("/openapi.json").await.must(200).json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(description["info"]["license"]["identifier"], "Apache-2.0");
    assert_eq!(description["info"]["contact"], Value::Null);
    let mut listed = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let real = path.replace("{id}", "aaaaaaaaaaaaaaaaaaaaaaaaaa").replace("{party}", "head");
        let real = real.replace("{index}", "0").replace("{file}", "a").replace("{path}", "0/000");
        let real = real.replace("{digest}", &"0".repeat(64)).replace("{number}", "1").replace("{slot}", "a");
        for method in ["get", "put", "post", "delete", "patch"] {
            // A route that is there answers anything but 405; an undescribed method answers 405.
            let status = server.send(request(&method.to_uppercase(), &format!("/{real}"), "", None)).await.status;
            assert_eq!(item.get(method).is_some(), status != 405, "{method} {path}: {status}");
            if let Some(operation) = item.get(method) {
                assert!(operation["responses"]["default"].is_object(), "{path}");
                assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{path}");
                let who = operation.get("security").map_or("public".to_owned(), ToString::to_string);
                listed.push(format!("{} {path} {who}", method.to_uppercase()));
            }
        }
    }
    insta::assert_snapshot!(listed.join("\n"));
    let page = server.get("").await.must(200).text();
    assert!(listed.iter().all(|line| page.contains(line.split(' ').nth(1).unwrap())));
    references_resolve(&description, &description);
    let written = include_str!("../../../../docs/spec/api.md");
    for line in &listed {
        let call: Vec<&str> = line.splitn(3, ' ').take(2).collect();
        assert!(written.contains(&format!("`{}`", call.join(" "))), "docs/spec/api.md lacks {call:?}");
    }
    for refusal in giaouoc_server::AnswerCode::of_the_service() {
        let row = format!("| `{}` | {} |", refusal.as_str(), refusal.status().as_u16());
        assert!(written.contains(&row), "docs/spec/api.md lacks {row}");
    }
}

/// What validators and generators of clients ask for. `OPENAPI_OUT=file cargo test -p giaouoc-server openapi` leaves
/// the description there, for one of them.
#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_valid() {
    let server = TestServer::new().await;
    let answer = server.get("/openapi.json").await.must(200);
    if let Ok(file) = std::env::var("OPENAPI_OUT") {
        std::fs::write(file, &answer.bytes).unwrap();
    }
    let description = answer.json();
    let mut ids = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{method} {path}: {id} is there twice");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let about = response["description"].as_str().unwrap_or_default();
                assert!(!about.is_empty(), "{method} {path}: {status} is not described");
            }
        }
    }
    let text = answer.text();
    assert!(!text.contains("\"null\"") && !text.contains("nullable"), "null stands nowhere");
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        assert!(
            !name.ends_with("Body") || schema["additionalProperties"] == false,
            "{name} takes what the server refuses"
        );
    }
    let pages = &description["paths"]["/api/v1/pacts"]["get"]["parameters"];
    let limit = pages.as_array().unwrap().iter().find(|one| one["name"] == "limit").unwrap();
    assert_eq!((&limit["schema"]["minimum"], &limit["schema"]["maximum"]), (&1.into(), &100.into()));
}

fn references_resolve(value: &Value, root: &Value) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                assert!(root.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
            }
            members.values().for_each(|member| references_resolve(member, root));
        }
        Value::Array(items) => items.iter().for_each(|item| references_resolve(item, root)),
        _ => {}
    }
}
