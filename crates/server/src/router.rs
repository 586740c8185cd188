//! The page of contents: every address of the server.

use crate::api::{
    accounts, desk, discussion, drafts, events, files, health, import, kiosks, mail, pacts, paper, people, records,
    shelf, tokens, verify,
};
use crate::app::App;
use crate::problem::{Problem, Refusal};
use crate::{dress, ledger_paths, limits, openapi, pages};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// All routes over a running server, ready to be served or called.
pub fn router(app: App) -> Router {
    dressed(described().split_for_parts().0.merge(pages::routes())).with_state(app)
}

/// What every answer gets, whoever made it; the last layer is the outermost.
fn dressed<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .fallback(|| async { Problem::from(Refusal::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::from(Refusal::MethodNotAllowed) })
        .layer(DefaultBodyLimit::max(limits::BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(pages::show_browsers))
        .layer(middleware::from_fn(dress::dress))
}

/// Everything that OpenAPI describes: all but the pages.
pub(crate) fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::head())
        .nest("/api/v1", api())
        .routes(routes!(health::index))
        .routes(routes!(ledger_paths::checkpoint))
        .routes(routes!(ledger_paths::tile))
        .routes(routes!(ledger_paths::policy))
}

fn api() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        // the server itself
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(health::description))
        // before the opening
        .routes(routes!(drafts::create, drafts::list))
        .routes(routes!(drafts::check).layer(DefaultBodyLimit::max(limits::CHECK)))
        .routes(routes!(drafts::get, drafts::put, drafts::delete))
        .routes(routes!(drafts::adopt, drafts::unadopt))
        .routes(routes!(drafts::open))
        .routes(routes!(import::import).layer(DefaultBodyLimit::max(limits::IMPORT)))
        .routes(routes!(import::export))
        .routes(routes!(shelf::templates, shelf::put))
        .routes(routes!(shelf::remove))
        // its discussion
        .routes(routes!(discussion::get, discussion::forget))
        .routes(routes!(discussion::shares, discussion::share))
        .routes(routes!(discussion::unshare))
        .routes(routes!(discussion::say))
        .routes(routes!(discussion::remove))
        .routes(routes!(discussion::resolve, discussion::reopen))
        .routes(routes!(discussion::agree, discussion::disagree))
        .routes(routes!(discussion::versions))
        .routes(routes!(discussion::version, discussion::name))
        // files
        .routes(routes!(files::put_annex, files::get_annex).layer(DefaultBodyLimit::max(limits::ANNEX)))
        .routes(routes!(files::mark))
        // an opened pact, to whoever has its id
        .routes(routes!(pacts::get))
        .routes(routes!(pacts::document))
        .routes(routes!(pacts::state))
        .routes(routes!(events::events))
        .routes(routes!(pacts::evidence))
        .routes(routes!(pacts::verification))
        .routes(routes!(paper::copy))
        .routes(routes!(paper::receipt))
        .routes(routes!(paper::draft))
        .routes(routes!(shelf::archive, shelf::unarchive))
        .routes(routes!(shelf::year))
        // who may enrol
        .routes(routes!(people::invite, people::invitations))
        .routes(routes!(people::revoke_invitation))
        .routes(routes!(people::invitation))
        .routes(routes!(people::enrol).layer(DefaultBodyLimit::max(limits::NOTE)))
        .routes(routes!(people::release, people::released))
        .routes(routes!(people::look_at_release, people::take_back))
        .routes(routes!(people::queue, people::pending).layer(DefaultBodyLimit::max(limits::NOTE)))
        .routes(routes!(people::confirm))
        .routes(routes!(desk::release_code))
        .routes(routes!(desk::invitation_code))
        .routes(routes!(kiosks::claim))
        // by mail
        .routes(routes!(mail::contacts))
        .routes(routes!(mail::put, mail::remove))
        .routes(routes!(mail::queue))
        // the desk
        .routes(routes!(desk::pacts))
        .routes(routes!(desk::look))
        .routes(routes!(desk::draft))
        .routes(routes!(desk::sign))
        .routes(routes!(kiosks::decline).layer(DefaultBodyLimit::max(limits::NOTE)))
        .routes(routes!(desk::confirm_decline))
        .routes(routes!(desk::dismiss_decline))
        .routes(routes!(desk::put_authority, desk::get_authority).layer(DefaultBodyLimit::max(limits::AUTHORITY)))
        // kiosks
        .routes(routes!(kiosks::make))
        .routes(routes!(kiosks::look))
        .routes(routes!(desk::pair_kiosk))
        .routes(routes!(desk::remove_kiosk))
        .routes(routes!(kiosks::open_slot))
        .routes(routes!(kiosks::put_mark, kiosks::get_mark).layer(DefaultBodyLimit::max(limits::NOTE)))
        // records
        .routes(routes!(records::post, pacts::records).layer(DefaultBodyLimit::max(limits::NOTE)))
        .routes(routes!(pacts::proof))
        .routes(routes!(records::complete))
        .routes(routes!(records::withdraw))
        .routes(routes!(records::revoke))
        .routes(routes!(records::erase))
        .routes(routes!(records::erase_person))
        // people who log in
        .routes(routes!(accounts::setup))
        .routes(routes!(accounts::log_in, accounts::session, accounts::log_out))
        .routes(routes!(accounts::password))
        .routes(routes!(accounts::list, accounts::make))
        .routes(routes!(accounts::change))
        // the rest
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(verify::verify).layer(DefaultBodyLimit::max(limits::VERIFY)))
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
        let router: Router = dressed(Router::new().route("/boom", get(boom)));
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
