//! Style sheets, scripts, icon and fonts, from the binary: for the server's pages and for those of the desk's and the
//! kiosk's own programs. Whence the fonts come stands in `assets/fonts/FONTS.md`; the scripts are built from `web/`.

/// Sheets and scripts change with the program: asked for again each time, and answered 304.
const ASK_AGAIN: &str = "no-cache";
/// A font's name never gets other bytes.
const LONG: &str = "public, max-age=31536000, immutable";

/// One file.
#[derive(Debug)]
pub struct Asset {
    /// Its name, the last part of its address.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its `Cache-Control`.
    pub cache: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

macro_rules! assets {
    ($folder:literal $kind:literal $cache:ident $($name:literal)*) => {
        &[$(Asset {
            name: $name,
            kind: $kind,
            cache: $cache,
            bytes: include_bytes!(concat!($folder, $name)),
        }),*]
    };
}

static SHEETS: &[Asset] = assets! { "../assets/" "text/css; charset=utf-8" ASK_AGAIN
    "giaouoc.css"
    "annexes.css"
    "console.css"
    "desk.css"
    "discussion.css"
    "editor.css"
    "hall.css"
    "invitations.css"
    "kiosk.css"
    "phone.css"
    "sheet.css"
};

static SCRIPTS: &[Asset] = assets! { "../web/dist/" "text/javascript; charset=utf-8" ASK_AGAIN
    "annexes.js"
    "changes.js"
    "codes.js"
    "console.js"
    "desk.js"
    "discussion.js"
    "editor.js"
    "hall.js"
    "invitations.js"
    "kiosk.js"
    "login.js"
    "mark.js"
    "phone.js"
    "sheet.js"
    "worker.js"
};

/// The reader of QR codes on pictures (zxing, compiled to WebAssembly), as its package ships it.
static READERS: &[Asset] = assets! { "../web/dist/" "application/wasm" ASK_AGAIN "zxing_reader.wasm" };

/// The verifier as one file, to be kept and opened from a disk.
static FILES: &[Asset] = assets! { "../web/dist/" "text/html; charset=utf-8" ASK_AGAIN "verify-offline.html" };

static ICONS: &[Asset] = assets! { "../assets/" "image/svg+xml" ASK_AGAIN "giaouoc.svg" };

static FONTS: &[Asset] = assets! { "../assets/fonts/" "font/woff2" LONG
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

/// The file of this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    [SHEETS, SCRIPTS, READERS, FILES, ICONS, FONTS].into_iter().flatten().find(|asset| asset.name == name)
}
