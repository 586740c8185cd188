//! Printing on behalf of somebody: a ceremony copy and a signatory's receipt from the evidence as it is now, and
//! drafts.

use crate::caller::Organiser;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::{drafts, view};
use giaouoc_core::Digest;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::pact::{Pact, PactId};
use giaouoc_core::report::Report;
use giaouoc_paper::copy::{self, Options};
use giaouoc_paper::receipt::receipt as print_receipt;
use giaouoc_sandbox::printing::{PrintError, Seal, print, print_draft};
use std::sync::Arc;

/// The ceremony copy. It is kept for the next caller: without a seal the same evidence gives the same bytes anyway;
/// with one, the time of sealing stands in them.
///
/// # Errors
/// The code of the step that fails where the evidence does not hold, [`Refusal::NotFound`], [`Refusal::Internal`].
pub fn copy(service: &Service, id: &PactId, proof_codes: bool) -> Result<Arc<Vec<u8>>, Refused> {
    let evidence = view::evidence(service, id)?;
    let key = Digest::of(format!("copy {proof_codes}\n{evidence}"));
    cached(service, key, || {
        let seal = service.settings().seal.as_ref().map(|key| Seal { key, time: service.now().unix() });
        print(evidence.as_bytes(), service.policy(), &options(service, proof_codes), seal)
    })
}

/// A whole draft on paper. Nothing of it is kept.
///
/// # Errors
/// Codes of the document's form, or as [`crate::drafts::get`].
pub fn draft(service: &Service, _: &Organiser, id: &PactId) -> Result<Vec<u8>, Refused> {
    let pact = Pact::parse(&drafts::find(service, id)?.document)?;
    print_draft(&pact, &options(service, false)).map_err(refused)
}

/// The receipt of the signature at this index.
///
/// # Errors
/// [`Refusal::NotFound`] where the record is no signature of this pact.
pub fn receipt(service: &Service, id: &PactId, index: u64) -> Result<Arc<Vec<u8>>, Refused> {
    let proof = view::proof(service, id, index)?;
    let evidence = view::evidence(service, id)?;
    let key = Digest::of(format!("receipt {index}\n{evidence}"));
    cached(service, key, || {
        Ok(print_receipt(evidence.as_bytes(), service.policy(), index, &proof, service.public_url())?)
    })
}

fn options(service: &Service, proof_codes: bool) -> Options {
    let template = service.settings().print_template.clone();
    Options { public_url: service.public_url().to_owned(), proof_codes, template }
}

fn cached(
    service: &Service,
    key: Digest,
    make: impl FnOnce() -> Result<Vec<u8>, PrintError>,
) -> Result<Arc<Vec<u8>>, Refused> {
    if let Some(pdf) = service.papers().get(&key) {
        return Ok(pdf);
    }
    let pdf = Arc::new(make().map_err(refused)?);
    service.papers().insert(key, Arc::clone(&pdf));
    Ok(pdf)
}

fn refused(error: PrintError) -> Refused {
    match error {
        PrintError::Copy(copy::CopyError::Evidence(error)) if error.code == Code::RecordKind => {
            Refusal::NotFound.into()
        }
        PrintError::Copy(copy::CopyError::Evidence(error)) => error.into(),
        PrintError::Copy(copy::CopyError::Refused(report)) => deciding(&report).into(),
        // The operator's template, or our own: nothing that the caller can mend.
        other => {
            tracing::error!(error = %other, "paper could not be printed");
            Refusal::Internal.into()
        }
    }
}

/// The code of the step that failed, for a caller that gets no report.
fn deciding(report: &Report) -> CoreError {
    let error = report.deciding().and_then(|step| step.status.error()).cloned();
    error.unwrap_or_else(|| CoreError::new(Code::CodesNotDue))
}
