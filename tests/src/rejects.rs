//! `fixtures/reject/`: evidence with one defect each. The name of a file is its defect; `expected.tsv` says what a
//! verifier must answer.
//!
//! Wherever it can be, the log truly holds the false record, well signed: only the rules on records find it. The
//! tables are by subject; each row is a name, the due step, the due code of this implementation, why, and how.

mod acts;
mod case;
mod file;
mod ledger;
mod lines;
mod marks;
mod notes;
mod order;
mod pact;
mod pact_roster;

use crate::workspace::{Files, Outcome};

pub use case::Case;

/// Every case, by name.
pub fn cases() -> Outcome<Vec<Case>> {
    let mut cases = Vec::new();
    for part in [acts::cases, file::cases, ledger::cases, lines::cases] {
        cases.extend(part()?);
    }
    for part in [marks::cases, notes::cases, order::cases, pact::cases] {
        cases.extend(part()?);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// The folder.
pub fn files() -> Outcome<Files> {
    let mut files = Files::new();
    let mut table = "name\tverdict\tstep\tcode\tpolicy\twhy\n".to_owned();
    for Case { name, verdict, step, code, policy, why, file } in cases()? {
        table += &format!("{name}\t{verdict}\t{step}\t{code}\t{policy}\t{why}\n");
        if files.insert(format!("fixtures/reject/{name}.giaouoc.json"), file).is_some() {
            return Err(format!("{name} stands twice").into());
        }
    }
    files.insert("fixtures/reject/expected.tsv".into(), table.into_bytes());
    Ok(files)
}
