//! The pages: server-rendered HTML, Vietnamese first. Reading needs no script; the pages of a ceremony do.
//!
//! ```text
//! index         /            what this is; under --demo the list of pacts
//! verify        /v/{id}      who signed what, and whether it holds
//! app_pages     /m/{id} …    the pages of a ceremony, around their scripts
//! login         /login       logging in and out, and the first set-up
//! accounts      /console/…   who may log in, for the administrator
//! tls           /tls         what a browser's warning means in a hall
//! assets        /assets/…    style sheet, fonts, icon
//! error_page    a problem as a page
//! page_context  language, links and headers of every page
//! csp_nonce     the one script that a page may run
//! words         everything that a page says, in both languages
//! ```
//!
//! **Language.** A page is Vietnamese unless its address says `?lang=en`, and every link on an English page says so
//! too. There is no cookie: nothing is stored on the reader's device, and an address that is passed on shows the
//! same page to everybody. For the same reason `Accept-Language` decides nothing here: a QR code on a Vietnamese
//! document opens a Vietnamese page, also on a phone that was bought abroad.
//!
//! **Text.** Whatever comes from a pact or a record is an escaped text node inside an element that isolates its
//! direction; handlers build no HTML.

mod accounts;
mod app_pages;
mod assets;
mod csp_nonce;
mod error_page;
mod index;
mod login;
mod page_context;
mod tls;
mod verify;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use error_page::show_browsers;

use crate::state::App;
use axum::Router;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

/// The pages' part of the router. Problems on these routes are answered as pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index::index))
        .route("/find", get(index::find))
        // A sheet's proof codes lead here; what they say stands behind `#`.
        .route("/v", get(app_pages::sheet))
        .route("/verify", get(app_pages::sheet))
        .route("/worker.js", get(assets::worker))
        .route("/v/{id}", get(verify::page))
        .route("/v/{id}/qr.svg", get(verify::qr))
        .route("/v/{id}/annexes", get(app_pages::annexes))
        // QR codes are all in capitals.
        .route("/V/{id}", get(verify::page))
        .route("/m/{id}", get(app_pages::phone))
        .route("/p/{id}/live", get(app_pages::hall))
        .route("/p/{id}/changes", get(app_pages::changes))
        .route("/mark", get(app_pages::mark))
        .route("/d/{id}", get(app_pages::discussion))
        .route("/console", get(app_pages::console))
        .route("/console/p/{id}", get(app_pages::desk))
        .route("/console/d/{id}", get(app_pages::editor))
        .route("/login", get(login::page).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/setup", get(login::setup))
        .route("/console/accounts", get(accounts::page).post(accounts::change))
        .route("/tls", get(tls::page))
        .route("/assets/{file}", get(assets::asset))
        .layer(middleware::from_fn(error_page::show))
        .layer(CompressionLayer::new().compress_when(is_text))
}

/// Fonts and pictures are compressed already. Pages hold no secret, so their sizes tell none.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"text/") || kind.starts_with(b"image/svg")
}
