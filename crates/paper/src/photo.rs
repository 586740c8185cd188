//! QR codes on a photo of the page.

use giaouoc_core::error::{Code, Error};
use image::{GrayImage, ImageFormat, ImageReader, Limits, imageops};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource};
use std::collections::BTreeSet;
use std::io::Cursor;

/// Pixels of a picture: more than any phone takes, and 64 MB as grey.
const MAX_PIXELS: u64 = 64_000_000;
/// Memory that decoding may take.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;

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
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<String>, Error> {
    let wrong = |detail: String| Error::new(Code::PictureUnreadable).because(detail);
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

/// Once as it is, and once at half the size, where noise averages out.
fn texts(picture: GrayImage) -> Vec<String> {
    let (width, height) = picture.dimensions();
    let half = (width > 1600 && height > 1600).then(|| imageops::thumbnail(&picture, width / 2, height / 2));
    let mut seen = BTreeSet::new();
    let mut found = decode(picture);
    found.extend(half.into_iter().flat_map(decode));
    found.retain(|text| seen.insert(text.clone()));
    found
}

fn decode(picture: GrayImage) -> Vec<String> {
    let (width, height) = picture.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(picture.into_raw(), width, height) else { return Vec::new() };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into_iter().collect()),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let results = QrReader.decode_multiple_with_hints(&mut bitmap, &hints);
    results.map(|found| found.iter().map(|one| one.getText().to_owned()).collect()).unwrap_or_default()
}
