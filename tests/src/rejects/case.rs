//! A defect as a row of a table, and the file that comes of it.

use crate::reject_base::{BaseCeremony, Point};
use crate::workspace::Outcome;
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
pub(super) type Row<F> = (&'static str, u8, &'static str, &'static str, F);
/// Acts in the base ceremony at the point of its table.
pub(super) type OnCeremony = fn(&mut BaseCeremony) -> Outcome<()>;
/// Changes of a file.
pub(super) type OnFile = fn(&mut Value) -> Outcome<()>;
/// Name, code, why, JSON pointer into the pact document, and the value that is put there; null takes it away.
pub(super) type OnPact = (&'static str, &'static str, &'static str, &'static str, Value);
/// Changes of a text.
pub(super) type OnText = fn(&str) -> String;

/// A case under `fixtures/policy.txt`.
pub(super) fn case((name, step, code, why): (&str, u8, &'static str, &'static str), file: impl Into<Vec<u8>>) -> Case {
    Case { name: name.into(), verdict: "invalid", step, code, policy: "policy", why, file: file.into() }
}

/// Each row begins where nothing has happened but `point`.
pub(super) fn on_ceremony(point: Point, rows: &[Row<OnCeremony>]) -> Outcome<Vec<Case>> {
    let honest = BaseCeremony::at(point)?;
    let one = |(name, step, code, why, act): &Row<OnCeremony>| {
        let mut base = honest.clone();
        act(&mut base).map_err(|e| format!("{name}: {e}"))?;
        Ok(case((name, *step, code, why), base.file()?))
    };
    rows.iter().map(one).collect()
}

/// Each row changes the file of [`BaseCeremony::alone`].
pub(super) fn on_file(rows: &[Row<OnFile>]) -> Outcome<Vec<Case>> {
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
pub(super) fn under(policy: &'static str, mut case: Case) -> Case {
    case.policy = policy;
    case
}

/// The same case; nobody whom the policy trusts stands behind it.
pub(super) fn untrusted(mut case: Case) -> Case {
    case.verdict = "untrusted";
    case
}
