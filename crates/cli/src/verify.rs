//! `verify`: the report for people, or as JSON.

use crate::args::VerifyArgs;
use crate::failure::{self, Failure};
use crate::files;
use giaouoc_core::report::{AnnexesAtHand, Report, SignerFacts, Status, StepReport, Verdict};
use giaouoc_core::time::{Time, VIETNAM};
use giaouoc_core::verify::SAMPLE_KEYS;
use giaouoc_core::words::value_of;
use giaouoc_core::{Digest, Language};
use giaouoc_paper::intake::verify_all;
use giaouoc_sandbox::reading;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Verifies each file; the worst verdict is the exit code.
pub(crate) fn verify(args: &VerifyArgs, language: Language) -> Result<u8, Failure> {
    let policy = args.policy.as_deref().map(files::read_policy).transpose().map_err(Failure::into_usage)?;
    let annexes = annexes(&args.annexes).map_err(Failure::into_usage)?;
    let mut worst = 0;
    let bytes = args.files.iter().map(|file| files::read(file)).collect::<Result<Vec<_>, _>>();
    let bytes = bytes.map_err(Failure::into_usage)?;
    let all: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    let reports = verify_all(&all, policy.as_ref(), &annexes, reading::read_codes);
    for (places, report) in &reports {
        worst = worst.max(report.verdict.exit_code());
        let text = if args.json {
            serde_json::to_string(report).map_err(Failure::io("JSON"))? + "\n"
        } else {
            // Photos of one sheet are judged together: all their names stand before the report.
            let names = places.iter().filter_map(|at| args.files.get(*at)).map(|file| file.display().to_string());
            let several = reports.len() > 1;
            let name = if several { names.collect::<Vec<_>>().join(", ") + ": " } else { String::new() };
            name + &human(report, language, Paint::detect(), args.quiet)
        };
        files::print(text.as_bytes())?;
    }
    Ok(worst)
}

fn annexes(paths: &[PathBuf]) -> Result<AnnexesAtHand, Failure> {
    let digest = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| Failure::usage("--annex"))?;
        Ok((name.to_owned(), Digest::of(files::read(path)?)))
    };
    paths.iter().map(digest).collect()
}

/// The report for people.
pub(crate) fn human(report: &Report, language: Language, paint: Paint, quiet: bool) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}", verdict_line(report, language, paint));
    if quiet {
        return out;
    }
    for warning in report.warnings.iter().filter(|w| w.code == SAMPLE_KEYS) {
        let _ = writeln!(out, "{}", paint.bold(language.pick(&warning.vi, &warning.en)));
    }
    if let Some(pact) = &report.pact {
        let number = language.pick("Số đối chiếu", "Number");
        let digest = language.pick("Mã băm", "Digest");
        let _ =
            writeln!(out, "\n{} – {}\n{digest}: {}\n{number}: {}", pact.title, pact.group, pact.digest, pact.number);
    }
    if let Some(checkpoint) = &report.checkpoint {
        let (ledger, entries) = language.pick(("Sổ ghi nhận", "mục ghi"), ("Ledger", "entries"));
        let _ = writeln!(out, "{ledger}: {}, {} {entries}", failure::plain(&checkpoint.origin), checkpoint.size);
    }
    let _ = writeln!(out);
    for step in &report.steps {
        step_lines(&mut out, step, language, paint);
    }
    if !report.signers.is_empty() {
        let _ = writeln!(out, "\n{}", language.pick("Người ký:", "Signers:"));
        for (i, signer) in report.signers.iter().enumerate() {
            signer_line(&mut out, i + 1, report.due, signer, language);
        }
    }
    other_lines(&mut out, report, language);
    for warning in report.warnings.iter().filter(|w| w.code != SAMPLE_KEYS) {
        let _ = writeln!(out, "! {}", language.pick(&warning.vi, &warning.en));
    }
    out
}

fn verdict_line(report: &Report, language: Language, paint: Paint) -> String {
    // Shape and words beside the colour: nobody depends on seeing it.
    let title = report.verdict.title(language);
    let line = report.line(language);
    let text = format!("{} {title} ({}): {line}", mark(report.verdict), verdict_word(report));
    match report.verdict {
        Verdict::Valid => paint.green(&text),
        Verdict::Incomplete | Verdict::Untrusted => paint.yellow(&text),
        Verdict::Invalid => paint.red(&text),
    }
}

/// The specification's own words, the same in every language: `valid 7/7`, `incomplete k-of-n`, `invalid step 7`.
fn verdict_word(report: &Report) -> String {
    let word = report.verdict.as_str();
    match (report.verdict, report.reason, report.deciding()) {
        (Verdict::Valid, _, _) => format!("{word} {}/{}", report.signed, report.due),
        (_, Some(reason), _) => format!("{word} {}", reason.as_str()),
        (_, _, Some(step)) => format!("{word} step {}", step.step.number()),
        _ => word.to_owned(),
    }
}

fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Valid => '✔',
        Verdict::Incomplete => '…',
        Verdict::Invalid => '✘',
        Verdict::Untrusted => '?',
    }
}

fn step_lines(out: &mut String, step: &StepReport, language: Language, paint: Paint) {
    let sign = match step.status {
        Status::Passed => paint.green("✔"),
        Status::Failed(_) => paint.red("✘"),
        Status::Untrusted(_) => paint.yellow("?"),
        Status::NotChecked => "–".to_owned(),
    };
    let word = step.status.word(language);
    let _ = writeln!(out, "{:>2} {sign} {}: {word}", step.step.number(), step.step.title(language));
    if let Some(error) = step.status.error() {
        let _ = writeln!(out, "     {}", failure::core(error, language));
    }
    for (what, index) in &step.unchecked {
        let not = language.pick("chưa kiểm tra được", "not checked");
        let record = language.pick("mục ghi", "record");
        let _ = writeln!(out, "     – {record} {index}: {not}: {}", what.words(language));
    }
}

fn signer_line(out: &mut String, k: usize, n: usize, signer: &SignerFacts, language: Language) {
    let holder = signer.holder.as_deref().or(signer.representative.as_deref()).unwrap_or("…");
    let _ = write!(out, "{k:>3}/{n}  {} – {holder}", signer.unit);
    let method = signer.method.and_then(|word| value_of(&giaouoc_core::record::Method::WORDS, word));
    let capacity = signer.capacity.and_then(|word| value_of(&giaouoc_core::record::Capacity::WORDS, word));
    if let (Some(method), Some(capacity)) = (method, capacity) {
        let _ = write!(out, " ({}, {})", capacity.words(language), method.words(language));
    }
    match &signer.signature {
        Some(signature) => {
            let time = claimed(&signature.time, language);
            let (at, record, number) = language.pick(("ký lúc", "mục ghi", "số"), ("signed at", "record", "number"));
            let index = signature.index.map(|index| format!(", {record} {index}")).unwrap_or_default();
            let _ = writeln!(out, "; {at} {time}{index}, {number} {}", signature.number);
        }
        None => {
            let state = match signer.state {
                "declined" => language.pick("từ chối ký", "declined"),
                "revoked" => language.pick("khóa đã bị thu hồi, chưa ký", "key revoked, has not signed"),
                "enrolled" => language.pick("đã đăng ký khóa, chưa ký", "enrolled, has not signed"),
                "unknown" => language.pick(
                    "chưa kiểm tra được (chữ ký có thể nằm trong phần đã xóa)",
                    "not checked (a signature may be among what was erased)",
                ),
                _ => language.pick("chưa ký", "has not signed"),
            };
            let _ = writeln!(out, "; {state}");
        }
    }
}

/// A claimed time, at Vietnam's.
fn claimed(time: &str, language: Language) -> String {
    match Time::parse(time) {
        Ok(time) => language.pick(time.vi(VIETNAM) + " (giờ Việt Nam)", time.to_string()),
        Err(_) => time.to_owned(),
    }
}

/// Declines, revocations, withdrawal, erasures.
fn other_lines(out: &mut String, report: &Report, language: Language) {
    for other in &report.others {
        let kind = match other.kind {
            "decline" => language.pick("Từ chối ký", "Decline"),
            "revocation" => language.pick("Thu hồi khóa", "Revocation"),
            _ => language.pick("Rút bản giao ước", "Withdrawal"),
        };
        let (record, time) = (language.pick("mục ghi", "record"), claimed(&other.time, language));
        let party = other.party.as_deref().map(|party| format!(", {party}")).unwrap_or_default();
        let reason = other.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let _ = writeln!(out, "! {kind} ({record} {}{party}, {time}){reason}", other.index);
    }
    if !report.erased.is_empty() {
        let indices = report.erased.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "! {}: {indices}", language.pick("Mục ghi đã được xóa", "Erased records"));
    }
}

/// Colour, on a terminal only.
#[derive(Clone, Copy)]
pub(crate) struct Paint(bool);

impl Paint {
    /// On, where standard output is a terminal and `NO_COLOR` is not set.
    pub(crate) fn detect() -> Self {
        Self(std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()))
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }
}
