//! `giaouoc`: the one binary. Each subcommand is a module; `args` says what may stand on the command line.
//!
//! Exit codes: `verify` 0 valid, 1 incomplete, 2 invalid, 3 untrusted; every other command 0, or 1 where it failed;
//! wrong use is 64 everywhere.
#![forbid(unsafe_code)]

mod args; // the command line
mod client; // calls to a service
mod clock; // the machine's clock
mod demo; // the demo in the terminal, and the pacts that `serve --demo` begins with
mod desk; // the program of the registrar's desk
mod drafting; // drafts from and to files of other programs
mod failure; // failures in two languages, and their exit codes
mod files; // reading and writing, secrets 0600
mod holder; // the person who signs for a party
mod key; // keygen, key show, key files, passphrases
mod kiosk; // the kiosk's program
mod language; // Vietnamese or English
mod ledger; // audit, checkpoint, proof
mod loopback; // the page that a program serves on its own machine
mod opening; // pact open
mod pact; // pact new, check, canon, digest
mod print; // ceremony copy, proof codes, cards
mod prompt; // questions on the terminal
mod qr; // number, qr
mod receipt; // receipts verified
mod registrar; // release, invite, attest, complete, withdraw, revoke
mod serve; // settings, logs, signals
mod signer; // enrol, sign, decline
mod transfer; // post, evidence
mod verified_pact; // evidence fetched and verified, records delivered
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
    let language = cli.lang.map_or_else(language::system_language, Language::from);
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
        Command::Demo(args) => demo::terminal::terminal(&args, language)?,
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
        Command::Pact(PactCommand::Open(args)) => opening::open(&args, language)?,
        Command::Pact(PactCommand::Complete(args)) => registrar::complete(&args, language)?,
        Command::Pact(PactCommand::Withdraw(args)) => registrar::withdraw(&args, language)?,
        Command::Pact(PactCommand::Revoke { act, party }) => registrar::revoke(&act, &party, language)?,
        Command::Release(args) => registrar::release(&args, language)?,
        Command::Invite(args) => registrar::invite(&args, language)?,
        Command::Enrol(args) => signer::enrol(&args, language)?,
        Command::Attest(args) => registrar::attest(&args, language)?,
        Command::Sign(args) => signer::sign(&args, language)?,
        Command::Decline(args) => signer::decline(&args, language)?,
        Command::Post(args) => transfer::post(&args, language)?,
        Command::Evidence(args) => transfer::evidence(&args, language)?,
        Command::Verify(args) => return verify::verify(&args, language),
        Command::Desk(args) => desk::run(&args, language)?,
        Command::Kiosk(args) => kiosk::run(&args, language)?,
        Command::Print(command) => print::print(&command)?,
        Command::PrintJob => return Ok(files::write_child_result(printing::run_child())),
        Command::ReadCodes => return Ok(files::write_child_result(reading::run_child())),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
