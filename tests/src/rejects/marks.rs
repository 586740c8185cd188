//! Marks: signatures that name what the grammar refuses, and files that hold another mark.

use super::case::{Case, case};
use crate::reject_base::{A, BaseCeremony, Next, Point, set};
use crate::workspace::Outcome;
use giaouoc_core::Digest;

const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">"#;
const STROKE: &str = r##"<path d="M10 80L50 20" fill="none" stroke="#000" stroke-width="3"/>"##;

/// Name, code, why, the mark.
type Row = (&'static str, &'static str, &'static str, String);

pub(super) fn cases() -> Outcome<Vec<Case>> {
    let good = format!("{HEAD}{STROKE}</svg>");
    let change = |from: &str, to: &str| good.replacen(from, to, 1);
    let rows: [Row; 15] = [
        ("mark-with-another-attribute", "mark-form", "a path has four attributes", change("/>", r#" id="x"/>"#)),
        ("mark-with-an-event", "mark-form", "no script of any kind", change("<path ", r#"<path onclick="x" "#)),
        ("mark-with-a-fill", "mark-form", "fill is none", change("none", "#000")),
        ("mark-in-colour", "mark-form", "stroke is #000", change("#000", "#f00")),
        ("mark-with-a-curve-in-lower-case", "mark-form", "commands are M L Q C Z", change("L50", "l50")),
        ("mark-with-an-arc", "mark-form", "commands are M L Q C Z", change("L50 20", "A5 5 0 0 1 9 9")),
        ("mark-with-commas", "mark-form", "numbers are parted by spaces", change("M10 80", "M10,80")),
        ("mark-with-an-empty-path", "mark-form", "a path is not empty", change("M10 80L50 20", "")),
        ("mark-with-a-box-of-0", "mark-form", "sides are 1 to 99999", change("300 100", "0 100")),
        ("mark-with-a-line-feed", "mark-form", "nothing stands behind </svg>", format!("{good}\n")),
        ("mark-with-three-decimals", "mark-form", "a width has two decimals at most", change(r#""3""#, r#""3.125""#)),
        ("mark-with-a-text", "mark-form", "paths and nothing else", change("</svg>", "<text>MẪU</text></svg>")),
        ("mark-with-a-comment", "mark-form", "paths and nothing else", change("</svg>", "<!-- --></svg>")),
        ("mark-with-an-xml-head", "mark-form", "the mark begins with <svg", format!("<?xml version=\"1.0\"?>{good}")),
        ("mark-of-16-kib-and-more", "too-large", "a mark has at most 16384 bytes", long()),
    ];
    let mut cases = Vec::new();
    for (name, code, why, mark) in rows {
        let mut s = BaseCeremony::at(Point::EnrolledA)?;
        let digest = Digest::of(&mark).to_string();
        s.forge(Next::Signature(A), set("mark", digest.clone()))?;
        s.marks.insert(digest, mark);
        cases.push(case((name, 9, code, why), s.file()?));
    }
    cases.extend(misnamed(&good)?);
    Ok(cases)
}

/// Two strokes, each within its limit, together too many bytes.
fn long() -> String {
    let stroke = STROKE.replacen("M10 80L50 20", &"M1 1".repeat(2100), 1);
    format!("{HEAD}{stroke}{stroke}</svg>")
}

/// Right marks under wrong names.
fn misnamed(good: &str) -> Outcome<Vec<Case>> {
    let mut signed = BaseCeremony::at(Point::EnrolledA)?;
    signed.sign_with(A, good)?;
    let file = |name: String, mark: String| {
        let mut s = signed.clone();
        s.marks = [(name, mark)].into();
        s.file()
    };
    let digest = Digest::of(good).to_string();
    let other = good.replacen("L50", "L51", 1);
    let capitals = ("mark-under-a-digest-in-capitals", 9, "mark-unnamed", "digests are lowercase hex");
    let changed = ("mark-changed", 9, "mark-wrong", "the mark is not the one whose digest was signed");
    let another = ("mark-of-another-name", 9, "mark-unnamed", "no signature names this mark");
    Ok(vec![
        case(capitals, file(digest.to_uppercase(), good.to_owned())?),
        case(changed, file(digest, other.clone())?),
        case(another, file(Digest::of(&other).to_string(), other)?),
    ])
}
