//! `number` and `qr`.

use crate::args::{NumberArgs, QrArgs};
use crate::failure::Failure;
use crate::files;
use giaouoc_core::Digest;
use giaouoc_core::evidence::Evidence;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_paper::ShortCode;
use std::path::Path;

/// Pixels of a module in a PNG.
const SCALE: u32 = 8;

/// Prints digest, short and long number.
pub(crate) fn number(args: &NumberArgs) -> Result<(), Failure> {
    let digest = match Digest::parse(&args.what) {
        Ok(digest) => digest,
        Err(_) => of_file(&files::read(Path::new(&args.what))?),
    };
    files::print(format!("{digest}\n{}\n{}\n", digest.short(), digest.long()).as_bytes())
}

/// The digest of a file: of an evidence or pact file the pact's, whose number screens and paper show; of any other its
/// SHA-256.
fn of_file(bytes: &[u8]) -> Digest {
    let pact = Evidence::parse(bytes).map(|evidence| evidence.pact).or_else(|_| Pact::parse(bytes));
    pact.map_or_else(|_| Digest::of(bytes), |pact| pact.digest().0)
}

/// Writes the code to the given files, or to the terminal.
pub(crate) fn qr(args: &QrArgs) -> Result<(), Failure> {
    let pact = PactId::parse(&args.pact.to_ascii_lowercase())?;
    let code = ShortCode::new(&args.url, &pact).map_err(|e| Failure::usage(e.to_string()))?;
    if let Some(path) = &args.svg {
        files::write(Some(path), code.svg().as_bytes())?;
    }
    if let Some(path) = &args.png {
        let png = code.png(SCALE).map_err(Failure::io("png"))?;
        files::write(Some(path), &png)?;
    }
    if args.svg.is_none() && args.png.is_none() {
        files::print(format!("{}\n{}\n", code.terminal(), code.text()).as_bytes())?;
    }
    Ok(())
}
