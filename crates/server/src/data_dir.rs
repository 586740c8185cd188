//! The data folder: made at the first start, locked while a server runs.
//!
//! ```text
//! lock            held by the running server: two on one folder are refused
//! origin          the ledger's name
//! ledger.key      signs checkpoints (PKCS#8 PEM)
//! online.key      the registrar `<origin>/online`, marked `invite`
//! registrars.txt  lines `registrar <vkey> [invite]` for keys held elsewhere; the operator's to edit, and what the
//!                 settings name is added
//! policy.txt      what comes of all that; written at each start, for the operator to hand out
//! giaouoc.db      the store
//! checkpoint      the newest checkpoint, beside the database
//! tls-…           the self-made certificate, its key, and for which names it is
//! ```
//!
//! The folder is 0700, every file 0600; keys are made whole or not at all, and never over another. Once there is a
//! database, name and keys are never made anew: whatever is missing has to come back from the backup.

use crate::config::Config;
use crate::error::ServeError;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::key::{parse_name, parse_vkey, read_pem, write_pem};
use giaouoc_core::policy::{Policy, Registrar};
use giaouoc_core::time::Time;
use giaouoc_tlog::note::{Algorithm, KeyName, SigningKey};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const DATABASE: &str = "giaouoc.db";
/// Files that a ledger needs and that nobody can make again.
const LEDGERS_OWN: [&str; 3] = ["origin", "ledger.key", "online.key"];
const REGISTRARS: &str = "# Registrars whose keys are held elsewhere, one a line: registrar <vkey> [invite]\n";

/// An open data folder.
pub(crate) struct DataDir {
    pub(crate) path: PathBuf,
    pub(crate) ledger: SigningKey,
    pub(crate) online: SigningKey,
    pub(crate) policy: Policy,
    /// Released by the operating system when it is dropped, even by a kill.
    pub(crate) lock: File,
}

impl DataDir {
    /// Opens the folder, or makes it.
    pub(crate) fn open(config: &Config, now: Time) -> Result<Self, ServeError> {
        let path = config.data.clone();
        must_be_whole(&path)?;
        must_be_named(&path, config.origin.as_deref())?;
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(|e| failed(&path, e))?;
        let lock = lock(&path)?;
        let origin = origin(&path, config.origin.as_deref(), now)?;
        let online = parse_name(&format!("{origin}/online"))?;
        let ledger = key(&path.join("ledger.key"), origin)?;
        let online = key(&path.join("online.key"), online)?;
        let registrars = Registrars::read(&path)?;
        let policy = registrars.policy(config, &ledger, &online)?;
        refuse_examples(config, &policy)?;
        registrars.keep(&config.registrars)?;
        replace(&path.join("policy.txt"), policy.to_string().as_bytes())?;
        Ok(Self { path, ledger, online, policy, lock })
    }

    /// The database's file, made by us, so that nobody else may read it; SQLite gives its other files the same mode.
    pub(crate) fn database(&self) -> Result<PathBuf, ServeError> {
        let path = self.path.join(DATABASE);
        private().create(true).truncate(false).open(&path).map_err(|e| failed(&path, e))?;
        Ok(path)
    }
}

/// Refuses a database without its name and keys: new ones would be another ledger's.
fn must_be_whole(folder: &Path) -> Result<(), ServeError> {
    if !is_there(&folder.join(DATABASE))? {
        return Ok(());
    }
    for name in LEDGERS_OWN {
        let path = folder.join(name);
        if !is_there(&path)? {
            return Err(ServeError::Missing(path));
        }
    }
    Ok(())
}

/// A new ledger's name is for ever, so an address in its place is refused before anything is made.
fn must_be_named(folder: &Path, asked: Option<&str>) -> Result<(), ServeError> {
    let Some(asked) = asked else { return Ok(()) };
    let wrong = asked.contains("://") || parse_name(asked).is_err();
    if wrong && !is_there(&folder.join("origin"))? {
        return Err(ServeError::OriginForm(asked.to_owned()));
    }
    Ok(())
}

fn is_there(path: &Path) -> Result<bool, ServeError> {
    path.try_exists().map_err(|e| failed(path, e))
}

fn lock(folder: &Path) -> Result<File, ServeError> {
    let path = folder.join("lock");
    let file = private().create(true).truncate(false).open(&path).map_err(|e| failed(&path, e))?;
    file.try_lock().map_err(|_| ServeError::Locked(folder.to_owned()))?;
    Ok(file)
}

/// The name that the folder bears; a new one gets the name asked for, or one by the year.
fn origin(folder: &Path, asked: Option<&str>, now: Time) -> Result<KeyName, ServeError> {
    let path = folder.join("origin");
    let by_year = || format!("giaouoc.localhost/so/{}", now.date(0).year());
    let asked_or_default = asked.map_or_else(by_year, str::to_owned);
    let name = read_or_create(&path, || Ok(format!("{}\n", parse_name(&asked_or_default)?).into_bytes().into()))?;
    let name = parse_name(text(&path, &name)?.trim_end())?;
    match asked {
        Some(asked) if asked != name.as_str() => Err(ServeError::Origin(name.to_string())),
        _ => Ok(name),
    }
}

fn key(path: &Path, name: KeyName) -> Result<SigningKey, ServeError> {
    let make = || {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|e| ServeError::Random(e.to_string()))?;
        let pem = write_pem(&SigningKey::new(name.clone(), &seed))?;
        Ok(Zeroizing::new(pem.as_bytes().to_vec()))
    };
    let pem = read_or_create(path, make)?;
    Ok(read_pem(name.clone(), text(path, &pem)?).map_err(|e| e.at(path.display().to_string()))?)
}

/// `registrars.txt`.
struct Registrars {
    path: PathBuf,
    text: String,
    listed: Vec<Registrar>,
}

impl Registrars {
    /// Every line is a comment, empty, or a registrar's: a line that nobody reads would be one that somebody relies on.
    fn read(folder: &Path) -> Result<Self, ServeError> {
        let path = folder.join("registrars.txt");
        let bytes = read_or_create(&path, || Ok(REGISTRARS.as_bytes().to_vec().into()))?;
        let text = text(&path, &bytes)?.to_owned();
        let mut listed: Vec<Registrar> = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let wrong = |error| ServeError::Registrars { path: path.clone(), line: i + 1, error };
            let Some(new) = registrar(line).map_err(wrong)? else { continue };
            if listed.iter().any(|known| known.key.public_key() == new.key.public_key()) {
                return Err(wrong(CoreError::new(Code::PolicyMalformed).because("one public key stands twice")));
            }
            listed.push(new);
        }
        Ok(Self { path, text, listed })
    }

    /// The policy that comes of the file, the settings and the server's own keys.
    fn policy(&self, config: &Config, ledger: &SigningKey, online: &SigningKey) -> Result<Policy, ServeError> {
        let (ledger, online) = (ledger.verifying_key(), online.verifying_key());
        let own = format!("log {ledger}\nquorum none\nregistrar {online} invite\n");
        let mut policy = Policy::parse(&own)?;
        policy.registrars.extend(self.listed.iter().cloned());
        policy.registrars.extend(self.missing(&config.registrars));
        // Read again, so that all together obey the rules of a policy.
        Ok(Policy::parse(&policy.to_string()).map_err(|e| e.at(self.path.display().to_string()))?)
    }

    /// The registrars among these that the file lacks, each once.
    fn missing(&self, named: &[Registrar]) -> Vec<Registrar> {
        let mut missing = Vec::new();
        for registrar in named {
            if !self.listed.contains(registrar) && !missing.contains(registrar) {
                missing.push(registrar.clone());
            }
        }
        missing
    }

    /// Adds the registrars that only the settings name, so that a start without them trusts nobody less.
    fn keep(&self, named: &[Registrar]) -> Result<(), ServeError> {
        let missing = self.missing(named);
        if missing.is_empty() {
            return Ok(());
        }
        let mut text = self.text.clone();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for registrar in &missing {
            let invite = if registrar.invite { " invite" } else { "" };
            text.push_str(&format!("registrar {}{invite}\n", registrar.key));
        }
        replace(&self.path, text.as_bytes())?;
        for registrar in &missing {
            tracing::info!(key = %registrar.key, "a registrar of the settings was written into registrars.txt");
        }
        Ok(())
    }
}

/// One line of `registrars.txt`: `registrar <vkey> [invite]`, or nothing where it is empty or a comment.
fn registrar(line: &str) -> Result<Option<Registrar>, CoreError> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let (vkey, invite) = match words.as_slice() {
        ["registrar", vkey] => (*vkey, false),
        ["registrar", vkey, "invite"] => (*vkey, true),
        _ => return Err(CoreError::new(Code::PolicyMalformed).because("registrar <vkey> [invite] is due")),
    };
    Ok(Some(Registrar { key: parse_vkey(vkey, Algorithm::Ed25519)?, invite }))
}

fn refuse_examples(config: &Config, policy: &Policy) -> Result<(), ServeError> {
    let example = policy.public_keys().find(|key| config.refuse_keys.contains(key.public_key()));
    match example {
        Some(key) if !config.demo => Err(ServeError::ExampleKey(key.name().to_string())),
        _ => Ok(()),
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

type Bytes = Zeroizing<Vec<u8>>;

/// The content of a file. A missing file is made: whole or not at all, never over another, synced with its folder.
fn read_or_create(path: &Path, make: impl FnOnce() -> Result<Bytes, ServeError>) -> Result<Bytes, ServeError> {
    match fs::read(path) {
        Ok(bytes) => return Ok(bytes.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(path, error)),
    }
    let bytes = make()?;
    let beside = path.with_extension("new");
    let write = || {
        let mut file = private().create(true).truncate(true).open(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        // A link never replaces a file; what a kill leaves behind is only the name beside.
        fs::hard_link(&beside, path)?;
        fs::remove_file(&beside)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().map_err(|e| failed(path, e))?;
    Ok(bytes)
}

/// Puts a file in the place of an older one, whole or not at all.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ServeError> {
    let beside = path.with_extension("new");
    let write = || {
        let mut file = private().create(true).truncate(true).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|e| failed(path, e))
}

fn text<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, ServeError> {
    str::from_utf8(bytes).map_err(|_| failed(path, std::io::Error::from(ErrorKind::InvalidData)))
}

fn failed(path: &Path, error: std::io::Error) -> ServeError {
    ServeError::Folder { path: path.to_owned(), error }
}
