//! The language of what people read.

use giaouoc_core::Language;

/// Vietnamese, unless the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`) says English.
pub(crate) fn system_language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.starts_with("en") => Language::En,
        _ => Language::Vi,
    }
}
