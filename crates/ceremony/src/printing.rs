//! Paper of an opened pact: the ceremony copy and a signatory's receipt, from the evidence as it is now.

use super::view;
use crate::app::App;
use crate::problem::{Problem, Refusal};
use giaouoc_core::error::{Code, Error as CoreError};
use giaouoc_core::report::Report;
use giaouoc_core::Digest;
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_paper::copy::{self, Options};
use giaouoc_paper::receipt::receipt as print_receipt;
use giaouoc_sandbox::printing::{self, PrintError};
use std::sync::Arc;

/// The ceremony copy. Kept for whoever asks next: without a seal the same evidence gives the same
/// bytes anyway, with one the time of sealing stands in them.
pub(crate) fn copy(app: &App, id: &PactId, proof_codes: bool) -> Result<Arc<Vec<u8>>, Problem> {
    let evidence = view::evidence(app, id)?;
    let key = Digest::of(format!("copy {proof_codes}\n{evidence}"));
    kept(app, key, || {
        let seal = app.seal().map(|key| printing::Seal { key, time: app.now().unix() });
        printing::print(evidence.as_bytes(), app.policy(), &options(app, proof_codes), seal)
    })
}

/// A draft on paper; nothing of it is kept.
pub(crate) fn draft(app: &App, pact: &Pact) -> Result<Vec<u8>, Problem> {
    printing::print_draft(pact, &options(app, false)).map_err(problem)
}

/// The receipt of the signature at this index.
pub(crate) fn receipt(app: &App, id: &PactId, index: u64) -> Result<Arc<Vec<u8>>, Problem> {
    let proof = view::proof(app, id, index)?;
    let evidence = view::evidence(app, id)?;
    let key = Digest::of(format!("receipt {index}\n{evidence}"));
    kept(app, key, || Ok(print_receipt(evidence.as_bytes(), app.policy(), index, &proof, app.public_url())?))
}

fn options(app: &App, proof_codes: bool) -> Options {
    let template = app.print_template().map(str::to_owned);
    Options { public_url: app.public_url().to_owned(), proof_codes, template }
}

fn kept(app: &App, key: Digest, print: impl FnOnce() -> Result<Vec<u8>, PrintError>) -> Result<Arc<Vec<u8>>, Problem> {
    if let Some(pdf) = app.papers().get(&key) {
        return Ok(pdf);
    }
    let pdf = Arc::new(print().map_err(problem)?);
    app.papers().keep(key, Arc::clone(&pdf));
    Ok(pdf)
}

fn problem(error: PrintError) -> Problem {
    match error {
        PrintError::Copy(copy::Error::Evidence(error)) if error.code == Code::RecordKind => {
            Refusal::NotFound.into()
        }
        PrintError::Copy(copy::Error::Evidence(error)) => error.into(),
        PrintError::Copy(copy::Error::Refused(report)) => refusal(&report).into(),
        // The operator's template, or our own: nothing that the caller can mend.
        other => {
            tracing::error!(error = %other, "paper could not be printed");
            Refusal::Internal.into()
        }
    }
}

/// The code of the step that failed, for a caller that gets no report.
fn refusal(report: &Report) -> CoreError {
    let error = report.deciding().and_then(|step| step.status.error()).cloned();
    error.unwrap_or_else(|| CoreError::new(Code::CodesNotDue))
}
