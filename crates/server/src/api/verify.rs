//! Verification of a file that somebody sends.

use crate::http::extract::{LargeBodySlot, RateLimited, VerifiableBytes};
use crate::http::problem::{Both, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::verification;
use giaouoc_core::report::Report;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A report, and by whose trust it was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportAnswer {
    /// `valid`, `incomplete`, `invalid`, `untrusted`.
    verdict: &'static str,
    /// A note on whose word this is.
    word_of: Both,
    /// The policy that was used, as text: this server's own.
    policy: String,
    /// Every step, as `giaouoc verify --json` tells it.
    #[schema(value_type = Object)]
    report: Value,
}

impl ReportAnswer {
    pub(crate) fn of(app: &App, report: &Report) -> Result<Self, Problem> {
        let word_of = Both {
            vi: "Đây là kết quả do chính máy chủ này kiểm tra theo chính sách tin cậy của nó. Muốn chắc chắn, hãy tự kiểm tra tệp bằng chứng bằng công cụ và chính sách của mình.",
            en: "This is the server's own word, under its own policy. To be sure, verify the evidence file by your own tool and policy.",
        };
        let policy = app.policy_text().to_owned();
        let verdict = report.verdict.as_str();
        let report = serde_json::to_value(report).map_err(|error| {
            tracing::error!(%error, "a report could not be written");
            Refusal::Internal
        })?;
        Ok(Self { verdict, word_of, policy, report })
    }
}

/// Verifies a file under this server's policy: evidence (JSON), a ceremony copy (PDF), a photo of its proof codes (PNG,
/// JPEG), or their texts, one a line. What it is shows in its bytes. Whatever is wrong with it stands in the report.
#[utoipa::path(post, path = "/verify", tag = "verify",
    request_body(content((Object = "application/json"), (String = "application/pdf"), (String = "image/png"),
        (String = "image/jpeg"), (String = "text/plain"))),
    responses((status = 200, body = ReportAnswer)))]
pub(crate) async fn verify(
    _: RateLimited,
    _slot: LargeBodySlot,
    State(app): State<App>,
    VerifiableBytes(file): VerifiableBytes,
) -> Result<Json<ReportAnswer>, Problem> {
    let _turn = app.readings().acquire().await;
    let report = app.run(move |service| verification::of_file(service, &file)).await?;
    ReportAnswer::of(&app, &report).map(Json)
}
