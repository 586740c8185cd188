//! A verifier's trust: a C2SP tlog-policy with our `registrar` lines (`docs/spec/2-keys-and-notes.md`).

use crate::error::{Code, CoreError};
use crate::key::{code_of, parse_vkey};
use crate::pact::Identity;
use giaouoc_tlog::note::{Algorithm, KeyId, VerifyingKey};
use giaouoc_tlog::policy::TlogPolicy;
use std::collections::BTreeSet;
use std::fmt;

/// Most registrars of one policy.
pub const MAX_REGISTRARS: usize = 256;

/// A registrar's key, and the pacts for which it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registrar {
    /// The registrar's public key.
    pub key: VerifyingKey,
    /// True for a key that a server holds: it counts only for pacts with `identity: invite`.
    pub invite: bool,
}

impl Registrar {
    /// True when the registrar counts for pacts of this identity mode.
    pub fn counts_for(&self, identity: Identity) -> bool {
        !self.invite || identity == Identity::Invite
    }
}

/// Pinned ledgers, witnesses with their quorum, and registrars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Logs, witnesses, quorum.
    pub ledger: TlogPolicy,
    /// Registrars; with none, no opening is trusted.
    pub registrars: Vec<Registrar>,
}

impl Policy {
    /// Parses the text: lines `registrar <vkey> [invite]` are ours, all others are a C2SP tlog-policy.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        let mut registrars = Vec::new();
        let mut others = String::new();
        for (i, line) in text.split('\n').enumerate() {
            // The other lines keep their numbers, so that the inner parser's messages fit the file.
            match registrar(line).map_err(|e| e.at(format!("line {}", i + 1)))? {
                Some(registrar) => registrars.push(registrar),
                None => others.push_str(line),
            }
            others.push('\n');
        }
        let ledger =
            TlogPolicy::parse(&others).map_err(|e| CoreError::new(Code::PolicyMalformed).because(e.to_string()))?;
        let policy = Self { ledger, registrars };
        let wrong = |detail: &str| CoreError::new(Code::PolicyMalformed).because(detail);
        if policy.registrars.len() > MAX_REGISTRARS {
            return Err(wrong("too many registrars"));
        }
        let mut seen = BTreeSet::new();
        if !policy.public_keys().all(|key| seen.insert(*key.public_key())) {
            return Err(wrong("one public key stands twice"));
        }
        let mut named = BTreeSet::new();
        if !policy.registrars.iter().all(|r| named.insert((r.key.name().clone(), r.key.id().0))) {
            return Err(wrong("two registrars share name and key ID"));
        }
        Ok(policy)
    }

    /// The registrar that bears this name and key ID.
    pub fn registrar(&self, name: &str, id: KeyId) -> Option<&Registrar> {
        self.registrars.iter().find(|r| r.key.name().as_str() == name && r.key.id() == id)
    }

    /// Every key of the policy: no party may enrol one of them.
    pub fn public_keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        let logs = self.ledger.logs().iter().map(|log| &log.key);
        let witnesses = self.ledger.witnesses().iter().map(|witness| &witness.key);
        logs.chain(witnesses).chain(self.registrars.iter().map(|registrar| &registrar.key))
    }
}

/// A line of ours, or nothing.
fn registrar(line: &str) -> Result<Option<Registrar>, CoreError> {
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    if words.next() != Some("registrar") {
        return Ok(None);
    }
    let wrong = |detail: &str| CoreError::new(Code::PolicyMalformed).because(detail);
    let vkey = words.next().ok_or_else(|| wrong("registrar without a vkey"))?;
    let invite = match words.next() {
        None => false,
        Some("invite") => true,
        Some(_) => return Err(wrong("after a registrar's vkey only `invite` may stand")),
    };
    if words.next().is_some() {
        return Err(wrong("too many words after registrar"));
    }
    let key = parse_vkey(vkey, Algorithm::Ed25519)?;
    Ok(Some(Registrar { key, invite }))
}

/// The text; without its `registrar` lines it is a plain tlog-policy.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ledger.fmt(f)?;
        for registrar in &self.registrars {
            writeln!(f, "registrar {}{}", registrar.key, if registrar.invite { " invite" } else { "" })?;
        }
        Ok(())
    }
}

/// The error of this crate for a checkpoint that the note layer did not accept.
pub(crate) fn checkpoint_error(error: &giaouoc_tlog::TlogError) -> CoreError {
    let code = match code_of(error) {
        Code::NoteMalformed => Code::CheckpointMalformed,
        code => code,
    };
    CoreError::new(code).at("checkpoint").because(error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../fixtures/vectors/formats/policy.txt");

    #[test]
    fn parses_and_writes_itself() {
        let policy = Policy::parse(EXAMPLE).unwrap();
        assert_eq!(policy.registrars.iter().map(|r| r.invite).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(Policy::parse(&policy.to_string()).unwrap(), policy);
    }

    #[test]
    fn refuses_a_key_twice_under_whatever_name() {
        let twice = format!("{EXAMPLE}{}\n", EXAMPLE.lines().find(|l| l.starts_with("registrar")).unwrap());
        assert_eq!(Policy::parse(&twice).unwrap_err().code, Code::PolicyMalformed);
    }

    #[test]
    fn refuses_other_words_after_the_key() {
        for line in ["registrar", "registrar x", "registrar a b c"] {
            assert!(Policy::parse(&format!("{line}\nquorum none\n")).is_err(), "{line}");
        }
    }
}
