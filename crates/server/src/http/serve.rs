//! The accept loop. Our own, because `axum::serve` waits for a request's headers for ever.

use crate::app::App;
use crate::config::Config;
use crate::error::ServeError;
use crate::limits::{CONNECTIONS, CONNECTIONS_EACH, DRAIN_TIME, HEADER_TIME, PATIENCE, Share, Shares};
use crate::patient::Patient;
use crate::router::router;
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
    let asked = config.listen;
    let unheard = |error| ServeError::Listen { address: asked, error };
    let listener = TcpListener::bind(asked).await.map_err(unheard)?;
    // The port may have been the system's to choose.
    config.listen = listener.local_addr().map_err(unheard)?;
    let connections = if config.max_connections == 0 { CONNECTIONS } else { config.max_connections };
    let address = config.listen;
    let opened = tokio::task::spawn_blocking(move || App::open_over(&config, ledger));
    let (app, token) = opened.await.map_err(|e| ServeError::Failed(e.to_string()))??;
    on_ready(&ready(&app, token, address)?);
    let door = Door {
        connections,
        // A proxy brings everybody from one address.
        each: if app.behind_proxy() { connections } else { CONNECTIONS_EACH },
        patience: PATIENCE,
        tls: app.tls().map(|identity| TlsAcceptor::from(identity.config.clone())),
        public_url: app.public_url().into(),
    };
    let ending = async {
        shutdown.await;
        // Streams of events have no end of their own, and must not be waited for.
        app.hub().close();
    };
    let post = app.mailer().map(|_| tokio::spawn(crate::mail::deliver(app.clone())));
    accept(listener, router(app.clone()), door, ending).await;
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

/// Who comes in.
struct Door {
    /// Connections at a time.
    connections: usize,
    /// Those of one address.
    each: usize,
    /// Until one is cut on which nothing moves.
    patience: Duration,
    /// Where the server speaks TLS by itself.
    tls: Option<TlsAcceptor>,
    /// Where whoever comes without TLS is sent.
    public_url: Arc<str>,
}

/// Who knocks, and the places that they hold.
struct Guest {
    stream: TcpStream,
    peer: SocketAddr,
    place: (OwnedSemaphorePermit, Share),
}

async fn accept(listener: TcpListener, router: Router, door: Door, shutdown: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(door.connections));
    let shares = Shares::default();
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
            Some((place, Ok((stream, peer)))) => {
                // Whoever has too many is hung up on at once.
                if let Some(share) = shares.take(Some(peer.ip()), door.each) {
                    door.receive(Guest { stream, peer, place: (place, share) }, router.clone(), graceful.watcher());
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
    drop(listener);
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("calls were cut at shutdown");
    }
}

impl Door {
    /// Talks to a guest in a task of its own: nobody's handshake keeps the next one waiting.
    fn receive(&self, guest: Guest, router: Router, watcher: Watcher) {
        let (tls, patience, public_url) = (self.tls.clone(), self.patience, self.public_url.clone());
        tokio::spawn(async move {
            let Guest { stream, peer, place } = guest;
            match tls {
                None => converse(Patient::new(stream, patience), router, peer, watcher).await,
                Some(tls) => match tokio::time::timeout(HEADER_TIME, speaks_tls(&stream)).await {
                    Ok(true) => {
                        let shaken = tls.accept(Patient::new(stream, patience));
                        if let Ok(Ok(stream)) = tokio::time::timeout(HEADER_TIME, shaken).await {
                            converse(stream, router, peer, watcher).await;
                        }
                    }
                    Ok(false) => converse(Patient::new(stream, patience), elsewhere(public_url), peer, watcher).await,
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

/// Whoever comes without TLS where it is spoken is sent to the right address.
fn elsewhere(public_url: Arc<str>) -> Router {
    Router::new().fallback(async move |uri: Uri| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::temporary(&format!("{public_url}{path}"))
    })
}

/// Serves one connection to its end.
async fn converse<S>(stream: S, router: Router, peer: SocketAddr, watcher: Watcher)
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

    async fn open(connections: usize, each: usize, patience: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // More than the kernel's buffers take.
        let router = Router::new().route("/", get(|| async { vec![0; 64 << 20] })).route("/small", get(|| async {}));
        tokio::spawn(accept(
            listener,
            router,
            Door { connections, each, patience, tls: None, public_url: "".into() },
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
        let door =
            Door { connections: 1, each: 1, patience: Duration::from_millis(300), tls: None, public_url: "".into() };
        tokio::spawn(accept(listener, router, door, std::future::pending()));
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
