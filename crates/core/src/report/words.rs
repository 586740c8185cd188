//! Words for people, in both languages, of what records and reports hold as constants.

use crate::error::Language;
use crate::progress::Unchecked;
use crate::record::{Capacity, Channel, Intent, Method};

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
