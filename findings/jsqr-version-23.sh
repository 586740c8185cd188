#!/usr/bin/env bash
# jsQR reads QR codes of all versions but 23 at error correction L.
#
# Expected: a reader that reads versions 22 and 24 from a flawless picture reads version 23 as well.
# Happens:  jsQR 1.4.0 finds nothing in a flawless picture of version 23-L, at 4 pixels a module, whatever is in it;
#           22-L, 24-L and 23 with more error correction are read. Its table puts alignment patterns of version 23 at
#           74 where ISO/IEC 18004, annex E, has 78, so that modules are read from the wrong place, more of them than
#           L can mend. With 78 in the table 23-L is read. Seen on 2026-12-01.
# Matters:  only texts of 1,004 to 1,091 bytes make such a code, so tests with shorter and longer ones pass. And 23-M,
#           Q and H are read at the cost of their error correction: of 23-M with 80 modules turned over nothing was
#           read, with 78 in the table it was.
# Source:   seen here, when readers of proof codes were compared; cozmo/jsQR, issue 251, names the number in the
#           table.
# Needs:    node with npm, python3 with venv.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install segno==1.6.6; } || cannot "no segno"
npm --prefix "$tmp" install --silent --no-fund --no-audit jsqr@1.4.0 pngjs@7.0.0 >"$tmp/npm.log" 2>&1 ||
  cannot "no jsqr"

cat >"$tmp/codes.py" <<'END'
import sys
import segno
for version in (22, 23, 24):
    for level in "lmqh":
        for kind, text in (("link", "https://example.com/v"), ("digits", "0123456789" * 80)):
            code = segno.make(text, version=version, error=level, boost_error=False)
            code.save(f"{sys.argv[1]}/{version}-{level}-{kind}.png", scale=4)
END
cat >"$tmp/read.js" <<'END'
const fs = require("fs"), jsQR = require("jsqr"), { PNG } = require("pngjs");
for (const name of fs.readdirSync(__dirname).filter((name) => name.endsWith(".png")).sort()) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(`${__dirname}/${name}`));
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  const right = found && /^(https:..example.com.v|(0123456789){80})$/.test(found.data);
  console.log(name.replace(".png", ""), right ? "read" : "nothing");
}
END
"$tmp/venv/bin/python" "$tmp/codes.py" "$tmp"
node "$tmp/read.js" | tee "$tmp/got"
sed -i 's/\[6, 30, 54, 74, 102\]/[6, 30, 54, 78, 102]/' "$tmp/node_modules/jsqr/dist/jsQR.js"
node "$tmp/read.js" >"$tmp/mended"
nothing() { grep -v ' read$' "$1" | xargs; }
echo "with 78 in the table: $(grep -c ' read$' "$tmp/mended") of $(wc -l <"$tmp/mended") read"
[ "$(nothing "$tmp/got")/$(nothing "$tmp/mended")" = "23-l-digits nothing 23-l-link nothing/" ] ||
  { echo "changed" && exit 1; }
