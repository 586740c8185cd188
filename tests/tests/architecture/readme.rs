//! The README's transcript: each command is run, and its output compared.

use giaouoc_tests::{binary, root};
use std::fs;
use std::process::Command;

#[test]
fn the_transcript_of_the_readme_is_what_happens() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("<!-- transcript: run by the tests -->\n```console\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let program = binary("giaouoc").unwrap();
    let mut runs = 0;
    for run in block.split("$ giaouoc ").skip(1) {
        let (command, due) = run.split_once('\n').unwrap();
        let output = Command::new(&program).args(command.split(' ')).current_dir(root()).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), due, "giaouoc {command}");
        runs += 1;
    }
    assert_eq!(runs, 4);
}

/// The targets of `make` that the README names are there.
#[test]
fn the_makefile_has_what_the_readme_names() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for target in ["run", "test", "demo"] {
        assert!(readme.contains(&format!("make {target}")), "{target}");
        assert!(makefile.contains(&format!("\n{target}:")), "{target}");
    }
}

/// Links between documents lead somewhere.
#[test]
fn links_in_the_documents_lead_somewhere() {
    let mut found = 0;
    for folder in ["", "docs", "docs/spec", "docs/vi", "docs/adr", "fixtures", "keys-example"] {
        for page in fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            if page.extension().is_none_or(|e| e != "md") {
                continue;
            }
            let text = fs::read_to_string(&page).unwrap();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let path = link.split('#').next().unwrap();
                if path.is_empty() || path.contains("://") {
                    continue;
                }
                assert!(page.parent().unwrap().join(path).exists(), "{}: {link}", page.display());
                found += 1;
            }
        }
    }
    assert!(found > 40, "only {found} links were found");
}
