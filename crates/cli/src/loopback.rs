//! The page that a program (`desk`, `kiosk`) serves on its own machine.
//!
//! The page, its script and its styles come from this binary and never from the service; the page talks to nobody but
//! this program. Other programs on the machine and other pages in the browser are kept out:
//!
//! * it listens on the loopback only;
//! * every call needs the token of the start address, which stands behind `#` and is new at each start;
//! * `Host` must be exactly the address listened on, so that no name that was made to point here (DNS rebinding) gets
//!   in;
//! * a call that changes something must come from a page of that very origin.

use crate::client::RawAnswer;
use crate::failure::{Failure, ProgramRefusal, core, plain};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use giaouoc_core::policy::Policy;
use giaouoc_core::{Language, sample};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

/// Content security policy: only scripts and styles of this program, only calls to it, no markup from strings.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                              font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; \
                              frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Settings of a program's page: data, never code.
pub(crate) struct ProgramPage {
    /// `desk` or `kiosk`: the page's script and style sheet, too.
    pub(crate) program: &'static str,
    /// Title in Vietnamese and English.
    pub(crate) title: (&'static str, &'static str),
    /// The service that the program calls.
    pub(crate) server: String,
    /// Beginning of links and QR codes for others.
    pub(crate) public_url: String,
    /// The trust policy.
    pub(crate) policy: Policy,
    /// The language of the first screen.
    pub(crate) language: Language,
}

/// The check that a call comes from the program's own page.
#[derive(Clone)]
struct CallerCheck {
    token: Arc<Zeroizing<String>>,
    host: String,
}

/// Serves a page until the process ends. `announce` gets the start address, which holds the token.
pub(crate) async fn serve(
    listen: SocketAddr,
    page: ProgramPage,
    api: Router,
    announce: impl FnOnce(&str),
) -> Result<(), Failure> {
    if !listen.ip().is_loopback() {
        return Err(Failure::told(
            format!("{listen} không phải địa chỉ của riêng máy này. Dùng 127.0.0.1."),
            format!("{listen} is not this machine's own address. Use 127.0.0.1."),
        ));
    }
    let listener = TcpListener::bind(listen).await.map_err(Failure::io(listen))?;
    let address = listener.local_addr().map_err(Failure::io(listen))?;
    let check = CallerCheck { token: Arc::new(token()?), host: address.to_string() };
    announce(&format!("http://{address}/#t={}", check.token.as_str()));
    let router = router(page, api, check);
    axum::serve(listener, router).await.map_err(Failure::io(address))
}

/// Ends the process when standard input does, where somebody holds its other end: no program outlives the one that
/// started it.
pub(crate) fn end_with_holder(while_held: bool) {
    if while_held {
        std::thread::spawn(|| {
            // Nothing is ever sent; an error is an end, too.
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            std::process::exit(0);
        });
    }
}

/// A new token of 256 random bits.
fn token() -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut()).map_err(Failure::io("random numbers"))?;
    Ok(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

fn router(page: ProgramPage, api: Router, check: CallerCheck) -> Router {
    let page_html = Arc::new(page_html(&page));
    let pages = Router::new()
        .route(
            "/",
            get(move || async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page_html.to_string()) }),
        )
        .route("/assets/{name}", get(asset));
    pages
        .nest("/api/v1", api)
        .fallback(|| async { ProgramProblem::from(ProgramRefusal::NoSuchThing) })
        .layer(middleware::from_fn_with_state(check, guard))
        .layer(middleware::map_response(add_response_headers))
}

/// The HTML of the page: settings, script, and a first sentence.
fn page_html(page: &ProgramPage) -> String {
    let ProgramPage { program, title, server, public_url, policy, language } = page;
    let demo = policy.registrars.iter().any(|registrar| sample::is_sample(&registrar.key));
    let origin = policy.ledger.logs().first().map(|log| log.key.name().to_string()).unwrap_or_default();
    let config = json!({
        "page": program, "program": program, "lang": language.tag(), "demo": demo, "api": "/api/v1",
        "publicUrl": public_url, "server": server, "origin": origin, "policy": policy.to_string(), "tls": true,
    });
    // Nothing in a data block may end it.
    let config = config.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let title = language.pick(title.0, title.1);
    let sample = if demo { SAMPLE } else { "" };
    let wait = language.pick("Đang mở …", "Opening …");
    // Whoever signs sees the same screens at a kiosk as on a phone.
    let beside = if *program == "kiosk" { "<link rel=\"stylesheet\" href=\"/assets/phone.css\">\n" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title} · Giao Ước</title>\n<link rel=\"icon\" \
         type=\"image/svg+xml\" href=\"/assets/giaouoc.svg\">\n<link rel=\"stylesheet\" href=\"/assets/giaouoc.css\">\n<link \
         rel=\"stylesheet\" href=\"/assets/{program}.css\">\n{beside}<script type=\"application/json\" id=\"config\">{config}</script>\n<script \
         type=\"module\" src=\"/assets/{program}.js\"></script>\n</head>\n<body class=\"page-{program} is-program\">\n{sample}<main id=\"main\" \
         class=\"wide\" tabindex=\"-1\"><div id=\"app\"><h1>{title}</h1><p>{wait}</p></div></main>\n</body>\n</html>\n",
        language.tag()
    )
}

/// The banner that is shown where the policy trusts the public example keys.
const SAMPLE: &str = "<aside class=\"sample\" aria-label=\"MẪU\"><div class=\"wide\"><strong class=\"sample-word\">MẪU</strong>\
                      <p>Khóa mẫu công khai, không có giá trị. Public example keys, worth nothing.</p></div></aside>\n";

async fn asset(Path(name): Path<String>) -> Response {
    match giaouoc_web::find(&name) {
        Some(file) => ([(header::CONTENT_TYPE, file.media_type)], file.bytes).into_response(),
        None => ProgramProblem::from(ProgramRefusal::NoSuchThing).into_response(),
    }
}

/// Refuses every call that does not come from the program's own page.
async fn guard(State(check): State<CallerCheck>, request: Request, next: Next) -> Response {
    if check.admits(&request) {
        next.run(request).await
    } else {
        ProgramProblem::from(ProgramRefusal::Forbidden).into_response()
    }
}

impl CallerCheck {
    fn admits(&self, request: &Request) -> bool {
        let (headers, method) = (request.headers(), request.method());
        let origin = format!("http://{}", self.host);
        let host_fits = values(headers, header::HOST) == [self.host.as_str()];
        let safe = method == Method::GET || method == Method::HEAD;
        // Absent on plain reads; where a browser sends it, it says the truth.
        let origin_fits = match values(headers, header::ORIGIN).as_slice() {
            [] => safe,
            [one] => *one == origin,
            _ => false,
        };
        let called = request.uri().path().starts_with("/api/");
        host_fits && origin_fits && (!called || self.has_token(headers))
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let given = values(headers, header::AUTHORIZATION);
        let [given] = given.as_slice() else { return false };
        let given = given.strip_prefix("Bearer ").unwrap_or_default();
        given.as_bytes().ct_eq(self.token.as_bytes()).into()
    }
}

/// All values of a header; one that is not text counts as empty.
fn values(headers: &HeaderMap, name: header::HeaderName) -> Vec<&str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect()
}

/// Adds the security headers that every answer bears.
async fn add_response_headers(mut response: Response) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A refusal for the page, as problem details (RFC 9457) of the same form as the service's.
pub(crate) struct ProgramProblem(Box<Failure>);

impl From<Failure> for ProgramProblem {
    fn from(failure: Failure) -> Self {
        Self(Box::new(failure))
    }
}

impl From<ProgramRefusal> for ProgramProblem {
    fn from(own: ProgramRefusal) -> Self {
        Failure::Refused(own).into()
    }
}

impl From<giaouoc_core::CoreError> for ProgramProblem {
    fn from(error: giaouoc_core::CoreError) -> Self {
        Failure::from(error).into()
    }
}

impl IntoResponse for ProgramProblem {
    fn into_response(self) -> Response {
        let (status, body) = self.told();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

impl ProgramProblem {
    fn told(&self) -> (u16, Value) {
        match self.0.as_ref() {
            // The service's own words, for the page to show; nothing of it is believed.
            Failure::Problem(problem) if problem.body.get("cause").is_some() => (problem.status, problem.body.clone()),
            Failure::Refused(own) => {
                let words = |language| {
                    let words = own.words(language);
                    (words.cause.to_owned(), words.cure.to_owned())
                };
                (status_of(*own), body(own.as_str(), words(Language::Vi), words(Language::En), ""))
            }
            Failure::Core(error) => {
                let words = |language| {
                    let words = error.code.words(language);
                    (words.cause.to_owned(), words.cure.to_owned())
                };
                let technical = core(error, Language::En);
                (409, body(error.code.as_str(), words(Language::Vi), words(Language::En), &technical))
            }
            Failure::Unverified(report) => {
                let words = |language| (report.verdict.title(language).to_owned(), report.line(language));
                (409, body("evidence-unverified", words(Language::Vi), words(Language::En), ""))
            }
            other => {
                let words = |language| (other.message(language), String::new());
                (502, body("program-failed", words(Language::Vi), words(Language::En), ""))
            }
        }
    }
}

/// The HTTP status of a refusal.
pub(crate) fn status_of(own: ProgramRefusal) -> u16 {
    match own {
        ProgramRefusal::Forbidden => 403,
        ProgramRefusal::NoSuchThing
        | ProgramRefusal::NothingWaits
        | ProgramRefusal::NotReleasedHere
        | ProgramRefusal::ActUnknown => 404,
        ProgramRefusal::BodyForm => 422,
        ProgramRefusal::Unreachable => 503,
        _ => 409,
    }
}

fn body(code: &str, vi: (String, String), en: (String, String), technical: &str) -> Value {
    json!({
        "type": format!("urn:giaouoc:problem:{code}"), "code": code,
        "cause": { "vi": plain(&vi.0), "en": plain(&en.0) }, "cure": { "vi": plain(&vi.1), "en": plain(&en.1) },
        "technical": plain(technical),
    })
}

/// Runs blocking work (calls to the service, signatures) off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, ProgramProblem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(ProgramProblem::from),
        Err(error) => Err(Failure::Io(error.to_string()).into()),
    }
}

/// Passes an answer of the service on: status, media type and body.
pub(crate) fn relay(answer: RawAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, Body::from(answer.bytes)).into_response();
    if let Ok(kind) = HeaderValue::from_str(&answer.kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
