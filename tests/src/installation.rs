//! A service, its data folder, and people who have nothing but the program `giaouoc`: organiser, desk and signers,
//! each with their own files.
//!
//! For tests that run the real thing. What goes wrong panics, as it would in the test itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use crate::workspace::binary;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// The ledger's name.
pub const ORIGIN: &str = "van-phong.example/so/2026";
/// The name of the registrar, whose key `registrar.pem` is not the service's.
pub const REGISTRAR: &str = "van-phong.example/so/2026/registrar";

/// A folder, the program, and a running service.
#[derive(Debug)]
pub struct Installation {
    program: PathBuf,
    folder: TempDir,
    service: Child,
    /// The service's address, `http://127.0.0.1:<port>`.
    pub url: String,
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Installation {
    /// Makes the registrar's key and starts a service that knows it. `token` is the administrator's.
    pub fn start() -> Self {
        Self::start_logging("off")
    }

    /// The same; the service tells in `service.log` what this filter lets through (the form of `RUST_LOG`).
    pub fn start_logging(filter: &str) -> Self {
        let program = binary("giaouoc").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let run = |args: &[&str]| {
            let output = Command::new(&program).args(args).current_dir(folder.path()).output().unwrap();
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let vkey = run(&["keygen", "--name", REGISTRAR, "--out", "registrar.pem"]).lines().next().unwrap().to_owned();
        let mut service = Command::new(&program)
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--data", "data", "--origin", ORIGIN])
            .args(["--registrar", &vkey])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .env("RUST_LOG", filter)
            .stderr(File::create(folder.path().join("service.log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(service.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut value = |name: &str| {
            let line = lines.find(|line| line.contains(name)).unwrap();
            line.split_once(": ").unwrap().1.to_owned()
        };
        let (url, token) = (value("Address"), value("token"));
        // Whatever it says later is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        fs::write(folder.path().join("token"), token).unwrap();
        Self { program, folder, service, url }
    }

    /// Ends the service; its data folder stays until the installation is dropped.
    pub fn stop(&mut self) {
        // It may have ended already.
        let _ = self.service.kill();
        let _ = self.service.wait();
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program in the folder, in English, under the service's policy.
    pub fn run(&self, args: &[&str]) -> Output {
        Command::new(&self.program)
            .args(["--lang", "en"])
            .args(args)
            .env("GIAOUOC_POLICY", self.path("data/policy.txt"))
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// Runs what must succeed, and gives what it said.
    pub fn must(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(output.status.success(), "{args:?}: {said}");
        said
    }

    /// Runs what must be refused with this code.
    pub fn refused(&self, args: &[&str], code: &str) {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(code), "{args:?}: {said}");
    }

    /// A document for two parties, `member` before `head`, in `pact.json`; gives its id.
    pub fn write_pact(&self) -> String {
        let mut pact: Value = serde_json::from_str(&self.must(&["pact", "new", "--title", "Giao ước mẫu"])).unwrap();
        pact["articles"] = json!([{ "text": "Thi đua lao động giỏi." }]);
        pact["group"]["name"] = "Khối mẫu".into();
        pact["roster"] = json!([
            { "id": "head", "unit": "Đơn vị mẫu 01", "role": "head", "stage": 2, "signs": true,
              "representative": { "name": "Nguyễn Văn Mẫu 01", "titles": [] } },
            { "id": "member", "unit": "Đơn vị mẫu 02", "role": "member", "stage": 1, "signs": true,
              "representative": { "name": "Trần Thị Mẫu 02", "titles": [] } },
        ]);
        fs::write(self.path("pact.json"), pact.to_string()).unwrap();
        pact["id"].as_str().unwrap().to_owned()
    }

    /// Release, enrolment, comparison and attestation of a new key, `<party>.pem`.
    pub fn enrol(&self, pact: &str, party: &str) {
        let key = format!("{party}.pem");
        self.must(&["keygen", "--name", &format!("{pact}/{party}"), "--out", &key]);
        self.must(&self.at(pact, party, "release", &["--token-file", "token"]));
        let said = self.must(&self.at(pact, party, "enrol", &["--key", &key]));
        let number = said.lines().find(|line| line.contains("desk")).unwrap().split_once(": ").unwrap().1.to_owned();
        let attest = |number: &str| {
            let number = [&["--number", number][..], &Self::registrar()].concat();
            self.run(&self.at(pact, party, "attest", &number))
        };
        assert!(!attest("0000 0000 0000 0000 0000 0000").status.success());
        let output = attest(&number);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Enrolment and signature.
    pub fn sign(&self, pact: &str, party: &str) {
        self.enrol(pact, party);
        let key = format!("{party}.pem");
        let said = self.must(&self.at(pact, party, "sign", &["--key", &key, "--yes"]));
        assert!(said.contains("Thi đua lao động giỏi."), "the text is shown before it is signed: {said}");
        // Once more: the same key gets the receipt that it has.
        let again = ["--key", &key, "--yes", "--number", "1"];
        self.refused(&self.at(pact, party, "sign", &again), "Nothing was signed");
    }

    /// A command at this service about a party of a pact.
    fn at<'a>(&'a self, pact: &'a str, party: &'a str, command: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
        [&[command, "--server", &self.url, "--pact", pact, "--party", party], rest].concat()
    }

    /// The arguments by which the registrar acts.
    pub fn registrar() -> [&'static str; 6] {
        ["--key", "registrar.pem", "--name", REGISTRAR, "--token-file", "token"]
    }

    /// The registrar opens `pact.json`.
    pub fn open_pact(&self) {
        let mut open = vec!["pact", "open", "pact.json", "--server", &self.url];
        open.extend(Self::registrar());
        self.must(&open);
    }
}
