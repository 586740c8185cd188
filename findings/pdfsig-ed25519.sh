#!/usr/bin/env bash
# pdfsig says of a PDF with a valid Ed25519 signature that it isn't signed or has corrupted data.
#
# Expected: a verifier that does not know the algorithm says so: pdfsig has a verdict "signature has not yet been
#           verified". A file in which nothing was changed is never called corrupted.
# Happens:  pdfsig 22.12 (Debian 12) lists the signature with signer, time and SHA-512, says "Total document signed",
#           and then "Document isn't signed or corrupted data.", with exit code 0. pyHanko 0.38.0 finds the same file
#           intact and the signature valid (CMS by RFC 8419). The same page signed with P-256 is valid for both. Seen
#           on 2026-12-01.
# Matters:  who checks an honest paper with it is told that somebody changed it, or that nobody signed. A seal on a
#           PDF stays P-256 or RSA, whatever the signatures inside are.
# Source:   seen here, when the seal of printed copies was made.
# Needs:    Debian 12 with apt, openssl, python3 with venv.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install pyHanko==0.38.0 pikepdf==10.18.0; } ||
  cannot "no pyHanko"
(cd "$tmp" && apt-get install -s --no-install-recommends 'poppler-utils=22.12.*' | awk '/^Inst/ {print $2}' |
  xargs -r apt-get download -q >apt.log 2>&1 && for deb in *.deb; do [ ! -e "$deb" ] || dpkg -x "$deb" root; done) ||
  cannot "no poppler-utils 22.12"

cat >"$tmp/sign.py" <<'END'
import sys
import pikepdf
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

key, certificate, page, signed = sys.argv[1:]
pdf = pikepdf.new()
pdf.add_blank_page()
pdf.save(page)
signer = signers.SimpleSigner.load(key, certificate)
with open(page, "rb") as file, open(signed, "wb") as out:
    field = signers.PdfSignatureMetadata(field_name="S")
    signers.sign_pdf(IncrementalPdfFileWriter(file), field, signer=signer, output=out)
with open(signed, "rb") as file:
    trusted = ValidationContext(trust_roots=[load_cert_from_pemder(certificate)])
    status = validate_pdf_signature(PdfFileReader(file).embedded_signatures[0], trusted)
    print("pyHanko:", status.pkcs7_signature_mechanism, status.intact, status.valid)
END

for kind in ED25519 P-256; do
  case $kind in ED25519) how=(ED25519) ;; *) how=(EC -pkeyopt "ec_paramgen_curve:$kind") ;; esac
  openssl genpkey -algorithm "${how[@]}" -out "$tmp/key.pem"
  openssl req -x509 -new -key "$tmp/key.pem" -subj "/CN=$kind" -days 2 -addext keyUsage=critical,digitalSignature \
    -out "$tmp/certificate.pem"
  "$tmp/venv/bin/python" "$tmp/sign.py" "$tmp"/{key.pem,certificate.pem,page.pdf,"$kind.pdf"} 2>"$tmp/log"
  PATH="$tmp/root/usr/bin:$PATH" LD_LIBRARY_PATH="$tmp/root/usr/lib/$(uname -m)-linux-gnu" \
    pdfsig "$tmp/$kind.pdf" >"$tmp/said"
  said=$(sed -n 's/^  - Total/Total/p; s/^  - Signature Validation: //p' "$tmp/said" | paste -sd' ')
  echo "pdfsig, exit code 0: $said"
done >"$tmp/got"
want="pyHanko: ed25519 True True
pdfsig, exit code 0: Total document signed Document isn't signed or corrupted data.
pyHanko: sha256_ecdsa True True
pdfsig, exit code 0: Total document signed Signature is Valid."
cat "$tmp/got"
diff <(echo "$want") "$tmp/got" || { echo "changed" && exit 1; }
