//! Releases of positions to persons, as this desk made them.

use giaouoc_core::pact::Party;
use giaouoc_core::progress::Holder;
use giaouoc_core::record::Method;
use giaouoc_core::time::Time;
use serde_json::{Value, json};

/// The release of a position: this person may enrol for it.
#[derive(Clone)]
pub(super) struct DeskRelease {
    pub(super) holder: Holder,
    pub(super) method: Method,
    pub(super) time: Time,
}

/// A release as JSON, in the form of the service's own.
pub(super) fn release_json(party: &Party, release: &DeskRelease) -> Value {
    let DeskRelease { holder, method, time } = release;
    let mut shown = json!({
        "party": party.id.as_str(), "unit": party.unit, "holder": holder.name, "capacity": holder.capacity.as_str(),
        "method": method.as_str(), "time": time.to_string(),
    });
    if let (Some(authority), Some(members)) = (holder.authority, shown.as_object_mut()) {
        members.insert("authority".into(), authority.to_string().into());
    }
    shown
}
