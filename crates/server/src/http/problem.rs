//! One shape for every refusal: RFC 9457 `application/problem+json`, in two languages.
//!
//! A handler returns a [`Problem`]; the outermost layer ([`super::response_headers`]) writes it, because only there are
//! the caller's language and the request's id known.

use super::status::{AnswerCode, HttpRefusal};
use axum::Json;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use giaouoc_ceremony::{Refusal, RefusalCode, Refused};
use giaouoc_core::error::{CoreError, Language, Words};
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal on its way to the caller.
#[derive(Clone, Debug)]
pub struct Problem(Box<Content>);

#[derive(Clone, Debug)]
struct Content {
    code: AnswerCode,
    place: String,
    technical: String,
}

impl Problem {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        self.0.code.as_str()
    }

    /// Cause and cure in one language, for pages.
    pub(crate) fn words(&self, language: Language) -> Words {
        self.0.code.words(language)
    }

    /// The header that this problem adds to its answer.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let (name, value) = match self.0.code {
            AnswerCode::Http(HttpRefusal::InvitationMissing)
            | AnswerCode::Ceremony(RefusalCode::Ceremony(Refusal::Unauthorised)) => {
                (header::WWW_AUTHENTICATE, "Bearer realm=\"giaouoc\"")
            }
            AnswerCode::Ceremony(RefusalCode::Ceremony(Refusal::Busy | Refusal::RateLimited)) => {
                (header::RETRY_AFTER, "2")
            }
            AnswerCode::Ceremony(RefusalCode::Ceremony(Refusal::Halted)) => (header::RETRY_AFTER, "60"),
            _ => return None,
        };
        Some((name, HeaderValue::from_static(value)))
    }

    /// True if the call was at fault and nothing was written.
    pub(crate) fn is_callers_fault(&self) -> bool {
        self.0.code.status().is_client_error()
    }

    /// Sets the place.
    #[must_use]
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = place.into();
        self
    }

    /// Sets expected and found values, in English. Never a secret, never an internal.
    #[must_use]
    pub(crate) fn because(mut self, technical: impl Into<String>) -> Self {
        self.0.technical = technical.into();
        self
    }

    /// The whole answer.
    pub(crate) fn write(&self, language: Language, request: &str) -> Response {
        let mut response = (self.0.code.status(), Json(self.body(language, request))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.extend(self.header());
        response
    }

    fn body(&self, language: Language, request: &str) -> ProblemBody {
        let Content { code, place, technical } = &*self.0;
        let (words, vi, en) = (code.words(language), code.words(Language::Vi), code.words(Language::En));
        ProblemBody {
            kind_uri: format!("urn:giaouoc:problem:{}", code.as_str()),
            title: words.cause,
            status: code.status().as_u16(),
            detail: words.cure,
            instance: format!("urn:giaouoc:request:{request}"),
            code: code.as_str(),
            kind: code.kind().as_str(),
            cause: Both { vi: vi.cause, en: en.cause },
            cure: Both { vi: vi.cure, en: en.cure },
            place: (!place.is_empty()).then(|| place.clone()),
            technical: (!technical.is_empty()).then(|| technical.clone()),
        }
    }
}

/// Empty but for the status: the problem itself waits in the extensions for the layer that writes it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<HttpRefusal> for Problem {
    fn from(refusal: HttpRefusal) -> Self {
        let code = AnswerCode::Http(refusal);
        Self(Box::new(Content { code, place: String::new(), technical: String::new() }))
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let Refused { code, place, detail } = refused;
        Self(Box::new(Content { code: AnswerCode::Ceremony(code), place, technical: detail }))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Refused::from(refusal).into()
    }
}

impl From<CoreError> for Problem {
    fn from(error: CoreError) -> Self {
        Refused::from(error).into()
    }
}

impl From<giaouoc_store::Error> for Problem {
    fn from(error: giaouoc_store::Error) -> Self {
        Refused::from(error).into()
    }
}

/// A problem by RFC 9457, with members of our own.
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
    /// The kind of problem, which says who has to act: `malformed`, `untrusted`, `refused`, `misuse`.
    kind: &'static str,
    /// The cause.
    cause: Both,
    /// The cure.
    cure: Both,
    /// A JSON pointer, or the name of a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Expected and found values, for debugging.
    #[serde(skip_serializing_if = "Option::is_none")]
    technical: Option<String>,
}

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub(crate) struct Both {
    /// Vietnamese.
    pub(crate) vi: &'static str,
    /// English.
    pub(crate) en: &'static str,
}
