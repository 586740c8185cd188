//! The desk and the kiosk of the demo: this very program, started twice more, each with a page of its own.
//!
//! Both end with the service: they read a pipe whose other end is held here.

use super::sample_keys::{REGISTRAR, registrar_key};
use super::service_address::ServiceAddress;
use crate::failure::Failure;
use crate::key::pem::write_key;
use giaouoc_core::Language;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

/// Default ports of the two programs; another free port is taken if one is in use.
const DESK: u16 = 8081;
const KIOSK: u16 = 8082;

/// File in the data folder with the token of the demo's administrator, for the desk and for the ceremonies that run by
/// themselves.
pub(super) const TOKEN_FILE: &str = "demo-token";

/// Starts desk and kiosk, and prints their addresses.
pub(super) fn open(service: &ServiceAddress, data: &Path, language: Language) -> Result<(), Failure> {
    let key = data.join("demo-registrar.pem");
    if !key.exists() {
        write_key(&key, &registrar_key()?)?;
    }
    let file = |name: &str| data.join(name).into_os_string();
    let desk = [
        "--key".into(),
        key.into_os_string(),
        "--name".into(),
        REGISTRAR.into(),
        "--token-file".into(),
        file(TOKEN_FILE),
        "--journal".into(),
        file("demo-desk.journal"),
    ];
    let desk = start("desk", DESK, service, data, language, &desk)?;
    let kiosk = start("kiosk", KIOSK, service, data, language, &["--state".into(), file("demo-kiosk.json")])?;
    let (one, other) = language.pick(("Bàn thư ký", "Bàn ký điện tử"), ("The desk", "The kiosk"));
    println!("\n  {one}: {desk}\n  {other}: {kiosk}");
    Ok(())
}

/// Starts a program, and returns the address that it prints.
fn start(
    program: &'static str,
    port: u16,
    service: &ServiceAddress,
    data: &Path,
    language: Language,
    more: &[std::ffi::OsString],
) -> Result<String, Failure> {
    let failed = || Failure::io(program);
    let mut command = Command::new(std::env::current_exe().map_err(failed())?);
    command
        .args(["--lang", language.tag(), program, "--server", &service.url, "--public-url", &service.public_url])
        .arg("--policy")
        .arg(data.join("policy.txt"))
        .args(["--listen", &format!("127.0.0.1:{}", free(port)), "--while-held"])
        .args(more);
    if let Some(fingerprint) = &service.fingerprint {
        command.args(["--server-fingerprint", fingerprint]);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed())?;
    let said = child.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines);
    let address =
        said.map_while(Result::ok).find_map(|line| line.split_once(": ").map(|(_, address)| address.to_owned()));
    // Holds the pipe until the process ends, or the child does.
    std::thread::spawn(move || {
        let held = child.stdin.take();
        let ended = child.wait();
        drop(held);
        tracing::warn!("demo: {program} has ended: {ended:?}");
    });
    address.ok_or_else(|| {
        Failure::told(
            format!("Chương trình {program} không chạy được."),
            format!("The program {program} did not start."),
        )
    })
}

/// The port if it is free, or 0, for which the system chooses one.
fn free(port: u16) -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_or(0, |_| port)
}
