//! `giaouoc`: the one binary. Each subcommand is a module; `args` says what may stand on the command line.
//!
//! Exit codes: `verify` 0 valid, 1 incomplete, 2 invalid, 3 untrusted; every other command 0, or 1 where it failed; wrong
//! use is 64 everywhere.
#![forbid(unsafe_code)]

mod act; // sign, decline, enrol, attest: statements by verified state
mod args; // the command line
mod client; // calls to a service
mod demo; // the demo in the terminal, and the pacts that `serve --demo` begins with
mod desk;
mod drafting; // the secretary's program
mod failure; // what went wrong, in two languages, and its exit code
mod files; // reading and writing, private keys 0600
mod key; // keygen, key show
mod kiosk; // the kiosk's program
mod ledger; // audit, checkpoint, proof
mod loopback; // a program's own page: what both have in common
mod pact; // new, check, canon, digest, open, complete, withdraw, revoke
mod print; // ceremony copy, proof codes, cards
mod qr; // number, qr
mod serve; // settings, logs, signals
mod verify; // the report for people

use args::{Cli, Command, KeyCommand, LedgerCommand, PactCommand};
use clap::{CommandFactory as _, Parser as _};
use failure::Failure;
use giaouoc_core::Language;
use giaouoc_sandbox::{printing, reading};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no wrong use.
            let code = if error.use_stderr() { failure::USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let language = cli.lang.map_or_else(system_language, Language::from);
    key::locked::passphrase_from(cli.passphrase_file);
    match run(cli.command, language) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("{}", failure.message(language));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(command: Command, language: Language) -> Result<u8, Failure> {
    match command {
        Command::Serve(args) => serve::serve(*args, language)?,
        Command::Demo(args) => demo::terminal(&args, language)?,
        Command::Keygen(args) => key::generate(&args, language)?,
        Command::Key(KeyCommand::Show { file, name }) => key::show(&file, &name)?,
        Command::Pact(PactCommand::New { title }) => pact::new(&title)?,
        Command::Pact(PactCommand::Check { file }) => return pact::check(&file, language),
        Command::Pact(PactCommand::Canon { file }) => pact::canon(&file)?,
        Command::Pact(PactCommand::Digest { file }) => pact::digest(&file)?,
        Command::Pact(PactCommand::Import { file, encoding, as_found }) => {
            drafting::import(&file, encoding.as_deref(), as_found, language)?;
        }
        Command::Pact(PactCommand::Export { file, out }) => drafting::export(&file, &out)?,
        Command::Pact(PactCommand::Open(args)) => pact::open(&args, language)?,
        Command::Pact(PactCommand::Complete(args)) => pact::complete(&args, language)?,
        Command::Pact(PactCommand::Withdraw(args)) => pact::withdraw(&args, language)?,
        Command::Pact(PactCommand::Revoke { act, party }) => pact::revoke(&act, &party, language)?,
        Command::Release(args) => act::release(&args, language)?,
        Command::Invite(args) => act::invite(&args, language)?,
        Command::Enrol(args) => act::enrol(&args, language)?,
        Command::Attest(args) => act::attest(&args, language)?,
        Command::Sign(args) => act::sign(&args, language)?,
        Command::Decline(args) => act::decline(&args, language)?,
        Command::Post(args) => act::post(&args, language)?,
        Command::Evidence(args) => act::evidence(&args, language)?,
        Command::Verify(args) => return verify::verify(&args, language),
        Command::Desk(args) => desk::run(&args, language)?,
        Command::Kiosk(args) => kiosk::run(&args, language)?,
        Command::Print(command) => print::print(&command)?,
        Command::PrintJob => return Ok(files::answer(printing::run_child())),
        Command::ReadCodes => return Ok(files::answer(reading::run_child())),
        Command::Ledger(LedgerCommand::Audit { data, json }) => return ledger::audit(&data, json, language),
        Command::Ledger(LedgerCommand::Checkpoint { server, policy, since }) => {
            ledger::checkpoint(&server, &policy, since.as_deref(), language)?;
        }
        Command::Ledger(LedgerCommand::Proof { file, index }) => ledger::proof(&file, index)?,
        Command::Number(args) => qr::number(&args)?,
        Command::Qr(args) => qr::qr(&args)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "giaouoc", &mut script);
            files::print(&script)?;
        }
        Command::Man => files::print(&manual()?)?,
    }
    Ok(0)
}

/// One page: the program, then each subcommand.
fn manual() -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(Failure::io("man"))?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        clap_mangen::Man::new(sub.clone()).render(&mut page).map_err(Failure::io("man"))?;
    }
    Ok(page)
}

/// Vietnamese, unless the environment says English.
fn system_language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.starts_with("en") => Language::En,
        _ => Language::Vi,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
