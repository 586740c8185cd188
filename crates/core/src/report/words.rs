//! Words for people, in both languages: verdicts, reasons, steps, and the constants of records.

use super::{Reason, Report, Status, Step, StepReport, Verdict};
use crate::error::Language;
use crate::pact::Identity;
use crate::progress::Unchecked;
use crate::record::{Capacity, Channel, Intent, Method};

impl Verdict {
    /// The words that stand in front of the verdict line.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Valid => language.pick("HỢP LỆ VỀ KỸ THUẬT", "VALID"),
            Self::Incomplete => language.pick("CHƯA HOÀN TẤT", "INCOMPLETE"),
            Self::Invalid => language.pick("KHÔNG HỢP LỆ", "INVALID"),
            Self::Untrusted => language.pick("KHÔNG TIN CẬY", "UNTRUSTED"),
        }
    }
}

impl Reason {
    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Erased => language.pick(
                "một số mục ghi đã được xóa theo yêu cầu; phần còn lại đúng",
                "some records were erased; all that remains holds",
            ),
            Self::Withdrawn => language.pick("bản giao ước đã được rút", "the pact was withdrawn"),
            Self::Declined => language.pick("có bên từ chối ký", "a party declined"),
            Self::KOfN => language.pick("các bên còn lại chưa ký", "the others have not signed yet"),
            Self::NoCompletion => language.pick(
                "đủ chữ ký nhưng chưa có mục ghi hoàn tất của Ban Tổ chức",
                "all have signed, but the registrar's completion is missing",
            ),
            Self::TextMissing => language.pick(
                "đã hoàn tất và ghi sổ; chưa có văn bản và chữ ký",
                "completed and logged; text and signatures not at hand",
            ),
        }
    }
}

impl Step {
    /// The subject of the step, for people.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Parse => language.pick("Tệp đúng định dạng", "The file has the right form"),
            Self::Digest => language.pick("Đọc văn bản và tính mã băm", "The text is read, its digest computed"),
            Self::Checkpoint => {
                language.pick("Mốc đối chiếu do sổ ghi nhận tin cậy ký", "The checkpoint is by a trusted ledger")
            }
            Self::Inclusion => language.pick("Mọi mục ghi nằm trong sổ ghi nhận", "Every record is in the ledger"),
            Self::Opening => language
                .pick("Ban Tổ chức tin cậy đã chốt đúng văn bản này", "A trusted registrar opened this very text"),
            Self::Enrolments => language.pick("Đăng ký khóa của người ký", "The signers' keys are enrolled"),
            Self::Signatures => {
                language.pick("Chữ ký đúng khóa, đúng lượt, đúng thứ tự", "Signatures: right keys, turns and order")
            }
            Self::Others => {
                language.pick("Từ chối, thu hồi khóa, rút bản giao ước", "Declines, revocations, withdrawal")
            }
            Self::Attachments => language.pick("Nét ký và tài liệu kèm theo", "Marks and annexes"),
            Self::Completion => language.pick("Hoàn tất, đủ chữ ký theo danh sách", "Completion, all of the roster"),
        }
    }
}

impl Status {
    /// The word for people.
    pub fn word(&self, language: Language) -> &'static str {
        match self {
            Self::Passed => language.pick("đúng", "holds"),
            Self::Failed(_) => language.pick("sai", "fails"),
            Self::Untrusted(_) => language.pick("không tin cậy", "untrusted"),
            Self::NotChecked => language.pick("chưa kiểm tra được", "not checked"),
        }
    }
}

impl Report {
    /// The verdict in one line, without its title.
    pub fn line(&self, language: Language) -> String {
        let (k, n) = (self.signed, self.due);
        match (self.verdict, self.reason) {
            (Verdict::Valid, _) => {
                let identity = self.identity(language);
                language.pick(
                    format!("đủ {k}/{n} chữ ký, nội dung không thay đổi, {identity}"),
                    format!("{k} of {n} signatures, the text is unchanged, {identity}"),
                )
            }
            (Verdict::Incomplete, Some(reason)) => {
                let words = reason.words(language);
                language.pick(format!("{k}/{n} chữ ký; {words}"), format!("{k} of {n} signatures; {words}"))
            }
            _ => self.deciding().map(|step| failing(step, language)).unwrap_or_default(),
        }
    }

    /// The way in which persons were identified, in words.
    pub fn identity(&self, language: Language) -> &'static str {
        let in_person = Identity::InPerson.as_str();
        match self.pact.as_ref().map(|pact| pact.identity) {
            Some(identity) if identity == in_person => language.pick("xác nhận trực tiếp", "identified in person"),
            _ => language.pick("xác nhận qua liên kết mời ký", "identified by invitation link"),
        }
    }
}

fn failing(step: &StepReport, language: Language) -> String {
    let number = step.step.number();
    let cause = step.status.error().map(|e| e.code.words(language).cause).unwrap_or_default();
    language.pick(format!("bước {number}: {cause}"), format!("step {number}: {cause}"))
}

impl Unchecked {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::After => "after",
            Self::Signatures => "signatures",
        }
    }

    /// For people.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Key => {
                language.pick("khóa và chữ ký: mục đăng ký đã được xóa", "key and signature: the enrolment was erased")
            }
            Self::After => language
                .pick("thứ tự: chữ ký của lượt trước đã được xóa", "order: a signature of an earlier stage was erased"),
            Self::Signatures => {
                language.pick("tổng hợp chữ ký: có chữ ký đã được xóa", "the sum of signatures: one was erased")
            }
        }
    }
}

impl Capacity {
    /// For people.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Representative => language.pick("người đại diện", "representative"),
            Self::Delegate => language.pick("người được ủy quyền", "delegate"),
        }
    }
}

impl Method {
    /// For people.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::InPerson => language.pick("xác nhận trực tiếp tại bàn thư ký", "identified in person at the desk"),
            Self::Invite => language.pick("qua liên kết mời ký", "by an invitation link"),
            Self::Pinned => language.pick("khóa ghi sẵn trong bản giao ước", "by the key pinned in the pact"),
        }
    }
}

impl Channel {
    /// For people.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Phone => language.pick("điện thoại", "phone"),
            Self::Kiosk => language.pick("bàn ký điện tử", "kiosk"),
            Self::Cli => language.pick("dòng lệnh", "command line"),
            Self::Api => language.pick("phần mềm khác", "another program"),
        }
    }
}

impl Intent {
    /// For people.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Sign => language.pick("ký", "signs"),
            Self::Witness => language.pick("chứng kiến", "witnesses"),
        }
    }
}
