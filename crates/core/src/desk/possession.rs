//! Enrolments that bear the possession line only: made by the signer's device, not yet signed by the registrar.

use super::DeskRefusal;
use crate::error::{Code, CoreError};
use crate::pact::PartyId;
use crate::progress::{Holder, Progress};
use crate::record::{Act, Enrolment, Method, Record, RecordDigest, Statement, parse_note};
use crate::time::Time;
use giaouoc_tlog::note::{Note, SigningKey};

/// The largest difference between an enrolment's time and the clock of whoever takes it, in seconds.
pub const CLOCK_SKEW: i64 = 600;

/// An enrolment whose one line, by the key that it enrols, was verified: somebody holds that key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possession {
    note: Note,
    enrolment: Enrolment,
    time: Time,
}

impl Possession {
    /// Parses a note that bears exactly one line, by the key that it enrols.
    ///
    /// # Errors
    /// [`DeskRefusal::NotAnEnrolment`]; [`Code::SignatureLines`], [`Code::SignatureWrong`], and whatever is wrong with
    /// the note's size and form.
    pub fn parse(note: &str) -> Result<Self, DeskRefusal> {
        let note = parse_note(note.as_bytes())?;
        let Statement { act: Act::Enrolment(enrolment), time, .. } = Statement::parse(note.text())? else {
            return Err(DeskRefusal::NotAnEnrolment);
        };
        match note.signatures() {
            [line] if enrolment.key.made(line) => enrolment
                .key
                .verify_line(line, note.text())
                .map_err(|_| CoreError::new(Code::SignatureWrong).because("the possession line"))?,
            _ => return Err(CoreError::new(Code::SignatureLines).because("the possession line alone is due").into()),
        };
        Ok(Self { note, enrolment, time })
    }

    /// The enrolment that the note states.
    pub fn enrolment(&self) -> &Enrolment {
        &self.enrolment
    }

    /// The digest of the record that the note is to become.
    pub fn digest(&self) -> RecordDigest {
        RecordDigest::of(self.note.text())
    }

    /// Compares the note, byte for byte, with the enrolment that a release of this position to this holder demands.
    ///
    /// # Errors
    /// [`DeskRefusal::EnrolmentDiffers`].
    pub fn check_release(
        &self,
        progress: &Progress,
        party: &PartyId,
        holder: Holder,
        method: Method,
    ) -> Result<Statement, DeskRefusal> {
        let due = progress.draft_enrolment(party, self.enrolment.key.clone(), holder, method, self.time);
        let text = due.text();
        if text != self.note.text() {
            return Err(DeskRefusal::EnrolmentDiffers { line: first_difference(&text, self.note.text()) });
        }
        Ok(due)
    }

    /// Compares the time that the note states with a clock.
    ///
    /// # Errors
    /// [`DeskRefusal::ClockDiffers`] beyond [`CLOCK_SKEW`].
    pub fn check_clock(&self, clock: Time) -> Result<(), DeskRefusal> {
        let apart = (self.time.unix() - clock.unix()).abs();
        if apart > CLOCK_SKEW { Err(DeskRefusal::ClockDiffers { clock }) } else { Ok(()) }
    }

    /// The record: the registrar's line, then the possession line.
    ///
    /// # Errors
    /// None that a parsed note could lead to; the types do not say so.
    pub fn attest(&self, registrar: &SigningKey) -> Result<Record, CoreError> {
        attest(&self.note, registrar)
    }
}

/// Puts the registrar's line before the lines of a note.
///
/// # Errors
/// [`Code::SignatureLines`] where the note does not bear exactly one line; whatever is wrong with its form.
pub fn attest(note: &Note, registrar: &SigningKey) -> Result<Record, CoreError> {
    let lines = std::iter::once(registrar.sign(note.text())).chain(note.signatures().iter().cloned()).collect();
    let note = Note::new(note.text().to_owned(), lines);
    Record::from_note(note.map_err(|e| CoreError::new(Code::NoteMalformed).because(e.to_string()))?)
}

/// The name of the first line in which two texts differ.
fn first_difference(due: &str, found: &str) -> String {
    let lines = due.lines().zip(found.lines()).find(|(a, b)| a != b);
    lines.and_then(|(due, _)| due.split(' ').next()).unwrap_or("note").to_owned()
}
