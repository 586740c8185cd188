//! One shape for every refusal: RFC 9457 `application/problem+json`, in two languages.
//!
//! A handler returns a [`Problem`]; the outermost layer ([`crate::dress`]) writes it, because only there are the
//! caller's language and the request's id known. Internals are logged there once and never sent.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaouoc_core::desk;
use giaouoc_core::error::{Code, Error as CoreError, Kind, Language, Words};
use giaouoc_store::Error as StoreError;
use giaouoc_store::office::OfficeError;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use crate::refusal::Refusal;

/// A refusal on its way to the caller.
#[derive(Clone, Debug)]
pub(crate) struct Problem(Box<Told>);

#[derive(Clone, Debug)]
struct Told {
    status: StatusCode,
    code: &'static str,
    kind: Kind,
    vi: Words,
    en: Words,
    place: String,
    technical: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    /// Cause and cure in one language, for pages.
    pub(crate) fn words(&self, language: Language) -> Words {
        language.pick(self.0.vi, self.0.en)
    }

    /// What this problem adds to the answer's headers.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        self.0.header.clone()
    }

    /// Whether the caller's request was at fault, and nothing was written.
    pub(crate) fn is_refusal(&self) -> bool {
        self.0.status.is_client_error()
    }

    /// Says where.
    #[must_use]
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = place.into();
        self
    }

    /// Says what was expected and found, in English. Never a secret, never an internal.
    #[must_use]
    pub(crate) fn because(mut self, technical: impl Into<String>) -> Self {
        self.0.technical = technical.into();
        self
    }

    fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.0.header = Some((name, HeaderValue::from_static(value)));
        self
    }

    /// The answer, whole.
    pub(crate) fn write(&self, language: Language, request: &str) -> Response {
        let mut response = (self.0.status, Json(self.body(language, request))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.extend(self.header());
        response
    }

    fn body(&self, language: Language, request: &str) -> ProblemBody {
        let words = self.words(language);
        ProblemBody {
            kind_uri: format!("urn:giaouoc:problem:{}", self.0.code),
            title: words.cause,
            status: self.0.status.as_u16(),
            detail: words.cure,
            instance: format!("urn:giaouoc:request:{request}"),
            code: self.0.code,
            kind: self.0.kind.as_str(),
            cause: Both { vi: self.0.vi.cause, en: self.0.en.cause },
            cure: Both { vi: self.0.vi.cure, en: self.0.en.cure },
            place: (!self.0.place.is_empty()).then(|| self.0.place.clone()),
            technical: (!self.0.technical.is_empty()).then(|| self.0.technical.clone()),
        }
    }
}

/// Empty but for the status: the problem itself waits in the extensions for the layer that writes it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let problem = Self(Box::new(Told {
            status: refusal.status(),
            code: refusal.as_str(),
            kind: refusal.kind(),
            vi: refusal.words(Language::Vi),
            en: refusal.words(Language::En),
            place: String::new(),
            technical: String::new(),
            header: None,
        }));
        match refusal {
            Refusal::Unauthorised | Refusal::InvitationMissing => {
                problem.with(header::WWW_AUTHENTICATE, "Bearer realm=\"giaouoc\"")
            }
            Refusal::Busy | Refusal::RateLimited => problem.with(header::RETRY_AFTER, "2"),
            Refusal::Halted => problem.with(header::RETRY_AFTER, "60"),
            _ => problem,
        }
    }
}

impl From<CoreError> for Problem {
    fn from(error: CoreError) -> Self {
        Self(Box::new(Told {
            status: status_of(error.code),
            code: error.code.as_str(),
            kind: error.kind(),
            vi: error.code.words(Language::Vi),
            en: error.code.words(Language::En),
            place: error.place,
            technical: error.detail,
            header: None,
        }))
    }
}

/// Bytes that cannot be read are 400, readable ones of a wrong form 422; what the rules or the state refuse is 409, and
/// what was erased 410.
fn status_of(code: Code) -> StatusCode {
    match (code, code.kind()) {
        (Code::JsonSyntax | Code::JsonDuplicate | Code::JsonNumber | Code::JsonDepth, _) => StatusCode::BAD_REQUEST,
        (Code::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (Code::OpeningErased, _) => StatusCode::GONE,
        (Code::RegistrarUntrusted, _) => StatusCode::FORBIDDEN,
        (_, Kind::Malformed | Kind::Untrusted) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Kind::Refused) => StatusCode::CONFLICT,
        (_, Kind::Misuse) => StatusCode::BAD_REQUEST,
    }
}

impl From<giaouoc_drafting::Refused> for Problem {
    fn from(refused: giaouoc_drafting::Refused) -> Self {
        Self(Box::new(Told {
            status: status_of_file(refused.code),
            code: refused.code.as_str(),
            kind: refused.code.kind(),
            vi: refused.code.words(Language::Vi),
            en: refused.code.words(Language::En),
            place: String::new(),
            technical: refused.detail,
            header: None,
        }))
    }
}

/// A file that is not taken in is content that cannot be processed, whatever its fault.
fn status_of_file(code: giaouoc_drafting::Refusal) -> StatusCode {
    match code {
        giaouoc_drafting::Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(error) => error.into(),
            StoreError::Busy => Refusal::Busy.into(),
            StoreError::NotFound => Refusal::NotFound.into(),
            StoreError::Fenced { .. } | StoreError::Halted => Refusal::Halted.into(),
            internal => {
                tracing::error!(error = %internal, "the store failed");
                Refusal::Internal.into()
            }
        }
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Stale { found } => Self::from(Refusal::Stale).because(format!("revision {found}")),
            OfficeError::Adopted => Refusal::Adopted.into(),
            OfficeError::NoSuchDraft | OfficeError::NoSuchAccount => Refusal::NotFound.into(),
            OfficeError::TooMany => Refusal::TooMany.into(),
            OfficeError::NameTaken => Refusal::NameTaken.into(),
            OfficeError::LastAdministrator => Refusal::LastAdministrator.into(),
            OfficeError::NoSuchInvitation => Refusal::InvitationUnknown.into(),
            OfficeError::Spent => Refusal::InvitationSpent.into(),
            OfficeError::Expired => Refusal::InvitationExpired.into(),
            OfficeError::Void => Refusal::InvitationVoid.into(),
            OfficeError::NoSuchCode | OfficeError::CodeTried => Refusal::CodeVoid.into(),
            OfficeError::CodeUsed => Refusal::CodeUsed.into(),
            OfficeError::CodeExpired => Refusal::CodeExpired.into(),
            OfficeError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "the office failed");
                Refusal::Internal.into()
            }
        }
    }
}

/// What the rules of the desk refuse, by this service's codes.
impl From<desk::Refusal> for Problem {
    fn from(refusal: desk::Refusal) -> Self {
        match refusal {
            desk::Refusal::Rule(error) => error.into(),
            desk::Refusal::MemberOfAnotherAct(name) => Self::from(Refusal::BodyForm).at(format!("/{name}")),
            desk::Refusal::NotAnEnrolment => Refusal::NotAnEnrolment.into(),
            desk::Refusal::EnrolmentDiffers { line } => Self::from(Refusal::EnrolmentDiffers).at(line),
            desk::Refusal::ClockDiffers { clock } => {
                Self::from(Refusal::ClockDiffers).at("time").because(format!("the server's is {clock}"))
            }
            desk::Refusal::NumberDiffers => Self::from(Refusal::NumberDiffers).at("/number"),
        }
    }
}

impl From<giaouoc_tlog::Error> for Problem {
    fn from(error: giaouoc_tlog::Error) -> Self {
        CoreError::new(Code::NoteMalformed).because(error.to_string()).into()
    }
}

/// What was refused, why, and what to do: RFC 9457 with members of our own.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:giaouoc:problem:<code>`.
    #[serde(rename = "type")]
    kind_uri: String,
    /// The cause, in the language asked for.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The cure, in the language asked for.
    detail: &'static str,
    /// `urn:giaouoc:request:<id>`, the same id as in the header `x-request-id` and in the server's log.
    instance: String,
    /// Stable code.
    code: &'static str,
    /// Who has to act: `malformed`, `untrusted`, `refused`, `misuse`.
    kind: &'static str,
    /// What happened.
    cause: Both,
    /// What to do.
    cure: Both,
    /// A JSON pointer, or the name of a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// What was expected and found, for whoever debugs.
    #[serde(skip_serializing_if = "Option::is_none")]
    technical: Option<String>,
}

/// The same in both languages.
#[derive(Serialize, ToSchema)]
pub(crate) struct Both {
    /// Vietnamese.
    pub(crate) vi: &'static str,
    /// English.
    pub(crate) en: &'static str,
}
