//! A pact as it moves: server-sent events (HTML Living Standard §9.2), whole on connect.

use crate::http::extract::{Address, InPath};
use crate::http::problem::Problem;
use crate::http::quota::Slot;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::changes::{ChangeCount, Topic};
use giaouoc_ceremony::live;
use giaouoc_core::pact::PactId;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{Instant, interval_at};
use tokio_stream::wrappers::ReceiverStream;

/// Event streams per client address: 64 phones behind one address, the hall's screen, the desk, some twice.
const STREAMS_PER_ADDRESS: usize = 128;
/// Time between two signs of life on a stream. Three fit into the time after which an idle connection is cut.
const PING: Duration = Duration::from_secs(15);

/// Follows a pact. `state` comes on connect and after every change: the state with the server's clock, `now`. `office`
/// says that releases, what waits, declines or kiosks have changed; `ping` comes every 15 seconds.
#[utoipa::path(get, path = "/pacts/{id}/events", tag = "pacts", operation_id = "pact_events",
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(crate) async fn events(
    Address(address): Address,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    app.run(move |service| service.opened(&asked).map(drop)).await?;
    let share = app.streams_by_address().take(address, STREAMS_PER_ADDRESS).ok_or(Refusal::RateLimited)?;
    let place = app.streams().try_acquire_owned().map_err(|_| Refusal::Busy)?;
    let (sender, events) = mpsc::channel(1);
    let follower = Follower { topic: app.service().changes().topic(&id), sent: None, sender, _held: (share, place) };
    tokio::spawn(follower.follow(app));
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // A proxy must not keep events back until it has many.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Sse::new(ReceiverStream::new(events))).into_response())
}

/// A client that follows a pact, until it goes away or the server stops.
struct Follower {
    topic: Arc<Topic>,
    /// The last state that was sent.
    sent: Option<Arc<str>>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    _held: (Slot, OwnedSemaphorePermit),
}

impl Follower {
    async fn follow(mut self, app: App) {
        // Before the first state is read, so that nothing falls between.
        let mut moved = self.topic.listen();
        let mut closing = app.service().changes().closing();
        let gone = self.sender.clone();
        tokio::select! {
            _ = gone.closed() => {}
            _ = closing.wait_for(|closing| *closing) => {}
            _ = self.send_all(&app, &mut moved) => {}
        }
    }

    /// Ends where the client has gone, or where there is no state any more.
    async fn send_all(&mut self, app: &App, moved: &mut watch::Receiver<ChangeCount>) -> Option<()> {
        let mut known = *moved.borrow_and_update();
        self.send_state(app, true).await?;
        let mut beat = interval_at(Instant::now() + PING, PING);
        loop {
            tokio::select! {
                changed = moved.changed() => {
                    changed.ok()?;
                    let now = *moved.borrow_and_update();
                    self.send_state(app, now.ledger != known.ledger).await?;
                    if now.workspace != known.workspace {
                        self.send_clock(app, "office").await?;
                    }
                    known = now;
                }
                _ = beat.tick() => self.send_clock(app, "ping").await?,
            }
        }
    }

    /// The state: always after a record, otherwise where it is another than the last.
    async fn send_state(&mut self, app: &App, always: bool) -> Option<()> {
        let state = live::state(app.service(), &self.topic).await.ok()?;
        if always || self.sent.as_ref() != Some(&state) {
            let members = state.strip_suffix('}')?;
            self.event("state", &format!("{members},\"now\":\"{}\"}}", app.service().now())).await?;
            self.sent = Some(state);
        }
        Some(())
    }

    async fn send_clock(&self, app: &App, event: &str) -> Option<()> {
        self.event(event, &format!("{{\"now\":\"{}\"}}", app.service().now())).await
    }

    async fn event(&self, name: &str, data: &str) -> Option<()> {
        self.sender.send(Ok(Event::default().event(name).data(data))).await.ok()
    }
}
