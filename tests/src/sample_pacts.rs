//! Pacts of any number of parties, for paper: two, twenty, sixty-four; plain names and the longest ones.

use crate::keys;
use crate::mem_ledger::{MemLedger, representative};
use crate::workspace::Outcome;
use giaouoc_core::Digest;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::Pact;
use giaouoc_core::record::{Channel, Method};
use giaouoc_tlog::note::{KeyName, SigningKey};
use serde_json::{Value, json};
use std::sync::Arc;

/// Capitals with two marks each, and as long as paper must take: 80 letters.
pub const LONG_NAME: &str = "NGUYỄN ĐẶNG PHẠM THỊ HOÀNG LỆ ẴN QUỲNH ỘC TRƯỜNG GIANG BẢO NGỌC MẪU SỐ BA MƯƠI";
/// A drawn mark.
pub const MARK: &str = concat!(
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">"##,
    r##"<path d="M20 70 Q60 10 90 60 L280 50" fill="none" stroke="#000" stroke-width="3"/></svg>"##
);

/// The size and state of a sample pact.
#[derive(Clone, Copy, Debug)]
pub struct SamplePact {
    /// Parties that sign.
    pub parties: usize,
    /// Number of parties that have signed; all of them complete the pact.
    pub signed: usize,
    /// Names and units of 80 letters, ten pages of text.
    pub long: bool,
}

impl SamplePact {
    /// A completed pact.
    pub fn complete(parties: usize) -> Self {
        Self { parties, signed: parties, long: false }
    }

    /// The evidence file.
    pub fn evidence(self) -> Outcome<String> {
        let pact = Arc::new(Pact::parse(self.pact()?.to_string().as_bytes())?);
        let mut ledger = MemLedger::example("2026-02-10T01:30:00Z")?;
        ledger.open(&pact, &keys::registrar()?)?;
        let digest = pact.digest();
        let parties: Vec<_> = pact.roster.parties().to_vec();
        for (at, party) in parties.iter().enumerate() {
            let name = KeyName::parse(&pact.key_name(&party.id))?;
            let key = SigningKey::new(name, Digest::of(format!("giaouoc sample {at}")).as_bytes());
            ledger.enrol(digest, party.id.as_str(), &key, representative(party), Method::InPerson)?;
        }
        for (at, party) in parties.iter().take(self.signed).enumerate() {
            let mark = (at % 3 == 0).then(|| Mark::parse(MARK)).transpose()?;
            let channel = if at % 2 == 0 { Channel::Kiosk } else { Channel::Phone };
            ledger.sign(digest, party.id.as_str(), channel, mark)?;
        }
        if self.signed == self.parties {
            ledger.complete(digest)?;
        }
        Ok(ledger.evidence(digest)?.to_json()?)
    }

    fn pact(self) -> Outcome<Value> {
        let digest = Digest::of(format!("{self:?}"));
        let id = giaouoc_core::pact::PactId::from_random(digest.as_bytes().first_chunk().copied().ok_or("16 bytes")?);
        let party = |k: usize| {
            let role = match k {
                1 => "head",
                2 => "deputy",
                _ => "member",
            };
            let (unit, name, title) = if self.long {
                (
                    format!(
                        "Công đoàn Viên chức Cơ quan Đại diện Thường trực tại Khu vực Miền Trung – Đơn vị mẫu {k:02}"
                    ),
                    LONG_NAME.to_owned(),
                    "Phó Chủ tịch Thường trực Ban Chấp hành kiêm Trưởng ban Tuyên giáo và Nữ công",
                )
            } else {
                (format!("Công đoàn Đơn vị mẫu {k:02}"), format!("Nguyễn Văn Mẫu {k:02}"), "Chủ tịch Công đoàn")
            };
            json!({ "id": format!("don-vi-{k:02}"), "unit": unit, "role": role, "stage": k, "signs": true,
                    "representative": { "name": name, "titles": [title] } })
        };
        let article = |k: usize| {
            json!({ "heading": format!("Điều {k}"), "text": format!("{}\n{}", text(k), text(k + 3)),
                    "targets": if k == 2 { json!([
                        { "name": "Tỷ lệ đoàn viên tham gia phong trào", "value": "95", "unit": "%" },
                        { "name": "Sáng kiến được công nhận", "value": "12", "unit": "sáng kiến" }]) } else { json!([]) } })
        };
        let articles: Vec<Value> = (1..=if self.long { 40 } else { 7 }).map(article).collect();
        let roster: Vec<Value> = (1..=self.parties).map(party).collect();
        Ok(json!({
            "format": "giaouoc/pact/v1", "id": id.to_string(), "language": "vi",
            "title": "Giao ước thi đua năm 2026", "period": { "from": "2026-01-01", "to": "2026-12-31" },
            "group": { "kind": "khoi", "name": "Khối thi đua mẫu", "parent": "Công đoàn mẫu" },
            "event": { "place": "Hà Nội", "date": "2026-02-10", "part": "sang" },
            "header": { "organisation": ["CÔNG ĐOÀN MẪU", "KHỐI THI ĐUA MẪU"], "number": "Số: 01/GƯ-KTĐ" },
            "grounds": ["Căn cứ chương trình công tác năm 2026 của Khối", "Hưởng ứng phong trào thi đua yêu nước;"],
            "preamble": "Chúng tôi, đại diện các đơn vị trong Khối, cùng ký bản giao ước này.",
            "articles": articles,
            "phases": [
                { "name": "Đợt 1", "from": "2026-01-01", "to": "2026-05-31", "theme": "Mừng Đảng, mừng Xuân",
                  "commemorations": [{ "name": "Ngày thành lập Đảng", "date": "2026-02-03" }] },
                { "name": "Đợt 2", "from": "2026-06-01", "to": "2026-11-30", "commemorations": [] }],
            "annexes": [{ "title": "Bảng điểm thi đua", "file": "bang-diem.pdf", "media_type": "application/pdf",
                          "size": 20480, "sha256": Digest::of("MẪU").to_string() }],
            "declaration": "Tôi đã đọc và đồng ý ký bản giao ước thi đua này.",
            "roster": roster, "identity": "in-person", "created": "2026-02-01T00:00:00Z"
        }))
    }
}

/// Sentences that differ from article to article, as real ones do: repetition would deflate too well.
fn text(k: usize) -> String {
    const WHO: [&str; 5] =
        ["Các đơn vị", "Công đoàn cơ sở", "Đoàn viên, người lao động", "Ban Chấp hành", "Tổ công đoàn"];
    const WHAT: [&str; 7] = [
        "tổ chức học tập, quán triệt nghị quyết và xây dựng chương trình hành động",
        "phát động thi đua lao động giỏi, lao động sáng tạo",
        "chăm lo đời sống, bảo vệ quyền và lợi ích hợp pháp của đoàn viên",
        "giữ gìn kỷ luật, kỷ cương, văn hóa công sở",
        "thực hành tiết kiệm, chống lãng phí trong từng việc cụ thể",
        "giúp đỡ gia đình chính sách, người có hoàn cảnh khó khăn",
        "bồi dưỡng cán bộ trẻ, giới thiệu đoàn viên ưu tú",
    ];
    let pick = |from: &[&'static str], at: usize| from.get(at % from.len()).copied().unwrap_or_default();
    let one = |j: usize| {
        format!(
            "{} {}, báo cáo kết quả trước ngày {:02} tháng {}.",
            pick(&WHO, k + j),
            pick(&WHAT, 3 * k + 2 * j),
            5 + (k * 7 + j * 3) % 23,
            3 + (k + j) % 9
        )
    };
    (0..4).map(one).collect::<Vec<_>>().join(" ")
}
