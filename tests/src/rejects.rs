//! `fixtures/reject/`: evidence with one defect each. The name of a file is its defect; `expected.tsv` says what a
//! verifier must answer.
//!
//! Wherever it can be, the log truly holds the false record, well signed: only the rules on records find it. The
//! tables are by subject; each row is a name, the due step, the due code of this implementation, why, and how.

mod acts;
mod file;
mod ledger;
mod lines;
mod marks;
mod notes;
mod order;
mod pact;

use crate::reject_base::{BaseCeremony, Point};
use crate::{Files, Outcome};
use serde_json::Value;

/// One file and what is due.
pub struct Case {
    /// The defect, in kebab-case.
    pub name: String,
    /// `invalid` or `untrusted`.
    pub verdict: &'static str,
    /// The step that decides.
    pub step: u8,
    /// The code that this implementation gives.
    pub code: &'static str,
    /// The policy under `fixtures/` by which it is verified, without `.txt`.
    pub policy: &'static str,
    /// Why, in one line.
    pub why: &'static str,
    /// The evidence.
    pub file: Vec<u8>,
}

/// Name, step, code, why, and what happens in the base ceremony.
type Row<F> = (&'static str, u8, &'static str, &'static str, F);
/// Acts in the base ceremony at the point of its table.
type OnCeremony = fn(&mut BaseCeremony) -> Outcome<()>;
/// Changes of a file.
type OnFile = fn(&mut Value) -> Outcome<()>;
/// Changes of a text.
type OnText = fn(&str) -> String;

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

/// A case under `fixtures/policy.txt`.
fn case((name, step, code, why): (&str, u8, &'static str, &'static str), file: impl Into<Vec<u8>>) -> Case {
    Case { name: name.into(), verdict: "invalid", step, code, policy: "policy", why, file: file.into() }
}

/// Each row begins where nothing has happened but `point`.
fn on_ceremony(point: Point, rows: &[Row<OnCeremony>]) -> Outcome<Vec<Case>> {
    let honest = BaseCeremony::at(point)?;
    let one = |(name, step, code, why, act): &Row<OnCeremony>| {
        let mut base = honest.clone();
        act(&mut base).map_err(|e| format!("{name}: {e}"))?;
        Ok(case((name, *step, code, why), base.file()?))
    };
    rows.iter().map(one).collect()
}

/// Each row changes the file of [`BaseCeremony::alone`].
fn on_file(rows: &[Row<OnFile>]) -> Outcome<Vec<Case>> {
    let base = BaseCeremony::alone()?.value()?;
    let one = |(name, step, code, why, change): &Row<OnFile>| {
        let mut value = base.clone();
        change(&mut value).map_err(|e| format!("{name}: {e}"))?;
        if value == base {
            return Err(format!("{name}: nothing is changed").into());
        }
        Ok(case((name, *step, code, why), serde_json::to_string_pretty(&value)? + "\n"))
    };
    rows.iter().map(one).collect()
}

/// The same case, verified under another policy.
fn under(policy: &'static str, mut case: Case) -> Case {
    case.policy = policy;
    case
}

/// The same case; nobody whom the policy trusts stands behind it.
fn untrusted(mut case: Case) -> Case {
    case.verdict = "untrusted";
    case
}
