//! What verification found: verdict, the ten steps, who signed; and the words for it in both languages.

mod json;
mod words;

use crate::digest::Digest;
use crate::error::{Code, Error, Language};
use crate::pact::{Identity, Pact};
use crate::progress::Unchecked;
use serde::Serialize;

/// The outcome in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every step holds, and the completion is there.
    Valid,
    /// All that is there holds.
    Incomplete,
    /// A step failed.
    Invalid,
    /// No pinned key stands behind it.
    Untrusted,
}

impl Verdict {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Incomplete => "incomplete",
            Self::Invalid => "invalid",
            Self::Untrusted => "untrusted",
        }
    }

    /// Exit code of the command line: 0, 1, 2, 3.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Incomplete => 1,
            Self::Invalid => 2,
            Self::Untrusted => 3,
        }
    }

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

/// Why evidence that holds is incomplete; the first that is true, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Records were erased.
    Erased,
    /// The registrar withdrew the pact.
    Withdrawn,
    /// A party declined.
    Declined,
    /// Not all have signed.
    KOfN,
    /// All have signed, but the registrar has not said so.
    NoCompletion,
    /// A sheet's seal holds; its text and signatures are not at hand.
    TextMissing,
}

impl Reason {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::KOfN => "k-of-n",
            Self::NoCompletion => "no-completion",
            Self::TextMissing => "text-missing",
        }
    }

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

/// The ten steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Step {
    /// The file has the form of evidence.
    Parse = 1,
    /// Canonical bytes and digest of the pact.
    Digest = 2,
    /// The checkpoint, by a pinned ledger key and the quorum.
    Checkpoint = 3,
    /// Each record is in the ledger.
    Inclusion = 4,
    /// The opening.
    Opening = 5,
    /// Enrolments.
    Enrolments = 6,
    /// Signatures.
    Signatures = 7,
    /// Declines, revocations, withdrawal.
    Others = 8,
    /// Marks and annexes at hand.
    Attachments = 9,
    /// The completion, and the count against the roster.
    Completion = 10,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 10] = [
        Self::Parse,
        Self::Digest,
        Self::Checkpoint,
        Self::Inclusion,
        Self::Opening,
        Self::Enrolments,
        Self::Signatures,
        Self::Others,
        Self::Attachments,
        Self::Completion,
    ];

    /// 1 to 10.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What the step checks.
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

/// What came of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It holds.
    Passed,
    /// It does not.
    Failed(Error),
    /// Nobody whom the policy trusts stands behind it.
    Untrusted(Error),
    /// Something that it needs was not to be had.
    NotChecked,
}

impl Status {
    /// `passed`, `failed`, `untrusted`, `not-checked`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Untrusted(_) => "untrusted",
            Self::NotChecked => "not-checked",
        }
    }

    /// The word for people.
    pub fn word(&self, language: Language) -> &'static str {
        match self {
            Self::Passed => language.pick("đúng", "holds"),
            Self::Failed(_) => language.pick("sai", "fails"),
            Self::Untrusted(_) => language.pick("không tin cậy", "untrusted"),
            Self::NotChecked => language.pick("chưa kiểm tra được", "not checked"),
        }
    }

    /// The error, where there is one.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) | Self::Untrusted(error) => Some(error),
            Self::Passed | Self::NotChecked => None,
        }
    }
}

/// One step of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// What came of it.
    pub status: Status,
    /// How many things it looked at (records, marks, annexes).
    pub count: usize,
    /// What of it could not be checked, because a text was erased: the kind of check and the record's index.
    pub unchecked: Vec<(Unchecked, u64)>,
}

/// Facts of the pact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PactFacts {
    /// Its id.
    pub id: String,
    /// Its digest.
    pub digest: String,
    /// The digest's short number for people.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who emulates together.
    pub group: String,
    /// `in-person` or `invite`.
    pub identity: &'static str,
}

impl PactFacts {
    /// From a pact.
    pub fn of(pact: &Pact) -> Self {
        Self {
            id: pact.id.to_string(),
            digest: pact.digest().to_string(),
            number: pact.digest().0.short(),
            title: pact.title.clone(),
            group: pact.group.name.clone(),
            identity: pact.identity.as_str(),
        }
    }
}

/// Facts of the checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointFacts {
    /// The ledger.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Base64 of the root hash.
    pub root: String,
    /// Witnesses of the policy that cosigned it, with their Unix times.
    pub cosigned: Vec<(String, u64)>,
}

/// One that signs, as the evidence tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignerFacts {
    /// Party id.
    pub party: String,
    /// The unit's name.
    pub unit: String,
    /// `head`, `deputy`, `member`, `witness`.
    pub role: &'static str,
    /// Its stage.
    pub stage: u64,
    /// Whom the roster names.
    pub representative: Option<String>,
    /// Who holds the key.
    pub holder: Option<String>,
    /// In what capacity.
    pub capacity: Option<&'static str>,
    /// How identified.
    pub method: Option<&'static str>,
    /// `signed`, `declined`, `revoked` (its newest key was taken back), `enrolled`, `waiting`; `unknown` where it may have
    /// signed, but records were erased.
    pub state: &'static str,
    /// The signature's record.
    pub signature: Option<SignatureFacts>,
}

/// A signature, as the evidence tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureFacts {
    /// Index in the ledger; paper does not tell it.
    pub index: Option<u64>,
    /// Record digest.
    pub digest: String,
    /// Its short number for people.
    pub number: String,
    /// `sign` or `witness`.
    pub intent: &'static str,
    /// `phone`, `kiosk`, `cli`, `api`.
    pub channel: &'static str,
    /// Claimed by the signer.
    pub time: String,
    /// SHA-256 of the drawn mark.
    pub mark: Option<String>,
}

/// A decline, a revocation or the withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherFacts {
    /// Index in the ledger.
    pub index: u64,
    /// `decline`, `revocation`, `withdrawal`.
    pub kind: &'static str,
    /// Whose, where it is about one party.
    pub party: Option<String>,
    /// Why, if it says.
    pub reason: Option<String>,
    /// Claimed by whoever signed it.
    pub time: String,
}

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

/// What verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The outcome.
    pub verdict: Verdict,
    /// Why it is incomplete.
    pub reason: Option<Reason>,
    /// The ten steps.
    pub steps: Vec<StepReport>,
    /// The pact, once it is parsed.
    pub pact: Option<PactFacts>,
    /// The checkpoint, once it is parsed.
    pub checkpoint: Option<CheckpointFacts>,
    /// Signatures that hold.
    pub signed: usize,
    /// Signatures due.
    pub due: usize,
    /// Everybody who signs, in roster order; empty where the records could not be read.
    pub signers: Vec<SignerFacts>,
    /// Declines, revocations, withdrawal, in ledger order.
    pub others: Vec<OtherFacts>,
    /// Indices of erased records.
    pub erased: Vec<u64>,
    /// Oddities.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// The step that decided an `invalid` or `untrusted` verdict.
    pub fn deciding(&self) -> Option<&StepReport> {
        self.steps.iter().find(|step| step.status.error().is_some())
    }

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

    /// How persons were identified, in words.
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

/// Digest of an annex that is at hand, by its file name.
pub type AnnexesAtHand = std::collections::BTreeMap<String, Digest>;

/// Whether an error means that nobody trusted stands behind it, rather than that something is wrong.
pub(crate) fn is_untrusted(error: &Error) -> bool {
    matches!(
        error.code,
        Code::CheckpointUntrusted
            | Code::QuorumMissing
            | Code::RegistrarUntrusted
            | Code::PolicyMissing
            | Code::SealMissing
            | Code::OpeningErased
    )
}
