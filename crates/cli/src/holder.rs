//! The person who signs for a party.

use crate::args::HolderArgs;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::pact::{Party, PartyId};
use giaouoc_core::progress::{Holder, Progress};
use giaouoc_core::record::{Capacity, Method};
use giaouoc_core::words::value_of;
use giaouoc_core::{Code, CoreError, Digest};
use serde_json::{Value, json};

/// The body of a release or an invitation, as the service takes it.
pub(crate) fn holder_json(party: &PartyId, holder: &Holder, method: Method) -> Value {
    let mut body = json!({
        "party": party.as_str(), "holder": holder.name, "capacity": holder.capacity.as_str(), "method": method.as_str(),
    });
    if let (Some(authority), Some(body)) = (holder.authority, body.as_object_mut()) {
        body.insert("authority".into(), authority.to_string().into());
    }
    body
}

/// The holder by the arguments, otherwise the roster's representative.
pub(crate) fn holder(args: &HolderArgs, party: &Party) -> Result<Holder, Failure> {
    let named = party.representative.as_ref().map(|r| r.name.clone());
    let name = args.holder.clone().or(named).ok_or_else(no_holder)?;
    let authority = args.authority.as_deref().map(files::read).transpose()?.map(Digest::of);
    let capacity = if args.delegate { Capacity::Delegate } else { Capacity::Representative };
    Ok(Holder { name, capacity, authority })
}

fn no_holder() -> Failure {
    Failure::told(
        "Danh sách không nêu người đại diện của bên này. Thêm --holder \"HỌ TÊN\".",
        "The roster names no representative of this party. Add --holder \"NAME\".",
    )
}

/// The holder as the registrar's side released the position.
pub(crate) fn released_holder(released: &Value) -> Result<Holder, Failure> {
    let text = |member: &str| released.get(member).and_then(Value::as_str);
    let wrong = || Failure::Io("the service's answer names no holder".into());
    let capacity = text("capacity").and_then(|word| value_of(&Capacity::WORDS, word)).ok_or_else(wrong)?;
    let authority = text("authority").map(Digest::parse).transpose()?;
    Ok(Holder { name: text("holder").ok_or_else(wrong)?.to_owned(), capacity, authority })
}

pub(crate) fn roster_party<'a>(progress: &'a Progress, id: &PartyId) -> Result<&'a Party, Failure> {
    progress.pact().roster.party(id).ok_or_else(|| CoreError::new(Code::PartyUnknown).because(id.as_str()).into())
}
