//! The repository that the tests run in, and its programs.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An error of any kind, for a person who builds fixtures.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A result with an error of any kind.
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
