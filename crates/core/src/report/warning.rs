//! Warnings of a report: codes, and their sentences in both languages.

use serde::Serialize;

/// Code of the warning about public example keys.
pub const SAMPLE_KEYS: &str = "sample-keys";
/// Code of the warning that paper shows no revocation after it was printed.
pub const LATER_REVOCATION: &str = "later-revocation";

const TIME_AFTER_CLOSE: &str = "time-after-close";

/// Something odd that decides nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// Where.
    pub place: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Warning {
    /// The sample warning: an example key, whose private half is public, signed something here.
    pub(crate) fn sample_keys() -> Self {
        Self::new(
            SAMPLE_KEYS,
            String::new(),
            "MẪU: ký bằng khóa mẫu công khai, ai cũng có thể ký như vậy. Không có giá trị.",
            "SAMPLE (MẪU): signed with public example keys, as anybody could. Worth nothing.",
        )
    }

    /// The warning of every printed proof.
    pub(crate) fn later_revocation() -> Self {
        Self::new(
            LATER_REVOCATION,
            String::new(),
            "Bản giấy không cho biết việc thu hồi khóa sau khi in.",
            "Paper cannot show a revocation after it was printed.",
        )
    }

    /// The record at this index claims a time before that of an earlier one.
    pub(crate) fn time_backwards(index: u64, place: String) -> Self {
        Self::new(
            "time-backwards",
            place,
            format!("Thời điểm khai của mục ghi {index} sớm hơn mục ghi trước đó."),
            format!("Record {index} claims a time before that of an earlier record."),
        )
    }

    /// The record at this index claims a time after the pact closed.
    pub(crate) fn record_after_close(index: u64, place: String) -> Self {
        Self::new(
            TIME_AFTER_CLOSE,
            place,
            format!("Thời điểm khai của mục ghi {index} sau hạn ký."),
            format!("Record {index} claims a time after the pact closed."),
        )
    }

    /// The printed signature of this unit claims a time after the pact closed.
    pub(crate) fn signature_after_close(unit: &str, place: String) -> Self {
        Self::new(
            TIME_AFTER_CLOSE,
            place,
            format!("Thời điểm khai của chữ ký của {unit} sau hạn ký."),
            format!("The signature of {unit} claims a time after the pact closed."),
        )
    }

    fn new(code: &'static str, place: String, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, place, vi: vi.into(), en: en.into() }
    }
}
