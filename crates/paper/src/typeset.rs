//! Typesetting: a template and its files become a PDF. Typst sees the files that it is given here, and nothing else: no
//! disk, no network, no package, no clock. Data go in as JSON, never as markup.

use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The reasons for which typesetting fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypesetError {
    /// The template does not compile, or fails with these data; each line is one message with its place.
    #[error("the template cannot be printed: {0}")]
    Template(String),
    /// A font or setting that is built into the program is broken.
    #[error("typesetting cannot be set up: {0}")]
    Setup(&'static str),
}

/// A document to typeset: template, files, identifier and date.
pub(crate) struct Job {
    /// The template, in Typst's language.
    pub(crate) template: String,
    /// Files that the template may read, by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Identifier of the document; the same for the same content, so that the bytes are the same.
    pub(crate) identifier: String,
    /// Date of the document, in UTC: year, month, day, hour, minute, second. No clock is asked.
    pub(crate) date: (i32, u8, u8, u8, u8, u8),
}

/// Liberation Serif 2 (SIL OFL 1.1): it has the widths of Times New Roman, and all Vietnamese letters.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 3] = [
        include_bytes!("../fonts/LiberationSerif-Regular.ttf"),
        include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
        include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
    ];
    files.into_iter().filter_map(|file| Font::new(Bytes::new(file), 0)).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// True when the fonts have a glyph for this character. Any other is printed as [`SUBSTITUTE`].
fn can_print(c: char) -> bool {
    c == '\n' || FONTS.first().is_some_and(|font| font.info().coverage.contains(u32::from(c)))
}

/// The character printed for one that the fonts lack.
const SUBSTITUTE: char = '□';

/// Prepares data for a template. Characters that the fonts lack become [`SUBSTITUTE`], and `substituted` counts them,
/// so that the template can say so.
pub(crate) fn printable(mut data: Value) -> Value {
    let mut lacking = 0;
    substitute(&mut data, &mut lacking);
    if let Some(members) = data.as_object_mut() {
        members.insert("substituted".to_owned(), json!(lacking));
    }
    data
}

fn substitute(value: &mut Value, lacking: &mut usize) {
    match value {
        Value::String(text) if !text.chars().all(can_print) => {
            let shown = |c: char| if can_print(c) { c } else { SUBSTITUTE };
            *lacking += text.chars().filter(|c| !can_print(*c)).count();
            *text = text.chars().map(shown).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| substitute(item, lacking)),
        Value::Object(members) => members.values_mut().for_each(|member| substitute(member, lacking)),
        _ => {}
    }
}

struct TypesetWorld {
    main: FileId,
    source: Source,
    files: HashMap<FileId, Bytes>,
}

fn id(name: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(name).map_err(|_| TypesetError::Setup("a file's name"))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for TypesetWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Typesets a job as PDF/A-3a, tagged, checked by the exporter's own validator.
///
/// # Errors
/// [`TypesetError::Template`] with the compiler's messages.
pub(crate) fn print(job: Job) -> Result<Vec<u8>, TypesetError> {
    let main = id("main.typ")?;
    let files = job.files.into_iter().map(|(name, bytes)| Ok((id(&name)?, Bytes::new(bytes))));
    let world = TypesetWorld {
        main,
        source: Source::new(main, job.template),
        files: files.collect::<Result<_, TypesetError>>()?,
    };
    let told = |errors: &[SourceDiagnostic]| TypesetError::Template(messages(&world, errors));
    let document: PagedDocument = typst::compile(&world).output.map_err(|errors| told(&errors))?;
    let (year, month, day, hour, minute, second) = job.date;
    let date = Datetime::from_ymd_hms(year, month, day, hour, minute, second);
    let options = PdfOptions {
        ident: Smart::Custom(job.identifier),
        creator: Smart::Custom(Some("giaouoc".to_owned())),
        timestamp: date.map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::A_3a]).map_err(|_| TypesetError::Setup("PDF/A-3a"))?,
        tagged: true,
        pretty: false,
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| told(&errors));
    // Evict the compiler's cache: documents share nothing.
    typst::comemo::evict(3);
    pdf
}

fn messages(world: &TypesetWorld, errors: &[SourceDiagnostic]) -> String {
    use typst::WorldExt as _;
    let line = |error: &SourceDiagnostic| {
        let at = world.range(error.span).and_then(|range| world.source.lines().byte_to_line(range.start));
        let place = at.map(|line| format!("line {}: ", line + 1)).unwrap_or_default();
        let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{place}{}{hints}", error.message)
    };
    errors.iter().take(8).map(line).collect::<Vec<_>>().join("; ")
}
