//! RFC 8785 (JCS): one form of a JSON value, so that equal values have equal bytes.
//!
//! ```text
//! object  "{" members in the order of their names, compared as UTF-16, joined by "," "}"      §3.2.3
//! string  the shortest escapes: \b \t \n \f \r \" \\ and \u00xx in lowercase, else as it is   §3.2.2.2
//! number  as ECMAScript writes the double nearest to it                                       §3.2.2.3
//! ```

use crate::error::{Code, CoreError};
use crate::json::INTEGER_MOST;
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The canonical bytes of a value.
///
/// The number rule of the pact is [`parse`](super::parse)'s; here any number is written as ECMAScript writes the double
/// nearest to it.
///
/// # Errors
///
/// [`Code::JsonNumber`] for a number that no double holds.
pub fn canonical(value: &Value) -> Result<Vec<u8>, CoreError> {
    let mut out = Vec::with_capacity(1024);
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), CoreError> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => write_plain(value, out),
        Value::Number(number) => write_number(number, out)?,
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                separate(at, out);
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => write_object(members, out)?,
    }
    Ok(())
}

fn write_object(members: &Map<String, Value>, out: &mut Vec<u8>) -> Result<(), CoreError> {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    // The map's own order, by UTF-8, is another one for names beyond U+FFFF.
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push(b'{');
    for (at, (name, member)) in sorted.into_iter().enumerate() {
        separate(at, out);
        write_plain(name, out);
        out.push(b':');
        write(member, out)?;
    }
    out.push(b'}');
    Ok(())
}

fn separate(at: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}

/// Null, truth, text and exact integers have one form in serde_json, which is the canonical one.
fn write_plain(value: &impl Serialize, out: &mut Vec<u8>) {
    // Writing any of these into memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}

fn write_number(number: &Number, out: &mut Vec<u8>) -> Result<(), CoreError> {
    let exact = number.as_i64().filter(|integer| integer.unsigned_abs() <= INTEGER_MOST);
    if let Some(integer) = exact {
        write_plain(&integer, out);
        return Ok(());
    }
    let double = number.as_f64().filter(|double| double.is_finite());
    let double = double.ok_or_else(|| CoreError::new(Code::JsonNumber).because("no double holds it"))?;
    out.extend_from_slice(ryu_js::Buffer::new().format_finite(double).as_bytes());
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(value: &Value) -> String {
        String::from_utf8(canonical(value).unwrap()).unwrap()
    }

    #[test]
    fn names_go_by_utf16() {
        // UTF-8 would put U+FB33 before U+1F600, whose first UTF-16 unit is D83D.
        assert_eq!(
            text(&json!({"\u{fb33}": 1, "\u{1f600}": 2, "a": {}, "": []})),
            "{\"\":[],\"a\":{},\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn strings_have_the_shortest_escapes() {
        assert_eq!(
            text(&json!("\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}\"\\/\u{7f}\u{2028}Ộ")),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u{7f}\u{2028}Ộ\""
        );
    }

    #[test]
    fn numbers_are_doubles() {
        for (number, due) in [
            (json!(u64::MAX), "18446744073709552000"),
            (json!(i64::MIN), "-9223372036854776000"),
            (json!(INTEGER_MOST + 2), "9007199254740992"),
            (json!(-0.0), "0"),
            (json!(1e21), "1e+21"),
            (json!(10.0), "10"),
        ] {
            assert_eq!(text(&number), due);
        }
    }

    /// Any value that serde_json can hold.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\u{0}-\u{24}\\\\]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a\u{e000}-\u{e010}\u{10000}-\u{10010}\n\"]{0,3}", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn another_canonicalizer_writes_the_same(value in values()) {
            prop_assert_eq!(canonical(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }
}
