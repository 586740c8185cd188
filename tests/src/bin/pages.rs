//! Writes the generated pages of `docs/`, or with `--check` says which are not up to date.

use giaouoc_core::error::{Code, ErrorKind, Language, Words};
use giaouoc_server::AnswerCode;
use giaouoc_tests::{Files, Outcome, generator, root};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const ERRORS: &str = "docs/spec/errors.md";
/// The schemas of the API, from which the TypeScript's types of answers are made.
const SCHEMAS: &str = "crates/web/shared/api/openapi.json";

/// In the order of the page, each with what it asks of its reader.
const KINDS: [(ErrorKind, &str); 4] = [
    (ErrorKind::Malformed, "The bytes are not of the form that they claim. Whoever wrote them mends them."),
    (
        ErrorKind::Untrusted,
        "The form is right, but no trusted key stands behind it, or a known key's signature fails. The reader chooses \
         whom to trust.",
    ),
    (ErrorKind::Refused, "Form and signatures are right, but the rules or the state do not allow it. Wait, or ask."),
    (ErrorKind::Misuse, "The call itself was wrong. Read the manual."),
];

fn main() -> ExitCode {
    let owned = |files: &Files| differences(&root(), files).into_iter().map(str::to_owned).collect::<Vec<_>>();
    generator("pages", || write(&root(), &pages()?), || pages().map(|files| owned(&files)))
}

fn write(root: &Path, files: &Files) -> Outcome<ExitCode> {
    let wrong = differences(root, files);
    for name in &wrong {
        fs::write(root.join(name), files.get(*name).map_or(&[][..], Vec::as_slice))?;
    }
    println!("{} pages, {} written", files.len(), wrong.len());
    Ok(ExitCode::SUCCESS)
}

fn differences<'f>(root: &Path, files: &'f Files) -> Vec<&'f str> {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| fs::read(root.join(name)).ok().as_ref() != Some(*bytes);
    files.iter().filter(differs).map(|(name, _)| name.as_str()).collect()
}

fn pages() -> Outcome<Files> {
    Ok(Files::from([(ERRORS.to_owned(), errors()?.into_bytes()), (SCHEMAS.to_owned(), schemas()?.into_bytes())]))
}

/// The schemas of the service's own description, without its prose: a comment that changes makes no other types.
fn schemas() -> Outcome<String> {
    let described: Value = serde_json::from_str(&giaouoc_server::openapi_document())?;
    let member = |pointer: &str| described.pointer(pointer).cloned().ok_or_else(|| format!("no {pointer}"));
    let mut schemas = member("/components/schemas")?;
    without_prose(&mut schemas);
    let document = json!({
        "openapi": member("/openapi")?,
        "info": { "title": member("/info/title")?, "version": member("/info/version")? },
        "paths": {},
        "components": { "schemas": schemas },
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}

fn without_prose(value: &mut Value) {
    match value {
        Value::Object(members) => {
            // A member of that name that is an object is a schema like any other.
            members.retain(|name, member| name != "description" || !member.is_string());
            members.values_mut().for_each(without_prose);
        }
        Value::Array(items) => items.iter_mut().for_each(without_prose),
        _ => {}
    }
}

/// Every code that a program can meet, of the formats and of the service.
fn errors() -> Outcome<String> {
    let mut page = String::from(
        "# Codes\n\n\
         This page is generated from the catalogues of the program; `make fixtures` writes it.\n\n\
         A code stays the same between versions. Its words may change. Each code has a cause and a cure, in English \
         and in\nVietnamese, and a kind that tells who has to act.\n\n",
    );
    page.push_str("## Kinds\n\n| kind | meaning |\n| --- | --- |\n");
    for (kind, meaning) in KINDS {
        writeln!(page, "| `{}` | {meaning} |", kind.as_str())?;
    }
    page.push_str(
        "\n## Codes of the formats\n\nReports of a verification, refusals of a ledger and the command line use them. \
         Over HTTP each comes with a status,\nsee [api.md](api.md).\n",
    );
    for (kind, _) in KINDS {
        let codes: Vec<_> = Code::ALL.iter().filter(|code| code.kind() == kind).collect();
        if !codes.is_empty() {
            writeln!(page, "\n### `{}`\n\n| code | {COLUMNS} |\n| --- {RULE}", kind.as_str())?;
        }
        for code in codes {
            writeln!(page, "| `{}` | {} |", code.as_str(), row(|language| code.words(language)))?;
        }
    }
    page.push_str("\n## Codes of the service\n\nThe HTTP interface uses them beside those of the formats.\n");
    for (kind, _) in KINDS {
        let refusals: Vec<_> = AnswerCode::of_the_service().filter(|refusal| refusal.kind() == kind).collect();
        if !refusals.is_empty() {
            writeln!(
                page,
                "\n### `{}`, over HTTP\n\n| code | status | {COLUMNS} |\n| --- | --- {RULE}",
                kind.as_str()
            )?;
        }
        for refusal in refusals {
            let (code, status) = (refusal.as_str(), refusal.status().as_u16());
            writeln!(page, "| `{code}` | {status} | {} |", row(|language| refusal.words(language)))?;
        }
    }
    page.push_str("\n## Codes of files\n\nWhat is not taken in as a draft. Over HTTP `import-too-large` is 413, all others 422.\n");
    writeln!(page, "\n| code | kind | {COLUMNS} |\n| --- | --- {RULE}")?;
    for refusal in giaouoc_drafting::FileRefusal::ALL {
        let (code, kind) = (refusal.as_str(), refusal.kind().as_str());
        writeln!(page, "| `{code}` | {kind} | {} |", row(|language| refusal.words(language)))?;
    }
    Ok(page)
}

const COLUMNS: &str = "cause | cure | nguyên nhân | cách xử lý";
const RULE: &str = "| --- | --- | --- | --- |";

fn row(words: impl Fn(Language) -> Words) -> String {
    let (en, vi) = (words(Language::En), words(Language::Vi));
    [en.cause, en.cure, vi.cause, vi.cure].map(cell).join(" | ")
}

/// Words stay words inside a table of Markdown: no bar ends the cell, no angle bracket begins a tag.
fn cell(words: &str) -> String {
    words.replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;")
}
