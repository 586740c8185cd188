//! The words of pages whose content a script makes, shown before it runs or where it cannot run.

use giaouoc_core::Language;

/// Words of a page itself.
pub(super) struct PageWords {
    pub(super) title: &'static str,
    pub(super) first: &'static str,
    pub(super) without_script: &'static str,
}

/// By kind of page: title, first sentence, and the way on without a script; in Vietnamese, then in English.
static WORDS: [(&str, [&str; 3], [&str; 3]); 10] = [
    (
        "sheet",
        [
            "Kiểm tra bản giao ước",
            "Đang mở trang kiểm tra. Mọi việc kiểm tra làm trên máy này.",
            "Trình duyệt này không chạy được mã lệnh nên không kiểm tra được tại đây. Hãy dùng trình duyệt khác, hoặc lệnh giaouoc verify với tệp PDF, tệp bằng chứng hoặc ảnh chụp trang giấy.",
        ],
        [
            "Verify a pact",
            "Opening the page that verifies. Everything is checked on this device.",
            "This browser runs no script and cannot verify here. Use another browser, or giaouoc verify with the PDF, the evidence file or a photo of the page.",
        ],
    ),
    (
        "phone",
        [
            "Ký bản giao ước",
            "Đang mở lời mời ký của ông/bà. Mở trang này không dùng mất lời mời.",
            "Trình duyệt này không chạy được mã lệnh nên không ký được tại đây. Ông/bà có thể mở lại liên kết bằng trình duyệt khác, đến bàn ký điện tử tại hội nghị, hoặc ký bằng dòng lệnh.",
        ],
        [
            "Sign the pact",
            "Opening your invitation. Opening this page uses nothing up.",
            "This browser runs no script, so you cannot sign here. Open the link in another browser, go to a kiosk at the ceremony, or sign with the command line.",
        ],
    ),
    (
        "hall",
        [
            "Lễ ký kết",
            "Đang kết nối với sổ ghi nhận.",
            "Màn hình này cập nhật bằng mã lệnh, mà trình duyệt này không chạy được. Hãy tải lại trang để xem số mới, hoặc xem trang kiểm tra.",
        ],
        [
            "Signing ceremony",
            "Connecting to the ledger.",
            "This screen is kept up to date by a script, which this browser does not run. Reload the page to see how things stand, or see the verify page.",
        ],
    ),
    (
        "mark",
        [
            "Vẽ nét ký",
            "Đang mở trang vẽ nét ký cho bàn ký điện tử.",
            "Trình duyệt này không chạy được mã lệnh nên không vẽ được tại đây. Hãy vẽ ngay trên bàn ký điện tử, hoặc bỏ qua: nét ký không bắt buộc.",
        ],
        [
            "Draw your mark",
            "Opening the page on which to draw your mark for the kiosk.",
            "This browser runs no script, so you cannot draw here. Draw on the kiosk itself, or leave it out: a mark is optional.",
        ],
    ),
    (
        "changes",
        [
            "Văn bản này sửa gì so với bản trước",
            "Đang so hai văn bản.",
            "Trình duyệt này không chạy được mã lệnh nên không so được tại đây. Cả hai văn bản đều xem được ở trang kiểm tra.",
        ],
        [
            "What this text changes of the one before",
            "Comparing the two texts.",
            "This browser runs no script and cannot compare here. Both texts are on their verify pages.",
        ],
    ),
    (
        "annexes",
        [
            "Tài liệu kèm theo",
            "Đang mở danh sách tài liệu.",
            "Trình duyệt này không chạy được mã lệnh. Tài liệu tải về được ở trang kiểm tra; tính mã SHA-256 bằng sha256sum hoặc certutil rồi so với mã ghi ở đó.",
        ],
        [
            "Annexes",
            "Opening the list of annexes.",
            "This browser runs no script. The verify page has the files; compute their SHA-256 with sha256sum or certutil and compare it with what stands there.",
        ],
    ),
    (
        "discussion",
        [
            "Góp ý dự thảo",
            "Đang mở dự thảo.",
            "Trình duyệt này không chạy được mã lệnh. Hãy mở lại liên kết bằng trình duyệt khác, hoặc xin Ban Tổ chức bản in.",
        ],
        [
            "Discuss a draft",
            "Opening the draft.",
            "This browser runs no script. Open the link in another browser, or ask the organiser for a print.",
        ],
    ),
    (
        "desk",
        [
            "Bàn thư ký",
            "Đang mở bàn thư ký của bản giao ước này.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "The desk",
            "Opening the desk of this pact.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
    (
        "editor",
        [
            "Soạn bản giao ước",
            "Đang mở dự thảo.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "Write a pact",
            "Opening the draft.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
    (
        "console",
        [
            "Ban Tổ chức",
            "Đang mở danh sách các bản giao ước.",
            "Trình duyệt này không chạy được mã lệnh. Hãy dùng trình duyệt khác, hoặc dùng dòng lệnh giaouoc.",
        ],
        [
            "Organiser",
            "Opening the list of pacts.",
            "This browser runs no script. Use another browser, or the command line, giaouoc.",
        ],
    ),
];

/// The words of a kind of page.
pub(super) fn of(kind: &str, language: Language) -> PageWords {
    let found = WORDS.iter().find(|(known, ..)| *known == kind);
    let [title, first, without_script] = found.map(|(_, vi, en)| *language.pick(vi, en)).unwrap_or_default();
    PageWords { title, first, without_script }
}
