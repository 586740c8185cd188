//! The page of contents: every address of the server.

use crate::api::{
    accounts, desk, discussion, drafts, events, files, health, import, kiosks, mail, pacts, paper, people, records,
    templates_and_archive, tokens, verify,
};
use crate::http::problem::Problem;
use crate::http::response_headers;
use crate::http::status::HttpRefusal;
use crate::openapi::{self, Description};
use crate::state::App;
use crate::{ledger_paths, pages};
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::{annexes, desk as desk_acts, document_check, imports, verification};
use std::any::Any;
use std::sync::{Arc, OnceLock};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Largest body where no other limit is set, in bytes.
const BODY: usize = 1024 * 1024;
/// Largest body that holds one note, and perhaps a mark, with space for JSON's escapes, in bytes.
const NOTE: usize = 128 * 1024;

/// All routes over a running server, ready to be served or called.
pub fn router(app: App) -> Router {
    let (routes, description) = described().split_for_parts();
    let routes = routes.layer(Extension(completed(description)));
    with_common_layers(routes.merge(pages::routes())).with_state(app)
}

/// The description of the routes, which is the same for every server of this program.
fn completed(routes: OpenApi) -> Arc<Description> {
    static DESCRIPTION: OnceLock<Arc<Description>> = OnceLock::new();
    DESCRIPTION.get_or_init(|| Arc::new(Description::of(routes))).clone()
}

/// The description of the API as JSON (OpenAPI 3.1), as `/api/v1/openapi.json` gives it.
pub fn openapi_document() -> String {
    Description::of(described().into_openapi()).json
}

/// Adds the layers that every answer passes; the last one is the outermost.
fn with_common_layers<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .fallback(|| async { Problem::from(Refusal::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::from(HttpRefusal::MethodNotAllowed) })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(pages::show_browsers))
        .layer(middleware::from_fn(response_headers::complete))
}

/// Everything that OpenAPI describes: all but the pages.
fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::head())
        .nest("/api/v1", api())
        .routes(routes!(health::index))
        .routes(routes!(ledger_paths::checkpoint))
        .routes(routes!(ledger_paths::tile))
        .routes(routes!(ledger_paths::policy))
}

fn api() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .merge(server_itself())
        .merge(drafts_and_files())
        .merge(discussions())
        .merge(bound_files())
        .merge(opened_pacts())
        .merge(enrolling())
        .merge(letters())
        .merge(desk_of_a_pact())
        .merge(kiosks_and_marks())
        .merge(records_in())
        .merge(people())
        .merge(tokens_and_verification())
}

/// The server itself.
fn server_itself() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(health::description))
}

/// A pact before its opening.
fn drafts_and_files() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(drafts::create, drafts::list))
        .routes(routes!(drafts::check).layer(DefaultBodyLimit::max(document_check::MAX_BYTES)))
        .routes(routes!(drafts::get, drafts::put, drafts::delete))
        .routes(routes!(drafts::adopt, drafts::unadopt))
        .routes(routes!(drafts::open))
        .routes(routes!(import::import).layer(DefaultBodyLimit::max(imports::MAX_BYTES)))
        .routes(routes!(import::export))
        .routes(routes!(templates_and_archive::templates, templates_and_archive::put))
        .routes(routes!(templates_and_archive::remove))
}

/// The discussion of a draft.
fn discussions() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(discussion::get, discussion::forget))
        .routes(routes!(discussion::shares, discussion::share))
        .routes(routes!(discussion::unshare))
        .routes(routes!(discussion::say))
        .routes(routes!(discussion::remove))
        .routes(routes!(discussion::resolve, discussion::reopen))
        .routes(routes!(discussion::agree, discussion::disagree))
        .routes(routes!(discussion::versions))
        .routes(routes!(discussion::version, discussion::name))
}

/// Files that a pact binds.
fn bound_files() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(files::put_annex, files::get_annex).layer(DefaultBodyLimit::max(annexes::MAX_BYTES)))
        .routes(routes!(files::mark))
}

/// An opened pact, for everybody who has its id.
fn opened_pacts() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(pacts::get))
        .routes(routes!(pacts::document))
        .routes(routes!(pacts::state))
        .routes(routes!(events::events))
        .routes(routes!(pacts::evidence))
        .routes(routes!(pacts::verification))
        .routes(routes!(paper::copy))
        .routes(routes!(paper::receipt))
        .routes(routes!(paper::draft))
        .routes(routes!(templates_and_archive::archive, templates_and_archive::unarchive))
        .routes(routes!(templates_and_archive::year))
}

/// Invitations, releases and enrolments.
fn enrolling() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(people::invite, people::invitations))
        .routes(routes!(people::revoke_invitation))
        .routes(routes!(people::invitation))
        .routes(routes!(people::enrol).layer(DefaultBodyLimit::max(NOTE)))
        .routes(routes!(people::release, people::released))
        .routes(routes!(people::look_at_release, people::take_back))
        .routes(routes!(people::queue, people::pending).layer(DefaultBodyLimit::max(NOTE)))
        .routes(routes!(people::confirm))
        .routes(routes!(desk::release_code))
        .routes(routes!(desk::invitation_code))
        .routes(routes!(kiosks::claim))
}

/// Letters.
fn letters() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(mail::contacts))
        .routes(routes!(mail::put, mail::remove))
        .routes(routes!(mail::queue))
}

/// The desk.
fn desk_of_a_pact() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(desk::pacts))
        .routes(routes!(desk::look))
        .routes(routes!(desk::draft))
        .routes(routes!(desk::sign))
        .routes(routes!(kiosks::decline).layer(DefaultBodyLimit::max(NOTE)))
        .routes(routes!(desk::confirm_decline))
        .routes(routes!(desk::dismiss_decline))
        .routes(
            routes!(desk::put_authority, desk::get_authority).layer(DefaultBodyLimit::max(desk_acts::MAX_AUTHORITY)),
        )
}

/// Kiosks, and pages for a mark.
fn kiosks_and_marks() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(kiosks::make))
        .routes(routes!(kiosks::look))
        .routes(routes!(desk::pair_kiosk))
        .routes(routes!(desk::remove_kiosk))
        .routes(routes!(kiosks::open_slot))
        .routes(routes!(kiosks::put_mark, kiosks::get_mark).layer(DefaultBodyLimit::max(NOTE)))
}

/// Records.
fn records_in() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(records::post, pacts::records).layer(DefaultBodyLimit::max(NOTE)))
        .routes(routes!(pacts::proof))
        .routes(routes!(records::complete))
        .routes(routes!(records::withdraw))
        .routes(routes!(records::revoke))
        .routes(routes!(records::erase))
        .routes(routes!(records::erase_person))
}

/// People who log in.
fn people() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(accounts::setup))
        .routes(routes!(accounts::log_in, accounts::session, accounts::log_out))
        .routes(routes!(accounts::password))
        .routes(routes!(accounts::list, accounts::make))
        .routes(routes!(accounts::change))
}

/// Tokens of programs, and verification of files.
fn tokens_and_verification() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(verify::verify).layer(DefaultBodyLimit::max(verification::MAX_BYTES)))
}

/// The panic's own words stay here: they may hold anything.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Problem::from(Refusal::Internal).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn boom() -> &'static str {
        panic!("a secret in a panic")
    }

    #[tokio::test]
    async fn a_panic_is_answered_without_its_words() {
        let router: Router = with_common_layers(Router::new().route("/boom", get(boom)));
        let request = Request::get("/boom").header("accept-language", "en").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 500);
        for header in ["x-request-id", "content-security-policy", "x-content-type-options", "referrer-policy"] {
            assert!(answer.headers().contains_key(header), "{header}");
        }
        let body = String::from_utf8(to_bytes(answer.into_body(), 10_000).await.unwrap().to_vec()).unwrap();
        assert!(body.contains("\"code\":\"internal\"") && !body.contains("secret"), "{body}");
    }
}
