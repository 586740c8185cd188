//! Style sheet, icon and fonts, from the binary. Whence the fonts come stands in `assets/fonts/FONTS.md`.

use crate::api::tagged;
use crate::extract::InPath;
use crate::problem::{Problem, Refusal};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// The style sheet changes with the program: asked for again each time, and answered 304.
const ASK_AGAIN: &str = "no-cache";
/// A font's name never gets other bytes.
const LONG: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    kind: &'static str,
    cache: &'static str,
    bytes: &'static [u8],
}

static SHEET: Asset = Asset {
    name: "giaouoc.css",
    kind: "text/css; charset=utf-8",
    cache: ASK_AGAIN,
    bytes: include_bytes!("../../assets/giaouoc.css"),
};

static ICON: Asset = Asset {
    name: "giaouoc.svg",
    kind: "image/svg+xml",
    cache: ASK_AGAIN,
    bytes: include_bytes!("../../assets/giaouoc.svg"),
};

macro_rules! fonts {
    ($($name:literal)*) => {
        [$(Asset {
            name: $name,
            kind: "font/woff2",
            cache: LONG,
            bytes: include_bytes!(concat!("../../assets/fonts/", $name)),
        }),*]
    };
}

static FONTS: [Asset; 15] = fonts! {
    "be-vietnam-pro-latin-400-normal.woff2"
    "be-vietnam-pro-latin-600-normal.woff2"
    "be-vietnam-pro-latin-700-normal.woff2"
    "be-vietnam-pro-latin-ext-400-normal.woff2"
    "be-vietnam-pro-latin-ext-600-normal.woff2"
    "be-vietnam-pro-latin-ext-700-normal.woff2"
    "be-vietnam-pro-vietnamese-400-normal.woff2"
    "be-vietnam-pro-vietnamese-600-normal.woff2"
    "be-vietnam-pro-vietnamese-700-normal.woff2"
    "source-serif-4-latin-wght-normal.woff2"
    "source-serif-4-latin-wght-italic.woff2"
    "source-serif-4-latin-ext-wght-normal.woff2"
    "source-serif-4-latin-ext-wght-italic.woff2"
    "source-serif-4-vietnamese-wght-normal.woff2"
    "source-serif-4-vietnamese-wght-italic.woff2"
};

fn find(name: &str) -> Option<&'static Asset> {
    [&SHEET, &ICON].into_iter().chain(&FONTS).find(|asset| asset.name == name)
}

/// One of them, under an ETag of its bytes.
pub(super) async fn asset(InPath(name): InPath<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = find(&name).ok_or(Refusal::NotFound)?;
    let mut response = tagged(&headers, asset.kind, asset.bytes.to_vec());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(asset.cache));
    Ok(response)
}
