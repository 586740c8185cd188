//! Records: the seven acts about a pact, each a signed note (`docs/spec/3-records.md`).
//!
//! ```text
//! giaouoc/decline/v1                            first line: the kind
//! ledger giaouoc.example/so/2026                then each line once, in this order: name, space, value
//! pact 3d4e28…
//! party so-ngoai-vu
//! enrolment 7197…
//! reason -
//! time 2023-02-17T01:35:25Z
//!                                               an empty line
//! — 4nyw…/so-ngoai-vu 4saug…                    exactly the signature lines of the kind
//! ```
//!
//! Parsing checks form only. Whether a record may be taken is [`crate::progress`]'s to say.

mod act;
mod lines;

pub use act::{
    Act, Capacity, Channel, Completion, Decline, Enrolment, Intent, Method, RecordDigest, Revocation, Signature,
    Withdrawal,
};

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::key::{parse_name, parse_vkey};
use crate::leaf::Kind;
use crate::pact::{PactDigest, PartyId, Position};
use crate::time::Time;
use crate::words::value_of;
use giaouoc_tlog::note::{Algorithm, KeyName, Note, SigningKey, VerifyingKey};
use lines::{LineReader, LineWriter};

/// A record's note: at most 4 KiB.
pub const MAX_NOTE: usize = 4096;

/// The statement of a record: an act on a pact in a ledger, and the time at which its signer claims to have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The ledger's origin.
    pub ledger: KeyName,
    /// Digest of the pact.
    pub pact: PactDigest,
    /// The act.
    pub act: Act,
    /// Claimed by whoever signs; checked for form only.
    pub time: Time,
}

impl Statement {
    /// Parses a record's text.
    ///
    /// # Errors
    /// Malformed: an unknown first line, a missing, doubled, unknown or misplaced line, a value of the wrong form. The
    /// place is the line's name.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        let kind = kind_of(text)?;
        let mut r = LineReader::new(text)?;
        let ledger = r.value("ledger", parse_name)?;
        let pact = r.value("pact", |v| digest(v).map(PactDigest))?;
        let act = act(kind, &mut r)?;
        let time = r.value("time", |v| Time::parse(v).map_err(|e| form(&e.detail)))?;
        r.finish()?;
        Ok(Self { ledger, pact, act, time })
    }

    /// The exact text that is signed.
    pub fn text(&self) -> String {
        let mut w = LineWriter::new(self.kind());
        w.line("ledger", &self.ledger);
        w.line("pact", self.pact);
        match &self.act {
            Act::Opening => {}
            Act::Enrolment(a) => {
                w.line("party", &a.party);
                w.line("key", &a.key);
                w.line("holder", &a.holder);
                w.line("capacity", a.capacity.as_str());
                w.maybe("authority", a.authority);
                w.line("method", a.method.as_str());
            }
            Act::Signature(a) => {
                w.line("party", &a.party);
                w.line("position", a.position);
                w.line("intent", a.intent.as_str());
                w.line("enrolment", a.enrolment);
                w.line("after", a.after);
                w.maybe("mark", a.mark);
                w.line("channel", a.channel.as_str());
            }
            Act::Decline(a) => {
                w.line("party", &a.party);
                w.line("enrolment", a.enrolment);
                w.maybe("reason", a.reason.as_ref());
            }
            Act::Revocation(a) => {
                w.line("party", &a.party);
                w.line("key", &a.key);
                w.maybe("reason", a.reason.as_ref());
            }
            Act::Withdrawal(a) => w.maybe("reason", a.reason.as_ref()),
            Act::Completion(a) => {
                w.line("signatures", a.signatures);
                w.line("count", a.count);
            }
        }
        w.line("time", self.time);
        w.text()
    }

    /// The kind of the record, one of seven.
    pub fn kind(&self) -> Kind {
        match self.act {
            Act::Opening => Kind::Opening,
            Act::Enrolment(_) => Kind::Enrolment,
            Act::Signature(_) => Kind::Signature,
            Act::Decline(_) => Kind::Decline,
            Act::Revocation(_) => Kind::Revocation,
            Act::Withdrawal(_) => Kind::Withdrawal,
            Act::Completion(_) => Kind::Completion,
        }
    }

    /// The line `party`, where the kind has one.
    pub fn party(&self) -> Option<&PartyId> {
        match &self.act {
            Act::Enrolment(a) => Some(&a.party),
            Act::Signature(a) => Some(&a.party),
            Act::Decline(a) => Some(&a.party),
            Act::Revocation(a) => Some(&a.party),
            Act::Opening | Act::Withdrawal(_) | Act::Completion(_) => None,
        }
    }

    /// Signs the text: the registrar's line first, then the enrolled key's, as the kind demands.
    ///
    /// # Errors
    /// Misuse: a value that does not obey its rule, or not as many keys as the kind has lines.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<Record, CoreError> {
        let text = self.text();
        let lines = keys.iter().map(|key| key.sign(&text)).collect();
        let note = Note::new(text, lines).map_err(|e| CoreError::new(Code::NoteMalformed).because(e.to_string()))?;
        Record::from_note(note)
    }
}

/// The lines between `pact` and `time`, by kind.
fn act(kind: Kind, r: &mut LineReader<'_>) -> Result<Act, CoreError> {
    Ok(match kind {
        Kind::Opening => Act::Opening,
        Kind::Enrolment => Act::Enrolment(Enrolment {
            party: r.party()?,
            key: r.key()?,
            holder: r.value("holder", |v| Ok(v.to_owned()))?,
            capacity: r.value("capacity", |v| word(&Capacity::WORDS, v))?,
            authority: r.maybe("authority", digest)?,
            method: r.value("method", |v| word(&Method::WORDS, v))?,
        }),
        Kind::Signature => Act::Signature(Signature {
            party: r.party()?,
            position: r.value("position", position)?,
            intent: r.value("intent", |v| word(&Intent::WORDS, v))?,
            enrolment: r.enrolment()?,
            after: r.value("after", digest)?,
            mark: r.maybe("mark", digest)?,
            channel: r.value("channel", |v| word(&Channel::WORDS, v))?,
        }),
        Kind::Decline => Act::Decline(Decline { party: r.party()?, enrolment: r.enrolment()?, reason: r.reason()? }),
        Kind::Revocation => Act::Revocation(Revocation { party: r.party()?, key: r.key()?, reason: r.reason()? }),
        Kind::Withdrawal => Act::Withdrawal(Withdrawal { reason: r.reason()? }),
        Kind::Completion => Act::Completion(Completion {
            signatures: r.value("signatures", digest)?,
            count: r.value("count", position)?,
        }),
        Kind::PreviousLog => return Err(CoreError::new(Code::RecordKind)),
    })
}

/// A signed note of a known kind and right form. Its signatures have not been verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    note: Note,
    statement: Statement,
    digest: RecordDigest,
}

impl Record {
    /// Parses a note: size, form, and the number of signature lines of its kind.
    pub fn parse(note: &[u8]) -> Result<Self, CoreError> {
        Self::from_note(parse_note(note)?)
    }

    /// Reads a record from a note that is parsed already.
    pub fn from_note(note: Note) -> Result<Self, CoreError> {
        let statement = Statement::parse(note.text())?;
        Self::of_statement(statement, note)
    }

    /// Makes a record from a statement and a note whose text was written from it. By their types, the statement's
    /// values obey their rules.
    pub(crate) fn of_statement(statement: Statement, note: Note) -> Result<Self, CoreError> {
        let due = lines_due(statement.kind());
        if note.signatures().len() != due {
            let detail = format!("{} signature lines, {due} due", note.signatures().len());
            return Err(CoreError::new(Code::SignatureLines).because(detail));
        }
        let digest = RecordDigest::of(note.text());
        Ok(Self { note, statement, digest })
    }

    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The statement that the note's text makes.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The kind of the record, one of seven.
    pub fn kind(&self) -> Kind {
        self.statement.kind()
    }

    /// SHA-256 of its text.
    pub fn digest(&self) -> RecordDigest {
        self.digest
    }

    /// Checks that the signature lines are exactly by these keys, in this order, and that each verifies strictly.
    pub fn verify(&self, keys: &[&VerifyingKey]) -> Result<(), CoreError> {
        let lines = self.note.signatures();
        if lines.len() != keys.len() {
            return Err(CoreError::new(Code::SignatureLines));
        }
        for (line, key) in lines.iter().zip(keys) {
            if line.name() != key.name() || line.id() != key.id() {
                let detail =
                    format!("a line by {}+{} is due, found {}+{}", key.name(), key.id(), line.name(), line.id());
                return Err(CoreError::new(Code::SignatureLines).because(detail));
            }
            let wrong = || CoreError::new(Code::SignatureWrong).because(format!("line by {}", key.name()));
            let signature = line.bytes().try_into().map_err(|_| wrong())?;
            key.verify(self.note.text().as_bytes(), signature).map_err(|_| wrong())?;
        }
        Ok(())
    }
}

/// Parses a record's note: size and form of C2SP signed-note.
pub(crate) fn parse_note(note: &[u8]) -> Result<Note, CoreError> {
    if note.len() > MAX_NOTE {
        return Err(CoreError::new(Code::TooLarge).because(format!("a record of {} bytes", note.len())));
    }
    Note::parse(note).map_err(|e| CoreError::new(Code::NoteMalformed).because(e.to_string()))
}

/// The kind that the first line of a record's text names.
pub fn kind_of(text: &str) -> Result<Kind, CoreError> {
    let first = text.lines().next().unwrap_or_default();
    let word = first.strip_prefix("giaouoc/").and_then(|rest| rest.strip_suffix("/v1"));
    let kind = Kind::RECORDS.into_iter().find(|kind| word == Some(kind.as_str()));
    kind.ok_or_else(|| CoreError::new(Code::RecordKind))
}

/// Only an enrolment bears two lines: the registrar's, then the proof of possession.
fn lines_due(kind: Kind) -> usize {
    if kind == Kind::Enrolment { 2 } else { 1 }
}

fn form(detail: &str) -> CoreError {
    CoreError::new(Code::ValueForm).because(detail)
}

fn digest(value: &str) -> Result<Digest, CoreError> {
    Digest::parse(value).map_err(|_| form("64 lowercase hex digits are due"))
}

fn word<T: Copy>(words: &[(&str, T)], value: &str) -> Result<T, CoreError> {
    value_of(words, value).ok_or_else(|| form("an unknown word"))
}

/// `k/n`, both decimal without leading zeros, 1 ≤ k ≤ n.
fn position(value: &str) -> Result<Position, CoreError> {
    let number = |text: &str| -> Option<usize> {
        let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        if plain { text.parse().ok() } else { None }
    };
    let position = value.split_once('/').and_then(|(k, n)| Some(Position { k: number(k)?, n: number(n)? }));
    position.filter(|p| p.k <= p.n).ok_or_else(|| form("k/n is due, 1 ≤ k ≤ n"))
}

impl LineReader<'_> {
    fn party(&mut self) -> Result<PartyId, CoreError> {
        self.value("party", |v| PartyId::parse(v).map_err(|e| form(&e.detail)))
    }

    fn key(&mut self) -> Result<VerifyingKey, CoreError> {
        self.value("key", |v| parse_vkey(v, Algorithm::Ed25519))
    }

    fn enrolment(&mut self) -> Result<RecordDigest, CoreError> {
        self.value("enrolment", |v| digest(v).map(RecordDigest))
    }

    fn reason(&mut self) -> Result<Option<String>, CoreError> {
        self.maybe("reason", |v| Ok(v.to_owned()))
    }
}
