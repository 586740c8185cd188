#!/usr/bin/env bash
# Debian 12's fonts-liberation lacks 92 Vietnamese letters, and Typst fills them in from another typeface without a
# word.
#
# Expected: "Liberation Serif" has all of Vietnamese, as Liberation 2 has; or a typesetter warns where a named font
#           lacks letters.
# Happens:  Debian 12 has two packages: fonts-liberation holds Liberation 1.07.4, fonts-liberation2 holds 2.1.5.
#           Family and style names are the same. Of the 98 letters that only Vietnamese has the first lacks 92: ơ, ư
#           and all with two marks or a tone below; it has no more than Ă, Đ and Ỳ in both sizes. Typst 0.15.2 asked
#           for "Liberation Serif" takes the lacking letters from its built-in Libertinus Serif, letter by letter
#           within a word, and tells no warning. PDF/A-3a is made as well, and the text copied from it is right. Seen
#           on 2026-12-01.
# Matters:  a page made on a server with the wrong one of two packages has two typefaces in nearly every word, and
#           only eyes or pdffonts find it. Ship the font file; look fonts up by their letters, not by their names.
# Source:   seen here, when fonts for printed copies were chosen.
# Needs:    Debian 12 with apt, python3 with venv.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install typst==0.15.2 fonttools==4.68.0 pikepdf==10.18.0; } ||
  cannot "no typst"
(cd "$tmp" && apt-get download -q 'fonts-liberation=1:1.07.4*' 'fonts-liberation2=2.1.5*' >apt.log 2>&1) ||
  cannot "no fonts"
dpkg -x "$tmp"/fonts-liberation_*.deb "$tmp/one" && dpkg -x "$tmp"/fonts-liberation2_*.deb "$tmp/two"

cat >"$tmp/try.py" <<'END'
import glob
import sys
import pikepdf
import typst
from fontTools.ttLib import TTFont

LETTERS = [chr(c) for c in range(0x1EA0, 0x1EFA)] + list("ĂăĐđƠơƯư")
source, pdf = f"{sys.argv[1]}/page.typ", f"{sys.argv[1]}/page.pdf"
with open(source, "w") as file:
    file.write('#set text(font: "Liberation Serif", lang: "vi")\nCộng hòa xã hội chủ nghĩa Việt Nam')
for package in ("one", "two"):
    folder = f"{sys.argv[1]}/{package}"
    font = TTFont(glob.glob(f"{folder}/**/LiberationSerif-Regular.ttf", recursive=True)[0])
    lacking = [letter for letter in LETTERS if ord(letter) not in font.getBestCmap()]
    fonts = {"font_paths": [folder], "ignore_system_fonts": True}
    out, warnings = typst.compile_with_warnings(source, pdf_standards=["a-3a"], **fonts)
    with open(pdf, "wb") as file:
        file.write(out)
    with pikepdf.open(pdf) as document:
        used = [str(font.BaseFont)[8:] for font in document.pages[0].Resources.Font.values()]
    print(font["name"].getDebugName(1), font["name"].getDebugName(5), "lacks", len(lacking), "of", len(LETTERS))
    print("  fonts in the PDF:", *sorted(used), "| warnings:", len(warnings))
END
got=$("$tmp/venv/bin/python" "$tmp/try.py" "$tmp")
want="Liberation Serif Version 1.07.4 lacks 92 of 98
  fonts in the PDF: LiberationSerif LibertinusSerif-Regular-Identity-H | warnings: 0
Liberation Serif Version 2.1.5 lacks 0 of 98
  fonts in the PDF: LiberationSerif | warnings: 0"
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
echo "$got"
