//! Browsers that log in: the cookie, who gets one, and what other sites cannot do with it.

use crate::test_server::{Answer, TestServer};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

const HERE: &str = "http://127.0.0.1:8787";

/// A call as a browser makes it from a page of this server.
async fn browse(
    server: &TestServer,
    method: &str,
    path: &str,
    cookie: &str,
    body: Option<&Value>,
    from: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8787");
    if !cookie.is_empty() {
        request = request.header("cookie", format!("theme=a; {cookie}"));
    }
    if !from.is_empty() {
        request = request.header("origin", from);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    server.send(request.header("content-type", "application/json").body(body).unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    for word in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"] {
        assert!(set.contains(word), "{set}");
    }
    assert!(set.starts_with("__Host-giaouoc=gs_") && !set.contains("Domain"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

async fn account(server: &TestServer, name: &str, role: &str) {
    let body = json!({ "name": name, "role": role, "password": "mot cau dai" });
    server.post("/accounts", &server.admin, &body).await.must(201);
}

async fn log_in(server: &TestServer, name: &str) -> String {
    let body = json!({ "name": name, "password": "mot cau dai" });
    cookie(&browse(server, "POST", "/api/v1/session", "", Some(&body), HERE).await.must(200))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_may_what_its_role_may() {
    let server = TestServer::new().await;
    for role in ["admin", "organiser", "desk"] {
        account(&server, role, role).await;
    }
    for (role, accounts, pacts, desk) in
        [("admin", 200, 200, 200), ("organiser", 403, 200, 200), ("desk", 403, 403, 200)]
    {
        let cookie = log_in(&server, role).await;
        let get = |path: &'static str| browse(&server, "GET", path, &cookie, None, "");
        assert_eq!(get("/api/v1/session").await.json(), json!({ "name": role, "role": role }));
        get("/api/v1/accounts").await.must(accounts);
        get("/api/v1/pacts").await.must(pacts);
        get("/api/v1/desk/pacts").await.must(desk);
        browse(&server, "DELETE", "/api/v1/session", &cookie, None, HERE).await.must(204);
        get("/api/v1/desk/pacts").await.refused(401, "unauthorised");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_do_nothing_with_a_cookie() {
    let server = TestServer::new().await;
    account(&server, "a", "admin").await;
    let cookie = log_in(&server, "a").await;
    let body = json!({ "name": "b", "role": "desk", "password": "mot cau dai" });
    for from in ["", "null", "https://evil.example", "http://127.0.0.1:8788", "http://127.0.0.1:8787.evil.example"] {
        browse(&server, "POST", "/api/v1/accounts", &cookie, Some(&body), from).await.refused(403, "cross-site");
        let login = json!({ "name": "a", "password": "mot cau dai" });
        browse(&server, "POST", "/api/v1/session", "", Some(&login), from).await.refused(403, "cross-site");
    }
    let request = Request::post("/api/v1/accounts")
        .header("host", "127.0.0.1:8787")
        .header("origin", HERE)
        .header("sec-fetch-site", "cross-site")
        .header("cookie", &cookie)
        .header("content-type", "application/json");
    server.send(request.body(Body::from(body.to_string())).unwrap()).await.refused(403, "cross-site");
    assert_eq!(server.call("GET", "/accounts", &server.admin, None).await.json().as_array().unwrap().len(), 1);
    browse(&server, "POST", "/api/v1/accounts", &cookie, Some(&body), HERE).await.must(201);
    // Forms as well.
    for (path, form) in
        [("/login", "name=a&password=mot+cau+dai"), ("/logout", ""), ("/console/accounts", "act=disable&name=b")]
    {
        let request = Request::post(path)
            .header("host", "127.0.0.1:8787")
            .header("origin", "https://evil.example")
            .header("cookie", &cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        server.send(request.body(Body::from(form)).unwrap()).await.must(403);
    }
    assert_eq!(browse(&server, "GET", "/api/v1/session", &cookie, None, "").await.must(200).json()["name"], "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_passwords_are_refused_alike() {
    let server = TestServer::new().await;
    account(&server, "a", "desk").await;
    let attempt = |name: &str, password: &str| {
        let body = json!({ "name": name, "password": password });
        let server = &server;
        async move { browse(server, "POST", "/api/v1/session", "", Some(&body), HERE).await }
    };
    let mut wrong = attempt("a", "another phrase").await.refused(401, "login-wrong");
    let mut unknown = attempt("nobody", "another phrase").await.refused(401, "login-wrong");
    for answer in [&mut wrong, &mut unknown] {
        answer.as_object_mut().unwrap().remove("instance");
    }
    assert_eq!(wrong, unknown);
    for _ in 0..4 {
        attempt("a", "another phrase").await.must(401);
    }
    attempt("a", "mot cau dai").await.refused(429, "rate-limited");
    for password in ["short", "", &"x".repeat(201)] {
        let body = json!({ "name": "b", "role": "desk", "password": password });
        server.post("/accounts", &server.admin, &body).await.refused(422, "password-form");
    }
    let body = json!({ "name": "a", "role": "desk", "password": "mot cau dai" });
    server.post("/accounts", &server.admin, &body).await.refused(409, "name-taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_sessions() {
    let server = TestServer::new().await;
    account(&server, "a", "desk").await;
    account(&server, "b", "admin").await;
    let cookie = log_in(&server, "a").await;
    let change = json!({ "old": "mot cau dai", "new": "mot cau khac" });
    browse(&server, "PUT", "/api/v1/session/password", &cookie, Some(&change), HERE).await.must(204);
    browse(&server, "GET", "/api/v1/session", &cookie, None, "").await.must(401);
    let body = json!({ "name": "a", "password": "mot cau khac" });
    let again = cookie_of(browse(&server, "POST", "/api/v1/session", "", Some(&body), HERE).await);
    server.call("PUT", "/accounts/a", &server.admin, Some(&json!({ "disabled": true }))).await.must(204);
    browse(&server, "GET", "/api/v1/session", &again, None, "").await.must(401);
    browse(&server, "POST", "/api/v1/session", "", Some(&body), HERE).await.refused(401, "login-wrong");
    server
        .call("PUT", "/accounts/b", &server.admin, Some(&json!({ "role": "desk" })))
        .await
        .refused(409, "last-administrator");
    server.call("PUT", "/accounts/c", &server.admin, Some(&json!({}))).await.refused(404, "not-found");
}

fn cookie_of(answer: Answer) -> String {
    cookie(&answer.must(200))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_is_for_whoever_has_the_link() {
    let server = TestServer::new().await;
    let body = json!({ "token": "gf_AAAA", "name": "a", "password": "mot cau dai" });
    browse(&server, "POST", "/api/v1/setup", "", Some(&body), HERE).await.refused(403, "setup-closed");
    assert_eq!(server.call("GET", "/accounts", &server.admin, None).await.json(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_sends_nobody_elsewhere() {
    let server = TestServer::new().await;
    account(&server, "a", "desk").await;
    for (next, due) in
        [("/console/p/x", "/console/p/x"), ("//evil.example", "/console"), ("https://evil.example", "/console")]
    {
        let next = next.replace('/', "%2F").replace(':', "%3A");
        let request = Request::post("/login")
            .header("host", "127.0.0.1:8787")
            .header("origin", HERE)
            .header("content-type", "application/x-www-form-urlencoded");
        let form = format!("next={next}&name=a&password=mot+cau+dai");
        let answer = server.send(request.body(Body::from(form)).unwrap()).await.must(303);
        assert_eq!(answer.headers["location"], due);
        cookie(&answer);
    }
    let wrong = Request::post("/login")
        .header("host", "127.0.0.1:8787")
        .header("origin", HERE)
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = server.send(wrong.body(Body::from("name=%3Cb%3E&password=x")).unwrap()).await.must(401);
    assert!(answer.text().contains("&#60;b&#62;") && !answer.headers.contains_key("set-cookie"), "{}", answer.text());
    // Whoever has not logged in is asked to.
    for path in ["/console", "/console/accounts"] {
        let answer = server.send(Request::get(path).body(Body::empty()).unwrap()).await.must(303);
        assert!(answer.headers["location"].to_str().unwrap().starts_with("/login?next=/console"));
    }
}
