//! Prints the evidence of a pact of so many parties: `sample_pacts PARTIES [SIGNED] [--long]`; for looking at paper.

use giaouoc_tests::sample_pacts::SamplePact;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (flags, numbers): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let numbers: Vec<usize> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let (Some(parties), signed) = (numbers.first().copied(), numbers.get(1).copied()) else {
        eprintln!("sample_pacts PARTIES [SIGNED] [--long]");
        return ExitCode::from(64);
    };
    let sample =
        SamplePact { parties, signed: signed.unwrap_or(parties), long: flags.iter().any(|flag| flag == "--long") };
    match sample.evidence() {
        Ok(evidence) => {
            println!("{evidence}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
