//! Invitations: for one party of an `invite` pact, a one-time right to enrol a key. For an `in-person` pact they tell the
//! page who holds the link, and no more: the desk releases the position.

use super::{HolderBody, expiry, opened};
use crate::app::App;
use crate::auth::Secret;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::{may_enrol, method_of};
use giaouoc_core::pact::{Identity, Pact, PactId, PartyId};
use giaouoc_core::record::Method;
use giaouoc_core::time::Time;
use giaouoc_store::office::Invitation;
use serde::Serialize;
use utoipa::ToSchema;

/// Seven days.
const LIFE: i64 = 7 * 24 * 3600;

/// A new invitation, its token shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewInvitation {
    /// The token; only its SHA-256 is kept.
    pub(crate) token: String,
    /// The link to send: the token stands behind `#`, where no server sees it.
    pub(crate) link: String,
    /// What was invited to.
    pub(crate) invitation: InvitationAnswer,
}

/// An invitation, without its token.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationAnswer {
    /// The pact's id.
    pub(crate) pact: String,
    /// The party's id.
    pub(crate) party: String,
    /// The unit's name.
    pub(crate) unit: String,
    /// Who is invited.
    pub(crate) holder: String,
    /// `representative` or `delegate`.
    pub(crate) capacity: &'static str,
    /// Hex SHA-256 of the letter of authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<String>,
    /// What the enrolment says in its line `method`: that of the identity mode, or `pinned` where the roster pins a key.
    pub(crate) method: &'static str,
    /// The name that a single-use key of this party bears.
    pub(crate) key_name: String,
    /// `in-person` or `invite`: whether the desk has to release the position, too.
    pub(crate) identity: &'static str,
    /// Whether the enrolment needs a one-time code beside the link.
    pub(crate) code: bool,
    /// When it ends.
    pub(crate) expires: String,
    /// `open`, `spent`, `expired`, `void`.
    pub(crate) state: &'static str,
}

/// Invites one party; an earlier invitation of the same party is void from now on.
pub(crate) fn invite(app: &App, id: &PactId, body: &HolderBody) -> Result<NewInvitation, Problem> {
    body.must_not_have("method", body.method.as_ref())?;
    let progress = opened(app, id)?;
    let party = may_enrol(&progress, &body.party()?)?;
    let secret = Secret::new(Secret::INVITATION)?;
    let invitation = Invitation {
        hash: secret.hash(),
        pact: id.clone(),
        party: party.id.clone(),
        holder: body.holder(party)?,
        expires: expiry(app, body.expires.as_deref(), LIFE)?,
        spent: None,
        current: true,
        needs_code: body.code.unwrap_or_default(),
    };
    app.office().invite(&invitation)?;
    app.hub().office_moved(id);
    let link = format!("{}/m/{id}#{}", app.public_url(), secret.reveal());
    Ok(NewInvitation { token: secret.reveal(), link, invitation: answer(app, progress.pact(), &invitation) })
}

/// The same invitation with another token: the one before is void. Where it had ended it is good for another seven days.
pub(crate) fn anew(app: &App, invitation: Invitation) -> Result<(Secret, Invitation), Problem> {
    let secret = Secret::new(Secret::INVITATION)?;
    let expires = if invitation.expires > app.now() { invitation.expires } else { expiry(app, None, LIFE)? };
    let fresh = Invitation { hash: secret.hash(), expires, ..invitation };
    app.office().invite(&fresh)?;
    app.hub().office_moved(&fresh.pact);
    Ok((secret, fresh))
}

/// The current invitations of a pact, in roster order.
pub(crate) fn list(app: &App, id: &PactId) -> Result<Vec<InvitationAnswer>, Problem> {
    let progress = opened(app, id)?;
    let pact = progress.pact();
    let mut found = Vec::new();
    for party in pact.roster.signers() {
        found.extend(app.office().invitation(id, &party.id)?.map(|invitation| answer(app, pact, &invitation)));
    }
    Ok(found)
}

/// Voids the current invitation of a party.
pub(crate) fn revoke(app: &App, id: &PactId, party: &PartyId) -> Result<(), Problem> {
    app.office().invitation(id, party)?.ok_or(Refusal::NotFound)?;
    app.office().revoke_invitation(id, party)?;
    app.hub().office_moved(id);
    Ok(())
}

/// The invitation with this token's hash, if it is for this pact.
pub(crate) fn find(app: &App, id: &PactId, hash: &Digest) -> Result<Invitation, Problem> {
    let found = app.office().invitation_by_hash(hash)?.filter(|invitation| invitation.pact == *id);
    found.ok_or_else(|| Refusal::InvitationUnknown.into())
}

/// A look that consumes nothing.
pub(crate) fn look(app: &App, id: &PactId, hash: &Digest) -> Result<InvitationAnswer, Problem> {
    let invitation = find(app, id, hash)?;
    Ok(answer(app, opened(app, id)?.pact(), &invitation))
}

fn answer(app: &App, pact: &Pact, invitation: &Invitation) -> InvitationAnswer {
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
        state: word(invitation, app.now()),
    }
}

/// How an invitation stands: `open`, `spent`, `expired`, `void`.
pub(crate) fn word(invitation: &Invitation, now: Time) -> &'static str {
    match invitation {
        Invitation { spent: Some(_), .. } => "spent",
        Invitation { current: false, .. } => "void",
        Invitation { expires, .. } if *expires <= now => "expired",
        _ => "open",
    }
}
