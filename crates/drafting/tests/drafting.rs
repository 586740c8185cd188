//! Files in and out: our own page and back, other people's files, hostile ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use giaouoc_drafting::{Encoding, FileRefusal, Form, Imported, read, write};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/../../fixtures/{name}/1-pact.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn imported(name: &str) -> Imported {
    read(&file(name), None).unwrap()
}

/// The document without the members that a page does not carry: an imported page is a new draft.
fn without_ids(mut document: Value) -> Value {
    let members = document.as_object_mut().unwrap();
    for name in ["format", "id", "language", "created"] {
        members.remove(name);
    }
    document
}

const PACTS: [&str; 6] = [
    "s0-co-quan-trung-uong-doan",
    "s1-cong-doan-phuong-cau-dien",
    "s1b-thay-the",
    "s2-khoi-thi-dua-1",
    "s3-khoi-thi-dua-2",
    "s4-cum-thi-dua-3",
];

#[test]
fn the_five_pacts_come_back_as_they_went() {
    for name in PACTS {
        let pact = fixture(name);
        for form in [Form::Docx, Form::Markdown] {
            let back = read(&write(&pact, form).unwrap(), None).unwrap();
            assert_eq!(back.form, form);
            assert_eq!(back.document, without_ids(pact.clone()), "{name} {form:?}");
            assert_eq!((&back.mended, back.mends.len(), back.guesses.len()), (&back.document, 0, 0), "{name} {form:?}");
        }
        let back = read(&write(&pact, Form::Json).unwrap(), None).unwrap();
        assert_eq!((back.form, back.document), (Form::Json, pact));
    }
}

/// Texts that a format could trip over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~àđờỹĂẴ“”–]{1,40}",
        "[#>*_`|&<\\\\~=+\\[\\]().:0-9 -]{1,12}",
        Just("Căn cứ".to_owned()),
        Just("- gạch đầu dòng".to_owned()),
        Just("1. một".to_owned()),
        Just("| a | b |".to_owned()),
        Just("<br>&nbsp;<!-- x -->".to_owned()),
        Just("---".to_owned()),
        Just("    bốn dấu cách".to_owned()),
        Just("https://example.org/a_b_c".to_owned()),
    ]
}

fn prose() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![4 => text(), 1 => Just(String::new())], 1..4)
        .prop_map(|lines| lines.join("\n"))
        .prop_filter("not empty", |text| !text.is_empty())
}

fn day() -> impl Strategy<Value = String> {
    (1900..2100, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
}

fn some(
    name: &'static str,
    text: impl Strategy<Value = String> + 'static,
) -> impl Strategy<Value = Option<(String, Value)>> {
    prop::option::of(text.prop_map(move |text| (name.to_owned(), Value::from(text))))
}

fn document() -> impl Strategy<Value = Value> {
    let target = (text(), text(), some("unit", text()))
        .prop_map(|(name, value, unit)| with(json!({ "name": name, "value": value }), [unit]));
    let article = (some("heading", text()), prose(), prop::option::of(prop::collection::vec(target, 0..3))).prop_map(
        |(heading, text, targets)| {
            with(json!({ "text": text }), [heading, targets.map(|targets| ("targets".to_owned(), targets.into()))])
        },
    );
    let day_of = (text(), some("date", day())).prop_map(|(name, date)| with(json!({ "name": name }), [date]));
    let phase = (text(), day(), day(), some("theme", text()), prop::option::of(prop::collection::vec(day_of, 0..3)))
        .prop_map(|(name, from, to, theme, days)| {
            let days = days.map(|days| ("commemorations".to_owned(), days.into()));
            with(json!({ "name": name, "from": from, "to": to }), [theme, days])
        });
    let person = (text(), prop::collection::vec(text(), 0..3))
        .prop_map(|(name, titles)| ("representative".to_owned(), json!({ "name": name, "titles": titles })));
    let role = prop::sample::select(vec!["head", "deputy", "member", "witness"]);
    let party = (text(), role, 1..9u32, any::<bool>(), prop::option::of(person), some("key", text())).prop_map(
        |(unit, role, stage, signs, person, key)| {
            let party = json!({ "id": "ben-1", "unit": unit, "role": role, "stage": stage, "signs": signs });
            with(party, [person, key])
        },
    );
    let event = (some("name", text()), some("place", text()), some("date", day()))
        .prop_map(|(a, b, c)| with(json!({}), [a, b, c]));
    let annex = text().prop_map(|title| {
        json!({ "title": title, "file": "a.pdf", "media_type": "application/pdf", "size": 5, "sha256": "00".repeat(32) })
    });
    (
        (text(), prop::option::of(event), prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..4)),
        some("preamble", prose()),
        prop::collection::vec(article, 0..4),
        prop::collection::vec(phase, 0..3),
        prop::collection::vec(annex, 0..2),
        prop::collection::vec(party, 0..4),
        prose(),
    )
        .prop_map(|((title, event, organisation, grounds), preamble, articles, phases, annexes, roster, declaration)| {
            let document = json!({
                "title": title, "period": { "from": "2026-01-01", "to": "2026-12-31" }, "group": { "kind": "khoi", "name": title },
                "header": { "organisation": organisation }, "grounds": grounds, "articles": articles, "phases": phases,
                "annexes": annexes, "roster": roster, "declaration": declaration, "identity": "invite",
            });
            with(document, [preamble, event.map(|event| ("event".to_owned(), event))])
        })
}

fn with<const N: usize>(mut value: Value, members: [Option<(String, Value)>; N]) -> Value {
    value.as_object_mut().unwrap().extend(members.into_iter().flatten());
    value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_a_draft_says_comes_back(document in document()) {
        for form in [Form::Docx, Form::Markdown] {
            let bytes = write(&document, form).unwrap();
            let back = read(&bytes, Some(Encoding::Unicode)).unwrap();
            prop_assert_eq!(&back.document, &document, "{:?}: {}", form, String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn nothing_of_a_text_is_lost(lines in prop::collection::vec(prop_oneof![
        "[a-zđờ]{3,8}( [a-zđờ]{3,8}){0,6}[;.]?",
        "(Điều [1-4]\\. |Thứ (nhất|hai|ba), |[1-3]\\. |Căn cứ |Đợt [12] \\(từ 1/1 đến 3[01]/5/2021\\): )[a-zđờ]{3,8} [a-zđờ]{3,8}[;.]?",
        Just("GIAO ƯỚC THI ĐUA NĂM 2021".to_owned()),
        Just("ĐẠI DIỆN SỞ MẪU".to_owned()),
        Just("Nguyễn Văn Mẫu".to_owned()),
        Just("Chủ tịch".to_owned()),
        Just("Chủ đề: về đích".to_owned()),
        Just("Chúng tôi cam kết thực hiện.".to_owned()),
    ], 1..25)) {
        let back = read(lines.join("\n\n").as_bytes(), None).unwrap();
        let kept = format!("{} {}", back.document, serde_json::to_string(&back.left_out).unwrap()).to_lowercase();
        for word in lines.iter().flat_map(|line| line.split(|c: char| !c.is_alphabetic())).filter(|word| word.chars().count() > 2) {
            // A date's words are in the date, a role's in the role, a party's prefix in what it is.
            if ["đến", "đại", "diện", "điều", "chủ", "đề"].contains(&word.to_lowercase().as_str()) {
                continue;
            }
            prop_assert!(kept.contains(&word.to_lowercase()), "{word} of {lines:?} in {kept}");
        }
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..300), head in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"{", b"\xff\xfe", b"# "])) {
        let _ = read(&[head, &bytes].concat(), None);
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

#[test]
fn a_page_of_word_with_nine_signature_blocks() {
    let Imported { document, guesses, left_out, legacy, mends, .. } = imported("python-docx-cum-3.docx");
    assert_eq!(
        (&document["title"], &document["period"]["from"]),
        (&json!("Giao ước thi đua năm 2021"), &json!("2021-01-01"))
    );
    assert_eq!(
        document["group"],
        json!({ "kind": "cum", "name": "Cụm thi đua số 3", "parent": "CÔNG ĐOÀN VIÊN CHỨC TỈNH" })
    );
    assert_eq!(document["header"]["number"], "01/GƯ-CTĐ");
    assert_eq!(document["event"], json!({ "date": "2021-03-17", "place": "Thành phố Mẫu" }));
    assert_eq!(document["grounds"].as_array().unwrap().len(), 2);
    let headings: Vec<&str> =
        document["articles"].as_array().unwrap().iter().map(|one| one["heading"].as_str().unwrap()).collect();
    assert_eq!(headings, ["Điều 1. Phong trào thi đua", "Điều 2. Chỉ tiêu", "Điều 3", "Điều 4. Tổ chức thực hiện"]);
    assert_eq!(
        document["articles"][1]["targets"][0],
        json!({ "name": "Căn nhà tình nghĩa", "value": "02", "unit": "căn" })
    );
    assert_eq!(document["phases"][0]["to"], "2021-05-31");
    assert_eq!(document["phases"][1]["theme"], "Thi đua về đích");
    let roster = document["roster"].as_array().unwrap();
    let units: Vec<&str> = roster.iter().map(|party| party["unit"].as_str().unwrap()).collect();
    assert_eq!(
        units[..3],
        ["Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Văn phòng UBND tỉnh", "Văn phòng Điều phối Nông thôn mới"]
    );
    assert_eq!((units.len(), units[8]), (9, "Sở Ngoại vụ"));
    assert_eq!(
        (&roster[0]["role"], &roster[0]["stage"], &roster[1]["role"], &roster[2]["role"]),
        (&json!("head"), &json!(2), &json!("deputy"), &json!("member"))
    );
    assert_eq!(roster[8]["representative"], json!({ "name": "Nguyễn Văn Mẫu 09", "titles": ["Chủ tịch Công đoàn"] }));
    assert!((legacy, mends) == (None, vec![]));
    assert!(guesses.iter().any(|guess| guess.place == "/roster/8" && guess.from.contains("SỞ NGOẠI VỤ")));
    let what: Vec<&str> = left_out.iter().map(|one| one.what).collect();
    assert_eq!(what, ["motto", "motto", "hint"]);
}

#[test]
fn a_file_of_libreoffice_with_its_own_numbers() {
    let document = imported("libreoffice-khoi-2.docx").document;
    let text = |i: usize| document["articles"][i]["text"].as_str().unwrap();
    assert_eq!(text(0), "1. Thi đua hoàn thành nhiệm vụ chính trị.");
    assert_eq!(document["articles"][1]["heading"], "2. Chăm lo đời sống đoàn viên:");
    assert_eq!(text(1), "- thăm hỏi khi ốm đau;\n- tổ chức giải bóng đá.");
    assert_eq!(texts(&document["grounds"])[1], "Hướng tới Đại hội Công đoàn Việt Nam lần thứ XIII;");
    assert_eq!(texts(&document["header"]["organisation"]), ["CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM", "KHỐI THI ĐUA II"]);
    assert_eq!(document["roster"][0]["representative"]["titles"], json!(["KHỐI TRƯỞNG", "Chủ tịch"]));
    assert_eq!(document["roster"][1]["unit"], "CÔNG ĐOÀN CƠ QUAN MẪU 02");
}

#[test]
fn letters_of_the_time_before_unicode_are_told_by_their_fonts() {
    let found = imported("tcvn3.docx");
    assert_eq!(found.document["title"], "Giao ước thi đua NĂM 2004".replace("NĂM", "năm"));
    assert_eq!(found.document["articles"][1]["text"], "giúp đỡ lẫn nhau; mỗi đơn vị ủng hộ quỹ đền ơn đáp nghĩa.");
    assert_eq!(
        found.document["roster"][0]["representative"],
        json!({ "name": "Nguyễn Văn Mẫu", "titles": ["Giám đốc"] })
    );
    let legacy = found.legacy.unwrap();
    assert_eq!(legacy.encoding, Encoding::Tcvn3Capitals);
    assert!(legacy.samples.iter().any(|sample| sample.after == "Giám đốc" && sample.before == "Gi¸m ®èc"));
    // A person who says that this is no such text is believed.
    let kept = read(&file("tcvn3.docx"), Some(Encoding::Unicode)).unwrap();
    assert_eq!((kept.legacy, kept.document.to_string().contains("häc tËp")), (None, true));
}

#[test]
fn letters_of_the_time_before_unicode_are_guessed_where_no_font_tells() {
    let vni = "GIAO ÖÔÙC THI ÑUA NAÊM 2004\n\nCaên cöù chöông trình coâng taùc naêm 2004;\n\n1. Lao ñoäng gioûi.\n\n2. Ñoaøn keát.";
    let found = read(vni.as_bytes(), None).unwrap();
    assert_eq!(found.legacy.unwrap().encoding, Encoding::Vni);
    assert_eq!(found.document["grounds"], json!(["Căn cứ chương trình công tác năm 2004;"]));
    assert_eq!(found.document["articles"][1]["text"], "2. Đoàn kết.");
    // Bytes of such a file, as an editor of that time has saved them.
    let bytes: Vec<u8> = "C¨n cø ch\u{ad}¬ng tr×nh c«ng t¸c n¨m 2004;".chars().map(|c| c as u8).collect();
    assert_eq!(read(&bytes, None).unwrap().document["grounds"], json!(["Căn cứ chương trình công tác năm 2004;"]));
    assert_eq!(read("Căn cứ Luật Thi đua, khen thưởng;".as_bytes(), None).unwrap().legacy, None);
}

#[test]
fn what_the_rule_will_not_take_is_told_and_mended_in_a_copy() {
    let text = "GIAO ƯỚC THI ĐUA NĂM 2026\n\nĐiều 1. Thi\u{a0}đua\n\nHo\u{300}a bi\u{300}nh, Ðoàn kết, phát\u{ad} triển.\n\nĐiều 2. Xong\n\nHết.";
    let found = read(text.as_bytes(), None).unwrap();
    assert_eq!(
        found.mended["articles"][0],
        json!({ "heading": "Điều 1. Thi đua", "text": "Hòa bình, Đoàn kết, phát triển." })
    );
    assert_ne!(found.document, found.mended);
    let told: Vec<(&str, &str)> = found.mends.iter().map(|mend| (mend.why, mend.place.as_str())).collect();
    for due in [
        ("space", "/articles/0/heading"),
        ("composed", "/articles/0/text"),
        ("look-alike", "/articles/0/text"),
        ("removed", "/articles/0/text"),
    ] {
        assert!(told.contains(&due), "{due:?} in {told:?}");
    }
    let hidden = found.mends.iter().find(|mend| mend.why == "removed").unwrap();
    assert!(hidden.found.contains("U+00AD"), "{hidden:?}");
}

/// A file of these parts beside what a file must have.
fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.as_bytes();
    for (name, bytes) in std::iter::once(&("[Content_Types].xml", types)).chain(parts) {
        if *name == "[Content_Types].xml"
            && parts.iter().any(|(name, _)| *name == "[Content_Types].xml")
            && *bytes == types
        {
            continue;
        }
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn page(body: &str) -> String {
    format!(r#"<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>"#)
}

const P: &str = "<w:p><w:r><w:t>Điều 1. Thi đua</w:t></w:r></w:p>";

#[test]
fn hostile_files_are_refused_with_their_reason() {
    let whole = page(P);
    let fine = ("word/document.xml", whole.as_bytes());
    // The control: what is refused below is refused for its one defect.
    assert!(read(&docx(&[fine]), None).is_ok());
    let entities = format!(
        "<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
        page("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>")
    );
    let unknown = page("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>");
    let deep = page(&format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(100), "</w:tc></w:tr></w:tbl>".repeat(100)));
    let long = page(&"<w:p/>".repeat(20_001));
    let zeros = vec![b' '; 25 << 20];
    let macro_types =
        br#"<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;
    let mut huge_picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    huge_picture.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    let many: Vec<String> = (0..2_001).map(|i| format!("word/x{i}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let cases: [(&str, Vec<u8>, FileRefusal); 13] = [
        ("entities", docx(&[("word/document.xml", entities.as_bytes())]), FileRefusal::Entities),
        ("an entity nobody declared", docx(&[("word/document.xml", unknown.as_bytes())]), FileRefusal::Entities),
        ("a macro project", docx(&[fine, ("word/vbaProject.bin", b"x")]), FileRefusal::Macros),
        ("a type with macros", docx(&[("[Content_Types].xml", macro_types), fine]), FileRefusal::Macros),
        ("a bomb", docx(&[("word/document.xml", &zeros)]), FileRefusal::Bomb),
        ("very many files", docx(&many), FileRefusal::Bomb),
        ("tables in tables", docx(&[("word/document.xml", deep.as_bytes())]), FileRefusal::Deep),
        ("very many lines", docx(&[("word/document.xml", long.as_bytes())]), FileRefusal::Deep),
        (
            "a picture of 65536 × 65536 points",
            docx(&[fine, ("word/media/image1.png", &huge_picture)]),
            FileRefusal::Picture,
        ),
        ("no document", docx(&[]), FileRefusal::NoDocx),
        ("cut off", docx(&[fine])[..200].to_vec(), FileRefusal::NoDocx),
        ("an old or encrypted file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), FileRefusal::OldWord),
        ("a PDF", b"%PDF-1.7".to_vec(), FileRefusal::Pdf),
    ];
    for (name, bytes, code) in cases {
        let refused = read(&bytes, None).map(|_| ()).unwrap_err();
        assert_eq!(refused.code, code, "{name}: {refused}");
    }
    assert_eq!(read(&vec![b'a'; giaouoc_drafting::MAX_BYTES + 1], None).unwrap_err().code, FileRefusal::TooLarge);
    assert_eq!(read(b"{\"title\":1.5}", None).unwrap_err().code, FileRefusal::NoJson);
    assert_eq!(read(b"a\0b", None).unwrap_err().code, FileRefusal::NoText);
}

#[test]
fn what_word_shows_is_read_and_the_rest_is_told() {
    let body = format!(
        "{P}<w:p><w:r><w:t xml:space=\"preserve\">Giữ </w:t></w:r><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins><w:del><w:r><w:delText>bỏ đi</w:delText></w:r></w:del><w:r><w:tab/><w:t>sau</w:t><w:br/><w:t>dòng &amp; &#273;</w:t></w:r></w:p>\
         <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>một lần</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>hai lần</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
         <w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>in hoa</w:t></w:r></w:p>"
    );
    let whole = page(&body);
    let foot = page("<w:p><w:r><w:t>Chú thích cuối trang</w:t></w:r></w:p>");
    let edge = page("<w:p><w:r><w:t>Lưu hành nội bộ</w:t></w:r></w:p>");
    let bytes = docx(&[
        ("word/document.xml", whole.as_bytes()),
        ("word/footnotes.xml", foot.as_bytes()),
        ("word/header1.xml", edge.as_bytes()),
        ("word/media/image1.png", b"x"),
    ]);
    let found = read(&bytes, None).unwrap();
    let text = found.document.to_string();
    for shown in ["Giữ thêm\\tsau\\ndòng & đ", "một lần", "IN HOA", "Chú thích cuối trang"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!text.contains("hai lần") && !text.contains("bỏ đi"));
    let told: Vec<(&str, &str)> = found.left_out.iter().map(|one| (one.what, one.text.as_str())).collect();
    assert_eq!(told, [("deleted", "bỏ đi"), ("page-edge", "Lưu hành nội bộ"), ("picture", "")]);
}
