//! One error type, told in two languages.
//!
//! Every refusal of this crate is a [`CoreError`]: a [`Code`] that stays the same between versions, the place in the
//! input where it arose, and, for people who debug, a detail. The code carries what a person needs: the cause and the
//! cure, in Vietnamese and in English. JSON answers (RFC 9457), pages and the command line all draw on this table.
//!
//! The [`ErrorKind`] tells who has to act: *malformed* input is mended by whoever wrote it, *untrusted* input by
//! choosing whom to trust, a *refused* act by waiting or asking, *misuse* by reading the manual.

use std::fmt;

/// The four kinds of error; each tells who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorKind {
    /// The bytes are not of the form that they claim.
    Malformed,
    /// The form is right, but no trusted key stands behind it, or a known key's signature fails.
    Untrusted,
    /// Well-formed and well-signed, but the rules of the pact or its state do not allow it (now).
    Refused,
    /// The call itself was wrong: arguments that no honest caller gives.
    Misuse,
}

impl ErrorKind {
    /// `malformed`, `untrusted`, `refused`, `misuse`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Untrusted => "untrusted",
            Self::Refused => "refused",
            Self::Misuse => "misuse",
        }
    }
}

/// Words of one error in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The cause: one sentence on what happened.
    pub cause: &'static str,
    /// The cure: one sentence on what the person can do.
    pub cure: &'static str,
}

/// The two languages of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Vietnamese, the first.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Picks the words of this language.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// BCP 47 tag: `vi` or `en`.
    pub fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }
}

/// Declares a catalogue of error codes: the enum, its stable text, its kind, its words.
///
/// Used by this crate for what the formats refuse and by the server for what HTTP refuses, so that there is one shape.
#[macro_export]
macro_rules! catalogue {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($variant:ident $text:literal $kind:ident
            vi $vi_cause:literal $vi_cure:literal
            en $en_cause:literal $en_cure:literal)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $(#[doc = $en_cause] $variant,)*
        }

        impl $name {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable text of the code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The kind, which tells who has to act.
            pub fn kind(self) -> $crate::error::ErrorKind {
                match self { $(Self::$variant => $crate::error::ErrorKind::$kind,)* }
            }

            /// Cause and cure in one language.
            pub fn words(self, language: $crate::error::Language) -> $crate::error::Words {
                match self {
                    $(Self::$variant => language.pick(
                        $crate::error::Words { cause: $vi_cause, cure: $vi_cure },
                        $crate::error::Words { cause: $en_cause, cure: $en_cure },
                    ),)*
                }
            }
        }
    };
}

/// An error: its stable code, its place in the input, and a detail for people who debug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreError {
    /// The stable code.
    pub code: Code,
    /// The place: a JSON pointer (RFC 6901) into a document, `record 41`, a line's name; empty where there is none.
    pub place: String,
    /// Expected and found values, in English, for people who debug. Never a secret.
    pub detail: String,
}

impl CoreError {
    /// An error without place or detail.
    pub fn new(code: Code) -> Self {
        Self { code, place: String::new(), detail: String::new() }
    }

    /// Adds the place, unless a place nearer to the cause is already known.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        if self.place.is_empty() {
            self.place = short(place.into());
        }
        self
    }

    /// Adds the detail: expected and found values.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = short(detail.into());
        self
    }

    /// The kind of its code, which tells who has to act.
    pub fn kind(&self) -> ErrorKind {
        self.code.kind()
    }
}

/// The beginning of a text: names that somebody else chose stand in places, which are told to people and kept.
fn short(mut text: String) -> String {
    const LONGEST: usize = 500;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

impl From<Code> for CoreError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for CoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.code.words(Language::En).cause)?;
        if !self.place.is_empty() {
            write!(f, " (at {})", self.place)?;
        }
        if !self.detail.is_empty() {
            write!(f, " [{}]", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for CoreError {}

catalogue! {
    /// Codes of what the formats refuse. `docs/spec/errors.md` is written from this table.
    #[non_exhaustive]
    pub enum Code {
        // ---- JSON and text (formats of pact and evidence)
        JsonSyntax "json-syntax" Malformed
            vi "Tệp không phải là JSON đúng chuẩn." "Kiểm tra lại tệp; chỗ sai được nêu kèm theo."
            en "The file is not well-formed JSON." "Look at the place given and correct the file."
        JsonDuplicate "json-duplicate-member" Malformed
            vi "Một mục xuất hiện hai lần trong cùng một đối tượng JSON." "Xóa mục bị lặp."
            en "A member stands twice in one JSON object." "Remove the double."
        JsonNumber "json-number" Malformed
            vi "Số không hợp lệ: chỉ nhận số nguyên trong khoảng ±(2^53−1)." "Viết số nguyên thông thường, hoặc viết thành chuỗi chữ."
            en "A number is not an integer within ±(2^53−1)." "Write a plain integer, or write the value as text."
        JsonDepth "json-depth" Malformed
            vi "JSON lồng nhau quá sâu." "Giảm số lớp lồng nhau."
            en "The JSON is nested too deeply." "Flatten it."
        TooLarge "too-large" Malformed
            vi "Dữ liệu vượt quá kích thước cho phép." "Rút gọn nội dung, hoặc đưa phần dài vào tài liệu kèm theo."
            en "The data exceed the allowed size." "Shorten them, or move long parts into an annex."
        TextForbidden "text-forbidden-character" Malformed
            vi "Văn bản chứa ký tự không được phép (ký tự ẩn, ký tự điều khiển hoặc khoảng trắng lạ)." "Gõ lại chỗ được nêu bằng bộ gõ Unicode."
            en "The text holds a forbidden character (hidden, control, or unusual space)." "Type the place given again with a Unicode keyboard."
        TextNotNfc "text-not-nfc" Malformed
            vi "Văn bản chưa ở dạng Unicode dựng sẵn (NFC)." "Chuyển văn bản sang Unicode dựng sẵn trước khi chốt."
            en "The text is not in Unicode normalization form C." "Normalize the text to NFC before it is opened."
        TextEmpty "text-empty" Malformed
            vi "Một chuỗi chữ để trống." "Điền nội dung, hoặc bỏ hẳn mục đó."
            en "A string is empty." "Fill it in, or leave the member out."
        ValueForm "value-form" Malformed
            vi "Giá trị không đúng dạng: có khoảng trắng ở đầu hoặc cuối, dài quá 200 ký tự, hoặc không thuộc các giá trị được phép." "Xóa khoảng trắng thừa, rút gọn, hoặc chọn một giá trị được phép."
            en "A value is not of the form that is due: a space at either end, more than 200 characters, or none of those allowed." "Remove the spaces, shorten it, or write one of the allowed values."

        // ---- Small values (digest, time, date, mark)
        DigestForm "digest-form" Malformed
            vi "Mã băm không đúng dạng: phải gồm đúng 64 chữ số thập lục phân viết thường." "Chép lại nguyên vẹn mã băm từ nơi tạo ra nó."
            en "A digest is not of the form of 64 lowercase hexadecimal digits." "Copy it again, whole, from where it was made."
        TimeForm "time-form" Malformed
            vi "Thời điểm không đúng dạng hoặc không có thật." "Viết theo giờ UTC, chính xác đến giây, như 2026-11-22T02:45:00Z."
            en "A time is not of the required form, or does not exist." "Write it in UTC, to the second, like 2026-11-22T02:45:00Z."
        DateForm "date-form" Malformed
            vi "Ngày không đúng dạng hoặc không có thật." "Viết theo thứ tự năm-tháng-ngày, như 2021-03-17."
            en "A date is not of the required form, or does not exist." "Write year-month-day, like 2021-03-17."
        MarkForm "mark-form" Malformed
            vi "Nét ký không đúng dạng SVG được phép." "Ký lại nét ký trên màn hình ký, hoặc bỏ nét ký."
            en "The handwritten mark is not an SVG of the allowed form." "Draw it again on the signing screen, or leave it out."

        // ---- the pact document (docs/spec/1-pact.md)
        JsonNull "json-null" Malformed
            vi "Có mục mang giá trị null." "Bỏ hẳn mục chưa biết, không để null."
            en "A member is null." "Leave out what is not known."
        MemberUnknown "member-unknown" Malformed
            vi "Có mục không thuộc định dạng này." "Xóa mục được nêu hoặc sửa lại tên mục."
            en "A member does not belong to this format." "Remove it or correct its name."
        MemberMissing "member-missing" Malformed
            vi "Thiếu một mục bắt buộc." "Bổ sung mục được nêu."
            en "A required member is missing." "Add the member named."
        MemberType "member-type" Malformed
            vi "Một mục có kiểu dữ liệu không đúng." "Sửa giá trị theo kiểu được nêu."
            en "A member has the wrong type." "Give it the type named."
        MemberValue "member-value" Malformed
            vi "Giá trị của một mục không đúng quy định." "Sửa giá trị theo dạng được nêu."
            en "The value of a member is not of the form that is due." "Correct it to the form named."
        DatesReversed "dates-reversed" Malformed
            vi "Ngày bắt đầu sau ngày kết thúc." "Sửa lại khoảng thời gian."
            en "The first day is after the last." "Correct the span."
        AnnexDuplicate "annex-duplicate" Malformed
            vi "Hai tài liệu kèm theo trùng tên tệp." "Đổi tên một trong hai tệp."
            en "Two annexes bear the same file name." "Rename one of them."
        RosterSize "roster-size" Malformed
            vi "Danh sách bên ký kết phải có từ 1 đến 64 mục." "Bổ sung hoặc rút bớt danh sách."
            en "A roster has 1 to 64 entries." "Add or remove entries."
        RosterNobodySigns "roster-nobody-signs" Malformed
            vi "Không có bên ký kết nào ngoài người chứng kiến." "Thêm ít nhất một bên ký kết."
            en "Nobody signs but witnesses." "Add at least one party that signs."
        RosterDuplicate "roster-duplicate" Malformed
            vi "Hai mục trong danh sách trùng mã." "Đổi một trong hai mã."
            en "Two entries of the roster bear the same id." "Change one of them."
        RosterNamedOnly "roster-named-only" Malformed
            vi "Chỉ người chứng kiến mới được nêu tên mà không ký, và khi đó không có khóa." "Đặt lại vai trò, việc ký hoặc khóa của mục được nêu."
            en "Only a witness may be named without signing, and then has no key." "Correct role, signs or key of the entry named."

        // ---- keys, notes, policy (docs/spec/2-keys-and-notes.md)
        KeyMalformed "key-malformed" Malformed
            vi "Khóa không đúng định dạng." "Chép lại nguyên vẹn khóa, hoặc tạo khóa mới."
            en "A key is malformed." "Copy the whole key again, or make a new one."
        KeyWeak "key-weak" Refused
            vi "Khóa công khai yếu hoặc mã hóa không chuẩn." "Tạo khóa mới bằng phần mềm đáng tin cậy."
            en "A public key is weak or not canonically encoded." "Make a new key with sound software."
        KeyShared "key-shared" Refused
            vi "Khóa công khai này đã thuộc về bên khác, Ban Tổ chức, sổ ghi nhận hoặc máy chủ chứng kiến." "Tạo khóa riêng cho từng bên ký kết."
            en "This public key already serves another party, a registrar, the ledger or a witness server." "Make a key of its own for each party."
        NoteMalformed "note-malformed" Malformed
            vi "Mục ghi không phải là bản ghi có chữ ký (signed note) đúng chuẩn." "Gửi lại nguyên vẹn bản ghi."
            en "This is no well-formed signed note." "Send the note again, unchanged."
        SignatureLines "signature-lines" Refused
            vi "Mục ghi không mang đúng các dòng chữ ký quy định." "Ký lại bằng đúng khóa, không thêm dòng nào khác."
            en "The note does not bear exactly the signature lines that are due." "Sign with the right keys and add no other line."
        SignatureWrong "signature-wrong" Untrusted
            vi "Chữ ký không khớp với nội dung và khóa." "Không sử dụng tệp này; lấy lại bản gốc hoặc ký lại."
            en "A signature does not verify." "Do not rely on this file; fetch the original or sign again."
        PolicyMalformed "policy-malformed" Malformed
            vi "Tệp chính sách tin cậy không đúng định dạng." "Sửa dòng được nêu."
            en "The policy file is malformed." "Correct the line named."
        PolicyMissing "policy-missing" Untrusted
            vi "Chưa chọn chính sách tin cậy nên không biết tin khóa nào." "Chỉ định tệp chính sách do mình tự lấy từ nguồn tin cậy (--policy)."
            en "No policy was named, so no key is trusted." "Name a policy file that you got from a source you trust (--policy)."

        // ---- records (docs/spec/3-records.md)
        RecordKind "record-kind" Malformed
            vi "Không rõ loại mục ghi." "Dùng phần mềm đúng phiên bản để tạo mục ghi."
            en "The first line names no known kind of record." "Make the record with software of this version."
        RecordLines "record-lines" Malformed
            vi "Mục ghi thiếu, thừa hoặc sai thứ tự dòng." "Tạo lại mục ghi đúng các dòng theo thứ tự."
            en "A line of the record is missing, doubled, unknown or out of order." "Write each line once, in its order."
        OtherLedger "other-ledger" Refused
            vi "Mục ghi thuộc sổ ghi nhận khác." "Gửi mục ghi đến đúng sổ ghi nhận."
            en "The record is for another ledger." "Send it to the ledger that it names."
        OtherPact "other-pact" Refused
            vi "Mục ghi thuộc bản giao ước khác, hoặc nội dung bản này không khớp với bản đã ký." "Đối chiếu mã băm của bản giao ước."
            en "The record is for another pact, or the text of this one is not what was signed." "Compare the pact digests."
        OpeningMissing "opening-missing" Refused
            vi "Không có mục ghi mở ký ở đầu." "Lấy lại bằng chứng kiểm tra đầy đủ."
            en "The first record is not an opening." "Fetch the whole evidence again."
        RegistrarUntrusted "registrar-untrusted" Untrusted
            vi "Người mở ký không có trong chính sách tin cậy cho cách xác nhận này." "Chỉ tin nếu đã tự xác minh khóa của Ban Tổ chức và đưa vào chính sách."
            en "Who opened the pact is not pinned for its identity mode." "Trust it only after verifying the organiser's key and pinning it."
        RegistrarUnknown "registrar-unknown" Refused
            vi "Mục ghi không do khóa của Ban Tổ chức đã mở ký (hoặc khóa dự phòng cùng tên) ký." "Ký lại bằng khóa của Ban Tổ chức."
            en "The record is not by the registrar that opened the pact, nor by a spare of it." "Sign it with the registrar's key."
        PactAlreadyOpen "pact-already-open" Refused
            vi "Văn bản đã chốt, không thể mở lần nữa." "Muốn thay đổi, lập bản giao ước mới thay thế bản này."
            en "The pact is open already." "To change it, draft a new pact that supersedes it."
        PactWithdrawn "pact-withdrawn" Refused
            vi "Bản giao ước đã được rút; không nhận thêm mục ghi." "Liên hệ Ban Tổ chức về bản thay thế."
            en "The pact was withdrawn and takes no more records." "Ask the organiser for the pact that replaces it."
        PactCompleted "pact-completed" Refused
            vi "Bản giao ước đã hoàn tất; không nhận thêm mục ghi." "Không cần làm gì thêm."
            en "The pact is completed and takes no more records." "There is nothing left to do."
        PactDeclined "pact-declined" Refused
            vi "Có bên từ chối ký nên bản giao ước không thể hoàn tất." "Rút bản này và lập bản thay thế."
            en "A party declined, so the pact cannot be completed." "Withdraw it and draft a replacement."
        PartyUnknown "party-unknown" Refused
            vi "Không có bên này trong danh sách ký kết." "Kiểm tra lại mã của bên ký kết."
            en "No such party stands in the roster." "Check the party's id."
        PartyNamedOnly "party-named-only" Refused
            vi "Bên này chỉ được nêu tên chứng kiến, không ký." "Không cần ký."
            en "This witness is merely named and does not sign." "There is nothing to sign."
        KeyName "key-name" Refused
            vi "Tên khóa không đúng với vị trí ký." "Tạo khóa với tên <mã bản giao ước>/<mã bên ký kết>."
            en "The key's name is not that of its position." "Name the key <pact id>/<party id>."
        KeyNotPinned "key-not-pinned" Refused
            vi "Khóa không phải là khóa đã ghi sẵn cho bên này." "Dùng đúng khóa ghi trong danh sách ký kết."
            en "The key is not the one pinned for this party." "Use the key that stands in the roster."
        KeyNeverEnrolled "key-never-enrolled" Refused
            vi "Khóa này chưa từng được đăng ký cho bên này." "Kiểm tra lại khóa cần thu hồi."
            en "This key was never enrolled for this party." "Check which key is to be revoked."
        KeyRevoked "key-revoked" Refused
            vi "Khóa đã bị thu hồi; không dùng để ký tiếp." "Đăng ký khóa mới tại bàn thư ký."
            en "The key was revoked and signs no more." "Enrol a new key at the desk."
        MethodNotAllowed "method-not-allowed" Refused
            vi "Cách xác nhận người ký này không được dùng cho bản giao ước hoặc bên ký kết này." "Xác nhận trực tiếp tại bàn thư ký, hoặc dùng khóa đã ghi sẵn."
            en "This way of identifying is not allowed for this pact or party." "Identify in person at the desk, or by the pinned key."
        HolderDiffers "holder-differs" Refused
            vi "Họ tên không trùng với người đại diện trong danh sách." "Nếu người khác ký thay, đăng ký với tư cách ủy quyền."
            en "The holder is not the representative whom the roster names." "If somebody else signs, enrol as a delegate."
        EnrolledTooOften "enrolled-too-often" Refused
            vi "Bên này đã đăng ký khóa đủ tám lần." "Lập bản giao ước thay thế."
            en "This party was enrolled eight times already." "Draft a replacement of the pact."
        EnrolmentUnknown "enrolment-unknown" Refused
            vi "Chữ ký không hợp lệ: khóa chưa được đăng ký." "Đăng ký khóa tại bàn thư ký trước khi ký."
            en "The key is not enrolled." "Enrol it with the registrar first."
        EnrolmentOutdated "enrolment-outdated" Refused
            vi "Bên này đã được đăng ký khóa mới hơn." "Ký bằng khóa được đăng ký sau cùng."
            en "This party has a newer enrolment." "Sign with the key enrolled last."
        AlreadySigned "already-signed" Refused
            vi "Bên này đã ký." "Không cần làm gì thêm."
            en "This party has signed already." "There is nothing left to do."
        AlreadyDeclined "already-declined" Refused
            vi "Bên này đã từ chối ký." "Liên hệ Ban Tổ chức."
            en "This party has declined." "Ask the organiser."
        PositionTaken "position-taken" Refused
            vi "Vị trí ký này đã có chữ ký khác." "Liên hệ Ban Tổ chức."
            en "Another signature holds this position." "Ask the organiser."
        PositionWrong "position-wrong" Refused
            vi "Số thứ tự vị trí ký không đúng." "Tạo lại chữ ký từ bản giao ước đã mở."
            en "The position is not that of the party." "Build the signature again from the opened pact."
        IntentWrong "intent-wrong" Refused
            vi "Ý định ký không khớp với vai trò." "Người chứng kiến xác nhận chứng kiến; bên ký kết thì ký."
            en "The intent does not fit the role." "A witness witnesses, any other signs."
        StageNotOpen "stage-not-open" Refused
            vi "Chưa đến lượt ký." "Chờ các bên của lượt trước ký xong."
            en "It is not this party's turn yet." "Wait until all of the earlier stages have signed."
        AfterWrong "after-wrong" Refused
            vi "Chữ ký không nối tiếp đúng những chữ ký trước đó." "Tải lại trạng thái mới nhất rồi ký lại."
            en "The signature does not follow the signatures before it." "Load the newest state and sign again."
        NotAllSigned "not-all-signed" Refused
            vi "Chưa đủ chữ ký để hoàn tất." "Chờ các bên còn lại ký."
            en "Not all have signed." "Wait for the others."
        SignaturesWrong "signatures-wrong" Refused
            vi "Mục ghi hoàn tất không khớp với các chữ ký trong sổ." "Tạo lại mục ghi hoàn tất từ sổ ghi nhận."
            en "The completion does not name the signatures of the ledger." "Build the completion again from the ledger."
        CountWrong "count-wrong" Refused
            vi "Số chữ ký không khớp với danh sách ký kết." "Tạo lại mục ghi hoàn tất."
            en "The count does not fit the roster." "Build the completion again."
        SigningClosed "signing-closed" Refused
            vi "Đã hết thời hạn ký." "Liên hệ Ban Tổ chức."
            en "The time for signing is over." "Ask the organiser."
        RecordTwice "record-twice" Refused
            vi "Cùng một mục ghi, hoặc một vị trí ký, xuất hiện hai lần." "Lấy lại bằng chứng kiểm tra đầy đủ."
            en "A record, or a position, stands twice." "Fetch the evidence again."
        SupersededNotEnded "superseded-not-ended" Refused
            vi "Bản giao ước bị thay thế chưa từng được mở ở sổ này, hoặc chưa được rút và cũng chưa hoàn tất." "Rút bản cũ trước khi mở bản thay thế."
            en "The pact that this one supersedes was never opened in this ledger, or is neither withdrawn nor completed." "Withdraw it before you open its replacement."
        RecordErased "record-erased" Refused
            vi "Có mục ghi của bản giao ước này đã được xóa theo yêu cầu, nên không thể kiểm tra và nhận thêm mục ghi này." "Lập bản giao ước thay thế."
            en "A record of this pact was erased, so this one can no longer be checked, and is not taken." "Draft a replacement of the pact."

        // ---- ledger and evidence (docs/spec/4-leaf.md, 5-ledger.md, 6-evidence.md)
        NonceMalformed "nonce-malformed" Malformed
            vi "Số ngẫu nhiên của mục ghi không đúng dạng." "Lấy lại bằng chứng kiểm tra."
            en "A nonce is not canonical base64 of 32 bytes." "Fetch the evidence again."
        EntryMalformed "entry-malformed" Malformed
            vi "Dòng trong sổ ghi nhận không đúng dạng." "Báo cho người vận hành sổ ghi nhận."
            en "An entry of the ledger is malformed." "Tell whoever runs the ledger."
        CheckpointMalformed "checkpoint-malformed" Malformed
            vi "Mốc đối chiếu không đúng định dạng." "Lấy lại bằng chứng kiểm tra."
            en "The checkpoint is malformed." "Fetch the evidence again."
        CheckpointUntrusted "checkpoint-untrusted" Untrusted
            vi "Mốc đối chiếu không do sổ ghi nhận nào trong chính sách tin cậy ký." "Chỉ tin nếu đã tự xác minh khóa của sổ và đưa vào chính sách."
            en "No pinned ledger key signed the checkpoint." "Trust it only after verifying the ledger's key and pinning it."
        QuorumMissing "quorum-missing" Untrusted
            vi "Chưa đủ máy chủ chứng kiến xác nhận mốc đối chiếu." "Lấy bằng chứng mới hơn, hoặc xem lại chính sách."
            en "Too few witness servers cosigned the checkpoint." "Fetch newer evidence, or look at your policy."
        ProofWrong "proof-wrong" Untrusted
            vi "Mục ghi không có trong sổ ghi nhận ở mốc đối chiếu này." "Không sử dụng tệp này; lấy lại bản gốc."
            en "The record is not in the ledger at this checkpoint." "Do not rely on this file; fetch the original."
        RecordOrder "record-order" Malformed
            vi "Các mục ghi không theo thứ tự trong sổ." "Lấy lại bằng chứng kiểm tra."
            en "The records do not stand in ledger order." "Fetch the evidence again."
        OpeningErased "opening-erased" Untrusted
            vi "Mục ghi mở ký đã được xóa nên không thể kiểm tra." "Không còn cách kiểm tra bản giao ước này."
            en "The opening was erased, so nothing can be verified." "This pact can no longer be verified."
        MarkWrong "mark-wrong" Refused
            vi "Nét ký không khớp với mã băm." "Lấy lại bằng chứng kiểm tra."
            en "A mark does not match its digest." "Fetch the evidence again."
        MarkUnnamed "mark-unnamed" Refused
            vi "Có nét ký mà không chữ ký nào nêu." "Xóa nét ký thừa."
            en "No signature names this mark." "Remove it."
        AnnexWrong "annex-wrong" Refused
            vi "Tài liệu kèm theo không khớp với bản đã ký." "Dùng đúng tài liệu đã được thông qua."
            en "An annex is not the document that was adopted." "Use the document that was adopted."

        // ---- proof codes on paper (docs/spec/7-codes.md)
        CodesMalformed "codes-malformed" Malformed
            vi "Mã trên bản in bị hỏng hoặc không đúng định dạng." "Chụp lại rõ nét cả trang rồi quét lại."
            en "The codes on the sheet are damaged or not of the right form." "Take a sharp picture of the whole page and scan again."
        CodesVersion "codes-version" Malformed
            vi "Mã trên bản in thuộc phiên bản mà phần mềm này chưa biết." "Dùng phiên bản phần mềm mới hơn."
            en "The codes on the sheet are of a version that this program does not know." "Use a newer version of this program."
        CodesMixed "codes-mixed" Refused
            vi "Các mã thuộc nhiều bản giao ước khác nhau." "Chỉ quét các mã của cùng một bản in."
            en "The codes belong to more than one pact." "Scan the codes of one printed copy only."
        CodesDiffer "codes-differ" Refused
            vi "Nội dung hoặc chữ ký không khớp với mã xác nhận hoàn tất." "Không sử dụng bản in này; hỏi Ban Tổ chức."
            en "The text or the signatures are not those of the seal." "Do not rely on this sheet; ask the organiser."
        CodesNotDue "codes-not-due" Refused
            vi "Chỉ bản giao ước đã hoàn tất mới có mã chứng minh trên giấy." "Chờ đến khi hoàn tất, hoặc in không kèm mã chứng minh."
            en "Only a completed pact has proof codes." "Wait for the completion, or print without proof codes."
        CodesTooLarge "codes-too-large" Refused
            vi "Nội dung quá dài để in thành mã chứng minh." "In không kèm mã chứng minh và lưu tệp bằng chứng kiểm tra."
            en "The pact is too long for proof codes." "Print without proof codes, and keep the evidence file."
        PictureUnreadable "picture-unreadable" Malformed
            vi "Không đọc được ảnh này." "Dùng ảnh PNG hoặc JPEG, không quá 64 triệu điểm ảnh."
            en "This picture cannot be read." "Use a PNG or JPEG of at most 64 megapixels."
        PdfWithoutEvidence "pdf-without-evidence" Malformed
            vi "Tệp PDF này không kèm bằng chứng kiểm tra và không có ảnh mã nào đọc được." "Dùng tệp PDF do hệ thống cấp, hoặc ảnh chụp trang có mã."
            en "This PDF has no evidence attached and shows no code that can be read." "Use the PDF that the service gave out, or a photo of the page with the codes."
        SealMissing "seal-missing" Untrusted
            vi "Thiếu mã xác nhận hoàn tất (mã thứ nhất)." "Quét mã thứ nhất trên trang cuối của bản in."
            en "The seal, the first code, is missing." "Scan the first code on the last page of the copy."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_kebab_case_and_have_words() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} stands twice");
            assert!(text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{text}");
            for language in [Language::Vi, Language::En] {
                let words = code.words(language);
                assert!(words.cause.ends_with('.') && words.cure.ends_with('.'), "{text}");
            }
        }
    }
}
