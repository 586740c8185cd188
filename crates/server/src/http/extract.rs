//! Parsing at the door: paths, queries, bodies and addresses become types here, or a problem.

use crate::http::problem::Problem;
use crate::http::quota::Slot;
use crate::http::status::HttpRefusal;
use crate::state::App;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::json::strict;
use giaouoc_ceremony::pact_list::MAX_PAGE;
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Large bodies at a time per client address, from callers without a credential.
const LARGE_BODIES_PER_ADDRESS: usize = 8;
/// Time limit for receiving such a body.
const LARGE_BODY_TIME: Duration = Duration::from_secs(10);

/// Something that a path names. What does not parse does not exist: the answer is the same.
pub(crate) trait Named: Sized {
    fn read(params: &RawPathParams) -> Option<Self>;
}

/// The things that a path names.
pub(crate) struct InPath<T>(pub(crate) T);

impl<T: Named> FromRequestParts<App> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Refusal::NotFound)?;
        T::read(&params).map(Self).ok_or_else(|| Refusal::NotFound.into())
    }
}

fn find<'p>(params: &'p RawPathParams, name: &str) -> Option<&'p str> {
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A number without sign or leading zeros.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

impl Named for PactId {
    fn read(params: &RawPathParams) -> Option<Self> {
        PactId::parse(find(params, "id")?).ok()
    }
}

impl Named for PartyId {
    fn read(params: &RawPathParams) -> Option<Self> {
        PartyId::parse(find(params, "party")?).ok()
    }
}

/// The index of a record, the number of a token or a kiosk.
impl Named for u64 {
    fn read(params: &RawPathParams) -> Option<Self> {
        number(find(params, "index").or_else(|| find(params, "number"))?)
    }
}

impl Named for Digest {
    fn read(params: &RawPathParams) -> Option<Self> {
        Digest::parse(find(params, "digest")?).ok()
    }
}

/// A file's name, a tile, a slot: whatever only its user can judge.
impl Named for String {
    fn read(params: &RawPathParams) -> Option<Self> {
        ["file", "path", "slot"].iter().find_map(|name| find(params, name)).map(str::to_owned)
    }
}

impl<A: Named, B: Named> Named for (A, B) {
    fn read(params: &RawPathParams) -> Option<Self> {
        Some((A::read(params)?, B::read(params)?))
    }
}

/// A body of strict JSON with exactly the members of `T`.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        must_be_json(request.headers())?;
        let bytes = body(request, app).await?;
        shaped(strict(&bytes)?).map(Self)
    }
}

/// [`Json`], where an empty body stands for the default.
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<App> for MaybeJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let kind = must_be_json(request.headers());
        let bytes = body(request, app).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        kind?;
        shaped(strict(&bytes)?).map(Self)
    }
}

/// A body of JSON that its user parses by itself.
pub(crate) struct JsonBytes(pub(crate) Bytes);

impl FromRequest<App> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        must_be_json(request.headers())?;
        body(request, app).await.map(Self)
    }
}

/// A body that `verify` looks at. A form's body is none: whoever sends one has the call wrong.
pub(crate) struct VerifiableBytes(pub(crate) Bytes);

impl FromRequest<App> for VerifiableBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        const TYPES: [&str; 6] = [
            "application/json",
            "application/pdf",
            "image/png",
            "image/jpeg",
            "text/plain",
            "application/octet-stream",
        ];
        must_be(request.headers(), &TYPES)?;
        body(request, app).await.map(Self)
    }
}

/// Any bytes.
pub(crate) struct AnyBytes(pub(crate) Bytes);

impl FromRequest<App> for AnyBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        body(request, app).await.map(Self)
    }
}

fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::from(Refusal::BodyForm).because(error.to_string()))
}

fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    must_be(headers, &["application/json"])
}

fn must_be(headers: &HeaderMap, types: &[&str]) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if types.iter().any(|due| essence.eq_ignore_ascii_case(due)) {
        Ok(())
    } else {
        Err(Problem::from(HttpRefusal::MediaType).at("content-type").because(format!("due: {}", types.join(", "))))
    }
}

/// The limit is the route's, see the router.
async fn body(request: Request, app: &App) -> Result<Bytes, Problem> {
    let soon = request.extensions().get::<BodyDeadline>().is_some();
    let read = Bytes::from_request(request, app);
    let read = if soon {
        tokio::time::timeout(LARGE_BODY_TIME, read).await.map_err(|_| HttpRefusal::Timeout)?
    } else {
        read.await
    };
    read.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => HttpRefusal::BodyTooLarge.into(),
        _ => HttpRefusal::BodyUnreadable.into(),
    })
}

/// `?after=&limit=` of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    after: Option<String>,
    limit: Option<usize>,
}

/// Begin and length of a page of a list.
pub(crate) struct ListPage {
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

impl FromRequestParts<App> for ListPage {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = axum::extract::Query::<PageQuery>::from_request_parts(parts, app).await;
        let PageQuery { after, limit } = query.map_err(|_| HttpRefusal::QueryForm)?.0;
        match limit.unwrap_or(MAX_PAGE) {
            limit @ 1..=MAX_PAGE => Ok(Self { after, limit }),
            _ => Err(Problem::from(HttpRefusal::QueryForm).at("limit").because(format!("1 to {MAX_PAGE}"))),
        }
    }
}

/// The caller's address, as far as limits need it.
pub(crate) struct Address(pub(crate) Option<IpAddr>);

impl FromRequestParts<App> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = || {
            let values = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            values.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        Ok(Self(if app.behind_proxy() { forwarded().or(direct) } else { direct }))
    }
}

/// LargeBodySlot for one large body of a caller without a credential: memory stays bounded however many call. Stands
/// before the body among a handler's arguments, and is given back when the handler has answered. No address has all of
/// them, and the body must come soon.
pub(crate) struct LargeBodySlot(#[expect(dead_code, reason = "held, not read")] (OwnedSemaphorePermit, Slot));

/// Marks a request whose body holds a [`LargeBodySlot`].
#[derive(Clone)]
struct BodyDeadline;

impl FromRequestParts<App> for LargeBodySlot {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Address(address) = Address::from_request_parts(parts, app).await?;
        let share =
            app.large_bodies_by_address().take(address, LARGE_BODIES_PER_ADDRESS).ok_or(Refusal::RateLimited)?;
        let place = app.large_bodies().try_acquire_owned().map_err(|_| Refusal::Busy)?;
        parts.extensions.insert(BodyDeadline);
        Ok(Self((place, share)))
    }
}

/// Passes where the address has not called too often; for public calls that cost something.
pub(crate) struct RateLimited;

impl FromRequestParts<App> for RateLimited {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Address(address) = Address::from_request_parts(parts, app).await?;
        app.rate_limiter().take(address).map(|()| Self)
    }
}
