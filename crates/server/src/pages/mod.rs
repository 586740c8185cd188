//! The pages: server-rendered HTML without script, Vietnamese first.

use crate::app::App;
use axum::Router;

/// The pages' part of the router.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
