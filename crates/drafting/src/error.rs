//! Refusals of an import or export: a stable code, and a detail.

use std::fmt;

giaouoc_core::catalogue! {
    /// Codes of files that are not taken in. `docs/spec/api.md` lists them with their statuses.
    pub enum FileRefusal {
        TooLarge "import-too-large" Malformed
            vi "Tệp lớn hơn 10 MB." "Bỏ bớt hình ảnh trong tệp rồi nhập lại."
            en "The file is larger than 10 MB." "Take pictures out of it, then import it again."
        OldWord "import-old-word" Malformed
            vi "Đây là tệp Word đời cũ (.doc) hoặc tệp có mật khẩu." "Mở bằng Word, bỏ mật khẩu nếu có, lưu lại dạng .docx rồi nhập."
            en "This is a file of Word before 2007 (.doc), or one with a password." "Open it in Word, take the password off, save it as .docx and import that."
        Pdf "import-pdf" Malformed
            vi "Tệp PDF không nhập được thành dự thảo." "Nhập tệp Word mà bản PDF được làm ra từ đó."
            en "A PDF cannot be imported as a draft." "Import the Word file that it was made from."
        NoText "import-no-text" Malformed
            vi "Tệp này không phải văn bản." "Nhập tệp .docx, Markdown, văn bản thuần hoặc JSON."
            en "This file is no text." "Import a .docx, Markdown, plain text or JSON file."
        NoJson "import-no-json" Malformed
            vi "Tệp JSON không đúng dạng." "Nhập tệp JSON đã tải về từ hệ thống này."
            en "The JSON file is not of the form that is due." "Import a JSON file that was exported from here."
        NoDocx "import-no-docx" Malformed
            vi "Tệp nén này không phải tệp Word (.docx), hoặc đã hỏng." "Mở bằng Word, lưu lại dạng .docx rồi nhập."
            en "This archive is no Word file (.docx), or it is broken." "Open it in Word, save it as .docx and import that."
        Macros "import-macros" Refused
            vi "Tệp Word có macro nên không được nhận." "Lưu lại dạng .docx không có macro rồi nhập."
            en "The Word file holds macros and is not taken." "Save it as .docx without macros and import that."
        Entities "import-entities" Refused
            vi "Tệp Word có khai báo thực thể XML nên không được nhận." "Mở bằng Word, lưu lại dạng .docx rồi nhập."
            en "The Word file declares XML entities and is not taken." "Open it in Word, save it as .docx and import that."
        Bomb "import-bomb" Refused
            vi "Tệp nén bung ra quá lớn nên không được nhận." "Bỏ bớt nội dung, lưu lại dạng .docx rồi nhập."
            en "The archive unpacks to far more than it may." "Take content out, save it as .docx and import that."
        Picture "import-picture" Refused
            vi "Trong tệp có hình ảnh quá lớn." "Bỏ hình ảnh đó rồi nhập lại; hình ảnh không được đưa vào bản giao ước."
            en "A picture in the file is far too large." "Take it out and import again; pictures do not become part of a pact."
        Deep "import-deep" Refused
            vi "Cấu trúc của tệp quá phức tạp hoặc quá dài." "Chép nội dung sang một tệp Word mới rồi nhập."
            en "The file is nested too deeply, or too long." "Copy its text into a new Word file and import that."
        Unwritable "export-unwritable" Malformed
            vi "Không ghi được dự thảo thành tệp." "Tải về dạng JSON."
            en "The draft cannot be written as a file." "Export it as JSON."
    }
}

/// A refused file: the code of the refusal, and a detail for people who debug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFile {
    /// The stable code.
    pub code: FileRefusal,
    /// Expected and found values, in English; may be empty.
    pub detail: String,
}

impl RefusedFile {
    pub(crate) fn new(code: FileRefusal) -> Self {
        Self { code, detail: String::new() }
    }

    pub(crate) fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

impl fmt::Display for RefusedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl std::error::Error for RefusedFile {}
