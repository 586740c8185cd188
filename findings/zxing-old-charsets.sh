#!/usr/bin/env bash
# zxing-cpp writes Vietnamese names into QR codes in charsets made for Baltic or Romanian; jsQR reads them as empty.
#
# Expected: an encoder that is given Unicode text writes UTF-8, plain or announced by ECI 26, and says nothing else.
# Happens:  `create_barcode` of zxing-cpp 3.1.1 (PyPI) takes the first of the ISO 8859 charsets that holds all
#           letters, name by name, and announces it by an ECI: "Vũ" in ISO-8859-4 (ECI 6), "Đô" in ISO-8859-2 (ECI 4),
#           "Công đoàn" in ISO-8859-16 (ECI 18); "Hòa" in Latin-1 without any; UTF-8 only where none fits. zxing-cpp
#           reads all of them. For all but UTF-8 jsQR 1.4.0 reports a code that was found, with the text "". Seen on
#           2026-12-01.
# Matters:  in one pile of badges some names are empty for a page that reads with jsQR, and nothing fails. Make such
#           codes with an encoder that can be told UTF-8 (segno can), and take an empty text of a found code for an
#           error.
# Source:   seen here, when readers of QR codes were compared on names.
# Needs:    node with npm, python3 with venv.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install zxing-cpp==3.1.1 numpy==2.4.6 pillow==13.0.0; } ||
  cannot "no zxing-cpp"
npm --prefix "$tmp" install --silent --no-fund --no-audit jsqr@1.4.0 pngjs@7.0.0 >"$tmp/npm.log" 2>&1 ||
  cannot "no jsqr"

cat >"$tmp/codes.py" <<'END'
import sys
import numpy
import zxingcpp
from PIL import Image
for name in ("Hòa", "Vũ", "Đô", "Công đoàn", "Nguyễn"):
    code = zxingcpp.create_barcode(name, zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(numpy.array(zxingcpp.write_barcode_to_image(code, scale=4)))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [name]
    picture.convert("RGBA").save(f"{sys.argv[1]}/{name}.png")
END
cat >"$tmp/read.js" <<'END'
const fs = require("fs"), jsQR = require("jsqr"), { PNG } = require("pngjs");
for (const name of ["Hòa", "Vũ", "Đô", "Công đoàn", "Nguyễn"]) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(`${__dirname}/${name}.png`));
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  const eci = found.chunks.find((chunk) => chunk.type === "eci");
  const bytes = Buffer.from(found.binaryData).toString("hex");
  console.log(`${name}: ECI ${eci ? eci.assignmentNumber : "none"}, bytes ${bytes}, jsQR reads "${found.data}"`);
}
END
"$tmp/venv/bin/python" "$tmp/codes.py" "$tmp"
got=$(node "$tmp/read.js")
want='Hòa: ECI none, bytes 48f261, jsQR reads ""
Vũ: ECI 6, bytes 56fd, jsQR reads ""
Đô: ECI 4, bytes d0f4, jsQR reads ""
Công đoàn: ECI 18, bytes 43f46e6720f06fe06e, jsQR reads ""
Nguyễn: ECI 26, bytes 4e677579e1bb856e, jsQR reads "Nguyễn"'
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
echo "$got"
