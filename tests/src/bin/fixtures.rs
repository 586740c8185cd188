//! Writes the generated files of `fixtures/` and `keys-example/`, or with `--check` says which are not up to date.

use giaouoc_tests::{Files, Outcome, differences, fixtures, generator, root, stale};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let files = || fixtures(&root());
    generator("fixtures", || write(&root(), &files()?), || Ok(differences(&root(), &files()?)))
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
