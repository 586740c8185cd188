//! A journal of what this desk has signed and seen. It keeps a service from hiding a withdrawal or a revocation from
//! the desk that signed it, and from showing it an older ledger.
//!
//! One JSON object a line, appended and synced, never rewritten:
//!
//! ```text
//! {"pact":"…","kind":"withdrawal","digest":"…","note":"…"}   signed here
//! {"logged":"<digest>"}                                     its receipt was verified
//! {"size":57}                                               a checkpoint of so many entries was verified
//! ```

use crate::failure::{Failure, ProgramRefusal};
use giaouoc_core::Digest;
use giaouoc_core::evidence::{Evidence, Item};
use giaouoc_core::leaf::Kind;
use giaouoc_core::record::{Record, RecordDigest};
use giaouoc_tlog::note::Note;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum JournalLine {
    Signed(Signed),
    Logged { logged: String },
    Size { size: u64 },
}

/// A record that this desk has signed.
#[derive(Clone, Serialize, Deserialize)]
struct Signed {
    pact: String,
    kind: String,
    digest: String,
    note: String,
    #[serde(skip)]
    logged: bool,
}

/// The open journal and its content.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    signed: Vec<Signed>,
    size: u64,
}

impl Journal {
    /// Opens the file, or makes it. A last line that a power cut has torn is cut off; any other that cannot be read is
    /// refused.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |e: std::io::Error| Failure::file(path, &e);
        let mut file = private_file().open(path).map_err(failed)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        let mut journal = Self { path: path.to_owned(), file, signed: Vec::new(), size: 0 };
        for (at, line) in text.get(..whole).unwrap_or_default().lines().enumerate() {
            let place = format!("{}:{}", path.display(), at + 1);
            journal.take(serde_json::from_str(line).map_err(Failure::io(place))?);
        }
        Ok(journal)
    }

    fn take(&mut self, line: JournalLine) {
        match line {
            JournalLine::Signed(signed) => self.signed.push(signed),
            JournalLine::Logged { logged } => {
                self.signed.iter_mut().filter(|one| one.digest == logged).for_each(|one| one.logged = true);
            }
            JournalLine::Size { size } => self.size = self.size.max(size),
        }
    }

    fn write(&mut self, line: JournalLine) -> Result<(), Failure> {
        let failed = |e: std::io::Error| Failure::file(&self.path, &e);
        let text = serde_json::to_string(&line).map_err(Failure::io("journal"))?;
        self.file.write_all(format!("{text}\n").as_bytes()).and_then(|()| self.file.sync_data()).map_err(failed)?;
        self.take(line);
        Ok(())
    }

    /// Notes that a record was signed here; called before it is sent.
    pub(crate) fn signed(&mut self, pact: &str, record: &Record) -> Result<(), Failure> {
        let (kind, digest) = (record.kind().as_str().to_owned(), record.digest().to_string());
        let note = record.note().to_string();
        self.write(JournalLine::Signed(Signed { pact: pact.to_owned(), kind, digest, note, logged: false }))
    }

    /// Notes that the receipt of a record was verified.
    pub(crate) fn logged(&mut self, digest: RecordDigest) -> Result<(), Failure> {
        self.write(JournalLine::Logged { logged: digest.to_string() })
    }

    /// Checks that verified evidence shows everything that this desk has signed and seen.
    ///
    /// # Errors
    /// [`ProgramRefusal::EvidenceHides`] if the tree is smaller than one that was seen, or lacks a record whose receipt
    /// was verified here. A withdrawal or a revocation must be there once it was signed at all: see
    /// [`unsent`](Self::unsent).
    pub(crate) fn compare(&mut self, pact: &str, evidence: &[u8], size: u64) -> Result<(), Failure> {
        let shown = digests(&Evidence::parse(evidence)?);
        let is_due = |one: &&Signed| one.pact == pact && (one.logged || is_grave(&one.kind));
        let hidden = self.signed.iter().filter(is_due).any(|one| !shown.contains(&one.digest));
        if size < self.size || hidden {
            return Err(Failure::Refused(ProgramRefusal::EvidenceHides));
        }
        if size > self.size {
            self.write(JournalLine::Size { size })?;
        }
        Ok(())
    }

    /// Withdrawals and revocations that were signed here and never acknowledged. They are sent again before anything
    /// else.
    pub(crate) fn unsent(&self, pact: &str) -> Vec<Record> {
        let due = self.signed.iter().filter(|one| one.pact == pact && !one.logged && is_grave(&one.kind));
        due.filter_map(|one| Record::parse(one.note.as_bytes()).ok()).collect()
    }
}

/// True for kinds of records whose absence would change the meaning of a completion.
fn is_grave(kind: &str) -> bool {
    kind == Kind::Withdrawal.as_str() || kind == Kind::Revocation.as_str()
}

/// Record digests that the evidence shows, erased ones too.
fn digests(evidence: &Evidence) -> BTreeSet<String> {
    let digest = |item: &Item| match item {
        Item::Present { note, .. } => Note::parse(note.as_bytes())
            .map_or_else(|_| String::new(), |note| Digest::of(note.text().as_bytes()).to_string()),
        Item::Erased { digest, .. } => digest.clone(),
    };
    evidence.items.iter().map(digest).collect()
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}
