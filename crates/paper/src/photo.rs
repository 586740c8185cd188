//! QR codes on a photo of the page.

use giaouoc_core::error::{Code, CoreError};
use image::{GrayImage, ImageFormat, ImageReader, Limits, imageops};
use rxing::common::{DetectorRXingResult as _, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{BinaryBitmap, Luma8LuminanceSource};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;

/// Pixels of a picture: more than any phone takes, and 64 MB as grey.
const MAX_PIXELS: u64 = 64_000_000;
/// Memory that decoding may take.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;
/// Triples of finder patterns that are tried on one picture: a page of 34 codes has some thousand that look right.
const MAX_TRIES: usize = 20_000;

pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    format(bytes).is_some()
}

fn format(bytes: &[u8]) -> Option<ImageFormat> {
    image::guess_format(bytes).ok().filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg))
}

/// The texts of all QR codes that are found; none is no error.
///
/// # Errors
/// [`Code::PictureUnreadable`] for what is no PNG or JPEG, is broken, or claims to be larger than [`MAX_PIXELS`].
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<String>, CoreError> {
    let wrong = |detail: String| CoreError::new(Code::PictureUnreadable).because(detail);
    let format = format(bytes).ok_or_else(|| wrong("neither PNG nor JPEG".to_owned()))?;
    // The size that the picture claims, before anything is unpacked.
    let size = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = size.map_err(|e| wrong(e.to_string()))?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(wrong(format!("{width} x {height} pixels")));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| wrong(e.to_string()))?.into_luma8();
    Ok(texts(picture))
}

/// Texts of the picture as it is, and of one at half the size, where noise averages out.
fn texts(picture: GrayImage) -> Vec<String> {
    let (width, height) = picture.dimensions();
    let half = (width > 1600 && height > 1600).then(|| imageops::thumbnail(&picture, width / 2, height / 2));
    let mut seen = BTreeSet::new();
    let mut found = decode_guarded(picture);
    found.extend(half.into_iter().flat_map(decode_guarded));
    found.retain(|text| seen.insert(text.clone()));
    found
}

/// Runs the decoder, which by its own documentation may panic on a strange picture; a panic counts as no code found.
fn decode_guarded(picture: GrayImage) -> Vec<String> {
    std::panic::catch_unwind(AssertUnwindSafe(|| decode(picture))).unwrap_or_default()
}

fn decode(picture: GrayImage) -> Vec<String> {
    let (width, height) = picture.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(picture.into_raw(), width, height) else { return Vec::new() };
    let bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let modules = bitmap.get_black_matrix();
    // What the library's own reader does, but for the end: its tries have none on a picture full of finder patterns.
    let mut patterns = FindFinderPatterns(modules, true, 0);
    let (mut used, mut texts) = (Vec::new(), Vec::new());
    for set in GenerateFinderPatternSets(&mut patterns).into_iter().take(MAX_TRIES) {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let decoded = SampleQR(modules, &set).and_then(|sampled| Decode(sampled.getBits()));
        if let Some(found) = decoded.ok().filter(|found| found.isValid()) {
            used.extend(corners);
            texts.push(found.text());
        }
    }
    texts
}
