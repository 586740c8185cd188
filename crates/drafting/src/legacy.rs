//! Letters from the time before Unicode: TCVN3 (TCVN 5712:1993 VN3, the fonts `.VnTime` …) and VNI (the fonts
//! `VNI-Times` …). Both put Vietnamese letters where Western fonts have others, so that today's programs show `Céng
//! hßa` or `Coäng hoøa`.

use crate::block::{Block, lines_mut};
use crate::encoding::Encoding;
use crate::finding::{Legacy, Sample};

/// Converts text that is not Unicode: by its fonts, or by the look of its letters where no font names an encoding.
/// `said` is a person's word on the encoding and counts for all text whose font names none.
pub(crate) fn convert(blocks: &mut [Block], said: Option<Encoding>) -> Option<Legacy> {
    if said == Some(Encoding::Unicode) {
        return None;
    }
    let by_font = lines_mut(blocks).any(|line| line.encoding.is_some());
    let whole = match said {
        Some(encoding) => Some(encoding),
        None if by_font => None,
        None => guess(&lines_mut(blocks).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")),
    };
    let mut found = None;
    let mut samples = Vec::new();
    for line in lines_mut(blocks) {
        let Some(encoding) = line.encoding.or(whole) else { continue };
        let after = decode(encoding, &line.text);
        if after == line.text {
            continue;
        }
        found = found.or(Some(encoding));
        if samples.len() < SAMPLES {
            samples.push(Sample { before: line.text.clone(), after: after.clone() });
        }
        line.text = after;
    }
    found.map(|encoding| Legacy { encoding, samples })
}

/// Most samples of a conversion.
const SAMPLES: usize = 8;

/// The text in Unicode.
pub(crate) fn decode(encoding: Encoding, text: &str) -> String {
    match encoding {
        Encoding::Unicode => text.to_owned(),
        Encoding::Tcvn3 => text.chars().map(tcvn3).collect(),
        Encoding::Tcvn3Capitals => text.chars().map(tcvn3).flat_map(char::to_uppercase).collect(),
        Encoding::Vni => vni(text),
    }
}

/// By what stands between letters where neither Vietnamese in Unicode nor another language has it. A text that holds
/// letters only Unicode's Vietnamese has is left alone.
fn guess(text: &str) -> Option<Encoding> {
    let unicode = text
        .chars()
        .filter(|c| matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư'))
        .count();
    let letters: Vec<char> = text.chars().collect();
    let pairs = || letters.iter().zip(letters.iter().skip(1));
    let tcvn3 = pairs()
        .filter(|(a, b)| TCVN3_ONLY.contains(b) && a.is_alphabetic() || TCVN3_ONLY.contains(a) && b.is_alphabetic())
        .count();
    let vni = pairs().filter(|(a, b)| VNI_BASES.contains(**a) && VNI_SIGNS.contains(**b)).count();
    let enough = 3 + unicode * 4;
    match (tcvn3 >= enough, vni >= enough) {
        (true, _) if tcvn3 >= vni => Some(Encoding::Tcvn3),
        (_, true) => Some(Encoding::Vni),
        (true, false) => Some(Encoding::Tcvn3),
        (false, false) => None,
    }
}

/// Signs that no text has next to letters, and that are letters in TCVN3.
const TCVN3_ONLY: [char; 18] =
    ['µ', '¶', '·', '¸', '¹', '¨', '»', '¼', '½', '¾', '©', '«', '¬', '\u{ad}', '®', '×', '÷', 'ª'];
const VNI_BASES: &str = "aeouyAEOUYôöÔÖ";
const VNI_SIGNS: &str = "ùøûõïâêáàåãäéèúüëÙØÛÕÏÂÊÁÀÅÃÄÉÈÚÜË";

/// TCVN 5712:1993, the part VN3, from the letters that Western fonts show in its places.
fn tcvn3(c: char) -> char {
    TCVN3.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new)
}

const TCVN3: [(char, char); 74] = [
    ('¡', 'Ă'),
    ('¢', 'Â'),
    ('£', 'Ê'),
    ('¤', 'Ô'),
    ('¥', 'Ơ'),
    ('¦', 'Ư'),
    ('§', 'Đ'),
    ('¨', 'ă'),
    ('©', 'â'),
    ('ª', 'ê'),
    ('«', 'ô'),
    ('¬', 'ơ'),
    ('\u{ad}', 'ư'),
    ('®', 'đ'),
    ('µ', 'à'),
    ('¶', 'ả'),
    ('·', 'ã'),
    ('¸', 'á'),
    ('¹', 'ạ'),
    ('»', 'ằ'),
    ('¼', 'ẳ'),
    ('½', 'ẵ'),
    ('¾', 'ắ'),
    ('Æ', 'ặ'),
    ('Ç', 'ầ'),
    ('È', 'ẩ'),
    ('É', 'ẫ'),
    ('Ê', 'ấ'),
    ('Ë', 'ậ'),
    ('Ì', 'è'),
    ('Î', 'ẻ'),
    ('Ï', 'ẽ'),
    ('Ð', 'é'),
    ('Ñ', 'ẹ'),
    ('Ò', 'ề'),
    ('Ó', 'ể'),
    ('Ô', 'ễ'),
    ('Õ', 'ế'),
    ('Ö', 'ệ'),
    ('×', 'ì'),
    ('Ø', 'ỉ'),
    ('Ü', 'ĩ'),
    ('Ý', 'í'),
    ('Þ', 'ị'),
    ('ß', 'ò'),
    ('á', 'ỏ'),
    ('â', 'õ'),
    ('ã', 'ó'),
    ('ä', 'ọ'),
    ('å', 'ồ'),
    ('æ', 'ổ'),
    ('ç', 'ỗ'),
    ('è', 'ố'),
    ('é', 'ộ'),
    ('ê', 'ờ'),
    ('ë', 'ở'),
    ('ì', 'ỡ'),
    ('í', 'ớ'),
    ('î', 'ợ'),
    ('ï', 'ù'),
    ('ñ', 'ủ'),
    ('ò', 'ũ'),
    ('ó', 'ú'),
    ('ô', 'ụ'),
    ('õ', 'ừ'),
    ('ö', 'ử'),
    ('÷', 'ữ'),
    ('ø', 'ứ'),
    ('ù', 'ự'),
    ('ú', 'ỳ'),
    ('û', 'ỷ'),
    ('ü', 'ỹ'),
    ('ý', 'ý'),
    ('þ', 'ỵ'),
];

fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joined = chars.peek().and_then(|sign| vni_pair(c, *sign));
        match joined {
            Some(letter) => {
                chars.next();
                out.push(letter);
            }
            None => out.push(vni_single(c)),
        }
    }
    out
}

/// Letters that VNI writes as one.
fn vni_single(c: char) -> char {
    let lower = match c.to_lowercase().next().unwrap_or(c) {
        'ñ' => 'đ',
        'ô' => 'ơ',
        'ö' => 'ư',
        'í' => 'í',
        'ì' => 'ì',
        'æ' => 'ỉ',
        'ó' => 'ĩ',
        'ò' => 'ị',
        'î' => 'ỵ',
        _ => return c,
    };
    if c.is_uppercase() { lower.to_uppercase().next().unwrap_or(lower) } else { lower }
}

/// A base letter and its sign. The case is the base's.
fn vni_pair(base: char, sign: char) -> Option<char> {
    let low = |c: char| c.to_lowercase().next().unwrap_or(c);
    let row = VNI.iter().find(|(letter, _)| *letter == low(base))?;
    let at = VNI_ORDER.chars().position(|known| known == low(sign))?;
    let letter = row.1.chars().nth(at).filter(|letter| *letter != '.')?;
    Some(if base.is_uppercase() { letter.to_uppercase().next().unwrap_or(letter) } else { letter })
}

/// The signs in the order of the letters below; `.` where a base takes no such sign.
const VNI_ORDER: &str = "ùøûõïâáàåãäêéèúüë";
const VNI: [(char, &str); 7] = [
    ('a', "áàảãạâấầẩẫậăắằẳẵặ"),
    ('e', "éèẻẽẹêếềểễệ......"),
    ('o', "óòỏõọôốồổỗộ......"),
    ('u', "úùủũụ............"),
    ('y', "ýỳỷỹỵ............"),
    ('ô', "ớờởỡợ............"),
    ('ö', "ứừửữự............"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        // As Word shows them in a Western font.
        assert_eq!(decode(Encoding::Tcvn3, "Céng hßa x· héi chñ nghÜa ViÖt Nam"), "Cộng hòa xã hội chủ nghĩa Việt Nam");
        assert_eq!(decode(Encoding::Tcvn3Capitals, "giao \u{ad}íc thi ®ua"), "GIAO ƯỚC THI ĐUA");
        assert_eq!(
            decode(Encoding::Vni, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
            "Cộng hòa xã hội chủ nghĩa Việt Nam"
        );
        assert_eq!(decode(Encoding::Vni, "GIAO ÖÔÙC THI ÑUA"), "GIAO ƯỚC THI ĐUA");
        assert_eq!(decode(Encoding::Vni, "thöôûng, nguyeãn, kyû, yû"), "thưởng, nguyễn, kỷ, ỷ");
    }

    #[test]
    fn each_letter_of_tcvn3_has_one_place() {
        let mut old: Vec<char> = TCVN3.iter().map(|(old, _)| *old).collect();
        let mut new: Vec<char> = TCVN3.iter().map(|(_, new)| *new).collect();
        for list in [&mut old, &mut new] {
            list.sort_unstable();
            let count = list.len();
            list.dedup();
            assert_eq!(list.len(), count);
        }
    }

    #[test]
    fn guesses_leave_unicode_alone() {
        assert_eq!(
            guess("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc, giao \u{ad}íc thi ®ua"),
            Some(Encoding::Tcvn3)
        );
        assert_eq!(guess("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"), Some(Encoding::Vni));
        for text in ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Déjà vu à Nguyễn", "plain", "", "© 2021, 5 µm, 3×4"]
        {
            assert_eq!(guess(text), None, "{text}");
        }
    }
}
