//! The organiser's own things: templates, the archive, and a year's evidence in one file.

use crate::caller::Organiser;
use crate::input::{MAX_LABEL, line};
use crate::json::strict;
use crate::pact_list::MAX_PAGE;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::view;
use giaouoc_core::json;
use giaouoc_core::pact::{Pact, PactId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use utoipa::ToSchema;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Most bytes of evidence in the archive of a year.
const MAX_YEAR: usize = 256 * 1024 * 1024;

/// A shape to begin drafts with.
#[derive(Serialize, ToSchema)]
pub struct TemplateAnswer {
    /// Its number.
    number: u64,
    /// As the organiser calls it.
    name: String,
    /// The person who saved it.
    author: String,
    /// Its time.
    saved: String,
    /// The document, without what is of one pact alone.
    #[schema(value_type = Object)]
    document: Value,
}

/// A template that is to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateBody {
    /// 1 to 200 characters; one of the same name goes.
    name: String,
    /// A document, whole or not.
    #[schema(value_type = Object)]
    document: Value,
}

/// All templates, by name.
///
/// # Errors
/// The errors of the store.
pub fn templates(service: &Service, _: &Organiser) -> Result<Vec<TemplateAnswer>, Refused> {
    let answer = |found: giaouoc_store::workspace::templates_and_archive::Template| {
        Ok(TemplateAnswer {
            number: found.number,
            name: found.name,
            author: found.author,
            saved: found.saved.to_string(),
            document: strict(&found.document)?,
        })
    };
    service.workspace().templates()?.into_iter().map(answer).collect()
}

/// Keeps a template. Members that belong to one pact alone are left out: id, times, what it supersedes, annexes,
/// keys.
///
/// # Errors
/// Codes of the text rule at `/name`, [`Refusal::BodyForm`] at `/document`, [`Refusal::TooMany`].
pub fn put_template(service: &Service, author: &Organiser, body: TemplateBody) -> Result<u64, Refused> {
    let name = line(&body.name, MAX_LABEL, "/name")?;
    let Value::Object(mut document) = body.document else {
        return Err(Refused::from(Refusal::BodyForm).at("/document"));
    };
    for member in ["id", "created", "supersedes", "closes", "annexes", "format", "language"] {
        document.remove(member);
    }
    if let Some(roster) = document.get_mut("roster").and_then(Value::as_array_mut) {
        roster.iter_mut().filter_map(Value::as_object_mut).for_each(|party| drop(party.remove("key")));
    }
    let bytes = json::canonical(&Value::Object(document))?;
    Ok(service.workspace().put_template(&name, &bytes, author.name(), service.now())?)
}

/// Removes a template by its number.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn remove_template(service: &Service, _: &Organiser, number: u64) -> Result<(), Refused> {
    Ok(service.workspace().remove_template(number)?)
}

/// Puts an opened pact away, or brings it back. Lists show it apart, and nothing else changes.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn archive(service: &Service, _: &Organiser, id: &PactId, away: bool) -> Result<(), Refused> {
    service.sequencer().pact(id)?.ok_or(Refusal::NotFound)?;
    Ok(service.workspace().archive(id, away, service.now())?)
}

/// The evidence of every pact whose period begins in a year, with a table of them, as one ZIP archive.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none, [`Refusal::TooMany`] beyond 256 MiB.
pub fn year(service: &Service, _: &Organiser, year: u64) -> Result<Vec<u8>, Refused> {
    let mut archive = YearArchive::new();
    let mut before = None;
    loop {
        let page = service.ledger().pacts(before, MAX_PAGE)?;
        let Some((last, _)) = page.last() else { break };
        before = Some(*last);
        let of_year = |pact: &Pact| u64::from(pact.period.from.year()) == year;
        page.iter().filter(|(_, pact)| of_year(pact)).try_for_each(|(_, pact)| archive.add_pact(service, pact))?;
    }
    archive.finish(service.policy_text())
}

/// The archive of a year while it is written.
struct YearArchive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    table: String,
    count: usize,
    size: usize,
}

impl YearArchive {
    fn new() -> Self {
        let table = String::from("\u{feff}id,title,group,parties,state,signed,due,digest,evidence\r\n");
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), table, count: 0, size: 0 }
    }

    /// Adds a line of the table, and the evidence. An erased opening leaves no evidence to be made, and no state to
    /// tell.
    fn add_pact(&mut self, service: &Service, pact: &Pact) -> Result<(), Refused> {
        let name = format!("{}.giaouoc.json", pact.id);
        let evidence = view::evidence(service, &pact.id).ok();
        let progress = service.sequencer().progress(pact.digest()).ok().flatten();
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
        let _ = write!(self.table, "{}\r\n", cells.map(|cell| csv(&cell)).join(","));
        let Some(evidence) = evidence else { return Ok(()) };
        (self.count, self.size) = (self.count + 1, self.size + evidence.len());
        if self.size > MAX_YEAR {
            return Err(Refused::from(Refusal::TooMany).because(format!("more than {} MiB", MAX_YEAR >> 20)));
        }
        self.add_file(&name, &evidence)
    }

    fn add_file(&mut self, name: &str, text: &str) -> Result<(), Refused> {
        // No clock: the same evidence gives the same bytes.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        self.zip.start_file(name, options).map_err(|e| failed(&e))?;
        self.zip.write_all(text.as_bytes()).map_err(|e| failed(&e))
    }

    fn finish(mut self, policy: &str) -> Result<Vec<u8>, Refused> {
        if self.count == 0 {
            return Err(Refusal::NotFound.into());
        }
        self.add_file("policy.txt", policy)?;
        let table = std::mem::take(&mut self.table);
        self.add_file("danh-sach.csv", &table)?;
        Ok(self.zip.finish().map_err(|e| failed(&e))?.into_inner())
    }
}

fn failed(error: &dyn std::fmt::Display) -> Refused {
    tracing::error!(%error, "a year's archive could not be written");
    Refusal::Internal.into()
}

/// A cell (RFC 4180) that no spreadsheet takes for a formula.
fn csv(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
