//! The accept loop. Our own, because `axum::serve` waits for a request's headers for ever.

use crate::config::Config;
use crate::error::ServeError;
use crate::http::idle_timeout::IdleTimeout;
use crate::http::quota::{PerAddressQuota, Slot};
use crate::router::router;
use crate::state::App;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{Request, Uri};
use axum::response::Redirect;
use giaouoc_store::ledger::Ledger;
use giaouoc_store::sqlite::SqliteStore;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Connections at a time, where the operator sets no other number.
const MAX_CONNECTIONS: usize = 1024;
/// Connections at a time per client address: 64 phones behind one address, each with events and two calls, the hall's
/// screen, the desk, the kiosks.
const MAX_CONNECTIONS_PER_ADDRESS: usize = 256;
/// Longest wait for the headers of a request, and for a TLS handshake.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// Time after which a connection is cut on which nothing moves. A handler may take less.
const IDLE_TIME: Duration = Duration::from_secs(45);
/// Time that running calls get at shutdown.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// The facts that a server tells once it listens.
#[derive(Clone)]
pub struct Ready {
    /// Address on which it listens.
    pub address: SocketAddr,
    /// Address that links begin with.
    pub url: String,
    /// The ledger's name.
    pub origin: String,
    /// The text of a new administrator's token. It is there where no administrator's token is valid, as at the first
    /// start, and nobody keeps it: show it.
    pub first_token: Option<String>,
    /// The policy that names this server's ledger and registrars.
    pub policy: String,
    /// True for a try-out.
    pub demo: bool,
    /// The link that makes the first administrator's account; there as long as there is no account. Show it.
    pub setup_link: Option<String>,
    /// SHA-256 of the certificate, where this server speaks TLS by itself.
    pub fingerprint: Option<String>,
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
/// The fault of the folder, the database or the address.
pub async fn serve(
    config: Config,
    on_ready: impl FnOnce(&Ready),
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    serve_over(config, |store| store, on_ready, shutdown).await
}

/// [`serve`] over the ledger that `ledger` makes of the opened store: a seam for fault tests, whose ledgers fail or
/// lie. Nothing else has a reason to call it.
///
/// # Errors
/// As [`serve`].
pub async fn serve_over(
    mut config: Config,
    ledger: impl FnOnce(Arc<SqliteStore>) -> Arc<dyn Ledger> + Send + 'static,
    on_ready: impl FnOnce(&Ready),
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let asked = config.listen;
    let unheard = |error| ServeError::Listen { address: asked, error };
    let listener = TcpListener::bind(asked).await.map_err(unheard)?;
    // The port may have been the system's to choose.
    config.listen = listener.local_addr().map_err(unheard)?;
    let connections = if config.max_connections == 0 { MAX_CONNECTIONS } else { config.max_connections };
    let address = config.listen;
    let opened = tokio::task::spawn_blocking(move || App::open_over(&config, ledger));
    let (app, token) = opened.await.map_err(|e| ServeError::Failed(e.to_string()))??;
    on_ready(&ready(&app, token, address)?);
    let settings = Listener {
        connections,
        // A proxy brings everybody from one address.
        per_address: if app.behind_proxy() { connections } else { MAX_CONNECTIONS_PER_ADDRESS },
        idle_time: IDLE_TIME,
        tls: app.tls().map(|identity| TlsAcceptor::from(identity.config.clone())),
        public_url: app.public_url().into(),
    };
    let ending = async {
        shutdown.await;
        // Streams of events have no end of their own, and must not be waited for.
        app.service().changes().close();
    };
    let post =
        app.service().mailer().map(|_| tokio::spawn(giaouoc_ceremony::mail::delivery::deliver(app.service().clone())));
    accept(listener, router(app.clone()), settings, ending).await;
    if let Some(post) = post {
        // The letter that is on its way gets its answer noted.
        let _ = post.await;
    }
    // Whatever was taken is committed before the process ends.
    let _ = tokio::task::spawn_blocking(move || app.stop()).await;
    Ok(())
}

fn ready(app: &App, token: Option<String>, address: SocketAddr) -> Result<Ready, ServeError> {
    Ok(Ready {
        address,
        url: app.public_url().to_owned(),
        origin: app.origin().to_string(),
        first_token: token,
        policy: app.policy_text().to_owned(),
        demo: app.is_demo(),
        setup_link: app.setup_link()?,
        fingerprint: app.tls().map(|identity| identity.fingerprint.clone()),
    })
}

/// Settings of the accept loop.
struct Listener {
    /// Connections at a time.
    connections: usize,
    /// Connections at a time per client address.
    per_address: usize,
    /// Until one is cut on which nothing moves.
    idle_time: Duration,
    /// The TLS handshake, where the server speaks TLS by itself.
    tls: Option<TlsAcceptor>,
    /// Address to which a client without TLS is sent.
    public_url: Arc<str>,
}

/// An accepted connection, and the slots that it holds.
struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    place: (OwnedSemaphorePermit, Slot),
}

async fn accept(socket: TcpListener, router: Router, listener: Listener, shutdown: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(listener.connections));
    let by_address = PerAddressQuota::default();
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok()?;
            Some((place, socket.accept().await))
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = next => accepted,
        };
        match accepted {
            Some((place, Ok((stream, peer)))) => {
                // A client with too many connections is hung up on at once.
                if let Some(slot) = by_address.take(Some(peer.ip()), listener.per_address) {
                    listener.receive(
                        Connection { stream, peer, place: (place, slot) },
                        router.clone(),
                        graceful.watcher(),
                    );
                }
            }
            // Out of file descriptors, or a peer that is gone already: wait a little rather than spin.
            Some((_, Err(error))) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            None => break,
        }
    }
    drop(socket);
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("calls were cut at shutdown");
    }
}

impl Listener {
    /// Serves a connection in a task of its own: no handshake keeps the next connection waiting.
    fn receive(&self, connection: Connection, router: Router, watcher: Watcher) {
        let (tls, idle_time, public_url) = (self.tls.clone(), self.idle_time, self.public_url.clone());
        tokio::spawn(async move {
            let Connection { stream, peer, place } = connection;
            match tls {
                None => serve_connection(IdleTimeout::new(stream, idle_time), router, peer, watcher).await,
                Some(tls) => match tokio::time::timeout(HEADER_TIME, speaks_tls(&stream)).await {
                    Ok(true) => {
                        let handshake = tls.accept(IdleTimeout::new(stream, idle_time));
                        if let Ok(Ok(stream)) = tokio::time::timeout(HEADER_TIME, handshake).await {
                            serve_connection(stream, router, peer, watcher).await;
                        }
                    }
                    Ok(false) => {
                        serve_connection(IdleTimeout::new(stream, idle_time), elsewhere(public_url), peer, watcher)
                            .await
                    }
                    // Nothing came.
                    Err(_) => {}
                },
            }
            drop(place);
        });
    }
}

/// The first byte of a TLS connection is that of a handshake record (RFC 8446 §5.1).
async fn speaks_tls(stream: &TcpStream) -> bool {
    let mut first = [0];
    stream.peek(&mut first).await.is_ok_and(|read| read == 0 || first == [0x16])
}

/// Redirects a client that comes without TLS where TLS is spoken.
fn elsewhere(public_url: Arc<str>) -> Router {
    Router::new().fallback(async move |uri: Uri| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::temporary(&format!("{public_url}{path}"))
    })
}

/// Serves one connection to its end.
async fn serve_connection<S>(stream: S, router: Router, peer: SocketAddr, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    // A peer that goes away in the middle is nobody's error.
    let _ = watcher.watch(connection).await;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const CALL: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    async fn open(connections: usize, each: usize, idle_time: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // More than the kernel's buffers take.
        let router = Router::new().route("/", get(|| async { vec![0; 64 << 20] })).route("/small", get(|| async {}));
        tokio::spawn(accept(
            listener,
            router,
            Listener { connections, per_address: each, idle_time, tls: None, public_url: "".into() },
            std::future::pending(),
        ));
        address
    }

    #[tokio::test]
    async fn whoever_does_not_read_holds_no_place() {
        let address = open(1, 1, Duration::from_millis(300)).await;
        let mut deaf = TcpStream::connect(address).await.unwrap();
        deaf.write_all(CALL).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut next = TcpStream::connect(address).await.unwrap();
        next.write_all(CALL).await.unwrap();
        let first = tokio::time::timeout(Duration::from_secs(10), next.read_u8()).await.unwrap();
        assert_eq!(first.unwrap(), b'H');
        drop(deaf);
    }

    /// A stream of events: something moves now and then, and always the other way.
    #[tokio::test]
    async fn whoever_listens_is_not_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = tokio::sync::mpsc::channel::<&'static str>(1);
        let told = Arc::new(tokio::sync::Mutex::new(Some(told)));
        let router =
            Router::new().route("/", get(move || async move { Slow(told.lock().await.take().unwrap()).body() }));
        let settings = Listener {
            connections: 1,
            per_address: 1,
            idle_time: Duration::from_millis(300),
            tls: None,
            public_url: "".into(),
        };
        tokio::spawn(accept(listener, router, settings, std::future::pending()));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(CALL).await.unwrap();
        for _ in 0..12 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            tell.send("ping").await.unwrap();
        }
        drop(tell);
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard.matches("ping").count(), 12);
    }

    struct Slow(tokio::sync::mpsc::Receiver<&'static str>);

    impl Slow {
        fn body(self) -> axum::body::Body {
            axum::body::Body::new(self)
        }
    }

    impl hyper::body::Body for Slow {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            cx: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            self.0.poll_recv(cx).map(|told| told.map(|told| Ok(hyper::body::Frame::data(told.into()))))
        }
    }

    #[tokio::test]
    async fn one_address_does_not_have_all_places() {
        let address = open(8, 2, Duration::from_secs(30)).await;
        let mut held = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET /small HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
            assert_eq!(stream.read_u8().await.unwrap(), b'H');
            held.push(stream);
        }
        let mut third = TcpStream::connect(address).await.unwrap();
        let end = tokio::time::timeout(Duration::from_secs(5), third.read(&mut [0])).await.unwrap();
        assert!(!matches!(end, Ok(1..)));
        drop(held);
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut fourth = TcpStream::connect(address).await.unwrap();
        fourth.write_all(CALL).await.unwrap();
        assert_eq!(fourth.read_u8().await.unwrap(), b'H');
    }
}
