//! Writes the generated files of `fixtures/` and `keys-example/`, or with `--check` says which are not up to date.

use giaouoc_tests::{Files, Outcome, differences, fixtures, root, stale};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => fixtures(&root()).and_then(|files| write(&root(), &files)),
        ["--check"] => fixtures(&root()).map(|files| check(&root(), &files)),
        _ => {
            eprintln!("usage: fixtures [--check]");
            return ExitCode::from(64);
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fixtures: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(root: &Path, files: &Files) -> Outcome<ExitCode> {
    for name in stale(root, files) {
        fs::remove_file(root.join(name))?;
    }
    let mut written = 0;
    for (name, bytes) in files {
        let path = root.join(name);
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&path, bytes)?;
            written += 1;
        }
    }
    println!("{} files, {written} written", files.len());
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path, files: &Files) -> ExitCode {
    let wrong = differences(root, files);
    if wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    for name in wrong {
        eprintln!("not up to date: {name}");
    }
    eprintln!("run `make fixtures`, look at the difference, commit it");
    ExitCode::FAILURE
}
