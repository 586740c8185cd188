//! Failures in two languages, and the exit codes that tell them.

use giaouoc_core::desk;
use giaouoc_core::report::Report;
use giaouoc_core::text::{self, Lines};
use giaouoc_core::{CoreError, Language};
use giaouoc_server::ServeError;
use serde_json::Value;
use std::fmt::Display;
use std::io;
use std::path::Path;

/// Wrong use of the command line (`EX_USAGE` of sysexits.h).
pub(crate) const USAGE: u8 = 64;
/// The act was refused or failed.
const FAILED: u8 = 1;

/// A failure of a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments do not fit together.
    Usage(String),
    /// A rule of the formats was broken.
    Core(Box<CoreError>),
    /// The evidence that the act would build on does not verify.
    Unverified(Box<Report>),
    /// The service answered with a problem (RFC 9457).
    Problem(Box<Problem>),
    /// A refusal by the desk's or the kiosk's program itself.
    Refused(ProgramRefusal),
    /// A cause and a cure, in Vietnamese and in English.
    Told(String, String),
    /// Another failure, with the exit code of wrong use of the command line.
    AsUsage(Box<Failure>),
    /// A failure of a file, the network or the database.
    Io(String),
    /// The person did not confirm.
    NotConfirmed,
}

giaouoc_core::catalogue! {
    /// Refusals by the desk's and the kiosk's programs themselves. `docs/spec/program-errors.md` lists them.
    pub(crate) enum ProgramRefusal {
        Forbidden "program-forbidden" Refused
            vi "Yêu cầu này không đến từ trang của chương trình." "Mở lại địa chỉ mà chương trình in ra khi khởi động."
            en "The call does not come from this program's own page." "Open the address that the program printed when it started."
        NoSuchThing "program-not-found" Refused
            vi "Chương trình này không có địa chỉ đó." "Mở lại địa chỉ mà chương trình in ra khi khởi động."
            en "This program has no such address." "Open the address that the program printed when it started."
        BodyForm "program-body" Malformed
            vi "Nội dung gửi đến chương trình không đúng dạng." "Tải lại trang rồi làm lại."
            en "What was sent to this program has not the form that is due." "Load the page again and repeat it."
        Unreachable "service-unreachable" Refused
            vi "Không gọi được máy chủ." "Kiểm tra kết nối mạng; làm lại khi có mạng."
            en "The service cannot be reached." "Check the network, and do it again."
        NumberDiffers "number-differs" Refused
            vi "Số không khớp: nội dung đang chờ không phải nội dung trên máy của người ký. Không ký." "Hỏi lại người ký; mở lại vị trí để bỏ nội dung đang chờ, rồi đối chiếu lại."
            en "The numbers differ: what waits is not what the signer's device made. Nothing was signed." "Ask the signer; release the position anew, which drops what waits, and compare again."
        NotReleasedHere "not-released-here" Refused
            vi "Bàn thư ký này chưa mở vị trí đó cho ai." "Nhận ra người ký rồi mở vị trí tại đây."
            en "This desk has released that position to nobody." "Recognise the person and release the position here."
        NothingWaits "nothing-pending" Refused
            vi "Không có mục đăng ký nào đang chờ cho vị trí này." "Yêu cầu người ký gửi lại từ máy của mình."
            en "No enrolment waits for this position." "Let the signer's device send it again."
        PendingWrong "pending-wrong" Refused
            vi "Nội dung đang chờ không đúng với người, tư cách, khóa hoặc văn bản mà bàn thư ký đã mở. Không ký." "Mở lại vị trí cho đúng người rồi để người ký gửi lại. Nếu lặp lại, dừng và báo Ban Tổ chức: máy chủ có thể đã bị can thiệp."
            en "What waits is not for the person, capacity, key or text that this desk released. Nothing was signed." "Release the position anew and let the device send again. If it happens again, stop and tell the organiser: the service may have been tampered with."
        ClockDiffers "clock-differs" Refused
            vi "Giờ trên mục đăng ký lệch quá 10 phút so với máy của bàn thư ký." "Chỉnh giờ của hai máy rồi để người ký gửi lại."
            en "The enrolment's time is more than 10 minutes from this machine's." "Set both clocks and let the device send again."
        EvidenceHides "evidence-hides" Untrusted
            vi "Bằng chứng kiểm tra do máy chủ đưa ra thiếu điều mà chính bàn thư ký này đã ký hoặc đã thấy. Không ký gì." "Dừng lại và báo Ban Tổ chức: máy chủ đã bị khôi phục từ bản cũ hoặc bị can thiệp."
            en "The service's evidence lacks what this desk itself has signed or seen. Nothing is signed." "Stop and tell the organiser: the service was restored from an old backup, or tampered with."
        ActUnknown "act-unknown" Refused
            vi "Nội dung này không còn chờ ký." "Soạn lại rồi xem trước khi ký."
            en "This text no longer waits to be signed." "Draft it again, and look at it before signing."
        NotAdopted "not-adopted" Refused
            vi "Dự thảo này chưa được thông qua." "Thông qua dự thảo trên máy chủ trước khi chốt văn bản."
            en "This draft is not adopted." "Adopt it on the service before opening it."
    }
}

/// An answer of the service that is no success.
#[derive(Debug)]
pub(crate) struct Problem {
    /// HTTP status.
    pub(crate) status: u16,
    /// The stable code.
    pub(crate) code: String,
    /// The whole answer.
    pub(crate) body: Value,
}

impl Failure {
    /// Makes a function for `map_err` that names the file or call which failed.
    pub(crate) fn io<E: Display>(what: impl Display) -> impl FnOnce(E) -> Self {
        move |error| Self::Io(format!("{what}: {error}"))
    }

    /// A cause and a cure, in Vietnamese and in English.
    pub(crate) fn told(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Told(vi.into(), en.into())
    }

    /// The same failure with the exit code of wrong use.
    pub(crate) fn into_usage(self) -> Self {
        Self::AsUsage(Box::new(self))
    }

    /// The error of a file in words for a person.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => Self::told(
                format!("Không có tệp {path}. Kiểm tra lại đường dẫn."),
                format!("There is no file {path}. Check the path."),
            ),
            io::ErrorKind::AlreadyExists => Self::told(
                format!("Tệp {path} đã có và không bị ghi đè. Chọn tên khác."),
                format!("The file {path} exists and is not overwritten. Choose another name."),
            ),
            io::ErrorKind::PermissionDenied => Self::told(
                format!("Không có quyền với tệp {path}."),
                format!("The file {path} may not be used by this account."),
            ),
            _ => Self::told(format!("Không dùng được tệp {path}: {error}"), format!("The file {path} failed: {error}")),
        }
    }

    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::AsUsage(_) => USAGE,
            Self::Unverified(report) => report.verdict.exit_code(),
            _ => FAILED,
        }
    }

    /// The message for a person: cause, then cure.
    pub(crate) fn message(&self, language: Language) -> String {
        let head = language.pick("Lỗi", "Error");
        match self {
            Self::Usage(text) => {
                let missing = language.pick("cần thêm hoặc sửa", "missing or wrong");
                format!("{head}: {missing}: {}", plain(text))
            }
            Self::Told(vi, en) => format!("{head}: {}", plain(language.pick(vi, en))),
            Self::Refused(own) => {
                let words = own.words(language);
                format!("{head}: {} {} [{}]", words.cause, words.cure, own.as_str())
            }
            Self::AsUsage(failure) => failure.message(language),
            Self::Io(text) => format!("{head}: {}", plain(text)),
            Self::Core(error) => format!("{head}: {}", core(error, language)),
            Self::Unverified(report) => {
                let title = report.verdict.title(language);
                format!("{title} ({}): {}", report.verdict.as_str(), report.line(language))
            }
            Self::Problem(problem) => format!("{head}: {}", problem.message(language)),
            Self::NotConfirmed => {
                language.pick("Chưa xác nhận; không ký gì.", "Not confirmed; nothing was signed.").into()
            }
        }
    }
}

impl Problem {
    fn message(&self, language: Language) -> String {
        let words = |member: &str| {
            let text = self.body.get(member).and_then(|both| both.get(language.tag())).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let detail = self.body.get("detail").and_then(Value::as_str).unwrap_or_default();
        let (cause, cure) = (words("cause"), words("cure"));
        let cause = if cause.is_empty() { detail.to_owned() } else { cause };
        plain(&format!("{cause} {cure} [{} {}]", self.status, self.code))
    }
}

/// An error of the formats for people: cause, cure, code, place, detail.
pub(crate) fn core(error: &CoreError, language: Language) -> String {
    let words = error.code.words(language);
    let mut text = format!("{} {} [{}", words.cause, words.cure, error.code.as_str());
    for part in [&error.place, &error.detail] {
        if !part.is_empty() {
            text.push_str("; ");
            text.push_str(&plain(part));
        }
    }
    text + "]"
}

/// A text that somebody else chose, as a terminal may show it: escapes, hidden and direction-changing characters are
/// spelled out, so that no file and no server can paint a verdict.
pub(crate) fn plain(text: &str) -> String {
    let shown = |c: char| {
        let allowed = c == '\n' || text::check(c.encode_utf8(&mut [0; 4]), Lines::Single).is_ok();
        if allowed { c.to_string() } else { c.escape_unicode().to_string() }
    };
    text.chars().map(shown).collect()
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        Self::Core(Box::new(error))
    }
}

/// Refusals by the rules of the desk, under the program's codes.
impl From<desk::DeskRefusal> for Failure {
    fn from(refusal: desk::DeskRefusal) -> Self {
        match refusal {
            desk::DeskRefusal::Rule(error) => error.into(),
            desk::DeskRefusal::MemberOfAnotherAct(_) => Self::Refused(ProgramRefusal::BodyForm),
            desk::DeskRefusal::NotAnEnrolment | desk::DeskRefusal::EnrolmentDiffers { .. } => {
                Self::Refused(ProgramRefusal::PendingWrong)
            }
            desk::DeskRefusal::ClockDiffers { .. } => Self::Refused(ProgramRefusal::ClockDiffers),
            desk::DeskRefusal::NumberDiffers => Self::Refused(ProgramRefusal::NumberDiffers),
        }
    }
}

/// The reason why the service did not start, or ended.
impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let told = |language| {
            let (cause, cure) = error.words(language);
            format!("{cause} {cure}")
        };
        Self::told(told(Language::Vi), told(Language::En))
    }
}

impl From<Box<Report>> for Failure {
    fn from(report: Box<Report>) -> Self {
        Self::Unverified(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_chose_cannot_paint_the_terminal() {
        assert_eq!(plain("\u{1b}[2J\u{202e}Ộ\u{200b}"), "\\u{1b}[2J\\u{202e}Ộ\\u{200b}");
    }

    #[test]
    fn the_page_lists_what_the_programs_refuse() {
        let page = include_str!("../../../docs/spec/program-errors.md");
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
        let due = ProgramRefusal::ALL.iter().map(|own| {
            let (vi, en) = (own.words(Language::Vi), own.words(Language::En));
            let (code, status) = (own.as_str(), crate::loopback::status_of(*own));
            format!("| `{code}` | {status} | {} | {} | {} | {} |", en.cause, en.cure, vi.cause, vi.cure)
        });
        assert_eq!(rows, due.collect::<Vec<_>>());
    }
}
