//! Logs say what was done and never hold a secret.

use crate::house::{House, document};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The subscriber is the process's, so that the writer's and the blocking threads' words are caught too, and whatever
/// other tests do meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_name_is_logged() {
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    tracing::subscriber::set_global_default(subscriber.with_ansi(false).finish()).unwrap();
    let house = House::new().await;
    let id = house.opened(&document("invite", 1)).await;
    let key = house.enrol_by_invitation(&id, "m00").await;
    house.sign(&id, "m00", &key).await.must(201);
    house.call("GET", "/pacts?after=o-5&limit=7", &house.organiser, None).await.must(200);
    house.call("GET", "/pacts", "gu_wrong-token-in-clear", None).await.must(401);
    let pem = std::fs::read_to_string(house.folder.path().join("data/ledger.key")).unwrap();
    let body = pem.lines().nth(1).unwrap().to_owned();
    let log = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/pacts/{id}/records") && log.contains("status=201"), "{log}");
    let secrets = [house.admin, house.organiser, house.desk, id, body];
    let others = ["gu_", "gi_", "wrong-token", "Bearer", "Nguyễn", "limit=7", "o-5", "PRIVATE"].map(str::to_owned);
    for secret in secrets.into_iter().chain(others) {
        assert!(!log.contains(&secret), "{secret} in {log}");
    }
}
