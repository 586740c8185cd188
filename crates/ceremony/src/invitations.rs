//! Invitations: for one party of an `invite` pact, a one-time right to enrol a key. For an `in-person` pact they tell
//! the page who holds the link, and no more: the desk releases the position.

use crate::caller::{Desk, Organiser};
use crate::codes::{self, CodeAnswer};
use crate::holder::HolderBody;
use crate::input::expiry;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::Secret;
use giaouoc_core::Digest;
use giaouoc_core::desk::{may_enrol, method_of};
use giaouoc_core::pact::{Identity, Pact, PactId, PartyId};
use giaouoc_core::record::Method;
use giaouoc_core::time::Time;
use giaouoc_store::workspace::Invitation;
use giaouoc_store::workspace::ceremony::Opens;
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds for which an invitation is valid where no end is asked for: seven days.
const LIFE: i64 = 7 * 24 * 3600;

/// A new invitation, its token shown once.
#[derive(Serialize, ToSchema)]
pub struct NewInvitation {
    /// The token; only its SHA-256 is kept.
    token: String,
    /// The link to send: the token stands behind `#`, where no server sees it.
    link: String,
    /// The invitation, without its token.
    invitation: InvitationAnswer,
}

/// An invitation, without its token.
#[derive(Serialize, ToSchema)]
pub struct InvitationAnswer {
    /// The pact's id.
    pact: String,
    /// The party's id.
    party: String,
    /// The unit's name.
    unit: String,
    /// Name of the invited person.
    holder: String,
    /// `representative` or `delegate`.
    capacity: &'static str,
    /// Hex SHA-256 of the letter of authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    /// The enrolment's line `method`: that of the identity mode, or `pinned` where the roster pins a key.
    method: &'static str,
    /// The name that a single-use key of this party bears.
    key_name: String,
    /// `in-person` or `invite`: whether the desk has to release the position, too.
    identity: &'static str,
    /// True if the enrolment needs a one-time code beside the link.
    code: bool,
    /// Its end.
    expires: String,
    /// `open`, `spent`, `expired`, `void`.
    state: &'static str,
}

/// Invites one party. An earlier invitation of the same party is void from now on.
///
/// # Errors
/// Codes at the members of the body, or what the state of the pact refuses.
pub fn invite(service: &Service, _: &Organiser, id: &PactId, body: &HolderBody) -> Result<NewInvitation, Refused> {
    body.must_not_have("method", body.method.as_ref())?;
    let progress = service.opened(id)?;
    let party = may_enrol(&progress, &body.party()?)?;
    let secret = Secret::new(Secret::INVITATION)?;
    let invitation = Invitation {
        hash: secret.hash(),
        pact: id.clone(),
        party: party.id.clone(),
        holder: body.holder(party)?,
        expires: expiry(service.now(), body.expires.as_deref(), LIFE)?,
        spent: None,
        current: true,
        needs_code: body.code.unwrap_or_default(),
    };
    service.workspace().invite(&invitation)?;
    service.changes().workspace_changed(id);
    let link = format!("{}/m/{id}#{}", service.public_url(), secret.reveal());
    Ok(NewInvitation { token: secret.reveal(), link, invitation: answer(service, progress.pact(), &invitation) })
}

/// Renews an invitation with another token: the one before is void. One that had ended is valid for another seven days.
pub(crate) fn renew(service: &Service, invitation: Invitation) -> Result<(Secret, Invitation), Refused> {
    let secret = Secret::new(Secret::INVITATION)?;
    let expires =
        if invitation.expires > service.now() { invitation.expires } else { expiry(service.now(), None, LIFE)? };
    let fresh = Invitation { hash: secret.hash(), expires, ..invitation };
    service.workspace().invite(&fresh)?;
    service.changes().workspace_changed(&fresh.pact);
    Ok((secret, fresh))
}

/// The current invitations of a pact, in roster order.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn list(service: &Service, _: &Organiser, id: &PactId) -> Result<Vec<InvitationAnswer>, Refused> {
    current(service, id)
}

/// The current invitations of a pact, for the desk's own list.
pub(crate) fn current(service: &Service, id: &PactId) -> Result<Vec<InvitationAnswer>, Refused> {
    let progress = service.opened(id)?;
    let pact = progress.pact();
    let mut found = Vec::new();
    for party in pact.roster.signers() {
        found.extend(
            service.workspace().invitation(id, &party.id)?.map(|invitation| answer(service, pact, &invitation)),
        );
    }
    Ok(found)
}

/// Voids the current invitation of a party.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn revoke(service: &Service, _: &Organiser, id: &PactId, party: &PartyId) -> Result<(), Refused> {
    service.workspace().invitation(id, party)?.ok_or(Refusal::NotFound)?;
    service.workspace().revoke_invitation(id, party)?;
    service.changes().workspace_changed(id);
    Ok(())
}

/// A fresh one-time code for an invitation that demands one. An earlier one is void.
///
/// # Errors
/// [`Refusal::NotFound`] where the invitation takes no code.
pub fn new_code(service: &Service, _: &Desk, id: &PactId, party: &PartyId) -> Result<CodeAnswer, Refused> {
    service.opened(id)?;
    let invitation = service.workspace().invitation(id, party)?.filter(|invitation| invitation.needs_code);
    invitation.ok_or(Refusal::NotFound)?;
    codes::make(service, id, party, Opens::Invitation)
}

/// The invitation with this token's hash, if it is for this pact.
pub(crate) fn find(service: &Service, id: &PactId, hash: &Digest) -> Result<Invitation, Refused> {
    let found = service.workspace().invitation_by_hash(hash)?.filter(|invitation| invitation.pact == *id);
    found.ok_or_else(|| Refusal::InvitationUnknown.into())
}

/// An invitation, by the hash of its token. Looking consumes nothing.
///
/// # Errors
/// [`Refusal::InvitationUnknown`].
pub fn look(service: &Service, id: &PactId, hash: &Digest) -> Result<InvitationAnswer, Refused> {
    let invitation = find(service, id, hash)?;
    Ok(answer(service, service.opened(id)?.pact(), &invitation))
}

fn answer(service: &Service, pact: &Pact, invitation: &Invitation) -> InvitationAnswer {
    let party = pact.roster.party(&invitation.party);
    let by_mode = if pact.identity == Identity::InPerson { Method::InPerson } else { Method::Invite };
    InvitationAnswer {
        pact: pact.id.to_string(),
        party: invitation.party.to_string(),
        unit: party.map_or_else(String::new, |party| party.unit.clone()),
        holder: invitation.holder.name.clone(),
        capacity: invitation.holder.capacity.as_str(),
        authority: invitation.holder.authority.map(|digest| digest.to_string()),
        method: party.map_or(by_mode, |party| method_of(party, by_mode)).as_str(),
        key_name: pact.key_name(&invitation.party),
        identity: pact.identity.as_str(),
        code: invitation.needs_code,
        expires: invitation.expires.to_string(),
        state: word(invitation, service.now()),
    }
}

/// The state of an invitation: `open`, `spent`, `expired`, `void`.
pub(crate) fn word(invitation: &Invitation, now: Time) -> &'static str {
    match invitation {
        Invitation { spent: Some(_), .. } => "spent",
        Invitation { current: false, .. } => "void",
        Invitation { expires, .. } if *expires <= now => "expired",
        _ => "open",
    }
}
