//! What tests, benches and the fixtures are made with.
//!
//! [`mem_ledger`] is a ledger in memory that takes whatever it is told. [`keys`] are the worthless keys of `keys-example/`.
//! [`chain`] writes the numbered chains of the seed pacts, [`reject_base`] holds the small pact on which
//! [`rejects`] and [`accepts`] build one evidence file for each defect or turn. [`sample_pacts`] makes pacts of any size.
//! [`installation`] runs the real program. [`fixtures`] is all of it, as files; the program of the
//! same name writes or compares them. [`binary`] finds the program itself, for tests that run it.
//!
//! Everything is deterministic: the same code gives the same bytes, nonces and times included. None of it is for use
//! outside of tests.
#![forbid(unsafe_code)]

pub mod accepts;
pub mod chain;
pub mod installation;
pub mod keys;
pub mod mem_ledger;
pub mod reject_base;
pub mod rejects;
pub mod sample_pacts;

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Whatever went wrong, for a person who builds fixtures.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Something, or what went wrong.
pub type Outcome<T> = Result<T, Error>;

/// Generated files: path below the repository's root, and bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A program of this workspace, built as the tests are: `$GIAOUOC` where the environment names that one, else what a
/// build puts into the target folder.
///
/// # Errors
/// What Cargo says, where it does not build.
pub fn binary(package: &str) -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os(package.to_uppercase()) {
        return Ok(path.into());
    }
    cargo(&["build", "-p", package])?;
    let metadata: Value = serde_json::from_slice(&cargo(&["metadata", "--format-version", "1", "--no-deps"])?)?;
    let target = metadata.get("target_directory").and_then(Value::as_str).ok_or("cargo names no target folder")?;
    Ok(Path::new(target).join("debug").join(package))
}

fn cargo(arguments: &[&str]) -> Outcome<Vec<u8>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo).args(arguments).arg("--locked").current_dir(root()).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(output.stdout) } else { Err(said.into()) }
}

/// Every generated file, from the hand-written ones below `root`.
pub fn fixtures(root: &Path) -> Outcome<Files> {
    let mut files = keys::files()?;
    files.extend(chain::files(root)?);
    files.extend(rejects::files()?);
    files.extend(accepts::files()?);
    Ok(files)
}

/// Files in the folders that hold nothing but generated files, which nobody generates any more.
pub fn stale(root: &Path, files: &Files) -> Vec<String> {
    let found = ["fixtures/accept", "fixtures/reject"].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        entries.map(move |entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
    });
    found.filter(|name| !files.contains_key(name)).collect()
}

/// Which of these files differ on disk, are missing, or stale: none if all is up to date.
pub fn differences(root: &Path, files: &Files) -> Vec<String> {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| std::fs::read(root.join(name)).ok().as_ref() != Some(*bytes);
    files.iter().filter(differs).map(|(name, _)| name.clone()).chain(stale(root, files)).collect()
}

/// What the generators have in common: without an argument they write, with `--check` they say what is not up to date.
pub fn generator<Names: IntoIterator<Item = impl std::fmt::Display>>(
    name: &str,
    write: impl FnOnce() -> Outcome<ExitCode>,
    differences: impl FnOnce() -> Outcome<Names>,
) -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => write(),
        ["--check"] => differences().map(up_to_date),
        _ => {
            eprintln!("usage: {name} [--check]");
            return ExitCode::from(64);
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("{name}: {error}");
        ExitCode::FAILURE
    })
}

fn up_to_date(wrong: impl IntoIterator<Item = impl std::fmt::Display>) -> ExitCode {
    let mut wrong = wrong.into_iter().peekable();
    if wrong.peek().is_none() {
        return ExitCode::SUCCESS;
    }
    for name in wrong {
        eprintln!("not up to date: {name}");
    }
    eprintln!("run `make fixtures`, look at the difference, commit it");
    ExitCode::FAILURE
}
