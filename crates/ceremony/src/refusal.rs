//! The stable codes of what a ceremony refuses, beside those of the formats ([`giaouoc_core::Code`]) and of files
//! ([`giaouoc_drafting::FileRefusal`]). How a code is told, as a status of HTTP or on a page, is its caller's to
//! decide.

use giaouoc_core::desk;
use giaouoc_core::error::{Code, CoreError, ErrorKind, Language, Words};
use giaouoc_store::Error as StoreError;
use giaouoc_store::workspace::WorkspaceError;
use std::fmt;

giaouoc_core::catalogue! {
    /// Codes of the ceremony.
    pub enum Refusal {
        Unauthorised "unauthorised" Refused
            vi "Chưa có mã truy cập hợp lệ." "Gửi kèm mã truy cập còn hiệu lực trong tiêu đề Authorization: Bearer."
            en "No valid token came with the call." "Send a token that is not revoked in the header Authorization: Bearer."
        LoginWrong "login-wrong" Refused
            vi "Tên hoặc mật khẩu không đúng." "Kiểm tra rồi nhập lại; nếu quên, nhờ người quản trị đặt mật khẩu mới."
            en "Name or password is wrong." "Check them and try again; if it is lost, ask the administrator for a new password."
        PasswordForm "password-form" Malformed
            vi "Mật khẩu cần từ 10 đến 200 ký tự." "Chọn một câu dài, dễ nhớ."
            en "A password has 10 to 200 characters." "Choose a long phrase that you can remember."
        NameTaken "name-taken" Refused
            vi "Tên này đã có tài khoản." "Chọn tên khác."
            en "There is an account of that name." "Choose another name."
        LastAdministrator "last-administrator" Refused
            vi "Đây là người quản trị cuối cùng." "Đặt một người quản trị khác trước."
            en "This is the last administrator." "Make another administrator first."
        SetupClosed "setup-closed" Refused
            vi "Liên kết thiết lập không còn dùng được." "Dùng liên kết in ra ở lần khởi động mới nhất; nếu đã có tài khoản thì đăng nhập."
            en "The set-up link no longer works." "Use the one that the newest start printed; where there is an account, log in."
        ForbiddenScope "forbidden-scope" Refused
            vi "Mã truy cập này không có quyền làm việc đó." "Dùng mã truy cập có đúng phạm vi, hoặc nhờ người quản trị cấp."
            en "This token may not do that." "Use a token of the right scope, or ask the administrator for one."
        NotFound "not-found" Refused
            vi "Không có mục này." "Kiểm tra lại địa chỉ hoặc mã."
            en "There is no such thing here." "Check the address or the id."
        BodyForm "body-form" Malformed
            vi "Nội dung gửi lên không có đúng các mục quy định." "Xem các mục cần gửi tại /api/v1."
            en "The body does not have the members that are due." "See /api/v1 for what is due."
        Busy "busy" Refused
            vi "Máy chủ đang bận." "Thử lại sau vài giây."
            en "The server is busy." "Try again in a few seconds."
        Halted "halted" Refused
            vi "Sổ ghi nhận đang tạm dừng nhận mục ghi." "Báo cho người vận hành; thử lại sau."
            en "The ledger takes no records at present." "Tell the operator; try again later."
        RateLimited "rate-limited" Refused
            vi "Có quá nhiều yêu cầu từ địa chỉ này." "Chờ vài giây rồi thử lại."
            en "Too many calls came from this address." "Wait a few seconds and try again."
        Internal "internal" Refused
            vi "Máy chủ gặp lỗi." "Thử lại; nếu vẫn lỗi, gửi mã yêu cầu cho người vận hành."
            en "The server failed." "Try again; if it fails again, give the operator the request's id."
        Stale "stale" Refused
            vi "Dự thảo đã thay đổi. Vui lòng đọc lại trước khi sửa." "Tải lại dự thảo rồi sửa trên phiên bản mới."
            en "Somebody has changed the draft." "Fetch it again and change the new revision."
        Adopted "adopted" Refused
            vi "Dự thảo đã thông qua và đang chờ mở; không sửa được." "Mở bản giao ước, hoặc gỡ thông qua để sửa."
            en "The draft is adopted and waits for its opening." "Open it, or take the adoption back to change it."
        DraftExists "draft-exists" Refused
            vi "Mã bản giao ước này đã được dùng." "Bỏ trống mã để máy chủ cấp mã mới."
            en "This pact id is in use." "Leave the id out to be given a new one."
        IdDiffers "id-differs" Refused
            vi "Mã trong văn bản khác mã trên địa chỉ." "Sửa mã cho trùng nhau."
            en "The id in the document is not the one in the address." "Make them the same."
        AlreadyOpened "already-opened" Refused
            vi "Văn bản đã chốt, không thể sửa." "Lập bản giao ước mới thay thế nếu cần sửa đổi."
            en "The pact is opened and never changes." "Make a new pact that supersedes it."
        NeedsRegistrar "needs-registrar" Refused
            vi "Bản giao ước này cần chữ ký của bàn thư ký; máy chủ không giữ khóa đó." "Ký bằng khóa của bàn thư ký rồi gửi mục ghi đã ký lên."
            en "This pact needs the registrar's signature, and the server does not hold that key." "Sign with the registrar's key and send the signed note."
        NotAnOpening "not-an-opening" Misuse
            vi "Mục ghi gửi lên không phải mục chốt văn bản." "Gửi mục giaouoc/opening/v1 của đúng bản giao ước."
            en "The note is no opening." "Send the giaouoc/opening/v1 record of this pact."
        UseOpen "use-open" Misuse
            vi "Mục chốt văn bản không gửi vào địa chỉ này." "Gửi đến /api/v1/pacts/{id}/open."
            en "An opening is not sent here." "Send it to /api/v1/pacts/{id}/open."
        NotAnEnrolment "not-an-enrolment" Misuse
            vi "Mục ghi gửi lên không phải mục đăng ký khóa." "Gửi mục giaouoc/enrolment/v1."
            en "The note is no enrolment." "Send a giaouoc/enrolment/v1 record."
        EnrolmentDiffers "enrolment-differs" Refused
            vi "Mục đăng ký khóa không đúng với người, tư cách hoặc cách xác nhận đã định." "Lập lại mục đăng ký theo đúng lời mời hoặc phần đã mở cho ký."
            en "The enrolment is not what was invited or released." "Make it again from the invitation or the release."
        ClockDiffers "clock-differs" Refused
            vi "Giờ trên mục đăng ký lệch quá 10 phút so với máy chủ." "Chỉnh lại giờ của thiết bị rồi lập lại mục đăng ký."
            en "The enrolment's time is more than 10 minutes from the server's." "Set the device's clock and make the enrolment again."
        NotReleased "not-released" Refused
            vi "Vị trí này chưa được bàn thư ký mở cho ký." "Đến bàn thư ký để được xác nhận."
            en "This position is not released." "See the desk."
        NothingPending "nothing-pending" Refused
            vi "Không có mục đăng ký nào đang chờ cho vị trí này." "Yêu cầu người ký gửi lại mục đăng ký."
            en "No enrolment waits for this position." "Let the signer's device send it again."
        PendingDiffers "pending-differs" Refused
            vi "Mục đăng ký đang chờ không phải mục mà bàn thư ký đã đối chiếu." "Tải lại danh sách chờ, đối chiếu lại số dài với người ký rồi xác nhận."
            en "What waits is not what the desk compared." "Fetch what is pending again and compare the long number anew."
        PendingTaken "pending-taken" Refused
            vi "Vị trí này đã có mục đăng ký của một khóa khác đang chờ." "Báo bàn thư ký để mở lại vị trí rồi gửi lại."
            en "An enrolment of another key waits for this position." "Let the desk release the position anew, then send it again."
        InvitationUnknown "invitation-unknown" Refused
            vi "Không có lời mời ký này." "Kiểm tra lại liên kết hoặc liên hệ Ban Tổ chức."
            en "There is no such invitation." "Check the link, or ask the organiser."
        InvitationSpent "invitation-spent" Refused
            vi "Liên kết này đã được sử dụng." "Nếu không phải ông/bà đã dùng, liên hệ Ban Tổ chức."
            en "This invitation was used." "If it was not you, tell the organiser."
        InvitationExpired "invitation-expired" Refused
            vi "Liên kết mời ký đã hết hạn." "Vui lòng liên hệ Ban Tổ chức."
            en "The invitation has expired." "Ask the organiser for a new one."
        InvitationVoid "invitation-void" Refused
            vi "Liên kết mời ký này đã được thay bằng liên kết khác hoặc bị thu hồi." "Dùng liên kết mới nhất, hoặc liên hệ Ban Tổ chức."
            en "A newer invitation or a revocation has taken this one's place." "Use the newest link, or ask the organiser."
        ShareUnknown "share-unknown" Refused
            vi "Không có liên kết góp ý này." "Kiểm tra lại liên kết hoặc liên hệ Ban Tổ chức."
            en "There is no such link to the draft." "Check the link, or ask the organiser."
        ShareVoid "share-void" Refused
            vi "Liên kết góp ý đã hết hạn hoặc bị thu hồi." "Xin Ban Tổ chức liên kết mới."
            en "The link to the draft has expired or was revoked." "Ask the organiser for a new one."
        ShareReads "share-reads" Refused
            vi "Liên kết này chỉ để đọc." "Xin Ban Tổ chức liên kết góp ý."
            en "This link is for reading only." "Ask the organiser for one by which you may comment."
        NotYours "not-yours" Refused
            vi "Việc này thuộc về người khác." "Dùng liên kết của đúng đơn vị, hoặc nhờ Ban Tổ chức."
            en "This is somebody else's to do." "Use the link of the unit itself, or ask the organiser."
        TooMany "too-many" Refused
            vi "Đã đủ số lượng tối đa." "Xóa bớt mục cũ rồi thử lại."
            en "There are as many as there may be." "Remove old ones, then try again."
        MailOff "mail-off" Refused
            vi "Máy chủ này chưa được đặt để gửi thư điện tử." "Gửi liên kết hoặc in thẻ mời; hoặc nhờ người vận hành đặt máy chủ thư."
            en "This server names no mail server." "Hand out links or cards, or ask the operator to name a mail server."
        NoContact "no-contact" Refused
            vi "Bên này chưa có địa chỉ thư điện tử." "Điền địa chỉ trước."
            en "There is no address for this party." "Fill it in first."
        AddressForm "address-form" Malformed
            vi "Địa chỉ thư điện tử không đúng dạng." "Ghi dạng ten@co-quan.gov.vn."
            en "This is no e-mail address." "Write it as name@office.example."
        CodeNeeded "code-needed" Refused
            vi "Bước này cần mã ký một lần." "Nhập mã 6 chữ số do bàn thư ký hoặc Ban Tổ chức cấp."
            en "This takes a one-time code." "Enter the code of 6 digits that the desk or the organiser gave out."
        CodeWrong "code-wrong" Refused
            vi "Mã không đúng." "Xem lại mã rồi nhập lại; sau 5 lần sai mã mất hiệu lực."
            en "The code is wrong." "Look at it again and enter it again; after 5 wrong tries it is void."
        CodeVoid "code-void" Refused
            vi "Mã này không còn hiệu lực." "Xin bàn thư ký cấp mã mới."
            en "This code is not valid any more." "Ask the desk for a new one."
        CodeExpired "code-expired" Refused
            vi "Mã đã hết hạn." "Xin bàn thư ký cấp mã mới."
            en "The code has expired." "Ask the desk for a new one."
        CodeUsed "code-used" Refused
            vi "Mã này đã được sử dụng." "Nếu không phải ông/bà đã dùng, báo bàn thư ký."
            en "This code was used." "If it was not you, tell the desk."
        NeedsRelease "needs-release" Refused
            vi "Bản giao ước này xác nhận trực tiếp; chỉ có liên kết thì chưa đăng ký khóa được." "Đến bàn thư ký để được xác nhận và mở vị trí ký."
            en "This pact identifies people in person: a link alone does not enrol a key." "See the desk, which identifies you and releases the position."
        NumberDiffers "number-differs" Refused
            vi "Số đối chiếu đọc được không khớp với mục đăng ký đang chờ." "Đọc lại số trên màn hình của người ký. Nếu vẫn khác, đừng ký; mở lại vị trí."
            en "The number that was read is not that of the enrolment that waits." "Read it again from the signer's screen. If it still differs, do not sign; release the position anew."
        NothingToSign "nothing-to-sign" Refused
            vi "Không có nội dung nào đang chờ bàn thư ký ký với mã này, hoặc đã quá 10 phút." "Lập lại nội dung cần ký rồi xem kỹ trước khi ký."
            en "No act of this digest waits to be signed, or 10 minutes have passed." "Draft the act again and look at it before you sign."
        NothingDeclined "nothing-declined" Refused
            vi "Không có lời từ chối ký nào đang chờ cho vị trí này." "Tải lại danh sách chờ."
            en "No decline waits for this position." "Fetch what waits again."
        NotADecline "not-a-decline" Misuse
            vi "Mục ghi gửi lên không phải mục từ chối ký." "Gửi mục giaouoc/decline/v1."
            en "The note is no decline." "Send a giaouoc/decline/v1 record."
        SlotClosed "slot-closed" Refused
            vi "Trang vẽ nét ký này đã hết hạn hoặc đã đóng." "Mở mã QR mới trên bàn ký điện tử, hoặc vẽ ngay trên bàn ký."
            en "This page for a mark has expired or was closed." "Open a new QR code on the kiosk, or draw on the kiosk itself."
        KeyExample "key-example" Refused
            vi "Đây là khóa mẫu công khai, ai cũng có." "Tạo khóa mới."
            en "This is a public example key that everybody has." "Make a new key."
        FileDiffers "file-differs" Refused
            vi "Tệp không có mã băm đã nêu." "Gửi đúng tệp, hoặc nêu đúng mã băm SHA-256 của tệp."
            en "The file does not have the digest that was stated." "Send the right file, or state its own SHA-256."
        AnnexUnknown "annex-unknown" Refused
            vi "Dự thảo không có tài liệu kèm theo mang tên này." "Thêm tài liệu vào dự thảo trước."
            en "The draft lists no annex of this name." "Add it to the draft first."
        AnnexDiffers "annex-differs" Refused
            vi "Tệp không khớp kích thước hoặc mã băm đã nêu trong dự thảo." "Sửa dự thảo hoặc gửi đúng tệp."
            en "The file does not have the size and digest that the draft states." "Correct the draft, or send the right file."
    }
}

/// A stable code of one of the three catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalCode {
    /// A code of the ceremony.
    Ceremony(Refusal),
    /// A code of the formats and the ledger's rules.
    Format(Code),
    /// A code of files that are read as drafts.
    File(giaouoc_drafting::FileRefusal),
}

impl RefusalCode {
    /// The stable text of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ceremony(code) => code.as_str(),
            Self::Format(code) => code.as_str(),
            Self::File(code) => code.as_str(),
        }
    }

    /// The party that has to act.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Ceremony(code) => code.kind(),
            Self::Format(code) => code.kind(),
            Self::File(code) => code.kind(),
        }
    }

    /// Cause and cure in one language.
    pub fn words(self, language: Language) -> Words {
        match self {
            Self::Ceremony(code) => code.words(language),
            Self::Format(code) => code.words(language),
            Self::File(code) => code.words(language),
        }
    }
}

/// An act that was refused, or that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The stable code.
    pub code: RefusalCode,
    /// The place: a JSON pointer (RFC 6901) into what was sent, or a line's name; empty where there is none.
    pub place: String,
    /// Expected and found values, in English. Never a secret, never an internal.
    pub detail: String,
}

impl Refused {
    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// Sets the detail.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// True if the call was at fault and nothing was written; false if the service was busy, halted, or failed, so that
    /// it may not be known whether something was written.
    pub fn is_callers_fault(&self) -> bool {
        !matches!(self.code, RefusalCode::Ceremony(Refusal::Busy | Refusal::Halted | Refusal::Internal))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for Refused {}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { code: RefusalCode::Ceremony(refusal), place: String::new(), detail: String::new() }
    }
}

impl From<CoreError> for Refused {
    fn from(error: CoreError) -> Self {
        Self { code: RefusalCode::Format(error.code), place: error.place, detail: error.detail }
    }
}

impl From<giaouoc_drafting::RefusedFile> for Refused {
    fn from(refused: giaouoc_drafting::RefusedFile) -> Self {
        Self { code: RefusalCode::File(refused.code), place: String::new(), detail: refused.detail }
    }
}

/// The refusals of the rules of the desk, by the ceremony's codes.
impl From<desk::DeskRefusal> for Refused {
    fn from(refusal: desk::DeskRefusal) -> Self {
        match refusal {
            desk::DeskRefusal::Rule(error) => error.into(),
            desk::DeskRefusal::MemberOfAnotherAct(name) => Self::from(Refusal::BodyForm).at(format!("/{name}")),
            desk::DeskRefusal::NotAnEnrolment => Refusal::NotAnEnrolment.into(),
            desk::DeskRefusal::EnrolmentDiffers { line } => Self::from(Refusal::EnrolmentDiffers).at(line),
            desk::DeskRefusal::ClockDiffers { clock } => {
                Self::from(Refusal::ClockDiffers).at("time").because(format!("the server's is {clock}"))
            }
            desk::DeskRefusal::NumberDiffers => Self::from(Refusal::NumberDiffers).at("/number"),
        }
    }
}

impl From<giaouoc_tlog::TlogError> for Refused {
    fn from(error: giaouoc_tlog::TlogError) -> Self {
        CoreError::new(Code::NoteMalformed).because(error.to_string()).into()
    }
}

/// Internals are logged here, once, and never sent.
impl From<StoreError> for Refused {
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

impl From<WorkspaceError> for Refused {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Stale { found } => Self::from(Refusal::Stale).because(format!("revision {found}")),
            WorkspaceError::Adopted => Refusal::Adopted.into(),
            WorkspaceError::NoSuchDraft | WorkspaceError::NoSuchAccount => Refusal::NotFound.into(),
            WorkspaceError::TooMany => Refusal::TooMany.into(),
            WorkspaceError::NameTaken => Refusal::NameTaken.into(),
            WorkspaceError::LastAdministrator => Refusal::LastAdministrator.into(),
            WorkspaceError::NoSuchInvitation => Refusal::InvitationUnknown.into(),
            WorkspaceError::Spent => Refusal::InvitationSpent.into(),
            WorkspaceError::Expired => Refusal::InvitationExpired.into(),
            WorkspaceError::Void => Refusal::InvitationVoid.into(),
            WorkspaceError::NoSuchCode | WorkspaceError::CodeTried => Refusal::CodeVoid.into(),
            WorkspaceError::CodeUsed => Refusal::CodeUsed.into(),
            WorkspaceError::CodeExpired => Refusal::CodeExpired.into(),
            WorkspaceError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "the workspace failed");
                Refusal::Internal.into()
            }
        }
    }
}
