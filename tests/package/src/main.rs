//! Verifies an evidence file: package-user <policy> <evidence>. Prints the verdict and the root of the checkpoint.

use giaouoc_core::policy::Policy;
use giaouoc_core::report::AnnexesAtHand;
use giaouoc_core::verify::verify;
use giaouoc_tlog::Hash;
use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut paths = std::env::args().skip(1);
    let (policy, evidence) = paths.next().zip(paths.next()).ok_or("usage: package-user <policy> <evidence>")?;
    let policy = Policy::parse(&std::fs::read_to_string(policy)?).map_err(|error| error.to_string())?;
    let report = verify(&std::fs::read(evidence)?, Some(&policy), &AnnexesAtHand::new());
    println!("{}", report.verdict.as_str());
    if let Some(checkpoint) = &report.checkpoint {
        println!("root {}", Hash::from_base64(&checkpoint.root)?);
    }
    Ok(ExitCode::from(report.verdict.exit_code()))
}
