//! Every generated file of the repository, and the programs that write or compare them.

use crate::workspace::{Files, Outcome};
use crate::{accepts, chain, keys, rejects};
use std::path::Path;
use std::process::ExitCode;

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

/// Runs a generator: without an argument it writes its files, with `--check` it names those that are not up to date.
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
