//! JSONTestSuite: what a strict I-JSON reader must answer, and what ours refuses beyond that.

use std::collections::BTreeMap;

use giaouoc_core::json::{self, Limits};
use giaouoc_core::{Code, Digest};

use super::folders;

const LIMITS: Limits = Limits { depth: 16, bytes: 1 << 20 };

#[derive(PartialEq, Debug)]
enum Due {
    Accept,
    Reject,
    Policy,
}

/// File, verdict, SHA-256 of the canonical bytes or `-`.
type Expected = BTreeMap<String, (Due, String)>;

#[test]
fn jsontestsuite() {
    let Some(folder) = folders::others("json") else { return };
    let expected = expectations(&std::fs::read_to_string(folder.join("EXPECT.tsv")).unwrap());
    let files = folders::files(&folder.join("test_parsing"));
    assert_eq!(files.len(), 318);
    let mut answers = BTreeMap::<&str, usize>::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let (due, digest) = &expected[&format!("test_parsing/{name}")];
        *answers.entry(judge(&name, &std::fs::read(&file).unwrap(), due, digest)).or_default() += 1;
    }
    let answers: Vec<_> = answers.into_iter().collect();
    assert_eq!(answers, [("accepted", 76), ("refused", 218), ("refused: no integer", 20), ("refused: our policy", 4)]);
}

/// Compares our answer with the one that is due, and tells which it was.
fn judge(name: &str, bytes: &[u8], due: &Due, digest: &str) -> &'static str {
    match (due, json::parse(bytes, LIMITS)) {
        (Due::Accept, Ok(value)) => {
            assert_eq!(Digest::of(json::canonical(&value).unwrap()).to_string(), digest, "{name}");
            "accepted"
        }
        (Due::Accept, Err(error)) => {
            // Plain RFC 8785 takes any number: then the canonicalizer must, with serde_json's own reader.
            assert_eq!(error.code, Code::JsonNumber, "{name}");
            assert!(name.contains("number") || name == "y_structure_lonely_negative_real.json", "{name}");
            let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            assert_eq!(Digest::of(json::canonical(&value).unwrap()).to_string(), digest, "{name}");
            "refused: no integer"
        }
        (Due::Reject, Err(error)) => {
            let codes = [Code::JsonSyntax, Code::JsonDuplicate, Code::JsonNumber, Code::JsonDepth];
            assert!(codes.contains(&error.code), "{name}: {error}");
            "refused"
        }
        (Due::Policy, Err(_)) => "refused: our policy",
        (Due::Reject | Due::Policy, Ok(value)) => panic!("{name} must be refused, was read as {value}"),
    }
}

fn expectations(table: &str) -> Expected {
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("file\tverdict\tsha256_of_canonical\t"));
    let expected: Expected = lines.map(expectation).collect();
    assert_eq!(expected.len(), 340);
    expected
}

fn expectation(line: &str) -> (String, (Due, String)) {
    let fields: Vec<&str> = line.split('\t').collect();
    let due = match fields[1] {
        "accept" => Due::Accept,
        "reject" => Due::Reject,
        "policy" => Due::Policy,
        other => panic!("unknown verdict {other}"),
    };
    (fields[0].to_owned(), (due, fields[2].to_owned()))
}

#[test]
fn chosen_refusals_have_the_right_code() {
    let Some(folder) = folders::others("json/test_parsing") else { return };
    for (name, code) in [
        ("y_object_duplicated_key.json", Code::JsonDuplicate),
        ("y_object_duplicated_key_and_value.json", Code::JsonDuplicate),
        ("y_number_minus_zero.json", Code::JsonNumber),
        ("y_number_int_with_exp.json", Code::JsonNumber),
        ("i_number_huge_exp.json", Code::JsonNumber),
        ("i_number_too_big_pos_int.json", Code::JsonNumber),
        ("i_structure_500_nested_arrays.json", Code::JsonDepth),
        ("n_structure_100000_opening_arrays.json", Code::JsonDepth),
        ("i_structure_UTF-8_BOM_empty_object.json", Code::JsonSyntax),
        ("i_string_invalid_surrogate.json", Code::JsonSyntax),
        ("n_number_-01.json", Code::JsonSyntax),
    ] {
        let error = json::parse(&std::fs::read(folder.join(name)).unwrap(), LIMITS).unwrap_err();
        assert_eq!(error.code, code, "{name}: {error}");
    }
}
