//! Callers and their rights. A right that was checked is a value: [`Admin`], [`Organiser`] and [`Desk`] come from
//! [`Caller`] alone, and the functions that need a right take it as an argument.

use crate::refusal::{Refusal, Refused};
use crate::token::Secret;
use giaouoc_core::Digest;
use giaouoc_core::pact::PartyId;
use giaouoc_core::time::Time;
use giaouoc_store::workspace::discussion::{Comment, May, Share};
use giaouoc_store::workspace::{Scope, Workspace};

/// Somebody whose token or session is valid.
#[derive(Clone, Debug)]
pub struct Caller {
    scope: Scope,
    /// The account that has logged in; nothing for the bearer of a token.
    account: Option<String>,
    /// The account, or the label of the token: the author of what this caller saves.
    name: String,
}

impl Caller {
    /// The bearer of a token. An unknown or revoked token is nobody's.
    ///
    /// # Errors
    /// The errors of the store.
    pub fn by_token(workspace: &dyn Workspace, token: &Secret) -> Result<Option<Self>, Refused> {
        let found = workspace.token(&token.hash())?.filter(|token| token.revoked.is_none());
        Ok(found.map(|token| Self { scope: token.scope, account: None, name: token.label }))
    }

    /// The account of a session, by the hash of the session's token.
    ///
    /// # Errors
    /// The errors of the store.
    pub fn by_session(workspace: &dyn Workspace, session: &Digest, now: Time) -> Result<Option<Self>, Refused> {
        let found = workspace.session(session, now)?;
        Ok(found.map(|account| Self { scope: account.role, name: account.name.clone(), account: Some(account.name) }))
    }

    /// Name and role of the account that has logged in.
    pub fn session(&self) -> Option<(&str, Scope)> {
        Some((self.account.as_deref()?, self.scope))
    }

    /// An administrator's right.
    ///
    /// # Errors
    /// [`Refusal::ForbiddenScope`].
    pub fn admin(&self) -> Result<Admin, Refused> {
        self.must_have(&[]).map(|()| Admin(()))
    }

    /// An organiser's right.
    ///
    /// # Errors
    /// [`Refusal::ForbiddenScope`].
    pub fn organiser(&self) -> Result<Organiser, Refused> {
        self.must_have(&[Scope::Organiser]).map(|()| Organiser { name: self.name.clone() })
    }

    /// The desk's right, which organisers have, too.
    ///
    /// # Errors
    /// [`Refusal::ForbiddenScope`].
    pub fn desk(&self) -> Result<Desk, Refused> {
        self.must_have(&[Scope::Organiser, Scope::Desk]).map(|()| Desk(()))
    }

    /// An administrator may do everything.
    fn must_have(&self, scopes: &[Scope]) -> Result<(), Refused> {
        if self.scope == Scope::Admin || scopes.contains(&self.scope) {
            Ok(())
        } else {
            Err(Refusal::ForbiddenScope.into())
        }
    }
}

/// The right of an administrator.
#[derive(Clone, Copy, Debug)]
pub struct Admin(());

/// The right of an organiser.
#[derive(Clone, Debug)]
pub struct Organiser {
    name: String,
}

impl Organiser {
    /// The account, or the label of the token.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The right of the desk.
#[derive(Clone, Copy, Debug)]
pub struct Desk(());

/// The credential that a device shows beside its enrolment. [`crate::enrolments`] judges whether it counts.
#[derive(Debug)]
pub enum EnrolmentCredential {
    /// No credential came.
    Nothing,
    /// Hash of the claim that a right code gave.
    Claim(Digest),
    /// Hash of an invitation's token.
    Invitation(Digest),
}

/// A participant in the discussion of a draft.
pub enum Participant {
    /// An organiser.
    Organiser(Organiser),
    /// The bearer of a link to the draft.
    Guest(Share),
}

impl Participant {
    /// Refuses a link that does not reach so far.
    pub(crate) fn must(&self, may: May) -> Result<(), Refused> {
        match self {
            Self::Guest(share) if share.may < may => Err(Refusal::ShareReads.into()),
            _ => Ok(()),
        }
    }

    /// Refuses a participant who has no right to say that this unit agrees.
    pub(crate) fn must_speak_for(&self, party: &PartyId) -> Result<(), Refused> {
        match self {
            Self::Guest(share) if share.party.as_ref() != Some(party) => Err(Refusal::NotYours.into()),
            _ => Ok(()),
        }
    }

    /// True if this participant may resolve and remove a comment.
    pub(crate) fn owns(&self, comment: &Comment) -> bool {
        match self {
            Self::Organiser(_) => true,
            Self::Guest(share) => share.may >= May::Comment && comment.share == Some(share.number),
        }
    }

    /// The number of the participant's link.
    pub(crate) fn share(&self) -> Option<u64> {
        match self {
            Self::Organiser(_) => None,
            Self::Guest(share) => Some(share.number),
        }
    }

    /// The author's name for a participant who gives none.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::Organiser(organiser) => organiser.name(),
            Self::Guest(share) => &share.label,
        }
    }
}
