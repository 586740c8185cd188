//! Why a server does not start, told to its operator in two languages.

use giaouoc_core::{CoreError, Language};
use giaouoc_store::Error as StoreError;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Reasons for which a server does not start, or stops.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// Something in the data folder cannot be read or written.
    Folder {
        /// Path of the file or folder.
        path: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The folder holds a ledger, but not everything that belongs to it.
    Missing(PathBuf),
    /// Another server runs on this folder.
    Locked(PathBuf),
    /// The folder belongs to a ledger of another name, which is this.
    Origin(String),
    /// This is no name for a ledger.
    OriginForm(String),
    /// A line of `registrars.txt` is not of the form that is due.
    Registrars {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// The fault of the line.
        error: CoreError,
    },
    /// A key of this server is one that everybody has.
    ExampleKey(String),
    /// The database is older than the checkpoint beside it.
    Older(String),
    /// The certificate or its key cannot be used.
    Certificate(String),
    /// A setting of the mail server is wrong; this one.
    Mail(String),
    /// The operating system gave no random bytes.
    Random(String),
    /// A key, a name or a policy is wrong.
    Form(CoreError),
    /// The store cannot be opened.
    Store(StoreError),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        error: std::io::Error,
    },
    /// The start itself failed, which it never should.
    Failed(String),
}

impl ServeError {
    /// Cause and cure in one language. Names, paths and the system's own words stand in the cause as they are.
    pub fn words(&self, language: Language) -> (String, String) {
        match self {
            Self::Folder { path, error } => folder(language, &path.display().to_string(), error),
            Self::Missing(path) => missing(language, path),
            Self::Locked(path) => locked(language, &path.display().to_string()),
            Self::Origin(name) => origin(language, name),
            Self::OriginForm(name) => origin_form(language, name),
            Self::Registrars { path, line, error } => registrars(language, &path.display().to_string(), *line, error),
            Self::ExampleKey(name) => example_key(language, name),
            Self::Older(what) => older(language, what),
            Self::Certificate(what) => certificate(language, what),
            Self::Mail(what) => mail(language, what),
            Self::Random(what) => random(language, what),
            Self::Form(error) => form(language, error),
            Self::Store(error) => store(language, error),
            Self::Listen { address, error } => listen(language, *address, error),
            Self::Failed(what) => failed(language, what),
        }
    }
}

/// Cause and cure in English.
impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cause, cure) = self.words(Language::En);
        write!(f, "{cause} {cure}")
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Folder { error, .. } | Self::Listen { error, .. } => Some(error),
            Self::Registrars { error, .. } | Self::Form(error) => Some(error),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<CoreError> for ServeError {
    fn from(error: CoreError) -> Self {
        Self::Form(error)
    }
}

/// A database older than its checkpoint is whole: whoever restored it has a newer one somewhere.
impl From<StoreError> for ServeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt(what) if what.starts_with("an older backup") => Self::Older(what),
            other => Self::Store(other),
        }
    }
}

type Told = (String, String);

/// Picks a pair of cause and cure.
fn told(language: Language, vi: (String, &str), en: (String, &str)) -> Told {
    let (cause, cure) = language.pick(vi, en);
    (cause, cure.to_owned())
}

fn folder(language: Language, path: &str, error: &std::io::Error) -> Told {
    told(
        language,
        (
            format!("Không đọc hoặc ghi được {path}: {error}."),
            "Kiểm tra thư mục dữ liệu có tồn tại, thuộc về người dùng chạy máy chủ và còn chỗ trống trên đĩa.",
        ),
        (
            format!("{path} cannot be read or written: {error}."),
            "See that the data folder exists, belongs to the user that runs the server, and that the disk is not full.",
        ),
    )
}

fn missing(language: Language, path: &std::path::Path) -> Told {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let path = path.display();
    language.pick(
        (
            format!("Thư mục dữ liệu có sổ ghi nhận (giaouoc.db) nhưng thiếu {path}. Chưa ghi gì."),
            format!("Chép lại tệp {name} từ bản sao lưu rồi khởi động lại. Không tạo tệp mới: sổ này gắn với đúng tệp cũ."),
        ),
        (
            format!("The data folder holds a ledger (giaouoc.db), but {path} is missing. Nothing was written."),
            format!("Bring {name} back from the backup and start again. A new one will not do: the ledger belongs to the old one."),
        ),
    )
}

fn locked(language: Language, path: &str) -> Told {
    told(
        language,
        (
            format!("Một máy chủ khác đang dùng thư mục {path}."),
            "Dừng máy chủ đó, hoặc chọn thư mục dữ liệu khác bằng --data.",
        ),
        (format!("Another server uses {path}."), "Stop that one, or choose another data folder with --data."),
    )
}

fn origin(language: Language, name: &str) -> Told {
    told(
        language,
        (
            format!("Thư mục này là của sổ ghi nhận {name}; sổ ghi nhận không bao giờ đổi tên."),
            "Bỏ --origin hoặc dùng đúng tên đó; muốn có sổ mang tên khác thì chọn thư mục dữ liệu mới.",
        ),
        (
            format!("This folder is the ledger {name}, and a ledger never changes its name."),
            "Leave --origin out or give that name; for a ledger of another name choose a new data folder.",
        ),
    )
}

fn origin_form(language: Language, name: &str) -> Told {
    told(
        language,
        (
            format!("“{name}” không dùng làm tên sổ ghi nhận được. Chưa ghi gì."),
            "Tên sổ không phải địa chỉ trang: viết không có https://, không có khoảng trắng và dấu +, ví dụ giaouoc.example/so/2026. Địa chỉ trang ghi ở --public-url.",
        ),
        (
            format!("\"{name}\" cannot be a ledger's name. Nothing was written."),
            "A name is no address: write it without https://, spaces and +, as in giaouoc.example/so/2026. The address goes into --public-url.",
        ),
    )
}

fn registrars(language: Language, path: &str, line: usize, error: &CoreError) -> Told {
    let detail = &error.detail;
    told(
        language,
        (
            format!("{path}, dòng {line}: không phải dòng khai khóa bàn thư ký hợp lệ [{detail}]."),
            "Viết mỗi dòng: registrar <vkey>, thêm invite ở cuối nếu khóa do một máy chủ giữ. Dòng chú thích bắt đầu bằng #.",
        ),
        (
            format!("{path}, line {line}: not a registrar's line [{detail}]."),
            "Write on each line: registrar <vkey>, and invite behind it where a server holds the key. A comment begins with #.",
        ),
    )
}

fn example_key(language: Language, name: &str) -> Told {
    told(
        language,
        (
            format!("Khóa {name} là khóa mẫu công khai, ai cũng có."),
            "Dùng khóa mới tạo. Khóa mẫu chỉ được nhận khi chạy thử với --demo.",
        ),
        (
            format!("{name} is a public example key that everybody has."),
            "Make a new key. Example keys are taken with --demo only.",
        ),
    )
}

fn older(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("Cơ sở dữ liệu cũ hơn mốc đối chiếu đã ký: có vẻ một bản sao lưu cũ vừa được khôi phục [{what}]."),
            "Tìm cơ sở dữ liệu mới hơn và đặt lại. Chỉ khi nó đã mất hẳn: khởi động với --accept-older và báo cho mọi người đã nhận mốc đối chiếu hoặc biên nhận mới hơn.",
        ),
        (
            format!(
                "The database is older than the checkpoint that was signed last: an older backup seems to have been restored [{what}]."
            ),
            "Find the newer database and put it back. Only where it is lost for good: start with --accept-older, and tell everybody who got a newer checkpoint or receipt.",
        ),
    )
}

fn certificate(language: Language, what: &str) -> (String, String) {
    language.pick(
        (
            format!("Không dùng được chứng thư TLS: {what}."),
            "Kiểm tra hai tệp nêu ở --tls-cert và --tls-key (PEM, chuỗi chứng thư và khóa của nó).".to_owned(),
        ),
        (
            format!("The TLS certificate cannot be used: {what}."),
            "Check the files of --tls-cert and --tls-key (PEM, the chain and its key).".to_owned(),
        ),
    )
}

fn mail(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("Cài đặt gửi thư điện tử ở {what} không đúng."),
            "--smtp-file là tệp một dòng: smtps://tên:mật-khẩu@máy-chủ, hoặc smtp://tên:mật-khẩu@máy-chủ:587?tls=required. --mail-from là địa chỉ gửi, ví dụ: Ban Tổ chức <thi-dua@co-quan.gov.vn>.",
        ),
        (
            format!("The mail setting {what} is wrong."),
            "--smtp-file is a file of one line: smtps://user:password@host, or smtp://user:password@host:587?tls=required. --mail-from is who writes, such as Organiser <pacts@office.example>.",
        ),
    )
}

fn random(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("Hệ điều hành không cung cấp số ngẫu nhiên: {what}."),
            "Thử lại; nếu vẫn lỗi, kiểm tra hệ điều hành hoặc môi trường chạy (container).",
        ),
        (
            format!("The operating system gave no random bytes: {what}."),
            "Try again; if it stays so, look at the system or the container.",
        ),
    )
}

fn form(language: Language, error: &CoreError) -> Told {
    let words = error.code.words(language);
    let mut cause = words.cause.to_owned();
    if !error.place.is_empty() {
        cause = format!("{}: {cause}", error.place);
    }
    if !error.detail.is_empty() {
        cause = format!("{cause} [{}]", error.detail);
    }
    (cause, words.cure.to_owned())
}

fn store(language: Language, error: &StoreError) -> Told {
    match error {
        StoreError::Refused(error) => form(language, error),
        StoreError::Corrupt(what) => corrupt(language, what),
        StoreError::Unknown(what) => unknown(language, what),
        StoreError::Fenced { .. } => fenced(language, error),
        other => database(language, other),
    }
}

fn corrupt(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("Dữ liệu của sổ ghi nhận không khớp với nhau [{what}]."),
            "Giữ nguyên tệp để xem xét, rồi khôi phục bản sao lưu mới nhất vào một thư mục khác.",
        ),
        (
            format!("The ledger's data contradict each other [{what}]."),
            "Keep the files as they are to be looked at, and restore the newest backup into another folder.",
        ),
    )
}

fn unknown(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("giaouoc.db không phải cơ sở dữ liệu mà phiên bản này đọc được [{what}]."),
            "Kiểm tra --data có đúng thư mục không; nếu đúng, dùng phiên bản chương trình mới hơn.",
        ),
        (
            format!("giaouoc.db is no database that this version reads [{what}]."),
            "See that --data is the right folder; if it is, use a newer version of the program.",
        ),
    )
}

fn fenced(language: Language, error: &StoreError) -> Told {
    told(
        language,
        (
            format!("Một chương trình khác đang ghi vào sổ ghi nhận này [{error}]."),
            "Dừng chương trình đó: mỗi sổ chỉ có một máy chủ ghi.",
        ),
        (format!("Another program writes to this ledger [{error}]."), "Stop it: one server alone writes to a ledger."),
    )
}

fn database(language: Language, error: &StoreError) -> Told {
    told(
        language,
        (
            format!("Không mở được cơ sở dữ liệu giaouoc.db [{error}]."),
            "Kiểm tra đĩa còn chỗ trống, quyền của thư mục dữ liệu, và không có chương trình khác đang giữ tệp.",
        ),
        (
            format!("The database giaouoc.db cannot be opened [{error}]."),
            "See that the disk is not full, whose the data folder is, and that no other program holds the file.",
        ),
    )
}

fn listen(language: Language, address: SocketAddr, error: &std::io::Error) -> Told {
    told(
        language,
        (
            format!("Không mở được địa chỉ {address}: {error}."),
            "Chọn địa chỉ hoặc cổng khác bằng --listen, hoặc dừng chương trình đang dùng cổng đó.",
        ),
        (
            format!("Cannot listen on {address}: {error}."),
            "Choose another address or port with --listen, or stop the program that uses it.",
        ),
    )
}

fn failed(language: Language, what: &str) -> Told {
    told(
        language,
        (
            format!("Máy chủ gặp lỗi khi khởi động: {what}."),
            "Khởi động lại; nếu vẫn lỗi, gửi nhật ký cho người phát triển.",
        ),
        (
            format!("The server failed while starting: {what}."),
            "Start it again; if it stays so, send the log to the developers.",
        ),
    )
}
