//! Why a server does not start.

use std::path::PathBuf;

/// Why a server does not start, or stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Something in the data folder cannot be read or written.
    #[error("{path}: {error}")]
    Folder {
        /// What.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Another server runs on this folder.
    #[error("another server uses {0}")]
    Locked(PathBuf),
    /// The folder belongs to a ledger of another name.
    #[error("this folder is the ledger {0}; a ledger never changes its name")]
    Origin(String),
    /// A key of this server is one that everybody has.
    #[error("{0} is a public example key: it is taken with --demo only")]
    ExampleKey(String),
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
    /// A key, a name or a policy is wrong.
    #[error(transparent)]
    Form(#[from] giaouoc_core::Error),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] giaouoc_store::Error),
    /// The address cannot be listened on.
    #[error("cannot listen: {0}")]
    Listen(std::io::Error),
}
