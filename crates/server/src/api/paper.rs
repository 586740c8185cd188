//! Paper over REST.

use crate::http::answers::{as_file, tagged};
use crate::http::extract::{InPath, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::caller::Organiser;
use giaouoc_ceremony::printing;
use giaouoc_core::pact::PactId;

const PDF: &str = "application/pdf";

/// The ceremony copy as PDF/A-3 with the evidence attached: `copy.pdf`, or `copy-without-codes.pdf` without proof
/// codes. Equal evidence gives equal bytes.
#[utoipa::path(get, path = "/pacts/{id}/paper/{file}", tag = "pacts", operation_id = "pact_paper",
    responses((status = 200, content_type = "application/pdf", body = [u8])))]
pub(crate) async fn copy(
    _: RateLimited,
    State(app): State<App>,
    InPath((id, file)): InPath<(PactId, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let proof_codes = match file.as_str() {
        "copy.pdf" => true,
        "copy-without-codes.pdf" => false,
        _ => return Err(Refusal::NotFound.into()),
    };
    let name = format!("giao-uoc-{id}.pdf");
    let _turn = app.verifications().acquire().await;
    let pdf = app.run(move |service| printing::copy(service, &id, proof_codes)).await?;
    Ok(as_file(tagged(&headers, PDF, pdf.to_vec()), &name))
}

/// The receipt of one signature as a page, with its tlog-proof attached.
#[utoipa::path(get, path = "/pacts/{id}/records/{index}/receipt", tag = "records", operation_id = "record_receipt",
    responses((status = 200, content_type = "application/pdf", body = [u8])))]
pub(crate) async fn receipt(
    _: RateLimited,
    State(app): State<App>,
    InPath((id, index)): InPath<(PactId, u64)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = format!("bien-nhan-{id}-{index}.pdf");
    let _turn = app.verifications().acquire().await;
    let pdf = app.run(move |service| printing::receipt(service, &id, index)).await?;
    Ok(as_file(tagged(&headers, PDF, pdf.to_vec()), &name))
}

/// A whole draft on paper, DỰ THẢO on every page.
#[utoipa::path(get, path = "/pacts/{id}/draft/paper", tag = "drafts", operation_id = "draft_paper", security(("token" = ["organiser"])),
    responses((status = 200, content_type = "application/pdf", body = [u8])))]
pub(crate) async fn draft(
    organiser: Organiser,
    State(app): State<App>,
    InPath(id): InPath<PactId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let _turn = app.verifications().acquire().await;
    let pdf = app.run(move |service| printing::draft(service, &organiser, &id)).await?;
    Ok(as_file(tagged(&headers, PDF, pdf), "du-thao.pdf"))
}
