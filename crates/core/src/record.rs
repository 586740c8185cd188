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

mod lines;

use crate::digest::Digest;
use crate::error::{Code, Error};
use crate::key::{parse_name, parse_vkey};
use crate::leaf::Kind;
use crate::pact::{PactDigest, PartyId, Position, Role};
use crate::time::Time;
use giaouoc_tlog::note::{Algorithm, KeyName, Note, SigningKey, VerifyingKey};
use lines::{Reader, Writer};
use std::fmt;

/// A record's note: at most 4 KiB.
pub const MAX_NOTE: usize = 4096;

/// SHA-256 of a record's text, up to and including the line feed before the empty line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordDigest(pub Digest);

impl fmt::Display for RecordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RecordDigest {
    /// Digest of a record's text.
    pub fn of(text: &str) -> Self {
        Self(Digest::of(text.as_bytes()))
    }

    /// SHA-256 over the concatenation of 32-byte record digests: what `after` and `signatures` hold.
    pub fn chain(digests: impl IntoIterator<Item = RecordDigest>) -> Digest {
        let mut joined = Vec::new();
        for digest in digests {
            joined.extend_from_slice(digest.0.as_bytes());
        }
        Digest::of(&joined)
    }
}

/// How the registrar knows the holder of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Seen by the secretary at the desk.
    InPerson,
    /// By a link and a one-time token.
    Invite,
    /// The key stands in the roster.
    Pinned,
}

impl Method {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 3] =
        [("in-person", Self::InPerson), ("invite", Self::Invite), ("pinned", Self::Pinned)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// In what capacity the holder signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// The person whom the roster names.
    Representative,
    /// Somebody with a letter of authority.
    Delegate,
}

impl Capacity {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 2] =
        [("representative", Self::Representative), ("delegate", Self::Delegate)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// What a signature means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// The party takes the pact upon itself.
    Sign,
    /// The witness was present.
    Witness,
}

impl Intent {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 2] = [("sign", Self::Sign), ("witness", Self::Witness)];

    /// What a signature of one in this role means.
    pub fn of(role: Role) -> Self {
        if role == Role::Witness { Self::Witness } else { Self::Sign }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

/// Where a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// On one's own phone.
    Phone,
    /// On the stage.
    Kiosk,
    /// On the command line.
    Cli,
    /// By another program.
    Api,
}

impl Channel {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 4] =
        [("phone", Self::Phone), ("kiosk", Self::Kiosk), ("cli", Self::Cli), ("api", Self::Api)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::WORDS, self)
    }
}

fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, v)| *v == value).map_or("", |(word, _)| word)
}

/// `giaouoc/enrolment/v1`, by the registrar and then by the enrolled key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// For which party.
    pub party: PartyId,
    /// Which key.
    pub key: VerifyingKey,
    /// Who holds it, as known in person.
    pub holder: String,
    /// In what capacity.
    pub capacity: Capacity,
    /// SHA-256 of the letter of authority.
    pub authority: Option<Digest>,
    /// How the holder is known.
    pub method: Method,
}

/// `giaouoc/signature/v1`, by the party's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Which party signs.
    pub party: PartyId,
    /// Its place among those that sign.
    pub position: Position,
    /// What the signature means.
    pub intent: Intent,
    /// The enrolment under which it signs.
    pub enrolment: RecordDigest,
    /// What came before: the opening, or all signatures of smaller stages.
    pub after: Digest,
    /// SHA-256 of the handwritten mark.
    pub mark: Option<Digest>,
    /// Where it was made.
    pub channel: Channel,
}

/// `giaouoc/decline/v1`, by the party's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Which party declines.
    pub party: PartyId,
    /// The enrolment under which it declines.
    pub enrolment: RecordDigest,
    /// Why, if it says.
    pub reason: Option<String>,
}

/// `giaouoc/revocation/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Whose key.
    pub party: PartyId,
    /// Which key; one that was enrolled for that party.
    pub key: VerifyingKey,
    /// Why, if it says.
    pub reason: Option<String>,
}

/// `giaouoc/withdrawal/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Why, if it says.
    pub reason: Option<String>,
}

/// `giaouoc/completion/v1`, by the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// [`RecordDigest::chain`] of all signatures, in roster order.
    pub signatures: Digest,
    /// `n` of `n`.
    pub count: Position,
}

/// One of the seven acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `giaouoc/opening/v1`, by the registrar: from now on nothing of the pact changes.
    Opening,
    /// The registrar says who holds which key.
    Enrolment(Enrolment),
    /// A party signs.
    Signature(Signature),
    /// A party declines.
    Decline(Decline),
    /// The registrar takes a key back.
    Revocation(Revocation),
    /// The registrar withdraws the pact.
    Withdrawal(Withdrawal),
    /// The registrar says that all have signed.
    Completion(Completion),
}

/// What a record says: an act on a pact in a ledger, and when its signer claims to have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The ledger's origin.
    pub ledger: KeyName,
    /// Which pact.
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
    pub fn parse(text: &str) -> Result<Self, Error> {
        let kind = kind_of(text)?;
        let mut r = Reader::new(text)?;
        let ledger = r.value("ledger", parse_name)?;
        let pact = r.value("pact", |v| digest(v).map(PactDigest))?;
        let act = act(kind, &mut r)?;
        let time = r.value("time", |v| Time::parse(v).map_err(|e| form(&e.detail)))?;
        r.finish()?;
        Ok(Self { ledger, pact, act, time })
    }

    /// The exact text that is signed.
    pub fn text(&self) -> String {
        let mut w = Writer::new(self.kind());
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

    /// Which of the seven.
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
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<Record, Error> {
        let text = self.text();
        let lines = keys.iter().map(|key| key.sign(&text)).collect();
        let note = Note::new(text, lines).map_err(|e| Error::new(Code::NoteMalformed).because(e.to_string()))?;
        Record::from_note(note)
    }
}

/// The lines between `pact` and `time`, by kind.
fn act(kind: Kind, r: &mut Reader<'_>) -> Result<Act, Error> {
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
        Kind::PreviousLog => return Err(Error::new(Code::RecordKind)),
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
    pub fn parse(note: &[u8]) -> Result<Self, Error> {
        Self::from_note(parse_note(note)?)
    }

    /// The same from a note that is parsed already.
    pub fn from_note(note: Note) -> Result<Self, Error> {
        let statement = Statement::parse(note.text())?;
        Self::of_statement(statement, note)
    }

    /// The same of a note whose text was written from this statement, all of whose values obey their rules by their types.
    pub(crate) fn of_statement(statement: Statement, note: Note) -> Result<Self, Error> {
        let due = lines_due(statement.kind());
        if note.signatures().len() != due {
            let detail = format!("{} signature lines, {due} due", note.signatures().len());
            return Err(Error::new(Code::SignatureLines).because(detail));
        }
        let digest = RecordDigest::of(note.text());
        Ok(Self { note, statement, digest })
    }

    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// What it says.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Which of the seven.
    pub fn kind(&self) -> Kind {
        self.statement.kind()
    }

    /// SHA-256 of its text.
    pub fn digest(&self) -> RecordDigest {
        self.digest
    }

    /// Checks that the signature lines are exactly by these keys, in this order, and that each verifies strictly.
    pub fn verify(&self, keys: &[&VerifyingKey]) -> Result<(), Error> {
        let lines = self.note.signatures();
        if lines.len() != keys.len() {
            return Err(Error::new(Code::SignatureLines));
        }
        for (line, key) in lines.iter().zip(keys) {
            if line.name() != key.name() || line.id() != key.id() {
                let detail =
                    format!("a line by {}+{} is due, found {}+{}", key.name(), key.id(), line.name(), line.id());
                return Err(Error::new(Code::SignatureLines).because(detail));
            }
            let wrong = || Error::new(Code::SignatureWrong).because(format!("line by {}", key.name()));
            let signature = line.bytes().try_into().map_err(|_| wrong())?;
            key.verify(self.note.text().as_bytes(), signature).map_err(|_| wrong())?;
        }
        Ok(())
    }
}

/// Parses a record's note: size and form of C2SP signed-note.
pub(crate) fn parse_note(note: &[u8]) -> Result<Note, Error> {
    if note.len() > MAX_NOTE {
        return Err(Error::new(Code::TooLarge).because(format!("a record of {} bytes", note.len())));
    }
    Note::parse(note).map_err(|e| Error::new(Code::NoteMalformed).because(e.to_string()))
}

/// The kind that the first line of a record's text names.
pub fn kind_of(text: &str) -> Result<Kind, Error> {
    let first = text.lines().next().unwrap_or_default();
    let word = first.strip_prefix("giaouoc/").and_then(|rest| rest.strip_suffix("/v1"));
    let kind = Kind::RECORDS.into_iter().find(|kind| word == Some(kind.as_str()));
    kind.ok_or_else(|| Error::new(Code::RecordKind))
}

/// Only an enrolment bears two lines: the registrar's, then the proof of possession.
fn lines_due(kind: Kind) -> usize {
    if kind == Kind::Enrolment { 2 } else { 1 }
}

fn form(detail: &str) -> Error {
    Error::new(Code::ValueForm).because(detail)
}

fn digest(value: &str) -> Result<Digest, Error> {
    Digest::parse(value).map_err(|_| form("64 lowercase hex digits are due"))
}

fn word<T: Copy>(words: &[(&str, T)], value: &str) -> Result<T, Error> {
    let found = words.iter().find(|(word, _)| *word == value).map(|(_, v)| *v);
    found.ok_or_else(|| form("an unknown word"))
}

/// `k/n`, both decimal without leading zeros, 1 ≤ k ≤ n.
fn position(value: &str) -> Result<Position, Error> {
    let number = |text: &str| -> Option<usize> {
        let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        if plain { text.parse().ok() } else { None }
    };
    let position = value.split_once('/').and_then(|(k, n)| Some(Position { k: number(k)?, n: number(n)? }));
    position.filter(|p| p.k <= p.n).ok_or_else(|| form("k/n is due, 1 ≤ k ≤ n"))
}

impl Reader<'_> {
    fn party(&mut self) -> Result<PartyId, Error> {
        self.value("party", |v| PartyId::parse(v).map_err(|e| form(&e.detail)))
    }

    fn key(&mut self) -> Result<VerifyingKey, Error> {
        self.value("key", |v| parse_vkey(v, Algorithm::Ed25519))
    }

    fn enrolment(&mut self) -> Result<RecordDigest, Error> {
        self.value("enrolment", |v| digest(v).map(RecordDigest))
    }

    fn reason(&mut self) -> Result<Option<String>, Error> {
        self.maybe("reason", |v| Ok(v.to_owned()))
    }
}
