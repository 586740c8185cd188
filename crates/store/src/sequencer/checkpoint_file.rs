//! The last checkpoint, kept beside the database and not in it: what a restored backup does not bring back.
//!
//! Whoever restores an older copy of the database and appends to it would sign a second tree of a size that was signed
//! before: a fork, which witnesses refuse for ever. So the newest checkpoint is also written to a file of its own,
//! which belongs into no backup of the database. At the start the two are compared.

use super::signed_checkpoint;
use crate::error::Error;
use crate::ledger::{Head, Ledger};
use crate::reader;
use giaouoc_tlog::TlogError;
use giaouoc_tlog::note::VerifyingKey;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file that holds the last checkpoint.
#[derive(Clone, Debug)]
pub struct CheckpointFile {
    path: PathBuf,
    accept_older: bool,
}

impl CheckpointFile {
    /// Keeps it in this file; its folder must be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), accept_older: false }
    }

    /// Starts all the same where the file is newer than the database, or of another tree, and forgets what it held.
    /// Right only where nobody outside holds one of the lost checkpoints.
    #[must_use]
    pub fn accept_older(mut self, accept: bool) -> Self {
        self.accept_older = accept;
        self
    }

    /// Replaces the file as a whole: a reader sees the old one or the new one.
    ///
    /// There is no `fsync`, which would double the cost of each commit. A power cut may leave an older checkpoint here,
    /// an empty file, or garbage: that is less knowledge, never wrong knowledge. Only a database that is *older* than
    /// this file is refused, and the database is written first, with its own `fsync`.
    pub(super) fn write(&self, checkpoint: &str) -> Result<(), Error> {
        let mut fresh = self.path.clone().into_os_string();
        fresh.push(".new");
        private(Path::new(&fresh))
            .and_then(|mut file| file.write_all(checkpoint.as_bytes()))
            .and_then(|()| fs::rename(&fresh, &self.path))
            .map_err(|e| Error::Io(format!("the checkpoint beside the database: {e}")))
    }

    /// Refuses a database that is older than the file, or of another tree.
    pub(super) fn compare(&self, ledger: &dyn Ledger, head: &Head, key: &VerifyingKey) -> Result<(), Error> {
        match self.conflict(ledger, head, key)? {
            Some(what) if !self.accept_older => Err(Error::Corrupt(what)),
            Some(what) => {
                tracing::warn!(what, "an older database is accepted");
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn conflict(&self, ledger: &dyn Ledger, head: &Head, key: &VerifyingKey) -> Result<Option<String>, Error> {
        let kept = match fs::read(&self.path) {
            // Garbage need not be text.
            Ok(kept) => String::from_utf8_lossy(&kept).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::Io(format!("the checkpoint beside the database: {error}"))),
        };
        let tree = match signed_checkpoint::parse(&kept, key) {
            Ok(tree) => tree,
            Err(TlogError::MalformedNote(_) | TlogError::MalformedCheckpoint(_)) => {
                tracing::warn!("the checkpoint beside the database is empty or torn, as after a power cut");
                return Ok(None);
            }
            Err(error) => return Ok(Some(format!("the file beside the database is no checkpoint of it: {error}"))),
        };
        if tree.size > head.size {
            let sizes = format!("{} entries, {} were signed before", head.size, tree.size);
            return Ok(Some(format!("an older backup of the database was restored: it has {sizes}")));
        }
        // The smaller tree is the beginning of the larger one if the database's own nodes lead to its root.
        if reader::frontier(ledger, tree.size)?.root() != tree.root {
            return Ok(Some(format!("another tree of {} entries was signed before: a fork", tree.size)));
        }
        Ok(None)
    }
}

/// An empty file that nobody else may read, as everything in a data folder.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
