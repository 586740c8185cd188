//! The short code: `HTTPS://HOST/V/<PACT ID>` in capitals, so that it fits QR's alphanumeric mode; error correction Q.
//! Beside it the drawing of every code: black on white, a quiet zone of 4 modules, no logo.

mod mask;

use giaouoc_core::pact::PactId;
use qrcode::bits::{Bits, encode_auto};
use qrcode::canvas::Canvas;
use qrcode::render::{Pixel, Renderer, svg, unicode};
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, Version, ec};

/// Modules of white on each side (ISO/IEC 18004 §6.3.8).
const QUIET: u8 = 4;

/// The reasons for which a QR code cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QrCodeError {
    /// The service's address is not `http://host[:port]` or `https://host[:port]`.
    #[error(
        "the public address must be http(s)://host[:port] without a path, in letters that QR's alphanumeric mode has"
    )]
    Address,
    /// The encoder refused the text.
    #[error("the QR code cannot be made: {0}")]
    Encode(String),
    /// The picture could not be written.
    #[error("the PNG cannot be made: {0}")]
    Picture(String),
}

/// A QR code, to be drawn.
#[derive(Clone)]
pub struct QrCode {
    text: String,
    /// Modules on a side, and all of them, row by row.
    width: usize,
    colors: Vec<Color>,
}

impl QrCode {
    /// A proof code (`docs/spec/7-codes.md`): digits in numeric mode, version 25 at most, at error correction M or,
    /// where that fits as well, more: the seal has no parity that could stand in for it.
    ///
    /// # Errors
    /// [`QrCodeError::Encode`] where it does not fit.
    pub fn proof(text: &str) -> Result<Self, QrCodeError> {
        // Encoding tells the version; drawing, which takes far longer, is done once.
        let fits = |level| {
            let bits = encode_auto(text.as_bytes(), level).ok()?;
            matches!(bits.version(), Version::Normal(..=25)).then_some((bits, level))
        };
        let found = [EcLevel::H, EcLevel::Q, EcLevel::M].into_iter().find_map(fits);
        let (bits, level) = found.ok_or_else(|| QrCodeError::Encode("larger than version 25".to_owned()))?;
        Self::drawn(text, bits, level)
    }

    /// A link to be scanned by a phone: error correction M.
    ///
    /// # Errors
    /// [`QrCodeError::Encode`] where it is too long.
    pub fn link(text: &str) -> Result<Self, QrCodeError> {
        Self::new(text, EcLevel::M)
    }

    fn new(text: &str, level: EcLevel) -> Result<Self, QrCodeError> {
        let bits = encode_auto(text.as_bytes(), level).map_err(encode)?;
        Self::drawn(text, bits, level)
    }

    fn drawn(text: &str, bits: Bits, level: EcLevel) -> Result<Self, QrCodeError> {
        let version = bits.version();
        let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, level).map_err(encode)?;
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        let width = usize::from(version.width().unsigned_abs());
        Ok(Self { text: text.to_owned(), width, colors: mask::best(&canvas, version).into_colors() })
    }

    fn render<P: Pixel>(&self) -> Renderer<'_, P> {
        Renderer::new(&self.colors, self.width, u32::from(QUIET))
    }

    /// The text in the code.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules on a side, without the quiet zone.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Modules on a side, the quiet zone included: what a picture of the code shows.
    pub fn width_with_quiet_zone(&self) -> usize {
        self.width + 2 * usize::from(QUIET)
    }

    /// As SVG, one unit a module, the quiet zone included.
    pub fn svg(&self) -> String {
        self.render::<svg::Color<'_>>().module_dimensions(1, 1).build()
    }

    /// As lines of half blocks for a terminal of dark background.
    pub fn terminal(&self) -> String {
        let (dark, light) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
        self.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build()
    }

    /// As a grey PNG, `scale` pixels a module (1 to 64).
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, QrCodeError> {
        let scale = usize::try_from(scale.clamp(1, 64)).unwrap_or(1);
        let modules = self.width;
        let side = self.width_with_quiet_zone() * scale;
        let dark = |at: usize| (at / scale).checked_sub(usize::from(QUIET)).filter(|m| *m < modules);
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let color = dark(y).zip(dark(x)).and_then(|(row, column)| self.colors.get(row * modules + column));
                pixels.push(if color == Some(&Color::Dark) { 0 } else { 255 });
            }
        }
        encode_png(side, &pixels)
    }
}

/// The QR code of a pact's verify address.
#[derive(Clone)]
pub struct ShortCode(QrCode);

impl ShortCode {
    /// * `public_url`: the service's address, `https://kiem-tra.example`; a trailing slash is allowed, a path is not.
    pub fn new(public_url: &str, pact: &PactId) -> Result<Self, QrCodeError> {
        let base = public_url.strip_suffix('/').unwrap_or(public_url);
        let host =
            base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).ok_or(QrCodeError::Address)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':');
        if host.is_empty() || !host.bytes().all(plain) {
            return Err(QrCodeError::Address);
        }
        QrCode::new(&format!("{base}/v/{pact}").to_ascii_uppercase(), EcLevel::Q).map(Self)
    }
}

impl std::ops::Deref for ShortCode {
    type Target = QrCode;

    fn deref(&self) -> &QrCode {
        &self.0
    }
}

/// Any address as a code for a dark terminal.
///
/// # Errors
/// [`QrCodeError::Encode`] where it is too long.
pub fn terminal_code(address: &str) -> Result<String, QrCodeError> {
    QrCode::link(address).map(|code| code.terminal())
}

fn encode(error: QrError) -> QrCodeError {
    QrCodeError::Encode(error.to_string())
}

fn encode_png(side: usize, pixels: &[u8]) -> Result<Vec<u8>, QrCodeError> {
    let wrong = |e: png::EncodingError| QrCodeError::Picture(e.to_string());
    let side = u32::try_from(side).map_err(|e| QrCodeError::Picture(e.to_string()))?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(wrong)?;
    writer.write_image_data(pixels).map_err(wrong)?;
    writer.finish().map_err(wrong)?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn id() -> PactId {
        PactId::parse("4nywhvqvjouc4lk42zhwzxktju").unwrap()
    }

    #[test]
    fn says_the_address_in_capitals_and_stays_small() {
        let code = ShortCode::new("https://kiem-tra.example/", &id()).unwrap();
        assert_eq!(code.text(), "HTTPS://KIEM-TRA.EXAMPLE/V/4NYWHVQVJOUC4LK42ZHWZXKTJU");
        // Alphanumeric mode: byte mode would need version 5 (37 modules) at least.
        assert_eq!(code.width(), 33);
    }

    #[test]
    fn refuses_what_is_no_plain_address() {
        for address in ["kiem-tra.example", "https://", "https://a/b", "https://a?b", "ftp://a", "https://ồ"] {
            assert!(ShortCode::new(address, &id()).is_err(), "{address}");
        }
    }

    #[test]
    fn pictures_have_their_quiet_zone() {
        let code = ShortCode::new("https://kiem-tra.example", &id()).unwrap();
        let png = code.png(2).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let side = usize::try_from(reader.next_frame(&mut pixels).unwrap().width).unwrap();
        assert_eq!(side, (33 + 8) * 2);
        assert!(pixels.chunks(side).take(8).flatten().all(|p| *p == 255));
        assert!(pixels.contains(&0));
        assert!(code.svg().starts_with("<?xml"));
        assert!(!code.terminal().is_empty());
    }
}
