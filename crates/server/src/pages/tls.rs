//! `/tls`: what a browser's warning about a self-made certificate means, and how to go on.

use super::page_context::{PageContext, render};
use super::words::Words;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "tls.html")]
pub(super) struct TlsPage<'a> {
    context: PageContext,
    w: &'static Words,
    words: &'static TlsWords,
    url: &'a str,
    /// Nothing where the server does not speak TLS by itself.
    fingerprint: Option<&'a str>,
    is_self_made: bool,
}

/// Words of this page.
struct TlsWords {
    title: &'static str,
    intro: &'static str,
    plain: &'static str,
    brought: &'static str,
    compare: &'static str,
    how: &'static str,
    steps: [(&'static str, &'static str); 4],
    never: &'static str,
}

static VI: TlsWords = TlsWords {
    title: "Cảnh báo chứng thư nghĩa là gì?",
    intro: "Máy chủ này chạy trong hội trường, không qua Internet. Kết nối được mã hóa bằng chứng thư do chính máy chủ tạo, nên trình duyệt chưa biết và hiện cảnh báo một lần. Hãy đối chiếu mã băm dưới đây với màn hình của Ban Tổ chức rồi tiếp tục.",
    plain: "Máy chủ này không tự mã hóa kết nối. Nếu địa chỉ bắt đầu bằng http://, người khác trong mạng có thể đọc và sửa nội dung trên đường đi. Hãy hỏi Ban Tổ chức địa chỉ bắt đầu bằng https://.",
    brought: "Chứng thư của máy chủ này do Ban Tổ chức cài đặt. Trình duyệt không cảnh báo thì không cần làm gì.",
    compare: "Mã băm SHA-256 của chứng thư",
    how: "Tiếp tục trên từng loại máy",
    steps: [
        (
            "Android (Chrome)",
            "Bấm “Nâng cao”, rồi “Tiếp tục truy cập”. Xem chứng thư: bấm biểu tượng bên trái địa chỉ.",
        ),
        ("iPhone, iPad (Safari)", "Bấm “Hiển thị chi tiết”, rồi “truy cập trang web này”, rồi xác nhận."),
        (
            "Windows, macOS (Chrome, Edge)",
            "Bấm “Nâng cao”, rồi “Tiếp tục”. Xem chứng thư: bấm “Không an toàn” cạnh địa chỉ.",
        ),
        (
            "Chương trình giaouoc desk, kiosk",
            "Thêm --server-fingerprint và mã băm trên: chương trình chỉ nói chuyện với đúng máy này.",
        ),
    ],
    never: "Nếu mã băm khác, đừng tiếp tục: có máy khác đang giả làm máy chủ này. Báo Ban Tổ chức.",
};

static EN: TlsWords = TlsWords {
    title: "What does the warning about the certificate mean?",
    intro: "This server runs in the hall, without the internet. The connection is encrypted with a certificate that the server made itself, which your browser does not know, so it warns you once. Compare the digest below with the organiser's screen, and go on.",
    plain: "This server does not encrypt connections by itself. Where the address begins with http://, others in the network can read and change what is on its way. Ask the organiser for an address that begins with https://.",
    brought: "The organiser has installed this server's certificate. Where your browser does not warn you there is nothing to do.",
    compare: "SHA-256 of the certificate",
    how: "How to go on, by device",
    steps: [
        (
            "Android (Chrome)",
            "Tap “Advanced”, then “Proceed”. To see the certificate tap the icon left of the address.",
        ),
        ("iPhone, iPad (Safari)", "Tap “Show Details”, then “visit this website”, and confirm."),
        (
            "Windows, macOS (Chrome, Edge)",
            "Click “Advanced”, then “Continue”. To see the certificate click “Not secure” beside the address.",
        ),
        (
            "The programs giaouoc desk and kiosk",
            "Add --server-fingerprint and this digest: they then talk to this very machine only.",
        ),
    ],
    never: "If the digest differs, do not go on: another machine pretends to be this server. Tell the organiser.",
};

pub(super) async fn page(context: PageContext, State(app): State<App>) -> Result<Response, Problem> {
    let identity = app.tls();
    let page = TlsPage {
        context,
        w: context.words(),
        words: context.language.pick(&VI, &EN),
        url: app.public_url(),
        fingerprint: identity.map(|identity| identity.fingerprint.as_str()),
        is_self_made: identity.is_some_and(|identity| identity.is_self_made),
    };
    render(context, &page)
}
