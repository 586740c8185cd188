//! As much of a PDF as an update needs (ISO 32000-1 §7): its cross-references, and objects as the bytes that stand
//! in the file. No object model: what is copied is copied as it is. Bounded, since the file may be anybody's.

use super::error::SealError;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

const MAX_DEPTH: u8 = 48;
const MAX_ENTRIES: usize = 1 << 20;
const MAX_SECTIONS: usize = 64;
const MAX_INFLATED: u64 = 16 << 20;

/// The place of an object in the file (§7.5.4, §7.5.8).
#[derive(Clone, Copy)]
enum ObjectPlace {
    Free,
    At { offset: usize, generation: u16 },
    In { stream: u32, index: usize },
}

pub(super) struct Document<'p> {
    bytes: &'p [u8],
    places: BTreeMap<u32, ObjectPlace>,
    /// Entries read so far, repeated ones too.
    noted: usize,
    /// The newest trailer, or the dictionary of the newest cross-reference stream.
    pub(super) trailer: &'p [u8],
    /// Offset of the newest cross-reference section.
    pub(super) newest: usize,
    /// True when the newest cross-reference section is a stream.
    pub(super) streams: bool,
}

impl<'p> Document<'p> {
    pub(super) fn read(bytes: &'p [u8]) -> Result<Self, SealError> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(SealError::NotUnderstood("it is no PDF"));
        }
        let document = Self::sections(bytes).ok_or(SealError::NotUnderstood("its cross-references"))?;
        if get(document.trailer, b"Encrypt").is_some() {
            return Err(SealError::NotUnderstood("it is encrypted"));
        }
        Ok(document)
    }

    /// Newest first, along `/Prev`; the newest entry of each object counts (§7.5.6).
    fn sections(bytes: &'p [u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(1024);
        let found = memchr::memmem::rfind(bytes.get(tail..)?, b"startxref")?;
        let mut scan = Scan::at(bytes, tail + found);
        scan.take(b"startxref");
        let newest = usize::try_from(scan.number()?).ok()?;
        let mut document = Self { bytes, places: BTreeMap::new(), noted: 0, trailer: b"", newest, streams: false };
        let mut seen = BTreeSet::new();
        let mut next = Some(newest);
        while let Some(offset) = next {
            if !seen.insert(offset) || seen.len() > MAX_SECTIONS {
                return None;
            }
            let mut scan = Scan::at(bytes, offset);
            let is_table = scan.take(b"xref");
            let trailer = if is_table { document.table(&mut scan)? } else { document.stream_section(offset)? };
            if offset == newest {
                (document.trailer, document.streams) = (trailer, !is_table);
            }
            next = match get(trailer, b"Prev") {
                Some(previous) => Some(number(previous)?),
                None => None,
            };
        }
        Some(document)
    }

    fn table(&mut self, scan: &mut Scan<'p>) -> Option<&'p [u8]> {
        while !scan.take(b"trailer") {
            let first = u32::try_from(scan.number()?).ok()?;
            let count = u32::try_from(scan.number()?).ok()?;
            for n in 0..count {
                let offset = usize::try_from(scan.number()?).ok()?;
                let generation = u16::try_from(scan.number()?).ok()?;
                let place = if scan.take(b"n") { ObjectPlace::At { offset, generation } } else { ObjectPlace::Free };
                if matches!(place, ObjectPlace::Free) && !scan.take(b"f") {
                    return None;
                }
                self.note(first.checked_add(n)?, place)?;
            }
        }
        // A hybrid file (§7.5.8.4) has its objects in two places.
        scan.value().filter(|trailer| get(trailer, b"XRefStm").is_none())
    }

    fn stream_section(&mut self, offset: usize) -> Option<&'p [u8]> {
        let (dictionary, data) = self.stream(offset)?;
        let is_xref = get(dictionary, b"Type") == Some(b"/XRef");
        let widths: Vec<usize> = items(get(dictionary, b"W")?)?.into_iter().map(number).collect::<Option<_>>()?;
        let [kind, second, third] = widths.as_slice() else { return None };
        if !is_xref || widths.iter().any(|&width| width > 8) || widths.iter().all(|&width| width == 0) {
            return None;
        }
        let size = get(dictionary, b"Size")?;
        let index = get(dictionary, b"Index").map_or(Some(vec![b"0".as_slice(), size]), items)?;
        let mut rows = data.as_slice();
        for range in index.chunks_exact(2) {
            let [first, count] = range else { return None };
            let (first, count) = (u32::try_from(number(first)?).ok()?, u32::try_from(number(count)?).ok()?);
            for n in 0..count {
                let kind = if *kind == 0 { 1 } else { field(&mut rows, *kind)? };
                let (second, third) = (field(&mut rows, *second)?, field(&mut rows, *third)?);
                let place = match kind {
                    1 => ObjectPlace::At {
                        offset: usize::try_from(second).ok()?,
                        generation: u16::try_from(third).ok()?,
                    },
                    2 => ObjectPlace::In { stream: u32::try_from(second).ok()?, index: usize::try_from(third).ok()? },
                    _ => ObjectPlace::Free,
                };
                self.note(first.checked_add(n)?, place)?;
            }
        }
        Some(dictionary)
    }

    fn note(&mut self, number: u32, place: ObjectPlace) -> Option<()> {
        self.places.entry(number).or_insert(place);
        self.noted += 1;
        (self.noted <= MAX_ENTRIES).then_some(())
    }

    /// A number that no object has.
    pub(super) fn unused(&self) -> Option<u32> {
        let size = u32::try_from(number(get(self.trailer, b"Size")?)?).ok()?;
        let highest = self.places.last_key_value().map_or(0, |(number, _)| *number);
        Some(size.max(highest.checked_add(1)?))
    }

    pub(super) fn generation(&self, number: u32) -> u16 {
        match self.places.get(&number) {
            Some(ObjectPlace::At { generation, .. }) => *generation,
            _ => 0,
        }
    }

    /// An object's value; of a stream, its dictionary.
    pub(super) fn object(&self, number: u32) -> Option<Vec<u8>> {
        match *self.places.get(&number)? {
            ObjectPlace::Free => None,
            ObjectPlace::At { offset, .. } => {
                let (found, value, _) = indirect(self.bytes, offset)?;
                (found == u64::from(number)).then(|| value.to_vec())
            }
            ObjectPlace::In { stream, index } => {
                let ObjectPlace::At { offset, .. } = *self.places.get(&stream)? else { return None };
                let (dictionary, data) = self.stream(offset)?;
                let first = self.integer(get(dictionary, b"First")?)?;
                let mut head = Scan::at(&data, 0);
                for _ in 0..index.checked_mul(2)? {
                    head.number()?;
                }
                let (found, from) = (head.number()?, usize::try_from(head.number()?).ok()?);
                let value = Scan::at(&data, first.checked_add(from)?).value()?;
                (found == u64::from(number)).then(|| value.to_vec())
            }
        }
    }

    /// The value itself, or what it refers to.
    pub(super) fn resolve(&self, value: &[u8]) -> Option<Vec<u8>> {
        reference(value).map_or_else(|| Some(value.to_vec()), |number| self.object(number))
    }

    fn integer(&self, value: &[u8]) -> Option<usize> {
        // Not through `object`: an object stream whose length is inside it would never end.
        let Some(of) = reference(value) else { return number(value) };
        let ObjectPlace::At { offset, .. } = *self.places.get(&of)? else { return None };
        number(indirect(self.bytes, offset)?.1)
    }

    /// Dictionary and decoded data (§7.3.8) of a stream without filter or with `FlateDecode`.
    fn stream(&self, offset: usize) -> Option<(&'p [u8], Vec<u8>)> {
        let (_, dictionary, mut scan) = indirect(self.bytes, offset)?;
        if !scan.take(b"stream") {
            return None;
        }
        let data = scan.bytes.get(scan.at..)?;
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n"))?;
        let data = data.get(..self.integer(get(dictionary, b"Length")?)?)?;
        let single = |key| match get(dictionary, key) {
            Some(value) if value.starts_with(b"[") => {
                items(value).filter(|all| all.len() < 2).map(|all| all.first().copied())
            }
            value => Some(value),
        };
        let decoded = match single(b"Filter")? {
            None => data.to_vec(),
            Some(b"/FlateDecode") => inflate(data)?,
            Some(_) => return None,
        };
        let parameters = single(b"DecodeParms")?.unwrap_or_default();
        match get(parameters, b"Predictor").map_or(Some(1), number)? {
            1 => Some((dictionary, decoded)),
            10.. => Some((dictionary, unpredict(&decoded, get(parameters, b"Columns").map_or(Some(1), number)?)?)),
            _ => None,
        }
    }
}

fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(data).take(MAX_INFLATED + 1).read_to_end(&mut out).ok()?;
    (out.len() as u64 <= MAX_INFLATED).then_some(out)
}

/// PNG prediction (§7.4.4.4) of rows of bytes: none, left and up.
fn unpredict(data: &[u8], columns: usize) -> Option<Vec<u8>> {
    let mut above = vec![0; Some(columns).filter(|&columns| columns > 0 && columns <= data.len())?];
    let mut out = Vec::with_capacity(data.len());
    for row in data.chunks(columns + 1) {
        let (&filter, row) = row.split_first()?;
        let mut left = 0_u8;
        for (up, &byte) in above.iter_mut().zip(row) {
            let prediction = match filter {
                0 => 0,
                1 => left,
                2 => *up,
                _ => return None,
            };
            left = byte.wrapping_add(prediction);
            *up = left;
        }
        out.extend_from_slice(&above);
    }
    Some(out)
}

fn field(rows: &mut &[u8], width: usize) -> Option<u64> {
    let (head, rest) = rows.split_at_checked(width)?;
    *rows = rest;
    Some(head.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

/// `n g obj` at an offset: n, the value, and what follows it.
fn indirect(bytes: &[u8], offset: usize) -> Option<(u64, &[u8], Scan<'_>)> {
    let mut scan = Scan::at(bytes, offset);
    let number = scan.number()?;
    scan.number()?;
    let value = scan.take(b"obj").then(|| scan.value())??;
    Some((number, value, scan))
}

/// The entries of a dictionary, in their order; a key stands without its `/`.
pub(super) fn entries(dictionary: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut scan = Scan::at(dictionary, 0);
    let mut entries = scan.take(b"<<").then(Vec::new)?;
    while !scan.take(b">>") {
        entries.push((scan.value()?.strip_prefix(b"/")?, scan.value()?));
    }
    Some(entries)
}

pub(super) fn get<'d>(dictionary: &'d [u8], key: &[u8]) -> Option<&'d [u8]> {
    let found = entries(dictionary)?.into_iter().find(|(name, _)| *name == key);
    found.map(|(_, value)| value).filter(|value| *value != b"null")
}

/// The items of an array.
pub(super) fn items(array: &[u8]) -> Option<Vec<&[u8]>> {
    let mut scan = Scan::at(array, 0);
    let mut items = scan.take(b"[").then(Vec::new)?;
    while !scan.take(b"]") {
        items.push(scan.value()?);
    }
    Some(items)
}

/// The object that `n g R` means.
pub(super) fn reference(value: &[u8]) -> Option<u32> {
    let mut scan = Scan::at(value, 0);
    let number = u32::try_from(scan.number()?).ok()?;
    scan.number()?;
    scan.take(b"R").then_some(number)
}

fn number(value: &[u8]) -> Option<usize> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// Lexical rules of §7.2 and §7.3, only to know where a value ends.
struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Scan<'b> {
    fn at(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn skip(&mut self, more: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|&byte| !more(byte)).unwrap_or(rest.len());
    }

    /// White space and comments.
    fn space(&mut self) {
        loop {
            self.skip(|byte| matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' '));
            if self.bytes.get(self.at) != Some(&b'%') {
                return;
            }
            self.skip(|byte| !matches!(byte, b'\r' | b'\n'));
        }
    }

    fn take(&mut self, what: &[u8]) -> bool {
        self.space();
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(what));
        self.at += if found { what.len() } else { 0 };
        found
    }

    /// Regular characters.
    fn word(&mut self) -> &'b [u8] {
        let from = self.at;
        self.skip(|byte| {
            !matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ') && !b"()<>[]{}/%".contains(&byte)
        });
        self.bytes.get(from..self.at).unwrap_or_default()
    }

    fn number(&mut self) -> Option<u64> {
        self.space();
        std::str::from_utf8(self.word()).ok()?.parse().ok()
    }

    fn value(&mut self) -> Option<&'b [u8]> {
        self.nested(MAX_DEPTH)
    }

    fn nested(&mut self, depth: u8) -> Option<&'b [u8]> {
        let depth = depth.checked_sub(1)?;
        self.space();
        let from = self.at;
        if self.take(b"<<") {
            while !self.take(b">>") {
                self.nested(depth)?;
            }
        } else if self.take(b"[") {
            while !self.take(b"]") {
                self.nested(depth)?;
            }
        } else if self.take(b"<") {
            self.skip(|byte| byte != b'>');
            self.take(b">").then_some(())?;
        } else if self.take(b"(") {
            self.literal()?;
        } else if self.take(b"/") {
            self.word();
        } else {
            let word = self.word();
            let end = self.at;
            let is_number = !word.is_empty() && word.iter().all(u8::is_ascii_digit);
            if !(is_number && self.number().is_some() && self.reference_mark()) {
                self.at = end;
            }
        }
        self.bytes.get(from..self.at).filter(|value| !value.is_empty())
    }

    fn reference_mark(&mut self) -> bool {
        self.space();
        self.word() == b"R"
    }

    /// The rest of a literal string (§7.3.4.2).
    fn literal(&mut self) -> Option<()> {
        let mut open = 1_usize;
        while open > 0 {
            match self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Some(())
    }
}
