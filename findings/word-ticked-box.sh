#!/usr/bin/env bash
# A ticked and an empty box of a Word form read the same.
#
# Expected: a reader of .docx gives something for each symbol on the page, if only a placeholder.
# Happens:  Word keeps a symbol that was inserted from Wingdings as <w:sym w:font="Wingdings" w:char="F0FE"/>
#           (ECMA-376, 17.3.3.30). python-docx 1.2.0 and docx2txt 0.9 read that as nothing, so "☑ Đồng ý" and "☐ Đồng
#           ý" are the same " Đồng ý", without a warning. Pandoc 3.9 and mammoth 1.13.0 give two different signs. Seen
#           on 2026-12-01.
# Matters:  on a form the box is the statement: who agreed and who did not can no longer be told from the text, and a
#           digest of the text is the same.
# Source:   seen here, while an importer of Word files was compared with others.
# Needs:    python3 with venv (Pandoc comes inside a package).
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install pypandoc-binary==1.17 mammoth==1.13.0 \
  python-docx==1.2.0 docx2txt==0.9; } || cannot "no readers"

cat >"$tmp/try.py" <<'END'
import sys
import docx
import docx2txt
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

texts = {}
for box, char in (("ticked", "F0FE"), ("empty", "F0A8")):
    document, name = docx.Document(), f"{sys.argv[1]}/{box}.docx"
    run = document.add_paragraph().add_run()
    run._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="Wingdings" w:char="{char}"/>'))
    run.add_text(" Đồng ý")
    document.save(name)
    with open(name, "rb") as file:
        texts.setdefault("mammoth", []).append(mammoth.extract_raw_text(file).value)
    texts.setdefault("pandoc", []).append(pypandoc.convert_file(name, "plain"))
    texts.setdefault("python-docx", []).append(docx.Document(name).paragraphs[0].text)
    texts.setdefault("docx2txt", []).append(docx2txt.process(name))
for reader, (ticked, empty) in sorted(texts.items()):
    print(reader, "the same" if ticked == empty else "different", ascii(ticked.strip()), ascii(empty.strip()))
END
got=$("$tmp/venv/bin/python" "$tmp/try.py" "$tmp")
want="docx2txt the same '\\u0110\\u1ed3ng \\xfd' '\\u0110\\u1ed3ng \\xfd'
mammoth different '\\U0001f5f9 \\u0110\\u1ed3ng \\xfd' '\\U0001f78e \\u0110\\u1ed3ng \\xfd'
pandoc different '\\U0001f5f9 \\u0110\\u1ed3ng \\xfd' '\\u25fb \\u0110\\u1ed3ng \\xfd'
python-docx the same '\\u0110\\u1ed3ng \\xfd' '\\u0110\\u1ed3ng \\xfd'"
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
echo "$got"
