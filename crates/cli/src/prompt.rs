//! Questions on the terminal.

use crate::failure::Failure;
use giaouoc_core::Language;
use std::io::Write as _;

pub(crate) fn confirm(yes: bool, question: &str, language: Language) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    let answer = ask(&format!("{question} {} ", language.pick("[c/k]", "[y/n]")))?;
    let agreed = ["c", "có", "y", "yes"].contains(&answer.trim().to_lowercase().as_str());
    if agreed { Ok(()) } else { Err(Failure::NotConfirmed) }
}

pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    eprint!("{question}");
    std::io::stderr().flush().map_err(Failure::io("stderr"))?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(Failure::io("stdin"))?;
    Ok(line)
}
