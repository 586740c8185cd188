//! Over a real socket: readiness, a slow caller, the end.

use crate::test_server::{config, key};
use giaouoc_server::{Ready, serve};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tokio::sync::oneshot;

#[tokio::test(flavor = "multi_thread")]
async fn serves_until_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    config.listen = "127.0.0.1:0".parse().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = oneshot::channel::<Ready>();
    let on_ready = move |ready: &Ready| tell.send(ready.clone()).unwrap();
    let server = tokio::spawn(serve(config, on_ready, async move { drop(stopped.await) }));
    let ready = told.await.unwrap();
    assert_eq!(ready.url, format!("http://{}", ready.address));
    assert!(ready.first_token.is_some() && !format!("{ready:?}").contains("gu_"));
    // A caller that never finishes its headers does not hold the others up.
    let mut slow = TcpStream::connect(ready.address).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    for path in ["/api/v1/health", "/api/v1/ready", "/.well-known/giaouoc/policy", "/ledger/checkpoint"] {
        let answer = tokio::task::spawn_blocking(move || get(ready.address, path)).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let data = folder.path().join("data");
    let mode = |name: &str| std::fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("."), 0o700);
    for name in ["ledger.key", "online.key", "giaouoc.db", "policy.txt", "registrars.txt", "origin", "lock"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    drop(slow);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(15), server).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(ready.address).is_err());
}

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Ten seconds for a request's headers, and no more.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes ten seconds"]
async fn headers_that_never_end_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    config.listen = "127.0.0.1:0".parse().unwrap();
    let (tell, told) = oneshot::channel::<Ready>();
    let on_ready = move |ready: &Ready| drop(tell.send(ready.clone()));
    tokio::spawn(serve(config, on_ready, std::future::pending()));
    let address = told.await.unwrap().address;
    let cut = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").unwrap();
        let started = std::time::Instant::now();
        drop(stream.read_to_end(&mut Vec::new()));
        started.elapsed()
    });
    let cut = cut.await.unwrap().as_secs();
    assert!((9..13).contains(&cut), "{cut} s");
}
