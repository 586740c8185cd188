//! Files that pages load: compressed where that helps, asked for again only where it may have changed.

use crate::test_server::{Answer, TestServer};
use axum::body::Body;
use axum::http::Request;
use flate2::read::GzDecoder;
use std::io::Read;

async fn fetch(server: &TestServer, name: &str, encoding: &str) -> Answer {
    let request = Request::get(format!("/assets/{name}")).header("accept-encoding", encoding);
    server.send(request.body(Body::empty()).unwrap()).await.must(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_and_sheets_are_compressed_and_fonts_are_not() {
    let server = TestServer::new().await;
    for name in ["phone.js", "giaouoc.css", "giaouoc.svg"] {
        let plain = fetch(&server, name, "identity").await;
        assert!(!plain.headers.contains_key("content-encoding"), "{name}");
        let packed = fetch(&server, name, "gzip").await;
        assert_eq!(
            (&packed.headers["content-encoding"], &packed.headers["vary"]),
            (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
        );
        let mut bytes = Vec::new();
        GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut bytes).unwrap();
        assert!(bytes == plain.bytes && packed.bytes.len() < plain.bytes.len(), "{name}");
    }
    let font = fetch(&server, "be-vietnam-pro-latin-400-normal.woff2", "gzip").await;
    assert!(!font.headers.contains_key("content-encoding"));
    let tag = fetch(&server, "giaouoc.css", "gzip").await.headers["etag"].clone();
    let again = Request::get("/assets/giaouoc.css").header("accept-encoding", "gzip").header("if-none-match", tag);
    server.send(again.body(Body::empty()).unwrap()).await.must(304);
}
