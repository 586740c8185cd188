//! The accept loop. Our own, because `axum::serve` waits for a request's headers for ever.

use crate::app::App;
use crate::config::Config;
use crate::error::ServeError;
use crate::limits::{CONNECTIONS, DRAIN_TIME, HEADER_TIME};
use crate::router::router;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sqlite::SqliteStore;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// What a server tells once it listens.
#[derive(Clone)]
pub struct Ready {
    /// Where it listens.
    pub address: SocketAddr,
    /// What links begin with.
    pub url: String,
    /// The ledger's name.
    pub origin: String,
    /// The text of a new administrator's token. It is there where no administrator's token is valid, as at the first
    /// start, and nobody keeps it: show it.
    pub first_token: Option<String>,
    /// The policy that names this server's ledger and registrars.
    pub policy: String,
    /// Whether this is a try-out.
    pub demo: bool,
}

/// All but the token's text.
impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ready").field("address", &self.address).field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Serves until `shutdown` ends: then no new connection is taken, running calls get ten seconds, and the writer commits
/// what it has taken.
///
/// # Errors
/// What is wrong with the folder, the database or the address.
pub async fn serve(
    config: Config,
    on_ready: impl FnOnce(&Ready),
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    serve_over(config, |store| store, on_ready, shutdown).await
}

/// The same over the ledger that `ledger` makes of the opened store: a seam for fault tests, whose ledgers fail or lie.
/// Nothing else has a reason to call it.
///
/// # Errors
/// As [`serve`].
pub async fn serve_over(
    mut config: Config,
    ledger: impl FnOnce(Arc<SqliteStore>) -> Arc<dyn Ledger> + Send + 'static,
    on_ready: impl FnOnce(&Ready),
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(config.listen).await.map_err(ServeError::Listen)?;
    // The port may have been the system's to choose.
    config.listen = listener.local_addr().map_err(ServeError::Listen)?;
    let connections = if config.max_connections == 0 { CONNECTIONS } else { config.max_connections };
    let address = config.listen;
    let opened = tokio::task::spawn_blocking(move || App::open_over(&config, ledger));
    let (app, token) = opened.await.map_err(|e| ServeError::Listen(e.into()))??;
    on_ready(&ready(&app, token, address));
    accept(listener, router(app.clone()), connections, shutdown).await;
    // Whatever was taken is committed before the process ends.
    let _ = tokio::task::spawn_blocking(move || app.stop()).await;
    Ok(())
}

fn ready(app: &App, token: Option<String>, address: SocketAddr) -> Ready {
    Ready {
        address,
        url: app.public_url().to_owned(),
        origin: app.origin().to_string(),
        first_token: token,
        policy: app.policy_text().to_owned(),
        demo: app.is_demo(),
    }
}

async fn accept(listener: TcpListener, router: Router, connections: usize, shutdown: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(connections));
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = next => accepted,
        };
        match accepted {
            Some((place, Ok((stream, peer)))) => connect(&graceful, router.clone(), stream, peer, place),
            // Out of file descriptors, or a peer that is gone already: wait a little rather than spin.
            Some((_, Err(error))) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            None => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("calls were cut at shutdown");
    }
}

fn connect(
    graceful: &GracefulShutdown,
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        // A peer that goes away in the middle is nobody's error.
        let _ = watched.await;
        drop(place);
    });
}
