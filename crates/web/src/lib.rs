//! Built files of the browser's part, by name: scripts, style sheets, fonts, the icon.
//!
//! The service's pages load them, and so do the pages that the desk's and the kiosk's own programs serve. All of them
//! are embedded in every profile, so that a binary needs no folder beside it. `styles/` holds the style sheets, the
//! fonts (whose origin is told in `styles/fonts/FONTS.md`) and the icon; `dist/` holds what `npm run build` makes of
//! the TypeScript. This crate knows nothing of pacts, HTTP or the other crates.
//!
//! ```
//! let sheet = giaouoc_web::find("giaouoc.css").expect("the base style sheet");
//! assert_eq!(sheet.media_type, "text/css; charset=utf-8");
//! assert!(giaouoc_web::find("../Cargo.toml").is_none());
//! ```

#![forbid(unsafe_code)]

use rust_embed::{Embed, EmbeddedFile};
use std::borrow::Cow;

/// Browsers ask for the file again each time: scripts and style sheets change with the program.
const REVALIDATE: &str = "no-cache";
/// Browsers keep the file for a year: a font's name never gets other bytes.
const ONE_YEAR: &str = "public, max-age=31536000, immutable";

/// A built file, with what an HTTP answer says about it.
#[derive(Debug, Clone)]
pub struct BuiltFile {
    /// The last part of its address, such as `phone.js`.
    pub name: String,
    /// The value of `Content-Type` (RFC 9110 §8.3).
    pub media_type: &'static str,
    /// The value of `Cache-Control` (RFC 9111 §5.2).
    pub cache_control: &'static str,
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the content, computed when the program was compiled.
    pub sha256: [u8; 32],
}

/// Scripts and what they load.
#[derive(Embed)]
#[folder = "dist/"]
struct Scripts;

/// Style sheets, the icon, and the fonts with their licence in a folder `fonts/`.
#[derive(Embed)]
#[folder = "styles/"]
struct Styles;

/// The folder of the fonts within [`Styles`].
const FONTS: &str = "fonts/";

/// The file of this name, if there is one. Files of a type that no page loads, such as licences, are not given out.
pub fn find(name: &str) -> Option<BuiltFile> {
    let media_type = media_type(name)?;
    let is_font = name.ends_with(".woff2");
    let file =
        if is_font { Styles::get(&format!("{FONTS}{name}")) } else { Scripts::get(name).or_else(|| Styles::get(name)) };
    let EmbeddedFile { data: bytes, metadata } = file?;
    let cache_control = if is_font { ONE_YEAR } else { REVALIDATE };
    Some(BuiltFile { name: name.to_owned(), media_type, cache_control, bytes, sha256: metadata.sha256_hash() })
}

/// The names of all files that [`find`] gives out.
pub fn names() -> impl Iterator<Item = String> {
    let paths = Scripts::iter().chain(Styles::iter());
    let names = paths.map(|path| path.strip_prefix(FONTS).unwrap_or(&path).to_owned());
    names.filter(|name| media_type(name).is_some())
}

/// The media type that belongs to the name's extension.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{find, names};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn folder(name: &str) -> BTreeSet<String> {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
        let files = entries.map(|entry| entry.unwrap()).filter(|entry| entry.file_type().unwrap().is_file());
        files.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn every_built_file_is_embedded_once_and_as_it_is_on_disk() {
        let mut due = BTreeSet::new();
        for place in ["dist", "styles", "styles/fonts"] {
            for name in folder(place) {
                let is_kept_back = ["verify-offline.html.sha256", "FONTS.md", "OFL.txt"].contains(&name.as_str());
                if is_kept_back {
                    assert!(find(&name).is_none(), "{name}");
                    continue;
                }
                let on_disk = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(place).join(&name)).unwrap();
                assert!(find(&name).unwrap().bytes == on_disk, "{name}");
                assert!(due.insert(name.clone()), "{name} is there twice");
            }
        }
        let names: Vec<_> = names().collect();
        assert_eq!((names.len(), names.into_iter().collect::<BTreeSet<_>>()), (due.len(), due));
    }

    #[test]
    fn media_types_and_lifetimes_follow_the_extension() {
        let told = |name: &str| find(name).map(|file| (file.media_type, file.cache_control));
        assert_eq!(told("phone.js"), Some(("text/javascript; charset=utf-8", "no-cache")));
        assert_eq!(told("zxing_reader.wasm"), Some(("application/wasm", "no-cache")));
        let font = "be-vietnam-pro-latin-400-normal.woff2";
        assert_eq!(told(font), Some(("font/woff2", "public, max-age=31536000, immutable")));
        assert_eq!(told("fonts/be-vietnam-pro-latin-400-normal.woff2"), None);
    }

    #[test]
    fn the_digest_is_that_of_the_file_for_a_disk() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/verify-offline.html.sha256");
        let published = fs::read_to_string(path).unwrap();
        let file = find("verify-offline.html").unwrap();
        let hex: String = file.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(published.split_whitespace().next(), Some(hex.as_str()));
    }
}
