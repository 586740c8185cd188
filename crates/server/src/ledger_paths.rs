//! The public paths of a C2SP tlog-tiles log, and the policy that names its key.

use crate::http::answers::TEXT;
use crate::http::extract::InPath;
use crate::http::problem::Problem;
use crate::state::App;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_store::reader::Reader;
use giaouoc_tlog::tile::{EntryBundle, Tile};

/// c2sp.org/tlog-tiles: a tile that exists never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The newest checkpoint, a signed note.
#[utoipa::path(get, path = "/ledger/checkpoint", tag = "ledger",
    responses((status = 200, content_type = "text/plain", body = String)))]
pub(crate) async fn checkpoint(State(app): State<App>) -> Response {
    let head = app.service().sequencer().head();
    ([(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-cache")], head.checkpoint).into_response()
}

/// A hash tile `<L>/<N>[.p/<W>]` or an entry bundle `entries/<N>[.p/<W>]`.
#[utoipa::path(get, path = "/ledger/tile/{*path}", tag = "ledger",
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn tile(State(app): State<App>, InPath(path): InPath<String>) -> Result<Response, Problem> {
    let bytes = app
        .run(move |service| {
            let path = format!("tile/{path}");
            let (reader, size) = (Reader::new(service.ledger()), service.sequencer().head().size);
            Ok(match EntryBundle::parse(&path) {
                Ok(bundle) => reader.bundle(&bundle, size)?,
                Err(_) => reader.tile(&Tile::parse(&path).map_err(|_| Refusal::NotFound)?, size)?,
            })
        })
        .await?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, bytes).into_response())
}

/// The policy of this server's own verification: whom it trusts. A verifier gets its policy elsewhere, since nobody
/// vouches for himself.
#[utoipa::path(get, path = "/.well-known/giaouoc/policy", tag = "ledger",
    responses((status = 200, content_type = "text/plain", body = String)))]
pub(crate) async fn policy(State(app): State<App>) -> Response {
    let headers = [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-cache")];
    (headers, app.policy_text().to_owned()).into_response()
}
