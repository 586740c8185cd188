//! RFC 8785: the canonicalizer that we depend on, beyond the integers that a pact holds.

use giaouoc_core::json;
use serde_json::{Number, Value};

use super::folders;

#[test]
fn cyberphone_samples() {
    let Some(folder) = folders::others("jcs/cyberphone") else { return };
    let inputs = folders::files(&folder.join("input"));
    assert_eq!(inputs.len(), 6);
    for input in inputs {
        let name = input.file_stem().unwrap().to_str().unwrap();
        let due = std::fs::read(folder.join(format!("output/{name}.json"))).unwrap();
        let hex = std::fs::read_to_string(folder.join(format!("outhex/{name}.txt"))).unwrap();
        let hex: Vec<u8> = hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        let value: Value = serde_json::from_slice(&std::fs::read(&input).unwrap()).unwrap();
        let canonical = json::canonical(&value).unwrap();
        assert_eq!(canonical, due, "{name}");
        assert_eq!(canonical, hex, "{name}");
    }
}

#[test]
fn rfc8785_appendix_b() {
    let Some(file) = folders::others("jcs/rfc8785_appendix_b.tsv") else { return };
    let table = std::fs::read_to_string(file).unwrap();
    check_all(&table, '\t', 26);
}

#[test]
fn first_ten_thousand_of_es6() {
    let table = std::fs::read_to_string(folders::ours("jcs/es6_first_10000.txt")).unwrap();
    check_all(&table, ',', 10_000);
}

fn check_all(table: &str, separator: char, due: usize) {
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), due);
    lines.into_iter().for_each(|line| check(line, separator));
}

/// One line: the bits of a double in hexadecimal, and how ECMAScript writes it.
fn check(line: &str, separator: char) {
    let (bits, due) = line.split_once(separator).unwrap();
    let double = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
    match Number::from_f64(double) {
        Some(number) => assert_eq!(json::canonical(&Value::Number(number)).unwrap(), due.as_bytes(), "{bits}"),
        // NaN and the infinities are no JSON; serde_json cannot even hold them.
        None => assert_eq!(due, "REJECT", "{bits}"),
    }
}
