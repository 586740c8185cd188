//! The archive around a word processor's file, and what is refused before anything of it is unpacked.

use crate::error::{FileRefusal, RefusedFile};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most files in an archive.
const MAX_FILES: usize = 2_000;
/// Most bytes of one part of text, unpacked.
const MAX_PART: u64 = 24 * 1024 * 1024;
/// Most bytes of all files that an archive declares, unpacked.
const MAX_TOTAL: u64 = 200 * 1024 * 1024;
/// Most bytes of a picture, and most points.
const MAX_PICTURE: u64 = 20 * 1024 * 1024;
const MAX_POINTS: usize = 100_000_000;
/// Most bytes of a picture that are read to learn its size.
const PICTURE_HEAD: u64 = 256 * 1024;
/// Most headers, footers and parts of notes that are read.
const MAX_BESIDE: usize = 40;

pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// Bytes of text that may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, RefusedFile> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > MAX_FILES {
            return Err(RefusedFile::new(FileRefusal::Bomb).because(format!("{} files", zip.len())));
        }
        let mut archive = Self { zip, names: Vec::new(), left: MAX_PART * 2 };
        archive.look_over()?;
        Ok(archive)
    }

    fn look_over(&mut self) -> Result<(), RefusedFile> {
        let mut total = 0u64;
        for i in 0..self.zip.len() {
            let file = self.zip.by_index_raw(i).map_err(broken)?;
            if file.encrypted() {
                return Err(RefusedFile::new(FileRefusal::OldWord).because("encrypted"));
            }
            total = total.saturating_add(file.size());
            let (name, size) = (file.name().map_err(broken)?.into_owned(), file.size());
            drop(file);
            let lower = name.to_lowercase();
            if lower.ends_with("vbaproject.bin") || lower.ends_with("vbadata.xml") {
                return Err(RefusedFile::new(FileRefusal::Macros).because(name));
            }
            if lower.starts_with("word/media/") {
                self.must_be_small(i, &name, size)?;
            }
            self.names.push(name);
        }
        if total > MAX_TOTAL {
            return Err(RefusedFile::new(FileRefusal::Bomb).because(format!("{total} bytes")));
        }
        let types = self.read("[Content_Types].xml")?.unwrap_or_default();
        if String::from_utf8_lossy(&types).to_lowercase().contains("macroenabled") {
            return Err(RefusedFile::new(FileRefusal::Macros).because("its content type"));
        }
        Ok(())
    }

    fn must_be_small(&mut self, index: usize, name: &str, size: u64) -> Result<(), RefusedFile> {
        if size > MAX_PICTURE {
            return Err(RefusedFile::new(FileRefusal::Picture).because(format!("{name}, {size} bytes")));
        }
        let mut head = Vec::new();
        let file = self.zip.by_index(index).map_err(broken)?;
        // A picture that cannot be unpacked is none that anybody will see: it is left out in any case.
        let _ = file.take(PICTURE_HEAD).read_to_end(&mut head);
        match imagesize::blob_size(&head) {
            Ok(size) if size.width.saturating_mul(size.height) > MAX_POINTS => {
                Err(RefusedFile::new(FileRefusal::Picture)
                    .because(format!("{name}, {} × {} points", size.width, size.height)))
            }
            _ => Ok(()),
        }
    }

    /// A part, unpacked.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, RefusedFile> {
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(error)),
        };
        // What an archive says of its sizes is what a bomb lies about.
        let most = MAX_PART.min(self.left);
        let mut bytes = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| RefusedFile::new(FileRefusal::NoDocx).because(e.to_string()))?;
        let read = bytes.len() as u64;
        if read > most {
            return Err(RefusedFile::new(FileRefusal::Bomb).because(name));
        }
        self.left -= read;
        Ok(Some(bytes))
    }

    /// Parts of text beside the document, and whether each stands at the edge of every page.
    pub(super) fn beside(&self) -> Vec<(String, bool)> {
        let part = |name: &String| {
            let file = name.strip_prefix("word/")?.strip_suffix(".xml")?;
            let edge = file.starts_with("header") || file.starts_with("footer");
            (edge || file == "footnotes" || file == "endnotes").then(|| (name.clone(), edge))
        };
        self.names.iter().filter_map(part).take(MAX_BESIDE).collect()
    }

    /// The kinds of the archive's parts that are no text: pictures, objects, comments; one entry a part.
    pub(super) fn dropped(&self) -> Vec<&'static str> {
        let kind = |name: &String| match name.strip_prefix("word/")? {
            rest if rest.starts_with("media/") => Some("picture"),
            rest if rest.starts_with("embeddings/") || rest.starts_with("activeX/") => Some("object"),
            "comments.xml" => Some("comment"),
            _ => None,
        };
        self.names.iter().filter_map(kind).collect()
    }
}

fn broken(error: zip::result::ZipError) -> RefusedFile {
    RefusedFile::new(FileRefusal::NoDocx).because(error.to_string())
}
