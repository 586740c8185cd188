//! The contract of what an organiser keeps at hand: shapes to begin drafts with, and which pacts are put away.

use super::error::WorkspaceError;
use crate::error::Error;
use giaouoc_core::pact::PactId;
use giaouoc_core::time::Time;

/// Templates that there may be.
pub const MAX_TEMPLATES: u64 = 100;

/// The part of a workspace that templates and the archive need.
pub trait TemplatesAndArchive: Send + Sync + 'static {
    /// Keeps a template and returns its number; one of the same name goes.
    ///
    /// # Errors
    /// [`WorkspaceError::TooMany`] beyond [`MAX_TEMPLATES`].
    fn put_template(&self, name: &str, document: &[u8], author: &str, now: Time) -> Result<u64, WorkspaceError>;

    /// All templates, by name.
    fn templates(&self) -> Result<Vec<Template>, Error>;

    /// Removes a template; none there is no error.
    fn remove_template(&self, number: u64) -> Result<(), Error>;

    /// Puts a pact away, or brings it back. It changes nothing but where lists show it.
    fn archive(&self, pact: &PactId, away: bool, now: Time) -> Result<(), Error>;

    /// The pacts that are put away, by id.
    fn archived(&self) -> Result<Vec<PactId>, Error>;
}

/// A shape to begin drafts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its number.
    pub number: u64,
    /// As the organiser calls it.
    pub name: String,
    /// JSON, possibly incomplete.
    pub document: Vec<u8>,
    /// Who saved it.
    pub author: String,
    /// When.
    pub saved: Time,
}
