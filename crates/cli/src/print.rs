//! `print`: paper, from files and without a service.

use crate::args::{PrintCodesArgs, PrintCommand, PrintCopyArgs};
use crate::clock::now;
use crate::failure::Failure;
use crate::files;
use crate::key::pem::read_seal;
use giaouoc_core::evidence::Evidence;
use giaouoc_core::pact::Pact;
use giaouoc_core::printed_proof::PrintedProof;
use giaouoc_paper::cards::{Card, card_sheet};
use giaouoc_paper::copy::{self, Options, TEMPLATE};
use giaouoc_paper::{QrCode, codes};
use giaouoc_sandbox::printing;
use std::fs;
use std::path::Path;

/// Pixels of a module: 0.508 mm at 300 dpi.
const SCALE: u32 = 6;

pub(crate) fn print(command: &PrintCommand) -> Result<(), Failure> {
    match command {
        PrintCommand::Copy(args) => print_copy(args),
        PrintCommand::Codes(args) => print_codes(args),
        PrintCommand::Cards { file, out } => print_cards(file, out),
        PrintCommand::Template => files::print(TEMPLATE.as_bytes()),
    }
}

fn print_copy(args: &PrintCopyArgs) -> Result<(), Failure> {
    let template = args.template.as_deref().map(files::read_text).transpose()?;
    let options = Options { public_url: args.url.clone(), proof_codes: !args.no_proof_codes, template };
    let bytes = files::read(&args.file)?;
    let pdf = match Evidence::parse(&bytes) {
        Ok(_) => {
            let policy = args.policy.as_deref().ok_or_else(|| Failure::usage("--policy"))?;
            let policy = files::read_policy(policy)?;
            let key = args.seal_key.as_deref().zip(args.seal_cert.as_deref());
            let key = key.map(|(key, certificates)| read_seal(key, certificates)).transpose()?;
            let seal = key.as_ref().map(|key| printing::Seal { key, time: now().unix() });
            printing::print(&bytes, &policy, &options, seal).map_err(failed)?
        }
        // No evidence: a draft, or nothing that we know.
        Err(error) => match Pact::parse(&bytes) {
            Ok(pact) => printing::print_draft(&pact, &options).map_err(failed)?,
            Err(_) => return Err(error.into()),
        },
    };
    files::write(Some(&args.out), &pdf)
}

fn failed(error: printing::PrintError) -> Failure {
    match error {
        printing::PrintError::Copy(copy::CopyError::Refused(report)) => Failure::Unverified(report),
        printing::PrintError::Copy(copy::CopyError::Evidence(error)) => error.into(),
        printing::PrintError::Template { vi, en } => Failure::Told(vi, en),
        other => Failure::Io(other.to_string()),
    }
}

/// Prints the texts of the codes, one a line, or writes their pictures.
fn print_codes(args: &PrintCodesArgs) -> Result<(), Failure> {
    let policy = files::read_policy(&args.policy)?;
    let texts = codes::write(&PrintedProof::of(&files::read(&args.file)?, &policy)?, &args.url)?;
    for (at, text) in texts.iter().enumerate() {
        let code = QrCode::proof(text).map_err(Failure::io("QR"))?;
        if let Some(folder) = &args.svg {
            written(folder, &format!("code-{}.svg", at + 1), code.svg().as_bytes())?;
        }
        if let Some(folder) = &args.png {
            let png = code.png(SCALE).map_err(Failure::io("PNG"))?;
            written(folder, &format!("code-{}.png", at + 1), &png)?;
        }
    }
    if args.svg.is_none() && args.png.is_none() {
        files::print(format!("{}\n", texts.join("\n")).as_bytes())?;
    }
    Ok(())
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| Failure::file(folder, &e))?;
    files::write(Some(&folder.join(name)), bytes)
}

fn print_cards(file: &Path, out: &Path) -> Result<(), Failure> {
    let text = files::read_text(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let cards = lines.map(|(at, line)| {
        let mut columns = line.split('\t').map(str::trim);
        match (columns.next(), columns.next(), columns.next(), columns.next()) {
            (Some(unit), Some(person), Some(link), None) if !link.is_empty() => {
                Ok(Card { unit: unit.to_owned(), person: person.to_owned(), link: link.to_owned() })
            }
            _ => Err(Failure::told(
                format!("Dòng {}: cần đúng ba cột cách nhau bằng phím Tab: đơn vị, người, liên kết.", at + 1),
                format!("Line {}: three columns are due, with tabs between them: unit, person, link.", at + 1),
            )),
        }
    });
    let cards = cards.collect::<Result<Vec<_>, _>>()?;
    let pdf = card_sheet(&cards).map_err(|e| Failure::Io(e.to_string()))?;
    files::write(Some(out), &pdf)
}
