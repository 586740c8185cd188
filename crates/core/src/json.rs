//! Strict JSON in, canonical JSON out (formats §1).
//!
//! What is signed must mean the same to every reader, so [`parse`] takes I-JSON (RFC 7493) only, and of its numbers
//! only the integers that every language holds exactly. Readers' quirks that it defends against: serde_json's own
//! `Value` keeps the last of two equal members silently, other readers round integers beyond 2^53 or mend lone
//! surrogates.
//! [`canonical`] is RFC 8785 (JCS), the bytes that are hashed.
//!
//! ```
//! use giaouoc_core::{Code, json};
//!
//! let limits = json::Limits { depth: 16, bytes: 256 * 1024 };
//! let value = json::parse(br#"{ "b": [1, "\u20ac"], "a": true }"#, limits)?;
//! assert_eq!(json::canonical(&value)?, r#"{"a":true,"b":[1,"€"]}"#.as_bytes());
//!
//! let error = json::parse(br#"{"a": {"b": 1.0}}"#, limits).unwrap_err();
//! assert_eq!((error.code, error.place.as_str()), (Code::JsonNumber, "/a/b"));
//! # Ok::<(), giaouoc_core::CoreError>(())
//! ```

mod canonical;

pub use canonical::canonical;

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::{Code, CoreError};

/// Limits on the depth and size of a JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nested objects and arrays, the outermost being 1. Beyond [`DEPTH_MOST`] the limit is [`DEPTH_MOST`].
    pub depth: usize,
    /// Bytes of the input as it came, white space included.
    pub bytes: usize,
}

/// The deepest nesting that [`parse`] ever takes. serde_json guards its stack and stops by itself at the 128th level;
/// the level before is where we still can say why.
pub const DEPTH_MOST: usize = 126;

/// The largest integer, 2^53 − 1: what a double, and so every reader, holds exactly (RFC 7493 §2.2).
pub const INTEGER_MOST: u64 = (1 << 53) - 1;

/// A place is at most so many bytes: beyond, it names the nearest value around. Member names are the sender's.
const PLACE_BYTES: usize = 1000;

/// Reads one JSON value, strictly: UTF-8 without byte order mark, no member twice in an object (compared after
/// unescaping), no lone surrogate, numbers only `0|-?[1-9][0-9]*` within ± [`INTEGER_MOST`], nothing after the value.
/// `null` is taken: see [`find_null`].
///
/// # Errors
///
/// [`Code::TooLarge`], [`Code::JsonDepth`], [`Code::JsonDuplicate`], [`Code::JsonNumber`], and [`Code::JsonSyntax`] for
/// all else. The place is the JSON pointer of the value or member at which reading stopped.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, CoreError> {
    if bytes.len() > limits.bytes {
        return Err(CoreError::new(Code::TooLarge).because(format!("{} bytes, at most {}", bytes.len(), limits.bytes)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        CoreError::new(Code::JsonSyntax).because(format!("not UTF-8 at byte {}", error.valid_up_to()))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(CoreError::new(Code::JsonSyntax).because("begins with a byte order mark"));
    }
    let mut reader = JsonReader { depth: limits.depth.min(DEPTH_MOST), path: Vec::new(), refused: None };
    let mut json = serde_json::Deserializer::from_str(text);
    let value = ValueSeed(&mut reader).deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    value.map_err(|error| reader.explain(&error))
}

/// The JSON pointer of the first `null` in a value, in the order of the members' names; none where there is none.
pub fn find_null(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| find_null(item).map(|below| format!("/{index}{below}")))
        }
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| find_null(member).map(|below| format!("/{}{below}", pointer_step(name)))),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A member's name as one step of a JSON pointer: `~` and `/` are escaped (RFC 6901 §3).
pub fn pointer_step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The state of one reading: the depth allowed, the path to the present value, and the code by which it stopped.
struct JsonReader {
    depth: usize,
    path: Vec<Step>,
    refused: Option<Code>,
}

enum Step {
    Member(String),
    Item(usize),
}

impl JsonReader {
    /// Stops the reading. serde's error carries text only, so the code waits here; the path stays as it is.
    fn refuse<E: de::Error>(&mut self, code: Code, detail: impl fmt::Display) -> E {
        self.refused = Some(code);
        E::custom(detail)
    }

    fn enter<E: de::Error>(&mut self) -> Result<(), E> {
        if self.path.len() >= self.depth {
            let most = self.depth;
            return Err(self.refuse(Code::JsonDepth, format_args!("more than {most} levels")));
        }
        Ok(())
    }

    fn explain(&self, error: &serde_json::Error) -> CoreError {
        let detail = error.to_string();
        let code = match self.refused {
            Some(code) => code,
            // No double is that large (1e400): serde_json stops by itself, before any visitor sees the number.
            None if detail.starts_with("number out of range") => Code::JsonNumber,
            None => Code::JsonSyntax,
        };
        CoreError::new(code).at(self.pointer()).because(detail)
    }

    /// RFC 6901.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            let token = match step {
                Step::Member(name) => pointer_step(name),
                Step::Item(index) => index.to_string(),
            };
            if pointer.len() + 1 + token.len() > PLACE_BYTES {
                break;
            }
            pointer.push('/');
            pointer.push_str(&token);
        }
        pointer
    }
}

/// The value at the reader's present path.
struct ValueSeed<'a>(&'a mut JsonReader);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value > INTEGER_MOST {
            return Err(self.0.refuse(Code::JsonNumber, format_args!("{value} is beyond 2^53 - 1")));
        }
        Ok(Value::from(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > INTEGER_MOST {
            return Err(self.0.refuse(Code::JsonNumber, format_args!("{value} is beyond 2^53 - 1")));
        }
        Ok(Value::from(value))
    }

    /// serde_json comes here with every number that has a fraction or an exponent, with integers beyond 64 bits and
    /// with `-0`: never with a number of the allowed form. The tests hold it to that.
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Value, E> {
        Err(self.0.refuse(Code::JsonNumber, "not of the form 0|-?[1-9][0-9]*, or beyond 2^53 - 1"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.0.enter()?;
        let mut array = Vec::new();
        loop {
            self.0.path.push(Step::Item(array.len()));
            let item = items.next_element_seed(ValueSeed(self.0))?;
            self.0.path.pop();
            match item {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.0.enter()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let twice = object.contains_key(&name);
            self.0.path.push(Step::Member(name));
            if twice {
                return Err(self.0.refuse(Code::JsonDuplicate, "the member stands here twice"));
            }
            let member = members.next_value_seed(ValueSeed(self.0))?;
            if let Some(Step::Member(name)) = self.0.path.pop() {
                object.insert(name, member);
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIDE: Limits = Limits { depth: 16, bytes: 1 << 20 };

    fn refusal(json: &str) -> (Code, String) {
        let error = parse(json.as_bytes(), WIDE).unwrap_err();
        (error.code, error.place)
    }

    #[test]
    fn integers_have_one_form_and_range() {
        for good in ["0", "7", "-1", "10", "9007199254740991", "-9007199254740991"] {
            assert_eq!(canonical(&parse(good.as_bytes(), WIDE).unwrap()).unwrap(), good.as_bytes());
        }
        for wrong in [
            "-0",
            "0.0",
            "1.0",
            "-0.0",
            "1e2",
            "1E2",
            "0e0",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740992",
            "-9007199254740992",
            "18446744073709551616",
            "-9223372036854775809",
            "123456789012345678901234567890",
        ] {
            let json = format!("[true,{wrong}]");
            assert_eq!(refusal(&json), (Code::JsonNumber, "/1".to_owned()), "{wrong}");
        }
        for wrong in ["01", "-01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "-", "١"] {
            assert_eq!(refusal(wrong).0, Code::JsonSyntax, "{wrong}");
        }
    }

    #[test]
    fn members_stand_once_however_they_are_escaped() {
        for (json, place) in [
            (r#"{"a":1,"a":1}"#, "/a"),
            (r#"{"a":1,"\u0061":2}"#, "/a"),
            (r#"[{"x":{"y":1,"y":null}}]"#, "/0/x/y"),
            (r#"{"😀":1,"\ud83d\ude00":1}"#, "/😀"),
            (r#"{"":1,"":2}"#, "/"),
            (r#"{"a/b~":1,"a/b~":1}"#, "/a~1b~0"),
        ] {
            assert_eq!(refusal(json), (Code::JsonDuplicate, place.to_owned()), "{json}");
        }
        // Names that differ only by normalization are two members.
        parse("{\"é\":1,\"e\u{301}\":2}".as_bytes(), WIDE).unwrap();
    }

    #[test]
    fn depth_counts_containers_from_one() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let at = |depth: usize, json: &str| parse(json.as_bytes(), Limits { depth, bytes: 1 << 20 });
        assert!(at(0, "1").is_ok() && at(1, "[1]").is_ok() && at(16, &nested(16)).is_ok());
        assert_eq!(at(0, "[]").unwrap_err().code, Code::JsonDepth);
        let error = at(16, &nested(17)).unwrap_err();
        assert_eq!((error.code, error.place), (Code::JsonDepth, "/0".repeat(16)));
        assert_eq!(at(1, r#"{"a":{}}"#).unwrap_err().place, "/a");
        assert!(at(usize::MAX, &nested(DEPTH_MOST)).is_ok());
        for levels in [DEPTH_MOST + 1, DEPTH_MOST + 2, 100_000] {
            assert_eq!(at(usize::MAX, &nested(levels)).unwrap_err().code, Code::JsonDepth, "{levels}");
            assert_eq!(at(16, &"[".repeat(levels)).unwrap_err().code, Code::JsonDepth, "{levels}");
        }
    }

    #[test]
    fn bytes_are_counted_before_anything_else() {
        let limits = Limits { depth: 16, bytes: 4 };
        parse(b"[10]", limits).unwrap();
        assert_eq!(parse(b"\xff\xff\xff\xff\xff", limits).unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for (json, place) in [
            ("", ""),
            ("{} {}", ""),
            ("{\"a\":[1,2,]}", "/a/2"),
            ("{\"a\":tru}", "/a"),
            ("{'a':1}", ""),
            ("\u{feff}{}", ""),
            ("{\"a\":\"\\ud800\"}", "/a"),
            ("{\"a\":\"\\udc00\"}", "/a"),
            ("{\"a\":\"\\ud800\\u0041\"}", "/a"),
            ("{\"\\ud800\":1}", ""),
            ("\"\u{1}\"", ""),
            ("[1] // no comments", ""),
        ] {
            assert_eq!(refusal(json), (Code::JsonSyntax, place.to_owned()), "{json}");
        }
        let error = parse(b"[\"\xc3\x28\"]", WIDE).unwrap_err();
        assert_eq!((error.code, error.detail.as_str()), (Code::JsonSyntax, "not UTF-8 at byte 2"));
    }

    #[test]
    fn a_place_does_not_grow_with_hostile_names() {
        let json = format!(r#"{{"a":{{"{}":1.5}}}}"#, "n".repeat(5000));
        assert_eq!(refusal(&json), (Code::JsonNumber, "/a".to_owned()));
    }

    #[test]
    fn nulls_are_found() {
        let find = |json: &str| find_null(&parse(json.as_bytes(), WIDE).unwrap());
        assert_eq!(find(r#"{"a":[1,"null",{}]}"#), None);
        assert_eq!(find("null").as_deref(), Some(""));
        assert_eq!(find(r#"{"a":[1,{"x/y":null}]}"#).as_deref(), Some("/a/1/x~1y"));
    }

    /// Features unify over the workspace: if any crate turns on `arbitrary_precision`, numbers arrive as text, and
    /// what is said at `visit_f64` no longer holds.
    #[test]
    fn nobody_in_the_workspace_turns_on_arbitrary_precision() {
        assert!(serde_json::from_str::<Value>("1e400").is_err());
        assert_eq!(serde_json::from_str::<Value>("1.10").unwrap().to_string(), "1.1");
        assert_eq!(serde_json::from_str::<Value>("1E2").unwrap().to_string(), "100.0");
    }

    /// Values as pacts have them: integers, any text, some nesting.
    fn values() -> impl Strategy<Value = Value> {
        let most = 9_007_199_254_740_991_i64;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-most..=most).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, WIDE);
        }

        #[test]
        fn any_json_like_text_gets_an_answer(text in r#"[\[\]{}:,"\\u0-9a-fdDnultrs.eE \-]{0,60}"#) {
            // What is taken here is taken by serde_json, and means the same.
            if let Ok(value) = parse(text.as_bytes(), WIDE) {
                prop_assert_eq!(value, serde_json::from_str::<Value>(&text).unwrap());
            }
        }

        #[test]
        fn canonical_bytes_are_a_fixed_point(value in values()) {
            let bytes = canonical(&value).unwrap();
            let again = parse(&bytes, WIDE).unwrap();
            prop_assert_eq!(&again, &value);
            prop_assert_eq!(canonical(&again).unwrap(), bytes);
            let pretty = serde_json::to_vec_pretty(&value).unwrap();
            prop_assert_eq!(parse(&pretty, WIDE).unwrap(), value);
        }

        #[test]
        fn number_text_is_judged_as_the_rule_is_written(number in "-?(0|[1-9][0-9]{0,19})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?") {
            let digits = number.strip_prefix('-').unwrap_or(&number);
            let of_the_form = digits.bytes().all(|b| b.is_ascii_digit()) && number != "-0";
            let due = of_the_form && digits.parse::<u128>().unwrap() <= u128::from(INTEGER_MOST);
            prop_assert_eq!(parse(number.as_bytes(), WIDE).is_ok(), due);
        }
    }
}
