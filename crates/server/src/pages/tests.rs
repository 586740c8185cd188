//! Pages rendered from evidence files, without a server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::error_page;
use super::index::{Card, IndexPage, parse_id};
use super::page_context::{PageContext, clock_of};
use super::verify::VerifyPage;
use crate::config::Config;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::IntoResponse;
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::overview::Overview;
use giaouoc_ceremony::view::{self, RecordAnswer};
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::Kind;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::Record;
use giaouoc_core::report::AnnexesAtHand;
use giaouoc_core::time::Time;
use giaouoc_core::verify::{verified_progress, verify};
use giaouoc_core::{Digest, Language};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt as _;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(fixtures().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn context(language: Language, demo: bool) -> PageContext {
    PageContext { language, demo }
}

/// The facts as a server would gather them that holds exactly what the file does.
fn facts(file: &str, policy: Option<&Policy>) -> Overview {
    let evidence = Evidence::parse(file.as_bytes()).unwrap();
    let progress = policy.and_then(|policy| verified_progress(file.as_bytes(), policy).ok());
    let kept = evidence.pact.annexes.iter().take(2).map(|annex| annex.sha256).collect();
    Overview {
        report: Arc::new(verify(file.as_bytes(), policy, &AnnexesAtHand::new())),
        state: progress.map(|(_, progress)| view::state(&progress)),
        records: evidence.items.iter().map(record).collect(),
        kept,
        earlier: None,
        public_url: "https://giaouoc.example".to_owned(),
        now: Time::parse("2026-11-22T03:00:00Z").unwrap(),
        pact: Arc::new(evidence.pact),
    }
}

fn record(item: &Item) -> RecordAnswer {
    let (index, note) = match item {
        Item::Present { index, note, .. } => (*index, Some(note.clone())),
        Item::Erased { index, .. } => (*index, None),
    };
    let parsed = note.as_ref().and_then(|note| Record::parse(note.as_bytes()).ok());
    let digest = parsed.as_ref().map_or_else(|| Digest::of("erased"), |record| record.digest().0);
    RecordAnswer {
        index,
        kind: parsed.as_ref().map_or(Kind::Signature, Record::kind).as_str(),
        digest: digest.to_string(),
        number: digest.short(),
        erased: note.is_none(),
        note,
    }
}

fn html(context: PageContext, facts: &Overview) -> String {
    VerifyPage::of(context, facts).render().unwrap()
}

/// The text that a reader sees: without tags, with entities resolved.
fn text(html: &str) -> String {
    let body = html.split("<body>").nth(1).unwrap();
    let mut seen = String::new();
    for (i, part) in body.split('<').enumerate() {
        let shown = if i == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) };
        seen.push_str(shown);
        seen.push(' ');
    }
    let seen = seen.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'");
    seen.replace("&#38;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_verdict_is_told_in_one_line() {
    let policy = Policy::parse(&read("vectors/formats/policy.txt")).unwrap();
    for (file, policy, class, vi, en) in [
        ("6-evidence", Some(&policy), "valid", "HỢP LỆ VỀ KỸ THUẬT", "VALID"),
        ("accept/two-of-four", Some(&policy), "incomplete", "CHƯA HOÀN TẤT", "INCOMPLETE"),
        ("accept/declined", Some(&policy), "incomplete", "có bên từ chối ký", "a party declined"),
        ("accept/withdrawn", Some(&policy), "incomplete", "đã được rút", "withdrawn"),
        ("accept/two-records-erased", Some(&policy), "incomplete", "đã xóa theo yêu cầu", "erased on request"),
        ("6-evidence", None, "untrusted", "KHÔNG TIN CẬY", "UNTRUSTED"),
    ] {
        let facts = facts(&read(&format!("vectors/formats/{file}.giaouoc.json")), policy);
        for (language, words) in [(Language::Vi, vi), (Language::En, en)] {
            let page = html(context(language, false), &facts);
            assert!(page.contains(&format!("class=\"verdict {class}\"")), "{file}");
            assert!(text(&page).contains(words), "{file}: {words}");
            assert_eq!(page.matches("<h1").count(), 1, "{file}");
            assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())), "{file}");
            // Without a policy most steps, without a completion the last one.
            let unchecked = policy.is_none() || !["6-evidence", "accept/two-records-erased"].contains(&file);
            assert_eq!(page.contains("not-checked"), unchecked, "{file}");
        }
    }
}

#[test]
fn a_page_holds_the_whole_pact() {
    let policy = Policy::parse(&read("policy.txt")).unwrap();
    let files =
        ["s0-co-quan-trung-uong-doan", "s1-cong-doan-phuong-cau-dien", "s2-khoi-thi-dua-1", "s3-khoi-thi-dua-2"];
    for file in files.into_iter().chain(["s4-cum-thi-dua-3"]) {
        let facts = facts(&read(&format!("{file}/6-evidence.giaouoc.json")), Some(&policy));
        let page = html(context(Language::Vi, false), &facts);
        let seen = text(&page);
        for due in strings_of(&facts.pact) {
            let due = due.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(seen.contains(&due), "{file}: {due}");
        }
        assert!(page.contains("sample-word"), "{file}: keys-example signed, so the page says MẪU");
        assert!(seen.contains(&super::words::VI.law.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
}

/// Every text of a pact that people wrote.
fn strings_of(pact: &Pact) -> Vec<String> {
    let mut all = vec![pact.title.clone(), pact.group.name.clone(), pact.declaration.clone()];
    all.extend(pact.grounds.iter().cloned());
    all.extend(pact.preamble.clone());
    all.extend(pact.header.organisation.iter().cloned());
    for article in &pact.articles {
        all.extend(article.heading.clone());
        all.push(article.text.clone());
        all.extend(article.targets.iter().flat_map(|t| [t.name.clone(), t.value.clone()]));
    }
    for phase in &pact.phases {
        all.push(phase.name.clone());
        all.extend(phase.theme.clone());
        all.extend(phase.commemorations.iter().map(|one| one.name.clone()));
    }
    for party in pact.roster.parties() {
        all.push(party.unit.clone());
        all.extend(party.representative.iter().flat_map(|r| r.titles.iter().cloned().chain([r.name.clone()])));
    }
    all.extend(pact.annexes.iter().flat_map(|annex| [annex.title.clone(), annex.sha256.to_string()]));
    all
}

#[test]
fn hostile_strings_are_shown_and_do_nothing() {
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt; {{7*7}} שלום مرحبا";
    let file = read("vectors/formats/6-evidence.giaouoc.json");
    let mut pact: serde_json::Value = serde_json::from_str::<serde_json::Value>(&file).unwrap()["pact"].clone();
    for place in ["title", "declaration", "preamble"] {
        pact[place] = hostile.into();
    }
    pact["grounds"] = vec![hostile].into();
    pact["group"]["name"] = hostile.into();
    pact["event"]["place"] = hostile.into();
    pact["header"]["organisation"] = vec![hostile].into();
    pact["articles"] = serde_json::json!([{ "heading": hostile, "text": hostile,
        "targets": [{ "name": hostile, "value": hostile, "unit": hostile }] }]);
    pact["roster"][0]["unit"] = hostile.into();
    pact["roster"][0]["representative"] = serde_json::json!({ "name": hostile, "titles": [hostile] });
    let mut facts = facts(&file, None);
    facts.pact = Arc::new(Pact::from_value(&pact).unwrap());
    let page = html(context(Language::En, true), &facts);
    assert!(!page.contains("<script") && !page.contains("<img src=x") && !page.contains("\"'>"));
    assert!(text(&page).matches(hostile).count() >= 13);
    let card = Card::of(context(Language::Vi, true), &facts.pact, None);
    let index = IndexPage { context: context(Language::Vi, true), w: &super::words::VI, cards: Some(vec![card]) };
    let index = index.render().unwrap();
    assert!(!index.contains("<script") && text(&index).contains(hostile));
}

#[test]
fn nothing_on_a_page_needs_more_than_its_policy_allows() {
    let policy = Policy::parse(&read("vectors/formats/policy.txt")).unwrap();
    let facts = facts(&read("vectors/formats/6-evidence.giaouoc.json"), Some(&policy));
    let page = html(context(Language::Vi, true), &facts);
    for refused in ["<script", " style=", "<style", "javascript:", "data:", "http://", " onclick"] {
        assert!(!page.contains(refused), "{refused}");
    }
}

#[test]
fn ids_are_taken_as_people_give_them() {
    let id = PactId::from_random([7; 16]);
    let capitals = id.as_str().to_ascii_uppercase();
    for given in [id.to_string(), format!(" {capitals}\n"), format!("HTTPS://GIAOUOC.EXAMPLE/V/{capitals}")] {
        assert_eq!(parse_id(&given), Some(id.clone()), "{given}");
    }
    assert_eq!(parse_id(&format!("https://giaouoc.example/v/{id}?lang=en#self")), Some(id));
    for wrong in ["", "abc", "/v/", "%", "../../etc"] {
        assert_eq!(parse_id(wrong), None, "{wrong}");
    }
}

#[test]
fn trouble_is_a_page_with_cause_and_cure() {
    for (refusal, status) in [
        (Refusal::NotFound, StatusCode::NOT_FOUND),
        (Refusal::Internal, StatusCode::INTERNAL_SERVER_ERROR),
        (Refusal::RateLimited, StatusCode::TOO_MANY_REQUESTS),
    ] {
        let response = error_page::page(
            context(Language::Vi, false),
            &status.into_response(),
            &Problem::from(refusal),
            "0123456789abcdef",
        );
        assert_eq!(response.status(), status);
        let waits = response.headers().contains_key(header::RETRY_AFTER);
        assert_eq!(waits, refusal == Refusal::RateLimited);
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }
}

#[test]
fn times_are_those_of_viet_nam() {
    assert_eq!(clock_of("2021-03-17T08:42:59Z"), "17/03/2021 15:42");
    assert_eq!(clock_of("2020-12-31T17:00:00Z"), "01/01/2021 00:00");
    assert_eq!(clock_of("no time"), "no time");
}

/// Asks a new server, which is no try-out and holds no pact.
async fn ask(folder: &Path, path: &str) -> (StatusCode, HeaderMap, String) {
    let config = Config::new(([127, 0, 0, 1], 0).into(), folder);
    let (app, _) = App::open(&config).unwrap();
    let request = Request::builder().uri(path).header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
    let response = crate::router(app).oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (head.status, head.headers, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn addresses_answer() {
    let folder = tempfile::tempdir().unwrap();
    let id = PactId::from_random([7; 16]);
    let capitals = id.as_str().to_ascii_uppercase();
    for (path, status, kind, holds) in [
        ("/".to_owned(), 200, "text/html; charset=utf-8", "không công bố danh sách"),
        ("/?lang=en".to_owned(), 200, "text/html; charset=utf-8", "publishes no list"),
        (format!("/v/{id}"), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        (format!("/V/{capitals}?lang=en"), 404, "text/html; charset=utf-8", "This page was not found"),
        ("/v/nonsense".to_owned(), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        (format!("/v/{id}/qr.svg"), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        (format!("/p/{id}/live"), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        ("/m/nonsense".to_owned(), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        ("/find?id=nonsense".to_owned(), 404, "text/html; charset=utf-8", "Không tìm thấy trang này"),
        ("/assets/giaouoc.css".to_owned(), 200, "text/css; charset=utf-8", "--accent"),
        ("/assets/giaouoc.svg".to_owned(), 200, "image/svg+xml", "<svg"),
        ("/assets/source-serif-4-vietnamese-wght-italic.woff2".to_owned(), 200, "font/woff2", "wOF2"),
        ("/assets/none.css".to_owned(), 404, "text/html; charset=utf-8", ""),
    ] {
        let (found, headers, body) = ask(folder.path(), &path).await;
        assert_eq!((found.as_u16(), headers[header::CONTENT_TYPE].to_str().unwrap()), (status, kind), "{path}");
        assert!(body.contains(holds), "{path}: {holds}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        // Forms of pages are to say where they come from, to us; nothing else says anything.
        let referrer = if kind.starts_with("text/html") { "same-origin" } else { "no-referrer" };
        assert_eq!(headers[header::REFERRER_POLICY], referrer, "{path}");
        let told = status != 404 || body.contains(headers["x-request-id"].to_str().unwrap());
        assert!(told && !body.contains("<script"), "{path}");
        assert!(headers.contains_key(header::ETAG) || kind.starts_with("text/html"), "{path}");
    }
    let (status, headers, _) = ask(folder.path(), &format!("/find?lang=en&id=+{capitals}+")).await;
    let to = headers[header::LOCATION].to_str().unwrap();
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/v/{id}?lang=en").as_str()));
}

/// The text of a page's settings.
fn settings(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"config\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn pages_of_a_ceremony_run_one_script_and_say_what_to_do_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let id = PactId::from_random([7; 16]);
    for (path, kind, lang, holds) in [
        (format!("/m/{id}"), "phone", "vi", "không dùng mất lời mời"),
        (format!("/m/{id}?lang=en"), "phone", "en", "--invitation-file invitation.txt"),
        ("/mark".to_owned(), "mark", "vi", "nét ký không bắt buộc"),
    ] {
        let (status, headers, page) = ask(folder.path(), &path).await;
        assert_eq!(status, StatusCode::OK);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"), "{policy}");
        let script = format!("<script type=\"module\" nonce=\"{nonce}\" src=\"/assets/{kind}.js\"></script>");
        assert!(page.contains(&script), "{page}");
        assert_eq!(page.matches("<script").count(), 2, "its settings and its script");
        assert!(page.contains("<div id=\"app\">") && page.contains("<noscript>") && page.contains(holds), "{page}");
        assert!(!page.contains(" style=") && !page.contains(" onclick"));
        let config = settings(&page);
        assert_eq!((config["page"].as_str(), config["lang"].as_str()), (Some(kind), Some(lang)));
        assert_eq!((config["api"].as_str(), config["demo"].as_bool()), (Some("/api/v1"), Some(false)));
        assert!(config["publicUrl"].is_string() && config["origin"].is_string() && config["policy"].is_string());
        assert_eq!(config["id"].as_str(), (kind == "phone").then_some(id.as_str()));
        assert!(config.get("session").is_none());
    }
}

#[tokio::test]
async fn the_console_is_for_those_who_may_run_ceremonies() {
    let folder = tempfile::tempdir().unwrap();
    let id = PactId::from_random([7; 16]);
    for (path, to) in [
        ("/console".to_owned(), "/login?next=/console".to_owned()),
        (format!("/console/d/{id}"), format!("/login?next=/console/d/{id}")),
        (format!("/console/p/{id}?lang=en"), format!("/login?next=/console/p/{id}&lang=en")),
    ] {
        let (status, headers, _) = ask(folder.path(), &path).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, to.as_str()));
    }
    let (app, token) = {
        let mut config = Config::new(([127, 0, 0, 1], 0).into(), folder.path());
        config.new_token = true;
        App::open(&config).unwrap()
    };
    for (path, script) in [
        ("/console".to_owned(), "console"),
        (format!("/console/p/{id}"), "desk"),
        (format!("/console/d/{id}"), "editor"),
    ] {
        let bearer = format!("Bearer {}", token.clone().unwrap());
        let request = Request::builder().uri(&path).header(header::AUTHORIZATION, bearer).body(Body::empty()).unwrap();
        let response = crate::router(app.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let page = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert_eq!(settings(&page)["page"], script);
    }
}

/// Browsers get pages, programs get JSON, and under the programs' own addresses everybody does.
#[tokio::test]
async fn browsers_get_trouble_as_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = App::open(&Config::new(([127, 0, 0, 1], 0).into(), folder.path())).unwrap();
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (method, path, accept, status, page) in [
        ("GET", "/nothing", browser, 404, true),
        ("POST", "/m/x", browser, 405, true),
        ("GET", "/nothing", "text/html;level=1;q=0.5, application/json;q=0.4", 404, true),
        ("GET", "/nothing", "text/html;q=0.5, application/json", 404, false),
        ("GET", "/nothing", "*/*", 404, false),
        ("GET", "/nothing", "", 404, false),
        ("GET", "/api/v1/nothing", browser, 404, false),
        ("GET", "/ledger/nothing", browser, 404, false),
        ("GET", "/.well-known/nothing", browser, 404, false),
    ] {
        let request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
        let response = crate::router(app.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let kind = if page { "text/html; charset=utf-8" } else { "application/problem+json" };
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind, "{path} {accept}");
        assert_eq!(response.status(), status);
        assert_eq!(response.headers().contains_key(header::ALLOW), status == 405);
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(&id));
    }
}

/// `PAGES_OUT=folder cargo test -p giaouoc-server pages` leaves the pages there, to be looked at.
#[test]
fn pages_to_look_at() {
    let Ok(folder) = std::env::var("PAGES_OUT") else { return };
    let folder = Path::new(&folder);
    let (own, vectors) = (read("policy.txt"), read("vectors/formats/policy.txt"));
    let (own, vectors) = (Policy::parse(&own).unwrap(), Policy::parse(&vectors).unwrap());
    let cases = [
        ("complete", "s3-khoi-thi-dua-2/6-evidence.giaouoc.json", Some(&own)),
        ("annexes", "s4-cum-thi-dua-3/6-evidence.giaouoc.json", Some(&own)),
        ("phases", "s1-cong-doan-phuong-cau-dien/6-evidence.giaouoc.json", Some(&own)),
        ("in-progress", "vectors/formats/accept/two-of-four.giaouoc.json", Some(&vectors)),
        ("declined", "vectors/formats/accept/declined.giaouoc.json", Some(&vectors)),
        ("withdrawn", "vectors/formats/accept/withdrawn.giaouoc.json", Some(&vectors)),
        ("erased", "vectors/formats/accept/two-records-erased.giaouoc.json", Some(&vectors)),
        ("invalid", "vectors/formats/reject/nonce-wrong.giaouoc.json", Some(&vectors)),
        ("untrusted", "s2-khoi-thi-dua-1/6-evidence.giaouoc.json", None),
    ];
    for language in [Language::Vi, Language::En] {
        let (context, write) = (context(language, true), |name: &str, page: String| {
            std::fs::write(folder.join(format!("{name}.{}.html", language.tag())), page).unwrap();
        });
        let mut cards = Vec::new();
        for (name, file, policy) in cases {
            let facts = facts(&read(file), policy);
            cards.push(Card::of(context, &facts.pact, facts.state.as_ref()));
            write(name, html(context, &facts));
        }
        write("index", IndexPage { context, w: context.words(), cards: Some(cards) }.render().unwrap());
        let plain = PageContext { demo: false, ..context };
        write("index-plain", IndexPage { context: plain, w: context.words(), cards: None }.render().unwrap());
        write(
            "not-found",
            error_page::of(plain, StatusCode::NOT_FOUND, &Refusal::NotFound.into(), "").render().unwrap(),
        );
    }
}
