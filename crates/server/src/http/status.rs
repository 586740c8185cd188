//! The status of every code, and the codes that only HTTP has.

use axum::http::StatusCode;
use giaouoc_ceremony::{Refusal, RefusalCode};
use giaouoc_core::error::{Code, ErrorKind, Language, Words};

giaouoc_core::catalogue! {
    /// Codes that only HTTP has. `docs/spec/api.md` lists them with their statuses.
    pub enum HttpRefusal {
        CrossSite "cross-site" Refused
            vi "Yêu cầu này không đến từ trang của máy chủ." "Mở trang của máy chủ rồi làm lại từ đó."
            en "The call does not come from a page of this server." "Open the server's own page and do it there."
        MethodNotAllowed "http-method" Misuse
            vi "Địa chỉ này không nhận phương thức HTTP đó." "Xem tài liệu tại /api/v1."
            en "This address does not take that HTTP method." "See /api/v1 for what it takes."
        BodyTooLarge "body-too-large" Malformed
            vi "Nội dung gửi lên quá lớn." "Rút gọn nội dung rồi gửi lại."
            en "The body is too large." "Send less."
        BodyUnreadable "body-unreadable" Malformed
            vi "Không đọc được nội dung gửi lên." "Gửi lại."
            en "The body could not be read." "Send it again."
        MediaType "media-type" Malformed
            vi "Kiểu nội dung không được nhận." "Đặt tiêu đề Content-Type cho đúng, thường là application/json."
            en "This content type is not taken." "Set the header Content-Type, to application/json as a rule."
        QueryForm "query-form" Malformed
            vi "Tham số trên địa chỉ không đúng." "Xem các tham số được nhận tại /api/v1."
            en "The query is not of the form that is due." "See /api/v1 for what is taken."
        HeaderForm "header-form" Malformed
            vi "Một tiêu đề HTTP không đúng dạng." "Sửa tiêu đề được nêu."
            en "A header is not of the form that is due." "Correct the header named."
        ConditionMissing "condition-missing" Misuse
            vi "Chưa nêu đang sửa phiên bản nào của dự thảo." "Gửi tiêu đề If-Match với ETag của phiên bản đã đọc."
            en "The call does not say which revision it changes." "Send If-Match with the ETag of the revision that was read."
        Timeout "timeout" Refused
            vi "Yêu cầu mất quá nhiều thời gian." "Gửi lại; gửi lại cùng một mục ghi không gây ghi hai lần."
            en "The call took too long." "Send it again: the same record is never logged twice."
        InvitationMissing "invitation-missing" Refused
            vi "Chưa gửi kèm mã mời ký." "Mở lại liên kết mời ký."
            en "No invitation token came with the call." "Open the invitation's link again."
    }
}

/// A stable code as this interface answers it. `docs/spec/errors.md` is generated from these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerCode {
    /// A code of the ceremony, the formats or files.
    Ceremony(RefusalCode),
    /// A code that only HTTP has.
    Http(HttpRefusal),
}

impl AnswerCode {
    /// The codes of the service: all but those of the formats and of files.
    pub fn of_the_service() -> impl Iterator<Item = Self> {
        let ceremony = Refusal::ALL.iter().map(|code| Self::Ceremony(RefusalCode::Ceremony(*code)));
        ceremony.chain(HttpRefusal::ALL.iter().map(|code| Self::Http(*code)))
    }

    /// The stable text of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ceremony(code) => code.as_str(),
            Self::Http(code) => code.as_str(),
        }
    }

    /// The party that has to act.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Ceremony(code) => code.kind(),
            Self::Http(code) => code.kind(),
        }
    }

    /// Cause and cure in one language.
    pub fn words(self, language: Language) -> Words {
        match self {
            Self::Ceremony(code) => code.words(language),
            Self::Http(code) => code.words(language),
        }
    }

    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Ceremony(RefusalCode::Ceremony(code)) => of_ceremony(code),
            Self::Ceremony(RefusalCode::Format(code)) => of_format(code),
            Self::Ceremony(RefusalCode::File(code)) => of_file(code),
            Self::Http(code) => of_http(code),
        }
    }
}

fn of_http(code: HttpRefusal) -> StatusCode {
    match code {
        HttpRefusal::InvitationMissing => StatusCode::UNAUTHORIZED,
        HttpRefusal::CrossSite => StatusCode::FORBIDDEN,
        HttpRefusal::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        HttpRefusal::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        HttpRefusal::BodyUnreadable | HttpRefusal::QueryForm | HttpRefusal::HeaderForm => StatusCode::BAD_REQUEST,
        HttpRefusal::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        HttpRefusal::ConditionMissing => StatusCode::PRECONDITION_REQUIRED,
        HttpRefusal::Timeout => StatusCode::REQUEST_TIMEOUT,
    }
}

fn of_ceremony(code: Refusal) -> StatusCode {
    match code {
        Refusal::Unauthorised | Refusal::LoginWrong | Refusal::CodeNeeded => StatusCode::UNAUTHORIZED,
        Refusal::ForbiddenScope
        | Refusal::ShareReads
        | Refusal::NotYours
        | Refusal::CodeWrong
        | Refusal::SetupClosed => StatusCode::FORBIDDEN,
        Refusal::NotFound
        | Refusal::InvitationUnknown
        | Refusal::ShareUnknown
        | Refusal::AnnexUnknown
        | Refusal::NotReleased
        | Refusal::NothingPending
        | Refusal::NothingToSign
        | Refusal::NothingDeclined => StatusCode::NOT_FOUND,
        Refusal::BodyForm
        | Refusal::PasswordForm
        | Refusal::AddressForm
        | Refusal::NotAnOpening
        | Refusal::NotAnEnrolment
        | Refusal::NotADecline
        | Refusal::UseOpen => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Stale => StatusCode::PRECONDITION_FAILED,
        Refusal::Busy | Refusal::Halted => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::ShareVoid
        | Refusal::InvitationExpired
        | Refusal::InvitationVoid
        | Refusal::CodeExpired
        | Refusal::CodeVoid
        | Refusal::SlotClosed => StatusCode::GONE,
        Refusal::NameTaken
        | Refusal::TooMany
        | Refusal::MailOff
        | Refusal::NoContact
        | Refusal::LastAdministrator
        | Refusal::Adopted
        | Refusal::DraftExists
        | Refusal::IdDiffers
        | Refusal::AlreadyOpened
        | Refusal::NeedsRegistrar
        | Refusal::EnrolmentDiffers
        | Refusal::ClockDiffers
        | Refusal::PendingDiffers
        | Refusal::PendingTaken
        | Refusal::InvitationSpent
        | Refusal::CodeUsed
        | Refusal::NeedsRelease
        | Refusal::NumberDiffers
        | Refusal::FileDiffers
        | Refusal::KeyExample
        | Refusal::AnnexDiffers => StatusCode::CONFLICT,
    }
}

/// Bytes that cannot be read are 400, readable ones of a wrong form 422; what the rules or the state refuse is 409, and
/// what was erased 410.
fn of_format(code: Code) -> StatusCode {
    match (code, code.kind()) {
        (Code::JsonSyntax | Code::JsonDuplicate | Code::JsonNumber | Code::JsonDepth, _) => StatusCode::BAD_REQUEST,
        (Code::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (Code::OpeningErased, _) => StatusCode::GONE,
        (Code::RegistrarUntrusted, _) => StatusCode::FORBIDDEN,
        (_, ErrorKind::Malformed | ErrorKind::Untrusted) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, ErrorKind::Refused) => StatusCode::CONFLICT,
        (_, ErrorKind::Misuse) => StatusCode::BAD_REQUEST,
    }
}

/// A file that is not taken in is content that cannot be processed, whatever its fault.
fn of_file(code: giaouoc_drafting::FileRefusal) -> StatusCode {
    match code {
        giaouoc_drafting::FileRefusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
