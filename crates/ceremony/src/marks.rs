//! Marks on their way from somebody's own phone to a kiosk: in memory, for ten minutes, one for each kiosk.

use crate::pending_state::OpenedSlot;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use giaouoc_core::Digest;
use giaouoc_core::mark::Mark;
use giaouoc_store::workspace::ceremony::Kiosk;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new slot; token and link are shown once.
#[derive(Serialize, ToSchema)]
pub struct NewSlot {
    /// Its name.
    slot: String,
    /// Its token, with which a mark may be put.
    token: String,
    /// The page on which to draw; slot and token stand behind `#`, where no server sees them.
    link: String,
    /// Its end.
    expires: String,
}

/// A drawn mark.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkBody {
    /// An SVG of the form that records take.
    mark: String,
}

/// The mark that was drawn so far.
#[derive(Serialize, ToSchema)]
pub struct MarkAnswer {
    /// The SVG, or null until one was drawn.
    #[schema(value_type = Value)]
    mark: Option<String>,
}

/// Opens a slot for a paired kiosk; its earlier one, the last person's, is gone.
///
/// # Errors
/// [`Refusal::ForbiddenScope`] where the kiosk is not paired, [`Refusal::Busy`].
pub fn make(service: &Service, kiosk: &Kiosk) -> Result<NewSlot, Refused> {
    if kiosk.paired.is_none() {
        return Err(Refusal::ForbiddenScope.into());
    }
    let OpenedSlot { name, token, expires } = service.mark_slots().open(kiosk.number, service.now())?;
    let link = format!("{}/mark#{name}.{}", service.public_url(), token.reveal());
    Ok(NewSlot { slot: name, token: token.reveal(), link, expires: expires.to_string() })
}

/// Puts a mark, or another in its place.
///
/// # Errors
/// Codes of [`Mark::parse`] at `/mark`; [`Refusal::SlotClosed`] for an unknown slot and for a wrong token.
pub fn put(service: &Service, name: &str, token: &Digest, body: &MarkBody) -> Result<(), Refused> {
    let mark = Mark::parse(&body.mark).map_err(|e| e.at("/mark"))?;
    service.mark_slots().put(name, token, &mark, service.now())
}

/// The mark that was drawn, for the kiosk that opened the slot.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn get(service: &Service, name: &str, kiosk: &Kiosk) -> Result<MarkAnswer, Refused> {
    Ok(MarkAnswer { mark: service.mark_slots().get(name, kiosk.number, service.now())? })
}
