//! Refusals of the workspace.

use crate::error::Error;

/// Refusals of the workspace.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// Somebody saved in between.
    #[error("the draft has revision {found} by now")]
    Stale {
        /// The revision that is there; 0: none.
        found: u64,
    },
    /// The draft is adopted and waits for its opening.
    #[error("the draft is adopted")]
    Adopted,
    /// There is no such draft.
    #[error("no such draft")]
    NoSuchDraft,
    /// No invitation bears this token.
    #[error("no such invitation")]
    NoSuchInvitation,
    /// The invitation was used.
    #[error("the invitation was used")]
    Spent,
    /// The invitation has expired.
    #[error("the invitation has expired")]
    Expired,
    /// A newer invitation, or a revocation, has taken its place.
    #[error("the invitation is void")]
    Void,
    /// There are as many as there may be.
    #[error("there are too many")]
    TooMany,
    /// There is such an account already.
    #[error("the name is taken")]
    NameTaken,
    /// There is no such account.
    #[error("no such account")]
    NoSuchAccount,
    /// Nobody could manage accounts any more.
    #[error("the last administrator stays")]
    LastAdministrator,
    /// No code was given out for this.
    #[error("no such code")]
    NoSuchCode,
    /// The code was used.
    #[error("the code was used")]
    CodeUsed,
    /// The code has expired.
    #[error("the code has expired")]
    CodeExpired,
    /// The code was tried too often.
    #[error("the code was tried too often")]
    CodeTried,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}
