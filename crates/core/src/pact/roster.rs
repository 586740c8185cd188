//! The roster: who signs, in which stage, and which place each signer holds.

use super::reader::At;
use crate::error::{Code, CoreError};
use giaouoc_tlog::note::{Algorithm, VerifyingKey};
use std::collections::BTreeSet;
use std::fmt;

/// Parties and witnesses of one pact: at most 64.
pub const MAX_PARTIES: usize = 64;

/// `[a-z0-9][a-z0-9-]{0,31}`, unique in its pact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyId(String);

impl PartyId {
    /// Parses the text form.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let right =
            (1..=32).contains(&text.len()) && text.bytes().enumerate().all(|(i, b)| plain(b) || (i > 0 && b == b'-'));
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(CoreError::new(Code::MemberValue).because("a party id is [a-z0-9][a-z0-9-]{0,31}"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The role of a party in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Khối trưởng, Cụm trưởng.
    Head,
    /// Khối phó, Cụm phó.
    Deputy,
    /// Đơn vị thành viên.
    Member,
    /// Người chứng kiến: signs that it was present, or is merely named.
    Witness,
}

impl Role {
    /// The word in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Deputy => "deputy",
            Self::Member => "member",
            Self::Witness => "witness",
        }
    }
}

/// The person whom a party names to sign for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representative {
    /// Name as known in person; obeys the rule for record values.
    pub name: String,
    /// Offices held.
    pub titles: Vec<String>,
}

/// One entry of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The id by which records name the party.
    pub id: PartyId,
    /// The unit's own name.
    pub unit: String,
    /// The party's role in the group.
    pub role: Role,
    /// Order of signing, from 1, gaps allowed; without meaning for an entry that does not sign.
    pub stage: u64,
    /// True when the party signs; only a witness may be merely named.
    pub signs: bool,
    /// The person who signs for the party, where already known.
    pub representative: Option<Representative>,
    /// A long-lived key that was fixed before opening.
    pub key: Option<VerifyingKey>,
}

/// A place among those that sign: `k/n`, `k` from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Number of the party among those that sign, from 1, in roster order.
    pub k: usize,
    /// Number of parties that sign.
    pub n: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.k, self.n)
    }
}

/// All parties and witnesses, in protocol order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster(Vec<Party>);

impl Roster {
    /// Every entry, in protocol (printing) order.
    pub fn parties(&self) -> &[Party] {
        &self.0
    }

    /// The entry with this id.
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.0.iter().find(|party| party.id == *id)
    }

    /// The parties that sign, in roster order.
    pub fn signers(&self) -> impl Iterator<Item = &Party> {
        self.0.iter().filter(|party| party.signs)
    }

    /// Number of parties that sign.
    pub fn signer_count(&self) -> usize {
        self.signers().count()
    }

    /// The position of a party that signs; none for any other id.
    pub fn position(&self, id: &PartyId) -> Option<Position> {
        let k = self.signers().position(|party| party.id == *id)?;
        Some(Position { k: k + 1, n: self.signer_count() })
    }

    /// The parties that sign in a smaller stage than this one, in roster order.
    pub fn signers_before(&self, stage: u64) -> impl Iterator<Item = &Party> {
        self.signers().filter(move |party| party.stage < stage)
    }
}

/// Reads the member `roster`.
pub(super) fn read(v: &At<'_>) -> Result<Roster, CoreError> {
    let parties = v.list(party)?;
    if parties.is_empty() || parties.len() > MAX_PARTIES {
        return Err(CoreError::new(Code::RosterSize).at(v.place()).because(format!("{} entries", parties.len())));
    }
    if !parties.iter().any(|party| party.signs && party.role != Role::Witness) {
        return Err(CoreError::new(Code::RosterNobodySigns).at(v.place()));
    }
    let mut ids = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for (i, party) in parties.iter().enumerate() {
        if !ids.insert(&party.id) {
            return Err(CoreError::new(Code::RosterDuplicate).at(format!("{}/{i}/id", v.place())));
        }
        // The public key counts, not its name: one key, one party.
        if party.key.as_ref().is_some_and(|key| !keys.insert(*key.public_key())) {
            return Err(CoreError::new(Code::KeyShared).at(format!("{}/{i}/key", v.place())));
        }
    }
    Ok(Roster(parties))
}

fn party(v: &At<'_>) -> Result<Party, CoreError> {
    let mut f = v.fields()?;
    let party = Party {
        id: f.with("id", |v| PartyId::parse(v.string()?).map_err(|e| e.at(v.place())))?,
        unit: f.line("unit")?,
        role: f.with("role", |v| {
            v.choice(&[
                ("head", Role::Head),
                ("deputy", Role::Deputy),
                ("member", Role::Member),
                ("witness", Role::Witness),
            ])
        })?,
        stage: f.with("stage", stage)?,
        signs: f.with("signs", |v| v.bool())?,
        representative: f.maybe("representative", representative)?,
        key: f.maybe("key", pinned_key)?,
    };
    f.finish()?;
    let misplaced = match (party.signs, party.role, &party.key) {
        (false, role, _) if role != Role::Witness => Some("signs"),
        (false, _, Some(_)) => Some("key"),
        _ => None,
    };
    match misplaced {
        Some(member) => Err(CoreError::new(Code::RosterNamedOnly).at(format!("{}/{member}", v.place()))),
        None => Ok(party),
    }
}

fn stage(v: &At<'_>) -> Result<u64, CoreError> {
    match v.natural()? {
        0 => Err(CoreError::new(Code::MemberValue).at(v.place()).because("stages start at 1")),
        stage => Ok(stage),
    }
}

fn representative(v: &At<'_>) -> Result<Representative, CoreError> {
    let mut f = v.fields()?;
    let representative =
        Representative { name: f.with("name", |v| v.record_value())?, titles: f.list("titles", |v| v.line())? };
    f.finish()?;
    Ok(representative)
}

fn pinned_key(v: &At<'_>) -> Result<VerifyingKey, CoreError> {
    let text = v.record_value()?;
    crate::key::parse_vkey(&text, Algorithm::Ed25519).map_err(|e| e.at(v.place()))
}
