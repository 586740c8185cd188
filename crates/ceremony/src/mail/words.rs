//! The texts of letters, in Vietnamese and in English. Plain text needs no trust to be read, and shows where each link
//! leads.

use giaouoc_core::Language;
use giaouoc_store::workspace::mail::Kind;

/// The facts that a letter tells.
pub(super) struct Facts {
    /// Name of the person; empty where only the unit is known.
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) title: String,
    pub(super) group: String,
    /// The pact digest's short number.
    pub(super) number: String,
    /// Address of the page on which to sign.
    pub(super) link: String,
    /// The end of that link where it is a new one, which voids those before it.
    pub(super) expires: Option<String>,
    pub(super) needs_code: bool,
    pub(super) in_person: bool,
    /// Address of the page that shows the verdict.
    pub(super) verify: String,
    pub(super) signed: usize,
    pub(super) due: usize,
}

/// The subject of a letter.
pub(super) fn subject(language: Language, kind: Kind, title: &str) -> String {
    match (language, kind) {
        (Language::Vi, Kind::Invitation) => format!("Mời ký: {title}"),
        (Language::Vi, Kind::Turn) => format!("Đến lượt ký: {title}"),
        (Language::Vi, Kind::Completion) => format!("Đã hoàn tất: {title}"),
        (Language::Vi, _) => format!("Nhắc ký: {title}"),
        (Language::En, Kind::Invitation) => format!("To be signed: {title}"),
        (Language::En, Kind::Turn) => format!("Your turn to sign: {title}"),
        (Language::En, Kind::Completion) => format!("Complete: {title}"),
        (Language::En, _) => format!("A reminder to sign: {title}"),
    }
}

/// The text of a letter.
pub(super) fn body(language: Language, kind: Kind, facts: &Facts) -> String {
    match (language, kind) {
        (Language::Vi, Kind::Completion) => completion_vi(facts),
        (Language::En, Kind::Completion) => completion_en(facts),
        (Language::Vi, _) => sign_vi(kind, facts),
        (Language::En, _) => sign_en(kind, facts),
    }
}

fn greeting_vi(Facts { name, unit, .. }: &Facts) -> String {
    if name.is_empty() {
        format!("Kính gửi đại diện {unit},\n\n")
    } else {
        format!("Kính gửi ông/bà {name},\n\n")
    }
}

fn greeting_en(Facts { name, unit, .. }: &Facts) -> String {
    if name.is_empty() { format!("Dear representative of {unit},\n\n") } else { format!("Dear {name},\n\n") }
}

fn completion_vi(facts: &Facts) -> String {
    let Facts { title, group, number, verify, signed, due, .. } = facts;
    format!(
        "{}“{title}” của {group} đã hoàn tất: {signed}/{due} bên đã ký.\n\n\
         Tệp đính kèm là bằng chứng đầy đủ: văn bản, mọi chữ ký và dấu vết trong sổ ghi nhận. \
         Xin lưu giữ tệp này; nó kiểm tra được cả khi máy chủ không còn.\n\n\
         Số đối chiếu của văn bản: {number}\nTrang kiểm tra: {verify}\n\nTrân trọng,\nBan Tổ chức",
        greeting_vi(facts)
    )
}

fn completion_en(facts: &Facts) -> String {
    let Facts { title, group, number, verify, signed, due, .. } = facts;
    format!(
        "{}\"{title}\" of {group} is complete: {signed} of {due} have signed.\n\n\
         The file that comes with this letter is the whole evidence: the text, every signature and its place in the \
         ledger. Keep it: it can be verified with the server gone.\n\n\
         Reference number of the text: {number}\nVerify page: {verify}\n\nThe organiser",
        greeting_en(facts)
    )
}

fn sign_vi(kind: Kind, facts: &Facts) -> String {
    let Facts { unit, title, group, number, verify, signed, due, .. } = facts;
    let occasion = match kind {
        Kind::Invitation => format!("Ban Tổ chức mời ông/bà thay mặt {unit} ký “{title}” của {group}."),
        Kind::Turn => format!("Đã đến lượt {unit} ký “{title}” của {group} ({signed}/{due} bên đã ký)."),
        _ => format!("{unit} chưa ký “{title}” của {group} ({signed}/{due} bên đã ký)."),
    };
    format!(
        "{}{occasion}\n\n{}{}\nSố đối chiếu của văn bản: {number}\nXem toàn văn và kiểm tra: {verify}\n\n\
         Trân trọng,\nBan Tổ chức",
        greeting_vi(facts),
        link_vi(facts),
        if facts.in_person {
            "\nBản giao ước này xác nhận người ký trực tiếp: xin ông/bà đến bàn thư ký tại hội nghị để được mở vị trí \
             ký.\n"
        } else {
            ""
        },
    )
}

fn link_vi(Facts { link, expires, needs_code, .. }: &Facts) -> String {
    let Some(expires) = expires else {
        return format!("Mở lại trang ký trên đúng thiết bị ông/bà đã dùng để đăng ký khóa:\n\n{link}\n");
    };
    let code = "\nKhi ký cần thêm mã 6 chữ số do Ban Tổ chức cấp riêng, không gửi qua thư.\n";
    format!(
        "Mở liên kết sau trên điện thoại hoặc máy tính của chính ông/bà:\n\n{link}\n\n\
         Liên kết dùng một lần, hết hạn {expires}. Chỉ liên kết trong thư mới nhất dùng được; các liên kết trước đã hết \
         hiệu lực. Ai có liên kết đều có thể ký thay ông/bà: đừng chuyển tiếp thư này.\n{}",
        if *needs_code { code } else { "" }
    )
}

fn sign_en(kind: Kind, facts: &Facts) -> String {
    let Facts { unit, title, group, number, verify, signed, due, .. } = facts;
    let occasion = match kind {
        Kind::Invitation => format!("You are invited to sign \"{title}\" of {group} for {unit}."),
        Kind::Turn => {
            format!("It is the turn of {unit} to sign \"{title}\" of {group} ({signed} of {due} have signed).")
        }
        _ => format!("{unit} has not signed \"{title}\" of {group} yet ({signed} of {due} have signed)."),
    };
    format!(
        "{}{occasion}\n\n{}{}\nReference number of the text: {number}\n\
         The whole text, and how to verify: {verify}\n\nThe organiser",
        greeting_en(facts),
        link_en(facts),
        if facts.in_person {
            "\nThis pact identifies people in person: see the desk at the conference, which releases your position.\n"
        } else {
            ""
        },
    )
}

fn link_en(Facts { link, expires, needs_code, .. }: &Facts) -> String {
    let Some(expires) = expires else {
        return format!("Open the page again on the very device on which you enrolled your key:\n\n{link}\n");
    };
    let code = "\nYou will be asked for a code of 6 digits that the organiser gives you otherwise, not by mail.\n";
    format!(
        "Open this link on your own phone or computer:\n\n{link}\n\n\
         It works once, until {expires} (Việt Nam). Only the link in the newest letter works; earlier ones are void. \
         Whoever has the link can sign for you: do not pass this letter on.\n{}",
        if *needs_code { code } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(expires: Option<&str>) -> Facts {
        Facts {
            name: "Trần Thị Bình".to_owned(),
            unit: "Công an tỉnh A".to_owned(),
            title: "Giao ước thi đua".to_owned(),
            group: "Khối thi đua số 2".to_owned(),
            number: "1234 5678".to_owned(),
            link: "https://giaouoc.example/m/x".to_owned(),
            expires: expires.map(str::to_owned),
            needs_code: true,
            in_person: false,
            verify: "https://giaouoc.example/v/x".to_owned(),
            signed: 3,
            due: 7,
        }
    }

    #[test]
    fn an_invitation_tells_its_link_its_end_and_the_code() {
        let text = body(Language::En, Kind::Invitation, &facts(Some("17/03/2021")));
        assert_eq!(
            text,
            "Dear Trần Thị Bình,\n\nYou are invited to sign \"Giao ước thi đua\" of Khối thi đua số 2 for Công an tỉnh \
             A.\n\nOpen this link on your own phone or computer:\n\nhttps://giaouoc.example/m/x\n\nIt works once, until \
             17/03/2021 (Việt Nam). Only the link in the newest letter works; earlier ones are void. Whoever has the link \
             can sign for you: do not pass this letter on.\n\nYou will be asked for a code of 6 digits that the organiser \
             gives you otherwise, not by mail.\n\nReference number of the text: 1234 5678\nThe whole text, and how to \
             verify: https://giaouoc.example/v/x\n\nThe organiser"
        );
    }

    #[test]
    fn who_has_begun_on_a_device_is_sent_back_to_it() {
        let text = body(Language::Vi, Kind::Reminder, &facts(None));
        assert!(text.contains("chưa ký “Giao ước thi đua” của Khối thi đua số 2 (3/7 bên đã ký).\n\nMở lại trang ký"));
        assert!(!text.contains("mã 6 chữ số") && text.ends_with("Trân trọng,\nBan Tổ chức"));
    }
}
