//! Invitation cards on A4, eight a page, to cut apart: whose the card is, and the link as a code.

use crate::copy::CopyError;
use crate::short_code::{self, QrCode};
use crate::typeset::{self, Job, printable};
use serde_json::json;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../templates/cards.typ");
/// Cards of one sheet: more than any roster has.
const MAX_CARDS: usize = 256;

/// One card.
#[derive(Clone)]
pub struct Card {
    /// For whom.
    pub unit: String,
    /// By name.
    pub person: String,
    /// The one-time link, a secret.
    pub link: String,
}

/// The PDF.
///
/// # Errors
/// [`CopyError::Code`] where a link is too long for a code, or there are more than 256 cards.
pub fn card_sheet(cards: &[Card]) -> Result<Vec<u8>, CopyError> {
    if cards.len() > MAX_CARDS {
        return Err(short_code::QrCodeError::Encode(format!("{} cards, {MAX_CARDS} at most", cards.len())).into());
    }
    let mut files = BTreeMap::new();
    let mut list = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let file = format!("card-{at}.svg");
        files.insert(file.clone(), QrCode::link(&card.link)?.svg().into_bytes());
        list.push(json!({ "unit": card.unit, "person": card.person, "link": card.link, "file": file }));
    }
    files.insert("data.json".to_owned(), printable(json!({ "cards": list })).to_string().into_bytes());
    let job = Job {
        template: TEMPLATE.to_owned(),
        files,
        identifier: "giaouoc cards".to_owned(),
        // Links have no date of their own.
        date: (2000, 1, 1, 0, 0, 0),
    };
    Ok(typeset::print(job)?)
}
