//! Files of a crate, and of the TypeScript, use each other in no circle.

use super::imports::graph::{Arrows, circles, shortest};
use super::imports::rust::Crate;
use super::imports::{everywhere, typescript};
use giaouoc_tests::root;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for (name, arrows) in &everywhere() {
        let named: Vec<String> = circles(arrows).iter().map(|circle| shortest(arrows, circle)).collect();
        if !named.is_empty() {
            wrong.push(format!("{name}:\n  {}", named.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_walk_sees_the_arrows_that_there_are() {
    let root = root().canonicalize().unwrap();
    let arrows = Crate::read(&root.join("crates/tlog/src/lib.rs"), &root).arrows();
    let has = |from: &str, to: &str| {
        arrows[&format!("crates/tlog/src/{from}")].contains_key(&format!("crates/tlog/src/{to}"))
    };
    assert!(has("checkpoint.rs", "note.rs") && has("checkpoint.rs", "merkle.rs"), "{arrows:#?}");
    assert!(!has("merkle.rs", "checkpoint.rs"));
    let all = everywhere();
    let files: usize = all.iter().map(|(_, arrows)| arrows.len()).sum();
    let count: usize = all.iter().flat_map(|(_, arrows)| arrows.values()).map(|to| to.len()).sum();
    assert!(files > 400 && count > 1000, "{files} files, {count} arrows");
}

/// The control: one line in a copy of `tlog` is enough.
#[test]
fn a_planted_circle_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("crates/tlog/src"), folder.path());
    let count = || circles(&Crate::read(&folder.path().join("lib.rs"), folder.path()).arrows());
    let before = count();
    let text = fs::read_to_string(folder.path().join("merkle.rs")).unwrap();
    let planted = "pub(crate) fn planted(of: &crate::checkpoint::Checkpoint) -> usize {\n    size_of_val(of)\n}\n";
    fs::write(folder.path().join("merkle.rs"), format!("{text}\n{planted}")).unwrap();
    let arrows = Crate::read(&folder.path().join("lib.rs"), folder.path()).arrows();
    let new: Vec<_> = circles(&arrows).into_iter().filter(|circle| !before.contains(circle)).collect();
    assert_eq!(new.len(), 1);
    let named = shortest(&arrows, &new[0]);
    assert!(named.starts_with("checkpoint.rs → merkle.rs ("), "{named}");
    assert!(named.ends_with(") → checkpoint.rs (crate::checkpoint::Checkpoint)"), "{named}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The arrows of a crate of these files; the first is its root.
fn of(files: &[(&str, &str)]) -> (TempDir, Arrows) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let is_rust = files[0].0.ends_with(".rs");
    let arrows = if is_rust {
        Crate::read(&folder.path().join(files[0].0), folder.path()).arrows()
    } else {
        typescript::arrows(folder.path(), folder.path())
    };
    (folder, arrows)
}

#[test]
fn declarations_and_re_exports_of_children_are_no_arrows() {
    let child = ("a/b.rs", "use super::Shared;\npub struct Item(pub Shared);\n");
    let facade = "mod b;\npub use b::Item;\npub struct Shared;\n";
    let (_folder, arrows) = of(&[("lib.rs", "pub mod a;\npub use a::Item;\n"), ("a.rs", facade), child]);
    assert!(circles(&arrows).is_empty(), "{arrows:#?}");
    // Once the parent needs what it re-exports, it is one.
    let using = format!("{facade}pub fn make() -> Item {{ Item(Shared) }}\n");
    let (_folder, arrows) = of(&[("lib.rs", "pub mod a;\n"), ("a.rs", &using), child]);
    assert_eq!(shortest(&arrows, &circles(&arrows)[0]), "a.rs → a/b.rs (Item) → a.rs (super::Shared)");
}

#[test]
fn a_use_leads_to_the_file_that_defines() {
    let lib = "mod a;\nmod b;\nmod c;\nmod d;\npub use a::Item;\n";
    let (_folder, arrows) = of(&[
        ("lib.rs", lib),
        ("a.rs", "pub struct Item;\nmacro_rules! make { ($name:ident) => { pub struct $name; } }\nmake!(Made);\n"),
        ("b.rs", "fn f() { println!(\"{}\", size_of::<crate::Item>()); }\n"),
        ("c.rs", "use crate::a;\nuse a::*;\nfn f(_: Made) -> Item { Item }\n"),
        ("d.rs", "#[cfg(test)]\nmod tests { use crate::b::f; }\n#[serde(with = \"crate::c::f\")] struct S;\n"),
    ]);
    let to = |file: &str| arrows[file].keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!((to("lib.rs"), to("a.rs"), to("b.rs")), (vec![], vec![], vec!["a.rs"]));
    assert_eq!((to("c.rs"), to("d.rs")), (vec!["a.rs"], vec!["c.rs"]));
}

#[test]
fn a_circle_of_typescript_is_found_even_among_types() {
    let (_folder, arrows) = of(&[
        ("page/main.ts", "import { a } from \"../core/a\";\nimport \"node:fs\";\n"),
        ("core/a.ts", "import type {\n  B,\n} from \"./b.js\";\nexport const a = 1; // import from \"./none\"\n"),
        ("core/b.ts", "export * from './c';\nexport interface B { x: number }\n"),
        ("core/c/index.ts", "const a = await import(\"../a\");\n"),
    ]);
    let circles = circles(&arrows);
    assert_eq!(circles.len(), 1, "{arrows:#?}");
    assert_eq!(
        shortest(&arrows, &circles[0]),
        "core/a.ts → core/b.ts (./b.js) → core/c/index.ts (./c) → core/a.ts (../a)"
    );
}
