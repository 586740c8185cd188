//! The rules of the architecture (docs/ARCHITECTURE.md), proved from `cargo metadata` and the sources.

use giaouoc_tests::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Who may use whom, among ours.
const MAY_USE: &[(&str, &[&str])] = &[
    ("giaouoc-tlog", &[]),
    ("giaouoc-core", &["giaouoc-tlog"]),
    ("giaouoc-store", &["giaouoc-core", "giaouoc-tlog"]),
    ("giaouoc-paper", &["giaouoc-core", "giaouoc-tlog"]),
    ("giaouoc-drafting", &["giaouoc-core"]),
    ("giaouoc-server", &["giaouoc-core", "giaouoc-drafting", "giaouoc-paper", "giaouoc-store", "giaouoc-tlog"]),
    (
        "giaouoc",
        &["giaouoc-core", "giaouoc-drafting", "giaouoc-paper", "giaouoc-server", "giaouoc-store", "giaouoc-tlog"],
    ),
];

/// Licences that an Apache-2.0 program may be shipped with.
const LICENCES: &[&str] = &[
    "Apache-2.0",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unlicense",
    "Unicode-3.0",
    "0BSD",
    "CC0-1.0",
    "BSL-1.0",
    "MIT-0",
    "CDLA-Permissive-2.0",
    "BlueOak-1.0.0",
    "Apache-2.0 WITH LLVM-exception",
    "NCSA",
];

/// Crates that would bring I/O, clocks, randomness or threads into the pure crates. `rand_core` is not among them: it holds
/// traits alone, `rand` without `getrandom` sequences that repeat; randomness itself comes from `getrandom`.
const IMPURE: &[&str] = &["tokio", "rusqlite", "getrandom", "mio", "socket2", "axum", "hyper", "tracing", "ureq"];

fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(read_metadata)
}

fn read_metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Package name by id, and what each uses outside of tests.
fn uses(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let name = |id: &Value| {
        let package = metadata["packages"].as_array().unwrap().iter().find(|p| p["id"] == *id).unwrap();
        package["name"].as_str().unwrap().to_owned()
    };
    let normal = |dep: &&Value| dep["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| {
            let deps = node["deps"].as_array().unwrap().iter().filter(normal).map(|dep| name(&dep["pkg"]));
            (name(&node["id"]), deps.collect())
        })
        .collect()
}

#[test]
fn ours_use_ours_in_the_order_of_the_path() {
    let uses = uses(metadata());
    for (crate_name, allowed) in MAY_USE {
        let ours: Vec<_> = uses[*crate_name].iter().filter(|name| name.starts_with("giaouoc")).collect();
        assert!(ours.iter().all(|name| allowed.contains(&name.as_str())), "{crate_name} uses {ours:?}");
    }
    let members = uses.keys().filter(|name| name.starts_with("giaouoc")).count();
    assert_eq!(members, MAY_USE.len() + 1, "a new crate needs a line here, two users and an ADR");
}

/// What a crate reaches when it is built by itself, outside of tests.
fn reached(start: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let args = ["tree", "--locked", "--package", start, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_pure_crates_reach_no_impure_one() {
    for start in ["giaouoc-tlog", "giaouoc-core", "giaouoc-paper"] {
        let reached = reached(start);
        let impure: Vec<_> = IMPURE.iter().filter(|name| reached.contains(**name)).collect();
        assert!(impure.is_empty(), "{start} reaches {impure:?}");
        assert!(reached.contains("sha2"), "the walk found nothing");
    }
    assert!(reached("giaouoc-server").contains("tokio"), "the walk sees what it forbids");
}

/// `cargo tree` cannot see what the standard library does.
#[test]
fn the_pure_crates_call_no_io_of_the_standard_library() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "async fn",
    ];
    let mut read = 0;
    for folder in ["crates/tlog/src", "crates/core/src"] {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for word in forbidden {
                assert!(!code.contains(word), "{} names {word}", file.display());
            }
            read += 1;
        }
    }
    assert!(read > 25, "only {read} files were read");
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for folder in ["tlog", "core", "store", "paper", "drafting", "server"] {
        let lib = fs::read_to_string(root().join(format!("crates/{folder}/src/lib.rs"))).unwrap();
        assert!(lib.contains("#![forbid(unsafe_code)]"), "{folder}");
    }
    let main = fs::read_to_string(root().join("crates/cli/src/main.rs")).unwrap();
    assert!(main.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn licences_and_sources_are_as_they_must_be() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence), "{name}: {licence}");
        let source = package["source"].as_str().unwrap_or("path");
        // Crates come from the public registry or from this workspace, never from somebody's repository.
        assert!(
            source == "path" || source.starts_with("registry+") || source.starts_with("sparse+"),
            "{name}: {source}"
        );
    }
    assert!(packages.len() > 100);
}

/// Every alternative of an SPDX expression is not needed; one that is allowed in each conjunct is.
fn is_allowed(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

/// RFC 8785 needs numbers as IEEE doubles; that feature would turn them into text, in every crate at once.
#[test]
fn nobody_enables_arbitrary_precision() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let json = nodes.iter().find(|node| node["id"].as_str().unwrap().contains("serde_json@")).unwrap();
    let features: Vec<&str> = json["features"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(features.contains(&"float_roundtrip"), "{features:?}");
    assert!(!features.contains(&"arbitrary_precision"));
}

#[test]
fn each_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let silent: Vec<&str> = section
        .lines()
        .filter(|line| line.contains('=') && !line.contains("path =") && !line.contains(" # "))
        .filter(|line| line.chars().next().is_some_and(|c| c.is_ascii_lowercase()))
        .filter(|line| line.split_once('#').is_none_or(|(_, why)| why.trim().is_empty()))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// Rooms stay small enough to be read: 500 lines of a file without its tests.
#[test]
fn no_file_is_too_long() {
    let mut read = 0;
    for file in sources(&root().join("crates")) {
        let text = fs::read_to_string(&file).unwrap();
        // Catalogues and generated tables are looked things up in, not read.
        let table = file.ends_with("core/src/error.rs") || file.ends_with("text/unicode15.rs");
        let lines = text.split("#[cfg(test)]").next().unwrap().lines().count();
        assert!(table || lines <= 520, "{}: {lines} lines", file.display());
        read += 1;
    }
    assert!(read > 60, "only {read} files were read");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") && !path.ends_with("target") {
                found.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}
