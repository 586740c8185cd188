//! The incremental update (ISO 32000-1 §7.5.6) that adds one invisible signature field (§12.7.4.5) and its signature
//! dictionary (§12.8.1) behind a PDF whose own bytes stay as they are.

use super::error::SealError;
use super::reader::{Document, entries, get, items, reference};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The bytes that end the signature dictionary, right behind its `/Contents`.
const END_OF_OBJECT: &[u8] = b">>\nendobj\n";
const CONTENTS: &str = "/Contents";

/// The updated PDF, in which the signature's value is still missing.
pub(super) struct Update {
    bytes: Vec<u8>,
    /// The range of the value of `/Contents` with its `<` and `>`, the only bytes that the signature does not cover.
    hole: Range<usize>,
}

impl Update {
    /// The two ranges of bytes that `/ByteRange` names (§12.8.1, table 252): all but the signature's value.
    pub(super) fn covered(&self) -> [&[u8]; 2] {
        let Range { start, end } = self.hole;
        [self.bytes.get(..start).unwrap_or_default(), self.bytes.get(end..).unwrap_or_default()]
    }

    /// Writes the signature into the space kept for it, with zeros behind it.
    pub(super) fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, SealError> {
        let hole = self.bytes.get_mut(self.hole).unwrap_or_default();
        if signature.len() * 2 + 2 > hole.len() {
            return Err(SealError::TooLarge("the signature"));
        }
        overwrite(hole, format!("<{}", hex(signature)).as_bytes());
        Ok(self.bytes)
    }
}

/// Prepares the update but for the signature, for which `room` bytes are kept.
pub(super) fn prepare(pdf: &[u8], date: &str, reason: &str, room: usize) -> Result<Update, SealError> {
    let document = Document::read(pdf)?;
    let objects = Objects::of(&document).ok_or(SealError::NotUnderstood("its catalog or first page"))?;
    let mut update = Writer::behind(pdf);
    let signature = objects.write(&document, &mut update).ok_or(SealError::NotUnderstood("its page or its form"))?;
    let reason = if reason.is_empty() { String::new() } else { format!("/Reason{}", text(reason)) };
    let value = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({date}){reason}/ByteRange{}{CONTENTS}<{}>>>",
        byte_range([0; 3]),
        "00".repeat(room),
    );
    update.put((signature, 0), value.as_bytes());
    let end = update.bytes.len().saturating_sub(END_OF_OBJECT.len());
    let hole = end.saturating_sub(room * 2 + 2)..end;
    update.close(&document).ok_or(SealError::NotUnderstood("its trailer"))?;
    let mut bytes = update.bytes;
    let range = byte_range([hole.start, hole.end, bytes.len().saturating_sub(hole.end)]);
    let at = hole.start.saturating_sub(CONTENTS.len() + range.len());
    overwrite(bytes.get_mut(at..).unwrap_or_default(), range.as_bytes());
    Ok(Update { bytes, hole })
}

/// The objects that the update changes, as they stand in the original.
struct Objects {
    catalog: (u32, Vec<u8>),
    page: (u32, Vec<u8>),
}

impl Objects {
    fn of(document: &Document<'_>) -> Option<Self> {
        let root = reference(get(document.trailer, b"Root")?)?;
        let catalog = document.object(root)?;
        let mut number = reference(get(&catalog, b"Pages")?)?;
        for _ in 0..64 {
            let node = document.object(number)?;
            match get(&node, b"Kids") {
                None => return Some(Self { catalog: (root, catalog), page: (number, node) }),
                Some(kids) => number = reference(items(&document.resolve(kids)?)?.first()?)?,
            }
        }
        None
    }

    /// The field that is its own widget, its page, the form, the catalog. Returns the number for the signature.
    fn write(&self, document: &Document<'_>, update: &mut Writer) -> Option<u32> {
        let (root, catalog) = &self.catalog;
        let (page, of_page) = &self.page;
        // A certified document may allow no change (§12.8.2.2).
        if get(catalog, b"Perms").is_some() {
            return None;
        }
        let signature = document.unused()?;
        let (field, appearance) = (signature.checked_add(1)?, signature.checked_add(2)?);
        let refer = |number: u32| format!("{number} {} R", document.generation(number));
        let form = get(catalog, b"AcroForm");
        let old_form = form.and_then(reference);
        let new_form = old_form.map_or_else(|| signature.checked_add(3), Some)?;

        let nothing = "<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>/Length 0>>\nstream\n\nendstream";
        update.put((appearance, 0), nothing.as_bytes());
        // F: Print and Locked (§12.5.3), which PDF/A asks for (ISO 19005-3 §6.3.2), as it does for an appearance.
        let widget = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal {field})/V {signature} 0 R/P {}/Rect[0 0 0 0]/F 132\
             /AP<</N {appearance} 0 R>>>>",
            refer(*page)
        );
        update.put((field, 0), widget.as_bytes());
        let with_field = |array: Option<&[u8]>| {
            let array = document.resolve(array.unwrap_or(b"[]"))?;
            Some(
                [array.strip_suffix(b"]").filter(|_| array.starts_with(b"["))?, format!(" {field} 0 R]").as_bytes()]
                    .concat(),
            )
        };
        let annotations = with_field(get(of_page, b"Annots"))?;
        update.put((*page, document.generation(*page)), &with(of_page, &[(b"Annots", annotations)])?);
        let of_form = document.resolve(form.unwrap_or(b"<<>>"))?;
        let fields = with_field(get(&of_form, b"Fields"))?;
        let of_form = with(&of_form, &[(b"Fields", fields), (b"SigFlags", b"3".to_vec())])?;
        update.put((new_form, document.generation(new_form)), &of_form);
        let mut changes: Vec<(&[u8], Vec<u8>)> = Vec::new();
        if old_form.is_none() {
            changes.push((b"AcroForm", refer(new_form).into_bytes()));
        }
        // The sub-filter is an extension of PDF 1.7 (ISO 32000-1 §7.12), named as ETSI does.
        if get(catalog, b"Extensions").is_none() {
            changes.push((b"Extensions", b"<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>".to_vec()));
        }
        if !changes.is_empty() {
            update.put((*root, document.generation(*root)), &with(catalog, &changes)?);
        }
        Some(signature)
    }
}

/// A dictionary with other values for these keys.
fn with(dictionary: &[u8], changes: &[(&[u8], Vec<u8>)]) -> Option<Vec<u8>> {
    let mut out = b"<<".to_vec();
    let kept = entries(dictionary)?.into_iter().filter(|(key, _)| changes.iter().all(|(changed, _)| changed != key));
    for (key, value) in kept.chain(changes.iter().map(|(key, value)| (*key, value.as_slice()))) {
        out.extend([b"/", key, b" ", value].concat());
    }
    out.extend(b">>");
    Some(out)
}

struct Writer {
    bytes: Vec<u8>,
    /// Offset and generation of what is new.
    places: BTreeMap<u32, (usize, u16)>,
}

impl Writer {
    fn behind(pdf: &[u8]) -> Self {
        let mut bytes = pdf.to_vec();
        if !pdf.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        Self { bytes, places: BTreeMap::new() }
    }

    fn put(&mut self, (number, generation): (u32, u16), value: &[u8]) {
        self.places.insert(number, (self.bytes.len(), generation));
        self.bytes.extend(format!("{number} {generation} obj\n").bytes());
        self.bytes.extend([value, b"\nendobj\n"].concat());
    }

    /// Cross-references in the form of the original: a table (§7.5.4) with its trailer (§7.5.5), or a stream (§7.5.8).
    fn close(&mut self, document: &Document<'_>) -> Option<()> {
        let at = self.bytes.len();
        let free = document.unused()?.max(self.places.last_key_value()?.0.checked_add(1)?);
        let size = if document.streams { free.checked_add(1)? } else { free };
        let trailer = format!("/Size {size}/Prev {}", document.newest);
        let mut trailer = trailer.into_bytes();
        for key in [b"Root".as_slice(), b"Info"] {
            if let Some(value) = get(document.trailer, key) {
                trailer.extend([b"/", key, b" ", value].concat());
            }
        }
        // The first identifier stays, the second is of this state of the file (§14.4).
        let identifier = format!("<{}>", hex(Sha256::digest(&self.bytes).get(..16)?));
        let old = get(document.trailer, b"ID").and_then(|ids| document.resolve(ids));
        let first = old.as_deref().and_then(items).and_then(|ids| ids.first().map(|first| first.to_vec()));
        trailer
            .extend([b"/ID[", first.as_deref().unwrap_or(identifier.as_bytes()), identifier.as_bytes(), b"]"].concat());
        if document.streams {
            self.places.insert(free, (at, 0));
            let (mut index, mut rows) = (String::new(), Vec::new());
            for (number, (offset, generation)) in &self.places {
                let _ = write!(index, " {number} 1");
                rows.push(1);
                rows.extend(u32::try_from(*offset).ok()?.to_be_bytes());
                rows.extend(generation.to_be_bytes());
            }
            let head = format!("<</Type/XRef/W[1 4 2]/Index[{}]/Length {}", index.trim_start(), rows.len());
            let value = [head.as_bytes(), &trailer, b">>\nstream\n", &rows, b"\nendstream"].concat();
            self.put((free, 0), &value);
        } else {
            let mut table = "xref\n".to_owned();
            for (number, (offset, generation)) in &self.places {
                let _ = write!(table, "{number} 1\n{offset:010} {generation:05} n \n");
            }
            self.bytes.extend([table.as_bytes(), b"trailer\n<<", &trailer, b">>\n"].concat());
        }
        self.bytes.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        Some(())
    }
}

/// Always as long, since it is written before its numbers are known.
fn byte_range([start, end, rest]: [usize; 3]) -> String {
    format!("[0 {start:<10} {end:<10} {rest:<10}]")
}

fn overwrite(target: &mut [u8], new: &[u8]) {
    target.iter_mut().zip(new).for_each(|(target, new)| *target = *new);
}

/// A text string (§7.9.2.2): UTF-16BE with its mark, in hexadecimal.
fn text(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    format!("<FEFF{}>", hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}
