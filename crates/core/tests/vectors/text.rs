//! The text rule against Unicode's own normalization test, the letters of Vietnamese, and strings that break things.

use std::collections::BTreeSet;
use std::io::Read as _;

use giaouoc_core::Code;
use giaouoc_core::text::{self, Lines, RepairKind};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::folders;

#[test]
fn normalization_test_of_unicode_15() {
    let Some(file) = folders::others("unicode/NormalizationTest-15.0.0.txt.gz") else { return };
    let mut table = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut table).unwrap();
    let rows: Vec<[String; 5]> = table.lines().filter_map(columns).collect();
    assert_eq!(rows.len(), 19_074);
    for row in &rows {
        nfc_of_the_crate(row);
        rule_and_repair(row);
    }
    unlisted_code_points_are_their_own_nfc(&rows);
}

/// `c1;c2;c3;c4;c5; # …`, each some code points in hexadecimal. Comments and part headers give none.
fn columns(line: &str) -> Option<[String; 5]> {
    let code_point = |hex: &str| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
    let line = line.split('#').next()?.trim();
    let fields = line.strip_suffix(';')?.split(';').map(|field| field.split(' ').map(code_point).collect());
    fields.collect::<Vec<String>>().try_into().ok()
}

/// The first invariant of the file's header: the crate follows a newer Unicode and must not differ.
fn nfc_of_the_crate([source, nfc, nfd, nfkc, nfkd]: &[String; 5]) {
    for (text, due) in [(source, nfc), (nfc, nfc), (nfd, nfc), (nfkc, nfkc), (nfkd, nfkc)] {
        assert_eq!(&text.nfc().collect::<String>(), due, "{}", text.escape_unicode());
    }
}

/// For a text of allowed characters, the rule takes its NFC alone, and the repair turns any other spelling into it.
fn rule_and_repair([source, nfc, nfd, ..]: &[String; 5]) {
    for text in [source, nfd] {
        let answer = text::check(text, Lines::Single);
        if answer.as_ref().is_err_and(|error| error.code == Code::TextForbidden) {
            continue;
        }
        assert_eq!(answer.is_ok(), text == nfc, "{}", text.escape_unicode());
        let (mended, repairs) = text::repair(text, Lines::Single);
        assert_eq!(&mended, nfc, "{}", text.escape_unicode());
        assert!(repairs.iter().all(|repair| repair.why == RepairKind::Composed));
    }
}

/// The second invariant, as far as NFC goes: what Part 1 does not list stands for itself.
fn unlisted_code_points_are_their_own_nfc(rows: &[[String; 5]]) {
    let listed: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let mut allowed = 0;
    for text in ('\0'..=char::MAX).map(String::from) {
        match text::check(&text, Lines::Single) {
            Ok(()) => allowed += 1,
            Err(error) if error.code == Code::TextForbidden => {}
            Err(error) => assert!(listed.contains(text.as_str()), "{error}"),
        }
    }
    assert_eq!(allowed, ALLOWED_BY_THEMSELVES);
}

/// Code points that make a text by themselves: the 1 114 112 of Unicode less the table, less those that NFC replaces.
const ALLOWED_BY_THEMSELVES: usize = 147_613;

#[test]
fn every_letter_of_vietnamese() {
    let letters: Value =
        serde_json::from_slice(&std::fs::read(folders::ours("unicode/vi_alphabet.json")).unwrap()).unwrap();
    let letters = letters.as_array().unwrap();
    assert_eq!(letters.len(), 146);
    for letter in letters {
        let spelled = |how: &str| letter[how].as_str().unwrap();
        let nfc = spelled("nfc");
        text::check_value(nfc).unwrap();
        assert_eq!(text::warnings(nfc), []);
        assert!(text::fold(nfc).chars().all(|c| c.is_ascii_lowercase()), "{nfc}");
        for other in [spelled("nfd"), spelled("half")] {
            let answer = text::check(other, Lines::Single).map_err(|error| error.code);
            assert_eq!(answer, if other == nfc { Ok(()) } else { Err(Code::TextNotNfc) }, "{nfc}");
            assert_eq!(text::repair(other, Lines::Single).0, nfc);
            assert_eq!(text::fold(other), text::fold(nfc));
        }
    }
}

#[test]
fn naughty_strings() {
    let Some(file) = folders::others("strings/blns/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(strings.len(), 515);
    let mut taken = 0;
    for string in &strings {
        let answer = text::check(string, Lines::Single);
        taken += usize::from(answer.is_ok());
        for lines in [Lines::Single, Lines::Multi] {
            let (mended, repairs) = text::repair(string, lines);
            assert!(mended.is_empty() || text::check(&mended, lines).is_ok(), "{string:?}");
            assert_eq!(repairs.is_empty(), mended == *string, "{string:?}");
        }
        let _ = (text::check_value(string), text::warnings(string), text::fold(string));
    }
    assert_eq!(taken, NAUGHTY_BUT_ALLOWED);
}

/// Strings that are odd, and yet text: shown as text they do no harm.
const NAUGHTY_BUT_ALLOWED: usize = 487;
