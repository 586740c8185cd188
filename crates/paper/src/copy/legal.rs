//! The sentence on legal effect that every printed sheet bears.

/// The legal nature of the signatures, and its limits (Luật Giao dịch điện tử 20/2023/QH15).
pub(crate) const LEGAL: &str = "Chữ ký trong hệ thống là chữ ký điện tử tạo bằng khóa Ed25519 do Ban Tổ chức đăng ký. Đây không phải chữ ký số công cộng hoặc chuyên dùng công vụ, không có chứng thư của tổ chức được cấp phép. Thời điểm ký do hệ thống ghi nhận, không phải dấu thời gian được cấp phép. Kết quả kiểm tra chứng minh nội dung và khóa đã ký, không thay thế việc xác minh nhân thân, thẩm quyền.";
