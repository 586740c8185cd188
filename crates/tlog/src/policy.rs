//! Trust policies (c2sp.org/tlog-policy): which logs one believes, and which witnesses must have seen the same.
//!
//! ```text
//! log <vkey> [url]
//! witness X1 <vkey> [url]
//! witness X2 <vkey>
//! group X any X1 X2
//! quorum X
//! ```

use std::{collections::HashSet, fmt};

use crate::{TlogError, checkpoint::Checkpoint, key::VerifyingKey, key_name::Algorithm, note::Note, text};

/// Most bytes of a policy, 1 MiB.
pub const MAX_POLICY: usize = 1 << 20;

/// Most logs, most witnesses and most groups of a policy (Implementation limits: "at least up to 32" of each).
pub const MAX_OF_A_KIND: usize = 256;

/// A log that the policy believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The log's key, of [`Algorithm::Ed25519`]; the key's name is the log's origin.
    pub key: VerifyingKey,
    /// The log's address as the policy writes it; this crate does not parse it.
    pub url: Option<String>,
}

/// A witness that the policy knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The witness's name within this policy, for groups and quorum; not the key's name.
    pub name: String,
    /// The witness's key, of [`Algorithm::CosignatureV1`].
    pub key: VerifyingKey,
    /// The witness's address as the policy writes it; this crate does not parse it.
    pub url: Option<String>,
}

/// A group of witnesses and groups, of which a threshold must have cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group's name within this policy.
    pub name: String,
    /// Number of members that must have cosigned, from 1 to all of them.
    pub threshold: usize,
    /// Names of witnesses and groups that stand on earlier lines.
    pub members: Vec<String>,
}

/// A parsed policy. [`Display`](fmt::Display) writes it canonically: logs, witnesses, groups, quorum, each kind in the
/// order of the source, without comments; it parses to an equal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogPolicy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<String>,
}

/// A checkpoint that a policy trusts. Only [`TlogPolicy::check`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trusted {
    /// The checkpoint: origin, tree size and root hash.
    pub checkpoint: Checkpoint,
    /// The log's key.
    pub log: VerifyingKey,
    /// The witnesses that cosigned, each once (its first line), in the order of the note: the name within the policy,
    /// and the time that it claims, in seconds since the epoch.
    pub cosignatures: Vec<(String, u64)>,
}

impl TlogPolicy {
    /// Reads a policy; else [`TlogError::MalformedPolicy`] with the line. Stricter than the standard in two points
    /// (UTF-8, and our limits [`MAX_POLICY`] and [`MAX_OF_A_KIND`]), laxer in one: the last line may lack its newline,
    /// as hand-written files do.
    pub fn parse(policy: &str) -> Result<Self, TlogError> {
        if policy.len() > MAX_POLICY {
            return Err(malformed(0, "larger than 1 MiB"));
        }
        let mut parser = Parser::default();
        for (number, line) in policy.split('\n').enumerate() {
            parser.line(line).map_err(|reason| malformed(number + 1, reason))?;
        }
        let Parser { logs, witnesses, groups, quorum, .. } = parser;
        // Defining the quorum: "A policy file must include exactly one quorum line."
        let quorum = quorum.ok_or_else(|| malformed(0, "no quorum line"))?;
        Ok(Self { logs, witnesses, groups, quorum })
    }

    /// The logs, in the order of the source.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses, in the order of the source.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// The groups, in the order of the source.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Name of the witness or group that must have cosigned; `None` for `quorum none`.
    pub fn quorum(&self) -> Option<&str> {
        self.quorum.as_deref()
    }

    /// Checks a checkpoint: "valid if it is signed by any one of the listed logs, and it is cosigned by witnesses
    /// according to the defined quorum rule". The log's key bears the checkpoint's origin as name.
    ///
    /// In this order: [`TlogError::MalformedCheckpoint`]; [`TlogError::BadSignature`] if *any* line by a key of the
    /// policy does not verify; [`TlogError::NoTrustedLog`]; [`TlogError::QuorumMissing`].
    pub fn check(&self, note: &Note) -> Result<Trusted, TlogError> {
        let checkpoint = Checkpoint::parse_text(note.text())?;
        let keys: Vec<_> = self.logs.iter().map(|l| &l.key).chain(self.witnesses.iter().map(|w| &w.key)).collect();
        let lines = note.verified_lines(&keys)?;

        let is_log = |key: &VerifyingKey| key.algorithm() == Algorithm::Ed25519 && *key.name() == checkpoint.origin;
        let log = lines.iter().find(|(key, _)| is_log(key)).map(|(key, _)| (*key).clone());
        let log = log.ok_or_else(|| TlogError::NoTrustedLog { origin: checkpoint.origin.to_string() })?;

        let mut cosignatures: Vec<(String, u64)> = Vec::new();
        for (key, time) in lines {
            if let Some(time) = time
                && let Some(witness) = self.witnesses.iter().find(|witness| witness.key == *key)
                && cosignatures.iter().all(|(name, _)| *name != witness.name)
            {
                cosignatures.push((witness.name.clone(), time));
            }
        }
        self.check_quorum(&cosignatures)?;
        Ok(Trusted { checkpoint, log, cosignatures })
    }

    fn check_quorum(&self, cosignatures: &[(String, u64)]) -> Result<(), TlogError> {
        let Some(quorum) = self.quorum() else {
            return Ok(());
        };
        let present = || cosignatures.iter().map(|(name, _)| name.as_str());
        let mut witnessed: HashSet<&str> = present().collect();
        // Members stand on earlier lines, so one pass in order decides every group.
        for group in &self.groups {
            let count = group.members.iter().filter(|member| witnessed.contains(member.as_str())).count();
            if count >= group.threshold {
                witnessed.insert(&group.name);
            }
        }
        if witnessed.contains(quorum) {
            return Ok(());
        }
        Err(TlogError::QuorumMissing { quorum: quorum.to_owned(), present: present().map(str::to_owned).collect() })
    }
}

impl fmt::Display for TlogPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = |url: &Option<String>| url.as_ref().map_or_else(String::new, |url| format!(" {url}"));
        for log in &self.logs {
            writeln!(f, "log {}{}", log.key, url(&log.url))?;
        }
        for witness in &self.witnesses {
            writeln!(f, "witness {} {}{}", witness.name, witness.key, url(&witness.url))?;
        }
        for Group { name, threshold, members } in &self.groups {
            let threshold = match *threshold {
                all if all == members.len() => "all".to_owned(),
                1 => "any".to_owned(),
                k => k.to_string(),
            };
            writeln!(f, "group {name} {threshold} {}", members.join(" "))?;
        }
        writeln!(f, "quorum {}", self.quorum().unwrap_or(NONE))
    }
}

/// "The special name `none` is predefined": as quorum it asks for no witness; nothing else may bear it.
const NONE: &str = "none";

type Reason = String;

fn malformed(line: usize, reason: impl Into<Reason>) -> TlogError {
    TlogError::MalformedPolicy { line, reason: reason.into() }
}

/// The lines read so far.
#[derive(Default)]
struct Parser {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Option<String>>,
    /// "Witnesses and groups share a single namespace."
    names: HashSet<String>,
    /// "Each defined name can be listed as a group member at most once."
    members: HashSet<String>,
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<(), Reason> {
        // Character set: 0x09, 0x0A, 0x20-0x7E, 0x80-0xFF, in comments too.
        if line.bytes().any(|b| (b < 0x20 && b != b'\t') || b == 0x7f) {
            return Err("it holds a control character, perhaps a carriage return".into());
        }
        // Structure: items are separated by "sequences of ASCII space and tab characters *only*".
        let items: Vec<_> = line.split([' ', '\t']).filter(|item| !item.is_empty()).collect();
        match items.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", vkey, url @ ..] => self.log(vkey, url),
            ["witness", name, vkey, url @ ..] => self.witness(name, vkey, url),
            ["group", name, threshold, members @ ..] => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            ["log" | "witness" | "group" | "quorum", ..] => Err("it has too few or too many items".into()),
            _ => Err("neither log, witness, group nor quorum".into()),
        }
    }

    fn log(&mut self, vkey: &str, url: &[&str]) -> Result<(), Reason> {
        let key = parse_key(vkey, Algorithm::Ed25519, "a log's key must be of the Ed25519 type (1)")?;
        check_new(&key, self.logs.iter().map(|log| &log.key))?;
        self.logs.push(Log { key, url: parse_url(url)? });
        check_count(self.logs.len())
    }

    fn witness(&mut self, name: &str, vkey: &str, url: &[&str]) -> Result<(), Reason> {
        let key = parse_key(vkey, Algorithm::CosignatureV1, "a witness's key must be of the cosignature/v1 type (4)")?;
        check_new(&key, self.witnesses.iter().map(|witness| &witness.key))?;
        let name = self.define(name)?;
        self.witnesses.push(Witness { name, key, url: parse_url(url)? });
        check_count(self.witnesses.len())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), Reason> {
        for &member in members {
            if !self.names.contains(member) {
                return Err(format!("no earlier line defines {member}"));
            }
            if !self.members.insert(member.to_owned()) {
                return Err(format!("{member} is a group member already"));
            }
        }
        let members: Vec<_> = members.iter().map(|&member| member.to_owned()).collect();
        let threshold = match threshold {
            "all" => members.len(),
            "any" => 1,
            k => text::from_decimal(k).and_then(|k| k.try_into().ok()).unwrap_or(0),
        };
        // Defining a witness group: 1 <= k <= n, and so n >= 1.
        if threshold < 1 || threshold > members.len() {
            return Err("the threshold is not all, any or a number from 1 to that of the members".into());
        }
        let name = self.define(name)?;
        self.groups.push(Group { name, threshold, members });
        check_count(self.groups.len())
    }

    fn quorum(&mut self, name: &str) -> Result<(), Reason> {
        if name != NONE && !self.names.contains(name) {
            return Err(format!("no earlier line defines {name}"));
        }
        let name = (name != NONE).then(|| name.to_owned());
        match self.quorum.replace(name) {
            Some(_) => Err("a second quorum line".into()),
            None => Ok(()),
        }
    }

    fn define(&mut self, name: &str) -> Result<String, Reason> {
        if name == NONE || !self.names.insert(name.to_owned()) {
            return Err(format!("the name {name} is taken"));
        }
        Ok(name.to_owned())
    }
}

fn parse_key(vkey: &str, algorithm: Algorithm, otherwise: &str) -> Result<VerifyingKey, Reason> {
    let key = VerifyingKey::parse(vkey).map_err(|error| error.to_string())?;
    if key.algorithm() == algorithm { Ok(key) } else { Err(otherwise.into()) }
}

/// "Two vkeys are considered *duplicate* if they wrap the same underlying public key." Two that share name and ID would
/// make signature lines ambiguous; that takes a forger some 2^32 tries.
fn check_new<'a>(key: &VerifyingKey, mut known: impl Iterator<Item = &'a VerifyingKey>) -> Result<(), Reason> {
    let same = |other: &VerifyingKey| {
        other.public_key() == key.public_key() || (other.name() == key.name() && other.id() == key.id())
    };
    if known.any(same) { Err("this public key, or its name and ID, is listed already".into()) } else { Ok(()) }
}

fn parse_url(items: &[&str]) -> Result<Option<String>, Reason> {
    match items {
        [] => Ok(None),
        [url] => Ok(Some((*url).to_owned())),
        _ => Err("something follows the URL".into()),
    }
}

fn check_count(count: usize) -> Result<(), Reason> {
    if count > MAX_OF_A_KIND { Err("more than 256 of a kind".into()) } else { Ok(()) }
}
