//! The choice of a QR code's mask: of eight, the one of least penalty (ISO/IEC 18004 §7.8.3). The `qrcode` crate does
//! the same, but for the seven large codes of one copy takes longer than all other work together; here a line of
//! modules is one number.

use qrcode::Version;
use qrcode::canvas::{Canvas, MaskPattern};

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// The canvas, masked as `Canvas::apply_best_mask` does it.
pub(super) fn best(canvas: &Canvas, version: Version) -> Canvas {
    let width = version.width();
    // Versions above 27 have more modules than the number has bits; proof codes end at 25.
    if !matches!(version, Version::Normal(..=27)) {
        return canvas.apply_best_mask();
    }
    let masked = MASKS.iter().map(|mask| {
        let mut masked = canvas.clone();
        masked.apply_mask(*mask);
        masked
    });
    masked.min_by_key(|canvas| penalty(canvas, width)).unwrap_or_else(|| canvas.apply_best_mask())
}

fn penalty(canvas: &Canvas, width: i16) -> u32 {
    let line = |dark: &dyn Fn(i16) -> bool| (0..width).rev().fold(0, |bits, at| bits << 1 | u128::from(dark(at)));
    let rows: Vec<u128> = (0..width).map(|y| line(&|x| canvas.get(x, y).is_dark())).collect();
    let columns: Vec<u128> = (0..width).map(|x| line(&|y| canvas.get(x, y).is_dark())).collect();
    let width = u32::from(width.unsigned_abs());
    let lines = rows.iter().chain(&columns).map(|line| runs(*line, width) + finders(*line));
    let blocks = rows.windows(2).map(|pair| if let [a, b] = pair { blocks(*a, *b, width) } else { 0 });
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    lines.sum::<u32>() + blocks.sum::<u32>() + (dark * 200 / (width * width)).abs_diff(100)
}

/// Five modules of one colour in a line cost 3, each further one 1.
fn runs(mut line: u128, mut left: u32) -> u32 {
    let mut sum = 0;
    while left > 0 {
        let run = if line & 1 == 1 { line.trailing_ones() } else { line.trailing_zeros() }.min(left);
        sum += if run >= 5 { run - 2 } else { 0 };
        line = line.checked_shr(run).unwrap_or(0);
        left -= run;
    }
    sum
}

/// Four modules of one colour in a square cost 3.
fn blocks(above: u128, below: u128, width: u32) -> u32 {
    let level = |line: u128| !(line ^ line >> 1);
    let same = level(above) & level(below) & !(above ^ below);
    (same & ((1 << (width - 1)) - 1)).count_ones() * 3
}

/// The cost of patterns that look like a finder pattern: 40 for each with four light modules on one side. All modules
/// outside of the code are light.
fn finders(line: u128) -> u32 {
    let at = |place: u32| line >> place;
    let looks = at(0) & !at(1) & at(2) & at(3) & at(4) & !at(5) & at(6);
    let dark_before = line << 1 | line << 2 | line << 3 | line << 4;
    let dark_behind = at(7) | at(8) | at(9) | at(10);
    (looks & !(dark_before & dark_behind)).count_ones() * 40
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::QrCode;
    use qrcode::EcLevel;

    /// Small and large codes, also one that is too wide for the numbers above.
    #[test]
    fn the_mask_is_the_one_that_the_library_chooses() {
        for (length, level) in (1..40).map(|k| (k * k * 2, EcLevel::M)).chain([(7, EcLevel::H), (900, EcLevel::Q)]) {
            let text: String =
                (0..length).map(|at| char::from(b'0' + u8::try_from((at * at + 3 * at / 7) % 10).unwrap())).collect();
            let library = qrcode::QrCode::with_error_correction_level(&text, level).unwrap();
            let ours = QrCode::new(&text, level).unwrap();
            assert_eq!(ours.colors, library.to_colors(), "{length} digits at {level:?}");
        }
    }
}
