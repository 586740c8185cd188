//! `/v/{id}`: the verdict, who signed what when and how they were identified, and every check.

mod records;
mod signers;

use super::index::{identity, state_words};
use super::page_context::{PageContext, clock, clock_of, render};
use super::words::{VI, Words};
use crate::http::extract::{InPath, Named, RateLimited};
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::extract::{RawPathParams, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::Refusal;
use giaouoc_ceremony::overview::Overview;
use giaouoc_core::error::Words as CauseAndCure;
use giaouoc_core::pact::{Pact, PactId, Party};
use giaouoc_core::progress::Unchecked;
use giaouoc_core::report::{Report, Status, StepReport, Verdict, Warning};
use giaouoc_core::time::{Date, Time};
use giaouoc_core::verify::SAMPLE_KEYS;
use giaouoc_paper::ShortCode;
use records::RecordLine;
use signers::{MethodWords, SignerLine};

/// A pact's id in either case: QR codes are all in capitals.
pub(super) struct AnyCase(PactId);

impl Named for AnyCase {
    fn read(params: &RawPathParams) -> Option<Self> {
        let (_, text) = params.iter().find(|(name, _)| *name == "id")?;
        PactId::parse(&text.to_ascii_lowercase()).ok().map(Self)
    }
}

#[derive(Template)]
#[template(path = "verify.html")]
pub(super) struct VerifyPage<'a> {
    context: PageContext,
    w: &'static Words,
    /// Inside the pact's own text everything is Vietnamese.
    vi: &'static Words,
    facts: &'a Overview,
    pact: &'a Pact,
    report: &'a Report,
    signers: Vec<SignerLine>,
    methods: Vec<MethodWords>,
    records: Vec<RecordLine>,
    /// Units whose signature would be taken now.
    turn: Vec<&'a str>,
}

/// The page.
pub(super) async fn page(
    _: RateLimited,
    context: PageContext,
    State(app): State<App>,
    InPath(AnyCase(id)): InPath<AnyCase>,
) -> Result<Response, Problem> {
    let _turn = app.verifications().acquire().await;
    let facts = app.run(move |service| Overview::gather(service, &id)).await?;
    render(context, &VerifyPage::of(context, &facts))
}

/// The short code that opens the page.
pub(super) async fn qr(State(app): State<App>, InPath(AnyCase(id)): InPath<AnyCase>) -> Result<Response, Problem> {
    let url = app.public_url().to_owned();
    let svg = app
        .run(move |service| {
            service.sequencer().pact(&id)?.ok_or(Refusal::NotFound)?;
            ShortCode::new(&url, &id).map(|code| code.svg()).map_err(|error| {
                tracing::error!(%error, "no QR code of the public address");
                Refusal::Internal.into()
            })
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")], svg).into_response())
}

impl<'a> VerifyPage<'a> {
    pub(super) fn of(context: PageContext, facts: &'a Overview) -> Self {
        let w = context.words();
        let signers = signers::lines(context, facts);
        Self {
            context,
            w,
            vi: &VI,
            facts,
            pact: &facts.pact,
            report: &facts.report,
            methods: signers::methods(w, context.language, &facts.report),
            signers,
            records: records::lines(w, facts),
            turn: facts.turn(),
        }
    }

    /// The name of the verdict's colour and shape.
    fn shape(&self) -> &'static str {
        self.report.verdict.as_str()
    }

    fn is_sample(&self) -> bool {
        self.context.demo || self.sample_warning().is_some()
    }

    fn sample_warning(&self) -> Option<&'a str> {
        let warning = self.report.warnings.iter().find(|warning| warning.code == SAMPLE_KEYS)?;
        Some(self.warning(warning))
    }

    fn warnings(&self) -> Vec<&'a Warning> {
        self.report.warnings.iter().filter(|warning| warning.code != SAMPLE_KEYS).collect()
    }

    fn warning(&self, warning: &'a Warning) -> &'a str {
        self.context.language.pick(&warning.vi, &warning.en)
    }

    /// The step that decided, where one failed: its code leads to the documentation.
    fn deciding(&self) -> Option<&'static str> {
        Some(self.report.deciding()?.status.error()?.code.as_str())
    }

    fn state(&self) -> &'static str {
        state_words(self.w, self.facts.state.as_ref()).1
    }

    fn identity(&self) -> &'static str {
        identity(self.context.language, self.pact.identity.as_str())
    }

    /// The words beside, or in the place of, the units whose turn it is.
    fn turn_words(&self) -> Option<&'static str> {
        let Some(state) = &self.facts.state else { return Some(self.w.turn_unknown) };
        match state.state {
            "completed" => Some(self.w.turn_completed),
            "withdrawn" => Some(self.w.turn_withdrawn),
            "all-signed" => Some(self.w.turn_all_signed),
            _ if self.facts.is_closed() => Some(self.w.turn_closed),
            "declined" => Some(self.w.turn_declined),
            _ => None,
        }
    }

    fn verdict_title(&self) -> &'static str {
        self.report.verdict.title(self.context.language)
    }

    fn verdict_line(&self) -> String {
        self.report.line(self.context.language)
    }

    fn step_title(&self, step: &StepReport) -> &'static str {
        step.step.title(self.context.language)
    }

    fn step_word(&self, step: &StepReport) -> &'static str {
        step.status.word(self.context.language)
    }

    fn unchecked_words(&self, what: &Unchecked) -> &'static str {
        what.words(self.context.language)
    }

    fn step_shape(&self, step: &StepReport) -> &'static str {
        match step.status {
            Status::Passed => Verdict::Valid.as_str(),
            Status::Failed(_) => Verdict::Invalid.as_str(),
            Status::Untrusted(_) => Verdict::Untrusted.as_str(),
            Status::NotChecked => "not-checked",
        }
    }

    fn cause_and_cure(&self, step: &StepReport) -> Option<CauseAndCure> {
        step.status.error().map(|error| error.code.words(self.context.language))
    }

    fn vi_role(&self, party: &Party) -> &'static str {
        signers::role(self.vi, &self.pact.group.kind, party.role.as_str())
    }

    /// `17/03/2021`; day before month in English too, as in the rest of the page.
    fn day(&self, date: &Date) -> String {
        date.vi_short()
    }

    /// "ngày 17 tháng 3 năm 2021", the way of official documents, in the text itself.
    fn long_day(&self, date: &Date) -> String {
        date.vi_long()
    }

    fn part_of_day(&self) -> &'static str {
        match self.pact.event.part.as_deref() {
            Some("sang") => self.vi.morning,
            Some("chieu") => self.vi.afternoon,
            Some("toi") => self.vi.evening,
            _ => "",
        }
    }

    fn size(&self, bytes: &u64) -> String {
        grouped(*bytes, self.context.language.pick('.', ','))
    }

    fn clock(&self, time: &Time) -> String {
        clock(*time)
    }

    fn clock_of(&self, time: &str) -> String {
        clock_of(time)
    }

    /// Of a witness: Unix seconds.
    fn clock_at(&self, unix: &u64) -> String {
        i64::try_from(*unix).ok().and_then(|unix| Time::from_unix(unix).ok()).map(clock).unwrap_or_default()
    }

    fn has_marks(&self) -> bool {
        self.signers.iter().any(|signer| signer.mark().is_some())
    }

    fn has_named(&self) -> bool {
        self.pact.roster.parties().iter().any(|party| !party.signs)
    }

    /// True if a sentence of the grounds lacks its stop: the style sheet shows the ";" that the pact leaves out.
    fn ends_open(&self, text: &str) -> bool {
        !text.ends_with([';', '.', ',', ':'])
    }

    fn is_kept(&self, digest: &giaouoc_core::Digest) -> bool {
        self.facts.kept.contains(digest)
    }
}

/// Digits in groups of three.
fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
