//! The rules of the architecture (docs/ARCHITECTURE.md), proved from `cargo metadata` and the sources.

use super::imports::packages;
use giaouoc_tests::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Our crates, by their folders, and those of them that each may use outside of tests: the table of ARCHITECTURE.md. A
/// new crate needs a line here and there, two users and an ADR.
pub(crate) const MAY_USE: &[(&str, &[&str])] = &[
    ("tlog", &[]),
    ("core", &["tlog"]),
    ("store", &["core", "tlog"]),
    ("paper", &["core", "tlog"]),
    ("drafting", &["core"]),
    ("web", &[]),
    ("sandbox", &["core", "paper"]),
    ("ceremony", &["tlog", "core", "store", "paper", "drafting", "sandbox"]),
    ("server", &["tlog", "core", "store", "paper", "drafting", "web", "sandbox", "ceremony"]),
    ("cli", &["tlog", "core", "store", "paper", "drafting", "web", "sandbox", "ceremony", "server"]),
    ("tests", &["tlog", "core", "store", "paper", "drafting", "web", "sandbox", "ceremony", "server", "cli"]),
];

/// The package of a folder.
fn package(folder: &str) -> String {
    if folder == "cli" { "giaouoc".to_owned() } else { format!("giaouoc-{folder}") }
}

/// Crates that a crate of ours does not reach, whatever the way: I/O, clocks, randomness and threads are kept from the
/// pure ones, HTTP and HTML from the ceremony. `rand_core` is not among them: it holds traits alone, `rand` without
/// `getrandom` sequences that repeat; randomness itself comes from `getrandom`.
const MUST_NOT_REACH: &[(&str, &[&str])] =
    &[("tlog", IMPURE), ("core", IMPURE), ("paper", IMPURE), ("drafting", SERVICE), ("ceremony", HTTP)];
const IMPURE: &[&str] = &["tokio", "rusqlite", "getrandom", "mio", "socket2", "axum", "hyper", "tracing", "ureq"];
/// Of a crate that may use `zip`, which draws random numbers for names of files that we never make.
const SERVICE: &[&str] = &["tokio", "rusqlite", "mio", "socket2", "axum", "hyper", "tracing", "ureq"];
const HTTP: &[&str] = &["axum", "axum-core", "askama", "hyper", "tower-http", "http"];

/// Words that must not stand in the sources of a crate: `cargo tree` cannot see what the standard library does, nor
/// that a layer speaks of what belongs to another.
const MUST_NOT_NAME: &[(&str, &[&str])] =
    &[("tlog", IO), ("core", IO), ("paper", SQL), ("server", SQL), ("cli", SQL), ("ceremony", CEREMONY)];
const IO: &[&str] = &[
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
const SQL: &[&str] = &["rusqlite", "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE FROM ", "\"PRAGMA "];
const CEREMONY: &[&str] =
    &["axum", "askama", "StatusCode", "HeaderMap", "rusqlite", "\"SELECT ", "\"INSERT ", "\"DELETE FROM "];

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

/// The workspace as `cargo metadata` tells it, dependencies resolved.
pub(crate) fn metadata() -> &'static Value {
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

/// The uses among our crates outside of tests, by their folders.
pub(crate) fn uses_of_ours() -> BTreeMap<String, BTreeSet<String>> {
    let uses = uses(metadata());
    let used = |name: &str| {
        let packages = &uses[&package(name)];
        MAY_USE
            .iter()
            .map(|(other, _)| (*other).to_owned())
            .filter(|other| packages.contains(&package(other)))
            .collect()
    };
    MAY_USE.iter().map(|(name, _)| ((*name).to_owned(), used(name))).collect()
}

#[test]
fn crates_use_each_other_as_the_table_says() {
    let uses = uses(metadata());
    let members: BTreeSet<String> = uses.keys().filter(|name| name.starts_with("giaouoc")).cloned().collect();
    let listed: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| package(name)).collect();
    assert_eq!(members, listed, "each crate has a line in MAY_USE");
    for (position, (name, allowed)) in MAY_USE.iter().enumerate() {
        let packages: Vec<String> = allowed.iter().map(|name| package(name)).collect();
        let used: Vec<_> = uses[&package(name)].iter().filter(|used| used.starts_with("giaouoc")).collect();
        assert!(used.iter().all(|used| packages.contains(used)), "{name} uses {used:?}");
        let earlier: Vec<&str> = MAY_USE[..position].iter().map(|(name, _)| *name).collect();
        assert!(allowed.iter().all(|allowed| earlier.contains(allowed)), "{name} stands above what it uses");
    }
}

/// SQL is `store`'s alone.
#[test]
fn only_the_store_links_a_database() {
    let uses = uses(metadata());
    let with = MAY_USE.iter().map(|(name, _)| *name).filter(|name| uses[&package(name)].contains("rusqlite"));
    assert_eq!(with.collect::<Vec<_>>(), ["store"]);
}

/// All crates that a crate reaches when it is built by itself, outside of tests.
fn reached(start: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let args = ["tree", "--locked", "--package", start, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn no_crate_reaches_what_it_must_not_know() {
    let members = uses(metadata());
    for (name, forbidden) in MUST_NOT_REACH.iter().filter(|(name, _)| members.contains_key(&package(name))) {
        let reached = reached(&package(name));
        let wrong: Vec<_> = forbidden.iter().filter(|name| reached.contains(**name)).collect();
        assert!(wrong.is_empty(), "{name} reaches {wrong:?}");
        assert!(reached.contains("serde") || reached.contains("sha2"), "{name}: the walk found nothing");
    }
    let server = reached("giaouoc-server");
    assert!(["tokio", "axum", "http"].iter().all(|name| server.contains(*name)), "the walk sees what it forbids");
}

#[test]
fn no_crate_names_what_it_must_not_know() {
    for (name, forbidden) in MUST_NOT_NAME {
        let folder = root().join("crates").join(name).join("src");
        for file in if folder.exists() { sources(&folder) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let mut lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let wrong = lines.find(|line| forbidden.iter().any(|word| line.contains(word)));
            assert!(wrong.is_none(), "{} must not say {}", file.display(), wrong.unwrap_or_default().trim());
        }
    }
    let files: usize =
        ["tlog", "core"].iter().map(|name| sources(&root().join("crates").join(name).join("src")).len()).sum();
    assert!(files > 25, "only {files} files were read");
}

/// The service has two private keys, the ledger's and its own registrar's; those of parties and of other registrars are
/// with their owners. One file makes and reads private keys, and it knows these two by name.
#[test]
fn the_service_holds_no_partys_key() {
    let makes = ["SigningKey::new(", "read_pem(", "SigningKey::generate"];
    let folders = ["server", "ceremony", "store"].map(|name| root().join("crates").join(name).join("src"));
    let files = folders.iter().filter(|folder| folder.exists()).flat_map(|folder| sources(folder));
    let code = |file: &PathBuf| fs::read_to_string(file).unwrap().split("#[cfg(test)]").next().unwrap().to_owned();
    let with: Vec<PathBuf> = files.filter(|file| makes.iter().any(|make| code(file).contains(make))).collect();
    assert_eq!(with.len(), 1, "{with:?}");
    let text = code(&with[0]);
    let named: BTreeSet<&str> = text.split('"').filter(|word| word.ends_with(".key") && !word.contains(' ')).collect();
    assert_eq!(named, BTreeSet::from(["ledger.key", "online.key"]), "{}", with[0].display());
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for package in packages(&root()) {
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package.display());
        let roots = ["src/lib.rs", "src/main.rs"].map(|name| package.join(name));
        for file in roots.iter().filter(|file| file.exists()) {
            assert!(fs::read_to_string(file).unwrap().contains("#![forbid(unsafe_code)]"), "{}", file.display());
        }
    }
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

/// Features of dependencies of the service, each with a word of our sources that needs it.
const FEATURES: &[(&str, &[(&str, &str)])] = &[
    ("axum", &[]),
    (
        "tokio",
        &[
            ("rt-multi-thread", "new_multi_thread"),
            ("net", "tokio::net"),
            ("signal", "tokio::signal"),
            ("sync", "tokio::sync"),
            ("time", "tokio::time"),
            ("macros", "tokio::select!"),
        ],
    ),
    ("hyper", &[("http1", "hyper::server::conn::http1"), ("server", "hyper::server")]),
    ("hyper-util", &[("tokio", "TokioIo"), ("server-graceful", "GracefulShutdown")]),
    ("tower", &[("util", "ServiceExt")]),
    ("tower-http", &[("catch-panic", "CatchPanicLayer"), ("compression-gzip", "CompressionLayer")]),
    ("tokio-stream", &[]),
    ("governor", &[("std", "MonotonicClock")]),
];

#[test]
fn enabled_features_are_used() {
    let code: String = packages(&root())
        .iter()
        .flat_map(|package| sources(&package.join("src")))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut unused = Vec::new();
    for (name, table) in FEATURES {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
        let features = line.split("features = [").nth(1).unwrap_or_default().split(']').next().unwrap();
        for feature in features.split('"').skip(1).step_by(2) {
            let word = table.iter().find(|(known, _)| *known == feature).map(|(_, word)| *word);
            let word = word.unwrap_or_else(|| panic!("{name}/{feature}: a word of our sources that needs it"));
            if !code.contains(word) {
                unused.push((*name, feature));
            }
        }
    }
    assert!(unused.is_empty(), "enabled and unused: {unused:?}");
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
