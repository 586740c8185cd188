//! Is it alive, is it ready, what can it do.

use crate::http::answers::JSON;
use crate::http::problem::Problem;
use crate::openapi::Description;
use crate::state::App;
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Health of the server.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthAnswer {
    /// `ok`.
    status: &'static str,
    /// The ledger's name.
    origin: String,
    /// The program's version.
    version: &'static str,
    /// True for a try-out.
    demo: bool,
    /// Its clock.
    now: String,
    /// True if people reach it over TLS.
    tls: bool,
}

fn answer(app: &App) -> HealthAnswer {
    HealthAnswer {
        status: "ok",
        origin: app.origin().to_string(),
        version: env!("CARGO_PKG_VERSION"),
        demo: app.is_demo(),
        now: app.service().now().to_string(),
        tls: app.public_url().starts_with("https://"),
    }
}

/// Liveness: the process answers.
#[utoipa::path(get, path = "/health", tag = "server", responses((status = 200, body = HealthAnswer)))]
pub(crate) async fn health(State(app): State<App>) -> Json<HealthAnswer> {
    Json(answer(&app))
}

/// Readiness: the writer takes records and the database answers.
#[utoipa::path(get, path = "/ready", tag = "server", responses((status = 200, body = HealthAnswer)))]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<HealthAnswer>, Problem> {
    app.run(|service| service.must_be_ready()).await?;
    Ok(Json(answer(&app)))
}

/// This description, OpenAPI 3.1.
#[utoipa::path(get, path = "/openapi.json", tag = "server", operation_id = "openapi", responses((status = 200, content_type = "application/json")))]
pub(crate) async fn description(Extension(description): Extension<Arc<Description>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, "no-cache")], description.json.clone())
}

/// The operations on one plain page.
#[utoipa::path(get, path = "/api/v1", tag = "server", operation_id = "operations", responses((status = 200, content_type = "text/html")))]
pub(crate) async fn index(Extension(description): Extension<Arc<Description>>) -> impl IntoResponse {
    Html(description.page.clone())
}
