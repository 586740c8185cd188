//! Handwritten marks: one small SVG of strokes, nothing else (formats §3).
//!
//! A mark is drawn on a phone, stored by strangers and shown to strangers, so its grammar leaves no room for a script,
//! a link, a style or a second spelling. It is shown only through an image element. Its digest stands in the
//! signature record.
//!
//! ```text
//! mark  = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ' side ' ' side '">' path* '</svg>'
//! path  = '<path d="' [MLQCZ0-9 .-]{1,16000} '" fill="none" stroke="#000" stroke-width="' width '"/>'
//! side  = [1-9][0-9]{0,4}
//! width = [0-9]{1,3}(\.[0-9]{1,2})?
//! ```

use crate::digest::Digest;
use crate::error::{Code, CoreError};
use crate::record::Act;

/// The most bytes of a mark.
pub const MARK_BYTES: usize = 16 * 1024;

const PATH_BYTES: usize = 16_000;

/// The text of a mark that matches the grammar, whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark(String);

impl Mark {
    /// Takes the text of a mark.
    ///
    /// # Errors
    ///
    /// [`Code::TooLarge`] beyond [`MARK_BYTES`]; [`Code::MarkForm`] where the grammar is left, the place being
    /// `byte 71`, counted from 0.
    pub fn parse(svg: &str) -> Result<Self, CoreError> {
        if svg.len() > MARK_BYTES {
            return Err(CoreError::new(Code::TooLarge).because(format!("{} bytes, at most {MARK_BYTES}", svg.len())));
        }
        let mut cursor = Cursor { whole: svg, rest: svg };
        cursor.mark()?;
        Ok(Self(svg.to_owned()))
    }

    /// The SVG.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the bytes, as signature records name it.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// Checks that this is the mark that the act names: a mark comes only with the signature that names it.
    ///
    /// # Errors
    ///
    /// [`Code::MarkWrong`] where the act names another mark, [`Code::MarkUnnamed`] where it names none.
    pub fn check_named(&self, act: &Act) -> Result<(), CoreError> {
        match named_mark(act) {
            Some(named) if named == self.digest() => Ok(()),
            Some(_) => Err(CoreError::new(Code::MarkWrong)),
            None => Err(CoreError::new(Code::MarkUnnamed)),
        }
    }
}

/// The digest of the mark that an act names.
pub fn named_mark(act: &Act) -> Option<Digest> {
    match act {
        Act::Signature(signature) => signature.mark,
        _ => None,
    }
}

/// Reads from the front. The grammar never needs to look back: after each part one literal decides.
struct Cursor<'a> {
    whole: &'a str,
    rest: &'a str,
}

impl Cursor<'_> {
    fn mark(&mut self) -> Result<(), CoreError> {
        self.literal(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 "#)?;
        self.side()?;
        self.literal(" ")?;
        self.side()?;
        self.literal(r#"">"#)?;
        while self.rest.starts_with("<p") {
            self.path()?;
        }
        self.literal("</svg>")?;
        if self.rest.is_empty() { Ok(()) } else { Err(self.expected("the end")) }
    }

    fn path(&mut self) -> Result<(), CoreError> {
        self.literal(r#"<path d=""#)?;
        self.run("path data", 1, PATH_BYTES, |byte| byte.is_ascii_digit() || b"MLQCZ .-".contains(&byte))?;
        self.literal(r##"" fill="none" stroke="#000" stroke-width=""##)?;
        self.run("a width", 1, 3, |byte| byte.is_ascii_digit())?;
        if self.rest.starts_with('.') {
            self.literal(".")?;
            self.run("decimals", 1, 2, |byte| byte.is_ascii_digit())?;
        }
        self.literal(r#""/>"#)
    }

    fn side(&mut self) -> Result<(), CoreError> {
        if self.rest.starts_with('0') {
            return Err(self.expected("a side from 1"));
        }
        self.run("a side", 1, 5, |byte| byte.is_ascii_digit())
    }

    fn literal(&mut self, literal: &str) -> Result<(), CoreError> {
        self.rest = self.rest.strip_prefix(literal).ok_or_else(|| self.expected(literal))?;
        Ok(())
    }

    /// Takes the longest run of bytes of an ASCII class; refuses one that is shorter or longer than allowed.
    fn run(&mut self, what: &str, least: usize, most: usize, class: impl Fn(u8) -> bool) -> Result<(), CoreError> {
        let length = self.rest.bytes().take_while(|byte| class(*byte)).count();
        let rest = self.rest.get(length..).filter(|_| (least..=most).contains(&length));
        self.rest = rest.ok_or_else(|| self.expected(what))?;
        Ok(())
    }

    fn expected(&self, what: &str) -> CoreError {
        let byte = self.whole.len() - self.rest.len();
        CoreError::new(Code::MarkForm).at(format!("byte {byte}")).because(format!("expected {what}"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::pact::{PartyId, Position};
    use crate::record::{Channel, Intent, RecordDigest, Signature};
    use proptest::prelude::*;

    const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120">"#;

    fn with_path(data: &str, width: &str) -> String {
        format!(r##"{HEAD}<path d="{data}" fill="none" stroke="#000" stroke-width="{width}"/></svg>"##)
    }

    #[test]
    fn marks_of_the_grammar_are_taken() {
        let empty = format!("{HEAD}</svg>");
        assert_eq!(Mark::parse(&empty).unwrap().as_str(), empty);
        for width in ["0", "2", "999", "2.5", "12.25"] {
            Mark::parse(&with_path("M 1 2 L3.5-4Q0 0 1 1Z", width)).unwrap();
        }
        let stroke = r##"<path d="M1 1" fill="none" stroke="#000" stroke-width="2"/>"##;
        let two = format!("{HEAD}{stroke}{stroke}</svg>");
        assert_eq!(Mark::parse(&two).unwrap().digest(), Digest::of(&two));
        for sides in ["1 1", "99999 10000"] {
            Mark::parse(&empty.replace("320 120", sides)).unwrap();
        }
        Mark::parse(&with_path(&"1".repeat(16_000), "1")).unwrap();
    }

    #[test]
    fn everything_else_is_refused_with_its_place() {
        let good = with_path("M1 1L2 2", "2");
        let cases = [
            String::new(),
            good.replace("</svg>", ""),
            format!("{good}\n"),
            format!("\u{feff}{good}"),
            good.replace("</svg>", "<script>alert(1)</script></svg>"),
            good.replace("<path", "<path onload=\"x\""),
            good.replace("#000", "red"),
            good.replace("fill=\"none\"", "fill='none'"),
            good.replace("http:", "https:"),
            good.replace("320", "0320"),
            good.replace("320", "0"),
            good.replace("320", "123456"),
            good.replace("320 120", "320  120"),
            good.replace("320 120", "320"),
            with_path("", "2"),
            with_path("m1 1", "2"),
            with_path("M1,1", "2"),
            with_path("M1 1\n", "2"),
            with_path("M\u{0661}", "2"),
            with_path("M1e5", "2"),
            with_path("M1 1", ""),
            with_path("M1 1", "1000"),
            with_path("M1 1", "1."),
            with_path("M1 1", ".5"),
            with_path("M1 1", "1.234"),
            with_path("M1 1", "1.2.3"),
            with_path(&"1".repeat(16_001), "1"),
        ];
        for case in &cases {
            let error = Mark::parse(case).unwrap_err();
            assert_eq!(error.code, Code::MarkForm, "{case}");
            assert!(error.place.starts_with("byte "), "{case}");
        }
        assert_eq!(Mark::parse(&good.replace("red", "")).unwrap().as_str(), good);
        assert_eq!(Mark::parse(&with_path("m", "1")).unwrap_err().place, format!("byte {}", HEAD.len() + 9));
    }

    #[test]
    fn sixteen_kibibytes_are_the_limit() {
        let stroke =
            |data: usize| format!(r##"<path d="{}" fill="none" stroke="#000" stroke-width="2"/>"##, "1".repeat(data));
        let frame = HEAD.len() + "</svg>".len() + stroke(0).len() * 2;
        let of_size = |size: usize| format!("{HEAD}{}{}</svg>", stroke(8_000), stroke(size - frame - 8_000));
        Mark::parse(&of_size(MARK_BYTES)).unwrap();
        assert_eq!(Mark::parse(&of_size(MARK_BYTES + 1)).unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn a_mark_comes_only_with_the_signature_that_names_it() {
        let mark = Mark::parse(&with_path("M1 1L2 2", "2")).unwrap();
        let signature = |mark| {
            Act::Signature(Signature {
                party: PartyId::parse("don-vi-a").unwrap(),
                position: Position { k: 1, n: 1 },
                intent: Intent::Sign,
                enrolment: RecordDigest::of("enrolment"),
                after: Digest::of("after"),
                mark,
                channel: Channel::Phone,
            })
        };
        let named = signature(Some(mark.digest()));
        assert_eq!(named_mark(&named), Some(mark.digest()));
        mark.check_named(&named).unwrap();
        let refused = |act: &Act| mark.check_named(act).unwrap_err().code;
        assert_eq!(refused(&signature(Some(Digest::of("another")))), Code::MarkWrong);
        assert_eq!(refused(&signature(None)), Code::MarkUnnamed);
        assert_eq!(refused(&Act::Opening), Code::MarkUnnamed);
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in ".{0,200}", cut in 0..200_usize) {
            let good = with_path("M1 1", "2");
            let cut = cut.min(good.len());
            prop_assert!(Mark::parse(&text).is_err());
            prop_assert_eq!(Mark::parse(&format!("{}{}", &good[..cut], text)).is_ok(), cut == good.len() && text.is_empty());
        }
    }
}
