#!/usr/bin/env bash
# A Word file in TCVN3 letters loses every ư when LibreOffice saves it.
#
# Expected: opening a .docx and saving it as .docx keeps the characters of its text.
# Happens:  in TCVN3 (fonts .VnTime …) the letter ư is the byte AD, in a Word file the character U+00AD. LibreOffice
#           7.4.7 (Debian 12) takes it for a soft hyphen, though the run's font is .VnTime, and writes <w:softHyphen/>
#           in its place. python-docx 1.2.0 and docx2txt 0.9 read that element as nothing: they give "tr\xadêng
#           th\xad¬ng" (trường thương) before, and "trêng th¬ng" (trờng thơng) after. Seen on 2026-12-01.
# Matters:  a converter that works on files from Word silently drops letters of files that went through LibreOffice,
#           so whoever reads TCVN3 must read <w:softHyphen/> as U+00AD.
# Source:   seen here, while old pacts were imported.
# Needs:    Debian 12 with apt (80 MB are fetched), python3 with venv, unzip.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install python-docx==1.2.0 docx2txt==0.9; } ||
  cannot "no readers"
(cd "$tmp" && apt-get install -s --no-install-recommends 'libreoffice-writer-nogui=4:7.4.7*' |
  awk '/^Inst/ {print $2}' | xargs -r apt-get download -q >apt.log 2>&1 &&
  for deb in *.deb; do [ ! -e "$deb" ] || dpkg -x "$deb" root; done) || cannot "no LibreOffice 7.4.7"
office=/usr/lib/libreoffice
if [ -d "$tmp/root$office" ]; then # Its configuration names places of an installed one.
  registry=file://$tmp/root$office/share/.registry
  sed -i "s#file:///usr#file://$tmp/root/usr#g; s#file:///etc/libreoffice/registry#$registry#g" \
    "$tmp/root$office/program/fundamentalrc"
  export LD_LIBRARY_PATH="$tmp/root$office/program:$tmp/root/usr/lib/$(uname -m)-linux-gnu"
  office=$tmp/root$office
fi

cat >"$tmp/make.py" <<'END'
import sys
import docx
run = docx.Document().add_paragraph().add_run("tr\u00adêng th\u00ad¬ng")
run.font.name = ".VnTime"
run.part.package.save(sys.argv[1])
END
cat >"$tmp/read.py" <<'END'
import sys
import docx
import docx2txt
for name in sys.argv[1:]:
    print(ascii(docx.Document(name).paragraphs[0].text), ascii(docx2txt.process(name)))
END
"$tmp/venv/bin/python" "$tmp/make.py" "$tmp/before.docx"
cp "$tmp/before.docx" "$tmp/after.docx"
for attempt in first second; do # The first one only makes the profile, and then asks to be started again.
  "$office/program/soffice.bin" "-env:UserInstallation=file://$tmp/profile" --headless \
    --convert-to 'docx:MS Word 2007 XML' --outdir "$tmp/saved" "$tmp/after.docx" >"$tmp/$attempt.log" 2>&1 || true
done
[ -e "$tmp/saved/after.docx" ] || cannot "LibreOffice did not save: $(tail -n 1 "$tmp/second.log")"

got=$("$tmp/venv/bin/python" "$tmp/read.py" "$tmp/before.docx" "$tmp/saved/after.docx"
  unzip -p "$tmp/saved/after.docx" word/document.xml | grep -o '<w:t>tr.*ng</w:t>')
want="'tr\\xad\\xeang th\\xad\\xacng' 'tr\\xad\\xeang th\\xad\\xacng'
'tr\\xeang th\\xacng' 'tr\\xeang th\\xacng'
<w:t>tr</w:t><w:softHyphen/><w:t>êng th</w:t><w:softHyphen/><w:t>¬ng</w:t>"
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
echo "$got"
