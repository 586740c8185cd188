//! Drafts from other programs' files, and into them. Nothing is sent anywhere.

use crate::failure::Failure;
use crate::files;
use giaouoc_core::Language;
use giaouoc_core::json::{self, Limits};
use giaouoc_core::pact::{MAX_DEPTH, MAX_INPUT};
use giaouoc_core::words::value_of;
use giaouoc_drafting::{Encoding, Form, LeftOut, RefusedFile};
use std::path::Path;

/// `pact import`: the draft on standard output; guesses, corrections and omissions on standard error.
pub(crate) fn import(file: &Path, encoding: Option<&str>, as_found: bool, language: Language) -> Result<(), Failure> {
    let encoding = encoding.and_then(|word| value_of(&Encoding::WORDS, word));
    let found = giaouoc_drafting::read(&files::read(file)?, encoding).map_err(told)?;
    let say = |vi: &str, en: &str, text: &str| eprintln!("! {}: {text}", language.pick(vi, en));
    if let Some(legacy) = &found.legacy {
        for sample in &legacy.samples {
            say("chữ cũ, đã chuyển mã", "old letters, converted", &format!("{} → {}", sample.before, sample.after));
        }
    }
    for guess in &found.guesses {
        say("nhận ra", "recognised", &format!("{}: {}", guess.place, guess.from));
    }
    let words = if as_found { ("nên sửa", "to be mended") } else { ("đã sửa", "mended") };
    for mend in &found.mends {
        say(words.0, words.1, &format!("{} +{}: {} → “{}” ({})", mend.place, mend.at, mend.found, mend.put, mend.why));
    }
    for LeftOut { what, text } in &found.left_out {
        say("không đưa vào", "left out", &format!("{what}: {text}"));
    }
    let document = if as_found { &found.document } else { &found.mended };
    files::print(&giaouoc_drafting::write(document, Form::Json).map_err(told)?)
}

/// `pact export`: the ending of the file's name says which form.
pub(crate) fn export(file: &Path, out: &Path) -> Result<(), Failure> {
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let form = value_of(&Form::WORDS, &ending).ok_or_else(|| Failure::usage("--out *.docx | *.md | *.json"))?;
    let document = json::parse(&files::read(file)?, Limits { depth: MAX_DEPTH, bytes: MAX_INPUT })?;
    files::write(Some(out), &giaouoc_drafting::write(&document, form).map_err(told)?)
}

fn told(refused: RefusedFile) -> Failure {
    let words = |language| {
        let words = refused.code.words(language);
        format!("{} {}", words.cause, words.cure)
    };
    Failure::told(words(Language::Vi), words(Language::En))
}
