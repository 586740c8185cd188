//! Verification on behalf of somebody: of a pact's own evidence, and of a file that somebody sends.

use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::view::evidence;
use giaouoc_core::pact::PactId;
use giaouoc_core::report::{AnnexesAtHand, Report, StepReport};
use giaouoc_core::verify::verify;
use giaouoc_core::{Code, Digest};
use giaouoc_paper::intake::verify_all;
use std::sync::Arc;

/// Largest file that is verified, in bytes: evidence, a PDF that carries it, a photo of a page.
pub const MAX_BYTES: usize = 12 * 1024 * 1024;

/// The report over a pact's evidence, under the service's own policy, with the annexes that it keeps.
///
/// # Errors
/// [`Refusal::NotFound`], or those of the store.
pub fn of_pact(service: &Service, id: &PactId) -> Result<Arc<Report>, Refused> {
    let pact = service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    let mut annexes = AnnexesAtHand::new();
    for annex in &pact.annexes {
        if let Some(bytes) = service.workspace().file(&annex.sha256)? {
            annexes.insert(annex.file.clone(), Digest::of(&bytes));
        }
    }
    Ok(Arc::new(verify(evidence(service, id)?.as_bytes(), Some(service.policy()), &annexes)))
}

/// The report over a file that somebody sent: evidence, a PDF that carries it, a photo of codes, or their texts; under
/// the service's own policy. Whatever is wrong with the file stands in the report.
///
/// # Errors
/// [`Refusal::Internal`] alone.
pub fn of_file(service: &Service, file: &[u8]) -> Result<Arc<Report>, Refused> {
    let digest = Digest::of(file);
    if let Some(report) = service.reports().get(&digest) {
        return Ok(report);
    }
    let read_codes = service.settings().read_codes;
    let mut reports = verify_all(&[file], Some(service.policy()), &AnnexesAtHand::new(), read_codes);
    let report = Arc::new(reports.pop().map(|(_, report)| report).ok_or(Refusal::Internal)?);
    // A photo that could not be read in time may be read another time.
    let unread = |step: &StepReport| step.status.error().is_some_and(|e| e.code == Code::PictureUnreadable);
    if !report.deciding().is_some_and(unread) {
        service.reports().insert(digest, report.clone());
    }
    Ok(report)
}
