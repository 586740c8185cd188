//! What an organiser keeps at hand: templates, the archive, and a year's evidence in one file.

use super::shares::line;
use super::view;
use crate::app::App;
use crate::extract::strict;
use crate::limits::{PAGE, SHARE_LABEL, YEAR};
use crate::problem::{Problem, Refusal};
use giaouoc_core::json;
use giaouoc_core::pact::PactId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use utoipa::ToSchema;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A shape to begin drafts with.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateAnswer {
    /// Its number.
    number: u64,
    /// As the organiser calls it.
    name: String,
    /// Who saved it.
    author: String,
    /// When.
    saved: String,
    /// The document, without what is of one pact alone.
    #[schema(value_type = Object)]
    document: Value,
}

/// A template that is to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateBody {
    /// 1 to 200 characters; one of the same name goes.
    name: String,
    /// A document, whole or not.
    #[schema(value_type = Object)]
    document: Value,
}

/// All templates, by name.
pub(crate) fn templates(app: &App) -> Result<Vec<TemplateAnswer>, Problem> {
    let answer = |found: giaouoc_store::office::shelf::Template| {
        Ok(TemplateAnswer {
            number: found.number,
            name: found.name,
            author: found.author,
            saved: found.saved.to_string(),
            document: strict(&found.document)?,
        })
    };
    app.office().templates()?.into_iter().map(answer).collect()
}

/// Keeps a template. What is of one pact alone does not come along: id, times, what it supersedes, annexes, keys.
pub(crate) fn put_template(app: &App, author: &str, body: TemplateBody) -> Result<u64, Problem> {
    let name = line(&body.name, SHARE_LABEL, "/name")?;
    let Value::Object(mut document) = body.document else {
        return Err(Problem::from(Refusal::BodyForm).at("/document"));
    };
    for member in ["id", "created", "supersedes", "closes", "annexes", "format", "language"] {
        document.remove(member);
    }
    if let Some(roster) = document.get_mut("roster").and_then(Value::as_array_mut) {
        roster.iter_mut().filter_map(Value::as_object_mut).for_each(|party| drop(party.remove("key")));
    }
    let bytes = json::canonical(&Value::Object(document))?;
    Ok(app.office().put_template(&name, &bytes, author, app.now())?)
}

/// Removes a template.
pub(crate) fn remove_template(app: &App, number: u64) -> Result<(), Problem> {
    Ok(app.office().remove_template(number)?)
}

/// Puts an opened pact away, or brings it back: lists show it apart, and nothing else changes.
pub(crate) fn archive(app: &App, id: &PactId, away: bool) -> Result<(), Problem> {
    app.ledger().pact_by_id(id)?.ok_or(Refusal::NotFound)?;
    Ok(app.office().archive(id, away, app.now())?)
}

/// The evidence of every pact of a year, with a table of them, as one archive.
pub(crate) fn year(app: &App, year: u64) -> Result<Vec<u8>, Problem> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a year's archive could not be written");
        Problem::from(Refusal::Internal)
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the same evidence gives the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut table = String::from("\u{feff}id,title,group,parties,state,signed,due,digest,evidence\r\n");
    let (mut before, mut count, mut size) = (None, 0usize, 0usize);
    loop {
        let page = app.ledger().pacts(before, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        before = Some(*last);
        for (_, pact) in page {
            if u64::from(pact.period.from.year()) != year {
                continue;
            }
            let name = format!("{}.giaouoc.json", pact.id);
            // An erased opening leaves no evidence to be made.
            let evidence = view::evidence(app, &pact.id).ok();
            let progress = app.sequencer().progress(pact.digest()).ok().flatten();
            let (state, signed) = progress.as_ref().map_or(("erased", 0), |one| (view::word(one), one.signed_count()));
            let cells = [
                pact.id.to_string(),
                pact.title.clone(),
                pact.group.name.clone(),
                pact.roster.parties().len().to_string(),
                state.to_owned(),
                signed.to_string(),
                pact.roster.signer_count().to_string(),
                pact.digest().to_string(),
                evidence.as_ref().map_or_else(String::new, |_| name.clone()),
            ];
            let _ = write!(table, "{}\r\n", cells.map(|cell| csv(&cell)).join(","));
            if let Some(evidence) = evidence {
                (count, size) = (count + 1, size + evidence.len());
                if size > YEAR {
                    return Err(Problem::from(Refusal::TooMany).because(format!("more than {} MiB", YEAR >> 20)));
                }
                zip.start_file(name, options).map_err(|e| failed(&e))?;
                zip.write_all(evidence.as_bytes()).map_err(|e| failed(&e))?;
            }
        }
    }
    if count == 0 {
        return Err(Refusal::NotFound.into());
    }
    for (name, text) in [("policy.txt", app.policy_text()), ("danh-sach.csv", &table)] {
        zip.start_file(name, options).map_err(|e| failed(&e))?;
        zip.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    }
    Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
}

/// A cell (RFC 4180) that no spreadsheet takes for a formula.
fn csv(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
