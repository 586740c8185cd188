//! What a start refuses, and that it then has changed nothing.

use crate::test_server::{TestServer, config, document, key};
use giaouoc_core::Language;
use giaouoc_core::policy::Registrar;
use giaouoc_server::{App, Config, ServeError};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file of the folder and what it holds.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

/// The error of a start, whose words are there in both languages.
#[track_caller]
fn refused(config: &Config) -> ServeError {
    let Err(error) = App::open(config) else { panic!("it started") };
    told(&error);
    error
}

#[track_caller]
fn told(error: &ServeError) {
    let (vi, en) = (error.words(Language::Vi), error.words(Language::En));
    for words in [&vi.0, &vi.1, &en.0, &en.1] {
        assert!(words.len() > 10 && words.ends_with(['.', ']']), "{words}");
    }
    assert!(vi.0 != en.0 && vi.1 != en.1, "{vi:?}");
    assert_eq!(error.to_string(), format!("{} {}", en.0, en.1));
}

#[test]
fn what_a_ledger_cannot_do_without_is_never_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    drop(App::open(&config).unwrap());
    for name in ["origin", "ledger.key", "online.key"] {
        let kept = fs::read(config.data.join(name)).unwrap();
        fs::remove_file(config.data.join(name)).unwrap();
        let before = files(&config.data);
        let error = refused(&config);
        assert!(matches!(&error, ServeError::Missing(path) if path.ends_with(name)), "{error}");
        assert!(error.to_string().contains(name) && error.to_string().contains("backup"), "{error}");
        assert_eq!(files(&config.data), before);
        fs::write(config.data.join(name), kept).unwrap();
    }
    drop(App::open(&config).unwrap());
}

#[test]
fn an_address_is_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    for wrong in ["https://a.example/x", "a b", "a+b", ""] {
        config.origin = Some(wrong.to_owned());
        assert!(matches!(refused(&config), ServeError::OriginForm(_)), "{wrong}");
        assert!(!config.data.exists());
    }
    config.origin = Some("a.example/x".to_owned());
    drop(App::open(&config).unwrap());
}

#[test]
fn each_line_of_the_registrars_is_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    config.registrars.clear();
    drop(App::open(&config).unwrap());
    let (path, vkey) = (config.data.join("registrars.txt"), key("a.example/registrar").verifying_key());
    for wrong in [
        "junk".to_owned(),
        vkey.to_string(),
        "registrar".to_owned(),
        "registrar x".to_owned(),
        format!("registrar {vkey} online"),
        format!("registrar {vkey} invite more"),
        format!("registrars {vkey}"),
        format!("registrar {vkey}\nregistrar {vkey}"),
    ] {
        fs::write(&path, format!("# who\n\n{wrong}\n")).unwrap();
        let error = refused(&config);
        let due = 2 + wrong.lines().count();
        assert!(matches!(error, ServeError::Registrars { line, .. } if line == due), "{wrong}: {error}");
        assert!(error.to_string().contains(&format!("registrars.txt, line {due}")), "{error}");
    }
    fs::write(&path, format!("# who\r\n\r\n  registrar {vkey} invite\r\n")).unwrap();
    let (app, _) = App::open(&config).unwrap();
    assert!(app.policy_text().contains(&format!("registrar {vkey} invite\n")));
}

#[test]
fn registrars_of_the_settings_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (key("a.example/registrar").verifying_key(), key("b.example/registrar").verifying_key());
    let mut config = config(&folder, &key("giaouoc.example/so/2026/registrar"));
    config.registrars = vec![Registrar { key: one.clone(), invite: false }];
    drop(App::open(&config).unwrap());
    let path = config.data.join("registrars.txt");
    // The last line lacks its end, as editors leave it.
    fs::write(&path, fs::read_to_string(&path).unwrap().trim_end()).unwrap();
    let other = Registrar { key: other, invite: false };
    config.registrars = vec![other.clone(), other.clone()];
    drop(App::open(&config).unwrap());
    config.registrars.clear();
    let (app, _) = App::open(&config).unwrap();
    let kept = fs::read_to_string(&path).unwrap();
    for key in [&one, &other.key] {
        let line = format!("registrar {key}\n");
        assert_eq!((kept.matches(&line).count(), app.policy_text().matches(&line).count()), (1, 1), "{kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_is_called_that() {
    let server = TestServer::new().await;
    let data = server.folder.path().join("data");
    server.opened(&document("invite", 1)).await;
    let (folder, registrar) = (&server.folder, &server.registrar);
    let mut config = config(folder, registrar);
    assert!(matches!(refused(&config), ServeError::Locked(_)));
    server.app.stop();
    let server = { server.folder };
    // Nothing of the ledger is left but its last checkpoint.
    config.data = server.path().join("copy");
    fs::create_dir(&config.data).unwrap();
    for name in ["origin", "ledger.key", "online.key", "checkpoint"] {
        fs::copy(data.join(name), config.data.join(name)).unwrap();
    }
    let error = refused(&config);
    assert!(matches!(error, ServeError::Older(_)), "{error:?}");
    assert!(error.to_string().contains("--accept-older") && !error.to_string().contains("corrupt"), "{error}");
    config.accept_older = true;
    drop(App::open(&config).unwrap());
}

#[test]
fn every_refusal_tells_cause_and_cure_in_both_languages() {
    let io = || std::io::Error::from(std::io::ErrorKind::AddrInUse);
    let form = || giaouoc_core::CoreError::new(giaouoc_core::Code::KeyMalformed).at("online.key").because("no PEM");
    let corrupt = |what: &str| ServeError::from(giaouoc_store::Error::Corrupt(what.to_owned()));
    for error in [
        ServeError::Folder { path: "data".into(), error: io() },
        ServeError::Listen { address: ([127, 0, 0, 1], 80).into(), error: io() },
        ServeError::ExampleKey("somebody".to_owned()),
        ServeError::Origin("a.example/x".to_owned()),
        ServeError::Random("none".to_owned()),
        ServeError::Failed("a task".to_owned()),
        form().into(),
        corrupt("a hash differs"),
        giaouoc_store::Error::from(form()).into(),
        giaouoc_store::Error::Fenced { expected: 1, found: 2 }.into(),
        giaouoc_store::Error::Halted.into(),
        giaouoc_store::Error::Io("the disk is full".to_owned()).into(),
        giaouoc_store::Error::Unknown("version 9".to_owned()).into(),
    ] {
        told(&error);
    }
}
