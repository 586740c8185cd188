//! The draft in the making.

use crate::finding::Guess;
use serde_json::{Map, Value, json};

/// The draft and the guesses that are gathered while a page is read.
#[derive(Default)]
pub(super) struct Found {
    pub(super) document: Map<String, Value>,
    pub(super) guesses: Vec<Guess>,
}

impl Found {
    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.document.insert(name.to_owned(), value.into());
    }

    /// Into an object that may be there already; what is there stays.
    pub(super) fn put_in(&mut self, outer: &str, name: &str, value: impl Into<Value>) {
        if let Some(object) = self.document.entry(outer).or_insert_with(|| json!({})).as_object_mut() {
            object.entry(name).or_insert_with(|| value.into());
        }
    }

    pub(super) fn guess(&mut self, place: impl Into<String>, from: &str) {
        self.guesses.push(Guess { place: place.into(), from: from.trim().chars().take(200).collect() });
    }
}
